"""What is on the agendas of the summits (Tagesordnung)."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from domain.summit import Summit
from projections.kernel import Fact, Order, ReadModel


class AgendaItemRow(NamedTuple):
    id: UUID
    summit_id: UUID
    number: int
    title: str
    description: str | None
    position: int
    recorded_at: datetime


def added(fact: Fact[Summit.AgendaItemAdded]) -> AgendaItemRow:
    event = fact.event
    return AgendaItemRow(
        id=event.item_id,
        summit_id=event.originator_id,
        number=event.number,
        title=event.title,
        description=event.description,
        position=fact.position,
        recorded_at=fact.recorded_at,
    )


def changed(row: AgendaItemRow, fact: Fact[Summit.AgendaItemChanged]) -> AgendaItemRow:
    return row._replace(title=fact.event.title, description=fact.event.description)


def removed(_: AgendaItemRow, __: Fact[Summit.AgendaItemRemoved]) -> None:
    """It is on the agenda no more."""


AGENDA_ITEMS = ReadModel(
    name="agenda_items",
    version=1,
    row=AgendaItemRow,
    opens={Summit.AgendaItemAdded: added},
    changes={Summit.AgendaItemChanged: changed, Summit.AgendaItemRemoved: removed},
    key=lambda event: event.item_id,
    orders={"NUMBER": Order.by("number", int)},
    indexes=("summit_id, number, id",),
)
