"""Documents measured: in time that grows with their text, before validation compares all with all."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from typing import TypeAlias

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    VariableDefinitionNode,
)

from graphql_api import limits
from graphql_api.planner.selection import Fragments

_Definition: TypeAlias = OperationDefinitionNode | FragmentDefinitionNode
_Directed: TypeAlias = _Definition | SelectionNode | VariableDefinitionNode

# As graphql-core tells them apart; strings are read whole, as brackets in them are none.
_TOKEN = re.compile(
    r'[\s,\ufeff]++|#[^\n\r]*+|"""(?:[^"\\]|\\(?:""")?|"(?!""))*+(?:""")?'
    r'|"(?:[^"\\\n\r]|\\.)*+"?|([\[{(])|([\]})])|[A-Za-z_]\w*+|-?\d[\w.+-]*+|\.\.\.|.',
    re.ASCII,
)
_BLANK = frozenset(" \t\r\n\f\v,#\ufeff")


def judge_text(text: str) -> None:
    """Before it is parsed. Raises BadInput."""
    limits.CHARACTERS.judge(len(text))
    tokens = depth = deepest = 0
    for match in _TOKEN.finditer(text):
        if match[0][0] in _BLANK:
            continue
        tokens += 1
        if match[1]:
            depth += 1
            deepest = max(deepest, depth)
        elif match[2]:
            depth -= 1
    limits.DEPTH.judge(deepest)
    limits.TOKENS.judge(tokens)


def judge_document(document: DocumentNode) -> None:
    """Before it is validated. Raises BadInput."""
    operations = [each for each in document.definitions if isinstance(each, OperationDefinitionNode)]
    fragments = [each for each in document.definitions if isinstance(each, FragmentDefinitionNode)]
    limits.OPERATIONS.judge(len(operations))
    limits.FRAGMENTS.judge(len(fragments))
    definitions: list[_Definition] = [*operations, *fragments]
    nodes = [node for each in definitions for node in _nodes(each)]
    limits.ALIASES.judge(sum(isinstance(node, FieldNode) and node.alias is not None for node in nodes))
    directives = [len(node.directives or ()) for node in nodes]
    limits.DIRECTIVES_IN_ONE_PLACE.judge(max(directives, default=0))
    limits.DIRECTIVES.judge(sum(directives))
    named = {each.name.value: each for each in fragments}
    try:
        extents = _extents(definitions, named)
    except CycleError:
        return  # as validation tells
    limits.DEPTH.judge(max((extent.depth for extent in extents), default=0))
    limits.FIELDS.judge(sum(extent.fields for extent in extents))
    repeated = 0
    for definition in definitions:
        keys, pairs = _repetitions(named, [definition.selection_set])
        repeated += pairs
        if isinstance(definition, OperationDefinitionNode):
            limits.ROOT_FIELDS.judge(keys)
    limits.REPETITIONS.judge(repeated)


def _nodes(definition: _Definition) -> Iterator[_Directed]:
    """All that directives stand at, but for fragments spread as they stand."""
    yield definition
    yield from definition.variable_definitions or ()
    sets = [definition.selection_set]
    while sets:
        for node in sets.pop().selections:
            yield node
            if isinstance(node, FieldNode | InlineFragmentNode) and node.selection_set:
                sets.append(node.selection_set)


@dataclass
class _Extent:
    """How deep a definition is, and how many fields and fragments it selects, with those in fragments.

    Attributes:
        spreads: the names of the fragments, each with its level.
    """

    depth: int
    fields: int
    spreads: list[tuple[str, int]]

    @classmethod
    def of(cls, definition: _Definition) -> _Extent:
        extent = cls(0, 0, [])
        level = [definition.selection_set]
        while level:
            extent.depth += 1
            nodes = [node for set_ in level for node in set_.selections]
            extent.fields += len(nodes)
            spreads = [node.name.value for node in nodes if isinstance(node, FragmentSpreadNode)]
            extent.spreads += [(name, extent.depth) for name in spreads]
            level = [
                node.selection_set
                for node in nodes
                if isinstance(node, FieldNode | InlineFragmentNode) and node.selection_set
            ]
        return extent


def _extents(definitions: Iterable[_Definition], fragments: Fragments) -> Collection[_Extent]:
    """Those of all definitions. Raises CycleError where fragments are spread in a circle."""
    extents = {id(each): _Extent.of(each) for each in definitions}
    of_fragments = {name: extents[id(each)] for name, each in fragments.items()}
    spread = {name: {each for each, _ in extent.spreads} for name, extent in of_fragments.items()}
    order = [of_fragments[name] for name in TopologicalSorter(spread).static_order() if name in of_fragments]
    others = [extents[id(each)] for each in definitions if isinstance(each, OperationDefinitionNode)]
    for extent in (*order, *others):
        for name, level in extent.spreads:
            if inner := of_fragments.get(name):
                extent.depth = max(extent.depth, level + inner.depth)
                extent.fields += inner.fields
    return extents.values()


def _repetitions(fragments: Fragments, sets: Iterable[SelectionSetNode]) -> tuple[int, int]:
    """How many keys an object has that all of these select, and how many pairs of fields share one: its own,
    and those of all within it. Fragments must not be in a circle, nor nested deeply."""
    counted: Counter[str] = Counter()
    selected: defaultdict[str, list[SelectionSetNode]] = defaultdict(list)
    spread: set[str] = set()
    open_sets = list(sets)
    while open_sets:
        for node in open_sets.pop().selections:
            if isinstance(node, FieldNode):
                key = node.alias.value if node.alias else node.name.value
                counted[key] += 1
                if node.selection_set:
                    selected[key].append(node.selection_set)
            elif isinstance(node, InlineFragmentNode):
                open_sets.append(node.selection_set)
            elif isinstance(node, FragmentSpreadNode) and node.name.value not in spread:
                spread.add(node.name.value)
                if fragment := fragments.get(node.name.value):
                    open_sets.append(fragment.selection_set)
    pairs = sum(count * (count - 1) // 2 for count in counted.values())
    return len(counted), pairs + sum(_repetitions(fragments, inner)[1] for inner in selected.values())
