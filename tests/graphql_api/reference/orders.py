"""How rows are ordered, and the cursors that say where a row lies.

A cursor is the base64url text, without padding, of the compact JSON list of three: the tag
`model:ORDER:DIRECTION`, the row's sort key, the row's uuid. Unknown values come last in both directions;
in a cursor they have a key that no known value reaches.
"""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from tests.graphql_api.reference.malformed import Malformed

Key = str | int

# For each model and order: the row's value, and the key of an unknown one, ascending and descending. Of a
# model's orders, the first is meant where none is asked for, but for the connections below.
VALUES: dict[tuple[str, str], tuple[Callable[[Any], Any], Key, Key]] = {
    ("organisations", "NAME"): (lambda row: row.name_key, "", ""),
    ("organisations", "POPULATION"): (lambda row: row.population, 2**63 - 1, -1),
    ("organisations", "JOINED_ON"): (lambda row: row.joined_on and str(row.joined_on), "~", ""),
    ("signatures", "RECORDED"): (lambda row: row.position, 0, 0),
    ("signatures", "SIGNED_ON"): (lambda row: row.signed_on and str(row.signed_on), "~", ""),
    ("attendances", "RECORDED"): (lambda row: row.position, 0, 0),
    ("memberships", "RECORDED"): (lambda row: row.position, 0, 0),
    ("successions", "RECORDED"): (lambda row: row.position, 0, 0),
    ("engagement_officers", "RECORDED"): (lambda row: row.position, 0, 0),
    ("erasures", "RECORDED"): (lambda row: row.position, 0, 0),
    ("invitations", "RECORDED"): (lambda row: row.position, 0, 0),
    ("agenda_items", "NUMBER"): (lambda row: row.number, 0, 0),
    ("reported_figures", "REPORTED_ON"): (lambda row: row.reported_on and str(row.reported_on), "~", ""),
    ("reported_figures", "RECORDED"): (lambda row: row.position, 0, 0),
    ("summits", "YEAR"): (lambda row: row.year, 0, 0),
    ("revisions", "REVISION"): (lambda row: row.revision, 0, 0),
    ("impulses", "RECORDED"): (lambda row: row.position, 0, 0),
    ("impulses", "TITLE"): (lambda row: row.title_key, "", ""),
    ("impulses", "SUPPORTERS"): (lambda row: row.supporter_count, 0, 0),
    ("impulse_steps", "NUMBER"): (lambda row: row.number, 0, 0),
    ("impulse_steps", "RECORDED"): (lambda row: row.position, 0, 0),
    ("practice_examples", "RECORDED"): (lambda row: row.position, 0, 0),
    ("practice_examples", "TITLE"): (lambda row: row.title_key, "", ""),
    ("practice_examples", "ADOPTERS"): (lambda row: row.adopter_count, 0, 0),
    ("adoptions", "RECORDED"): (lambda row: row.position, 0, 0),
    ("adoptions", "ADOPTED_ON"): (lambda row: row.adopted_on and str(row.adopted_on), "~", ""),
}

# What is meant where no order is asked for, by the connection's name.
DEFAULTS = {"supports": "RECORDED", "impulseReports": "RECORDED"}


def default_order(model: str, connection: str = "") -> str:
    return DEFAULTS.get(connection) or next(name for each, name in VALUES if each == model)


@dataclass(frozen=True)
class Ordering:
    model: str
    name: str
    descending: bool

    @property
    def tag(self) -> str:
        return f"{self.model}:{self.name}:{'DESC' if self.descending else 'ASC'}"

    def key(self, row: Any) -> Key:
        value, last_ascending, last_descending = VALUES[self.model, self.name]
        known: Key | None = value(row)
        if known is not None:
            return known
        return last_descending if self.descending else last_ascending

    def sort(self, rows: Iterable[Any]) -> list[Any]:
        """Known values in the direction asked, ties by the id in the same, then the unknown ones."""
        value = VALUES[self.model, self.name][0]
        by_id = sorted(rows, key=lambda row: row.id, reverse=self.descending)
        known = [row for row in by_id if value(row) is not None]
        unknown = [row for row in by_id if value(row) is None]
        return [*sorted(known, key=value, reverse=self.descending), *unknown]

    def place(self, row: Any) -> tuple[Key, UUID]:
        """Where the row lies, as a cursor says it."""
        return self.key(row), row.id

    def cursor(self, row: Any) -> str:
        return self.cursor_of(self.key(row), row.id)

    def cursor_of(self, key: Key, row_id: UUID) -> str:
        text = json.dumps([self.tag, key, str(row_id)], ensure_ascii=False, separators=(",", ":"))
        return urlsafe_b64encode(text.encode()).decode().rstrip("=")

    def read_cursor(self, text: str) -> tuple[Key, UUID]:
        """The sort key and the id of the row that the cursor was made of; the row may be gone."""
        try:
            tag, key, row_id = json.loads(urlsafe_b64decode(text + "=" * (-len(text) % 4)))
            known = tag == self.tag and isinstance(key, str | int)
            place = (key, UUID(row_id))
        except (ValueError, TypeError, AttributeError):
            raise Malformed("BAD_CURSOR") from None
        if not known:
            raise Malformed("BAD_CURSOR")
        return place

    def is_behind(self, row: Any, place: tuple[Key, UUID]) -> bool:
        """Whether the row comes later in this order than the place of a cursor."""
        own: Any = self.place(row)
        return bool(own < place if self.descending else own > place)
