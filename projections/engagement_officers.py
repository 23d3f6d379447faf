"""Engagement officers (Engagementbeauftragte): who is an organisation's contact person, sealed."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from domain.engagement_officers import EngagementOfficers
from domain.partial_date import PartialDate
from domain.personal import Personal
from projections.kernel import Fact, Order, ReadModel


class EngagementOfficerRow(NamedTuple):
    id: UUID
    stream_id: UUID
    organisation_id: UUID
    name: Personal
    email: Personal | None
    phone: Personal | None
    appointed_on: PartialDate | None
    in_office: bool
    stepped_down_on: PartialDate | None
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
    return row._replace(in_office=False, stepped_down_on=fact.event.on)


ENGAGEMENT_OFFICERS = ReadModel(
    name="engagement_officers",
    version=1,
    row=EngagementOfficerRow,
    opens={EngagementOfficers.Appointed: appointed},
    changes={EngagementOfficers.Changed: changed, EngagementOfficers.SteppedDown: stepped_down},
    key=lambda event: event.person,
    orders={"RECORDED": Order.by("position", int)},
    indexes=("organisation_id, position, id",),
)
