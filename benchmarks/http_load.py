"""A client of HTTP/1.1 that costs little: raw requests on connections that stay open."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from time import perf_counter
from typing import cast

from httptools import HttpResponseParser

from benchmarks.children import Child

_OK = 200
_DATA = (b'{"data":{', b'{"data": {')  # what was refused, or failed, has none
_PATIENCE_SECONDS = 60.0


def post(path: str, body: bytes, **headers: str) -> bytes:
    """A request with a JSON body."""
    more = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    head = (
        f"POST {path} HTTP/1.1\r\nHost: localhost\r\nAccept: application/json\r\n{more}"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


async def answer(server: Child, request: bytes) -> bytes:
    """The body of the answer to one request."""
    bodies: list[bytes] = []
    await _exchange(server, [request], bodies)
    return bodies[0]


async def answers(server: Child, requests: Sequence[Sequence[bytes]]) -> list[list[bytes]]:
    """The bodies of all answers, with a connection for each list of requests."""
    bodies: list[list[bytes]] = [[] for _ in requests]
    await asyncio.gather(*(_exchange(server, *each) for each in zip(requests, bodies, strict=True)))
    return bodies


async def rate(server: Child, requests: Sequence[Sequence[bytes]]) -> float:
    """Requests a second, with a connection for each list of requests."""
    begun = perf_counter()
    await asyncio.gather(*(_exchange(server, each, None) for each in requests))
    return sum(map(len, requests)) / (perf_counter() - begun)


async def _exchange(server: Child, requests: Sequence[bytes], bodies: list[bytes] | None) -> None:
    loop = asyncio.get_running_loop()
    done: asyncio.Future[None] = loop.create_future()
    transport, _ = await loop.create_connection(
        lambda: _Exchange(requests, bodies, done), server.host, server.port
    )
    try:
        async with asyncio.timeout(_PATIENCE_SECONDS):
            await done
    finally:
        transport.close()


class _Exchange(asyncio.Protocol):
    """Sends one request after the other, each when the answer to the one before is there."""

    def __init__(
        self, requests: Sequence[bytes], bodies: list[bytes] | None, done: asyncio.Future[None]
    ) -> None:
        self._requests = iter(requests)
        self._bodies = bodies
        self._done = done
        self._pieces: list[bytes] = []
        self._parser = HttpResponseParser(self)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # uvloop's have another ancestry
        self._send()

    def data_received(self, data: bytes) -> None:
        self._parser.feed_data(data)

    def connection_lost(self, error: Exception | None) -> None:
        self._fail(error or ConnectionError("the server hung up"))

    # What the parser tells

    def on_body(self, piece: bytes) -> None:
        self._pieces.append(piece)

    def on_message_complete(self) -> None:
        status = self._parser.get_status_code()
        if status != _OK or (self._bodies is None and not self._pieces[0].startswith(_DATA)):
            self._fail(ConnectionError(f"status {status}: {b''.join(self._pieces)[:200]!r}"))
            return
        if self._bodies is not None:
            self._bodies.append(b"".join(self._pieces))
        self._pieces.clear()
        self._send()

    def _send(self) -> None:
        request = next(self._requests, None)
        if request is not None:
            self._transport.write(request)
        elif not self._done.done():
            self._done.set_result(None)

    def _fail(self, error: Exception) -> None:
        if not self._done.done():
            self._done.set_exception(error)
