"""Queries over the whole schema, drawn by a seed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from random import Random

from graphql import (
    DocumentNode,
    FieldNode,
    GraphQLCompositeType,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    OperationDefinitionNode,
    OperationType,
    OverlappingFieldsCanBeMergedRule,
    SelectionNode,
    SelectionSetNode,
    get_named_type,
    is_leaf_type,
    validate,
)

from tests.graphql_api.generation.nodes import argument, field, inline, selection_set
from tests.graphql_api.generation.values import PAGED, Values
from tests.graphql_api.reference.folding import Folded

_DEEPEST = 11

# Which objects are drawn more often than others.
_WEIGHTS = {
    "network": 10,
    "events": 2,
    "changes": 2,
    "organisations": 6,
    "statistics": 5,
    "summits": 3,
    "children": 3,
    "signatures": 3,
    "attendances": 2,
    "memberships": 2,
    "membershipOn": 2,
    "revisions": 2,
    "engagementOfficers": 2,
    "invitations": 2,
    "agenda": 2,
    "reportedFigures": 3,
    "impulses": 2,
    "timeline": 2,
    "supports": 2,
    "impulseReports": 2,
    "practiceExamples": 3,
    "adoptions": 2,
    "passedOn": 2,
    "attendance": 2,
    "byRegierungsbezirk": 2,
    "mostAdopted": 2,
    "sharing": 2,
    "daysToDecision": 2,
}

# How many objects there are, about, in lists that are no pages.
_LISTED = {"attendance": 15, "byRegierungsbezirk": 5}


class Queries:
    """Draws queries. What they find stays small: the wider the page, the narrower those within it.

    `room` is how many rows a field may still multiply by; with none left, only values are selected.
    """

    def __init__(self, schema: GraphQLSchema, folded: Folded, seed: int) -> None:
        self._schema = schema
        self._random = Random(seed)
        self._values = Values(folded, self._random)
        self._aliases = 0

    def some(self, count: int) -> Iterator[DocumentNode]:
        return (self.draw() for _ in range(count))

    def draw(self) -> DocumentNode:
        """A valid query as literal text would have it: no variables, named fragments or directives."""
        while True:
            self._aliases = 0
            root = self._schema.query_type
            assert root is not None
            query = OperationDefinitionNode(
                operation=OperationType.QUERY,
                name=None,
                variable_definitions=(),
                directives=(),
                selection_set=self._selected(root, self._random.choice([30, 60, 101]), 0),
            )
            document = DocumentNode(definitions=(query,))
            # Two fields may have come by the same alias; then the dice are thrown again.
            if not validate(self._schema, document, [OverlappingFieldsCanBeMergedRule]):
                return document

    def _selected(self, type_: GraphQLCompositeType, room: int, depth: int) -> SelectionSetNode:
        selections = self._selections(type_, room, depth)
        if self._random.random() < 0.1 and (double := self._doubled(type_, selections, room, depth)):
            selections.append(double)
        return selection_set(selections)

    def _selections(self, type_: GraphQLCompositeType, room: int, depth: int) -> list[SelectionNode]:
        assert isinstance(type_, GraphQLObjectType | GraphQLInterfaceType)
        chosen = self._chosen(type_, room, depth)
        selections: list[SelectionNode] = [self._field(name, type_, room, depth) for name in chosen]
        if isinstance(type_, GraphQLInterfaceType):
            selections += self._of_possible_types(type_, room, depth)
        elif self._random.random() < 0.12:
            conditions = [None, type_.name, *(interface.name for interface in type_.interfaces)]
            condition = self._random.choice(conditions)
            within = self._schema.type_map[condition] if condition else type_
            assert isinstance(within, GraphQLObjectType | GraphQLInterfaceType)
            names = [name for name, each in within.fields.items() if is_leaf_type(get_named_type(each.type))]
            if names:
                leaves = [self._leaf(name) for name in self._random.sample(names, min(len(names), 3))]
                selections.append(inline(condition, selection_set(leaves)))
        if self._random.random() < 0.12 or not selections:
            selections.append(field("__typename"))
        self._random.shuffle(selections)
        return selections

    def _chosen(
        self, type_: GraphQLObjectType | GraphQLInterfaceType, room: int, depth: int
    ) -> Sequence[str]:
        """The names of some fields: of objects and connections fewer, the deeper they lie."""
        leaves, objects = [], []
        for name, each in type_.fields.items():
            named = get_named_type(each.type)
            if is_leaf_type(named):
                leaves.append(name)
            elif depth < _DEEPEST and (room > 1 or (named.name not in PAGED and not each.args)):
                objects.append(name)
        if type_.name in PAGED:
            wanted = self._some(["nodes", "edges", "pageInfo", "totalCount"], [0, 5, 3, 0.5])
            return wanted if {"nodes", "edges"} & {*wanted} or self._dice(0.3) else [*wanted, "nodes"]
        if type_.name.endswith("Edge"):
            return self._some(["node", "cursor"], [0, 1, 2])
        if type_.name == "NetworkStatistics":
            chosen = self._weighted(objects, self._random.choice([0, 1, 1, 2]))
            return [*self._some(leaves, [0, 1, 1, 1, 1, 1]), *chosen]
        if len(leaves) == len(type_.fields):
            return self._some(leaves, [0, 1, 2, 2, 1, 1])
        if not leaves and depth:
            return self._weighted(objects, self._random.choice([1, 2]))
        wanted = self._some(leaves, [1, 3, 2, 0.5])
        if isinstance(type_, GraphQLInterfaceType):  # what is asked of it is asked of each possible type
            return [*wanted, *self._weighted(objects, int(self._dice(0.15)))]
        count = 1 if depth < 4 or self._dice(0.75) else 0
        if depth < 3 and self._dice(0.2):
            count += 1
        return [*wanted, *self._weighted(objects, count)]

    def _weighted(self, names: Sequence[str], count: int) -> list[str]:
        """So many of these, those first that weigh more."""
        left, chosen = list(names), []
        for _ in range(min(count, len(left))):
            (name,) = self._random.choices(left, [_WEIGHTS.get(each, 1) for each in left])
            left.remove(name)
            chosen.append(name)
        return chosen

    def _some(self, names: Sequence[str], weights: Sequence[float]) -> list[str]:
        """As many as the weights make likely: the first is none's, the next that of one, and so on."""
        (count,) = self._random.choices(range(len(weights)), weights)
        return self._random.sample(names, min(len(names), count))

    def _dice(self, chance: float) -> bool:
        return self._random.random() < chance

    def _of_possible_types(self, type_: GraphQLInterfaceType, room: int, depth: int) -> list[SelectionNode]:
        types = list(self._schema.get_possible_types(type_))
        chosen = self._random.sample(types, self._random.randint(1, 2))
        fragments: list[SelectionNode] = [
            inline(each.name, self._selected(each, room, depth + 1)) for each in chosen
        ]
        if self._random.random() < 0.3:
            fragments.append(inline("Node", selection_set([field("id"), self._leaf("version")])))
        return fragments

    def _field(
        self, name: str, type_: GraphQLObjectType | GraphQLInterfaceType, room: int, depth: int
    ) -> FieldNode:
        definition: GraphQLField = type_.fields[name]
        named = get_named_type(definition.type)
        if is_leaf_type(named):
            return self._leaf(name)
        assert isinstance(named, GraphQLObjectType | GraphQLInterfaceType)
        longest = room if room > 100 else min(room, 6)
        asked = self._values.arguments(name, definition, longest)
        rows = 1
        if "first" in definition.args:
            rows = next((asked[each] for each in ("first", "last") if asked.get(each) is not None), 100)
        elif name == "nodes" and "ids" in asked:
            rows = len(asked["ids"])
        elif name in _LISTED:
            rows = _LISTED[name]
        arguments = [argument(each, value, definition.args[each].type) for each, value in asked.items()]
        alias = None
        if arguments and self._random.random() < 0.7:
            self._aliases += 1
            alias = f"{name}{self._aliases}"
        return field(
            name,
            alias=alias,
            arguments=arguments,
            selected=self._selected(named, room // max(rows, 1), depth + 1),
        )

    def _leaf(self, name: str) -> FieldNode:
        return field(name, alias=self._random.choice("xyz") if self._random.random() < 0.08 else None)

    def _doubled(
        self, type_: GraphQLCompositeType, selections: Sequence[SelectionNode], room: int, depth: int
    ) -> SelectionNode | None:
        """One of the fields again, with the same key and arguments, to be merged with the first."""
        assert isinstance(type_, GraphQLObjectType | GraphQLInterfaceType)
        fields = [
            each for each in selections if isinstance(each, FieldNode) and each.name.value in type_.fields
        ]
        if not fields:
            return None
        again = self._random.choice(fields)
        named = get_named_type(type_.fields[again.name.value].type)
        selected = None
        if isinstance(named, GraphQLObjectType | GraphQLInterfaceType):
            selected = self._selected(named, min(room, 1), depth + 1)
        return field(
            again.name.value,
            alias=again.alias.value if again.alias else None,
            arguments=again.arguments or (),
            selected=selected,
        )
