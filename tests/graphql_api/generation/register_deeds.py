"""What is recorded of no organisation: the declaration, and what sources report."""

from __future__ import annotations

from uuid import UUID

from domain.network import Network
from domain.partial_date import PartialDate
from domain.ports import Command, Recorded
from domain.reported_figure import Figure
from tests.graphql_api.generation.drawing import Drawing

TEXTS = ('Wir, die "Kommunen",\nerklären:\t100 % \\ Engagement — 🤝', "Kurz.", "Absatz.\r\n\r\n" * 400)


class RegisterDeeds:
    """Each takes a command and what it is about."""

    def __init__(self, network: Network, draw: Drawing) -> None:
        self._network = network
        self._draw = draw

    async def revise(self, command: Command, summit: UUID | None) -> Recorded:
        title = self._draw.random.choice(["Dritte Fassung", 'Die "vierte"', "Fünfte\\Fassung"])
        return await self._network.revise_declaration(
            command, title=title, on=self._draw.random.choice([None, PartialDate(2020)]), summit=summit
        )

    async def record_text(self, command: Command, revision: int) -> Recorded:
        return await self._network.record_revision_text(command, revision, self._draw.random.choice(TEXTS))

    async def report(self, command: Command, about: tuple[Figure, PartialDate | None]) -> Recorded:
        figure, on = about
        return await self._network.report_figure(
            command,
            figure,
            self._draw.random.choice([0, 36, 50, 91, 100]),
            at_least=self._draw.random.random() < 0.5,
            on=on,
            says=self._draw.random.choice(['"mehr als 100"', "91 Kommunen\nsind dabei"]),
        )

    async def retract(self, command: Command, figure: UUID) -> Recorded:
        return await self._network.retract_figure(command, figure, reason="never said")
