"""Which fields an operation selects: fragments spread, directives judged, equal keys merged."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeAlias

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLAbstractType,
    GraphQLIncludeDirective,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLSkipDirective,
    InlineFragmentNode,
    NamedTypeNode,
    SelectionNode,
    SelectionSetNode,
    is_abstract_type,
)

from graphql_api.planner.arguments import Bindings, from_literal

Fragments = Mapping[str, FragmentDefinitionNode]
Selection: TypeAlias = dict[str, list[FieldNode]]


def select(
    schema: GraphQLSchema,
    fragments: Fragments,
    bindings: Bindings,
    type_: GraphQLObjectType,
    sets: Iterable[SelectionSetNode],
) -> Selection:
    """The field nodes for each response key of an object of this type, in the order of the document."""
    selection: Selection = {}
    spread: set[str] = set()

    def gather(set_: SelectionSetNode) -> None:
        for node in set_.selections:
            if not _included(bindings, node):
                continue
            if isinstance(node, FieldNode):
                key = node.alias.value if node.alias else node.name.value
                selection.setdefault(key, []).append(node)
            elif isinstance(node, InlineFragmentNode):
                if applies(schema, type_, node.type_condition):
                    gather(node.selection_set)
            elif isinstance(node, FragmentSpreadNode) and node.name.value not in spread:
                spread.add(node.name.value)
                fragment = fragments[node.name.value]
                if applies(schema, type_, fragment.type_condition):
                    gather(fragment.selection_set)

    for set_ in sets:
        gather(set_)
    return selection


def _included(bindings: Bindings, node: SelectionNode) -> bool:
    for directive in node.directives or ():
        for rule, wanted in ((GraphQLSkipDirective, False), (GraphQLIncludeDirective, True)):
            if directive.name.value == rule.name:
                (given,) = directive.arguments or ()
                condition = from_literal(bindings, given.value, rule.args["if"].type)
                if condition.decide(bool) is not wanted:
                    return False
    return True


def applies(schema: GraphQLSchema, type_: GraphQLObjectType, condition: NamedTypeNode | None) -> bool:
    """Whether a fragment on this type is selected of an object of that one."""
    if condition is None or condition.name.value == type_.name:
        return True
    named = schema.type_map[condition.name.value]
    return is_abstract_type(named) and schema.is_sub_type(_abstract(named), type_)


def _abstract(named: object) -> GraphQLAbstractType:
    return named  # type: ignore[return-value]  # is_abstract_type has looked
