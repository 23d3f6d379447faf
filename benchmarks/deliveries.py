"""How soon many subscribers have what is told, whoever tells it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from time import monotonic
from typing import Any

import orjson

from benchmarks.children import Child
from benchmarks.crowd import Crowd
from benchmarks.http_load import answer, post

# Has every subscriber be told of these.
Tell = Callable[[Sequence[Any]], Coroutine[Any, Any, object]]


def sending(route: Child) -> Tell:
    """By a route that takes what is to be told."""
    return lambda items: answer(route, post("/send", orjson.dumps(items)))


async def texts(tell: Tell, items: Sequence[Any], clients: Crowd) -> list[str]:
    """The messages that each has of these."""
    clients.expect("texts", len(items))
    await tell(items)
    told: list[str] = await asyncio.to_thread(clients.told)
    return told


async def burst_rate(tell: Tell, items: Sequence[Any], clients: Crowd) -> float:
    """How many a second each has, of what is told all at once."""
    clients.expect("count", len(items))
    begun = monotonic()
    await tell(items)
    seconds: float = await asyncio.to_thread(clients.told) - begun
    return len(items) / seconds


async def paced_delays(pace: float, tell: Tell, items: Sequence[Any], clients: Crowd) -> Sequence[float]:
    """Milliseconds from telling to a delivery, of each item to each client, in order of length.

    Args:
        pace: how many are told a second.
    """
    begun: list[float] = []
    clients.expect("times", len(items))
    async with asyncio.TaskGroup() as telling:
        start = monotonic()
        for number, item in enumerate(items):
            await asyncio.sleep(start + number / pace - monotonic())
            begun.append(monotonic())
            telling.create_task(tell([item]))
        await asyncio.to_thread(clients.told)
    return sorted((came - begun[number % len(items)]) * 1_000 for number, came in enumerate(clients.times()))


def at(ordered: Sequence[float], share: float) -> float:
    return ordered[int(len(ordered) * share)]
