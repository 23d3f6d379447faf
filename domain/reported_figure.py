"""What a public source says of a number on a day; a stream for each statement."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from eventsourcing.domain import Aggregate, event

from domain import errors
from domain.corrections import Annulment, CorrectableEvent
from domain.partial_date import PartialDate
from domain.rules import refuse_future, text, within


class Figure(StrEnum):
    """What is counted."""

    MEMBERS = "MEMBERS"
    SIGNATORY_MUNICIPALITIES = "SIGNATORY_MUNICIPALITIES"


class ReportedFigure(Aggregate):
    """A number, and what the source says, in its words or ours.

    Attributes:
        at_least: whether the source says that there are so many or more.
    """

    TOPIC = "reported-figure"

    class Event(CorrectableEvent):
        TOPIC = "reported-figure.event"

    class Annulled(Event, Annulment):
        TOPIC = "reported-figure.annulled"

    class Reported(Event, Aggregate.Created):
        TOPIC = "reported-figure.reported"
        effective = "on"
        figure: Figure
        number: int
        at_least: bool
        on: PartialDate | None
        says: str

    class Retracted(Event):
        """It is not counted on any more: the source took it back, or never said so."""

        TOPIC = "reported-figure.retracted"
        decided_by = "retract"
        reason: str

    @classmethod
    def report(
        cls,
        stream: UUID,
        figure: Figure,
        number: int,
        *,
        at_least: bool,
        on: PartialDate | None,
        says: str,
        now: datetime,
    ) -> ReportedFigure:
        within(number, 0, 100_000, field="number")
        refuse_future(on, now)
        return cls._create(
            cls.Reported,
            id=stream,
            timestamp=now,
            figure=figure,
            number=number,
            at_least=at_least,
            on=on,
            says=text(says, "says"),
        )

    @event(Reported)
    def __init__(self) -> None:
        self.retracted = False

    @event(Annulled)
    def _annulled(self) -> None:
        """What stands is folded anew when the statement is loaded."""

    def retract(self, *, reason: str, now: datetime) -> None:
        reason = text(reason, "reason")
        if self.retracted:
            raise errors.NothingChanges
        self.trigger_event(self.Retracted, timestamp=now, reason=reason)

    @event(Retracted)
    def _retracted(self) -> None:
        self.retracted = True
