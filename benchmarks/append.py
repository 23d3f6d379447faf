"""Claim: a recorder whose callers share their commits appends ten times as fast as the stock one."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from functools import partial
from itertools import count
from time import perf_counter

import asyncpg
import uvloop
from eventsourcing.persistence import StoredEvent

from benchmarks.bare_group_commit import BareGroupCommit, InOneStatement, InOneTransaction, Record
from benchmarks.claims import Claim, medians
from benchmarks.commands import commands
from benchmarks.server import create_database
from benchmarks.stock_recorder import append_by_threads
from infra.register import Register

CALLERS = 64
COMMANDS = 19_200
STOCK_THREADS = 8
STOCK_COMMANDS = 1_600
_UNIT = "events/s"

Append = Callable[[StoredEvent], Awaitable[object]]


def measure(server: str, rounds: int) -> Iterator[Claim]:
    seeds = count(1)
    own, four, one, stock = (
        asyncio.run(create_database(server, f"append_{name}")) for name in ("own", "four", "one", "stock")
    )

    def batches(callers: int, total: int) -> list[list[StoredEvent]]:
        return commands(next(seeds), callers, total // callers)

    ours, peer, limit, least = medians(
        rounds,
        lambda: uvloop.run(append_all(own, batches(CALLERS, COMMANDS))),
        lambda: append_by_threads(stock, batches(STOCK_THREADS, STOCK_COMMANDS)),
        lambda: uvloop.run(_bare(four, InOneTransaction, batches(CALLERS, COMMANDS))),
        lambda: uvloop.run(_bare(one, InOneStatement, batches(CALLERS, COMMANDS))),
    )
    what = f"append, {CALLERS} callers, one event a command, durable"
    claim = partial(Claim, what, _UNIT, ours)
    yield claim(f"eventsourcing's PostgreSQL recorder, {STOCK_THREADS} threads", peer, least_ratio=10)
    yield claim("bare group commit: no versions, no leaves", limit, least_ratio=0.5)
    yield claim("the same in a single statement", least)


async def append_all(dsn: str, batches: Sequence[Sequence[StoredEvent]]) -> float:
    """Events a second that the register appends."""
    register = Register(dsn)
    tasks = [asyncio.create_task(each.run()) for each in (register.notices, register.group_commit)]
    try:
        return await _rate(lambda event: register.recorder.insert_events([event]), batches)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await register.database.close()


async def _bare(dsn: str, record: type[Record], batches: Sequence[Sequence[StoredEvent]]) -> float:
    connection = await asyncpg.connect(dsn)
    group_commit = BareGroupCommit(await record.prepare(connection))
    task = asyncio.create_task(group_commit.run())
    try:
        return await _rate(group_commit.append, batches)
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await connection.close()


async def _rate(append: Append, batches: Sequence[Sequence[StoredEvent]]) -> float:
    """Commands a second. Each caller's first is not counted: connections open, statements are prepared."""

    async def call(events: Sequence[StoredEvent]) -> None:
        for event in events:
            await append(event)

    await asyncio.gather(*(call(events[:1]) for events in batches))
    begun = perf_counter()
    await asyncio.gather(*(call(events[1:]) for events in batches))
    return sum(len(events) - 1 for events in batches) / (perf_counter() - begun)
