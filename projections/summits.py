"""The yearly summits, announced or held."""

from __future__ import annotations

from typing import NamedTuple
from uuid import UUID

from domain.partial_date import PartialDate
from domain.summit import Summit
from projections.kernel import Fact, Order, ReadModel


class SummitRow(NamedTuple):
    id: UUID
    year: int
    title: str
    held: bool
    held_on: PartialDate | None
    place: str | None
    host: str | None
    format: str | None
    reported_attendance: int | None
    source: str | None


def announced(fact: Fact[Summit.Announced]) -> SummitRow:
    return _row(fact, held=False, reported_attendance=None)


def held_unannounced(fact: Fact[Summit.HeldUnannounced]) -> SummitRow:
    return _row(fact, held=True, reported_attendance=fact.event.reported_attendance)


def _row(
    fact: Fact[Summit.Announced | Summit.HeldUnannounced],
    *,
    held: bool,
    reported_attendance: int | None,
) -> SummitRow:
    event = fact.event
    return SummitRow(
        id=event.originator_id,
        year=event.year,
        title=event.title,
        held=held,
        held_on=event.on,
        place=event.place,
        host=event.host,
        format=event.format,
        reported_attendance=reported_attendance,
        source=fact.source,
    )


def held(row: SummitRow, fact: Fact[Summit.Held]) -> SummitRow:
    event = fact.event
    return row._replace(
        title=event.title or row.title,
        held=True,
        held_on=event.on or row.held_on,
        place=event.place or row.place,
        host=event.host or row.host,
        format=event.format or row.format,
        reported_attendance=event.reported_attendance,
        source=fact.source or row.source,
    )


SUMMITS = ReadModel(
    name="summits",
    version=1,
    row=SummitRow,
    opens={Summit.Announced: announced, Summit.HeldUnannounced: held_unannounced},
    changes={Summit.Held: held},
    orders={"YEAR": Order.by("year", int)},
)
