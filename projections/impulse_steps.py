"""The way of each impulse, step by step: its timeline."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple
from uuid import UUID

from domain.identity import impulse_step_id
from domain.impulse import Impulse
from domain.partial_date import PartialDate
from projections.kernel import Fact, Order, ReadModel


class ImpulseStepKind(StrEnum):
    RAISED = "RAISED"
    SUPPORTED = "SUPPORTED"
    TAKEN_UP = "TAKEN_UP"
    DECLINED = "DECLINED"
    PUT_INTO_EFFECT = "PUT_INTO_EFFECT"
    WITHDRAWN = "WITHDRAWN"
    REPORTED_BACK = "REPORTED_BACK"


class ImpulseStepRow(NamedTuple):
    """A step of an impulse's way.

    Attributes:
        organisation_id: who raised or supported it.
        summit_id: the summit at which it was raised or reported back.
    """

    id: UUID
    impulse_id: UUID
    number: int
    kind: str
    organisation_id: UUID | None
    summit_id: UUID | None
    happened_on: PartialDate | None
    text: str | None
    source: str | None
    position: int
    recorded_at: datetime


def raised(fact: Fact[Impulse.Raised]) -> ImpulseStepRow:
    event = fact.event
    return _step(
        fact, 1, ImpulseStepKind.RAISED, organisation_id=event.organisation_id, summit_id=event.summit_id
    )


def supported(fact: Fact[Impulse.Supported]) -> ImpulseStepRow:
    event = fact.event
    return _step(
        fact,
        event.number,
        ImpulseStepKind.SUPPORTED,
        organisation_id=event.organisation_id,
        happened_on=event.on,
    )


def taken_up(fact: Fact[Impulse.TakenUp]) -> ImpulseStepRow:
    event = fact.event
    return _step(fact, event.number, ImpulseStepKind.TAKEN_UP, happened_on=event.on, text=event.note)


def declined(fact: Fact[Impulse.Declined]) -> ImpulseStepRow:
    event = fact.event
    return _step(fact, event.number, ImpulseStepKind.DECLINED, happened_on=event.on, text=event.reason)


def put_into_effect(fact: Fact[Impulse.PutIntoEffect]) -> ImpulseStepRow:
    event = fact.event
    return _step(fact, event.number, ImpulseStepKind.PUT_INTO_EFFECT, happened_on=event.on, text=event.effect)


def withdrawn(fact: Fact[Impulse.Withdrawn]) -> ImpulseStepRow:
    event = fact.event
    return _step(fact, event.number, ImpulseStepKind.WITHDRAWN, happened_on=event.on, text=event.reason)


def reported_back(fact: Fact[Impulse.ReportedBack]) -> ImpulseStepRow:
    event = fact.event
    return _step(
        fact, event.number, ImpulseStepKind.REPORTED_BACK, summit_id=event.summit_id, text=event.report
    )


def _step(
    fact: Fact[Any],
    number: int,
    kind: ImpulseStepKind,
    *,
    organisation_id: UUID | None = None,
    summit_id: UUID | None = None,
    happened_on: PartialDate | None = None,
    text: str | None = None,
) -> ImpulseStepRow:
    impulse = fact.event.originator_id
    return ImpulseStepRow(
        id=impulse_step_id(impulse, number),
        impulse_id=impulse,
        number=number,
        kind=kind,
        organisation_id=organisation_id,
        summit_id=summit_id,
        happened_on=happened_on,
        text=text,
        source=fact.source,
        position=fact.position,
        recorded_at=fact.recorded_at,
    )


IMPULSE_STEPS = ReadModel(
    name="impulse_steps",
    version=1,
    row=ImpulseStepRow,
    opens={
        Impulse.Raised: raised,
        Impulse.Supported: supported,
        Impulse.TakenUp: taken_up,
        Impulse.Declined: declined,
        Impulse.PutIntoEffect: put_into_effect,
        Impulse.Withdrawn: withdrawn,
        Impulse.ReportedBack: reported_back,
    },
    changes={},
    orders={"NUMBER": Order.by("number", int), "RECORDED": Order.by("position", int)},
    indexes=("impulse_id, number, id", "organisation_id, position, id", "summit_id, position, id"),
)
