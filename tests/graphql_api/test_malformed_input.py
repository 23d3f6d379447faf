"""Input that cannot be understood: one GraphQL error with a code and what to do; nothing is recorded."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from tests.api import Api
from tests.graphql_api.telling import ASSOCIATION, BONN, COLOGNE, log_position, org

pytestmark = pytest.mark.asyncio(loop_scope="module")

SUMMIT_ID = "sum_5b0c1f0e-7a53-5f0f-9a51-0d9a6a2f3c11"

DATES = (
    *("2017-13-01", "2017-02-30", "0000-01-01", "10000-01-01", "2017", "2017-12", "17-12-06", "06.12.2017"),
    *("20171206", "2017-W01-1", "2017W013XX", "2017-12-٠١", "2017-12-06T00", " 2017-12-06", "-001-01-01", ""),
)
PARTIAL_DATES = (
    *(
        "2017-13",
        "2017-00",
        "2017-02-00",
        "2017-02-30",
        "0000",
        "10000",
        "17",
        "2017-1",
        "2017-12-",
        "2017-W01",
        "20171206",
        "٢٠١٧",
    ),
    *("06.12.2017", " 2017", "2017\n", ""),
)
IDS = (
    *(
        "",
        "org",
        "org_",
        "org_x",
        "x",
        "5",
        SUMMIT_ID.upper(),
        SUMMIT_ID[4:],
        f" {org(BONN)}",
        f"{org(BONN)}\n",
    ),
    *("org_" + "0" * 35, "sig-" + SUMMIT_ID[4:], "\0", "ä" * 100_000),
)
# An id has one spelling; clients compare and cache by it.
OTHER_SPELLINGS = (
    org(BONN).replace("-", ""),
    f"org_{{{org(BONN)[4:]}}}",
    f"org_urn:uuid:{org(BONN)[4:]}",
    f"org_{org(BONN)[4:].upper()}",
)


@pytest_asyncio.fixture(autouse=True, loop_scope="module")
async def nothing_is_recorded(shared_api: Api) -> AsyncIterator[None]:
    before = await log_position(shared_api)
    yield
    assert await log_position(shared_api) == before


async def code(api: Api, query: str, variables: dict[str, Any] | None = None) -> str:
    """The code of the only error, which has a message, and no data beside it."""
    answer = await api.ask(query, variables)
    (error,) = answer["errors"]
    assert not any((answer.get("data") or {}).values())
    assert len(error["message"]) > 10
    found: str = error["extensions"]["code"]
    return found


# Dates


@pytest.mark.parametrize("date", DATES)
async def test_a_day_that_is_none_is_refused(date: str, shared_api: Api) -> None:
    variable = "query ($on: Date) { network { statistics(on: $on) { members } } }"
    literal = f'{{ network {{ statistics(on: "{date}") {{ members }} }} }}'
    nested = (
        f'{{ network {{ organisations(filter: {{ signatory: {{ on: "{date}" }} }}) {{ totalCount }} }} }}'
    )
    assert await code(shared_api, variable, {"on": date}) == "BAD_DATE"
    assert await code(shared_api, literal) == "BAD_DATE"
    assert await code(shared_api, nested) == "BAD_DATE"


@pytest.mark.parametrize("date", [20171206, 2017.5, True, [], {}])
async def test_a_day_that_is_no_text_is_refused(date: object, shared_api: Api) -> None:
    variable = "query ($on: Date) { network { statistics(on: $on) { members } } }"
    assert await code(shared_api, variable, {"on": date}) == "BAD_DATE"


@pytest.mark.parametrize("date", PARTIAL_DATES)
async def test_a_partial_date_that_is_none_is_refused(date: str, shared_api: Api) -> None:
    announcing = """mutation ($on: PartialDate) {
        announceSummit(input: { year: 2030, title: "T", on: $on }) { __typename }
    }"""
    assert await code(shared_api, announcing, {"on": date}) == "BAD_DATE"


async def test_the_error_of_a_literal_says_where_it_stands(shared_api: Api) -> None:
    answer = await shared_api.ask('{\n  network { statistics(on: "x") { members } } }')
    assert answer["errors"][0].get("locations", [{}])[0].get("line") == 2


# Ids


@pytest.mark.parametrize("id_", IDS)
async def test_an_id_that_is_none_is_refused(id_: str, shared_api: Api) -> None:
    for field in ("node(id: $id)", "nodes(ids: [$id])", "network { node(id: $id)"):
        query = f"query ($id: ID!) {{ {field} {{ id }} {'}' if 'network' in field else ''} }}"
        assert await code(shared_api, query, {"id": id_}) == "BAD_ID"


@pytest.mark.parametrize("id_", OTHER_SPELLINGS)
async def test_an_id_in_another_spelling_is_refused(id_: str, shared_api: Api) -> None:
    assert await code(shared_api, "query ($id: ID!) { node(id: $id) { id } }", {"id": id_}) == "BAD_ID"


async def test_an_id_of_another_type_is_refused(shared_api: Api) -> None:
    for query in (
        "query ($id: ID!) { network { organisation(by: { id: $id }) { name } } }",
        "query ($id: ID!) { network { organisations(filter: { parent: $id }) { totalCount } } }",
        """mutation ($id: ID!) {
            planAccession(input: { organisation: $id, on: "2020-01-01" }) { __typename }
        }""",
        """mutation ($id: ID!) {
            inviteOrganisations(input: { summit: $id, organisations: [$id] }) { __typename }
        }""",
        """mutation ($id: ID!) {
            mergeOrganisations(input: { organisation: $id, into: $id, on: "2020-01-01" }) { __typename }
        }""",
        """mutation ($id: ID!) {
            recordAttendance(input: { organisation: $id, summit: $id }) { __typename }
        }""",
    ):
        assert await code(shared_api, query, {"id": SUMMIT_ID}) == "BAD_ID"
    signing = """mutation ($id: ID!) {
        signDeclaration(input: { organisation: $id, summit: $id, on: "2020-01-01" }) { __typename }
    }"""
    assert await code(shared_api, signing, {"id": org(COLOGNE)}) == "BAD_ID"


async def test_more_ids_than_a_hundred_are_refused(shared_api: Api) -> None:
    query = "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }"
    assert await code(shared_api, query, {"ids": [org(BONN)] * 101}) == "TOO_MANY_IDS"
    data = await shared_api.data(query, {"ids": [org(BONN)] * 100})
    assert data["nodes"] == [{"id": org(BONN)}] * 100


async def test_an_ags_that_nobody_has_finds_nothing(shared_api: Api) -> None:
    query = "query ($ags: String!) { network { organisation(by: { ags: $ags }) { name } } }"
    for ags in ("05999999", "5315000", "", "05315000 ", "x" * 10_000, "'; DROP TABLE events; --"):
        assert await shared_api.data(query, {"ags": ags}) == {"network": {"organisation": None}}


# Texts and numbers


async def test_texts_that_no_row_can_hold_are_refused(shared_api: Api) -> None:
    by_ags = "query ($text: String!) { network { organisation(by: { ags: $text }) { name } } }"
    filtered = "query ($text: String) { network { organisations(filter: { text: $text }) { totalCount } } }"
    for query in (by_ags, filtered):
        assert await code(shared_api, query, {"text": "a\0b"}) == "BAD_USER_INPUT"


@pytest.mark.parametrize("escaped", [r"\ud800", r"\udfff", r"\u{110000}", r"\u{d800}"])
async def test_a_literal_with_half_a_character_is_refused(escaped: str, shared_api: Api) -> None:
    query = f'{{ network {{ organisation(by: {{ ags: "{escaped}" }}) {{ name }} }} }}'
    assert await code(shared_api, query) == "GRAPHQL_PARSE_FAILED"


@pytest.mark.parametrize("text", ["", " ", "\n", "a\0b", "a\nb", "\x07", "\u200b", "k" * 501, "ü" * 100_000])
async def test_a_source_or_key_that_is_no_line_is_refused(text: str, shared_api: Api) -> None:
    registering = (
        "mutation ($i: RegisterOrganisationInput!) { registerOrganisation(input: $i) { __typename } }"
    )
    input = {"name": "Verein", **ASSOCIATION}
    assert await code(shared_api, registering, {"i": {**input, "source": text}}) == "BAD_SOURCE"
    assert (
        await code(shared_api, registering, {"i": {**input, "idempotencyKey": text}}) == "BAD_IDEMPOTENCY_KEY"
    )


async def test_a_key_of_more_than_200_characters_is_refused(shared_api: Api) -> None:
    registering = (
        "mutation ($i: RegisterOrganisationInput!) { registerOrganisation(input: $i) { __typename } }"
    )
    input = {"name": "Verein", **ASSOCIATION, "idempotencyKey": "k" * 201}
    assert await code(shared_api, registering, {"i": input}) == "BAD_IDEMPOTENCY_KEY"


@pytest.mark.parametrize("year", ["2017", 2017.5, True, None, 2**31, -(2**31) - 1, 10**40, [2017, 2018]])
async def test_a_variable_of_the_wrong_type_is_refused(year: object, shared_api: Api) -> None:
    query = "query ($year: Int!) { network { summit(year: $year) { id } } }"
    assert await code(shared_api, query, {"year": year}) == "BAD_USER_INPUT"


async def test_a_variable_that_is_missing_is_refused(shared_api: Api) -> None:
    assert await code(shared_api, "query ($id: ID!) { node(id: $id) { id } }") == "BAD_USER_INPUT"


@pytest.mark.parametrize("version", [-1, -(2**31)])
async def test_a_negative_version_is_a_conflict(version: int, shared_api: Api) -> None:
    planning = """mutation ($id: ID!, $version: Int) {
        planAccession(input: { organisation: $id, on: "2030-01-01", expectedVersion: $version }) {
            ... on Refused { code }
        }
    }"""
    data = await shared_api.data(planning, {"id": org(COLOGNE), "version": version})
    assert data["planAccession"] == {"code": "VERSION_CONFLICT"}


@pytest.mark.parametrize("year", [0, -1, 10000, 2**31 - 1, -(2**31)])
async def test_a_year_without_a_summit_finds_nothing(year: int, shared_api: Api) -> None:
    query = "query ($year: Int!) { network { summit(year: $year) { id } } }"
    assert await shared_api.data(query, {"year": year}) == {"network": {"summit": None}}


@pytest.mark.parametrize("on", ["0001-01-01", "9999-12-31"])
async def test_the_first_and_the_last_day_of_the_calendar_are_days(on: str, shared_api: Api) -> None:
    query = "query ($on: Date) { network { statistics(on: $on) { on } } }"
    assert await shared_api.data(query, {"on": on}) == {"network": {"statistics": {"on": on}}}
