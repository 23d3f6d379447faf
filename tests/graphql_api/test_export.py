"""An export has the rows of its connection, whole and in order, whatever that is of and narrowed by."""

from __future__ import annotations

from typing import Any, cast

import pytest
from graphql import GraphQLInterfaceType, GraphQLObjectType, GraphQLSchema, get_named_type

from domain.callers import Role
from graphql_api.export.columns import columns_of, selection
from graphql_api.export.plans import exports_of
from graphql_api.schema import create_schema
from tests.api import PERMITTED, Api
from tests.graphql_api.every_list import FORMULA, PERSON, parents
from tests.graphql_api.exchange.seeing import ARNSBERG, WUPPERTAL
from tests.graphql_api.exporting import fetch, paged, row_type, rows, sheet
from tests.graphql_api.telling import BONN, COLOGNE, org

pytestmark = pytest.mark.asyncio(loop_scope="module")

PAGE = 3
SEARCHED = "Bürgerstiftung"


@pytest.fixture(scope="module")
def schema() -> GraphQLSchema:
    return create_schema()._schema


@pytest.fixture(scope="module")
def network(schema: GraphQLSchema) -> GraphQLObjectType:
    return cast("GraphQLObjectType", schema.type_map["Network"])


def node_types(schema: GraphQLSchema) -> list[GraphQLObjectType]:
    """Those that have connections."""
    node = cast("GraphQLInterfaceType", schema.type_map["Node"])
    return [type_ for type_ in schema.get_possible_types(node) if exports_of(type_)]


def whole_row(type_: GraphQLObjectType, name: str) -> str:
    """All that an export has of each row of this connection, as GraphQL selects it."""
    return selection(columns_of(row_type(type_.fields[name]), PERMITTED))


async def test_nothing_but_the_network_and_its_nodes_has_connections(
    schema: GraphQLSchema, network: GraphQLObjectType
) -> None:
    connections = {
        (type_.name, name)
        for type_ in schema.type_map.values()
        if isinstance(type_, GraphQLObjectType)
        for name, field in type_.fields.items()
        if get_named_type(field.type).name.endswith("Connection")
    }
    exports = {(type_.name, name) for type_ in (network, *node_types(schema)) for name in exports_of(type_)}
    # The network's events are the same; what changed is asked for between two states; the data protection
    # officer's lists are of no state of the network.
    assert connections - exports == {
        ("Query", "events"),
        ("Query", "changes"),
        ("Query", "personalDataAccesses"),
        ("Query", "dueForErasure"),
        ("NodeChange", "events"),
        ("DataSubject", "accesses"),
    }
    assert exports < connections


async def test_every_connection_of_the_network_is_exported_as_it_is_paged(
    exchanged_api: Api, network: GraphQLObjectType
) -> None:
    names = exports_of(network)
    assert {"organisations", "search", "reportedFigures"} < set(names)
    for name in names:
        asked = whole_row(network, name)
        arguments = f'query: "{SEARCHED}"' if name == "search" else ""
        given = {"query": SEARCHED} if name == "search" else {}
        length = 100 if name == "organisations" else PAGE
        exported = await rows(exchanged_api, name, given)
        assert exported == await paged(exchanged_api, name, asked, arguments, length=length), name
        assert exported, name


async def test_every_connection_of_every_node_is_exported_as_it_is_paged(
    exchanged_api: Api, schema: GraphQLSchema
) -> None:
    nodes = await parents(exchanged_api)
    assert {type_.name for type_ in node_types(schema)} == set(nodes)
    for type_ in node_types(schema):
        for name, of in (await fullest(exchanged_api, type_, nodes[type_.name])).items():
            exported = await rows(exchanged_api, name, {"of": of})
            asked = whole_row(type_, name)
            place = (type_.name, of)
            assert exported == await paged(exchanged_api, name, asked, of=place, length=PAGE), (place, name)
            assert exported, (place, name)


async def fullest(api: Api, type_: GraphQLObjectType, ids: Any) -> dict[str, str]:
    """For each connection of the type, which of these nodes has the most rows."""
    names = exports_of(type_)
    counts = " ".join(f"{name} {{ totalCount }}" for name in names)
    query = f"query ($ids: [ID!]!) {{ nodes(ids: $ids) {{ ... on {type_.name} {{ id {counts} }} }} }}"
    nodes = (await api.data(query, {"ids": ids}))["nodes"]
    return {name: max(nodes, key=lambda node: node[name]["totalCount"])["id"] for name in names}


@pytest.mark.parametrize(
    ("name", "given", "arguments"),
    [
        (
            "organisations",
            {"filter": {"membership": ["MEMBER"]}, "orderBy": {"field": "POPULATION", "direction": "DESC"}},
            "filter: { membership: [MEMBER] }, orderBy: { field: POPULATION, direction: DESC }",
        ),
        (
            "organisations",
            {"filter": {"text": "köln", "ended": False}, "orderBy": {"field": "NAME"}},
            'filter: { text: "köln", ended: false }, orderBy: { field: NAME }',
        ),
        (
            "organisations",
            {"filter": {"signatory": {"until": "2016-12-31"}}, "orderBy": {"field": "JOINED_ON"}},
            'filter: { signatory: { until: "2016-12-31" } }, orderBy: { field: JOINED_ON }',
        ),
        (
            "impulses",
            {"filter": {"topics": "FUNDING", "raisedBy": org(WUPPERTAL)}, "orderBy": {"field": "TITLE"}},
            f'filter: {{ topics: FUNDING, raisedBy: "{org(WUPPERTAL)}" }}, orderBy: {{ field: TITLE }}',
        ),
        ("practiceExamples", {"filter": {"withdrawn": True}}, "filter: { withdrawn: true }"),
        ("adoptions", {"filter": {"direct": False}, "orderBy": None}, "filter: { direct: false }"),
        (
            "search",
            {"query": "Wuppertal OR Bürgerstiftung", "kinds": ["ORGANISATION"]},
            'query: "Wuppertal OR Bürgerstiftung", kinds: [ORGANISATION]',
        ),
    ],
    ids=str,
)
async def test_it_is_narrowed_and_ordered_as_the_connection_is(
    name: str, given: dict[str, Any], arguments: str, exchanged_api: Api, network: GraphQLObjectType
) -> None:
    exported = await rows(exchanged_api, name, given)
    whole = await paged(exchanged_api, name, whole_row(network, name), arguments, length=PAGE)
    assert exported == whole
    everything = await rows(exchanged_api, name, {"query": "stiftung"} if name == "search" else {})
    assert exported
    assert exported != everything


async def test_what_a_filter_leaves_out_altogether_is_an_export_without_rows(exchanged_api: Api) -> None:
    nothing = {"filter": {"text": "Atlantis"}}
    assert (await fetch(exchanged_api, "organisations.jsonl", nothing)).content == b""
    sheet = await fetch(exchanged_api, "organisations.csv", nothing)
    assert sheet.text.count("\r\n") == 1
    assert sheet.text.startswith('\ufeff"ID",')


async def test_a_list_of_a_node_may_be_narrowed_too(exchanged_api: Api) -> None:
    found = await rows(exchanged_api, "impulses", {"of": org(WUPPERTAL), "filter": {"state": ["TAKEN_UP"]}})
    assert [row["title"] for row in found] == ["Die Ehrenamtskarte auf dem Smartphone"]
    assert await rows(exchanged_api, "impulses", {"of": org(ARNSBERG)}) == []


async def test_json_lines_have_every_value_as_the_interface_has_it(exchanged_api: Api) -> None:
    impulse = (await rows(exchanged_api, "impulses", {"filter": {"state": "RAISED"}}))[0]
    assert impulse["title"] == FORMULA
    assert impulse["topics"] == ["CITIZENS_FOUNDATIONS", "FUNDING"]
    assert impulse["raisedBy"] == {"id": org(WUPPERTAL), "ags": WUPPERTAL, "name": "Wuppertal"}
    assert impulse["decidedOn"] is None
    assert isinstance(impulse["position"], int)


async def test_lines_of_text_stay_within_their_line(exchanged_api: Api) -> None:
    response = await fetch(exchanged_api, "impulses.jsonl")
    assert response.content.endswith(b"}\n")
    assert response.content.count(b"\n") == 4
    assert "ländlichen Raum.\\n\\nMaß und Größe".encode() in response.content


async def test_of_an_organisation_that_ended_all_is_exported(exchanged_api: Api) -> None:
    (succession,) = await rows(exchanged_api, "successors", {"of": org(BONN)})
    assert succession["successor"]["name"] == "Köln"
    (same,) = await rows(exchanged_api, "predecessors", {"of": org(COLOGNE)})
    assert same == succession


async def test_the_log_is_exported_narrowed_and_the_newest_first(exchanged_api: Api) -> None:
    narrowed = {"filter": {"type": ["engagement-officers.appointed"]}, "newestFirst": True}
    events = await rows(exchanged_api, "events", narrowed)
    assert [(event["payload"]["name"], event["subject"]) for event in events] == [
        (None, None),  # erased
        (PERSON["name"], None),
    ]
    assert events[0]["position"] > events[1]["position"]
    auditor = exchanged_api.acting_as(Role.AUDITOR)
    masked = await rows(auditor, "events", narrowed)
    assert [event["payload"]["name"] for event in masked] == ["***", "***"]
    _, first, _ = await sheet(auditor, "events", narrowed)
    assert any('"name":"***"' in cell for cell in first)


async def test_the_history_of_a_node_is_exported(exchanged_api: Api) -> None:
    history = await rows(exchanged_api, "history", {"of": org(BONN)})
    assert [event["version"] for event in history] == list(range(1, len(history) + 1))
    assert (history[0]["type"], history[-1]["type"]) == (
        "organisation.registered",
        "organisation.merged-into",
    )
    assert {event["subject"]["id"] for event in history} == {org(BONN)}
