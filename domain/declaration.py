"""The joint declaration (Gemeinsame Erklärung) and its revisions, one stream."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from eventsourcing.domain import Aggregate, event

from domain import errors
from domain.corrections import Annulment, CorrectableEvent
from domain.identity import DECLARATION_ID
from domain.partial_date import PartialDate
from domain.rules import one_line, refuse_before, refuse_future


class Declaration(Aggregate):
    TOPIC = "declaration"

    class Event(CorrectableEvent):
        TOPIC = "declaration.event"

    class Annulled(Event, Annulment):
        TOPIC = "declaration.annulled"

    @event(Annulled)
    def _annulled(self) -> None:
        """What stands is folded anew when the declaration is loaded."""

    class Proclaimed(Event, Aggregate.Created):
        TOPIC = "declaration.proclaimed"
        effective = "on"
        title: str
        on: PartialDate | None
        text_sha256: str | None = None

    class Revised(Event):
        """It has another wording from now on.

        Attributes:
            summit_id: the summit at which it was carried forward, if it was at one.
            text_sha256: of its full text, in hexadecimal digits; None where that is recorded later, or not.
        """

        TOPIC = "declaration.revised"
        decided_by = "revise"
        works_out = frozenset({"revision"})
        referred_to = True
        effective = "on"
        revision: int
        title: str
        on: PartialDate | None
        summit_id: UUID | None = None
        text_sha256: str | None = None

    class TextRecorded(Event):
        """The full text of a revision, by its SHA-256 in hexadecimal digits."""

        TOPIC = "declaration.text-recorded"
        decided_by = "record_text"
        revision: int
        text_sha256: str

    @classmethod
    def proclaim(
        cls, title: str, *, on: PartialDate | None, text_sha256: str | None = None, now: datetime
    ) -> Declaration:
        title = one_line(title, errors.InvalidTitle)
        refuse_future(on, now)
        return cls._create(
            cls.Proclaimed, id=DECLARATION_ID, timestamp=now, title=title, on=on, text_sha256=text_sha256
        )

    @event(Proclaimed)
    def __init__(self, on: PartialDate | None, text_sha256: str | None = None) -> None:
        self.revision = 1
        self._revised_on = {1: on}
        self._with_text = frozenset({1} if text_sha256 else ())

    def revise(
        self,
        title: str,
        *,
        on: PartialDate | None,
        summit_id: UUID | None = None,
        text_sha256: str | None = None,
        now: datetime,
    ) -> None:
        title = one_line(title, errors.InvalidTitle)
        refuse_future(on, now)
        self.refuse_before_revision(self.revision, on)
        self.trigger_event(
            self.Revised,
            timestamp=now,
            revision=self.revision + 1,
            title=title,
            on=on,
            summit_id=summit_id,
            text_sha256=text_sha256,
        )

    @event(Revised)
    def _revised(self, revision: int, on: PartialDate | None, text_sha256: str | None = None) -> None:
        self.revision = revision
        self._revised_on = {**self._revised_on, revision: on}
        if text_sha256:
            self._with_text |= {revision}

    def record_text(self, revision: int, text_sha256: str, *, now: datetime) -> None:
        revision = self.known_revision(revision)
        if revision in self._with_text:
            raise errors.RevisionTextKnown(str(revision))
        self.trigger_event(self.TextRecorded, timestamp=now, revision=revision, text_sha256=text_sha256)

    @event(TextRecorded)
    def _text_recorded(self, revision: int) -> None:
        self._with_text |= {revision}

    def refuse_before_revision(self, revision: int, on: PartialDate | None) -> None:
        """Refuses a day on which there was no such revision yet."""
        refuse_before(on, self._revised_on[revision])

    def known_revision(self, revision: int | None) -> int:
        """The revision asked for, or the current one where none is."""
        if revision is None:
            return self.revision
        if not 1 <= revision <= self.revision:
            raise errors.UnknownRevision(f"{revision}; 1–{self.revision}")
        return revision
