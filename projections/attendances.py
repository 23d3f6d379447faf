"""Attendances: which organisation was at which summit."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from domain.identity import attendance_id
from domain.partial_date import PartialDate
from domain.summit import Summit
from projections.kernel import Fact, Order, ReadModel


class AttendanceRow(NamedTuple):
    id: UUID
    summit_id: UUID
    organisation_id: UUID
    attended_on: PartialDate | None
    office: str | None
    source: str | None
    position: int
    recorded_at: datetime


def attended(fact: Fact[Summit.Attended]) -> AttendanceRow:
    event = fact.event
    return AttendanceRow(
        id=attendance_id(event.originator_id, event.organisation_id),
        summit_id=event.originator_id,
        organisation_id=event.organisation_id,
        attended_on=event.on,
        office=event.office,
        source=fact.source,
        position=fact.position,
        recorded_at=fact.recorded_at,
    )


ATTENDANCES = ReadModel(
    name="attendances",
    version=1,
    row=AttendanceRow,
    opens={Summit.Attended: attended},
    changes={},
    orders={"RECORDED": Order.by("position", int)},
    indexes=("summit_id, position, id", "organisation_id, position, id"),
)
