"""An organisation's engagement officers (Engagementbeauftragte), its contact persons. One stream.

Who they are is personal: what is recorded here is sealed, and the person has an id of its own.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from eventsourcing.domain import Aggregate, event

from domain import errors
from domain.corrections import Annulment, CorrectableEvent
from domain.identity import engagement_officers_id
from domain.partial_date import PartialDate
from domain.personal import Personal
from domain.rules import is_one_line, refuse_before, refuse_future

_PHONE = re.compile(r"(?=(?:[^0-9]*[0-9]){3,30}[^0-9]*$)[0-9 +\-/()]{3,60}")


class EngagementOfficers(Aggregate):
    """Who is in office, by the ids of the persons, and since when."""

    TOPIC = "engagement-officers"

    class Event(CorrectableEvent):
        TOPIC = "engagement-officers.event"

    class Annulled(Event, Annulment):
        TOPIC = "engagement-officers.annulled"

    @event(Annulled)
    def _annulled(self) -> None:
        """What stands is folded anew when the officers are loaded."""

    class Kept(Event, Aggregate.Created):
        """The organisation has a record of its officers from now on."""

        TOPIC = "engagement-officers.kept"
        concerns = frozenset({"organisation_id"})
        organisation_id: UUID

    class Appointed(Event):
        TOPIC = "engagement-officers.appointed"
        decided_by = "appoint"
        works_out = frozenset({"organisation_id"})
        effective = "on"
        concerns = frozenset({"organisation_id"})
        organisation_id: UUID
        person: UUID
        name: Personal
        email: Personal | None
        phone: Personal | None
        on: PartialDate | None

    class Changed(Event):
        """One in office is to be reached otherwise, or has another name."""

        TOPIC = "engagement-officers.changed"
        decided_by = "change"
        person: UUID
        name: Personal
        email: Personal | None
        phone: Personal | None

    class SteppedDown(Event):
        """The person is in office no more; where `ended` names the organisation, as that ended."""

        TOPIC = "engagement-officers.stepped-down"
        decided_by = "step_down"
        effective = "on"
        concerns = frozenset({"ended"})
        person: UUID
        on: PartialDate | None
        ended: UUID | None = None

        @property
        def entailed_by(self) -> UUID | None:
            return self.ended

    @classmethod
    def keep(cls, organisation_id: UUID, *, now: datetime) -> EngagementOfficers:
        return cls._create(
            cls.Kept,
            id=engagement_officers_id(organisation_id),
            timestamp=now,
            organisation_id=organisation_id,
        )

    @event(Kept)
    def __init__(self, organisation_id: UUID) -> None:
        self.organisation_id = organisation_id
        self.in_office: Mapping[UUID, PartialDate | None] = {}

    def appoint(
        self,
        person: UUID,
        *,
        name: Personal,
        email: Personal | None,
        phone: Personal | None,
        on: PartialDate | None,
        now: datetime,
    ) -> None:
        refuse_future(on, now)
        self.trigger_event(
            self.Appointed,
            timestamp=now,
            organisation_id=self.organisation_id,
            person=person,
            name=name,
            email=email,
            phone=phone,
            on=on,
        )

    @event(Appointed)
    def _appointed(self, person: UUID, on: PartialDate | None) -> None:
        self.in_office = {**self.in_office, person: on}

    def change(
        self,
        person: UUID,
        *,
        name: Personal,
        email: Personal | None,
        phone: Personal | None,
        now: datetime,
    ) -> None:
        self.refuse_unless_in_office(person)
        self.trigger_event(self.Changed, timestamp=now, person=person, name=name, email=email, phone=phone)

    @event(Changed)
    def _changed(self) -> None:
        """No rule asks for what is sealed."""

    def step_down(
        self, person: UUID, *, on: PartialDate | None, ended: UUID | None = None, now: datetime
    ) -> None:
        refuse_future(on, now)
        self.refuse_unless_in_office(person)
        refuse_before(on, self.in_office[person])
        self.trigger_event(self.SteppedDown, timestamp=now, person=person, on=on, ended=ended)

    @event(SteppedDown)
    def _stepped_down(self, person: UUID) -> None:
        self.in_office = {each: since for each, since in self.in_office.items() if each != person}

    def refuse_unless_in_office(self, person: UUID) -> None:
        if person not in self.in_office:
            raise errors.UnknownEngagementOfficer(str(person))


@dataclass(frozen=True)
class Contact:
    """Who somebody is and how to reach them, before it is sealed."""

    name: str
    email: str | None
    phone: str | None

    def checked(self) -> Contact:
        """The same without white space at the ends. A refusal repeats nothing of it, as it is personal."""
        checked = Contact(
            self.name.strip(), self.email and self.email.strip(), self.phone and self.phone.strip()
        )
        if not is_one_line(checked.name):
            raise errors.InvalidName
        if checked.email is not None and not re.fullmatch(r"[^@\s]{1,64}@[^@\s]{1,189}", checked.email):
            raise errors.InvalidEmail
        if checked.phone is not None and not _PHONE.fullmatch(checked.phone):
            raise errors.InvalidPhone
        return checked
