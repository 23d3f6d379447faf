"""Successions: which organisation stands in the place of which that ended."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from domain.identity import succession_id
from domain.organisation import Organisation
from domain.partial_date import PartialDate
from projections.kernel import Fact, Order, ReadModel


class SuccessionRow(NamedTuple):
    id: UUID
    predecessor_id: UUID
    successor_id: UUID
    ending: str
    succeeded_on: PartialDate | None
    source: str | None
    position: int
    recorded_at: datetime


def succeeded(fact: Fact[Organisation.Succeeded]) -> SuccessionRow:
    event = fact.event
    return SuccessionRow(
        id=succession_id(event.predecessor_id, event.originator_id),
        predecessor_id=event.predecessor_id,
        successor_id=event.originator_id,
        ending=event.ending,
        succeeded_on=event.on,
        source=fact.source,
        position=fact.position,
        recorded_at=fact.recorded_at,
    )


SUCCESSIONS = ReadModel(
    name="successions",
    version=1,
    row=SuccessionRow,
    opens={Organisation.Succeeded: succeeded},
    changes={},
    orders={"RECORDED": Order.by("position", int)},
    indexes=("predecessor_id, position, id", "successor_id, position, id"),
)
