"""Engagement officers (Engagementbeauftragte): who is an organisation's contact person, sealed."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from domain.engagement_officers import EngagementOfficers
from domain.partial_date import PartialDate
from domain.personal import Personal
from domain.rules import calendar_day
from projections.kernel import Fact, Order, ReadModel


class EngagementOfficerRow(NamedTuple):
    """A contact person.

    Attributes:
        left_by: the day by which the person certainly had left office; where that is not known, the day on
            which it was recorded. None while in office.
    """

    id: UUID
    stream_id: UUID
    organisation_id: UUID
    name: Personal
    email: Personal | None
    phone: Personal | None
    appointed_on: PartialDate | None
    in_office: bool
    stepped_down_on: PartialDate | None
    left_by: date | None
    source: str | None
    position: int
    recorded_at: datetime


def appointed(fact: Fact[EngagementOfficers.Appointed]) -> EngagementOfficerRow:
    event = fact.event
    return EngagementOfficerRow(
        id=event.person,
        stream_id=event.originator_id,
        organisation_id=event.organisation_id,
        name=event.name,
        email=event.email,
        phone=event.phone,
        appointed_on=event.on,
        in_office=True,
        stepped_down_on=None,
        left_by=None,
        source=fact.source,
        position=fact.position,
        recorded_at=fact.recorded_at,
    )


def changed(row: EngagementOfficerRow, fact: Fact[EngagementOfficers.Changed]) -> EngagementOfficerRow:
    event = fact.event
    return row._replace(name=event.name, email=event.email, phone=event.phone)


def stepped_down(
    row: EngagementOfficerRow, fact: Fact[EngagementOfficers.SteppedDown]
) -> EngagementOfficerRow:
    on = fact.event.on
    left_by = calendar_day(fact.recorded_at) if on is None else on.latest
    return row._replace(in_office=False, stepped_down_on=on, left_by=left_by)


ENGAGEMENT_OFFICERS = ReadModel(
    name="engagement_officers",
    version=2,
    row=EngagementOfficerRow,
    opens={EngagementOfficers.Appointed: appointed},
    changes={EngagementOfficers.Changed: changed, EngagementOfficers.SteppedDown: stepped_down},
    key=lambda event: event.person,
    orders={"RECORDED": Order.by("position", int)},
    indexes=("organisation_id, position, id", "stream_id", "left_by"),
)
