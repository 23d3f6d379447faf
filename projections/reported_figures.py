"""What public sources say of the network in numbers."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from domain.partial_date import PartialDate
from domain.reported_figure import ReportedFigure
from projections.kernel import Fact, Order, ReadModel


class ReportedFigureRow(NamedTuple):
    id: UUID
    figure: str
    number: int
    at_least: bool
    reported_on: PartialDate | None
    says: str
    source: str | None
    position: int
    recorded_at: datetime


def reported(fact: Fact[ReportedFigure.Reported]) -> ReportedFigureRow:
    event = fact.event
    return ReportedFigureRow(
        id=event.originator_id,
        figure=event.figure,
        number=event.number,
        at_least=event.at_least,
        reported_on=event.on,
        says=event.says,
        source=fact.source,
        position=fact.position,
        recorded_at=fact.recorded_at,
    )


def retracted(_: ReportedFigureRow, __: Fact[ReportedFigure.Retracted]) -> None:
    """Nothing is said any more."""


REPORTED_FIGURES = ReadModel(
    name="reported_figures",
    version=1,
    row=ReportedFigureRow,
    opens={ReportedFigure.Reported: reported},
    changes={ReportedFigure.Retracted: retracted},
    orders={
        "RECORDED": Order.by("position", int),
        "REPORTED_ON": Order("coalesce(reported_on, '~')", "coalesce(reported_on, '')", str),
    },
)
