"""Questions about the schema itself, which graphql-core answers without the database."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Sized
from functools import cache
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentSpreadNode,
    GraphQLArgument,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    NamedTypeNode,
    OperationDefinitionNode,
    OperationType,
    SchemaMetaFieldDef,
    SelectionNode,
    SelectionSetNode,
    TypeMetaFieldDef,
    TypeNode,
    execute_sync,
    get_named_type,
)

from graphql_api.documents import Document
from graphql_api.planner.arguments import Variables

SCHEMA_FIELDS: Mapping[str, GraphQLField] = {"__schema": SchemaMetaFieldDef, "__type": TypeMetaFieldDef}
INTROSPECTION = frozenset({*SCHEMA_FIELDS, "__typename"})

# The types that an introspection field's arguments and directives have.
_TYPES = frozenset({"String", "Boolean"})


def asks_only_for_schema(operation: OperationDefinitionNode) -> bool:
    return all(
        isinstance(node, FieldNode) and node.name.value in INTROSPECTION
        for node in operation.selection_set.selections
    )


def asks_for_schema(document: Document, operation: OperationDefinitionNode) -> bool:
    """Whether a root field is about the schema itself."""
    return any(node.name.value in ("__schema", "__type") for node in root_fields(document, operation))


def root_fields(document: Document, operation: OperationDefinitionNode) -> Iterator[FieldNode]:
    """The root fields that an operation names, through fragments too."""
    sets, spread = [operation.selection_set], set()
    while sets:
        for node in sets.pop().selections:
            if isinstance(node, FieldNode):
                yield node
            elif isinstance(node, InlineFragmentNode):
                sets.append(node.selection_set)
            elif isinstance(node, FragmentSpreadNode) and node.name.value not in spread:
                spread.add(node.name.value)
                sets.append(document.fragments[node.name.value].selection_set)


def introspect(
    schema: GraphQLSchema,
    document: Document,
    operation: OperationDefinitionNode,
    variables: Variables,
    nodes: Sequence[SelectionNode] | None = None,
) -> dict[str, Any]:
    """What these root fields, or all of the operation, select of the schema."""
    asked = tuple(nodes or operation.selection_set.selections)
    variable_definitions = tuple(
        definition for definition in operation.variable_definitions or () if _name(definition.type) in _TYPES
    )
    question = OperationDefinitionNode(
        operation=OperationType.QUERY,
        name=None,
        directives=(),
        variable_definitions=variable_definitions,
        selection_set=SelectionSetNode(selections=asked),
    )
    result = execute_sync(
        schema,
        DocumentNode(definitions=(question, *document.fragments.values())),
        variable_values=dict(variables),
    )
    if result.errors:
        raise result.errors[0]
    return result.data or {}


@cache
def lengths(schema: GraphQLSchema) -> Mapping[str, int]:
    """How long the lists of an introspection are, by their fields: on average, and rounded up.

    Types are met in the list of all, and as what fields have for a type: the longer average counts.
    """
    types = schema.type_map.values()
    objects = [each for each in types if isinstance(each, GraphQLObjectType | GraphQLInterfaceType)]
    fields = [field for each in objects for field in each.fields.values()]
    args = [arg for field in fields for arg in field.args.values()]
    inputs = [each for each in types if isinstance(each, GraphQLInputObjectType)]

    def average(lists: Iterable[Sized], count: int) -> int:
        return -(-sum(map(len, lists)) // count)

    def of_named(elements: Sequence[GraphQLField | GraphQLArgument]) -> int:
        named = (get_named_type(each.type) for each in elements)
        return average((getattr(each, "fields", ()) for each in named), len(elements))

    return {
        "types": len(types),
        "directives": len(schema.directives),
        "fields": max(average((each.fields for each in objects), len(types)), of_named(fields)),
        "args": average((field.args for field in fields), len(fields)),
        "inputFields": max(average((each.fields for each in inputs), len(types)), of_named(args)),
        "enumValues": average((getattr(each, "values", ()) for each in types), len(types)),
        "possibleTypes": 1,
        "interfaces": 1,
    }


def _name(node: TypeNode) -> str:
    while not isinstance(node, NamedTypeNode):
        node = node.type  # type: ignore[attr-defined]
    return node.name.value
