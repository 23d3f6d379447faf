"""JSON as SQL text expressions. An expression is never null: a missing value is the text 'null'."""

from __future__ import annotations

from collections.abc import Iterable

from graphql import (
    GraphQLEnumType,
    GraphQLNonNull,
    GraphQLOutputType,
    get_named_type,
)

# Scalars whose SQL text is their JSON.
_BARE = frozenset({"Int", "Float", "Boolean", "Position"})
# Scalars whose SQL text is their JSON but for the quotation marks.
_QUOTED = frozenset({"Date", "PartialDate"})


def literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def scalar(expression: str, type_: GraphQLOutputType) -> str:
    """A column's value as the JSON of its GraphQL type."""
    named = get_named_type(type_)
    if named.name in _BARE:
        json = f"({expression})::text"
    elif named.name in _QUOTED or isinstance(named, GraphQLEnumType):
        json = f"'\"' || ({expression}) || '\"'"
    else:
        json = f"to_json({expression})::text"
    return json if isinstance(type_, GraphQLNonNull) else f"coalesce({json}, 'null')"


class Text:
    """A text put together from constants and SQL expressions; neighbouring constants become one."""

    def __init__(self) -> None:
        self._parts: list[tuple[bool, str]] = []

    def constant(self, text: str) -> Text:
        if self._parts and self._parts[-1][0]:
            text = self._parts.pop()[1] + text
        self._parts.append((True, text))
        return self

    def expression(self, sql: str) -> Text:
        self._parts.append((False, sql))
        return self

    def sql(self) -> str:
        return " || ".join(literal(text) if constant else text for constant, text in self._parts)


class Json(str):
    """JSON that is known while planning."""

    __slots__ = ()


def object_of(members: Iterable[tuple[str, str]]) -> str:
    """An object's JSON; each member a key and an SQL expression, or `Json` known already."""
    text = Text().constant("{")
    for number, (key, value) in enumerate(members):
        text.constant(f'{"," if number else ""}"{key}":')
        if isinstance(value, Json):
            text.constant(value)
        else:
            text.expression(value)
    return "(" + text.constant("}").sql() + ")"
