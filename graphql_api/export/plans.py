"""Which exports there are, and the statement of each: a connection without its pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

import orjson
from graphql import (
    FieldNode,
    GraphQLArgument,
    GraphQLBoolean,
    GraphQLField,
    GraphQLObjectType,
    GraphQLSchema,
    OperationDefinitionNode,
    get_named_type,
    get_nullable_type,
    is_required_argument,
    is_scalar_type,
    parse,
)

from domain.callers import Caller
from domain.languages import Words
from graphql_api.export.columns import Column, columns_of, selection
from graphql_api.planner.arguments import Argument
from graphql_api.planner.connections import Paged
from graphql_api.planner.errors import BadInput
from graphql_api.planner.fields import Field, plan_of
from graphql_api.planner.nodes import node_type
from graphql_api.planner.planner import Plan, Planning
from graphql_api.requests import variables_of

UNKNOWN_EXPORT = "UNKNOWN_EXPORT"
BAD_PARAMETER = "BAD_PARAMETER"

_PAGING = ("first", "after", "last", "before")


def exports_of(parent: GraphQLObjectType) -> list[str]:
    """The names of a type's connections."""
    return [name for name, field in parent.fields.items() if isinstance(_plan_of(field), Paged)]


@dataclass(frozen=True)
class Export:
    """A connection of the network or of a node, and the columns of its rows."""

    parent: GraphQLObjectType
    name: str
    columns: Sequence[Column]

    @classmethod
    def of(cls, parent: GraphQLObjectType, name: str, caller: Caller) -> Export:
        """Raises BadInput where the parent has no such connection."""
        names = exports_of(parent)
        if name not in names:
            listed = ", ".join(names) or "–"
            raise BadInput(
                UNKNOWN_EXPORT,
                Words(
                    en=f"{parent.name} has no export {name!r}. Ask for one of: {listed}.",
                    de=f"{parent.name} hat keinen Export {name!r}. Abzurufen ist einer von: {listed}.",
                ),
            )
        return cls(parent, name, columns_of(_row_type(parent.fields[name]), caller))

    @property
    def definition(self) -> GraphQLField:
        definition: GraphQLField = self.parent.fields[self.name]
        return definition

    def given(self, parameters: Mapping[str, str]) -> dict[str, Any]:
        """What a request's parameters give the connection's arguments: texts as they are, others as JSON.

        Raises:
            BadInput: there is no such argument, or it is no JSON.
        """
        arguments = {name: each for name, each in self.definition.args.items() if name not in _PAGING}
        if unknown := sorted(parameters.keys() - arguments.keys()):
            listed = ", ".join([*arguments, "of", "asOf", "delimiter"])
            raise BadInput(
                BAD_PARAMETER,
                Words(
                    en=f"This export takes no {unknown[0]!r}. It takes: {listed}.",
                    de=f"Dieser Export kennt {unknown[0]!r} nicht. Er kennt: {listed}.",
                ),
            )
        for name, argument in arguments.items():
            if is_required_argument(argument) and name not in parameters:
                raise BadInput(
                    BAD_PARAMETER,
                    Words(en=f"This export needs {name}.", de=f"Dieser Export braucht {name}."),
                )
        return {name: _value(name, text, arguments[name]) for name, text in parameters.items()}

    def plan(
        self,
        schema: GraphQLSchema,
        tables: str,
        mark: str,
        given: Mapping[str, Any],
        of: UUID | None,
        as_of: Mapping[str, Any] | None,
    ) -> tuple[Plan, list[Any]]:
        """The statement that answers all rows, one after the other, and its parameters.

        Args:
            of: the node whose connection it is; None of the network's.
            as_of: the position or moment that they are of; None for now.

        Raises:
            BadInput, RequestFailed: an argument has no such value.
        """
        operation = self._operation(given)
        variables = variables_of(schema, operation, given)
        planning = Planning(schema, tables, {}, variables, mark)
        past = None
        if as_of is not None:
            asked = Argument(planning.bindings, lambda _: as_of, constant=True)
            past = f"{planning.past(asked)}.position"
        with planning.as_of(past):
            plan = self._listing(planning, operation, of)
        return plan, plan.bind(variables)

    def _listing(self, planning: Planning, operation: OperationDefinitionNode, of: UUID | None) -> Plan:
        connection = cast("FieldNode", operation.selection_set.selections[0])
        assert connection.selection_set
        nodes = cast("FieldNode", connection.selection_set.selections[0])
        parent, row = "checkpoint" if of is None else planning.alias(), planning.alias()
        planning.need(self.parent, connection)
        asked = Field(planning, parent, [connection], self.definition)
        rows = cast("Paged", plan_of(self.definition)).rows(asked)
        source = f"LATERAL (SELECT *, {rows.key} AS sort_key FROM {rows.found}) AS {row}"
        condition = "true"
        if of is not None:
            key = planning.bindings.parameter(lambda _: of, "uuid")
            source = f"LATERAL {planning.rows(node_type(self.parent).model)} AS {parent}, {source}"
            condition = f"{parent}.id = {key}"
        direction = "DESC" if rows.descending else "ASC"
        order = f"{row}.sort_key {direction}, {row}.id {direction}"
        json = planning.object(_row_type(self.definition), row, [nodes])
        return planning.listing(json, source, condition, order)

    def _operation(self, given: Mapping[str, Any]) -> OperationDefinitionNode:
        """The connection with its arguments, as a document asks for it."""
        variables = "".join(f"${name}: {self.definition.args[name].type} " for name in given)
        arguments = "".join(f"{name}: ${name} " for name in given)
        asked = f"{self.name}({arguments})" if given else self.name
        nodes = f"{{ nodes {selection(self.columns)} }}"
        document = parse(f"query {f'({variables})' if given else ''} {{ {asked} {nodes} }}")
        return cast("OperationDefinitionNode", document.definitions[0])


def _plan_of(field: GraphQLField) -> object:
    return plan_of(field) if "strawberry-definition" in field.extensions else None


def _row_type(connection: GraphQLField) -> GraphQLObjectType:
    type_ = cast("GraphQLObjectType", get_named_type(connection.type))
    return cast("GraphQLObjectType", get_named_type(type_.fields["nodes"].type))


def _value(name: str, text: str, argument: GraphQLArgument) -> Any:
    type_ = get_nullable_type(argument.type)
    if is_scalar_type(type_) and type_ is not GraphQLBoolean:
        return text
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise BadInput(
            BAD_PARAMETER,
            Words(
                en=f"{name} is not JSON. Give it as a variable of GraphQL is given.",
                de=f"{name} ist kein JSON. Anzugeben ist es wie eine Variable von GraphQL.",
            ),
        ) from error
