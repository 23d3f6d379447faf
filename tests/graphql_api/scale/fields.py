"""Every field that can be reached from the roots, each with the way there; and how it is asked for."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    is_leaf_type,
)

from graphql_api.planner.connections import Paged
from graphql_api.planner.fields import Column, plan_of
from graphql_api.planner.prices import PLAIN
from tests.graphql_api.scale.values import Values

LENGTH = 20
_PAGING = {"first", "after", "last", "before", "filter", "orderBy", "newestFirst"}

# From an empty log on, all is changed.
_ALWAYS = {"Query.changes.from", "Query.changes.to"}

_Way = tuple[tuple[str, GraphQLField], ...]


@dataclass(frozen=True)
class Asked:
    """A field of a type.

    Attributes:
        way: the selections around it, from the root on; each is a field as it is asked for.
    """

    owner: str
    name: str
    field: GraphQLField
    way: _Way

    def __str__(self) -> str:
        return f"{self.owner}.{self.name}"

    @property
    def of_network(self) -> bool:
        return bool(self.way) and self.way[0][0] == "Query.network"

    async def queries(self, values: Values) -> AsyncIterator[tuple[str, str]]:
        """The field in each of its forms, named."""
        async for called, given in self._arguments(values):
            innermost = f"{self.name}{_text(self.field, given)} {_selected(self.field)}"
            yield called, self._around(innermost, values, now=True)
            if self.of_network:
                yield f"{called}, as of", self._around(innermost, values, now=False)

    def _around(self, innermost: str, values: Values, *, now: bool) -> str:
        for path, field in reversed(self.way):
            given = _required(path, field, values)
            if path == "Query.network" and not now:
                given = {"asOf": values.arguments["Query.network.asOf"]}
            name = path.partition(".")[2]
            if _paged(field):
                given = {**given, "first": LENGTH}
                innermost = f"nodes {{ {innermost} }}"
            innermost = f"{name}{_text(field, given)} {{ {innermost} }}"
        return f"{{ {innermost} }}"

    async def _arguments(self, values: Values) -> AsyncIterator[tuple[str, Mapping[str, Any]]]:
        required = _required(str(self), self.field, values)
        if not _paged(self.field):
            yield "alone", required
        paging = _PAGING if _paged(self.field) else set()
        for name in self.field.args.keys() - required.keys() - paging:
            yield name, {**required, name: values.arguments[f"{self}.{name}"]}
        if not _paged(self.field):
            return
        for order, given in _orders(self.field):
            cursor = await values.cursor(plan_of(self.field), order)
            for entered, page in self._pages(cursor):
                yield " ".join([entered, *(order or given)]), {**required, **given, **page}
        if "filter" in self.field.args:
            filter_ = get_named_type(self.field.args["filter"].type)
            assert isinstance(filter_, GraphQLInputObjectType)
            cursor = await values.cursor(plan_of(self.field), None)
            for name in filter_.fields:
                narrowed = {**required, "filter": {name: values.filters[filter_.name][name]}}
                for entered, page in self._pages(cursor):
                    if entered in ("first", "before"):
                        yield f"{entered}, {name}", {**narrowed, **page}

    def _pages(self, cursor: str) -> Sequence[tuple[str, Mapping[str, Any]]]:
        forwards: list[tuple[str, Mapping[str, Any]]] = [
            ("first", {"first": LENGTH}),
            ("after", {"first": LENGTH, "after": cursor}),
        ]
        if "last" not in self.field.args:
            return forwards
        return [
            *forwards,
            ("last", {"last": LENGTH}),
            ("before", {"last": LENGTH, "before": cursor}),
        ]


def fields(schema: GraphQLSchema) -> list[Asked]:
    """All but those that are a plain column of a row that is there anyway."""
    assert schema.query_type is not None
    found: list[Asked] = []
    seen = {schema.query_type.name}
    waiting: deque[tuple[GraphQLObjectType, _Way]] = deque([(schema.query_type, ())])
    while waiting:
        type_, way = waiting.popleft()
        for name, field in sorted(type_.fields.items(), key=lambda each: each[0] != "network"):
            if not _plain(field):
                found.append(Asked(type_.name, name, field, way))
            inner = _node(field)
            if isinstance(inner, GraphQLObjectType) and inner.name not in seen:
                seen.add(inner.name)
                waiting.append((inner, (*way, (f"{type_.name}.{name}", field))))
    return found


def _plain(field: GraphQLField) -> bool:
    plan = plan_of(field)
    return isinstance(plan, Column) and plan.price == PLAIN


def _paged(field: GraphQLField) -> bool:
    return isinstance(plan_of(field), Paged)


def _node(field: GraphQLField) -> Any:
    """The type of its object, or of its page's rows."""
    type_ = get_named_type(field.type)
    if _paged(field):
        assert isinstance(type_, GraphQLObjectType)
        return get_named_type(type_.fields["nodes"].type)
    return type_


def _selected(field: GraphQLField) -> str:
    if is_leaf_type(get_named_type(field.type)):
        return ""
    if _paged(field):
        return "{ edges { cursor node { __typename } } pageInfo { hasNextPage hasPreviousPage } }"
    return "{ __typename }"


def _orders(field: GraphQLField) -> list[tuple[tuple[str, str] | None, Mapping[str, Any]]]:
    if "newestFirst" in field.args:
        return [(None, {}), (None, {"newestFirst": True})]
    if "orderBy" not in field.args:
        return [(None, {})]
    order = get_named_type(field.args["orderBy"].type)
    assert isinstance(order, GraphQLInputObjectType)
    by = get_named_type(order.fields["field"].type)
    assert isinstance(by, GraphQLEnumType)
    return [
        ((name, direction), {"orderBy": {"field": name, "direction": direction}})
        for name in by.values
        for direction in ("ASC", "DESC")
    ]


def _required(path: str, field: GraphQLField, values: Values) -> Mapping[str, Any]:
    return {
        name: values.arguments[f"{path}.{name}"]
        for name, argument in field.args.items()
        if isinstance(argument.type, GraphQLNonNull) or f"{path}.{name}" in _ALWAYS
    }


def _text(field: GraphQLField, given: Mapping[str, Any]) -> str:
    """The arguments as a document has them."""
    if not given:
        return ""
    arguments = (f"{name}: {_literal(value, field.args[name].type)}" for name, value in given.items())
    return f"({', '.join(arguments)})"


def _literal(value: Any, type_: GraphQLInputType) -> str:
    if isinstance(value, list):
        return f"[{', '.join(_literal(each, type_) for each in value)}]"
    named = get_named_type(type_)
    if isinstance(named, GraphQLInputObjectType):
        each = (f"{name}: {_literal(inner, named.fields[name].type)}" for name, inner in value.items())
        return f"{{ {', '.join(each)} }}"
    return str(value) if isinstance(named, GraphQLEnumType) else json.dumps(value)
