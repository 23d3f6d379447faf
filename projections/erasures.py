"""Erasures (Löschungen): which persons are erased, at whose request and why."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from domain.erasure import Erasure
from projections.kernel import Fact, Order, ReadModel


class ErasureRow(NamedTuple):
    """A person that is erased; `id` is the person's."""

    id: UUID
    asked_by: str
    reason: str
    position: int
    recorded_at: datetime


def erased(fact: Fact[Erasure.PersonErased]) -> ErasureRow:
    event = fact.event
    return ErasureRow(
        id=event.person,
        asked_by=event.asked_by,
        reason=event.reason,
        position=fact.position,
        recorded_at=fact.recorded_at,
    )


# Answers whether the contact person of a row left office on a day or before, and is not erased.
DUE_FOR_ERASURE = """({row}.left_by <= {day}
    AND NOT EXISTS (SELECT FROM {erasures} AS erasure WHERE erasure.id = {row}.id))"""

ERASURES = ReadModel(
    name="erasures",
    version=1,
    row=ErasureRow,
    opens={Erasure.PersonErased: erased},
    changes={},
    orders={"RECORDED": Order.by("position", int)},
)
