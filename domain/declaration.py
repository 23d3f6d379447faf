"""The joint declaration (Gemeinsame Erklärung) and its revisions, one stream."""

from __future__ import annotations

from datetime import datetime

from eventsourcing.domain import Aggregate, event

from domain import errors
from domain.identity import DECLARATION_ID
from domain.partial_date import PartialDate
from domain.rules import one_line, refuse_future


class Declaration(Aggregate):
    TOPIC = "declaration"

    class Event(Aggregate.Event):
        TOPIC = "declaration.event"

    class Proclaimed(Event, Aggregate.Created):
        TOPIC = "declaration.proclaimed"
        title: str
        on: PartialDate | None

    class Revised(Event):
        TOPIC = "declaration.revised"
        revision: int
        title: str
        on: PartialDate | None

    @classmethod
    def proclaim(cls, title: str, *, on: PartialDate | None, now: datetime) -> Declaration:
        title = one_line(title, errors.InvalidTitle)
        refuse_future(on, now)
        return cls._create(cls.Proclaimed, id=DECLARATION_ID, timestamp=now, title=title, on=on)

    @event(Proclaimed)
    def __init__(self) -> None:
        self.revision = 1

    def revise(self, title: str, *, on: PartialDate | None, now: datetime) -> None:
        title = one_line(title, errors.InvalidTitle)
        refuse_future(on, now)
        self.trigger_event(self.Revised, timestamp=now, revision=self.revision + 1, title=title, on=on)

    @event(Revised)
    def _revised(self, revision: int) -> None:
        self.revision = revision

    def known_revision(self, revision: int | None) -> int:
        """The revision asked for, or the current one where none is."""
        if revision is None:
            return self.revision
        if not 1 <= revision <= self.revision:
            raise errors.UnknownRevision(f"{revision}; the current one is {self.revision}")
        return revision
