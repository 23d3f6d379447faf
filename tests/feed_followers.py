"""Clients that follow the log by each way that there is, and keep how far they know it meanwhile."""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import httpx
import orjson
from websockets.asyncio.client import connect
from websockets.exceptions import WebSocketException
from websockets.typing import Subprotocol

QUERY = """subscription ($after: LogCursor, $filter: EventFilter) {
    events(after: $after, filter: $filter) { position previousPosition scannedThrough event { position } }
}"""
_AGAIN_SECONDS = 0.05


class Ended(Exception):
    """The service has ended the stream, with this code."""


@dataclass
class Follower(ABC):
    """One client; what it has seen is right or fails it.

    Attributes:
        told: by which codes its streams have ended.
    """

    url: str
    token: str
    filter: dict[str, Any] = field(default_factory=dict)
    cursor: int = 0
    seen: list[int] = field(default_factory=list)
    told: Counter[str] = field(default_factory=Counter)

    async def follow(self) -> None:
        """Comes again and again, until cancelled."""
        while True:
            try:
                await self._connect()
            except Ended as ended:
                self.told[str(ended)] += 1
            except (OSError, TimeoutError, httpx.HTTPError, WebSocketException) as error:
                self.told[type(error).__name__] += 1
            await asyncio.sleep(_AGAIN_SECONDS)

    @abstractmethod
    async def _connect(self) -> None:
        """Follows behind the cursor until the connection ends."""

    def _asked(self) -> dict[str, Any]:
        return {"query": QUERY, "variables": {"after": self.cursor, "filter": self.filter}}

    def _take(self, result: dict[str, Any]) -> None:
        if "errors" in result:
            raise Ended(result["errors"][0]["extensions"]["code"])
        frame = result["data"]["events"]
        assert frame["scannedThrough"] >= self.cursor, frame
        if frame["position"] is not None:
            assert frame["event"]["position"] == frame["position"]
            self._take_position(frame["position"], frame["previousPosition"])
        self.cursor = frame["scannedThrough"]

    def _take_position(self, position: int, previous: int) -> None:
        before = self.seen[-1] if self.seen else 0
        assert previous == before, (position, previous, self.seen[-3:], self.cursor)
        assert position > self.cursor, (position, self.cursor)
        self.seen.append(position)


class SocketFollower(Follower):
    """By graphql-transport-ws."""

    async def _connect(self) -> None:
        async with connect(
            f"ws://{self.url}/graphql",
            subprotocols=[Subprotocol("graphql-transport-ws")],
            open_timeout=3,
            ping_interval=1,
            ping_timeout=2,
            close_timeout=0.2,
        ) as socket:
            credentials = {"Authorization": f"Bearer {self.token}"}
            await self._send(socket, type="connection_init", payload=credentials)
            async for text in socket:
                message = orjson.loads(text)
                match message["type"]:
                    case "connection_ack":
                        await self._send(socket, type="subscribe", id="1", payload=self._asked())
                    case "next":
                        self._take(message["payload"])
                    case "error":
                        raise Ended(message["payload"][0]["extensions"]["code"])
                    case other:
                        raise AssertionError(other)

    @staticmethod
    async def _send(socket: Any, **message: Any) -> None:
        await socket.send(orjson.dumps(message).decode())


class StreamFollower(Follower):
    """By graphql-sse."""

    async def _connect(self) -> None:
        url = f"http://{self.url}/graphql"
        headers = {"accept": "text/event-stream", "authorization": f"Bearer {self.token}"}
        async with (
            httpx.AsyncClient(timeout=3) as http,
            http.stream("POST", url, json=self._asked(), headers=headers) as response,
        ):
            if response.status_code != 200:
                answer = orjson.loads(await response.aread())
                raise Ended(answer["errors"][0]["extensions"]["code"])
            async for message in messages(response):
                if message.get("event") == "next":
                    self._take(orjson.loads(message["data"]))


class EventsFollower(Follower):
    """By `GET /events`: a browser's EventSource, that keeps the last id."""

    async def _connect(self) -> None:
        headers = {"last-event-id": str(self.cursor), "authorization": f"Bearer {self.token}"}
        async with (
            httpx.AsyncClient(timeout=3) as http,
            http.stream("GET", f"http://{self.url}/events", params=self.filter, headers=headers) as response,
        ):
            if response.status_code != 200:
                raise Ended(orjson.loads(await response.aread())["errors"][0]["extensions"]["code"])
            async for message in messages(response):
                position = int(message["id"])
                assert position >= self.cursor
                if "data" in message:
                    told = orjson.loads(message["data"])
                    assert told["position"] == str(position)
                    self._take_position(position, int(told["previousposition"]))
                self.cursor = position


async def messages(response: httpx.Response) -> AsyncIterator[dict[str, str]]:
    """The whole messages of a stream by their fields, as EventSource reads them: what breaks off is none."""
    fields: dict[str, str] = {}
    rest = ""
    async for text in response.aiter_text():
        *lines, rest = (rest + text).split("\n")
        for line in lines:
            name, _, value = line.partition(":")
            if name:
                fields[name] = value.removeprefix(" ")
            elif not line:
                if "id" in fields or "event" in fields:
                    yield fields
                fields = {}
