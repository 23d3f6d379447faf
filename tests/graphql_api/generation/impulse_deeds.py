"""What happens with impulses: they are raised, supported, decided on, put into effect, withdrawn, told of."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from domain.network import Network
from domain.ports import Command, Recorded
from domain.topics import Topic
from tests.graphql_api.generation.drawing import Drawing

# Titles that tie, that hold what JSON treats specially, and that sort by their base letters.
TITLES = ("Ehrenamtskarte", "ehrenamtskarte", "Öffnung der Räume", 'Ein "Tag" für alle', "100 % \\ Förderung")
TEXTS = ("Kurz.", 'Wir regen an:\n"weniger Bürokratie" \\ 🤝', "Absatz.\n\n" * 300)


class ImpulseDeeds:
    """Each takes a command and what it is about; who raises and supports, and where, is drawn each time."""

    def __init__(self, network: Network, draw: Drawing) -> None:
        self._network = network
        self._draw = draw

    async def raise_(self, command: Command, summits: Sequence[UUID]) -> Recorded:
        return await self._network.raise_impulse(
            command,
            self._draw.one(),
            self._draw.random.choice(summits),
            title=self._draw.random.choice(TITLES),
            text=self._draw.random.choice(TEXTS),
            topics=self._draw.some_of(Topic),
        )

    async def support(self, command: Command, impulse: UUID) -> Recorded:
        return await self._network.support_impulse(
            command, impulse, self._draw.one(), on=self._draw.late_date()
        )

    async def take_up(self, command: Command, impulse: UUID) -> Recorded:
        return await self._network.take_up_impulse(
            command, impulse, on=self._draw.late_date(), note=self._draw.random.choice(TEXTS[:2])
        )

    async def decline(self, command: Command, impulse: UUID) -> Recorded:
        return await self._network.decline_impulse(
            command, impulse, on=self._draw.late_date(), reason=self._draw.random.choice(TEXTS[:2])
        )

    async def put_into_effect(self, command: Command, impulse: UUID) -> Recorded:
        return await self._network.put_impulse_into_effect(
            command, impulse, on=self._draw.date_in(2026), effect=self._draw.random.choice(TEXTS[:2])
        )

    async def withdraw(self, command: Command, impulse: UUID) -> Recorded:
        return await self._network.withdraw_impulse(
            command, impulse, on=self._draw.date_in(2026), reason=self._draw.random.choice(TEXTS[:2])
        )

    async def report_back(self, command: Command, about: tuple[UUID, UUID]) -> Recorded:
        impulse, summit = about
        return await self._network.report_impulse_back(
            command, impulse, summit, report=self._draw.random.choice(TEXTS[:2])
        )
