"""Impulses in every state, with supporters and reports, some of whose facts were recorded wrongly."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from tests.graphql_api.generation.deeds import Deeds
from tests.graphql_api.generation.impulse_deeds import ImpulseDeeds


class ImpulseHistory:
    """Records the impulses."""

    def __init__(self, deeds: Deeds) -> None:
        self._deeds = deeds
        self._of_impulses = ImpulseDeeds(deeds.network, deeds.draw)

    async def record(self, summits: Sequence[UUID]) -> None:
        """Impulses raised at the first of these summits, and reported back at any."""
        deeds, of_impulses = self._deeds, self._of_impulses
        first = len(deeds.done)
        raised = [await deeds.do(of_impulses.raise_, summits[:4]) for _ in range(40)]
        impulses = [each.subject for each in raised if each is not None]
        for number, impulse in enumerate(impulses):
            supporters = number % 6
            await self._support(impulse, supporters)
            if number % 4:
                await deeds.do(of_impulses.decline if number % 4 == 3 else of_impulses.take_up, impulse)
            await self._support(impulse, min(supporters, 3))
            if number % 4 == 2:
                await deeds.do(of_impulses.put_into_effect, impulse)
            if number % 8 in (0, 1):
                await deeds.do(of_impulses.withdraw, impulse)
            await self._support(impulse, min(supporters, 2))
            for summit in summits:
                await deeds.do(of_impulses.report_back, (impulse, summit))
        await self._correct(first)

    async def _support(self, impulse: UUID, times: int) -> None:
        for _ in range(times):
            await self._deeds.do(self._of_impulses.support, impulse)

    async def _correct(self, first: int) -> None:
        """Facts of each kind are corrected, some of them again, and some are annulled."""
        await self._deeds.correct_each(first, 5)
        for done in self._deeds.draw.random.sample(self._deeds.done[first:], 12):
            await self._deeds.annul(done)
