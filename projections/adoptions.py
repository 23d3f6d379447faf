"""Who took over which practice example, and from whom: an example's way into the area."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from domain.identity import adoption_id
from domain.partial_date import PartialDate
from domain.practice_example import PracticeExample
from projections.kernel import Fact, Order, ReadModel


class AdoptionRow(NamedTuple):
    """An adoption; `adopted_from_id` is null where it was taken from the one that shared the example."""

    id: UUID
    example_id: UUID
    organisation_id: UUID
    adopted_from_id: UUID | None
    kind: str
    adopted_on: PartialDate | None
    note: str | None
    note_on: PartialDate | None
    source: str | None
    position: int
    recorded_at: datetime


def adopted(fact: Fact[PracticeExample.Adopted]) -> AdoptionRow:
    event = fact.event
    return AdoptionRow(
        id=_key(event),
        example_id=event.originator_id,
        organisation_id=event.organisation_id,
        adopted_from_id=event.adopted_from,
        kind=event.kind,
        adopted_on=event.on,
        note=event.note,
        note_on=event.on if event.note else None,
        source=fact.source,
        position=fact.position,
        recorded_at=fact.recorded_at,
    )


def experience_reported(row: AdoptionRow, fact: Fact[PracticeExample.ExperienceReported]) -> AdoptionRow:
    return row._replace(note=fact.event.note, note_on=fact.event.on)


def _key(event: PracticeExample.Adopted | PracticeExample.ExperienceReported) -> UUID:
    return adoption_id(event.originator_id, event.organisation_id)


ADOPTIONS = ReadModel(
    name="adoptions",
    version=1,
    row=AdoptionRow,
    opens={PracticeExample.Adopted: adopted},
    changes={PracticeExample.ExperienceReported: experience_reported},
    key=_key,
    orders={
        "RECORDED": Order.by("position", int),
        "ADOPTED_ON": Order("coalesce(adopted_on, '~')", "coalesce(adopted_on, '')", str),
    },
    indexes=("example_id, position, id", "organisation_id, position, id", "adopted_from_id, position, id"),
)
