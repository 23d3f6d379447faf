"""Cursors: where a row lies among the rows of a connection, in its order."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

import orjson

from domain.languages import Words
from graphql_api.planner.arguments import Argument
from graphql_api.planner.errors import BadInput
from graphql_api.planner.json_sql import quoted

_SQL_TYPES: Mapping[type, str] = {str: "text", int: "bigint"}


class Cursor(Protocol):
    """How the cursors of some rows are written, and what they mean. `key` and `id_` are SQL."""

    def check(self, given: Any) -> object:
        """Raises BadInput where it is no cursor of these rows."""

    def written(self, key: str, id_: str) -> str:
        """The SQL of a row's cursor."""

    def compared(self, key: str, id_: str, operator: str, cursor: Argument) -> str:
        """The rows on one side of a cursor."""


@dataclass(frozen=True)
class Keyset:
    """Which connection and order, and the sort key and id of one row.

    Attributes:
        tag: what tells a cursor of these rows in this order from others.
    """

    tag: str
    key_type: type[str | int]

    def check(self, given: str) -> tuple[str | int, UUID]:
        """The sort key and the id."""
        try:
            padded = given + "=" * (-len(given) % 4)
            found, key, row_id = orjson.loads(b64decode(padded, altchars=b"-_", validate=True))
            if found == self.tag and type(key) is self.key_type:
                return key, UUID(row_id)
        except (ValueError, TypeError, AttributeError):
            pass
        raise BadInput(
            "BAD_CURSOR",
            Words(
                en=f"{given[:60]!r} is no cursor of this connection in this order; "
                "give one from a page with the same order, or start without one.",
                de=f"{given[:60]!r} ist kein Cursor dieser Liste in dieser Sortierung; anzugeben ist einer "
                "von einer Seite mit derselben Sortierung, oder keiner.",
            ),
        )

    def written(self, key: str, id_: str) -> str:
        json = f"""{quoted(f'["{self.tag}",')} || to_json({key}) || ',"' || {id_} || '"]'"""
        base64 = f"encode(convert_to({json}, 'UTF8'), 'base64')"
        # PostgreSQL's base64 breaks its lines and has the standard alphabet; URLs want the other one.
        return f"translate({base64}, E'+/=\\n', '-_')"

    def compared(self, key: str, id_: str, operator: str, cursor: Argument) -> str:
        of_key = cursor.bind(_SQL_TYPES[self.key_type], lambda given: self.check(given)[0])
        of_id = cursor.bind("uuid", lambda given: self.check(given)[1])
        return f"({key}, {id_}) {operator} ({of_key}, {of_id})"


class LogPosition:
    """A position of the log, by which its events are sorted."""

    def check(self, given: str) -> int:
        if given.isascii() and given.isdigit() and len(given) < 20 and int(given) < 2**63:
            return int(given)
        raise BadInput(
            "BAD_CURSOR",
            Words(
                en=f"{given[:60]!r} is no position of the log: a whole number, as text.",
                de=f"{given[:60]!r} ist keine Position des Protokolls: eine ganze Zahl, als Text.",
            ),
        )

    def written(self, key: str, id_: str) -> str:
        return f"{key}::text"

    def compared(self, key: str, id_: str, operator: str, cursor: Argument) -> str:
        return f"{key} {operator} {cursor.bind('bigint', self.check)}"
