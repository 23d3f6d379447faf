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
from benchmarks.bare_pgbench import insert_by_pgbench
from benchmarks.claims import Claim, medians
from benchmarks.commands import commands
from benchmarks.server import create_database
from benchmarks.stock_emmett import append_by_emmett
from benchmarks.stock_recorder import append_by_threads
from infra.register import Register

CALLERS = 64
COMMANDS = 19_200
STOCK_THREADS = 8
STOCK_COMMANDS = 1_600
EMMETT_COMMANDS = 6_400
EMMETT_POOLS = (8, 16, 32, 64)
_UNIT = "events/s"
_WHAT = f"append, {CALLERS} callers, one event a command, durable"

Append = Callable[[StoredEvent], Awaitable[object]]


class Commands:
    """Commands that nobody has appended before."""

    def __init__(self) -> None:
        self._seeds = count(1)

    def __call__(self, total: int, callers: int = CALLERS) -> list[list[StoredEvent]]:
        return commands(next(self._seeds), callers, total // callers)


def measure(server: str, rounds: int) -> Iterator[Claim]:
    new = Commands()
    own, four, one, each, stock = (
        asyncio.run(create_database(server, f"append_{name}"))
        for name in ("own", "four", "one", "each", "stock")
    )
    ours, peer, limit, least, single = medians(
        rounds,
        lambda: uvloop.run(append_all(own, new(COMMANDS))),
        lambda: append_by_threads(stock, new(STOCK_COMMANDS, STOCK_THREADS)),
        lambda: uvloop.run(_bare(four, InOneTransaction, new(COMMANDS))),
        lambda: uvloop.run(_bare(one, InOneStatement, new(COMMANDS))),
        lambda: insert_by_pgbench(each, new(COMMANDS)),
    )
    for dsn in (own, four, one, each):
        asyncio.run(_check(dsn, "events", (1 + rounds) * COMMANDS))
    asyncio.run(_check(stock, "stored_events", (1 + rounds) * STOCK_COMMANDS))
    claim = partial(Claim, _WHAT, _UNIT, ours)
    yield claim(f"eventsourcing's PostgreSQL recorder, {STOCK_THREADS} threads", peer, least_ratio=10)
    yield claim("bare group commit: no versions, no leaves", limit, least_ratio=0.5)
    yield claim("the same in a single statement", least)
    yield claim(f"pgbench: the same rows, {CALLERS} connections, a transaction each", single)


def measure_peers(server: str, rounds: int) -> Iterator[Claim]:
    new = Commands()
    own, emmett = (asyncio.run(create_database(server, f"append_{name}")) for name in ("beside", "emmett"))

    def peer(pool: int) -> float:
        return append_by_emmett(emmett, pool, new(EMMETT_COMMANDS))

    best = max(EMMETT_POOLS, key=peer)
    ours, theirs = medians(rounds, lambda: uvloop.run(append_all(own, new(COMMANDS))), lambda: peer(best))
    asyncio.run(_check(own, "events", (1 + rounds) * COMMANDS))
    asyncio.run(_check(emmett, "emt_messages", (len(EMMETT_POOLS) + 1 + rounds) * EMMETT_COMMANDS))
    beside = f"emmett's PostgreSQL event store, with the best of its pools: {best} connections"
    yield Claim(_WHAT, _UNIT, ours, beside, theirs, least_ratio=3)


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


async def _check(dsn: str, table: str, appended: int) -> None:
    """Makes sure that as many events are there as were appended."""
    connection = await asyncpg.connect(dsn)
    try:
        found = await connection.fetchval(f"SELECT count(*) FROM {table}")
    finally:
        await connection.close()
    if found != appended:
        raise AssertionError(f"{table} holds {found} events instead of {appended}")
