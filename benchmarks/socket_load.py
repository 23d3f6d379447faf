"""A process of WebSocket clients that cost little: they look at the heads of frames only, and count.

It is told what to do by lines on its standard input, and answers each with a line of JSON:

    open N          opens so many connections, which subscribe
    count N         waits until each has had so many more messages, and tells when the last had them
    times N FILE    the same, and keeps when each message came
    texts N         waits as well, and tells what the first client had, which must be what each had
"""

from __future__ import annotations

import asyncio
import json
import sys
from array import array
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from time import monotonic
from typing import Any, cast
from zlib import crc32

import uvloop

INIT = b'{"type":"connection_init","payload":%s}'

_UPGRADE = (
    b"GET /graphql HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n"
    b"Sec-WebSocket-Protocol: graphql-transport-ws\r\n\r\n"
)
_TEXT, _PING, _PONG = 0x81, 0x89, 0x8A
_NEXT, _PAYLOAD, _BEGINS = b'"type":"next"', b'"payload":', 80
_MASKED, _MEDIUM, _LONG = 0x80, 126, 127


def frame(kind: int, data: bytes) -> bytes:
    """A client's frame. Its mask is zero, which changes nothing."""
    length = len(data)
    size = bytes([_MASKED | length]) if length < _MEDIUM else bytes([_MASKED | _MEDIUM]) + length.to_bytes(2)
    return bytes([kind]) + size + bytes(4) + data


class Subscriber(asyncio.Protocol):
    """Subscribes, and counts what it is told from then on."""

    def __init__(self, crowd: Crowd, subscribe: bytes) -> None:
        self._crowd = crowd
        self._subscribe = subscribe
        self._upgraded = False
        self._rest = b""
        self.seen = -1  # the acknowledgement does not count
        self.times: array[float] | None = None
        self.texts: list[str] | None = None
        self.digest: int | None = None  # of the payloads: the messages bear a client's own id

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # uvloop's have another ancestry
        self._transport.write(_UPGRADE)

    def connection_lost(self, error: Exception | None) -> None:
        self._crowd.fail(error or ConnectionError("the server hung up"))

    def data_received(self, data: bytes) -> None:
        data = self._rest + data
        begins = 0
        if not self._upgraded:
            head, ended, _ = data.partition(b"\r\n\r\n")
            if ended and not head.startswith(b"HTTP/1.1 101"):
                self._crowd.fail(ConnectionError(data.decode()))
            if not ended:
                self._rest = data
                return
            begins = len(head + ended)
            self._upgraded = True
            self._transport.write(frame(_TEXT, self._crowd.init))
        self._rest = data[self._look(data, begins) :]

    def _look(self, data: bytes, at: int) -> int:
        """Counts the frames that are whole, and returns where the rest begins."""
        told, length = 0, len(data)
        while at + 2 <= length:
            size, begins = data[at + 1], at + 2
            if size >= _MEDIUM:
                begins += 2 if size == _MEDIUM else 8
                size = int.from_bytes(data[at + 2 : begins])
            ends = begins + size
            if ends > length:
                break
            if data[at] == _TEXT:
                told += 1
                if self.seen >= 0 and data.find(_NEXT, begins, begins + _BEGINS) < 0:
                    self._crowd.fail(ConnectionError(data[begins:ends].decode()))
                if self.texts is not None:
                    self.texts.append(data[begins:ends].decode())
                if self.digest is not None:
                    self.digest = crc32(data[data.index(_PAYLOAD, begins, ends) : ends], self.digest)
            elif data[at] == _PING:
                self._transport.write(frame(_PONG, data[begins:ends]))
            else:
                self._crowd.fail(ConnectionError(f"frame of {data[at]:#x}: {data[begins:ends]!r}"))
            at = ends
        if told:
            if self.seen < 0:
                self._transport.write(frame(_TEXT, self._subscribe))
            if self.times is not None:
                self.times.extend([monotonic()] * told)
            self._crowd.saw(self, told)
        return at


class Crowd:
    """The subscribers of this process."""

    def __init__(self, port: int, init: bytes, subscribe: object) -> None:
        self.init = init
        self._port = port
        self._subscribe = subscribe
        self._subscribers: list[Subscriber] = []
        self._target = 0
        self._missing = 0
        self._reached: asyncio.Future[float]
        self._failure: Exception | None = None

    async def open(self, count: str) -> float:
        """Opens so many more, one after the other."""
        loop = asyncio.get_running_loop()
        for number in range(len(self._subscribers), len(self._subscribers) + int(count)):
            message = {"id": f"{number:032x}", "type": "subscribe", "payload": self._subscribe}
            subscriber = Subscriber(self, json.dumps(message).encode())
            self._subscribers.append(subscriber)
            await loop.create_connection(lambda it=subscriber: it, "127.0.0.1", self._port)  # type: ignore[misc]
            await self._more(0)
        return monotonic()

    async def count(self, count: str) -> float:
        return await self._more(int(count))

    async def times(self, count: str, path: str) -> float:
        for each in self._subscribers:
            each.times = array("d")
        reached = await self._more(int(count))
        kept = b"".join(each.times or b"" for each in self._subscribers)
        for each in self._subscribers:
            each.times = None
        await asyncio.to_thread(Path(path).write_bytes, kept)
        return reached

    async def texts(self, count: str) -> list[str]:
        first = self._subscribers[0]
        kept: list[str] = []
        first.texts = kept
        for each in self._subscribers:
            each.digest = 0
        await self._more(int(count))
        if any(each.digest != first.digest for each in self._subscribers):
            raise ConnectionError("not all were told the same")
        first.texts = None
        for each in self._subscribers:
            each.digest = None
        return kept

    async def _more(self, count: int) -> float:
        """Waits until each has had so many more; when that was."""
        if self._failure:
            raise self._failure
        self._target += count
        self._missing = sum(each.seen < self._target for each in self._subscribers)
        self._reached = asyncio.get_running_loop().create_future()
        return await self._reached if self._missing else monotonic()

    def saw(self, subscriber: Subscriber, told: int) -> None:
        before = subscriber.seen
        subscriber.seen += told
        if before < self._target <= subscriber.seen:
            self._missing -= 1
            if not self._missing and not self._reached.done():
                self._reached.set_result(monotonic())

    def fail(self, error: Exception) -> None:
        """Has what is waited for fail, or what is waited for next."""
        self._failure = error
        if not self._reached.done():
            self._reached.set_exception(error)


async def obey(crowd: Crowd) -> None:
    loop = asyncio.get_running_loop()
    commands: dict[str, Callable[..., Any]] = {
        each.__name__: each for each in (crowd.open, crowd.count, crowd.times, crowd.texts)
    }
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        name, *arguments = line.split()
        print(json.dumps(await commands[name](*arguments)), flush=True)


if __name__ == "__main__":
    port, payload, subscribe = json.loads(sys.argv[1])
    with suppress(KeyboardInterrupt):
        uvloop.run(obey(Crowd(port, INIT % json.dumps(payload).encode(), subscribe)))
