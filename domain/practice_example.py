"""A practice example (Praxisbeispiel) or a strategy that a member shares, and who adopts it. One stream."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from eventsourcing.domain import Aggregate, event

from domain import errors
from domain.corrections import Annulment, CorrectableEvent
from domain.example_content import ExampleContent, ExampleKind
from domain.partial_date import PartialDate
from domain.rules import certainly_until, optional_text, refuse_before, refuse_future, text
from domain.topics import TargetGroup, Topic


class AdoptionKind(StrEnum):
    """How much of it is taken over."""

    ADOPTED = "ADOPTED"
    ADAPTED = "ADAPTED"


class PracticeExample(Aggregate):
    """Who shared it, whether it is withdrawn, and who adopted it when.

    Attributes:
        since: the day of the last revision of which one is known, or of the sharing.
    """

    TOPIC = "practice-example"

    class Event(CorrectableEvent):
        TOPIC = "practice-example.event"

    class Annulled(Event, Annulment):
        TOPIC = "practice-example.annulled"

    @event(Annulled)
    def _annulled(self) -> None:
        """What stands is folded anew when the example is loaded."""

    class Said(Event):
        """What it says from now on."""

        TOPIC = "practice-example.said"
        effective = "on"
        kind: ExampleKind
        title: str
        summary: str
        text: str
        topics: Sequence[Topic]
        target_groups: Sequence[TargetGroup]
        link: str | None
        on: PartialDate | None

    class Shared(Said, Aggregate.Created):
        TOPIC = "practice-example.shared"
        concerns = frozenset({"organisation_id"})
        organisation_id: UUID

    class Revised(Said):
        TOPIC = "practice-example.revised"

        def decide_again(self, aggregate: PracticeExample) -> None:
            said = {each.name: getattr(self, each.name) for each in fields(ExampleContent)}
            aggregate.revise(ExampleContent(**said), on=self.on, now=self.timestamp)

    class Withdrawn(Event):
        """It is shared no more."""

        TOPIC = "practice-example.withdrawn"
        decided_by = "withdraw"
        effective = "on"
        on: PartialDate | None
        reason: str | None

    class Adopted(Event):
        """Another organisation took it over.

        Attributes:
            adopted_from: an organisation that had adopted it before; None: from the one that shared it.
            note: how it went.
        """

        TOPIC = "practice-example.adopted"
        decided_by = "adopt"
        effective = "on"
        concerns = frozenset({"organisation_id", "adopted_from"})
        organisation_id: UUID
        kind: AdoptionKind
        adopted_from: UUID | None
        on: PartialDate | None
        note: str | None

    class ExperienceReported(Event):
        """How it went with what was adopted; the last one recorded shows."""

        TOPIC = "practice-example.experience-reported"
        decided_by = "report_experience"
        effective = "on"
        concerns = frozenset({"organisation_id"})
        organisation_id: UUID
        on: PartialDate | None
        note: str

    @classmethod
    def share(
        cls,
        example_id: UUID,
        organisation_id: UUID,
        content: ExampleContent,
        *,
        on: PartialDate | None,
        now: datetime,
    ) -> PracticeExample:
        refuse_future(on, now)
        return cls._create(
            cls.Shared,
            id=example_id,
            timestamp=now,
            organisation_id=organisation_id,
            **vars(content.checked()),
            on=on,
        )

    @event(Shared)
    def __init__(self, organisation_id: UUID, on: PartialDate | None) -> None:
        self.organisation_id = organisation_id
        self.shared_on = on
        self.since = on
        self.withdrawn = False
        self.withdrawn_on: PartialDate | None = None
        self.adopted_on: Mapping[UUID, PartialDate | None] = {}

    def revise(self, content: ExampleContent, *, on: PartialDate | None, now: datetime) -> None:
        self._refuse_withdrawn()
        refuse_future(on, now)
        self._refuse_before_last(on)
        self.trigger_event(self.Revised, timestamp=now, **vars(content.checked()), on=on)

    @event(Revised)
    def _revised(self, on: PartialDate | None) -> None:
        self.since = on or self.since

    def withdraw(self, *, on: PartialDate | None, reason: str | None, now: datetime) -> None:
        self._refuse_withdrawn()
        refuse_future(on, now)
        self._refuse_before_last(on)
        for adopted_on in self.adopted_on.values():
            refuse_before(on, adopted_on)
        reason = optional_text(reason, "reason")
        self.trigger_event(self.Withdrawn, timestamp=now, on=on, reason=reason)

    @event(Withdrawn)
    def _withdrawn(self, on: PartialDate | None) -> None:
        self.withdrawn = True
        self.withdrawn_on = on

    def adopt(
        self,
        organisation_id: UUID,
        kind: AdoptionKind,
        *,
        adopted_from: UUID | None,
        on: PartialDate | None,
        note: str | None,
        now: datetime,
    ) -> None:
        if not certainly_until(on, self.withdrawn_on):
            self._refuse_withdrawn()
        refuse_future(on, now)
        note = optional_text(note, "note")
        if organisation_id == self.organisation_id:
            raise errors.OwnPracticeExample
        if organisation_id in self.adopted_on:
            raise errors.AlreadyAdopted
        if adopted_from == self.organisation_id:
            adopted_from = None
        if adopted_from is not None and adopted_from not in self.adopted_on:
            raise errors.NotAdoptedThere
        refuse_before(on, self.shared_on)
        if adopted_from is not None:
            refuse_before(on, self.adopted_on[adopted_from])
        self.trigger_event(
            self.Adopted,
            timestamp=now,
            organisation_id=organisation_id,
            kind=kind,
            adopted_from=adopted_from,
            on=on,
            note=note,
        )

    @event(Adopted)
    def _adopted(self, organisation_id: UUID, adopted_from: UUID | None, on: PartialDate | None) -> None:
        if on is None and adopted_from is not None:
            on = self.adopted_on[adopted_from]  # no earlier than there
        self.adopted_on = {**self.adopted_on, organisation_id: on}

    def report_experience(
        self, organisation_id: UUID, *, on: PartialDate | None, note: str, now: datetime
    ) -> None:
        if organisation_id not in self.adopted_on:
            raise errors.NotAdopted
        refuse_future(on, now)
        refuse_before(on, self.adopted_on[organisation_id])
        self.trigger_event(
            self.ExperienceReported,
            timestamp=now,
            organisation_id=organisation_id,
            on=on,
            note=text(note, "note"),
        )

    @event(ExperienceReported)
    def _experience_reported(self) -> None:
        """No rule asks for it."""

    def _refuse_before_last(self, on: PartialDate | None) -> None:
        refuse_before(on, self.shared_on)
        refuse_before(on, self.since)

    def _refuse_withdrawn(self) -> None:
        if self.withdrawn:
            raise errors.PracticeExampleWithdrawn
