"""An impulse (Impuls): its way from a summit into the Land's engagement support. One stream."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from eventsourcing.domain import Aggregate, event

from domain import errors
from domain.corrections import Annulment, CorrectableEvent
from domain.partial_date import PartialDate
from domain.rules import LONG_TEXT, certainly_until, one_line, refuse_before, refuse_future, text
from domain.topics import Topic, listed


class ImpulseState(StrEnum):
    RAISED = "RAISED"
    TAKEN_UP = "TAKEN_UP"
    DECLINED = "DECLINED"
    IN_EFFECT = "IN_EFFECT"
    WITHDRAWN = "WITHDRAWN"


class Impulse(Aggregate):
    """How far it has gone: raised at a summit, taken up or declined by the Land, put into effect.

    Attributes:
        last_step: its number; the raising has 1.
        decided_on: the day on which it was taken up or declined.
        ended_on: the day on which it was declined, withdrawn or put into effect.
        days: of all that happened since it was raised, as far as they are recorded.
    """

    TOPIC = "impulse"

    class Event(CorrectableEvent):
        TOPIC = "impulse.event"

    class Annulled(Event, Annulment):
        TOPIC = "impulse.annulled"

    @event(Annulled)
    def _annulled(self) -> None:
        """What stands is folded anew when the impulse is loaded."""

    class Raised(Event, Aggregate.Created):
        """An organisation raised it at a summit, on the summit's day."""

        TOPIC = "impulse.raised"
        concerns = frozenset({"organisation_id"})
        organisation_id: UUID
        summit_id: UUID
        title: str
        text: str
        topics: Sequence[Topic]

    class Step(Event):
        """A further step of its way.

        Attributes:
            number: the version with which it was recorded first; a correction has that of the corrected one.
        """

        TOPIC = "impulse.step"
        works_out = frozenset({"number"})
        number: int

        def make_room(self, before: Impulse) -> None:
            before.next_step = self.number

    class Supported(Step):
        TOPIC = "impulse.supported"
        decided_by = "support"
        effective = "on"
        concerns = frozenset({"organisation_id"})
        organisation_id: UUID
        on: PartialDate | None

    class TakenUp(Step):
        """The Land takes it up in its engagement support."""

        TOPIC = "impulse.taken-up"
        decided_by = "take_up"
        effective = "on"
        on: PartialDate | None
        note: str

    class Declined(Step):
        TOPIC = "impulse.declined"
        decided_by = "decline"
        effective = "on"
        on: PartialDate | None
        reason: str

    class PutIntoEffect(Step):
        TOPIC = "impulse.put-into-effect"
        decided_by = "put_into_effect"
        effective = "on"
        on: PartialDate | None
        effect: str

    class Withdrawn(Step):
        """The organisation that raised it withdrew it; or it was recorded by mistake."""

        TOPIC = "impulse.withdrawn"
        decided_by = "withdraw"
        effective = "on"
        on: PartialDate | None
        reason: str

    class ReportedBack(Step):
        """The Land told a later summit, on its day, what became of it."""

        TOPIC = "impulse.reported-back"
        decided_by = "report_back"
        summit_id: UUID
        report: str

    @classmethod
    def raise_(
        cls,
        impulse_id: UUID,
        organisation_id: UUID,
        summit_id: UUID,
        *,
        title: str,
        body: str,
        topics: Sequence[Topic],
        now: datetime,
    ) -> Impulse:
        return cls._create(
            cls.Raised,
            id=impulse_id,
            timestamp=now,
            organisation_id=organisation_id,
            summit_id=summit_id,
            title=one_line(title, errors.InvalidTitle),
            text=text(body, "text", longest=LONG_TEXT),
            topics=listed(topics, Topic, "topics"),
        )

    @event(Raised)
    def __init__(self, organisation_id: UUID, summit_id: UUID) -> None:
        self.organisation_id = organisation_id
        self.summit_id = summit_id
        self.state = ImpulseState.RAISED
        self.last_step = 1
        self.next_step: int | None = None
        self.supported_on: Mapping[UUID, PartialDate | None] = {}
        self._decided = False
        self.decided_on: PartialDate | None = None
        self.ended_on: PartialDate | None = None
        self.days: Sequence[PartialDate] = ()
        self.reported_at: frozenset[UUID] = frozenset()

    def support(self, organisation_id: UUID, *, on: PartialDate | None, now: datetime) -> None:
        refuse_future(on, now)
        if not self._goes_on and not certainly_until(on, self.ended_on):
            raise errors.ImpulseEnded(self.state)
        if organisation_id == self.organisation_id:
            raise errors.OwnImpulse
        if organisation_id in self.supported_on:
            raise errors.AlreadySupported
        self._step(self.Supported, now, organisation_id=organisation_id, on=on)

    @event(Supported)
    def _supported(self, number: int, organisation_id: UUID, on: PartialDate | None) -> None:
        self._stepped(number, on)
        self.supported_on = {**self.supported_on, organisation_id: on}

    def take_up(self, *, on: PartialDate | None, note: str, now: datetime) -> None:
        self._refuse_decided()
        refuse_future(on, now)
        self._step(self.TakenUp, now, on=on, note=text(note, "note"))

    @event(TakenUp)
    def _taken_up(self, number: int, on: PartialDate | None) -> None:
        self._stepped(number, on)
        self.state = ImpulseState.TAKEN_UP
        self._decided = True
        self.decided_on = on

    def decline(self, *, on: PartialDate | None, reason: str, now: datetime) -> None:
        self._refuse_decided()
        refuse_future(on, now)
        self._refuse_before_support(on)
        self._step(self.Declined, now, on=on, reason=text(reason, "reason"))

    @event(Declined)
    def _declined(self, number: int, on: PartialDate | None) -> None:
        self._stepped(number, on)
        self.state = ImpulseState.DECLINED
        self._decided = True
        self.decided_on = on
        self.ended_on = on

    def put_into_effect(self, *, on: PartialDate | None, effect: str, now: datetime) -> None:
        if not self._goes_on:
            raise errors.ImpulseEnded(self.state)
        if self.state is not ImpulseState.TAKEN_UP:
            raise errors.ImpulseNotTakenUp(self.state)
        refuse_future(on, now)
        refuse_before(on, self.decided_on)
        self._refuse_before_support(on)
        self._step(self.PutIntoEffect, now, on=on, effect=text(effect, "effect"))

    @event(PutIntoEffect)
    def _put_into_effect(self, number: int, on: PartialDate | None) -> None:
        self._stepped(number, on)
        self.state = ImpulseState.IN_EFFECT
        self.ended_on = on

    def withdraw(self, *, on: PartialDate | None, reason: str, now: datetime) -> None:
        if not self._goes_on:
            raise errors.ImpulseEnded(self.state)
        refuse_future(on, now)
        refuse_before(on, self.decided_on)
        self._refuse_before_support(on)
        self._step(self.Withdrawn, now, on=on, reason=text(reason, "reason"))

    @event(Withdrawn)
    def _withdrawn(self, number: int, on: PartialDate | None) -> None:
        self._stepped(number, on)
        self.state = ImpulseState.WITHDRAWN
        self.ended_on = on

    def report_back(self, summit_id: UUID, *, report: str, now: datetime) -> None:
        if not self._decided:
            raise errors.ImpulseNotDecided(self.state)
        if summit_id in self.reported_at:
            raise errors.AlreadyReportedBack
        self._step(self.ReportedBack, now, summit_id=summit_id, report=text(report, "report"))

    @event(ReportedBack)
    def _reported_back(self, number: int, summit_id: UUID) -> None:
        self._stepped(number, None)
        self.reported_at |= {summit_id}

    @property
    def _goes_on(self) -> bool:
        return self.state in (ImpulseState.RAISED, ImpulseState.TAKEN_UP)

    def _refuse_decided(self) -> None:
        if self.state is not ImpulseState.RAISED:
            raise errors.ImpulseDecided(self.state)

    def _refuse_before_support(self, on: PartialDate | None) -> None:
        """Refuses an end before a day on which it was still supported."""
        for day in self.supported_on.values():
            refuse_before(on, day)

    def _step(self, kind: type[Step], now: datetime, **said: Any) -> None:
        number = self.next_step or self.version + 1
        self.trigger_event(kind, timestamp=now, number=number, **said)

    def _stepped(self, number: int, on: PartialDate | None) -> None:
        self.last_step = number
        self.next_step = None
        self.days = [*self.days, on] if on else self.days
