"""The log's events, and the pages that they come in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from domain.event_types import effective_on, event_types, organisations_of, payload_of
from domain.personal import Personal
from projections.kernel import Fact
from tests.graphql_api.reference.folding import Folded
from tests.graphql_api.reference.malformed import Malformed, day, node_id
from tests.graphql_api.reference.pages import Page
from tests.graphql_api.reference.shown import Shown

# The token of the nodes that streams are about, by what the topics of their events begin with.
_SUBJECTS = {
    "organisation": "org",
    "declaration": "dec",
    "summit": "sum",
    "impulse": "imp",
    "practice-example": "exa",
    "reported-figure": "fig",
}


class Event(Shown):
    """A fact as the log has it; its row is the fact."""

    @property
    def type(self) -> str:
        topic: str = type(self.row.event).TOPIC
        return topic

    @property
    def stream(self) -> str:
        return str(self.row.event.originator_id)

    @property
    def version(self) -> int:
        version: int = self.row.event.originator_version
        return version

    @property
    def subject(self) -> Any:
        token = _SUBJECTS.get(self.type.split(".")[0])
        return None if token is None else self.one(token, self.row.event.originator_id)

    @property
    def organisations(self) -> list[Any]:
        rows = map(self.folded.organisations.get, organisations_of(self.row.event))
        known = sorted((row for row in rows if row is not None), key=lambda row: (row.name_key, row.id))
        return [self.one("org", row.id) for row in known]

    @property
    def effective_on(self) -> str | None:
        on = effective_on(self.row.event)
        return None if on is None else str(on)

    @property
    def actor(self) -> str:
        return str(self.row.actor)

    @property
    def correlation_id(self) -> str:
        return str(self.row.correlation_id)

    @property
    def causation_id(self) -> str | None:
        cause = self.folded.log.causes.get(self.row.position)
        return None if cause is None else str(cause)

    @property
    def payload(self) -> dict[str, Any]:
        told = self.folded.opened
        payload = payload_of(self.row.event)
        return {
            name: told[value] if isinstance(value, Personal) else value for name, value in payload.items()
        }

    @property
    def corrects(self) -> int | None:
        corrected = self.row.event.corrects
        return None if corrected is None else self._recorded[corrected - 1].position

    @property
    def corrected_by(self) -> list[int]:
        return [fact.position for fact in self._recorded if fact.event.corrects == self.version]

    @property
    def _recorded(self) -> Sequence[Fact[Any]]:
        return self.folded.streams[self.row.event.originator_id]


@dataclass(frozen=True)
class LogOrder:
    """Events as they are recorded, or the newest first; a cursor is a position as text."""

    newest_first: bool

    def sort(self, rows: Iterable[Any]) -> list[Any]:
        return sorted(rows, key=self.place, reverse=self.newest_first)

    def place(self, row: Any) -> int:
        position: int = row.position
        return position

    def is_behind(self, row: Any, place: int) -> bool:
        return self.place(row) < place if self.newest_first else self.place(row) > place

    def cursor(self, row: Any) -> str:
        return str(self.place(row))

    def read_cursor(self, text: str) -> int:
        try:
            return int(text)
        except ValueError:
            raise Malformed("BAD_CURSOR") from None


def page_of_events(folded: Folded, facts: Iterable[Fact[Any]], asked: Mapping[str, Any]) -> Page:
    """A page of these facts, as the field's arguments ask for it."""
    wanted = {name: value for name, value in (asked.get("filter") or {}).items() if value is not None}
    conditions = [_CONDITIONS[name](value, folded) for name, value in wanted.items()]
    rows = [fact for fact in facts if all(holds(fact) for holds in conditions)]
    return Page(
        rows, LogOrder(bool(asked.get("newest_first"))), lambda row: Event(folded, row), asked
    ).checked()


# Filters

_Holds = Callable[[Fact[Any]], bool]


def _of_type(topics: Sequence[str], _: Folded) -> _Holds:
    if not event_types().keys() >= {*topics}:
        raise Malformed("UNKNOWN_EVENT_TYPE")
    return lambda fact: type(fact.event).TOPIC in topics


def _concerning(text: str, folded: Folded) -> _Holds:
    """Those that name the organisation, and all of the streams whose first event does."""
    organisation = node_id(text, "org")[1]

    def holds(fact: Fact[Any]) -> bool:
        first = folded.streams[fact.event.originator_id][0]
        return any(organisation in organisations_of(each.event) for each in (fact, first))

    return holds


def _effective_since(since: str, _: Folded) -> _Holds:
    first = day(since)

    def holds(fact: Fact[Any]) -> bool:
        on = effective_on(fact.event)
        return on is not None and on.earliest >= first

    return holds


def _effective_until(until: str, _: Folded) -> _Holds:
    last = day(until)

    def holds(fact: Fact[Any]) -> bool:
        on = effective_on(fact.event)
        return on is not None and on.latest <= last

    return holds


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Malformed("BAD_ID") from None


def _equal(value: Callable[[Fact[Any]], UUID]) -> Callable[[str, Folded], _Holds]:
    def condition(text: str, _: Folded) -> _Holds:
        wanted = _uuid(text)
        return lambda fact: value(fact) == wanted

    return condition


_CONDITIONS: Mapping[str, Callable[[Any, Folded], _Holds]] = {
    "type": _of_type,
    "stream": _equal(lambda fact: fact.event.originator_id),
    "organisation": _concerning,
    "actor": _equal(lambda fact: fact.actor),
    "correlationId": _equal(lambda fact: fact.correlation_id),
    "recordedSince": lambda moment, _: lambda fact: fact.recorded_at >= datetime.fromisoformat(moment),
    "recordedUntil": lambda moment, _: lambda fact: fact.recorded_at <= datetime.fromisoformat(moment),
    "effectiveSince": _effective_since,
    "effectiveUntil": _effective_until,
    "corrections": lambda wanted, _: lambda fact: (fact.event.corrects is not None) is wanted,
}
