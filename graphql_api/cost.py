"""What an operation costs, worked out of its document, its arguments and its variables before it is planned.

Each operation is compiled once, to sums of weights and of what its variables multiply: the lengths of pages
and of lists, and what @include and @skip decide. A request only adds them up. What is selected twice is paid
twice. The weights stand with the fields' plans.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TypeAlias, cast

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLField,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    get_named_type,
    is_abstract_type,
)

from domain.languages import Words
from graphql_api.introspection import SCHEMA_FIELDS, lengths
from graphql_api.limits import FIELDS, Limit
from graphql_api.planner.arguments import Read, Variables
from graphql_api.planner.connections import Paged
from graphql_api.planner.factors import ONCE, Product, inclusion, presence, row_count
from graphql_api.planner.fields import declaration_of
from graphql_api.planner.nodes import NODE, node_type
from graphql_api.planner.prices import PLAIN, Price, price_of
from graphql_api.planner.selection import Fragments, applies

MOST_COST = 500_000

_COMMAND = Price(1_000)
# What a question behind or before a page costs.
_PAGE_INFO = 10
# To plan for one more type of nodes.
_TYPE_PLANNED = 100


def cost_limit(most: int) -> Limit:
    return Limit(
        "QUERY_TOO_COSTLY",
        most,
        Words(
            en="The operation costs {asked}; what costs at most {most} is answered. Ask for shorter pages "
            "(`first`), and fewer lists within lists.",
            de="Die Anfrage kostet {asked}; beantwortet wird, was höchstens {most} kostet. Abzufragen sind "
            "kürzere Seiten (`first`) und weniger ineinander liegende Listen.",
        ),
    )


@dataclass(frozen=True)
class Cost:
    """What an operation costs, for any variables.

    Attributes:
        sums: each a constant, and products of a weight, of what variables multiply it by, and of an earlier
            sum. The last is the cost.
    """

    sums: Sequence[tuple[int, Sequence[tuple[int, Sequence[Read], int | None]]]]

    def of(self, variables: Variables) -> int:
        worked_out: list[int] = []
        for total, terms in self.sums:
            for product, factors, inner in terms:
                for factor in factors:
                    product *= factor(variables)
                total += product if inner is None else product * worked_out[inner]
            worked_out.append(total)
        return worked_out[-1]


def cost_of(schema: GraphQLSchema, fragments: Fragments, operation: OperationDefinitionNode) -> Cost:
    """Raises BadInput where more fields are to be planned than one statement can bear, those of an interface
    once for each type that it may be."""
    compiling = _Compiling(schema, fragments)
    type_ = schema.get_root_type(operation.operation)
    assert type_ is not None
    whole = compiling.selected(type_, operation.selection_set)
    FIELDS.judge(whole.fields)
    answering = (1, (), whole.amount.number) if isinstance(whole.amount, _Sum) else (whole.amount, (), None)
    return Cost([*compiling.sums, (whole.planned, [answering])])


@dataclass(frozen=True)
class _Sum:
    """The number of a sum that is worked out before those that refer to it."""

    number: int


_Term: TypeAlias = tuple[int, Sequence[Read], int | _Sum]


@dataclass(frozen=True)
class _Part:
    """A part of an operation.

    Attributes:
        amount: what it costs to answer, once for each of its objects.
        planned: what it costs to plan.
        fields: how many are planned.
    """

    amount: int | _Sum
    planned: int
    fields: int


_NOTHING = _Part(0, 0, 0)
_PLAIN = _Part(1, 0, 1)


class _Compiling:
    def __init__(self, schema: GraphQLSchema, fragments: Fragments) -> None:
        self.sums: list[tuple[int, list[tuple[int, Sequence[Read], int | None]]]] = []
        self._schema = schema
        self._fragments = fragments
        self._kept: dict[tuple[int, str], _Part] = {}

    def selected(self, type_: GraphQLObjectType, set_: SelectionSetNode) -> _Part:
        """What is selected of an object of this type: worked out once, wherever it is spread."""
        key = id(set_), type_.name
        if key not in self._kept:
            self._kept[key] = self._each(type_, set_, partial(self._field, type_), self.selected)
        return self._kept[key]

    def _each(
        self,
        type_: GraphQLObjectType,
        set_: SelectionSetNode,
        field: Callable[[FieldNode], _Part],
        fragment: Callable[[GraphQLObjectType, SelectionSetNode], _Part],
    ) -> _Part:
        terms: list[_Term] = []
        planned = fields = 0
        for node in set_.selections:
            times, factors = inclusion(node)
            if not times:
                continue
            if isinstance(node, FieldNode):
                part = field(node)
            else:
                spread = self._fragment(node)
                applied = applies(self._schema, type_, spread.type_condition)
                part = fragment(type_, spread.selection_set) if applied else _NOTHING
            terms.append((1, factors, part.amount))
            planned += part.planned
            fields += part.fields
        return _Part(self._sum(0, terms), planned, fields)

    def _fragment(self, node: SelectionNode) -> InlineFragmentNode | FragmentDefinitionNode:
        if isinstance(node, FragmentSpreadNode):
            return self._fragments[node.name.value]
        return cast("InlineFragmentNode", node)

    def _sum(self, constant: int, terms: Sequence[_Term]) -> int | _Sum:
        """The sum of these products, as a number where no variable is in it."""
        open_terms: list[tuple[int, Sequence[Read], int | None]] = []
        for times, factors, amount in terms:
            if isinstance(amount, _Sum):
                open_terms.append((times, factors, amount.number))
            elif not factors:
                constant += times * amount
            elif times * amount:
                open_terms.append((times * amount, factors, None))
        if not open_terms:
            return constant
        if constant == 0 and [(times, [*factors]) for times, factors, _ in open_terms] == [(1, [])]:
            return _Sum(cast("int", open_terms[0][2]))
        self.sums.append((constant, open_terms))
        return _Sum(len(self.sums) - 1)

    # Fields

    def _field(self, type_: GraphQLObjectType, node: FieldNode) -> _Part:
        name = node.name.value
        if name == "__typename":
            return _PLAIN
        if name in SCHEMA_FIELDS or type_.name.startswith("__"):
            return self._of_schema(type_, node)
        definition = type_.fields[name]
        plan = declaration_of(definition).get("plan")
        price = price_of(plan) if "command" not in declaration_of(definition) else _COMMAND
        terms: list[_Term] = [
            (*presence(name, node, definition), added) for name, added in price.given.items()
        ]
        inner = _NOTHING
        if node.selection_set:
            rows = row_count(price.rows, node, definition)
            if isinstance(plan, Paged):
                inner = self._page(definition, node.selection_set, price, rows)
                rows = ONCE
            else:
                inner = self._objects(definition, node.selection_set, price)
            terms.append((*rows, inner.amount))
        return self._part(price, terms, inner)

    def _part(self, price: Price, terms: Sequence[_Term], inner: _Part) -> _Part:
        """A field with what is selected of it."""
        return _Part(self._sum(price.itself, terms), price.planned + inner.planned, 1 + inner.fields)

    def _objects(self, definition: GraphQLField, set_: SelectionSetNode, price: Price = PLAIN) -> _Part:
        """An object of the field's type; of one that is abstract, all that it can be together."""
        parts = [self.selected(type_, set_) for type_ in self._possible(definition, price)]
        return _Part(
            self._sum(1, [(1, (), part.amount) for part in parts]),
            sum(part.planned for part in parts) + (len(parts) - 1) * _TYPE_PLANNED,
            sum(part.fields for part in parts),
        )

    def _possible(self, definition: GraphQLField, price: Price) -> Sequence[GraphQLObjectType]:
        named = get_named_type(definition.type)
        if not is_abstract_type(named):
            return [cast("GraphQLObjectType", named)]
        possible = self._schema.get_possible_types(named)
        if named.name != NODE or price.among is None:
            return possible
        return [each for each in possible if node_type(each).token in price.among]

    def _page(self, definition: GraphQLField, set_: SelectionSetNode, price: Price, rows: Product) -> _Part:
        """What is selected of a connection, whose page has so many rows."""
        type_ = cast("GraphQLObjectType", get_named_type(definition.type))

        def member(node: FieldNode) -> _Part:
            name = node.name.value
            if name == "totalCount":
                return _Part(price.total, price.planned // 2, 1)
            if node.selection_set is None:
                return _PLAIN
            inner = self._objects(type_.fields[name], node.selection_set)
            times = (_PAGE_INFO, ()) if name == "pageInfo" else rows
            return self._part(PLAIN, [(*times, inner.amount)], inner)

        def fragment(type_: GraphQLObjectType, set_: SelectionSetNode) -> _Part:
            return self._each(type_, set_, member, fragment)

        return fragment(type_, set_)

    def _of_schema(self, type_: GraphQLObjectType, node: FieldNode) -> _Part:
        """A question about the schema itself, whose lists are taken as long as they are on average."""
        name = node.name.value
        if node.selection_set is None:
            return _PLAIN
        definition = SCHEMA_FIELDS.get(name) or type_.fields[name]
        inner = self._objects(definition, node.selection_set)
        rows = lengths(self._schema).get(name, 1)
        return self._part(PLAIN, [(rows, (), inner.amount)], inner)
