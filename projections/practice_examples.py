"""What members share: practice examples and strategies."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from domain.partial_date import PartialDate
from domain.practice_example import PracticeExample
from projections.german_order import name_key
from projections.kernel import Fact, Order, ReadModel


class PracticeExampleRow(NamedTuple):
    id: UUID
    organisation_id: UUID
    kind: str
    title: str
    title_key: str
    summary: str
    text: str
    topics: tuple[str, ...]
    target_groups: tuple[str, ...]
    link: str | None
    shared_on: PartialDate | None
    revised_on: PartialDate | None
    withdrawn: bool
    withdrawn_on: PartialDate | None
    withdrawn_reason: str | None
    adopter_count: int
    source: str | None
    position: int
    recorded_at: datetime


def shared(fact: Fact[PracticeExample.Shared]) -> PracticeExampleRow:
    event = fact.event
    return PracticeExampleRow(
        id=event.originator_id,
        organisation_id=event.organisation_id,
        kind=event.kind,
        title=event.title,
        title_key=name_key(event.title),
        summary=event.summary,
        text=event.text,
        topics=tuple(event.topics),
        target_groups=tuple(event.target_groups),
        link=event.link,
        shared_on=event.on,
        revised_on=None,
        withdrawn=False,
        withdrawn_on=None,
        withdrawn_reason=None,
        adopter_count=0,
        source=fact.source,
        position=fact.position,
        recorded_at=fact.recorded_at,
    )


def revised(row: PracticeExampleRow, fact: Fact[PracticeExample.Revised]) -> PracticeExampleRow:
    event = fact.event
    return row._replace(
        kind=event.kind,
        title=event.title,
        title_key=name_key(event.title),
        summary=event.summary,
        text=event.text,
        topics=tuple(event.topics),
        target_groups=tuple(event.target_groups),
        link=event.link,
        revised_on=event.on,
        source=fact.source or row.source,
    )


def withdrawn(row: PracticeExampleRow, fact: Fact[PracticeExample.Withdrawn]) -> PracticeExampleRow:
    event = fact.event
    return row._replace(withdrawn=True, withdrawn_on=event.on, withdrawn_reason=event.reason)


def adopted(row: PracticeExampleRow, _: Fact[PracticeExample.Adopted]) -> PracticeExampleRow:
    return row._replace(adopter_count=row.adopter_count + 1)


PRACTICE_EXAMPLES = ReadModel(
    name="practice_examples",
    version=1,
    row=PracticeExampleRow,
    opens={PracticeExample.Shared: shared},
    changes={
        PracticeExample.Revised: revised,
        PracticeExample.Withdrawn: withdrawn,
        PracticeExample.Adopted: adopted,
    },
    orders={
        "RECORDED": Order.by("position", int),
        "TITLE": Order.by("title_key"),
        "ADOPTERS": Order.by("adopter_count", int),
    },
    indexes=("organisation_id, position, id",),
)
