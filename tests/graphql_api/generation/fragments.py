"""A query's selections moved to named fragments."""

from __future__ import annotations

from random import Random
from typing import Any

from graphql import (
    DocumentNode,
    FragmentSpreadNode,
    GraphQLSchema,
    InlineFragmentNode,
    SelectionSetNode,
    TypeInfo,
    TypeInfoVisitor,
    Visitor,
    print_ast,
    visit,
)

from tests.graphql_api.generation.nodes import fragment, selection_set, spread


def spread_fragments(schema: GraphQLSchema, document: DocumentNode, random: Random) -> DocumentNode:
    """The document with fragments; some are spread twice, and equal ones are one."""
    types = TypeInfo(schema)
    fragments = _Fragments(types, random)
    changed: DocumentNode = visit(document, TypeInfoVisitor(types, fragments))
    definitions = [fragment(called, type_, selected) for called, type_, selected in fragments.found.values()]
    return DocumentNode(definitions=(*changed.definitions, *definitions))


class _Fragments(Visitor):
    def __init__(self, types: TypeInfo, random: Random) -> None:
        super().__init__()
        self._types = types
        self._random = random
        self.found: dict[str, tuple[str, str, SelectionSetNode]] = {}

    def leave_inline_fragment(self, node: InlineFragmentNode, *_: Any) -> Any:
        if node.type_condition is None or self._random.random() < 0.4:
            return node
        return self._moved(node.type_condition.name.value, node.selection_set)

    def leave_selection_set(self, node: SelectionSetNode, *_: Any) -> SelectionSetNode:
        type_ = self._types.get_parent_type()
        assert type_ is not None
        if self._random.random() < 0.65:
            return node
        places = range(len(node.selections))
        moved = sorted(self._random.sample(places, self._random.randint(1, len(places))))
        spread_ = self._moved(type_.name, selection_set(node.selections[place] for place in moved))
        left = [
            spread_ if place == moved[0] else each
            for place, each in enumerate(node.selections)
            if place == moved[0] or place not in moved
        ]
        if self._random.random() < 0.2:
            left.append(spread_)
        return selection_set(left)

    def _moved(self, type_: str, selected: SelectionSetNode) -> FragmentSpreadNode:
        key = f"{type_} {print_ast(selected)}"
        if key not in self.found:
            self.found[key] = (f"F{len(self.found)}", type_, selected)
        return spread(self.found[key][0])
