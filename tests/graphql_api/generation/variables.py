"""A query's arguments moved into variables."""

from __future__ import annotations

from random import Random
from typing import Any, cast

from graphql import (
    ArgumentNode,
    ConstValueNode,
    DocumentNode,
    FieldNode,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLSchema,
    ListValueNode,
    NullValueNode,
    ObjectFieldNode,
    ObjectValueNode,
    OperationDefinitionNode,
    TypeInfo,
    TypeInfoVisitor,
    ValueNode,
    VariableDefinitionNode,
    VariableNode,
    Visitor,
    get_nullable_type,
    parse_type,
    print_ast,
    value_from_ast_untyped,
    visit,
)

from tests.graphql_api.generation.nodes import name


def open_variables(
    schema: GraphQLSchema, document: DocumentNode, random: Random
) -> tuple[DocumentNode, dict[str, Any], set[str]]:
    """The document with variables, their values, and those that may be null or left out.

    A page's length may not: a page of all, in all pages around it, would be too much.
    """
    types = TypeInfo(schema)
    variables = _Variables(types, random)
    opened: DocumentNode = visit(document, TypeInfoVisitor(types, variables))
    return declaring(opened, variables.definitions), variables.values, variables.optional


def declaring(document: DocumentNode, definitions: list[VariableDefinitionNode]) -> DocumentNode:
    """The document, whose one operation declares these variables."""
    return DocumentNode(
        definitions=tuple(
            OperationDefinitionNode(
                operation=each.operation,
                name=name("Asked") if definitions else None,
                variable_definitions=tuple(definitions),
                directives=(),
                selection_set=each.selection_set,
            )
            if isinstance(each, OperationDefinitionNode)
            else each
            for each in document.definitions
        )
    )


def definition(called: str, type_: str, default: ValueNode | None = None) -> VariableDefinitionNode:
    """A variable's; its default is a literal without variables."""
    return VariableDefinitionNode(
        variable=VariableNode(name=name(called)),
        type=parse_type(type_),
        default_value=cast("ConstValueNode | None", default),
        directives=(),
    )


def said(node: FieldNode, field: GraphQLField) -> str:
    """The field's text, and which arguments it could have: those of one text are not all of one type."""
    bare = FieldNode(name=node.name, alias=node.alias, arguments=node.arguments)
    return f"{print_ast(bare)} {' '.join(field.args)}"


class _Variables(Visitor):
    """Opens whole arguments, or fields and items within them; and gives some that were left out as null."""

    def __init__(self, types: TypeInfo, random: Random) -> None:
        super().__init__()
        self._types = types
        self._random = random
        # By what the field says: fields that are to be merged have the same arguments.
        self._arguments: dict[str, tuple[ArgumentNode, ...]] = {}
        self.definitions: list[VariableDefinitionNode] = []
        self.values: dict[str, Any] = {}
        self.optional: set[str] = set()

    def leave_field(self, node: FieldNode, *_: Any) -> FieldNode:
        definition = self._types.get_field_def()
        assert definition is not None
        key = said(node, definition)
        if key not in self._arguments:
            self._arguments[key] = self._opened_arguments(node, definition)
        return FieldNode(
            name=node.name,
            alias=node.alias,
            arguments=self._arguments[key],
            directives=node.directives,
            selection_set=node.selection_set,
        )

    def _opened_arguments(self, node: FieldNode, field: GraphQLField) -> tuple[ArgumentNode, ...]:
        given = {argument.name.value: argument.value for argument in node.arguments or ()}
        values = {each: self._opened(value, field.args[each].type) for each, value in given.items()}
        order = values.get("orderBy")
        if given.keys() & {"after", "before"} and isinstance(order, VariableNode):
            # A cursor belongs to its order.
            self.optional.discard(order.name.value)
        for each, definition in field.args.items():
            if each not in given and not isinstance(definition.type, GraphQLNonNull) and self._dice(0.15):
                values[each] = self._left_out(definition.type)
        return tuple(ArgumentNode(name=name(each), value=value) for each, value in values.items())

    def _opened(self, node: ValueNode, type_: GraphQLInputType) -> ValueNode:
        if self._dice(0.6):
            return self._variable(node, type_)
        inner = get_nullable_type(type_)
        if isinstance(inner, GraphQLList) and isinstance(node, ListValueNode):
            return ListValueNode(values=tuple(self._opened(each, inner.of_type) for each in node.values))
        if isinstance(inner, GraphQLInputObjectType) and isinstance(node, ObjectValueNode):
            return self._opened_object(node, inner)
        return node

    def _opened_object(self, node: ObjectValueNode, type_: GraphQLInputObjectType) -> ObjectValueNode:
        fields = []
        given = {each.name.value: each.value for each in node.fields}
        for each, field in type_.fields.items():
            if each in given:
                located = GraphQLNonNull(field.type) if type_.is_one_of else field.type
                fields.append(ObjectFieldNode(name=name(each), value=self._opened(given[each], located)))
            elif not type_.is_one_of and not isinstance(field.type, GraphQLNonNull) and self._dice(0.15):
                fields.append(ObjectFieldNode(name=name(each), value=self._left_out(field.type)))
        return ObjectValueNode(fields=tuple(fields))

    def _variable(self, node: ValueNode, type_: GraphQLInputType) -> VariableNode:
        called = self._declare(type_, node)
        if not (self.definitions[-1].default_value and self._dice(0.5)):
            self.values[called] = value_from_ast_untyped(node)
        if not isinstance(type_, GraphQLNonNull) and str(type_) != "Int":
            self.optional.add(called)
        return VariableNode(name=name(called))

    def _left_out(self, type_: GraphQLInputType) -> VariableNode:
        called = self._declare(type_, None)
        if self._dice(0.5):
            self.values[called] = None
        return VariableNode(name=name(called))

    def _declare(self, type_: GraphQLInputType, value: ValueNode | None) -> str:
        called = f"v{len(self.definitions)}"
        default = value if self._dice(0.3) and not isinstance(value, NullValueNode) else None
        self.definitions.append(definition(called, str(type_), default))
        return called

    def _dice(self, chance: float) -> bool:
        return self._random.random() < chance
