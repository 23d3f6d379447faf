"""A calendar year, held for one summit: there is at most one a year. A stream for each year."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from eventsourcing.domain import Aggregate, event

from domain import errors
from domain.corrections import CorrectableEvent
from domain.identity import summit_year_id
from domain.rules import within


class SummitYear(Aggregate):
    """Holds a calendar year for one summit, until that is cancelled or moved into another year."""

    TOPIC = "summit-year"

    class Event(CorrectableEvent):
        TOPIC = "summit-year.event"

    class Reserved(Event, Aggregate.Created):
        TOPIC = "summit-year.reserved"
        year: int
        summit_id: UUID

    class Released(Event):
        TOPIC = "summit-year.released"

    class ReservedAgain(Event):
        TOPIC = "summit-year.reserved-again"
        summit_id: UUID

    @classmethod
    def reserve(cls, year: int, summit_id: UUID, *, now: datetime) -> SummitYear:
        within(year, 1990, 2200, field="year")
        return cls._create(
            cls.Reserved, id=summit_year_id(year), timestamp=now, year=year, summit_id=summit_id
        )

    @event(Reserved)
    def __init__(self, year: int, summit_id: UUID) -> None:
        self.year = year
        self.summit_id: UUID | None = summit_id

    def release(self, *, now: datetime) -> None:
        self.trigger_event(self.Released, timestamp=now)

    @event(Released)
    def _released(self) -> None:
        self.summit_id = None

    def reserve_again(self, summit_id: UUID, *, now: datetime) -> None:
        self.refuse_taken()
        self.trigger_event(self.ReservedAgain, timestamp=now, summit_id=summit_id)

    @event(ReservedAgain)
    def _reserved_again(self, summit_id: UUID) -> None:
        self.summit_id = summit_id

    def refuse_taken(self) -> None:
        if self.summit_id is not None:
            raise errors.SummitYearTaken(str(self.year))
