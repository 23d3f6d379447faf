"""Short words for the nodes of GraphQL documents that the generator makes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from graphql import (
    ArgumentNode,
    DirectiveNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLInputType,
    InlineFragmentNode,
    NamedTypeNode,
    NameNode,
    SelectionNode,
    SelectionSetNode,
    ValueNode,
    value_to_literal,
)


def name(text: str) -> NameNode:
    return NameNode(value=text)


def selection_set(selections: Iterable[SelectionNode]) -> SelectionSetNode:
    return SelectionSetNode(selections=tuple(selections))


def field(
    called: str,
    *,
    alias: str | None = None,
    arguments: Sequence[ArgumentNode] = (),
    selected: SelectionSetNode | None = None,
) -> FieldNode:
    return FieldNode(
        name=name(called),
        alias=name(alias) if alias else None,
        arguments=tuple(arguments),
        directives=(),
        selection_set=selected,
    )


def argument(called: str, value: Any, type_: GraphQLInputType) -> ArgumentNode:
    literal = value_to_literal(value, type_)
    assert literal is not None, (called, value)
    return ArgumentNode(name=name(called), value=literal)


def inline(type_: str | None, selected: SelectionSetNode) -> InlineFragmentNode:
    condition = NamedTypeNode(name=name(type_)) if type_ else None
    return InlineFragmentNode(type_condition=condition, directives=(), selection_set=selected)


def fragment(called: str, type_: str, selected: SelectionSetNode) -> FragmentDefinitionNode:
    return FragmentDefinitionNode(
        name=name(called),
        variable_definitions=(),
        type_condition=NamedTypeNode(name=name(type_)),
        directives=(),
        selection_set=selected,
    )


def spread(called: str) -> FragmentSpreadNode:
    return FragmentSpreadNode(name=name(called), arguments=(), directives=())


def directive(called: str, condition: ValueNode) -> DirectiveNode:
    return DirectiveNode(name=name(called), arguments=(ArgumentNode(name=name("if"), value=condition),))
