"""The yearly summits, announced or held."""

from __future__ import annotations

from typing import NamedTuple
from uuid import UUID

from domain.partial_date import PartialDate
from domain.summit import Summit, SummitState
from projections.kernel import Fact, Order, ReadModel


class SummitRow(NamedTuple):
    id: UUID
    year: int
    title: str
    state: str
    held_on: PartialDate | None
    place: str | None
    host: str | None
    format: str | None
    reported_attendance: int | None
    reason: str | None
    source: str | None


def announced(fact: Fact[Summit.Announced]) -> SummitRow:
    return _row(fact, SummitState.ANNOUNCED, None)


def held_unannounced(fact: Fact[Summit.HeldUnannounced]) -> SummitRow:
    return _row(fact, SummitState.HELD, fact.event.reported_attendance)


def _row(
    fact: Fact[Summit.Announced | Summit.HeldUnannounced],
    state: SummitState,
    reported_attendance: int | None,
) -> SummitRow:
    event = fact.event
    return SummitRow(
        id=event.originator_id,
        year=event.year,
        title=event.title,
        state=state,
        held_on=event.on,
        place=event.place,
        host=event.host,
        format=event.format,
        reported_attendance=reported_attendance,
        reason=None,
        source=fact.source,
    )


def held(row: SummitRow, fact: Fact[Summit.Held]) -> SummitRow:
    event = fact.event
    return row._replace(
        title=event.title or row.title,
        state=SummitState.HELD,
        held_on=event.on or row.held_on,
        place=event.place or row.place,
        host=event.host or row.host,
        format=event.format or row.format,
        reported_attendance=event.reported_attendance,
        source=fact.source or row.source,
    )


def rescheduled(row: SummitRow, fact: Fact[Summit.Rescheduled]) -> SummitRow:
    return row._replace(year=fact.event.year, held_on=fact.event.on, reason=fact.event.reason)


def moved_to_format(row: SummitRow, fact: Fact[Summit.MovedToFormat]) -> SummitRow:
    return row._replace(format=fact.event.format, place=fact.event.place)


def cancelled(row: SummitRow, fact: Fact[Summit.Cancelled]) -> SummitRow:
    return row._replace(state=SummitState.CANCELLED, reason=fact.event.reason)


def opened(row: SummitRow, fact: Fact[Summit.Opened]) -> SummitRow:
    return row._replace(state=SummitState.OPEN, held_on=fact.event.on or row.held_on)


def closed(row: SummitRow, _: Fact[Summit.Closed]) -> SummitRow:
    return row._replace(state=SummitState.CLOSED)


SUMMITS = ReadModel(
    name="summits",
    version=1,
    row=SummitRow,
    opens={Summit.Announced: announced, Summit.HeldUnannounced: held_unannounced},
    changes={
        Summit.Held: held,
        Summit.Rescheduled: rescheduled,
        Summit.MovedToFormat: moved_to_format,
        Summit.Cancelled: cancelled,
        Summit.Opened: opened,
        Summit.Closed: closed,
    },
    orders={"YEAR": Order.by("year", int)},
)
