"""Operations, pages and cursors that cannot be understood: a GraphQL error with a code and what to do."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any

import pytest

from tests.api import Api
from tests.graphql_api.telling import BONN, org

pytestmark = pytest.mark.asyncio(loop_scope="module")

PAGE = """query ($after: String, $before: String, $first: Int, $last: Int, $order: OrganisationOrder) {
    network { organisations(
        first: $first, last: $last, after: $after, before: $before, orderBy: $order
    ) { nodes { name } pageInfo { endCursor } } }
}"""


async def first_cursor(api: Api, order: dict[str, str] | None = None) -> str:
    data = await api.data(PAGE, {"first": 1, "order": order})
    cursor: str = data["network"]["organisations"]["pageInfo"]["endCursor"]
    return cursor


# Pages


@pytest.mark.parametrize(
    "asked", [{"first": 100_000}, {"first": 101}, {"first": -1}, {"last": -1}, {"last": 101}]
)
async def test_a_page_holds_0_to_100_rows(asked: dict[str, int], shared_api: Api) -> None:
    ((name, number),) = asked.items()
    literal = f"{{ network {{ organisations({name}: {number}) {{ totalCount }} }} }}"
    inner = (
        f"{{ network {{ organisations {{ nodes {{ signatures({name}: {number}) {{ totalCount }} }} }} }} }}"
    )
    assert await shared_api.code(literal) == "BAD_PAGE"
    assert await shared_api.code(inner) == "BAD_PAGE"
    assert await shared_api.code(PAGE, asked) == "BAD_PAGE"


async def test_a_page_is_asked_from_one_side(shared_api: Api) -> None:
    assert await shared_api.code(PAGE, {"first": 1, "last": 1}) == "BAD_PAGE"
    for connection in ("summits", "impulses", "practiceExamples", "adoptions", "memberships"):
        query = f"{{ network {{ {connection}(first: 1, last: 1) {{ totalCount }} }} }}"
        assert await shared_api.code(query) == "BAD_PAGE"


async def test_pages_of_0_and_100_rows_are_pages(shared_api: Api) -> None:
    assert (await shared_api.data(PAGE, {"first": 0}))["network"]["organisations"]["nodes"] == []
    for asked in ({"first": 100}, {"last": 100}, {}):
        data = await shared_api.data(PAGE, asked)
        assert len(data["network"]["organisations"]["nodes"]) == 100


# Cursors


@pytest.mark.parametrize("cursor", ["", "x", "!!!", "äöü", "W10", "e30", "bnVsbA", "\0", "A" * 100_000])
async def test_a_cursor_that_is_none_is_refused(cursor: str, shared_api: Api) -> None:
    assert await shared_api.code(PAGE, {"after": cursor}) == "BAD_CURSOR"
    assert await shared_api.code(PAGE, {"before": cursor}) == "BAD_CURSOR"


async def test_a_cursor_of_another_order_is_refused(shared_api: Api) -> None:
    by_name = await first_cursor(shared_api)
    for order in (
        {"field": "POPULATION"},
        {"field": "JOINED_ON"},
        {"field": "NAME", "direction": "DESC"},
    ):
        assert await shared_api.code(PAGE, {"after": by_name, "order": order}) == "BAD_CURSOR"
        other = await first_cursor(shared_api, order)
        assert await shared_api.code(PAGE, {"after": other}) == "BAD_CURSOR"


async def test_a_cursor_of_another_connection_is_refused(shared_api: Api) -> None:
    data = await shared_api.data("{ network { summits { pageInfo { endCursor } } } }")
    cursor = data["network"]["summits"]["pageInfo"]["endCursor"]
    assert await shared_api.code(PAGE, {"after": cursor}) == "BAD_CURSOR"


@pytest.mark.parametrize("place", [0, 10, 40])
async def test_a_cursor_with_something_in_between_is_refused(place: int, shared_api: Api) -> None:
    cursor = await first_cursor(shared_api)
    for junk in ("!", "!!!!", "\n\n\n\n", "ä"):
        assert await shared_api.code(PAGE, {"after": cursor[:place] + junk + cursor[place:]}) == "BAD_CURSOR"


@pytest.mark.parametrize("key", [1, 2.5, True, None, [], {}])
async def test_a_forged_cursor_is_refused(key: object, shared_api: Api) -> None:
    cursor = await first_cursor(shared_api)
    tag, _, row_id = json.loads(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    assert await shared_api.code(PAGE, {"after": forged(tag, key, row_id)}) == "BAD_CURSOR"


@pytest.mark.parametrize("row_id", [1, None, "x", [], {}])
async def test_a_cursor_with_a_forged_id_is_refused(row_id: object, shared_api: Api) -> None:
    assert (
        await shared_api.code(PAGE, {"after": forged("organisations:NAME:ASC", "a", row_id)}) == "BAD_CURSOR"
    )


@pytest.mark.parametrize(
    ("field", "key"), [("POPULATION", 2**63), ("POPULATION", -(2**63) - 1), ("NAME", "a\0b")]
)
async def test_a_cursor_with_a_key_that_no_row_can_have_is_refused(
    field: str, key: object, shared_api: Api
) -> None:
    asked = {"after": forged(f"organisations:{field}:ASC", key, org(BONN)[4:]), "order": {"field": field}}
    assert await shared_api.code(PAGE, asked) in ("BAD_CURSOR", "BAD_USER_INPUT")


def forged(*values: object) -> str:
    return urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


# Operations


@pytest.mark.parametrize(
    ("query", "code"),
    {
        "{ network { name }": "GRAPHQL_PARSE_FAILED",
        " ": "GRAPHQL_PARSE_FAILED",
        "# nothing": "GRAPHQL_PARSE_FAILED",
        "{ network { name } } \0": "GRAPHQL_PARSE_FAILED",
        "{ nothing }": "GRAPHQL_VALIDATION_FAILED",
        "{ network }": "GRAPHQL_VALIDATION_FAILED",
        "{ network { name { first } } }": "GRAPHQL_VALIDATION_FAILED",
        "{ network { summit { id } } }": "GRAPHQL_VALIDATION_FAILED",
        '{ network { summit(year: "2017") { id } } }': "GRAPHQL_VALIDATION_FAILED",
        "{ network { summit(year: 2147483648) { id } } }": "GRAPHQL_VALIDATION_FAILED",
        "query ($year: String) { network { summit(year: $year) { id } } }": "GRAPHQL_VALIDATION_FAILED",
        "{ network { organisation(by: {}) { id } } }": "GRAPHQL_VALIDATION_FAILED",
        '{ network { organisation(by: { id: "x", ags: "x" }) { id } } }': "GRAPHQL_VALIDATION_FAILED",
        "{ network { impulses(filter: { topics: [NOTHING] }) { totalCount } } }": "GRAPHQL_VALIDATION_FAILED",
        '{ network { impulses(filter: { topics: ["SPORT"] }) { totalCount } } }': "GRAPHQL_VALIDATION_FAILED",
        "{ network { impulses(filter: { topics: [null] }) { totalCount } } }": "GRAPHQL_VALIDATION_FAILED",
        "{ network { adoptions(orderBy: { field: TITLE }) { totalCount } } }": "GRAPHQL_VALIDATION_FAILED",
        "{ network { topics } }": "GRAPHQL_VALIDATION_FAILED",
        "{ network { topics(first: 1) { german } } }": "GRAPHQL_VALIDATION_FAILED",
        "{ network { ...N } } fragment N on Network { ...N }": "GRAPHQL_VALIDATION_FAILED",
        "{ network { ...N } }": "GRAPHQL_VALIDATION_FAILED",
        "{ network { name @include } }": "GRAPHQL_VALIDATION_FAILED",
        "subscription { nothing { position } }": "GRAPHQL_VALIDATION_FAILED",
        "subscription { events { position } }": "SUBSCRIPTION_NEEDS_STREAM",
        "type Query { name: String }": "GRAPHQL_VALIDATION_FAILED",
    }.items(),
)
async def test_a_document_that_is_not_valid_is_refused(query: str, code: str, shared_api: Api) -> None:
    answer = await shared_api.ask(query)
    assert "data" not in answer
    assert {error["extensions"]["code"] for error in answer["errors"]} == {code}
    assert all(error["message"] and error["locations"] for error in answer["errors"])


async def test_an_operation_is_named_where_there_are_several(shared_api: Api) -> None:
    both = "query A { network { name } } query B { __typename }"
    assert await shared_api.code(both) == "UNKNOWN_OPERATION"
    for name, code in (("C", "UNKNOWN_OPERATION"), ("", "UNKNOWN_OPERATION"), ("a", "UNKNOWN_OPERATION")):
        assert await operation(shared_api, both, name) == code
    assert await operation(shared_api, both, "B") is None


async def test_an_unknown_name_is_refused_where_there_is_one_operation(shared_api: Api) -> None:
    assert await operation(shared_api, "query A { network { name } }", "B") == "UNKNOWN_OPERATION"
    assert await operation(shared_api, "{ network { name } }", "A") == "UNKNOWN_OPERATION"
    assert await operation(shared_api, "query A { network { name } }", None) is None


async def operation(api: Api, query: str, name: str | None) -> str | None:
    """The code of the error of the operation of this name; None where it has no error."""
    response = await api.http.post("/graphql", json={"query": query, "operationName": name})
    answer: dict[str, Any] = response.json()
    return answer["errors"][0]["extensions"]["code"] if "errors" in answer else None
