"""Any node by its global id."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from graphql import GraphQLInterfaceType, GraphQLObjectType

from domain.languages import Words
from graphql_api.planner import node_ids
from graphql_api.planner.errors import BadInput
from graphql_api.planner.fields import Field, NodeType
from graphql_api.planner.json_sql import Json, list_of
from graphql_api.planner.prices import LOOK_UP, Price, RowCount

if TYPE_CHECKING:
    from graphql_api.planner.planner import Planning

NODE = "Node"
_MOST_NODES = 100


def node_types(planning: Planning) -> Mapping[str, tuple[GraphQLObjectType, NodeType]]:
    """The types that are nodes, by the token of their ids."""
    interface = planning.schema.type_map[NODE]
    assert isinstance(interface, GraphQLInterfaceType)
    types = planning.schema.get_possible_types(interface)
    return {mark.token: (type_, mark) for type_ in types for mark in (node_type(type_),)}


def node_type(type_: GraphQLObjectType) -> NodeType:
    """What makes this type a node."""
    mark: NodeType = type_.extensions["strawberry-definition"].origin.__node__
    return mark


def node_of(field: Field, token: str, key: str, among: Container[str] | None = None) -> Json:
    """The JSON of the node whose token and uuid these SQL expressions give; null where it is none."""
    choices = []
    for candidate, (type_, mark) in node_types(field.planning).items():
        if among is not None and candidate not in among:
            continue
        row = field.planning.alias()
        json = field.planning.object(type_, row, field.nodes)
        table = field.planning.rows(mark.model)
        choices.append(
            f"WHEN '{candidate}' THEN (SELECT {json.sql()} FROM {table} AS {row} WHERE {row}.id = {key})"
        )
    return Json(f"CASE {token} {' '.join(choices)} END").or_null()


@dataclass(frozen=True)
class NodeById:
    price: ClassVar = LOOK_UP

    def json(self, field: Field) -> Json:
        read = partial(node_ids.decode, tokens=node_types(field.planning))
        wanted = field.argument("id")
        token = wanted.bind("text", lambda text: read(text)[0])
        key = wanted.bind("uuid", lambda text: read(text)[1])
        return node_of(field, token, key)


@dataclass(frozen=True)
class NodesByIds:
    price: ClassVar = Price(5, rows=RowCount(("ids",), len, 0))

    def json(self, field: Field) -> Json:
        read = partial(node_ids.decode, tokens=node_types(field.planning))
        wanted = field.argument("ids")
        wanted.check(_refuse_too_many)
        tokens = wanted.bind("text[]", lambda texts: [read(text)[0] for text in texts])
        keys = wanted.bind("uuid[]", lambda texts: [read(text)[1] for text in texts])
        name = field.planning.alias()
        json = node_of(field, f"{name}.token", f"{name}.key")
        listed = list_of(json, f" ORDER BY {name}.number")
        return Json(
            f"(SELECT {listed.sql()}"
            f" FROM unnest({tokens}, {keys}) WITH ORDINALITY AS {name} (token, key, number))"
        )


@dataclass(frozen=True)
class NodeOfKind:
    """The node with the row's id, of the type whose token the row's kind has here."""

    tokens: Mapping[Any, str]

    @property
    def price(self) -> Price:
        return Price(5, among=frozenset(self.tokens.values()))

    def json(self, field: Field) -> Json:
        kinds = " ".join(f"WHEN '{kind}' THEN '{token}'" for kind, token in self.tokens.items())
        token = f"CASE {field.row}.kind {kinds} END"
        return node_of(field, token, f"{field.row}.id", set(self.tokens.values()))


def _refuse_too_many(ids: list[str]) -> None:
    if len(ids) > _MOST_NODES:
        raise BadInput(
            "TOO_MANY_IDS",
            Words(
                en=f"Ask for at most {_MOST_NODES} ids; {len(ids)} were given.",
                de=f"Höchstens {_MOST_NODES} Kennungen sind abzufragen; angegeben sind {len(ids)}.",
            ),
        )
