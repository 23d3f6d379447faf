"""The yearly summit (Spitzentreffen) and who attended it, one stream; and its year, another."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from eventsourcing.domain import Aggregate, event

from domain import errors
from domain.identity import summit_year_id
from domain.offices import Office
from domain.organisation import Organisation
from domain.partial_date import PartialDate
from domain.rules import one_line, refuse_future, within


class SummitFormat(StrEnum):
    IN_PERSON = "IN_PERSON"
    DIGITAL = "DIGITAL"
    HYBRID = "HYBRID"


@dataclass(frozen=True)
class SummitDetails:
    """What is known of a summit; None where it is not."""

    title: str | None = None
    on: PartialDate | None = None
    place: str | None = None
    host: str | None = None
    format: SummitFormat | None = None

    def checked(self, year: int) -> SummitDetails:
        if self.on is not None and self.on.year != year:
            raise errors.DateOutsideYear(f"{self.on} is not in {year}")
        return replace(
            self,
            title=None if self.title is None else one_line(self.title, errors.InvalidTitle),
            place=None if self.place is None else one_line(self.place, errors.InvalidPlace),
            host=None if self.host is None else one_line(self.host, errors.InvalidHost),
        )


class SummitYear(Aggregate):
    """Holds a calendar year for one summit."""

    TOPIC = "summit-year"

    class Event(Aggregate.Event):
        TOPIC = "summit-year.event"

    class Reserved(Event, Aggregate.Created):
        TOPIC = "summit-year.reserved"
        year: int
        summit_id: UUID

    @classmethod
    def reserve(cls, year: int, summit_id: UUID, *, now: datetime) -> SummitYear:
        within(year, 1990, 2200, field="year")
        return cls._create(
            cls.Reserved, id=summit_year_id(year), timestamp=now, year=year, summit_id=summit_id
        )

    @event(Reserved)
    def __init__(self, summit_id: UUID) -> None:
        self.summit_id = summit_id


class Summit(Aggregate):
    TOPIC = "summit"

    class Event(Aggregate.Event):
        TOPIC = "summit.event"

    class Announced(Event, Aggregate.Created):
        TOPIC = "summit.announced"
        year: int
        title: str
        on: PartialDate | None
        place: str | None
        host: str | None
        format: SummitFormat | None

    class HeldUnannounced(Event, Aggregate.Created):
        """It took place, and no announcement is known."""

        TOPIC = "summit.held-unannounced"
        year: int
        title: str
        on: PartialDate | None
        place: str | None
        host: str | None
        format: SummitFormat | None
        reported_attendance: int | None

        def apply(self, summit: Summit) -> None:
            summit.held = True

    class Held(Event):
        """It took place; what is None here was as announced."""

        TOPIC = "summit.held"
        title: str | None
        on: PartialDate | None
        place: str | None
        host: str | None
        format: SummitFormat | None
        reported_attendance: int | None

    class Attended(Event):
        TOPIC = "summit.attended"
        organisation_id: UUID
        on: PartialDate | None
        office: Office | None

    @classmethod
    def announce(cls, summit_id: UUID, year: int, details: SummitDetails, *, now: datetime) -> Summit:
        details = details.checked(year)
        return cls._create(cls.Announced, id=summit_id, timestamp=now, year=year, **_titled(details))

    @classmethod
    def hold_unannounced(
        cls,
        summit_id: UUID,
        year: int,
        details: SummitDetails,
        reported_attendance: int | None,
        *,
        now: datetime,
    ) -> Summit:
        details = details.checked(year)
        _refuse_impossible_meeting(details.on, reported_attendance, now)
        return cls._create(
            cls.HeldUnannounced,
            id=summit_id,
            timestamp=now,
            year=year,
            reported_attendance=reported_attendance,
            **_titled(details),
        )

    @event(Announced)
    def __init__(self, year: int, on: PartialDate | None) -> None:
        self.year = year
        self.on = on
        self.held = False
        self.attended_by: frozenset[UUID] = frozenset()

    def hold(self, details: SummitDetails, reported_attendance: int | None, *, now: datetime) -> None:
        details = details.checked(self.year)
        if self.held:
            raise errors.SummitAlreadyHeld(str(self.year))
        _refuse_impossible_meeting(details.on or self.on, reported_attendance, now)
        self.trigger_event(
            self.Held,
            timestamp=now,
            reported_attendance=reported_attendance,
            **vars(details),
        )

    @event(Held)
    def _held(self, on: PartialDate | None) -> None:
        self.held = True
        self.on = on or self.on

    def attend(
        self,
        organisation: Organisation,
        *,
        on: PartialDate | None,
        office: Office | None,
        now: datetime,
    ) -> None:
        refuse_future(on, now)
        if not self.held:
            raise errors.SummitNotHeld(str(self.year))
        if on is not None and on.year != self.year:
            raise errors.DateOutsideYear(f"{on} is not in {self.year}")
        if not organisation.may_attend:
            raise errors.NotEntitledToAttend(organisation.name)
        if organisation.id in self.attended_by:
            raise errors.AlreadyAttended(f"{organisation.name}, {self.year}")
        self.trigger_event(
            self.Attended, timestamp=now, organisation_id=organisation.id, on=on, office=office
        )

    @event(Attended)
    def _attended(self, organisation_id: UUID) -> None:
        self.attended_by |= {organisation_id}


def _titled(details: SummitDetails) -> dict[str, Any]:
    if details.title is None:
        raise errors.InvalidTitle("none given")
    return vars(details)


def _refuse_impossible_meeting(
    on: PartialDate | None, reported_attendance: int | None, now: datetime
) -> None:
    refuse_future(on, now)
    within(reported_attendance, 0, 1_000_000, field="reportedAttendance")
