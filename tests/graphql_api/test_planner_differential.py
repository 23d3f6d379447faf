"""The planner answers as graphql-core's stock executor does over an in-memory fold of the same events."""

from __future__ import annotations

from itertools import cycle, pairwise, product
from random import Random
from typing import Any

import pytest

from domain.topics import TargetGroup, Topic
from tests.graphql_api.costing import cost
from tests.graphql_api.differential import SEED, Both, share_not_empty
from tests.graphql_api.generation.branches import BRANCHES, ENUMERATED
from tests.graphql_api.generation.by_hypothesis import hypothetical_queries
from tests.graphql_api.generation.coverage import askable, asked
from tests.graphql_api.generation.filters import TEXTS
from tests.graphql_api.generation.paging import pages
from tests.graphql_api.generation.queries import Queries
from tests.graphql_api.generation.rewriting import Asked, forms
from tests.graphql_api.generation.rows import TOKENS, dates_known, dates_of_exchange, days_that_matter
from tests.graphql_api.reference.orders import VALUES, Ordering

pytestmark = pytest.mark.asyncio(loop_scope="module")

SET_OUT = "filter: { membership: [ACCESSION_PLANNED, MEMBER, LEFT] }"


async def test_120_generated_queries(both: Both) -> None:
    queries = Queries(both.reference.schema, both.reference.folded, SEED)
    assert await share_not_empty(both, queries.some(120)) >= 0.5


@pytest.mark.soak
async def test_5000_generated_queries(both: Both) -> None:
    queries = Queries(both.reference.schema, both.reference.folded, SEED + 1)
    assert await share_not_empty(both, queries.some(5_000)) >= 0.5


async def test_2000_generated_queries_ask_for_all_that_can_be_asked(both: Both) -> None:
    schema = both.reference.schema
    queries = Queries(schema, both.reference.folded, SEED)
    assert askable(schema) - asked(schema, queries.some(2_000)) == set()


async def test_variables_cost_what_literals_cost(both: Both) -> None:
    queries, random = Queries(both.reference.schema, both.reference.folded, SEED + 2), Random(SEED)
    for document in queries.some(60):
        asked = forms(both.reference.schema, document, random)
        literal, variables = (
            cost(asked[form].text, asked[form].variables) for form in ("literal", "variables")
        )
        assert literal == variables, asked["variables"]


async def test_queries_by_hypothesis(both: Both) -> None:
    documents = hypothetical_queries(both.reference.schema, both.reference.folded, 20, SEED)
    assert await share_not_empty(both, documents) >= 0.5


@pytest.mark.parametrize("branch", BRANCHES)
async def test_the_history_has_rows_of(both: Both, branch: str) -> None:
    assert len(list(BRANCHES[branch](both.reference.folded)))


@pytest.mark.parametrize(("model", "column"), ENUMERATED)
async def test_the_history_has_rows_of_every_value_of(both: Both, model: str, column: str) -> None:
    rows = getattr(both.reference.folded, model).values()
    assert {getattr(row, column) for row in rows} - {None} == {*ENUMERATED[model, column]}


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
    for query in pages(ordering, [ordering.cursor(row) for row in places], SET_OUT):
        await both.answer(Asked(query, {}))


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


@pytest.mark.parametrize(
    ("connection", "type_", "model"),
    [
        ("impulses", "Impulse", "impulses"),
        ("practiceExamples", "PracticeExample", "practice_examples"),
        ("adoptions", "Adoption", "adoptions"),
    ],
)
async def test_pages_of_what_is_exchanged(both: Both, connection: str, type_: str, model: str) -> None:
    """From either side, behind and before rows that tie or are unknown, in every order."""
    fragment = f"""fragment Page on {type_}Connection {{
        totalCount edges {{ cursor }} pageInfo {{ hasNextPage hasPreviousPage startCursor endCursor }}
    }}"""
    for name, descending in product([name for each, name in VALUES if each == model], (False, True)):
        ordering = Ordering(model, name, descending)
        rows = ordering.sort(getattr(both.reference.folded, model).values())
        cursors = [ordering.cursor(row) for row in (rows[0], rows[len(rows) // 2], rows[-2])]
        order = f"orderBy: {{ field: {name}, direction: {'DESC' if descending else 'ASC'} }}"
        turns = enumerate(product(("first", "last"), ("after", "before"), cursors))
        parts = [
            f'p{number}: {connection}({order}, {length}: 7, {turn}: "{cursor}") {{ ...Page }}'
            for number, (length, turn, cursor) in turns
        ]
        await both.answer(Asked(f"{{ network {{ {' '.join(parts)} }} }} {fragment}", {}))


async def test_impulses_and_examples_by_what_they_are_about_and_for_whom(both: Both) -> None:
    query = """query ($topics: [Topic!], $groups: [TargetGroup!]) { network {
        impulses(filter: { topics: $topics }) { totalCount }
        practiceExamples(filter: { topics: $topics }) { totalCount nodes { topics targetGroups } }
        those: practiceExamples(filter: { targetGroups: $groups }) { totalCount }
        both: practiceExamples(filter: { topics: $topics, targetGroups: $groups }) { totalCount }
    } }"""
    topics, groups = [each.value for each in Topic], [each.value for each in TargetGroup]
    alone = [([topic], [group]) for topic, group in zip(topics, cycle(groups), strict=False)]
    several = [(topics[:2], groups[:2]), (topics[3:], groups[-1:] * 2), ([], []), (None, None)]
    for some, few in [*alone, *several]:
        await both.answer(Asked(query, {"topics": some, "groups": few}))


async def test_texts(both: Both) -> None:
    query = """query ($text: String) { network {
        organisations(filter: { text: $text }) { totalCount nodes { name ags } }
    } }"""
    for text in TEXTS:
        await both.answer(Asked(query, {"text": text}))


# The log

EVENT = """fragment All on Event {
    position type stream version recordedAt effectiveOn actor correlationId causationId source payload
    corrects correctedBy subject { __typename id } organisations { id name }
}"""


async def test_every_event_whole(both: Both) -> None:
    query = """query ($after: String) {
        events(after: $after) { totalCount nodes { ...All } pageInfo { hasNextPage endCursor } }
    }"""
    after = None
    while True:
        data: Any = await both.answer(Asked(query + EVENT, {"after": after}))
        after = data["events"]["pageInfo"]["endCursor"]
        if not data["events"]["pageInfo"]["hasNextPage"]:
            break
    assert int(after) == data["events"]["totalCount"] == both.reference.folded.position


async def test_the_history_of_every_node(both: Both) -> None:
    query = """query ($ids: [ID!]!, $asOf: AsOf) {
        nodes(ids: $ids) { id history { totalCount nodes { position } } }
        network(asOf: $asOf) { nodes(ids: $ids) { id history(last: 2) { totalCount edges { cursor } } } }
    }"""
    folded = both.reference.folded
    halfway = {"position": folded.position * 2 // 3}
    for model, token in TOKENS.items():
        ids = [f"{token}_{key}" for key in getattr(folded, model)]
        for batch in (ids[start : start + 100] for start in range(0, len(ids), 100)):
            await both.answer(Asked(query, {"ids": batch, "asOf": halfway}))


@pytest.mark.parametrize("share", [0, 0.3, 0.5, 0.9, 0.99])
async def test_what_changed_until_now(both: Both, share: float) -> None:
    query = """query ($from: AsOf, $after: String) { changes(from: $from, after: $after) {
        totalCount edges { cursor } pageInfo { hasNextPage hasPreviousPage endCursor }
        nodes { id before { id version } after { id version } events { nodes { position } } }
    } }"""
    position = int(both.reference.folded.position * share)
    given: dict[str, Any] = {"from": {"position": position} if position else None, "after": None}
    goes_on = True
    while goes_on:
        data: Any = await both.answer(Asked(query, given))
        page = data["changes"]["pageInfo"]
        goes_on, given = page["hasNextPage"], {**given, "after": page["endCursor"]}


# Days


async def test_figures_of_every_day_that_matters(both: Both) -> None:
    query = """query ($on: Date) { network { statistics(on: $on) {
        on members undatedMembers signatories undatedSignatories
        populationCovered undatedPopulationCovered undatedGrowth
        growth { year joined left signed members }
        reportedFigures { id }
    } } }"""
    for on in (None, *days_that_matter(dates_known(both.reference.folded))):
        await both.answer(Asked(query, {"on": on}))


async def test_what_is_exchanged_by_every_day_that_matters(both: Both) -> None:
    query = """query ($on: Date) { network { statistics(on: $on) {
        attendance { summit { id } }
        impulses { state count } daysToDecision { decided undated shortest median longest }
        mostAdopted { adopterCount example { id } } some: mostAdopted(first: 3) { adopterCount }
        sharing { ...Shared } least: sharing(order: ASC, first: 7) { ...Shared }
    } } }
    fragment Shared on Sharing { shared passedOn adopted organisation { id } }"""
    for on in (None, *days_that_matter(dates_of_exchange(both.reference.folded))):
        await both.answer(Asked(query, {"on": on}))


async def test_attendance_on_the_day_of_each_summit(both: Both) -> None:
    query = """{ network { statistics { attendance {
        figures { ...All } byRegierungsbezirk { regierungsbezirk { name } figures { ...All } }
    } } } }
    fragment All on AttendanceFigures {
        invited answered accepted declined attended rateOfInvited
        members undatedMembers membersAttended rateOfMembers
    }"""
    data = await both.answer(Asked(query, {}))
    figures = [each["figures"] for each in data["network"]["statistics"]["attendance"]]
    assert all(any(each[name] for each in figures) for name in figures[0])


async def test_reported_figures_beside_the_registers_own(both: Both) -> None:
    data = await both.answer(
        Asked("{ network { reportedFigures { nodes { number registered registeredUndated } } } }", {})
    )
    nodes = data["network"]["reportedFigures"]["nodes"]
    assert any(node["registered"] for node in nodes)
    assert any(node["registeredUndated"] for node in nodes)


async def test_members_on_days_that_matter(both: Both) -> None:
    query = """query ($day: Date!, $ids: [ID!]!) {
        nodes(ids: $ids) { ... on Organisation { membershipOn(on: $day) { on member undated } } }
        network {
            certain: organisations(filter: { memberOn: { on: $day } }) { nodes { id } }
            undated: organisations(filter: { memberOn: { on: $day, certainty: UNDATED } }) { nodes { id } }
        }
    }"""
    folded = both.reference.folded
    members = sorted({row.organisation_id for row in folded.memberships.values()})
    ids = [f"org_{each}" for each in members]
    for day in days_that_matter(dates_known(folded))[::3]:
        data = await both.answer(Asked(query, {"day": day, "ids": ids}))
        certain, undated = (
            {node["id"] for node in data["network"][of]["nodes"]} for of in ("certain", "undated")
        )
        standing = dict(zip(ids, (node["membershipOn"] for node in data["nodes"]), strict=True))
        assert certain == {each for each, on in standing.items() if on["member"]}
        assert undated == {each for each, on in standing.items() if on["undated"]}


async def test_signatures_and_reminders_by_days_that_matter(both: Both) -> None:
    query = """query ($day: Date) { network {
        declaration {
            on: signatures(filter: { on: $day }) { totalCount }
            since: signatures(filter: { since: $day, withdrawn: false }) { totalCount }
            until: signatures(filter: { until: $day, currentRevision: false }) { totalCount }
            third: signatures(filter: { since: $day, until: $day, revision: 3 }) { totalCount }
        }
        on: organisations(filter: { signatory: { on: $day } }) { totalCount }
        notSince: organisations(filter: { signatory: { since: $day, signed: false } }) { totalCount }
        notUntil: organisations(filter: { signatory: { until: $day, signed: false } }) { totalCount }
        summits { nodes { invitations(filter: { reminderDue: $day }) { totalCount } } }
    } }"""
    for day in days_that_matter(dates_known(both.reference.folded))[::3]:
        await both.answer(Asked(query, {"day": day}))
