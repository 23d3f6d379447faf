"""The stream of events as another's client reads it, over a socket."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import uuid4

import httpx
import orjson
import pytest
import uvicorn

import app
from graphql_api.event_stream import EventStream
from graphql_api.server_sent import Pace
from infra.command_line import server_config
from infra.settings import Settings
from tests.api import Api
from tests.graphql_api.telling import registration
from tests.infra.appending import recording
from tests.waiting import until

# So few bytes are under way that a page of events is not.
_UNDER_WAY = 4096


@dataclass(frozen=True)
class Message:
    """What comes between two empty lines."""

    id: str | None = None
    data: bytes | None = None
    comments: tuple[str, ...] = ()
    retry: str | None = None

    @classmethod
    def parse(cls, text: bytes) -> Message:
        fields: dict[str, Any] = {}
        comments = []
        for line in text.split(b"\n"):
            name, _, value = line.partition(b":")
            if name:
                assert name.decode() not in fields, text
                fields[name.decode()] = value.removeprefix(b" ")
            else:
                comments.append(value.decode())
        assert fields.keys() <= {"id", "data", "retry"}, text
        told = {name: fields[name].decode() for name in ("id", "retry") if name in fields}
        return cls(data=fields.get("data"), comments=tuple(comments), **told)

    @property
    def event(self) -> dict[str, Any]:
        assert self.data is not None
        event: dict[str, Any] = orjson.loads(self.data)
        return event


class Stream:
    """A response that goes on."""

    def __init__(self, response: httpx.Response) -> None:
        self.response = response
        self._messages = self._read()

    async def _read(self) -> AsyncIterator[Message]:
        rest = b""
        async for chunk in self.response.aiter_bytes():
            *whole, rest = (rest + chunk).split(b"\n\n")
            for each in whole:
                yield Message.parse(each)
        assert not rest, rest

    async def next(self) -> Message:
        """The next message; comes within some seconds."""
        async with asyncio.timeout(10):
            return await anext(self._messages)

    async def events(self, last: int) -> list[dict[str, Any]]:
        """The events that come until the stream has told of all up to this position."""
        found: list[dict[str, Any]] = []
        while True:
            message = await self.next()
            if message.data is not None:
                assert message.event["id"] == message.id
                found.append(message.event)
            if message.id is not None and int(message.id) >= last:
                return found

    async def ends(self) -> list[Message]:
        """What comes before the body ends as it should."""
        async with asyncio.timeout(10):
            return [each async for each in self._messages]


@dataclass(frozen=True)
class Serving:
    """A server, and who asks it."""

    server: uvicorn.Server
    port: int
    api: Api

    @asynccontextmanager
    async def stream(
        self, token: str | None = None, last: str | None = None, **given: Any
    ) -> AsyncIterator[Stream]:
        headers = {"authorization": f"Bearer {token or self.api.token}"}
        if last is not None:
            headers["last-event-id"] = last
        async with (
            httpx.AsyncClient(base_url=f"http://127.0.0.1:{self.port}", timeout=20) as http,
            http.stream("GET", "/events", params=given, headers=headers) as response,
        ):
            assert response.status_code == 200, await response.aread()
            yield Stream(response)

    @asynccontextmanager
    async def resting(self, path: str = "/events?after=0") -> AsyncIterator[socket.socket]:
        """A client that asks and takes nothing."""
        with socket.socket() as connecting:
            connecting.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _UNDER_WAY)
            connecting.setblocking(False)
            loop = asyncio.get_running_loop()
            await loop.sock_connect(connecting, ("127.0.0.1", self.port))
            asked = f"GET {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {self.api.token}\r\n\r\n"
            await loop.sock_sendall(connecting, asked.encode())
            yield connecting

    async def held(self, count: int) -> None:
        """Waits until so many streams are being answered."""

        async def holds() -> bool:
            return len(self.server.server_state.tasks) == count

        await until(holds, 10)


@asynccontextmanager
async def serving(api: Api) -> AsyncIterator[Serving]:
    config = server_config(Settings(), 1)
    config.app, config.factory, config.lifespan = api.app, False, "off"
    server = uvicorn.Server(config)
    with socket.socket() as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _UNDER_WAY)
        listening.bind(("127.0.0.1", 0))
        running = asyncio.create_task(server.serve([listening]))

        async def started() -> bool:
            return server.started

        await until(started, 5)
        try:
            yield Serving(server, listening.getsockname()[1], api)
        finally:
            server.should_exit = True
            await running


@contextmanager
def pace(**seconds: float) -> Iterator[None]:
    """Services that are made within it have such a pace."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(app, "EventStream", partial(EventStream, pace=Pace(**seconds)))
        yield


def ids(events: list[dict[str, Any]]) -> list[int]:
    return [int(each["id"]) for each in events]


async def append(dsn: str, count: int, batch: int = 1) -> None:
    """Records so many events, some at once."""
    async with recording(dsn) as recorder:
        for number in range(0, count, batch):
            names = [f"Verein {uuid4()}" for _ in range(number, min(number + batch, count))]
            await recorder.insert_events([registration(name) for name in names])
