"""Documents and variables made to keep the service busy: refused by a code, before any statement runs."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from contextlib import suppress
from types import FrameType
from typing import Any

import pytest
import pytest_asyncio
from graphql import get_introspection_query

from graphql_api.cost import cost_of
from graphql_api.documents import Document, Documents
from graphql_api.limits import ALIASES, DEPTH, DIRECTIVES, FIELDS, FRAGMENTS, OPERATIONS, ROOT_FIELDS, TOKENS
from graphql_api.planner.errors import BadInput
from graphql_api.schema import create_schema
from infra.read_store import PostgresReadStore
from tests.api import Api

pytestmark = pytest.mark.asyncio(loop_scope="module")

IDS = "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }"
SUBJECT = "subject { history(first: 1) { nodes { "
CIRCLE = "{ __schema { types { fields { type { fields { type { fields { name } } } } } } } }"


def of_bonn(selected: str) -> str:
    return f'{{ network {{ organisation(by: {{ ags: "05314000" }}) {{ {selected} }} }} }}'


def many(count: int, text: str) -> str:
    """The text so many times, with the number in the place of each #."""
    return " ".join(text.replace("#", str(number)) for number in range(count))


def doubled(times: int) -> str:
    """Fragments that each spread the next one twice."""
    fragments = (
        f"fragment F{n} on Organisation {{ a: parent {{ ...F{n + 1} }} b: parent {{ ...F{n + 1} }} }}"
        for n in range(times)
    )
    return f"{of_bonn('...F0')} {' '.join(fragments)} fragment F{times} on Organisation {{ name }}"


def nested(times: int, field: str, innermost: str) -> str:
    return f"{field} {{ " * times + innermost + " }" * times


def deep(levels: int) -> object:
    value: object = "x"
    for _ in range(levels):
        value = [value]
    return value


BOMBS: dict[str, tuple[str, dict[str, Any], str]] = {
    "deep": (of_bonn(nested(DEPTH.most, "parent", "id")), {}, "DOCUMENT_TOO_DEEP"),
    "very deep": (of_bonn(nested(2_000, "parent", "id")), {}, "DOCUMENT_TOO_DEEP"),
    "braces": ("{" * 5_000, {}, "DOCUMENT_TOO_DEEP"),
    "deep by fragments": (
        f"{of_bonn('...F0')} {many(60, 'fragment F# on Organisation { parent { ...G# } }')} "
        + " ".join(f"fragment G{n} on Organisation {{ ...F{n + 1} }}" for n in range(35)),
        {},
        "DOCUMENT_TOO_DEEP",
    ),
    "deep lists": (f"{{ nodes(ids: {'[' * 3_000}{']' * 3_000}) {{ id }} }}", {}, "DOCUMENT_TOO_DEEP"),
    "deep objects": (
        f"{{ events(filter: {'{ a: ' * 1_000}1{' }' * 1_000}) {{ totalCount }} }}",
        {},
        "DOCUMENT_TOO_DEEP",
    ),
    "wide": ("{ network { " + "name " * (FIELDS.most + 1) + "} }", {}, "QUERY_TOO_LARGE"),
    "tokens": ("{ network { " + "name " * TOKENS.most + "} }", {}, "TOO_MANY_TOKENS"),
    "characters": ("{ network { name } } #" + "x" * 100_000, {}, "DOCUMENT_TOO_LONG"),
    "aliases": (f"{{ network {{ {many(ALIASES.most + 1, 'a#: name')} }} }}", {}, "TOO_MANY_ALIASES"),
    "operations": (many(OPERATIONS.most + 1, "query Q# { network { name } }"), {}, "TOO_MANY_OPERATIONS"),
    "fragments": (
        f"{of_bonn('...F0')} {many(FRAGMENTS.most + 1, 'fragment F# on Organisation { name }')}",
        {},
        "TOO_MANY_FRAGMENTS",
    ),
    "a circle": (
        f"{of_bonn('...F0')} {many(1, 'fragment F# on Organisation { parent { ...F# } }')}",
        {},
        "GRAPHQL_VALIDATION_FAILED",
    ),
    "a long circle": (
        f"{of_bonn('...F0')} "
        + " ".join(f"fragment F{n} on Organisation {{ name ...F{(n + 1) % 90} }}" for n in range(90)),
        {},
        "GRAPHQL_VALIDATION_FAILED",
    ),
    "doubled": (doubled(13), {}, "QUERY_TOO_LARGE"),
    "doubled pages": (
        f"{of_bonn('...F0')} "
        + many(3, "fragment F# on Organisation { a: children { nodes { ...G# } } }")
        + " ".join(
            f" fragment G{n} on Organisation {{ b: children {{ nodes {{ ...{next_} }} }} }}"
            for n, next_ in enumerate(("F1", "F2", "Name"))
        )
        + " fragment Name on Organisation { name }",
        {},
        "QUERY_TOO_COSTLY",
    ),
    "directives": (
        f"{{ network {{ {many(DIRECTIVES.most + 1, 'name @include(if: true)')} }} }}",
        {},
        "TOO_MANY_DIRECTIVES",
    ),
    "directives in one place": (
        f"{{ network {{ name {many(5, '@include(if: true)')} }} }}",
        {},
        "TOO_MANY_DIRECTIVES",
    ),
    "overlapping": (f"{{ network {{ {many(1_000, 'topics { german }')} }} }}", {}, "TOO_MANY_REPETITIONS"),
    "overlapping fragments": (
        f"{{ network {{ {many(90, '...F#')} }} }} {many(90, 'fragment F# on Network { name position }')}",
        {},
        "TOO_MANY_REPETITIONS",
    ),
    "root fields": (
        f"{{ {many(ROOT_FIELDS.most + 1, 'a#: network { name }')} }}",
        {},
        "TOO_MANY_ROOT_FIELDS",
    ),
    "mutations": (
        "mutation { " + many(100, 'm#: closeSummit(input: { summit: "sum_x" }) { __typename }') + " }",
        {},
        "TOO_MANY_ROOT_FIELDS",
    ),
    "the schema in a circle": (CIRCLE, {}, "GRAPHQL_VALIDATION_FAILED"),
    "the schema often": (
        f"{{ {many(20, 's#: __schema { types { fields { args { type { name } } type { ...T } } } }')} }}"
        " fragment T on __Type { name ofType { name ofType { name ofType { name } } } }",
        {},
        "QUERY_TOO_COSTLY",
    ),
    "pages in pages": (
        "{ network { organisations { nodes { children { nodes { children { nodes { id } } } } } } } }",
        {},
        "QUERY_TOO_COSTLY",
    ),
    "nodes of nodes": (
        f"{{ events {{ nodes {{ {SUBJECT * 5}position{' } } }' * 5} }} }} }}",
        {},
        "QUERY_TOO_LARGE",
    ),
    "a huge number": (
        "{ network { summit(year: " + "9" * 90_000 + ") { id } } }",
        {},
        "GRAPHQL_VALIDATION_FAILED",
    ),
    "a huge text": (
        '{ network { search(query: "' + "x" * 90_000 + '") { totalCount } } }',
        {},
        "BAD_QUERY",
    ),
    "ids": (IDS, {"ids": ["x"] * 4_000}, "TOO_MANY_IDS"),
    "more ids": (IDS, {"ids": ["x"] * 200_000}, "VARIABLES_TOO_LARGE"),
    "lists within lists": (IDS, {"ids": [["x"] * 100] * 100}, "VARIABLES_TOO_LARGE"),
    "deep variables": (IDS, {"ids": deep(400)}, "VARIABLES_TOO_DEEP"),
    "variables for nobody": ("{ network { name } }", {"x": deep(400)}, "VARIABLES_TOO_DEEP"),
}


@pytest_asyncio.fixture(autouse=True, loop_scope="module")
async def nothing_is_read(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[None]:
    statements: list[str] = []

    async def read(_: PostgresReadStore, statement: str, *__: object) -> tuple[str, int]:
        statements.append(statement)
        return "{}", 1

    monkeypatch.setattr(PostgresReadStore, "read", read)
    yield
    assert statements == []


@pytest.mark.parametrize("name", BOMBS)
async def test_it_is_refused_by_its_code_in_both_languages(name: str, shared_api: Api) -> None:
    query, variables, code = BOMBS[name]
    told = []
    for language in ("en", "de"):
        answer = await shared_api.ask(query, variables, **{"accept-language": language})
        assert "data" not in answer
        assert {error["extensions"]["code"] for error in answer["errors"]} == {code}
        told.append(answer["errors"][0]["message"])
    if not code.startswith("GRAPHQL_"):
        assert told[0] != told[1]


async def test_many_operations_at_once_are_refused(shared_api: Api) -> None:
    response = await shared_api.http.post("/graphql", json=[{"query": "{ network { name } }"}] * 1_000)
    assert response.status_code == 400
    (error,) = response.json()["errors"]
    assert error["extensions"]["code"] == "BAD_REQUEST"


# How much work reading takes, and how much with it a character of a long document that is answered: calls of
# functions, which are the same at every run. Half a million takes a tenth of a second.
MOST_CALLS = 500_000
MOST_CALLS_TIMES = 8

LONGEST = {
    "keys again": f"{{ network {{ {many(95, 'a#: summit(year: #) { id id id id id }')} }} }}",
    "leaves again": f"{{ network {{ {'name ' * 70} }} }}",
    "arguments again": f"{{ network {{ {many(70, 'summit(year: 2017) { id }')} }} }}",
    "fragments again": of_bonn(many(14, "...F#"))
    + many(14, "fragment F# on Organisation { name kind ags population latitude longitude }"),
    "a chain": of_bonn("...F0")
    + " ".join(f"fragment F{n} on Organisation {{ name ...F{n + 1} }}" for n in range(25))
    + "fragment F25 on Organisation { name }",
    "unknown fields": f"{{ network {{ {many(95, 'a#: organisationz { id }')} }} }}",
    "unknown types": f"{{ network {{ {many(70, '... on Organisationx# { name }')} }} }}",
    "unused variables": f"query ({many(1_200, '$v#: Int')}) {{ network {{ name }} }}",
    "operations": many(10, "query Q# { network { ...F } }") + " fragment F on Network { name position }",
    "a list": f"{{ nodes(ids: [{many(4_900, '1')}]) {{ id }} }}",
    "wrong values": f"{{ events(filter: {{ stream: [{many(4_900, 'X')}] }}) {{ totalCount }} }}",
}


def calls(text: str) -> int:
    """Of reading the document and of working out what it costs, as far as it is not refused."""
    schema = create_schema()._schema
    counted = 0

    def count(_: FrameType, event: str, __: object) -> None:
        nonlocal counted
        counted += event == "call"

    sys.setprofile(count)
    try:
        document = Documents(schema).read(text)
        if isinstance(document, Document):
            with suppress(BadInput):
                cost_of(schema, document.fragments, document.operation(None))
    finally:
        sys.setprofile(None)
    return counted


@pytest.mark.parametrize(
    "text", [*LONGEST.values(), *(bomb[0] for bomb in BOMBS.values())], ids=[*LONGEST, *BOMBS]
)
async def test_reading_takes_work_by_the_length_of_the_text(text: str) -> None:
    answered = get_introspection_query()
    counted = calls(text)
    assert counted <= MOST_CALLS
    assert counted / max(len(text), 500) <= MOST_CALLS_TIMES * calls(answered) / len(answered)


@pytest.mark.asyncio(loop_scope="module")
async def test_a_long_text_is_looked_for_in_no_name(shared_api: Api) -> None:
    query = "query ($t: String!) { network { organisations(filter: { text: $t }) { totalCount } } }"
    assert await shared_api.code(query, {"t": "ä" * 201}) == "BAD_FILTER"
    search = "query ($q: String!) { network { search(query: $q) { totalCount } } }"
    assert await shared_api.code(search, {"q": "ä" * 400_000}) == "BAD_QUERY"
