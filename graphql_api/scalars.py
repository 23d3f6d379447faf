"""The scalars that GraphQL does not have."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any, NewType

import strawberry
from graphql import ValueNode, value_from_ast_untyped
from strawberry.types.scalar import ScalarDefinition

from domain.languages import Words
from domain.partial_date import PartialDate as _PartialDate
from graphql_api.planner.errors import BadInput

Position = NewType("Position", int)
LogCursor = NewType("LogCursor", int)
Date = NewType("Date", date)
DateTime = NewType("DateTime", datetime)
PartialDate = NewType("PartialDate", _PartialDate)
JSON = NewType("JSON", object)


def _parse_date(value: Any) -> date:
    try:
        # In no other shape, as fromisoformat knows weeks and days without hyphens too.
        if isinstance(value, str) and (day := date.fromisoformat(value)).isoformat() == value:
            return day
    except ValueError:
        pass
    raise _no(
        value,
        "BAD_DATE",
        Words(en="not a day of the calendar as YYYY-MM-DD", de="kein Kalendertag in der Form JJJJ-MM-TT"),
    )


def _parse_partial_date(value: Any) -> _PartialDate:
    try:
        if isinstance(value, str):
            return _PartialDate.parse(value)
    except ValueError:
        pass
    raise _no(
        value,
        "BAD_DATE",
        Words(
            en="not a day, month or year as YYYY-MM-DD, YYYY-MM or YYYY",
            de="kein Tag, Monat oder Jahr in der Form JJJJ-MM-TT, JJJJ-MM oder JJJJ",
        ),
    )


def _parse_position(value: Any) -> int:
    if _is_whole(value) and value > 0:
        return int(value)
    raise _no(
        value,
        "BAD_POSITION",
        Words(en="no position: a whole number from 1 on", de="keine Position: eine ganze Zahl ab 1"),
    )


def _parse_cursor(value: Any) -> int:
    if _is_whole(value) and value >= 0:
        return int(value)
    raise _no(
        value,
        "BAD_POSITION",
        Words(
            en="no position, and not 0 for the log's beginning",
            de="keine Position, und nicht 0 für den Anfang des Protokolls",
        ),
    )


def _is_whole(value: Any) -> bool:
    """Whether it is a whole number that the database takes."""
    return isinstance(value, int) and not isinstance(value, bool) and value < 2**63


def _parse_moment(value: Any) -> datetime:
    try:
        if isinstance(value, str) and (moment := datetime.fromisoformat(value)).tzinfo:
            return moment
    except ValueError:
        pass
    raise _no(
        value,
        "BAD_MOMENT",
        Words(
            en="no moment in ISO 8601 with its offset from UTC, such as 2026-03-01T12:00:00+01:00",
            de="kein Zeitpunkt nach ISO 8601 mit Abstand von UTC, etwa 2026-03-01T12:00:00+01:00",
        ),
    )


def _no(value: Any, code: str, what: Words) -> BadInput:
    """That the value is not what it should be."""
    given = repr(str(value)[:40])
    return BadInput(code, Words(en=f"{given} is {what.en}.", de=f"{given} ist {what.de}."))


def _literal(parse: Callable[[Any], Any]) -> Callable[..., Any]:
    """The same parser for literals, whose errors say where they stand."""

    def parse_literal(node: ValueNode, variables: dict[str, Any] | None = None) -> Any:
        try:
            return parse(value_from_ast_untyped(node, variables))
        except BadInput as error:
            raise error.at(node) from error

    return parse_literal


SCALARS: dict[object, ScalarDefinition] = {
    JSON: strawberry.scalar(
        name="JSON", description="A value as JSON has it.", serialize=lambda value: value
    ),
    Position: strawberry.scalar(
        name="Position",
        description="A position in the log: a whole number. The first event has 1, and none is left out.",
        serialize=int,
        parse_value=_parse_position,
        parse_literal=_literal(_parse_position),
    ),
    LogCursor: strawberry.scalar(
        name="LogCursor",
        description="How far the log is known: a position, or 0 where nothing of it is.",
        serialize=int,
        parse_value=_parse_cursor,
        parse_literal=_literal(_parse_cursor),
    ),
    Date: strawberry.scalar(
        name="Date",
        description="A calendar day (Kalendertag) in Europe/Berlin, YYYY-MM-DD.",
        serialize=str,
        parse_value=_parse_date,
        parse_literal=_literal(_parse_date),
    ),
    DateTime: strawberry.scalar(
        name="DateTime",
        description="A moment, ISO 8601, to the microsecond; told in UTC, and to be given with its offset.",
        serialize=datetime.isoformat,
        parse_value=_parse_moment,
        parse_literal=_literal(_parse_moment),
    ),
    PartialDate: strawberry.scalar(
        name="PartialDate",
        description="A date as a source gives it: 2024, 2024-03 or 2024-03-12.",
        serialize=str,
        parse_value=_parse_partial_date,
        parse_literal=_literal(_parse_partial_date),
    ),
}
