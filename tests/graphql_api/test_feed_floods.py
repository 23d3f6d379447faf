"""Clients that flood, do not read or keep to no rule: others notice nothing, and nothing is held of them."""

from __future__ import annotations

import asyncio
import gc
import tracemalloc
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from itertools import count
from pathlib import Path
from typing import Any
from weakref import WeakSet

import httpx
import pytest
import pytest_asyncio
from websockets.exceptions import ConnectionClosed, InvalidStatus

from domain.callers import Role
from graphql_api.following import Following
from infra.feeds import LogFeeds
from infra.settings import Settings
from infra.websocket_protocol import DirectWebSocket
from tests.api import Api
from tests.graphql_api.following import EVENTS, following, frame, register, subscribe
from tests.graphql_api.raw_sockets import (
    BINARY,
    CONTINUATION,
    FINAL,
    PING,
    TEXT,
    farewell,
    message,
    raw,
    shaken,
)
from tests.graphql_api.raw_sockets import frame as raw_frame
from tests.graphql_api.test_websocket import closed, connected, initialised, send, served, told
from tests.waiting import until

BIG = EVENTS.replace("payload", " ".join(f"p{number}: payload" for number in range(90)))
BODY_BYTES = 1_048_576
MOST_CONNECTIONS = 10


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> WeakSet[Any]:
    """The feeds and the followings of the services that are made, and the sockets that are connected."""
    made: WeakSet[Any] = WeakSet()
    beginnings = (LogFeeds, "__init__"), (Following, "__init__"), (DirectWebSocket, "connection_made")
    for kind, begins in beginnings:
        begin = getattr(kind, begins)

        def noted(self: Any, *given: Any, begin: Any = begin, **named: Any) -> None:
            made.add(self)
            begin(self, *given, **named)

        monkeypatch.setattr(kind, begins, noted)
    return made


@pytest_asyncio.fixture
async def api(dsn: str, tmp_path: Path) -> AsyncIterator[Api]:
    async with Api.over(Settings(database_url=dsn, home=tmp_path, connections=MOST_CONNECTIONS)) as api:
        yield api


@pytest_asyncio.fixture
async def url(made: WeakSet[Any], api: Api) -> AsyncIterator[str]:
    """A service of which nothing is held in the end."""
    async with served(api) as url:
        await register(api, "Der erste")
        await asyncio.sleep(0.1)
        before = asyncio.all_tasks()
        yield url
        (feeds,) = (each for each in made if isinstance(each, LogFeeds))
        (followed,) = (each for each in made if isinstance(each, Following))

        async def nothing_is_held() -> bool:
            left = {task for task in asyncio.all_tasks() - before if task is not asyncio.current_task()}
            held = feeds._feeds or feeds._own or followed._groups or followed._held._held
            return not held and not left

        await until(nothing_is_held, 30)


@asynccontextmanager
async def unnoticed(url: str, api: Api) -> AsyncIterator[None]:
    """While this is entered, somebody records one thing after another, and another follows who has come
    before. All is told, each before the next is recorded."""
    numbers = count()
    ending = asyncio.Event()

    async def follow() -> None:
        last = await register(api, f"Verein {next(numbers)}")
        async with following(url, api.token, after=last - 1) as connection:
            assert (await frame(connection))["position"] == last
            begun.set()
            while not ending.is_set():
                position = await register(api, f"Verein {next(numbers)}")
                assert (await frame(connection))["position"] == position

    begun = asyncio.Event()
    task = asyncio.create_task(follow())
    beginning = asyncio.create_task(begun.wait())
    await asyncio.wait({task, beginning}, return_when=asyncio.FIRST_COMPLETED)
    beginning.cancel()
    try:
        if not task.done():
            yield
    finally:
        ending.set()
        await task


def _unsent(made: WeakSet[Any]) -> int:
    """The most bytes that wait for one client."""
    sockets = (each for each in made if isinstance(each, DirectWebSocket) and not each.disconnected)
    return max((each.transport.get_write_buffer_size() for each in sockets), default=0)


async def test_connections_and_subscriptions_beyond_what_may_be_held(
    url: str, api: Api, caplog: pytest.LogCaptureFixture
) -> None:
    async with unnoticed(url, api), AsyncExitStack() as stack:
        for _ in range(MOST_CONNECTIONS - 1):
            connection = await stack.enter_async_context(connected(url))
            await initialised(connection, api.token)
            stack.callback(connection.transport.abort)
            for number in range(25):
                await subscribe(connection, EVENTS, id=str(number))
        for _ in range(5):
            with pytest.raises(InvalidStatus) as refused:
                await stack.enter_async_context(connected(url))
            assert refused.value.response.status_code == 429
        headers = {"accept": "text/event-stream", "authorization": f"Bearer {api.token}"}
        async with httpx.AsyncClient() as http:
            http_url = url.replace("ws:", "http:")
            answer = await http.post(http_url, json={"query": EVENTS}, headers=headers)
            assert answer.status_code == 429
    assert not caplog.records


async def test_clients_that_never_read(
    url: str, api: Api, made: WeakSet[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("graphql_api.socket_followers.SLOW_SECONDS", 1.0)
    monkeypatch.setattr("graphql_api.socket_followers._FAREWELL_SECONDS", 0.2)
    integrator = api.acting_as(Role.INTEGRATOR).token  # who follows together with others
    for number in range(100):
        await register(api, f"Verband {number}")
    async with unnoticed(url, api), AsyncExitStack() as stack:
        earlier = set(made)
        sockets: set[Any] = set()  # held, as who is cut off is soon forgotten
        for each in range(MOST_CONNECTIONS - 1):
            _, writer = await stack.enter_async_context(shaken(url))
            payload = {"query": BIG, "variables": {"after": 0}}
            token = api.token if each % 2 else integrator
            init = message(type="connection_init", payload={"Authorization": f"Bearer {token}"})
            asked = [message(type="subscribe", id=str(number), payload=payload) for number in range(5)]
            sockets |= set(made) - earlier
            writer.write(init + b"".join(asked))

        async def cut_off() -> bool:
            assert _unsent(made) < 2_000_000
            return len(sockets) == MOST_CONNECTIONS - 1 and all(each.disconnected for each in sockets)

        await until(cut_off, 15)


async def test_pings_of_who_does_not_read_pile_nothing_up(url: str, api: Api, made: WeakSet[Any]) -> None:
    async with unnoticed(url, api), shaken(url) as (_, writer):
        pings = raw_frame(bytes(125), FINAL | PING) * 500
        try:
            async with asyncio.timeout(1.5):
                while True:
                    writer.write(pings)
                    await writer.drain()
                    await asyncio.sleep(0)
        except TimeoutError:
            pass
        assert _unsent(made) < 1_000_000


async def test_a_ping_that_comes_while_nothing_is_taken_is_answered_then(url: str, api: Api) -> None:
    async with shaken(url) as (reader, writer):
        writer.write(raw_frame(b"x" * 125, FINAL | PING) * 20_000 + raw_frame(b"the last", FINAL | PING))
        await asyncio.sleep(0.5)
        read = b""
        async with asyncio.timeout(10):
            while not read.endswith(b"the last"):
                read = read[-8:] + await reader.read(4096)


def _of_length(length: int) -> bytes:
    shortest = b'{"type":"subscribe","id":"1","payload":{"query":"{ network { name } }#"}}'
    return shortest.replace(b"#", b"#" * (length - len(shortest) + 1))


async def test_giant_frames(url: str, api: Api) -> None:
    async with unnoticed(url, api):
        async with connected(url) as connection:
            await initialised(connection)
            await connection.send(_of_length(BODY_BYTES).decode())
            assert (await told(connection))["type"] in ("next", "error")
        async with connected(url) as connection:
            await initialised(connection)
            await connection.send(_of_length(BODY_BYTES + 1).decode())
            assert (await closed(connection))[0] == 1009
        async with connected(url) as connection:
            await initialised(connection)
            with suppress(ConnectionClosed):
                await connection.send(_of_length(200_000).decode() for _ in range(10))
            assert (await closed(connection))[0] == 1009


MALFORMED = {
    "reserved-bits": raw_frame(b"{}", 0xF1),
    "unknown-opcode": raw_frame(b"{}", FINAL | 0x3),
    "not-masked": b"\x81\x02{}",
    "no-utf-8": raw_frame(b"\xff\xfe"),
    "half-a-surrogate": raw_frame(b'{"type":"\xed\xa0\x80"}'),
    "continues-nothing": raw_frame(b"{}", FINAL | CONTINUATION),
    "begins-twice": raw_frame(b"{", TEXT) + raw_frame(b"{", TEXT),
    "long-control-frame": raw_frame(bytes(126), FINAL | PING),
    "control-frame-in-pieces": raw_frame(b"", PING),
    "binary": raw_frame(b"{}", FINAL | BINARY),
    "nested": raw_frame(b"[" * 100_000),
    "nested-message": raw_frame(b'{"type":"ping","payload":' + b'{"a":' * 5000 + b"1" + b"}" * 5001),
    "infinite-number": raw_frame(b'{"type":"ping","payload":1e999}'),
    "announced-giant": b"\x81\xff" + (2**62).to_bytes(8) + bytes(4) + b"{",
    "http-again": b"GET / HTTP/1.1\r\n\r\n",
    "close-of-one-byte": raw_frame(b"x", FINAL | 0x8),
    "close-of-no-code": raw_frame((0).to_bytes(2), FINAL | 0x8),
}


@pytest.mark.parametrize("name", sorted(MALFORMED))
async def test_malformed_frames_end_their_connection(
    url: str, api: Api, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    async with following(url, api.token) as other:
        async with shaken(url) as (reader, writer):
            writer.write(message(type="connection_init") + MALFORMED[name])
            await farewell(reader)
        position = await register(api, "Verband")
        assert (await frame(other))["position"] == position
    assert not [each for each in caplog.records if each.exc_info]


async def test_a_message_in_endless_empty_pieces(url: str, api: Api, made: WeakSet[Any]) -> None:
    async with unnoticed(url, api), shaken(url) as (reader, writer):
        writer.write(message(type="connection_init"))
        await reader.readuntil(b"}")
        writer.write(raw_frame(b"{", TEXT))
        for _ in range(200):
            writer.write(raw_frame(b"", CONTINUATION) * 1000)
            await writer.drain()
            await asyncio.sleep(0)
        writer.write(raw_frame(b"a ping", FINAL | PING))
        await reader.readuntil(b"a ping")
        assert max(len(each.frames) for each in made if isinstance(each, DirectWebSocket)) == 1
        writer.write(raw_frame(b"}", FINAL | CONTINUATION))
        await farewell(reader)


async def test_ids_used_again_and_again(url: str, api: Api) -> None:
    async with unnoticed(url, api), connected(url) as connection:
        await initialised(connection, api.token)
        for number in range(2000):
            await subscribe(connection, EVENTS, id=str(number % 3), after=0)
            if number % 7 == 0:
                while (await told(connection))["id"] != str(number % 3):
                    pass
            await send(connection, type="complete", id=str(number % 3))
        await send(connection, type="ping", payload={})
        while (await told(connection))["type"] != "pong":
            pass
        await subscribe(connection, "{ network { name } }", id="1")
        while (message := await told(connection))["type"] != "complete":
            pass
        assert message == {"type": "complete", "id": "1"}


async def test_half_open_connections(url: str, api: Api) -> None:
    async with unnoticed(url, api), AsyncExitStack() as stack:
        for number in range(60):
            writer = await stack.enter_async_context(raw(url))
            match number % 3:
                case 0:
                    writer.write(b"GET /graphql HTTP/1.1\r\nUpgrade: web")
                case 1:
                    writer.write(b"\x16\x03\x01")
        for _ in range(MOST_CONNECTIONS - 1):
            _, writer = await stack.enter_async_context(shaken(url))
            writer.write(message(type="connection_init")[:7])


async def _come_and_go(url: str, api: Api, number: int) -> None:
    async with connected(url) as connection:
        await initialised(connection, api.token)
        filter = {"organisation": None, "type": ["organisation.registered"]} if number % 2 else {}
        await subscribe(connection, EVENTS, after=number % 2, filter=filter)
        await frame(connection)
        if number % 3:
            connection.transport.abort()


async def _traced() -> int:
    """The bytes that are held, when all has ended that ends by itself."""
    await asyncio.sleep(0.5)
    gc.collect()
    return tracemalloc.get_traced_memory()[0]


@pytest.mark.soak
async def test_nothing_is_kept_of_a_thousand_who_come_and_go(url: str, api: Api) -> None:
    await register(api, "Der zweite")
    for number in range(100):
        await _come_and_go(url, api, number)
    tracemalloc.start()
    try:
        for number in range(50):
            await _come_and_go(url, api, number)
        before = await _traced()
        for number in range(1000):
            await _come_and_go(url, api, number)
        assert await _traced() - before < 1_000_000
    finally:
        tracemalloc.stop()
