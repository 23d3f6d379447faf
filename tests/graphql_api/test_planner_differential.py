"""The planner answers as graphql-core's stock executor does over an in-memory fold of the same events."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from itertools import pairwise, product
from typing import Any

import pytest
import pytest_asyncio

from tests.databases import new_database
from tests.graphql_api.differential import SEED, Both, share_not_empty
from tests.graphql_api.generation.by_hypothesis import hypothetical_queries
from tests.graphql_api.generation.queries import Queries
from tests.graphql_api.generation.rewriting import Asked
from tests.graphql_api.generation.values import TEXTS
from tests.graphql_api.reference.orders import VALUES, Ordering

pytestmark = pytest.mark.asyncio(loop_scope="module")

SET_OUT = "filter: { membership: [ACCESSION_PLANNED, MEMBER] }"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def both(
    server: str, loaded_template: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Both]:
    home = tmp_path_factory.mktemp("home")
    async with new_database(server, loaded_template) as dsn, Both.over(dsn, home) as both:
        yield both


async def test_300_generated_queries(both: Both) -> None:
    queries = Queries(both.reference.schema, both.reference.folded, SEED)
    assert await share_not_empty(both, queries.some(300)) >= 0.5


@pytest.mark.soak
async def test_5000_generated_queries(both: Both) -> None:
    queries = Queries(both.reference.schema, both.reference.folded, SEED + 1)
    assert await share_not_empty(both, queries.some(5_000)) >= 0.5


async def test_queries_by_hypothesis(both: Both) -> None:
    documents = hypothetical_queries(both.reference.schema, both.reference.folded, 50, SEED)
    assert await share_not_empty(both, documents) >= 0.5


ORDERINGS = [
    Ordering("organisations", name, descending)
    for model, name in VALUES
    for descending in (False, True)
    if model == "organisations"
]


@pytest.mark.parametrize("ordering", ORDERINGS, ids=lambda ordering: ordering.tag)
async def test_pages_from_both_sides(both: Both, ordering: Ordering) -> None:
    """Every length from either side, between cursors of rows that tie, are unknown, or are filtered out."""
    rows = ordering.sort(both.reference.folded.organisations.values())
    shown = [row for row in rows if row.membership != "NONE"]
    ties = [one for one, next_ in pairwise(shown) if ordering.key(one) == ordering.key(next_)]
    hidden = next(row for row in rows[len(rows) // 2 :] if row.membership == "NONE")
    places = [shown[0], shown[len(shown) // 2], shown[-1], hidden, *ties[:1]]
    cursors = [None, *(ordering.cursor(row) for row in places)]
    lengths = [None, *((side, length) for side in ("first", "last") for length in (0, 1, 3, 100))]
    direction = "DESC" if ordering.descending else "ASC"
    pages = []
    for number, (length, after, before) in enumerate(product(lengths, cursors, cursors)):
        asked = [
            SET_OUT,
            f"orderBy: {{ field: {ordering.name}, direction: {direction} }}",
            *([f"{length[0]}: {length[1]}"] if length else []),
            *([f'after: "{after}"'] if after else []),
            *([f'before: "{before}"'] if before else []),
        ]
        pages.append(f"p{number}: organisations({', '.join(asked)}) {{ ...Page }}")
    fragment = """fragment Page on OrganisationConnection {
        totalCount edges { cursor node { id } }
        pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    }"""
    for start in range(0, len(pages), 60):
        asked_at_once = " ".join(pages[start : start + 60])
        await both.answer(Asked(f"{{ network {{ {asked_at_once} }} }} {fragment}", {}))


@pytest.mark.parametrize("ordering", ORDERINGS, ids=lambda ordering: ordering.tag)
@pytest.mark.parametrize(
    ("length", "turn", "more"), [("first", "after", "Next"), ("last", "before", "Previous")]
)
async def test_walking_shows_each_row_once(
    both: Both, ordering: Ordering, length: str, turn: str, more: str
) -> None:
    query = f"""query ($at: String, $by: OrganisationOrder) {{ network {{
        organisations({length}: 7, {turn}: $at, orderBy: $by, {SET_OUT}) {{
            nodes {{ id }} pageInfo {{ more: has{more}Page startCursor endCursor }}
        }}
    }} }}"""
    by = {"field": ordering.name, "direction": "DESC" if ordering.descending else "ASC"}
    walked: list[str] = []
    at, goes_on = None, True
    while goes_on:
        data: Any = await both.answer(Asked(query, {"at": at, "by": by}))
        page = data["network"]["organisations"]
        ids = [node["id"] for node in page["nodes"]]
        walked = walked + ids if length == "first" else ids + walked
        goes_on = page["pageInfo"]["more"]
        at = page["pageInfo"]["endCursor" if length == "first" else "startCursor"]
    rows = ordering.sort(both.reference.folded.organisations.values())
    assert walked == [f"org_{row.id}" for row in rows if row.membership != "NONE"]


async def test_texts(both: Both) -> None:
    query = """query ($text: String) { network {
        organisations(filter: { text: $text }) { totalCount nodes { name ags } }
    } }"""
    for text in TEXTS:
        await both.answer(Asked(query, {"text": text}))


def days_that_matter(both: Both) -> list[str]:
    """The first and the last day of every date that is known, and the days before them."""
    folded = both.reference.folded
    known = {row.joined_on for row in folded.organisations.values()}
    known |= {row.signed_on for row in folded.signatures.values()}
    edges = {edge for each in known if each for edge in (each.earliest, each.latest)}
    return [str(day) for day in sorted({edge + timedelta(days=step) for edge in edges for step in (-1, 0)})]


async def test_figures_of_every_day_that_matters(both: Both) -> None:
    query = """query ($on: Date) { network { statistics(on: $on) {
        on members undatedMembers signatories undatedSignatories
        populationCovered undatedPopulationCovered undatedGrowth
        growth { year joined signed members }
    } } }"""
    for on in (None, *days_that_matter(both)):
        await both.answer(Asked(query, {"on": on}))


async def test_signatures_by_days_that_matter(both: Both) -> None:
    query = """query ($day: Date) { network {
        declaration {
            on: signatures(filter: { on: $day }) { totalCount }
            since: signatures(filter: { since: $day }) { totalCount }
            until: signatures(filter: { until: $day }) { totalCount }
            third: signatures(filter: { since: $day, until: $day, revision: 3 }) { totalCount }
        }
        on: organisations(filter: { signatory: { on: $day } }) { totalCount }
        notSince: organisations(filter: { signatory: { since: $day, signed: false } }) { totalCount }
        notUntil: organisations(filter: { signatory: { until: $day, signed: false } }) { totalCount }
    } }"""
    for day in days_that_matter(both)[::3]:
        await both.answer(Asked(query, {"day": day}))


@pytest.mark.parametrize(
    ("selection", "code"),
    [
        ('node(id: "org_1") { id }', "BAD_ID"),
        ('node(id: "net_5b0c1f0e-7a53-5f0f-9a51-0d9a6a2f3c11") { id }', "BAD_ID"),
        ('nodes(ids: ["org_5b0c1f0e-7a53-5f0f-9a51-0d9a6a2f3c11", ""]) { id }', "BAD_ID"),
        (f"nodes(ids: [{'1 ' * 101}]) {{ id }}", "TOO_MANY_IDS"),
        ('network { organisation(by: { id: "sig_1" }) { id } }', "BAD_ID"),
        ('network { organisations(filter: { parent: "05" }) { totalCount } }', "BAD_ID"),
        ("network { organisations(first: 101) { totalCount } }", "BAD_PAGE"),
        ("network { organisations(last: -1) { totalCount } }", "BAD_PAGE"),
        ("network { organisations(first: 1, last: 1) { totalCount } }", "BAD_PAGE"),
        ('network { organisations(after: "") { totalCount } }', "BAD_CURSOR"),
        ('network { organisations(before: "x") { totalCount } }', "BAD_CURSOR"),
        ('network { organisations(after: "bnVsbA") { totalCount } }', "BAD_CURSOR"),
        ('network { statistics(on: "2017-02-29") { members } }', "BAD_DATE"),
    ],
)
async def test_malformed_input(both: Both, selection: str, code: str) -> None:
    assert await both.code(Asked(f"{{ {selection} }}", {})) == code


async def test_a_cursor_belongs_to_its_order(both: Both) -> None:
    row = next(iter(both.reference.folded.organisations.values()))
    query = "query ($at: String) { network { organisations(after: $at) { totalCount } } }"
    for descending in (True, False):
        for name in ("NAME", "POPULATION", "JOINED_ON"):
            asked = Asked(query, {"at": Ordering("organisations", name, descending).cursor(row)})
            if (name, descending) == ("NAME", False):
                await both.answer(asked)
            else:
                assert await both.code(asked) == "BAD_CURSOR"


@pytest.mark.parametrize(
    "query",
    [
        'query ($null: ID = "x") { node(id: $null) { id } }',
        "query ($null: [ID!] = []) { nodes(ids: $null) { id } }",
        "query ($null: Int = 2017) { network { summit(year: $null) { id } } }",
        "query ($null: Boolean = true) { network { name @include(if: $null) } }",
        """query ($null: Boolean = true) {
            network { organisations(filter: { signatory: { signed: $null } }) { totalCount } }
        }""",
        """query ($null: OrderDirection = ASC) {
            network { organisations(orderBy: { field: NAME, direction: $null }) { totalCount } }
        }""",
    ],
)
async def test_null_is_refused_where_the_default_of_a_variable_made_it_possible(
    both: Both, query: str
) -> None:
    assert await both.code(Asked(query, {"null": None})) == "BAD_USER_INPUT"


@pytest.mark.parametrize(
    "query",
    [
        """query ($left: Boolean) {
            network { organisations(filter: { signatory: { signed: $left } }) { totalCount } }
        }""",
        """query ($left: OrderDirection) {
            network { organisations(orderBy: { field: POPULATION, direction: $left }) { nodes { id } } }
        }""",
    ],
)
async def test_a_variable_left_out_leaves_the_default(both: Both, query: str) -> None:
    await both.answer(Asked(query, {}))
