"""Documents: parsed and validated once each, with the plans made for them."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from graphql import (
    DocumentNode,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLInputType,
    GraphQLNonNull,
    GraphQLSchema,
    OperationDefinitionNode,
    parse,
    specified_rules,
    type_from_ast,
    validate,
)
from strawberry.schema.validation_rules.one_of import OneOfInputValidationRule

from domain.languages import Words
from graphql_api.limits import TOKENS
from graphql_api.measuring import judge_document, judge_text
from graphql_api.planner.arguments import Variables
from graphql_api.planner.errors import BadInput
from graphql_api.planner.planner import Plan

if TYPE_CHECKING:
    from graphql_api.cost import Cost

# Of all documents kept: a parsed one takes about a hundred bytes a character; a plan, three one of its SQL.
_MOST_CHARACTERS = 400_000
_SQL_CHARACTERS = 30
_MOST_PLANS = 16
_MOST_KEYS = 32
_MOST_ERRORS = 10
_RULES = (*specified_rules, OneOfInputValidationRule)


@dataclass(frozen=True)
class VariableType:
    type: GraphQLInputType
    optional: bool
    """Whether it may be left out, and is then as if it were not there."""


VariableTypes = Mapping[str, VariableType]


def variable_types(schema: GraphQLSchema, operation: OperationDefinitionNode) -> VariableTypes:
    """The types of a valid operation's variables."""
    types = {}
    for definition in operation.variable_definitions or ():
        type_ = cast(GraphQLInputType, type_from_ast(schema, definition.type))
        optional = definition.default_value is None and not isinstance(type_, GraphQLNonNull)
        types[definition.variable.name.value] = VariableType(type_, optional)
    return types


class Document:
    """A valid document: its operations, its fragments, and the plans for them."""

    def __init__(self, node: DocumentNode, grown: Callable[[int], None] = lambda _: None) -> None:
        self._grown = grown
        self._length = 0
        self.fragments = {
            definition.name.value: definition
            for definition in node.definitions
            if isinstance(definition, FragmentDefinitionNode)
        }
        self.operations = [
            definition for definition in node.definitions if isinstance(definition, OperationDefinitionNode)
        ]
        self._plans: dict[tuple[str | None, str], list[Plan]] = {}
        self._costs: dict[int, Cost] = {}
        self._variable_types: dict[int, VariableTypes] = {}

    def operation(self, name: str | None) -> OperationDefinitionNode:
        """The operation of this name, or the only one.

        Raises:
            BadInput: there is none, or there are several.
        """
        if name is None and len(self.operations) == 1:
            return self.operations[0]
        for operation in self.operations:
            if name is not None and operation.name and operation.name.value == name:
                return operation
        raise BadInput(
            "UNKNOWN_OPERATION",
            Words(
                en="Name the operation: the document has several.",
                de="Die Operation ist zu benennen: Das Dokument hat mehrere.",
            )
            if name is None
            else Words(
                en=f"The document has no operation {name!r}.",
                de=f"Das Dokument hat keine Operation {name!r}.",
            ),
        )

    def variable_types(self, schema: GraphQLSchema, operation: OperationDefinitionNode) -> VariableTypes:
        """The types of the operation's variables, by name; worked out once."""
        types = self._variable_types.get(id(operation))
        if types is None:
            types = self._variable_types[id(operation)] = variable_types(schema, operation)
        return types

    def cost(self, operation: OperationDefinitionNode, compiled: Callable[[], Cost]) -> Cost:
        """What the operation costs; compiled once."""
        cost = self._costs.get(id(operation))
        if cost is None:
            cost = self._costs[id(operation)] = compiled()
        return cost

    def plan(self, operation: str | None, key: str, variables: Variables, make: Callable[[], Plan]) -> Plan:
        """A plan that serves these variables; made where none is kept.

        Args:
            key: the mutation whose payload is meant, and its nodes; empty for a query as a whole.
        """
        plans = self._plans.setdefault((operation, key), [])
        if len(self._plans) > _MOST_KEYS:
            for each in self._plans.pop(next(iter(self._plans))):
                self._grow(-len(each.sql))
        for plan in plans:
            if plan.serves(variables):
                return plan
        plan = make()
        plans.insert(0, plan)
        self._grow(len(plan.sql))
        self._grow(-sum(len(each.sql) for each in plans[_MOST_PLANS:]))
        del plans[_MOST_PLANS:]
        return plan

    def forget(self) -> int:
        """Has plans that are made from now on count for nothing; returns what those made so far count for."""
        self._grown = lambda _: None
        return self._length

    def _grow(self, sql: int) -> None:
        characters = sql // _SQL_CHARACTERS
        self._length += characters
        self._grown(characters)


class Documents:
    """The documents used last."""

    def __init__(self, schema: GraphQLSchema) -> None:
        self._schema = schema
        self._kept: OrderedDict[str, Document | list[GraphQLError]] = OrderedDict()
        self._length = 0

    def read(self, text: str) -> Document | list[GraphQLError]:
        """The document, or what is wrong with it."""
        kept = self._kept.get(text)
        if kept is None:
            kept = self._kept[text] = self._read(text)
            self._length += len(text)
            while self._length > _MOST_CHARACTERS and len(self._kept) > 1:
                forgotten, document = self._kept.popitem(last=False)
                self._length -= len(forgotten)
                if isinstance(document, Document):
                    self._length -= document.forget()
        else:
            self._kept.move_to_end(text)
        return kept

    def _grow(self, characters: int) -> None:
        self._length += characters

    def _read(self, text: str) -> Document | list[GraphQLError]:
        try:
            judge_text(text)
            node = parse(text, max_tokens=TOKENS.most)
            judge_document(node)
        except GraphQLError as error:
            return [coded(error, "GRAPHQL_PARSE_FAILED")]
        errors = validate(self._schema, node, _RULES, _MOST_ERRORS)
        return [coded(error, "GRAPHQL_VALIDATION_FAILED") for error in errors] or Document(node, self._grow)


def coded(error: GraphQLError, code: str) -> GraphQLError:
    """The error with this code, unless it has one."""
    extensions: dict[str, Any] = {"code": code, **(error.extensions or {})}
    error.extensions = extensions
    return error
