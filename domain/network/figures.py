"""What public sources say of the network in numbers."""

from __future__ import annotations

from uuid import UUID

from domain import errors
from domain.network.deciding import Deciding
from domain.partial_date import PartialDate
from domain.ports import Command, Recorded
from domain.reported_figure import Figure, ReportedFigure
from domain.use_cases import use_case


class Figures(Deciding):
    @use_case
    async def report_figure(
        self,
        command: Command,
        figure: Figure,
        number: int,
        *,
        at_least: bool = False,
        on: PartialDate | None,
        says: str,
    ) -> Recorded:
        stream = await self._begun(command, ReportedFigure)
        reported = ReportedFigure.report(
            stream, figure, number, at_least=at_least, on=on, says=says, now=command.now
        )
        return await self._save(command, reported, subject=stream)

    @use_case
    async def retract_figure(self, command: Command, figure: UUID, *, reason: str) -> Recorded:
        reported = await self._changed(command, ReportedFigure, figure, errors.UnknownFigure)
        reported.retract(reason=reason, now=command.now)
        return await self._save(command, reported, subject=reported.id)
