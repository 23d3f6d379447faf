"""Summits in every state, with agendas, invitations and attendances."""

from __future__ import annotations

from uuid import UUID

from tests.graphql_api.generation.deeds import Deeds
from tests.graphql_api.generation.summit_deeds import SummitDeeds


class SummitHistory:
    """Records the summits.

    Attributes:
        begun: where organisations may have signed and been.
    """

    def __init__(self, deeds: Deeds) -> None:
        self._deeds = deeds
        self._draw = deeds.draw
        self._of_summits = SummitDeeds(deeds.network, deeds.draw)
        self.begun: list[UUID] = []

    async def before(self) -> None:
        """Summits that were held before anybody took records; and one that was announced, too."""
        of_summits = self._of_summits
        await self._announced(2019)
        for year in (2018, 2019, 2020, 2022):
            held = await self._deeds.do(of_summits.hold, year)
            assert held is not None
            self.begun.append(held.subject)

    async def record(self) -> None:
        """A whole one, two that are going on, and planned ones that come otherwise than planned."""
        await self._whole(await self._announced(2025), 2025)
        going_on = await self._announced(2026)
        await self._plan(going_on)
        await self._open(going_on, 2026)
        await self._open(await self._announced(2024), 2024)
        await self._rescheduled()
        await self._cancelled()
        for summit in self.begun:
            for _ in range(14):
                await self._deeds.do(self._of_summits.attend, (summit, self._draw.one()))
        for summit in self.begun[:2]:
            await self._deeds.do(self._of_summits.close, summit)

    async def _whole(self, summit: UUID, year: int) -> None:
        of_summits, deeds = self._of_summits, self._deeds
        await self._plan(summit)
        await deeds.do(of_summits.move, summit)
        await deeds.do(of_summits.hold, year)
        await deeds.do(of_summits.attend_as_accepted, summit)
        for _ in range(6):
            await deeds.do(of_summits.attend, (summit, self._draw.one()))
        await deeds.do(of_summits.close, summit)

    async def _open(self, summit: UUID, year: int) -> None:
        await self._deeds.do(self._of_summits.open, (summit, year))
        self.begun.append(summit)

    async def _plan(self, summit: UUID) -> None:
        await self._set_agenda(summit)
        await self._invite(summit)

    async def _set_agenda(self, summit: UUID) -> None:
        of_summits, deeds = self._of_summits, self._deeds
        added = [await deeds.do(of_summits.add_item, summit) for _ in range(6)]
        items = [(summit, each.subject) for each in added if each is not None]
        for item in self._draw.random.sample(items, 3):
            await deeds.do(of_summits.change_item, item)
        for item in self._draw.random.sample(items, 2):
            await deeds.do(of_summits.remove_item, item)

    async def _invite(self, summit: UUID) -> None:
        of_summits, deeds, random = self._of_summits, self._deeds, self._draw.random
        named = tuple(dict.fromkeys(self._draw.one() for _ in range(8)))
        await deeds.do(of_summits.invite, (summit, named))
        for each in dict.fromkeys(self._draw.one() for _ in range(6)):
            await deeds.do(of_summits.invite, (summit, (each,)))
        await deeds.do(of_summits.invite_members, summit)
        for _ in range(30):
            await deeds.do(of_summits.answer, (summit, self._draw.one()))
        for _ in range(4):
            await deeds.do(of_summits.remind, (summit, tuple(random.sample(self._draw.few, 6))))
        for each in random.sample(named, 3):
            await deeds.do(of_summits.withdraw_invitation, (summit, each))
        await deeds.do(of_summits.invite, (summit, named[:2]))

    async def _rescheduled(self) -> None:
        """Into another year, whose number another has then."""
        of_summits, deeds = self._of_summits, self._deeds
        moving = await self._announced(2027)
        await deeds.do(of_summits.reschedule, (moving, 2028))
        await self._plan(moving)
        await self._announced(2027)

    async def _cancelled(self) -> None:
        """One is cancelled, and another is announced in its year; of one more, that is annulled."""
        of_summits, deeds = self._of_summits, self._deeds
        for year in (2029, 2030, 2031):
            summit = await self._announced(year)
            await self._set_agenda(summit)
            await deeds.do(of_summits.cancel, summit)
            if year == 2029:
                await self._announced(year)
            if year == 2030:
                await deeds.annul(deeds.done[-1])

    async def _announced(self, year: int) -> UUID:
        announced = await self._deeds.do(self._of_summits.announce, year)
        assert announced is not None
        return announced.subject
