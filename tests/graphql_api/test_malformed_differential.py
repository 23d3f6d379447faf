"""Input that the planner refuses is refused by the reference alike, with the same code."""

from __future__ import annotations

from collections.abc import AsyncIterator
from uuid import UUID

import pytest
import pytest_asyncio

from tests.databases import new_database
from tests.graphql_api.differential import Both
from tests.graphql_api.generation.rewriting import Asked
from tests.graphql_api.reference.orders import Ordering

pytestmark = pytest.mark.asyncio(loop_scope="module")


TOWN, SUMMIT = (f"{token}_5b0c1f0e-7a53-5f0f-9a51-0d9a6a2f3c11" for token in ("org", "sum"))


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def both(
    server: str, loaded_template: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Both]:
    """Over the project's own data."""
    home = tmp_path_factory.mktemp("home")
    async with new_database(server, loaded_template) as dsn, Both.over(dsn, home) as both:
        yield both


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
        ('network { organisations(filter: { memberOn: { on: "2017" } }) { totalCount } }', "BAD_DATE"),
        ('network { organisation(by: { ags: "05315000" }) { membershipOn(on: "") { member } } }', "BAD_DATE"),
        (
            'network { summit(year: 2017) { invitations(filter: { reminderDue: "?" }) { totalCount } } }',
            "BAD_DATE",
        ),
        (f'network {{ impulses(filter: {{ raisedBy: "{SUMMIT}" }}) {{ totalCount }} }}', "BAD_ID"),
        (f'network {{ impulses(filter: {{ raisedAt: "{TOWN}" }}) {{ totalCount }} }}', "BAD_ID"),
        (f'network {{ practiceExamples(filter: {{ sharedBy: "{SUMMIT}" }}) {{ totalCount }} }}', "BAD_ID"),
        ("network { impulses(first: 101) { totalCount } }", "BAD_PAGE"),
        ("network { practiceExamples(last: -1) { totalCount } }", "BAD_PAGE"),
        ("network { adoptions(first: 1, last: 1) { totalCount } }", "BAD_PAGE"),
        ('network { impulses(after: "bnVsbA") { totalCount } }', "BAD_CURSOR"),
        ('network { adoptions(before: "") { totalCount } }', "BAD_CURSOR"),
        ("network { statistics { mostAdopted(first: 101) { adopterCount } } }", "BAD_PAGE"),
        ("network { statistics { sharing(order: ASC, first: -1) { shared } } }", "BAD_PAGE"),
        ('node(id: "imp_1") { id }', "BAD_ID"),
        ('nodes(ids: ["ims_1"]) { id }', "BAD_ID"),
        ('node(id: "exa_") { id }', "BAD_ID"),
        ('node(id: "ado") { id }', "BAD_ID"),
        ('network { reportedFigures(after: "bnVsbA") { totalCount } }', "BAD_CURSOR"),
        ("network { reportedFigures(first: 1, last: 1) { totalCount } }", "BAD_PAGE"),
        ('node(id: "fig_1") { id }', "BAD_ID"),
        ('node(id: "mem") { id }', "BAD_ID"),
        ('events(after: "x") { totalCount }', "BAD_CURSOR"),
        ("events(first: 101) { totalCount }", "BAD_PAGE"),
        ('events(filter: { type: ["organisation.sang"] }) { totalCount }', "UNKNOWN_EVENT_TYPE"),
        ('network { events(filter: { stream: "1" }) { totalCount } }', "BAD_ID"),
        ('network { events(filter: { actor: "" }) { totalCount } }', "BAD_ID"),
        ('events(filter: { correlationId: "net" }) { totalCount }', "BAD_ID"),
        (f'events(filter: {{ organisation: "{SUMMIT}" }}) {{ totalCount }}', "BAD_ID"),
        ('events(filter: { effectiveSince: "2017" }) { totalCount }', "BAD_DATE"),
        ('events(filter: { effectiveUntil: "2017-02-29" }) { totalCount }', "BAD_DATE"),
        ("changes(from: { position: 2 }, to: { position: 1 }) { totalCount }", "BAD_RANGE"),
        ('changes(after: "12") { totalCount }', "BAD_CURSOR"),
        ("changes(first: -1) { totalCount }", "BAD_PAGE"),
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


async def test_each_connection_of_steps_has_an_order_of_its_own(both: Both) -> None:
    """Where none is asked for: cursors tell them apart."""
    place = UUID(int=1)
    by_number, recorded = (
        Ordering("impulse_steps", name, False).cursor_of(1, place) for name in ("NUMBER", "RECORDED")
    )
    supports = "organisation(by: { ags: $ags }) { supports(after: $at) { totalCount } }"
    reports = "summit(year: 2017) { impulseReports(before: $at) { totalCount } }"
    query = f"query ($at: String, $ags: String!) {{ network {{ {supports} {reports} }} }}"
    await both.answer(Asked(query, {"at": recorded, "ags": "05315000"}))
    assert await both.code(Asked(query, {"at": by_number, "ags": "05315000"})) == "BAD_CURSOR"


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
        """query ($null: Date = "2017-01-01") {
            network { organisation(by: { ags: "05315000" }) { membershipOn(on: $null) { member } } }
        }""",
        """query ($null: Certainty = UNDATED) { network {
            organisations(filter: { memberOn: { on: "2017-01-01", certainty: $null } }) { totalCount }
        } }""",
        """query ($null: OrderDirection = ASC) {
            network { organisations(orderBy: { field: NAME, direction: $null }) { totalCount } }
        }""",
        """query ($null: OrderDirection = ASC) {
            network { adoptions(orderBy: { field: ADOPTED_ON, direction: $null }) { totalCount } }
        }""",
        """query ($null: Topic = SPORT) {
            network { impulses(filter: { topics: [CULTURE, $null] }) { totalCount } }
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
        """query ($left: Certainty) { network {
            organisations(filter: { memberOn: { on: "2024-06-01", certainty: $left } }) { nodes { id } }
        } }""",
        """query ($left: OrderDirection) {
            network { organisations(orderBy: { field: POPULATION, direction: $left }) { nodes { id } } }
        }""",
    ],
)
async def test_a_variable_left_out_leaves_the_default(both: Both, query: str) -> None:
    await both.answer(Asked(query, {}))
