"""Questions about the schema itself, which graphql-core answers without the database."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentSpreadNode,
    GraphQLSchema,
    InlineFragmentNode,
    NamedTypeNode,
    OperationDefinitionNode,
    OperationType,
    SelectionNode,
    SelectionSetNode,
    TypeNode,
    execute_sync,
)

from domain.languages import Words
from graphql_api.documents import Document
from graphql_api.planner.arguments import Variables
from graphql_api.planner.errors import BadInput

INTROSPECTION = frozenset({"__schema", "__type", "__typename"})

_MOST_QUESTIONS = 20

# The types that an introspection field's arguments and directives have.
_TYPES = frozenset({"String", "Boolean"})


def asks_only_for_schema(operation: OperationDefinitionNode) -> bool:
    return all(
        isinstance(node, FieldNode) and node.name.value in INTROSPECTION
        for node in operation.selection_set.selections
    )


def asks_for_schema(document: Document, operation: OperationDefinitionNode) -> bool:
    """Whether a root field is about the schema itself."""
    sets, spread = [operation.selection_set], set()
    while sets:
        for node in sets.pop().selections:
            if isinstance(node, FieldNode):
                if node.name.value in ("__schema", "__type"):
                    return True
            elif isinstance(node, InlineFragmentNode):
                sets.append(node.selection_set)
            elif isinstance(node, FragmentSpreadNode) and node.name.value not in spread:
                spread.add(node.name.value)
                sets.append(document.fragments[node.name.value].selection_set)
    return False


def introspect(
    schema: GraphQLSchema,
    document: Document,
    operation: OperationDefinitionNode,
    variables: Variables,
    nodes: Sequence[SelectionNode] | None = None,
) -> dict[str, Any]:
    """What these root fields, or all of the operation, select of the schema."""
    asked = tuple(nodes or operation.selection_set.selections)
    if len(asked) > _MOST_QUESTIONS:
        raise BadInput(
            "QUERY_TOO_LARGE",
            Words(
                en=f"Ask for at most {_MOST_QUESTIONS} parts of the schema at once.",
                de=f"Auf einmal sind höchstens {_MOST_QUESTIONS} Teile des Schemas abzufragen.",
            ),
        )
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


def _name(node: TypeNode) -> str:
    while not isinstance(node, NamedTypeNode):
        node = node.type  # type: ignore[attr-defined]
    return node.name.value
