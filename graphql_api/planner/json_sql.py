"""JSON text put together from constants and SQL expressions.

The fewer pieces the database joins, the faster: neighbouring constants become one. No piece is ever
null, as that would make the whole null: a missing value is the text 'null'.
"""

from __future__ import annotations

from collections.abc import Iterable

from graphql import (
    GraphQLEnumType,
    GraphQLNonNull,
    GraphQLOutputType,
    get_named_type,
    get_nullable_type,
    is_list_type,
)

# Scalars whose SQL text is their JSON.
_BARE = frozenset({"Int", "Float", "Boolean", "Position", "LogCursor", "JSON"})
# Scalars whose SQL text is their JSON but for the quotation marks.
_QUOTED = frozenset({"Date", "PartialDate"})


class Constant(str):
    """Text that is known while planning."""

    __slots__ = ()


class Json:
    """JSON text: constants, and SQL expressions of type text that are never null."""

    def __init__(self, *pieces: str) -> None:
        self._pieces = pieces

    def __add__(self, other: Json) -> Json:
        *pieces, last = self._pieces
        first, *rest = other._pieces
        if isinstance(last, Constant) and isinstance(first, Constant):
            return Json(*pieces, Constant(last + first), *rest)
        return Json(*self._pieces, *other._pieces)

    def sql(self) -> str:
        return " || ".join(quoted(piece) if isinstance(piece, Constant) else piece for piece in self._pieces)

    def or_null(self) -> Json:
        """The same, or null where an expression in it is null after all."""
        return Json(f"coalesce({self.sql()}, 'null')")


NULL = Json(Constant("null"))


def constant(json: str) -> Json:
    return Json(Constant(json))


def quoted(text: str) -> str:
    """An SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def string(expression: str) -> Json:
    """A JSON string of a text that needs no escapes."""
    return Json(Constant('"'), expression, Constant('"'))


def scalar(expression: str, type_: GraphQLOutputType) -> Json:
    """A column's value as the JSON of its GraphQL type."""
    named = get_named_type(type_)
    if is_list_type(get_nullable_type(type_)):
        json = Json(f"to_json({expression})::text")
    elif named.name in _BARE:
        json = Json(f"({expression})::text")
    elif named.name in _QUOTED or isinstance(named, GraphQLEnumType):
        json = string(f"({expression})")
    else:
        json = Json(f"to_json({expression})::text")
    return json if isinstance(type_, GraphQLNonNull) else json.or_null()


def object_of(members: Iterable[tuple[str, Json]]) -> Json:
    json = constant("{")
    for number, (key, value) in enumerate(members):
        json += constant(f'{"," if number else ""}"{key}":') + value
    return json + constant("}")


def list_of(item: Json, options: str = "", filter_: str = "") -> Json:
    """The JSON list of an item of each row of a query, in an aggregate of the options given."""
    listed = f"string_agg({item.sql()}, ','{options}){filter_}"
    return Json(Constant("["), f"coalesce({listed}, '')", Constant("]"))
