"""Clients take turns, however much one of them asks for."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from infra.turns import Turns
from tests.waiting import until


class Asked:
    """Those who ask for turns, and the order in which they have them."""

    def __init__(self, at_once: int) -> None:
        self.turns = Turns(at_once)
        self.taken: list[str] = []
        self._going: dict[str, asyncio.Event] = {}

    async def take(self, name: str, *clients: str) -> None:
        self._going[name] = asyncio.Event()
        async with self.turns.taken(clients):
            self.taken.append(name)
            await self._going[name].wait()

    async def begin(self, *asked: Sequence[str]) -> list[asyncio.Task[None]]:
        tasks = [asyncio.create_task(self.take(*each)) for each in asked]
        await asyncio.sleep(0)
        return tasks

    async def go(self, name: str) -> None:
        """Has this one, and then each that follows, end its turn."""

        async def has() -> bool:
            return name in self.taken

        await until(has, 5)
        self._going[name].set()


async def test_who_asks_for_much_waits_for_those_who_ask_for_little() -> None:
    asked = Asked(1)
    tasks = await asked.begin(("a1", "a"), ("a2", "a"), ("a3", "a"), ("b1", "b"), ("c1", "c"))
    for name in ("a1", "a2", "b1", "c1", "a3"):
        await asked.go(name)
    await asyncio.gather(*tasks)
    assert asked.taken == ["a1", "a2", "b1", "c1", "a3"]


async def test_what_several_want_comes_at_the_first_turn_of_any() -> None:
    asked = Asked(1)
    tasks = await asked.begin(("a1", "a"), ("a2", "a"), ("a3", "a"), ("both", "a", "b"))
    for name in ("a1", "a2", "both", "a3"):
        await asked.go(name)
    await asyncio.gather(*tasks)
    assert asked.taken == ["a1", "a2", "both", "a3"]


async def test_as_many_are_taken_at_once_as_may_be() -> None:
    asked = Asked(2)
    tasks = await asked.begin(("a1", "a"), ("a2", "a"), ("a3", "a"))
    assert asked.taken == ["a1", "a2"]
    for name in ("a1", "a2", "a3"):
        await asked.go(name)
    await asyncio.gather(*tasks)


async def test_who_goes_gives_up_the_turn() -> None:
    asked = Asked(1)
    having, waiting, last = await asked.begin(("a1", "a"), ("a2", "a"), ("b1", "b"))
    waiting.cancel()
    having.cancel()
    await asyncio.gather(having, waiting, return_exceptions=True)
    await asked.go("b1")
    await last
    assert asked.turns._asked == {}
    assert asked.turns._free == 1


async def test_a_turn_that_is_given_to_who_goes_at_that_moment_is_not_lost() -> None:
    asked = Asked(1)
    having, waiting = await asked.begin(("a1", "a"), ("b1", "b"))
    await asked.go("a1")
    await having
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)
    assert asked.turns._free == 1
