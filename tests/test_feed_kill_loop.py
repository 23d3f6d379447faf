"""Break what lies between a client and the log, again and again, while others write: whoever follows sees
every position once, in order."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from functools import partial
from random import Random

import pytest

from tests.breakable_house import House, house
from tests.databases import connected
from tests.feed_followers import EventsFollower, Follower, SocketFollower, StreamFollower
from tests.waiting import until

SECONDS = 75.0
WRITERS = 8
WAYS = (SocketFollower, StreamFollower, EventsFollower)
OF_EACH = 3
FILTER = {"type": ["organisation.renamed"]}
# Answers all positions; those of renamings.
POSITIONS = "SELECT notification_id FROM events ORDER BY 1"
RENAMINGS = "SELECT notification_id FROM events WHERE topic = 'organisation.renamed' ORDER BY 1"


class Clients:
    """Followers of every kind, each of which can be killed and comes again with what it knows."""

    def __init__(self, url: str, token: str) -> None:
        self.followers: list[Follower] = [
            way(url, token, filter) for way in WAYS for filter in ({}, FILTER) for _ in range(OF_EACH)
        ]
        self._following = [asyncio.create_task(each.follow()) for each in self.followers]

    async def kill_one(self, random: Random) -> None:
        number = random.randrange(len(self.followers))
        self._following[number].cancel()
        await asyncio.wait({self._following[number]})
        self._following[number] = asyncio.create_task(self.followers[number].follow())

    def look(self) -> None:
        """Raises what one of them has seen that it must not."""
        for task in self._following:
            if task.done():
                task.result()

    async def end(self) -> None:
        for task in self._following:
            task.cancel()
        await asyncio.wait(self._following)


@pytest.mark.soak
async def test_who_follows_sees_every_position_once_whatever_breaks() -> None:
    random = Random(20171206)
    async with house(random) as built, AsyncExitStack() as stack:
        assert built.served is not None
        clients = Clients(f"127.0.0.1:{built.path.port}", built.served.token)
        stack.push_async_callback(clients.end)
        writing = [asyncio.create_task(built.write()) for _ in range(WRITERS)]
        broken = await _break_again_and_again(built, clients, random)
        for task in writing:
            task.cancel()
        await asyncio.wait(writing)
        positions, renamings = await _recorded(built.dsn)
        assert positions == list(range(1, len(positions) + 1))
        known = [renamings if each.filter else positions for each in clients.followers]

        async def all_know() -> bool:
            clients.look()
            return all(
                each.seen[-1:] == all_[-1:] for each, all_ in zip(clients.followers, known, strict=True)
            )

        await until(all_know, 30)
        told = sum((each.told for each in clients.followers), Counter[str]())
        assert [each.seen for each in clients.followers] == known
        assert not {"INTERNAL", "POSITION_NOT_RECORDED"} & told.keys(), told
        # What was broken was felt.
        assert len(broken) == len(_ways(built, clients, random)), broken
        assert len(positions) > broken.total()
        assert told.total() > broken.total()


async def _break_again_and_again(built: House, clients: Clients, random: Random) -> Counter[str]:
    """How often what was broken."""
    broken = Counter[str]()
    ways = _ways(built, clients, random)
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline:
        await asyncio.sleep(random.uniform(0.05, 2.5))
        # Each once, and then by their weights.
        left = [way for way in ways if way[0] not in broken] or ways
        ((name, _, breaking),) = random.choices(left, [weight for _, weight, _ in left])
        broken[name] += 1
        await breaking()
        clients.look()
    return broken


def _ways(
    built: House, clients: Clients, random: Random
) -> list[tuple[str, int, Callable[[], Awaitable[None]]]]:
    return [
        ("service killed", 2, built.kill_service),
        ("service restarted", 1, built.restart_service),
        ("database killed", 1, built.kill_database),
        ("all database connections killed", 3, partial(built.kill_connections, 1.0)),
        ("some database connections killed", 4, partial(built.kill_connections, 0.3)),
        ("client killed", 6, partial(clients.kill_one, random)),
        ("path cut", 3, built.cut_path),
        ("path stalled", 2, built.stall_path),
    ]


async def _recorded(dsn: str) -> tuple[list[int], list[int]]:
    async with connected(dsn) as connection:
        return (
            [row[0] for row in await connection.fetch(POSITIONS)],
            [row[0] for row in await connection.fetch(RENAMINGS)],
        )
