"""That a person is erased (Löschung): the key to all that is personal of them is destroyed. A stream each.

It cannot be taken back, so it is neither corrected nor annulled.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from eventsourcing.domain import Aggregate, event

from domain import errors
from domain.corrections import CorrectableEvent
from domain.identity import erasure_id
from domain.rules import calendar_day, is_one_line


class AskedBy(StrEnum):
    """At whose request, or for what reason, a person is erased."""

    DATA_SUBJECT = "DATA_SUBJECT"
    ORGANISATION = "ORGANISATION"
    RETENTION = "RETENTION"
    AUTHORITY = "AUTHORITY"


class Erasure(Aggregate):
    """A person is erased."""

    TOPIC = "erasure"

    class Event(CorrectableEvent):
        TOPIC = "erasure.event"

    class PersonErased(Event, Aggregate.Created):
        """Whatever is sealed for the person is not to be opened any more."""

        TOPIC = "erasure.person-erased"
        person: UUID
        asked_by: AskedBy
        reason: str

    @classmethod
    def erase(cls, person: UUID, *, asked_by: AskedBy, reason: str, now: datetime) -> Erasure:
        reason = reason.strip()
        if not is_one_line(reason):
            raise errors.InvalidText(field="reason")  # repeats nothing of it, as it may be personal
        return cls._create(
            cls.PersonErased,
            id=erasure_id(person),
            timestamp=now,
            person=person,
            asked_by=asked_by,
            reason=reason,
        )

    @event(PersonErased)
    def __init__(self, person: UUID) -> None:
        self.person = person


def last_day_due(now: datetime, months: int) -> date:
    """Who left office on this calendar day or before did so at least this many months ago."""
    today = calendar_day(now)
    year, month = divmod(today.year * 12 + today.month - 1 - months, 12)
    return date(year, month + 1, min(today.day, monthrange(year, month + 1)[1]))
