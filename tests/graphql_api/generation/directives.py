"""A query's selections kept and left out by @include and @skip."""

from __future__ import annotations

from random import Random
from typing import Any

from graphql import (
    BooleanValueNode,
    DirectiveNode,
    DocumentNode,
    FieldNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    ValueNode,
    VariableNode,
    Visitor,
    visit,
)

from tests.graphql_api.generation.nodes import directive, name
from tests.graphql_api.generation.variables import declaring, definition

CONDITIONS = {"yes": True, "no": False}


def direct(document: DocumentNode, random: Random) -> tuple[DocumentNode, dict[str, bool]]:
    """The document with directives, and the values of their variables."""
    directives = _Directives(random)
    changed: DocumentNode = visit(document, directives)
    used = sorted(directives.used)
    defaults = {
        called: BooleanValueNode(value=CONDITIONS[called]) for called in used if random.random() < 0.3
    }
    declared = declaring(changed, [definition(each, "Boolean!", defaults.get(each)) for each in used])
    given = {called: CONDITIONS[called] for called in used if called not in defaults or random.random() < 0.5}
    return declared, given


class _Directives(Visitor):
    def __init__(self, random: Random) -> None:
        super().__init__()
        self._random = random
        self.used: set[str] = set()

    def leave_field(self, node: FieldNode, *_: Any) -> FieldNode:
        return FieldNode(
            name=node.name,
            alias=node.alias,
            arguments=node.arguments,
            directives=self._drawn(),
            selection_set=node.selection_set,
        )

    def leave_inline_fragment(self, node: InlineFragmentNode, *_: Any) -> InlineFragmentNode:
        return InlineFragmentNode(
            type_condition=node.type_condition, directives=self._drawn(), selection_set=node.selection_set
        )

    def leave_fragment_spread(self, node: FragmentSpreadNode, *_: Any) -> FragmentSpreadNode:
        return FragmentSpreadNode(name=node.name, arguments=(), directives=self._drawn())

    def _drawn(self) -> tuple[DirectiveNode, ...]:
        """Mostly none; where there are some, they mostly keep what they are on."""
        kinds = ["", "include", "skip", "both", "leave out"]
        (kind,) = self._random.choices(kinds, weights=[70, 10, 10, 4, 6])
        include, skip = ("include", True), ("skip", False)
        match kind:
            case "include":
                wanted = [include]
            case "skip":
                wanted = [skip]
            case "both":
                wanted = [include, skip]
            case "leave out":
                wanted = [self._random.choice([("include", False), ("skip", True)])]
            case _:
                wanted = []
        return tuple(directive(called, self._condition(value)) for called, value in wanted)

    def _condition(self, value: bool) -> ValueNode:
        if self._random.random() < 0.25:
            return BooleanValueNode(value=value)
        called = "yes" if value else "no"
        self.used.add(called)
        return VariableNode(name=name(called))
