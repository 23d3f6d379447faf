"""The stream of events: from where it begins, what comes, that nothing is missing, and how it ends."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path
from random import Random

import pytest

from graphql_api import sealed_pages
from infra.notices import Notices
from infra.settings import Settings
from tests.api import Api
from tests.databases import ask
from tests.graphql_api.streaming import Message, Serving, append, ids, serving
from tests.graphql_api.telling import ASSOCIATION, log_position, record
from tests.infra.projecting import KILL_ALL
from tests.waiting import until

# Answers the form of the pages that are kept; fails where there are several.
FORM = "SELECT (SELECT DISTINCT form FROM feed_pages)"


@pytest.fixture
async def served(api: Api) -> AsyncIterator[Serving]:
    async with serving(api) as served:
        yield served


# Where it begins


async def test_it_begins_behind_a_position_or_with_what_is_to_come(loaded_api: Api) -> None:
    last = await log_position(loaded_api)
    async with serving(loaded_api) as served:
        async with served.stream(after=0) as stream:
            assert await stream.next() == Message(id="0", retry="2000")
            assert ids(await stream.events(last)) == list(range(1, last + 1))
        async with served.stream(after=last - 5) as stream:
            assert ids(await stream.events(last)) == list(range(last - 4, last + 1))
        async with served.stream(last=str(last - 3), after=1) as stream:
            assert ids(await stream.events(last)) == list(range(last - 2, last + 1))
        async with served.stream() as stream:
            assert await stream.next() == Message(id=str(last), retry="2000")
            await record(loaded_api, "registerOrganisation", {"name": "Verein", **ASSOCIATION})
            assert ids(await stream.events(last + 1)) == [last + 1]


async def test_it_is_told_as_an_event_stream_that_nobody_keeps(served: Serving) -> None:
    async with served.stream(after=0) as stream:
        headers = stream.response.headers
        assert headers["content-type"].partition(";")[0] == "text/event-stream"
        assert headers["cache-control"] == "no-store"
        assert headers["x-accel-buffering"] == "no"
    token = {"authorization": f"Bearer {served.api.token}"}
    head = await served.api.http.head("/events", headers=token)
    assert (head.status_code, head.content) == (200, b"")


async def test_an_event_is_the_one_that_the_log_has(served: Serving) -> None:
    answer = await record(served.api, "registerOrganisation", {"name": "Verein", **ASSOCIATION})
    async with served.stream(after=0) as stream:
        (event,) = await stream.events(answer["position"])
    (node,) = (
        await served.api.data(
            "{ events { nodes { position type stream version recordedAt actor correlationId payload } } }"
        )
    )["events"]["nodes"]
    assert event["id"] == event["position"] == str(node["position"]) == "1"
    assert event["previousposition"] == "0"
    assert event["type"] == node["type"]
    assert event["subject"] == node["stream"]
    assert event["streamversion"] == node["version"]
    assert datetime.fromisoformat(event["time"]) == datetime.fromisoformat(node["recordedAt"])
    assert event["actor"] == node["actor"]
    assert event["correlationid"] == node["correlationId"]
    assert event["data"] == node["payload"]
    assert event["organisations"] == f"org_{node['stream']}"


# That nothing is missing


async def test_every_follower_is_told_every_event_once_while_more_are_recorded(api: Api, dsn: str) -> None:
    most, random = 300, Random(7)

    async def follow(served: Serving, after: int) -> list[int]:
        """Comes back now and then, with the last id."""
        seen: list[int] = []
        while not seen or seen[-1] < most:
            async with served.stream(last=str(seen[-1] if seen else after)) as stream:
                for _ in range(random.randrange(1, 120)):
                    message = await stream.next()
                    if message.data is not None:
                        seen.append(int(message.id or ""))
                        if seen[-1] == most:
                            break
        return seen

    async with serving(api) as served:
        beginnings = [0, 0, *(random.randrange(100) for _ in range(6))]
        await append(dsn, 100, 10)
        await until(lambda: _reaches(api, 100), 5)
        recording_more = asyncio.create_task(append(dsn, most - 100, 3))
        async with asyncio.timeout(30):
            seen = await asyncio.gather(*(follow(served, each) for each in beginnings))
        await recording_more
    assert seen == [list(range(after + 1, most + 1)) for after in beginnings]


async def _reaches(api: Api, position: int) -> bool:
    report = (await api.http.get("/readyz")).json()
    reached: int | None = report["readPosition"]
    return reached is not None and reached >= position


async def test_lost_notices_delay_and_lose_nothing(
    dsn: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Notices, "_publish", lambda *_: None)
    settings = Settings(database_url=dsn, home=tmp_path)
    async with Api.over(settings) as api, serving(api) as served, served.stream(after=0) as stream:
        await append(dsn, 5)
        assert ids(await stream.events(5)) == [1, 2, 3, 4, 5]


async def test_an_outage_of_the_database_delays_and_loses_nothing(served: Serving, dsn: str) -> None:
    async with served.stream(after=0) as stream:
        for number in range(1, 4):
            await ask(dsn, KILL_ALL)
            await append(dsn, 2)
            assert ids(await stream.events(2 * number)) == [2 * number - 1, 2 * number]


async def test_sealed_pages_are_as_fresh_ones(short_pages: Api, loaded_dsn: str) -> None:
    last = await log_position(short_pages)
    assert last > 500

    async def bodies(served: Serving, after: int) -> list[bytes | None]:
        messages: list[Message] = []
        async with served.stream(after=after) as stream:
            while not messages or messages[-1].id != str(last):
                messages.append(await stream.next())
        return [each.data for each in messages[1:]]

    async with serving(short_pages) as served:
        unsealed = await bodies(served, 1)
        sealed = await ask(loaded_dsn, "SELECT count(*) FROM feed_pages")
        made = await bodies(served, 0)
        assert await ask(loaded_dsn, "SELECT count(*) FROM feed_pages") == last // 100
        kept = await bodies(served, 0)
    assert sealed == last // 100 - 1  # all but the first, of which the first event was not read
    assert made == kept
    assert made[1:] == unsealed
    assert len(made) == last


async def test_pages_are_sealed_before_anybody_needs_them(
    loaded_dsn: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sealed_pages, "LENGTH", 100)
    monkeypatch.setattr(sealed_pages, "SEALING_SECONDS", 0.05)
    count = "SELECT count(*) FROM feed_pages"
    async with Api.over(Settings(database_url=loaded_dsn, home=tmp_path)) as api:
        last = await log_position(api)

        async def all_sealed() -> bool:
            return await ask(loaded_dsn, count) == last // 100

        await until(all_sealed, 10)
        for page in range(last // 100):
            await ask(loaded_dsn, f"DELETE FROM feed_pages WHERE number = {page} RETURNING number")
            await until(all_sealed, 10)
        async with serving(api) as served, served.stream(after=0) as stream:
            assert ids(await stream.events(last)) == list(range(1, last + 1))


async def test_pages_of_another_form_are_neither_read_nor_kept(
    short_pages: Api, loaded_dsn: str, tmp_path: Path
) -> None:
    async with serving(short_pages) as served, served.stream(after=0) as stream:
        await stream.events(200)
    before = await ask(loaded_dsn, FORM)
    another = Settings(database_url=loaded_dsn, home=tmp_path, origin="another.example")
    async with Api.over(another) as api, serving(api) as served, served.stream(after=0) as stream:
        events = await stream.events(200)
    assert {each["source"] for each in events} == {"urn:netzwerkregister:another.example"}
    assert before != await ask(loaded_dsn, FORM) is not None
