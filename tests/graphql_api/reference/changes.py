"""What became different between two states of the register: the rows of both compared."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from uuid import UUID

from tests.graphql_api.reference.events import page_of_events
from tests.graphql_api.reference.folding import Folded
from tests.graphql_api.reference.malformed import Malformed
from tests.graphql_api.reference.pages import Page
from tests.graphql_api.reference.shown import KINDS


@dataclass(frozen=True)
class Changed:
    """A node whose rows differ, and where its stream was last touched between the two states."""

    token: str
    id: UUID
    position: int


@dataclass(frozen=True)
class NodeChange:
    """A change, between the earlier state and the later; and the register now."""

    changed: Changed
    earlier: Folded
    later: Folded
    folded: Folded

    @property
    def id(self) -> str:
        return f"{self.changed.token}_{self.changed.id}"

    @property
    def before(self) -> Any:
        return self._node(self.earlier)

    @property
    def after(self) -> Any:
        return self._node(self.later)

    def events(self, **asked: Any) -> Page:
        node = self.after or self.before
        facts = [
            fact
            for fact in type(node)(self.later, node.row).touching
            if self.earlier.position < fact.position <= self.later.position
        ]
        return page_of_events(self.folded, facts, asked)

    def _node(self, folded: Folded) -> Any:
        kind = KINDS[self.changed.token]
        row = getattr(folded, kind.model).get(self.changed.id)
        return None if row is None else kind(folded, row)


@dataclass(frozen=True)
class ChangeOrder:
    """By where the streams were last touched, and the ids; cursors are as those of rows."""

    def sort(self, rows: Iterable[Changed]) -> list[Changed]:
        return sorted(rows, key=self.place)

    def place(self, row: Changed) -> tuple[int, UUID]:
        return row.position, row.id

    def is_behind(self, row: Changed, place: tuple[int, UUID]) -> bool:
        return self.place(row) > place

    def cursor(self, row: Changed) -> str:
        text = json.dumps(["changes", row.position, str(row.id)], separators=(",", ":"))
        return urlsafe_b64encode(text.encode()).decode().rstrip("=")

    def read_cursor(self, text: str) -> tuple[int, UUID]:
        try:
            tag, position, row_id = json.loads(urlsafe_b64decode(text + "=" * (-len(text) % 4)))
            place = int(position), UUID(row_id)
        except (ValueError, TypeError, AttributeError):
            raise Malformed("BAD_CURSOR") from None
        if tag != "changes":
            raise Malformed("BAD_CURSOR")
        return place


def page_of_changes(folded: Folded, asked: Mapping[str, Any]) -> Page:
    """A page of the changes between two states, as the field's arguments ask for it."""
    earliest, latest = asked.get("from"), asked.get("to")
    since = 0 if earliest is None else folded.position_of(earliest)
    until = folded.position if latest is None else folded.position_of(latest)
    if since > until and "position" in (earliest or {}) and "position" in (latest or {}):
        raise Malformed("BAD_RANGE")
    earlier, later = folded.until(since), folded.until(until)
    return Page(
        changed(earlier, later) if since < until else (),
        ChangeOrder(),
        lambda row: NodeChange(row, earlier, later, folded),
        asked,
    ).checked()


@lru_cache(maxsize=128)
def changed(earlier: Folded, later: Folded) -> Sequence[Changed]:
    found = []
    for token, kind in KINDS.items():
        before, after = getattr(earlier, kind.model), getattr(later, kind.model)
        for key in before.keys() | after.keys():
            if before.get(key) != after.get(key):
                stream = kind.stream_of(after.get(key) or before[key])
                found.append(Changed(token, key, later.streams[stream][-1].position))
    return found
