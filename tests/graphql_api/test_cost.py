"""What operations cost, and how it is told. Differential tests see that no answer has more objects."""

from __future__ import annotations

import pytest
from graphql import (
    GraphQLField,
    GraphQLObjectType,
    get_named_type,
    get_nullable_type,
    is_leaf_type,
    is_list_type,
)

from graphql_api.cost import MOST_COST
from graphql_api.planner.connections import PAGE_ROWS
from graphql_api.planner.fields import Column, declaration_of
from graphql_api.planner.prices import PLAIN, price_of
from infra.settings import Settings
from tests.api import Api
from tests.graphql_api.costing import SCHEMA, cost
from tests.graphql_api.telling import BONN, org

SHARED = pytest.mark.asyncio(loop_scope="module")

# What is counted


PAGE = """query ($first: Int, $last: Int) {
    network { summits(first: $first, last: $last) { nodes { id title } } }
}"""


def test_a_page_costs_by_its_length() -> None:
    none, one, ten, whole = (cost(PAGE, {"first": first}) for first in (0, 1, 10, None))
    assert ten - none == 10 * (one - none)
    assert whole == cost(PAGE, {"first": 100}) == cost(PAGE) == cost(PAGE, {"last": 100})
    assert cost(PAGE, {"last": 1, "first": 90}) == one


def test_a_length_out_of_range_is_refused_as_a_page_not_as_a_cost() -> None:
    assert cost(PAGE, {"first": 2_000_000_000}) == cost(PAGE, {"first": 100})
    assert cost(PAGE, {"first": -5}) == cost(PAGE, {"first": 0})


def test_pages_within_pages_multiply() -> None:
    nested = """query ($outer: Int, $inner: Int) { network { summits(first: $outer) { nodes {
        attendances(first: $inner) { nodes { id } }
    } } } }"""
    by_length = {
        lengths: cost(nested, {"outer": lengths[0], "inner": lengths[1]})
        for lengths in ((0, 0), (1, 0), (10, 0), (10, 1), (10, 20))
    }
    of_rows = by_length[10, 1] - by_length[10, 0]
    assert by_length[10, 20] - by_length[10, 0] == 20 * of_rows
    assert of_rows % 10 == 0


def test_ids_cost_by_their_number() -> None:
    asked = "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }"
    none, one, seven = (cost(asked, {"ids": [org(BONN)] * number}) for number in (0, 1, 7))
    assert seven - none == 7 * (one - none) > 0
    listed = ", ".join([f'"{org(BONN)}"'] * 7)
    assert cost(f"{{ nodes(ids: [{listed}]) {{ id }} }}") == seven


def test_what_directives_leave_out_costs_nothing() -> None:
    asked = "query ($with: Boolean!) { network { name %s position @include(if: $with) } }"
    plain = cost("{ network { name } }")
    assert cost(asked % "", {"with": False}) == plain
    assert cost(asked % "", {"with": True}) == plain + 1
    assert cost("{ network { name position @skip(if: true) } }") == plain
    both = "query ($a: Boolean!, $b: Boolean!) { network { name position @include(if: $a) @skip(if: $b) } }"
    assert [cost(both, {"a": a, "b": b}) - plain for a in (True, False) for b in (True, False)] == [
        0,
        1,
        0,
        0,
    ]


def test_a_node_costs_what_all_costs_that_it_may_be() -> None:
    one = cost("query ($id: ID!) { node(id: $id) { ... on Summit { title } } }", {"id": "x"})
    both = cost(
        "query ($id: ID!) { node(id: $id) { ... on Summit { title } ... on Impulse { title } } }", {"id": "x"}
    )
    every = cost("query ($id: ID!) { node(id: $id) { version } }", {"id": "x"})
    assert both == one + 1
    assert every > 16


@pytest.mark.parametrize(
    ("dear", "cheap"),
    [
        ("network { organisations { totalCount } }", "network { organisations { __typename } }"),
        (
            'network { search(query: "x", first: 1) { nodes { title } } }',
            "network { summits(first: 1) { nodes { title } } }",
        ),
        ("network { statistics { members } }", "network { name }"),
        ("network(asOf: { position: 1 }) { name }", "network { name }"),
        (
            "network { organisations(filter: { ended: false }) { nodes { id } } }",
            "network { organisations { nodes { id } } }",
        ),
        ("log { checkpoint { note } }", "log { checkpoint { size } }"),
        ("changes(first: 1) { nodes { id } }", "events(first: 1) { nodes { version } }"),
        (
            "events(first: 1) { nodes { subject { id } } }",
            "events(first: 1) { nodes { organisations { id } } }",
        ),
        ("__schema { types { fields { name } } }", "__schema { types { name } }"),
    ],
)
def test_what_the_database_works_on_longer_costs_more(dear: str, cheap: str) -> None:
    assert cost(f"{{ {dear} }}") > cost(f"{{ {cheap} }}")


def test_a_mutation_costs_its_commands_and_their_payloads() -> None:
    command = 'closeSummit(input: { summit: "sum_x" }) { ... on CloseSummitPayload { %s } }'
    one = cost(f"mutation {{ {command % 'position'} }}")
    assert one > 1_000
    assert cost(f"mutation {{ a: {command % 'position'} b: {command % 'position'} }}") == 2 * one
    assert cost(f"mutation {{ {command % 'summit { id }'} }}") > one


def test_fragments_cost_where_they_are_spread() -> None:
    fragment = "fragment S on Summit { id title }"
    spread = "{ network { a: summit(year: 1) { ...S } b: summit(year: 2) { ...S } } }" + fragment
    written = "{ network { a: summit(year: 1) { id title } b: summit(year: 2) { id title } } }"
    assert cost(spread) == cost(written)


def lacks_rows(field: GraphQLField) -> bool:
    """Whether the field's price does not tell how many it may answer."""
    plan, named = declaration_of(field).get("plan"), get_named_type(field.type)
    if named.name.endswith("Connection"):
        return price_of(plan).rows is not PAGE_ROWS
    if not is_list_type(get_nullable_type(field.type)):
        return False
    if is_leaf_type(named):  # nothing is selected of it
        return not isinstance(plan, Column) and price_of(plan).itself <= PLAIN.itself
    return price_of(plan).rows == PLAIN.rows


def test_every_list_and_connection_of_the_schema_is_priced_with_its_rows() -> None:
    planned = {
        f"{type_.name}.{name}": field
        for type_ in SCHEMA.type_map.values()
        if isinstance(type_, GraphQLObjectType) and not type_.name.startswith("__")
        for name, field in type_.fields.items()
        if "plan" in declaration_of(field)
    }
    assert "DataSubject.facts" in planned
    assert [coordinate for coordinate, field in planned.items() if lacks_rows(field)] == []


def test_what_lies_below_a_list_of_personal_data_costs_as_much_as_below_any_other() -> None:
    officers = "nodes { %s organisation { children { nodes { children { nodes { id } } } } } %s }"
    known = cost(f"{{ network {{ engagementOfficers {{ {officers % ('', '')} }} }} }}")
    due = cost(f"{{ dueForErasure {{ {officers % ('officer {', '}')} }} }}")
    assert due > known > MOST_COST


# What is told


@SHARED
async def test_every_answer_tells_what_it_cost(shared_api: Api) -> None:
    query = "query ($first: Int!) { network { organisations(first: $first) { nodes { name } } } }"
    costs = []
    for first in (1, 50, 50, 2):  # by the plan that is kept
        answer = await shared_api.ask(query, {"first": first})
        assert answer["extensions"]["cost"] == {"cost": cost(query, {"first": first}), "limit": MOST_COST}
        costs.append(answer["extensions"]["cost"]["cost"])
    assert costs[0] < costs[3] < costs[1] == costs[2]


@SHARED
async def test_what_costs_too_much_is_refused_with_its_cost_and_the_limit(shared_api: Api) -> None:
    query = "{ network { organisations { nodes { children { nodes { children { nodes { id } } } } } } } }"
    answer = await shared_api.ask(query, None, **{"accept-language": "de"})
    (error,) = answer["errors"]
    asked = cost(query)
    assert error["extensions"]["code"] == "QUERY_TOO_COSTLY"
    assert str(asked) in error["message"]
    assert str(MOST_COST) in error["message"]
    assert answer["extensions"] == {"cost": {"cost": asked, "limit": MOST_COST}}
    assert "data" not in answer


@SHARED
async def test_what_is_refused_for_another_reason_tells_its_cost_too(shared_api: Api) -> None:
    answer = await shared_api.ask("{ network { summits(first: 101) { totalCount } } }")
    assert answer["errors"][0]["extensions"]["code"] == "BAD_PAGE"
    assert answer["extensions"]["cost"]["cost"] > 0
    for query in ("{ nothing }", "{"):
        assert "extensions" not in await shared_api.ask(query)


def test_the_limit_is_a_setting_with_the_same_default() -> None:
    assert Settings().most_cost == MOST_COST
    assert Settings.from_environment({"NETZWERKREGISTER_MOST_COST": "1000"}).most_cost == 1000
