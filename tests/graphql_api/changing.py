"""Changes as a client asks for them, and the states that they lead from and to."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass, field
from typing import Any

from graphql import GraphQLInterfaceType, GraphQLObjectType

from graphql_api.export.columns import columns_of
from graphql_api.planner.fields import Column, One, Part, SealedColumn, plan_of
from graphql_api.schema import create_schema
from infra.read_tables import generation
from projections import READ_MODELS
from tests.api import PERMITTED, Api
from tests.databases import connected
from tests.graphql_api.generation.rows import TOKENS

IDS = "query ($from: AsOf, $to: AsOf) { changes(from: $from, to: $to) { totalCount nodes { id } } }"
CHANGES = """query ($from: AsOf, $to: AsOf, $first: Int, $after: String) {
    changes(from: $from, to: $to, first: $first, after: $after) {
        totalCount edges { cursor } pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
        nodes { id before { id } after { id } events { totalCount nodes { position } } }
    }
}"""


def as_of(position: int | None) -> dict[str, int] | None:
    return {"position": position} if position else None


async def changes(api: Api, since: int | None, until: int | None, **given: Any) -> Any:
    return (await api.data(CHANGES, {"from": as_of(since), "to": as_of(until), **given}))["changes"]


async def changed(api: Api, since: int | None, until: int | None) -> list[str]:
    """The ids of the nodes that differ; no more than a page of them."""
    found = (await api.data(IDS, {"from": as_of(since), "to": as_of(until)}))["changes"]
    assert found["totalCount"] == len(found["nodes"])
    return [node["id"] for node in found["nodes"]]


async def moment(api: Api, position: int) -> dict[str, str]:
    """When this position was recorded, as an AsOf."""
    query = "query ($asOf: AsOf) { network(asOf: $asOf) { recordedAt } }"
    network = (await api.data(query, {"asOf": as_of(position)}))["network"]
    return {"recordedAt": network["recordedAt"]}


# Whole states


def _whole_rows() -> str:
    """What all nodes say of their own rows; a field is called by its type where others of its name differ."""
    schema = create_schema()._schema
    node = schema.type_map["Node"]
    assert isinstance(node, GraphQLInterfaceType)
    types = schema.get_possible_types(node)
    kinds: dict[str, set[str]] = {}
    for each in types:
        for name, definition in each.fields.items():
            kinds.setdefault(name, set()).add(str(definition.type))
    alike = {name for name, several in kinds.items() if len(several) == 1}
    parts = (f"... on {each.name} {{ {_own_row(each, alike)} }}" for each in types)
    return f"__typename id {' '.join(parts)}"


def _own_row(type_: GraphQLObjectType, alike: Set[str]) -> str:
    paths = [column.path for column in columns_of(type_, PERMITTED)]
    names = [".".join(path) for path in paths if _is_of_own_row(type_, path)]
    return " ".join(name if name in alike else _selected(type_.name, name) for name in names)


def _is_of_own_row(type_: GraphQLObjectType, path: Sequence[str]) -> bool:
    plan = plan_of(type_.fields[path[0]])
    if isinstance(plan, One):  # which node it is; but of an adoption, the example's row may say that
        return path[-1] == "id" and path[0] != "adoptedFrom"
    return isinstance(plan, Part | SealedColumn) or (isinstance(plan, Column) and path[0] != "version")


def _selected(type_: str, name: str) -> str:
    first, *within = name.split(".")
    called = f"{type_}_{name.replace('.', '_')}: {first}"
    return f"{called} {{ {within[0]} }}" if within else called


@dataclass
class States:
    """The states of a register, each by the ids of its nodes; and what leads from one to another."""

    api: Api
    ids: Sequence[str]
    rows: str = field(default_factory=_whole_rows)
    states: dict[int, dict[str, Any]] = field(default_factory=dict)

    async def state(self, position: int) -> dict[str, Any]:
        if position not in self.states:
            self.states[position] = await self._asked(position) if position else {}
        return self.states[position]

    async def _asked(self, position: int) -> dict[str, Any]:
        query = f"""query ($asOf: AsOf, $ids: [ID!]!) {{
            network(asOf: $asOf) {{ nodes(ids: $ids) {{ {self.rows} }} }}
        }}"""
        found: dict[str, Any] = {}
        for start in range(0, len(self.ids), 100):
            asked = {"asOf": as_of(position), "ids": self.ids[start : start + 100]}
            nodes = (await self.api.data(query, asked))["network"]["nodes"]
            found |= {node["id"]: node for node in nodes if node}
        return found

    async def changes(self, since: int, until: int) -> list[dict[str, Any]]:
        query = f"""query ($from: AsOf, $to: AsOf, $after: String) {{
            changes(from: $from, to: $to, after: $after) {{
                nodes {{ id before {{ ...Row }} after {{ ...Row }} }}
                pageInfo {{ hasNextPage endCursor }}
            }}
        }}
        fragment Row on Node {{ {self.rows} }}"""
        given: dict[str, Any] = {"from": as_of(since), "to": as_of(until)}
        found: list[dict[str, Any]] = []
        while True:
            page = (await self.api.data(query, given))["changes"]
            found += page["nodes"]
            if not page["pageInfo"]["hasNextPage"]:
                return found
            given["after"] = page["pageInfo"]["endCursor"]


async def ids_of_all_nodes(dsn: str) -> list[str]:
    """The ids of all nodes that there are or ever were."""
    found: list[str] = []
    async with connected(dsn) as connection:
        for model in READ_MODELS:
            if model.name in TOKENS:
                keys = await connection.fetch(
                    f"SELECT DISTINCT id FROM {generation(READ_MODELS)}.{model.table}"
                )
                found += (f"{TOKENS[model.name]}_{row['id']}" for row in keys)
    return found
