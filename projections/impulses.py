"""The impulses, and how far each has gone."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from domain.impulse import Impulse, ImpulseState
from domain.partial_date import PartialDate
from projections.german_order import name_key
from projections.kernel import Fact, Order, ReadModel


class ImpulseRow(NamedTuple):
    id: UUID
    organisation_id: UUID
    summit_id: UUID
    title: str
    title_key: str
    text: str
    topics: tuple[str, ...]
    state: str
    supporter_count: int
    decided_on: PartialDate | None
    decision: str | None
    in_effect_on: PartialDate | None
    effect: str | None
    withdrawn_on: PartialDate | None
    withdrawn_reason: str | None
    source: str | None
    position: int
    recorded_at: datetime


def raised(fact: Fact[Impulse.Raised]) -> ImpulseRow:
    event = fact.event
    return ImpulseRow(
        id=event.originator_id,
        organisation_id=event.organisation_id,
        summit_id=event.summit_id,
        title=event.title,
        title_key=name_key(event.title),
        text=event.text,
        topics=tuple(event.topics),
        state=ImpulseState.RAISED,
        supporter_count=0,
        decided_on=None,
        decision=None,
        in_effect_on=None,
        effect=None,
        withdrawn_on=None,
        withdrawn_reason=None,
        source=fact.source,
        position=fact.position,
        recorded_at=fact.recorded_at,
    )


def supported(row: ImpulseRow, _: Fact[Impulse.Supported]) -> ImpulseRow:
    return row._replace(supporter_count=row.supporter_count + 1)


def taken_up(row: ImpulseRow, fact: Fact[Impulse.TakenUp]) -> ImpulseRow:
    event = fact.event
    return row._replace(state=ImpulseState.TAKEN_UP, decided_on=event.on, decision=event.note)


def declined(row: ImpulseRow, fact: Fact[Impulse.Declined]) -> ImpulseRow:
    event = fact.event
    return row._replace(state=ImpulseState.DECLINED, decided_on=event.on, decision=event.reason)


def put_into_effect(row: ImpulseRow, fact: Fact[Impulse.PutIntoEffect]) -> ImpulseRow:
    event = fact.event
    return row._replace(state=ImpulseState.IN_EFFECT, in_effect_on=event.on, effect=event.effect)


def withdrawn(row: ImpulseRow, fact: Fact[Impulse.Withdrawn]) -> ImpulseRow:
    event = fact.event
    return row._replace(state=ImpulseState.WITHDRAWN, withdrawn_on=event.on, withdrawn_reason=event.reason)


IMPULSES = ReadModel(
    name="impulses",
    version=1,
    row=ImpulseRow,
    opens={Impulse.Raised: raised},
    changes={
        Impulse.Supported: supported,
        Impulse.TakenUp: taken_up,
        Impulse.Declined: declined,
        Impulse.PutIntoEffect: put_into_effect,
        Impulse.Withdrawn: withdrawn,
    },
    orders={
        "RECORDED": Order.by("position", int),
        "TITLE": Order.by("title_key"),
        "SUPPORTERS": Order.by("supporter_count", int),
    },
    indexes=("organisation_id, position, id", "summit_id, position, id"),
)
