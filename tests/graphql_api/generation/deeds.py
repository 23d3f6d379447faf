"""Deeds that are recorded, and may be recorded again as corrections of themselves."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from domain.errors import Refusal
from domain.network import Network
from domain.ports import Command, Recorded
from tests.graphql_api.generation.drawing import Drawing

# From a command and what it is about to what is recorded; all else is drawn anew each time.
Deed = Callable[[Command, Any], Coroutine[Any, Any, Recorded]]


@dataclass(frozen=True)
class Done:
    """A deed that is on record as the fact at this position."""

    deed: Deed
    about: Any
    position: int


class Deeds:
    """Does what the network allows, and leaves out what it refuses."""

    def __init__(self, network: Network, draw: Drawing) -> None:
        self.network = network
        self.draw = draw
        self.done: list[Done] = []
        self.corrected: list[Done] = []
        self.annulled = 0
        self.position = 0

    async def do(self, deed: Deed, about: Any) -> Recorded | None:
        with suppress(Refusal):
            recorded = await deed(self.draw.command(), about)
            self.position = max(self.position, recorded.position)
            self.done.append(Done(deed, about, recorded.position))
            return recorded
        return None

    async def correct(self, done: Done) -> None:
        """Records the fact anew, in the place of what is on record."""
        with suppress(Refusal):
            recorded = await done.deed(self.draw.command(done.position), done.about)
            self.position = recorded.position
            self.corrected.append(Done(done.deed, done.about, recorded.position))

    async def correct_each(self, first: int, times: int) -> None:
        """Corrects so many of each deed, of those done from the first on; and some of them again."""
        by_deed: dict[Deed, list[Done]] = {}
        for done in self.done[first:]:
            by_deed.setdefault(done.deed, []).append(done)
        corrected = len(self.corrected)
        for same in by_deed.values():
            for done in self.draw.random.sample(same, min(times, len(same))):
                await self.correct(done)
        for done in self.corrected[corrected::4]:
            await self.correct(done)

    async def annul(self, done: Done) -> None:
        await self.annul_at(done.position)

    async def annul_at(self, position: int) -> None:
        with suppress(Refusal):
            annulment = await self.network.annul_fact(self.draw.command(), position, reason="an error")
            self.position = annulment.position
            self.annulled += 1
