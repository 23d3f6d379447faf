"""What the variables of each request multiply the cost of a field by."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from graphql import FieldNode, GraphQLField, GraphQLIncludeDirective, GraphQLSkipDirective, SelectionNode

from graphql_api.planner.arguments import Argument, Bindings, Read, Variables, argument, from_literal
from graphql_api.planner.prices import RowCount

# A number, and what it is multiplied by.
Product = tuple[int, Sequence[Read]]

ONCE: Product = (1, ())
NEVER: Product = (0, ())


def inclusion(node: SelectionNode) -> Product:
    """Whether @skip and @include leave the node selected."""
    factors: list[Read] = []
    for directive in node.directives or ():
        for rule, wanted in ((GraphQLSkipDirective, False), (GraphQLIncludeDirective, True)):
            if directive.name.value == rule.name:
                (given,) = directive.arguments or ()
                condition = from_literal(Bindings({}), given.value, rule.args["if"].type)
                if not condition.constant:
                    factors.append(partial(_decided, condition.read, wanted))
                elif condition.read({}) is not wanted:
                    return NEVER
    return 1, factors


def row_count(rows: int | RowCount, node: FieldNode, definition: GraphQLField) -> Product:
    """How many rows the field's arguments ask for."""
    if isinstance(rows, int):
        return rows, ()
    given = [_argument(node, definition, name) for name in rows.arguments]
    count = partial(_counted, rows, [each.read for each in given])
    return (count({}), ()) if all(each.constant for each in given) else (1, [count])


def presence(name: str, node: FieldNode, definition: GraphQLField) -> Product:
    """Whether the argument is given."""
    given = _argument(node, definition, name)
    if given.constant:
        return NEVER if given.read({}) is None else ONCE
    return 1, [partial(_present, given.read)]


def _argument(node: FieldNode, definition: GraphQLField, name: str) -> Argument:
    return argument(Bindings({}), node, definition, name)


def _decided(read: Read, wanted: bool, variables: Variables) -> int:
    return bool(read(variables)) is wanted


def _present(read: Read, variables: Variables) -> int:
    return read(variables) is not None


def _counted(rows: RowCount, reads: Sequence[Read], variables: Variables) -> int:
    for read in reads:
        value = read(variables)
        if value is not None:
            return rows.count(value)
    return rows.otherwise
