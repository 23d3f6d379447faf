"""A query operation is one SQL statement, and so one snapshot, whatever it selects."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import orjson
import pytest
from asyncpg.connection import LoggedQuery

from graphql_api.commands import Service
from graphql_api.finishing import Finishing
from graphql_api.operations import Operations
from graphql_api.payloads import Payloads
from graphql_api.personal import PersonalValues
from graphql_api.planner.planner import Plan, Planning
from graphql_api.requests import Request
from graphql_api.schema import create_schema
from infra.database import Database
from infra.register import Register, now
from projections.reading import ReadStore
from tests.api import PERMITTED

QUERIES = {
    "values": "{ network { name position recordedAt } }",
    "nested connections": """{ network { organisations(first: 5, filter: { kind: KREIS }) {
        totalCount
        edges { cursor node { version children(last: 3, orderBy: { field: POPULATION }) {
            pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
            nodes { parent { name } signatures { nodes { revision { signatures(first: 2) {
                nodes { organisation { name membership { status } } }
            } } } } }
        } } }
    } } }""",
    "several root fields": """{
        network { summit(year: 2017) { attendances { totalCount nodes { organisation { name } } } } }
        again: network { declaration { revisions { nodes { number signatures { totalCount } } } } }
        node(id: "org_5b0c1f0e-7a53-5f0f-9a51-0d9a6a2f3c11") { id }
        nodes(ids: ["sum_5b0c1f0e-7a53-5f0f-9a51-0d9a6a2f3c11"]) { id version }
        __typename
    }""",
    "the network's year": """{ network {
        summits { nodes {
            state reason agenda { nodes { number title } } attendances { nodes { walkIn } }
            invitations(filter: { answer: [PENDING], reminderDue: "2026-01-01" }) {
                nodes { answer organisation { membershipOn(on: "2026-01-01") { member undated } } }
            }
        } }
        organisations(first: 3, filter: { memberOn: { on: "2017-12-31" }, ended: false }) { nodes {
            memberships { nodes { left criteria { recognition } inheritedFrom { id } } }
            successors { nodes { successor { predecessors { totalCount } } } }
            engagementOfficers(filter: { inOffice: true }) { totalCount nodes { appointedOn } }
        } }
        declaration { revisions { nodes { text textSha256 carriedForwardAt { year } } } }
        reportedFigures(first: 2) { nodes { number registered registeredUndated } pageInfo { endCursor } }
    } }""",
    "what is exchanged": """{ network { topics { topic german } targetGroups { targetGroup english }
        impulses(filter: { topics: [SPORT] }) { nodes { topics timeline { nodes { summit { year } } } } }
        practiceExamples { nodes { adoptions { nodes { adoptedFrom { name } passedOn { totalCount } } } } }
    } }""",
    "statistics": """{ network {
        statistics { members signatories populationCovered growth { year members } }
        then: statistics(on: "2017-12-31") { on members undatedMembers undatedPopulationCovered
            undatedGrowth reportedFigures { number registered }
        }
    } }""",
    "searches": """{ network {
        position
        search(query: "Kreis -Kleve", first: 2) {
            totalCount edges { cursor node { kind title match snippet } }
            nodes { node { id version ... on Organisation { parent { name } signatures { totalCount } } } }
            pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
        }
        again: search(query: "Radevormwld", kinds: [ORGANISATION]) { nodes { title } }
    } }""",
    "the log": """{
        events(last: 3, newestFirst: true, filter: { type: ["organisation.registered"] }) {
            totalCount edges { cursor node { position type payload corrects correctedBy } }
            nodes { subject { id version } organisations { name } }
            pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
        }
        network { events(first: 2, after: "5") { nodes { payload } }
            organisation(by: { ags: "05315000" }) { history { nodes { payload } } signatures { nodes {
                history(first: 1) { nodes { type payload } }
            } } }
        }
    }""",
    "the past": """{
        then: network(asOf: { position: 300 }) {
            position recordedAt organisations(first: 2) { nodes { name version history { totalCount } } }
            statistics(on: "2017-12-31") { members } search(query: "Kleve") { nodes { node { id } } }
        }
        before: network(asOf: { recordedAt: "2020-01-01T00:00:00Z" }) { position events { totalCount } }
        network { position }
    }""",
    "changes": """{ changes(from: { position: 100 }, to: { position: 200 }, first: 5) {
        totalCount pageInfo { hasNextPage endCursor }
        nodes { id before { id } after { version ... on Organisation { name } } events { nodes { payload } } }
    } }""",
    "proofs": """{ network { position } log {
        origin size witnesses keys { vkey fromSize untilSize }
        checkpoint { size rootHash note cosignatures { witness signedAt } }
        earlier: checkpoint(size: 300) { note }
        cosignedCheckpoint { note }
        inclusionProof(position: 7) { leaf leafHash hashes rootHash }
        consistencyProof(from: 256, to: 400) { fromSize toSize hashes rootHash }
    } }""",
    "the schema beside the data": "{ __schema { queryType { name } } network { position } }",
    "nothing": "{ network @skip(if: true) { position } }",
}


@dataclass
class Asking:
    """Operations over one connection, and what was said on it."""

    operations: Operations
    statements: list[str] = field(default_factory=list)

    async def data(self, query: str, variables: dict[str, Any] | None = None) -> Any:
        self.statements.clear()
        answer = await self.operations.execute(Request(query, variables or {}, caller=PERMITTED))
        await asyncio.sleep(0)  # the driver tells afterwards
        assert not answer.errors
        assert answer.data is not None
        return orjson.loads(answer.data)


@pytest.fixture
async def asking(loaded_dsn: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Asking]:
    """Over the project's own data. Nothing is projected, so that nobody else speaks."""
    register = Register(loaded_dsn, readers=1)
    asking = Asking(_operations(register, register.reads))

    def log(said: LoggedQuery) -> None:
        asking.statements.append(said.query)

    async with register.database.reader() as connection:
        # On every connection, asyncpg asks once what kind of types these are.
        await connection.fetchval("SELECT ($1::text[], $2::uuid[]) IS NULL", [], [])
        connection.add_query_logger(log)
    register.notices.read.advance(await register.reads.position() or 0)  # as one hears of it
    await register.log.admit_key()  # as it is done when the service starts
    monkeypatch.delattr(Database, "connection")
    monkeypatch.delattr(Database, "service")
    yield asking
    await register.database.close()


def _operations(register: Register, reads: ReadStore) -> Operations:
    keyring = register.keyring
    finishing = Finishing(
        {
            "personal": PersonalValues(keyring),
            "payload": Payloads(register.events, keyring),
            **register.log.finishers,
        }
    )
    services = {Service.NETWORK: register.network, Service.WITNESSING: register.log}
    return Operations(
        create_schema()._schema, reads, register.feeds, finishing, services, now, uuid4, keyring.digest_key
    )


@pytest.mark.parametrize("name", QUERIES)
async def test_a_query_is_one_statement(asking: Asking, name: str) -> None:
    await asking.data(QUERIES[name])
    assert len(asking.statements) == 1
    await asking.data(QUERIES[name])
    assert len(asking.statements) == 1


@pytest.mark.parametrize(
    "query", ["{ __typename }", "{ __schema { types { name } } }", '{ __type(name: "Query") { name } }']
)
async def test_the_schema_is_told_without_a_statement(asking: Asking, query: str) -> None:
    await asking.data(query)
    assert asking.statements == []


async def test_malformed_input_is_refused_without_a_statement(asking: Asking) -> None:
    answer = await asking.operations.execute(Request('{ network { name } node(id: "x") { id } }', {}))
    assert answer.errors
    assert asking.statements == []


@dataclass
class CountingReads:
    """Another read store, and what it was asked."""

    reads: ReadStore
    tables: str
    statements: list[str] = field(default_factory=list)

    async def recorded(self, position: int) -> None:
        await self.reads.recorded(position)

    async def read(self, statement: str, parameters: Sequence[Any], seen: int = 0) -> tuple[str, int]:
        self.statements.append(statement)
        return await self.reads.read(statement, parameters, seen)


async def test_a_mutations_payload_is_one_statement(register: Register) -> None:
    reads = CountingReads(register.reads, register.reads.tables)
    operations = _operations(register, reads)
    mutation = """mutation ($kind: OrganisationKind!) {
        one: registerOrganisation(input: { name: "One", kind: $kind }) { ... on RegisterOrganisationPayload {
            position organisation { id version children { totalCount nodes { name } } membership { status } }
        } }
        two: registerOrganisation(input: { name: "Two", kind: $kind }) { __typename }
        again: registerOrganisation(input: { name: "Two", kind: $kind }) { ... on Refused { code } }
    }"""
    request = Request(mutation, {"kind": "KOMMUNALER_SPITZENVERBAND"}, caller=PERMITTED)
    answer = await operations.execute(request)
    assert not answer.errors
    assert orjson.loads(answer.data or b"")["again"] == {"code": "ALREADY_REGISTERED"}
    assert len(reads.statements) == 2


# Plans


@pytest.fixture
def plans(monkeypatch: pytest.MonkeyPatch) -> list[Plan]:
    """The plans that were made for queries."""
    made: list[Plan] = []
    make = Planning.query

    def query(*arguments: Any) -> Plan:
        made.append(make(*arguments))
        return made[-1]

    monkeypatch.setattr(Planning, "query", query)
    return made


PLANNED = """query (
    $first: Int, $last: Int, $after: String, $filter: OrganisationFilter, $by: OrganisationOrder,
    $names: Boolean = true, $ids: [ID!] = []
) {
    network { organisations(first: $first, last: $last, after: $after, filter: $filter, orderBy: $by) {
        totalCount nodes { id name @include(if: $names) population }
    } }
    nodes(ids: $ids) { id }
}"""


async def test_other_values_are_answered_by_the_same_plan(asking: Asking, plans: list[Plan]) -> None:
    found = {}
    for text, first in (("köln", 2), ("Bonn", 1), ("%", 3), ("053", 100)):
        found[text] = await asking.data(PLANNED, {"first": first, "filter": {"text": text}})
    nodes = found["053"]["network"]["organisations"]["nodes"]
    given = {"first": 2, "filter": {"text": "x"}, "ids": [node["id"] for node in nodes]}
    assert len((await asking.data(PLANNED, given))["nodes"]) == len(nodes) > 0
    assert len(plans) == 1
    for text, first in (("köln", 2), ("Bonn", 1), ("%", 3), ("053", 100)):
        literal = _literally(f'first: {first}, filter: {{ text: "{text}" }}')
        assert found[text] == await asking.data(literal)


@pytest.mark.parametrize(
    ("variables", "literal"),
    [
        ({}, ""),
        ({"first": None, "filter": None, "by": None}, ""),
        ({"first": 3, "filter": {}}, "first: 3"),
        ({"last": 3}, "last: 3"),
        ({"first": 3, "filter": {"kind": ["KREIS"]}}, "first: 3, filter: { kind: KREIS }"),
        ({"first": 3, "filter": {"kind": []}}, "first: 3, filter: { kind: [] }"),
        (
            {"first": 3, "filter": {"signatory": {"signed": False}}},
            "first: 3, filter: { signatory: { signed: false } }",
        ),
        (
            {"first": 3, "filter": {"signatory": {"until": "2015-01-01"}}},
            'first: 3, filter: { signatory: { until: "2015-01-01" } }',
        ),
        ({"first": 3, "by": {"field": "POPULATION"}}, "first: 3, orderBy: { field: POPULATION }"),
        (
            {"first": 3, "by": {"field": "POPULATION", "direction": "DESC"}},
            "first: 3, orderBy: { field: POPULATION, direction: DESC }",
        ),
    ],
)
async def test_another_structure_is_answered_by_another_plan(
    asking: Asking, variables: dict[str, Any], literal: str
) -> None:
    await asking.data(PLANNED, {"first": 2, "filter": {"text": "a"}})
    for names in (True, False):
        given = {**variables, "names": names}
        assert await asking.data(PLANNED, given) == await asking.data(_literally(literal, names=names))
    await asking.data(PLANNED, {"first": 2, "filter": {"text": "a"}})
    assert len(asking.statements) == 1


def _literally(arguments: str, *, names: bool = True) -> str:
    asked = f"({arguments})" if arguments else ""
    name = "name" if names else ""
    return f"""{{
        network {{ organisations{asked} {{ totalCount nodes {{ id {name} population }} }} }}
        nodes(ids: []) {{ id }}
    }}"""
