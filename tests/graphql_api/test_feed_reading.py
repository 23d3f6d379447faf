"""What happens to the read side while somebody follows: rebuilt, set back, not filled yet, out of reach."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, ExitStack
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import asyncpg
import pytest
import pytest_asyncio

from infra.feeds import LogFeeds
from infra.notices import Notices, PositionSignal
from infra.read_store import PostgresReadStore
from infra.read_tables import drop_tables, generation
from infra.settings import Settings
from projections import READ_MODELS
from projections.feeding import Frame, Page
from tests.api import Api
from tests.databases import connected
from tests.graphql_api.following import EVENTS, following, frame, frames, refused, register
from tests.graphql_api.test_websocket import served
from tests.infra.projecting import standing_still
from tests.infra.test_rebuild import rebuilt
from tests.waiting import until


@pytest_asyncio.fixture
async def url(api: Api) -> AsyncIterator[str]:
    async with served(api) as url:
        yield url


async def test_who_follows_while_the_read_models_are_rebuilt_misses_nothing(
    url: str, api: Api, dsn: str
) -> None:
    ending = asyncio.Event()
    written = 0

    async def write() -> None:
        nonlocal written
        while not ending.is_set():
            written = await register(api, f"Verband {written}")

    async def follow(filter: dict[str, Any]) -> None:
        before = 0
        async with following(url, api.token, after=0, filter=filter) as connection:
            while not (ending.is_set() and before == written):
                told = await frame(connection)
                assert told["previousPosition"] == before
                before = told["position"]
                assert before - told["previousPosition"] == 1

    async with asyncio.TaskGroup() as group:
        group.create_task(write())
        for _ in range(3):
            for filter in ({}, {"type": ["organisation.registered"]}):
                group.create_task(follow(filter))
        for _ in range(4):
            await rebuilt(dsn)
        ending.set()
        await asyncio.sleep(0)
        await register(api, "Der letzte")
        written += 1


async def test_who_follows_what_is_new_has_it_told_where_the_tables_are_not_filled_yet(
    dsn: str, tmp_path: Path
) -> None:
    settings = Settings(database_url=dsn, home=tmp_path)
    async with Api.over(settings) as before:
        for number in range(3):
            await register(before, f"Verband {number}")
    async with connected(dsn) as connection:
        await drop_tables(connection, generation(READ_MODELS))
    async with standing_still(dsn), Api.over(settings) as api, served(api) as url:
        assert await refused(url, api.token, EVENTS) == "READ_SIDE_BEHIND"


async def test_who_follows_from_a_position_waits_until_the_tables_are_filled(
    dsn: str, tmp_path: Path
) -> None:
    settings = Settings(database_url=dsn, home=tmp_path)
    async with Api.over(settings) as before:
        for number in range(3):
            await register(before, f"Verband {number}")
    async with connected(dsn) as connection:
        await drop_tables(connection, generation(READ_MODELS))
    async with AsyncExitStack() as standing:
        await standing.enter_async_context(standing_still(dsn))
        async with (
            Api.over(settings) as api,
            served(api) as url,
            following(url, api.token, after=1) as connection,
        ):
            await standing.aclose()
            assert [each["position"] for each in await frames(connection, 2)] == [2, 3]


async def test_looking_how_far_the_read_side_has_come_goes_on_whatever_comes_of_it(
    url: str, api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Notices, "_publish", lambda *_: None)
    position, failed = PostgresReadStore.position, 0

    async def failing(self: PostgresReadStore) -> int | None:
        nonlocal failed
        if failed < 2 and asyncio.current_task() in looking:
            failed += 1
            raise asyncpg.QueryCanceledError
        return await position(self)

    looking = [task for task in asyncio.all_tasks() if "LogFeeds.run" in repr(task)]
    assert looking
    monkeypatch.setattr(PostgresReadStore, "position", failing)
    async with following(url, api.token, after=0) as connection:
        for number in range(1, 4):
            await register(api, f"Verband {number}")
            assert (await frame(connection))["position"] == number

        async def has_gone_on() -> bool:
            return failed == 2

        await until(has_gone_on, 5)


async def test_what_many_feeds_keep_together_is_bounded() -> None:
    mebibyte = 2**20

    async def read(after: int) -> Page:
        return Page([Frame(after + 1, bytes(mebibyte // 4))], after + 1)

    notices: Any = SimpleNamespace(read=PositionSignal())
    feeds = LogFeeds(notices, notices)
    notices.read.advance(8)
    with ExitStack() as followers:
        entered = [followers.enter_context(feeds.feed(number, read)) for number in range(100)]
        for feed in entered:
            for after in range(8):
                assert (await feed.page(after)).scanned_through == after + 1
        assert sum(feed._kept_bytes for feed in entered) == 64 * mebibyte
    with feeds.feed("the next", read) as feed:
        for after in range(8):
            await feed.page(after)
        assert feed._kept_bytes == mebibyte
