"""Streams as they are corrected: the events of one, and those that a correction adds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from eventsourcing.domain import Aggregate

from domain.corrections import CorrectableEvent, History, standing
from tests.domain.given import NOW, recorded

Events = Sequence[CorrectableEvent]


def replaced(events: Events, version: int, decide: Callable[[Any], None]) -> list[Any]:
    """The stream with a correction of the fact of this version, decided on as it stood before."""
    history = History(events)
    before = history.before(version)
    decide(before)
    (correction,) = recorded(before)
    return [*events, *recorded(history.replaced(version, correction).as_it_stands)]


def begun_otherwise(events: Events, begun: Aggregate) -> list[Any]:
    """The stream with a correction of what it began with."""
    (correction,) = recorded(begun)
    return [*events, *recorded(History(events).replaced(1, correction).as_it_stands)]


def annulled(events: Events, version: int, reason: str = "it never was so") -> list[Any]:
    return [*events, *recorded(History(events).annulled(version, reason, NOW).as_it_stands)]


def versions_that_stand(events: Events) -> list[int]:
    return [event.originator_version for event in standing(events)]


def state(aggregate: Any) -> dict[str, Any]:
    """All that an aggregate knows, but for its version and when it changed."""
    kept = {"_version", "_modified_on", "_pending_events", "_created_on"}
    return {name: value for name, value in vars(aggregate).items() if name not in kept}
