"""Connections for many: handed on in turn, made anew where they are lost, let go of where they are stuck."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import asyncpg
import pytest

from infra import database
from infra.database import Database, PoolExhausted
from tests.databases import connected
from tests.waiting import until

# Answers how many sessions sleep.
ASLEEP = """
SELECT count(*) FROM pg_stat_activity
WHERE state = 'active' AND query LIKE '%pg_sleep(60)%' AND pid <> pg_backend_pid()
"""


@pytest.fixture
async def two(dsn: str) -> AsyncIterator[Database]:
    """A database with two connections for readers."""
    two = Database(dsn, readers=2)
    yield two
    await two.close()


async def pid(database: Database) -> int:
    async with database.reader() as connection:
        return int(connection.get_server_pid())


async def test_a_connection_is_used_again(two: Database) -> None:
    assert len({await pid(two) for _ in range(5)}) == 1


async def test_there_are_never_more_than_there_may_be_and_who_came_first_is_first(two: Database) -> None:
    order: list[int] = []
    at_once = most = 0

    async def use(number: int) -> None:
        nonlocal at_once, most
        async with two.reader() as connection:
            order.append(number)
            at_once += 1
            most = max(most, at_once)
            await connection.fetchval("SELECT pg_sleep(0.01)")
            at_once -= 1

    async with two.reader(), two.reader():
        pass  # they are made
    await asyncio.gather(*(use(number) for number in range(12)))
    assert order == sorted(order)
    assert most == 2


async def test_who_waits_too_long_is_told_and_others_are_not_held_up(
    two: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "_CONNECT_SECONDS", 0.05)
    async with two.reader(), two.reader():
        with pytest.raises(PoolExhausted):
            await pid(two)
    monkeypatch.undo()
    assert await pid(two)


async def test_who_gives_up_waiting_lets_the_next_one_go(two: Database) -> None:
    async with two.reader():
        async with two.reader():
            leaving, staying = (asyncio.create_task(pid(two)) for _ in range(2))
            await asyncio.sleep(0)
            leaving.cancel()
        assert await staying
    assert leaving.cancelled()
    async with two.reader(), two.reader():
        pass


async def test_a_connection_that_was_lost_is_made_anew(two: Database, dsn: str) -> None:
    lost = await pid(two)
    async with connected(dsn) as connection:
        await connection.fetchval("SELECT pg_terminate_backend($1, 5000)", lost)
    found = None
    while found is None:
        try:
            found = await pid(two)
        except ConnectionError:
            continue
    assert found != lost


async def test_what_is_cancelled_is_cancelled_in_the_database(two: Database, dsn: str) -> None:
    async def sleep() -> None:
        async with two.reader() as connection:
            await connection.fetchval("SELECT pg_sleep(60)")

    async with connected(dsn) as watching:

        async def asleep() -> bool:
            return bool(await watching.fetchval(ASLEEP))

        async def awake() -> bool:
            return not await asleep()

        sleeping = asyncio.create_task(sleep())
        await until(asleep, 10)
        sleeping.cancel()
        await asyncio.wait({sleeping})
        await until(awake, 10)
    assert await pid(two)


async def test_after_an_error_of_a_statement_the_connection_is_used_again(two: Database) -> None:
    used = await pid(two)
    with pytest.raises(asyncpg.DivisionByZeroError):
        async with two.reader() as connection:
            await connection.fetchval("SELECT 1 / 0")
    assert await pid(two) == used
