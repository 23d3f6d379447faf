"""Rows that are streamed: of one snapshot, in batches, over connections that come back to their pool."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from time import monotonic
from typing import Any

import asyncpg
import pytest

from domain.ports import StoreUnavailable
from infra import database, read_store
from infra.database import Database
from infra.read_store import PostgresReadStore
from infra.register import Register
from projections import ORGANISATIONS
from projections.reading import (
    Batches,
    QueryTooLong,
    ReadSideBehind,
    TooBusy,
    ValueNotReadable,
)
from tests.databases import ask
from tests.graphql_api.telling import registration
from tests.infra.appending import recording
from tests.infra.projecting import KILL_ALL, caught_up
from tests.waiting import until

NUMBERS = "SELECT number::text AS data FROM generate_series(1, $1::bigint) AS number"
SLOW = "SELECT pg_sleep(60)::text AS data"
# Answers how many connections are being streamed from.
STREAMING = """SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()
AND application_name = 'netzwerkregister' AND xact_start IS NOT NULL"""
STREAMS = 2
LOST = (StoreUnavailable, ConnectionError, asyncpg.InterfaceError)


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(read_store, "_BATCH", 3)


@pytest.fixture
async def reads(dsn: str) -> AsyncIterator[PostgresReadStore]:
    """Of a register that nobody projects, whose streams soon find no connection."""
    register = Register(dsn)
    yield register.reads
    await register.database.close()


async def whole(batches: Batches) -> list[str]:
    found: list[str] = []
    while batch := await batches.next():
        found += batch
    return found


async def streaming(dsn: str, count: int) -> None:
    """Waits until so many connections are being streamed from."""

    async def holds() -> bool:
        return await ask(dsn, STREAMING) == count

    await until(holds, 5)


async def first_batch(
    reads: PostgresReadStore, statement: str, values: Sequence[object] = (), seen: int = 0
) -> None:
    async with reads.stream(statement, values, seen) as batches:
        await batches.next()


async def numbers(reads: PostgresReadStore, count: int = 7) -> list[str]:
    async with reads.stream(NUMBERS, [count]) as batches:
        return await whole(batches)


async def test_it_is_read_in_batches_to_its_end(reads: PostgresReadStore) -> None:
    async with reads.stream(NUMBERS, [7]) as batches:
        read = [list(await batches.next()) for _ in range(5)]
    assert read == [["1", "2", "3"], ["4", "5", "6"], ["7"], [], []]
    assert await numbers(reads, 6) == list("123456")
    assert await numbers(reads, 0) == []


async def test_what_is_recorded_while_it_is_read_does_not_show(register: Register, dsn: str) -> None:
    tables = register.reads.tables
    names = f"SELECT name AS data FROM {tables}.{ORGANISATIONS.table} ORDER BY name_key"
    async with recording(dsn) as recorder:
        await recorder.insert_events([registration(name) for name in "ABCDE"])
        await caught_up(register)
        async with register.reads.stream(names, []) as batches:
            first = list(await batches.next())
            await recorder.insert_events([registration("Aa"), registration("Z")])
            await caught_up(register)
            assert batches.position == 5
            assert first + await whole(batches) == list("ABCDE")
        async with register.reads.stream(names, []) as batches:
            assert batches.position == 7
            assert await whole(batches) == ["A", "Aa", *"BCDEZ"]


async def test_the_position_is_that_of_the_rows_though_something_is_recorded_between_the_two(
    register: Register, dsn: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = f"SELECT name AS data FROM {register.reads.tables}.{ORGANISATIONS.table}"
    cursor = asyncpg.Connection.cursor

    async def late_cursor(*asked: Any) -> Any:
        async with recording(dsn) as recorder:
            await recorder.insert_events([registration("A")])
            await caught_up(register)
        return await cursor(*asked)

    monkeypatch.setattr(asyncpg.Connection, "cursor", late_cursor)
    async with register.reads.stream(names, []) as batches:
        assert (batches.position, await whole(batches)) == (0, [])
    assert await register.reads.position() == 1


async def test_it_only_reads(reads: PostgresReadStore) -> None:
    with pytest.raises(asyncpg.ReadOnlySQLTransactionError):
        await first_batch(reads, "DELETE FROM generations RETURNING schema_name AS data")
    assert await numbers(reads) == list("1234567")


@pytest.mark.parametrize("how", ["to its end", "not to its end", "not at all"])
async def test_the_connection_comes_back(how: str, reads: PostgresReadStore, dsn: str) -> None:
    for _ in range(2 * STREAMS + 1):
        async with reads.stream(NUMBERS, [7]) as batches:
            if how == "to its end":
                await whole(batches)
            elif how == "not to its end":
                await batches.next()
        await streaming(dsn, 0)
    assert await numbers(reads) == list("1234567")


async def test_the_connection_comes_back_when_what_reads_fails(reads: PostgresReadStore) -> None:
    async def fail_in_the_middle() -> None:
        async with reads.stream(NUMBERS, [7]) as batches:
            await batches.next()
            raise ZeroDivisionError

    for _ in range(2 * STREAMS + 1):
        with pytest.raises(ZeroDivisionError):
            await fail_in_the_middle()
        with pytest.raises(ValueNotReadable):
            await first_batch(reads, "SELECT $1::text AS data", ["\0"])
    assert await numbers(reads) == list("1234567")


async def test_the_connection_comes_back_when_it_is_cancelled_while_the_database_works(
    reads: PostgresReadStore, dsn: str
) -> None:
    for _ in range(2):
        reading = [asyncio.create_task(first_batch(reads, SLOW)) for _ in range(STREAMS)]
        await streaming(dsn, STREAMS)
        for task in reading:
            task.cancel()
        await asyncio.wait(reading, timeout=5)
        assert all(task.cancelled() for task in reading)
        assert await numbers(reads) == list("1234567")
        await streaming(dsn, 0)


async def test_when_all_connections_are_read_from_it_is_told_and_queries_go_on(
    reads: PostgresReadStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "_CONNECT_SECONDS", 0.2)
    async with AsyncExitStack() as opened:
        for _ in range(STREAMS):
            batches = await opened.enter_async_context(reads.stream(NUMBERS, [7]))
            await batches.next()
        began = monotonic()
        with pytest.raises(TooBusy):
            await numbers(reads)
        assert monotonic() - began < 2
        asked = await reads.read("SELECT 'x' AS data, 0::bigint AS position", [])
        assert asked == ("x", 0)
    assert await numbers(reads) == list("1234567")


async def test_a_position_that_is_not_reached_is_told_and_nothing_is_held(reads: PostgresReadStore) -> None:
    impatient = PostgresReadStore(reads._database, reads._notices, reads.tables, patience_seconds=0)
    for _ in range(2 * STREAMS + 1):
        with pytest.raises(ReadSideBehind):
            await first_batch(impatient, NUMBERS, [7], seen=1)
    assert await numbers(reads) == list("1234567")


async def test_a_batch_that_takes_too_long_is_told(reads: PostgresReadStore, dsn: str) -> None:
    hasty = Database(dsn, statement_seconds=0.2)
    impatient = PostgresReadStore(hasty, reads._notices, reads.tables)
    with pytest.raises(QueryTooLong):
        await first_batch(impatient, SLOW)
    assert await numbers(impatient) == list("1234567")
    await hasty.close()


# Cut off


async def interrupted(reads: PostgresReadStore, interrupt: Callable[[], Awaitable[object]]) -> None:
    """Reads on when it was interrupted."""
    async with reads.stream(NUMBERS, [7]) as batches:
        await batches.next()
        await interrupt()
        await batches.next()


async def test_a_reader_that_rests_too_long_is_cut_off(dsn: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "_IDLE_MILLISECONDS", 100)
    register = Register(dsn)
    for _ in range(STREAMS + 1):
        with pytest.raises(LOST):
            await interrupted(register.reads, lambda: streaming(dsn, 0))
        assert await numbers(register.reads) == list("1234567")
    await register.database.close()


async def test_a_stream_whose_connection_is_lost_fails_and_the_next_has_another(
    reads: PostgresReadStore, dsn: str
) -> None:
    async def answers() -> bool:
        try:
            return await numbers(reads) == list("1234567")
        except StoreUnavailable:
            return False

    with pytest.raises(LOST):
        await interrupted(reads, lambda: ask(dsn, f"SELECT count(*) FROM ({KILL_ALL}) AS killed"))
    await until(answers, 5)
