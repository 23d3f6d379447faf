"""A WebSocket's client that keeps to no rule: it sends whatever it is given, and reads when it is told to."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

import orjson

# So little is under way that what is not read is soon felt at the other end.
_UNDER_WAY = 4096

_HANDSHAKE = (
    b"GET /graphql HTTP/1.1\r\nHost: register\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
    b"Sec-WebSocket-Protocol: graphql-transport-ws\r\n\r\n"
)

CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG = 0x0, 0x1, 0x2, 0x8, 0x9, 0xA
FINAL = 0x80


@asynccontextmanager
async def raw(url: str) -> AsyncIterator[asyncio.StreamWriter]:
    """A connection that nothing was sent on; nothing is read of it, and it is reset at the end."""
    with socket.socket() as connecting:
        connecting.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _UNDER_WAY)
        connecting.setblocking(False)
        address = "127.0.0.1", urlsplit(url).port
        await asyncio.get_running_loop().sock_connect(connecting, address)
        reader, writer = await asyncio.open_connection(sock=connecting, limit=_UNDER_WAY)
        try:
            writer._reader = reader  # type: ignore[attr-defined]
            yield writer
        finally:
            writer.transport.abort()


@asynccontextmanager
async def shaken(url: str) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    """A connection behind its handshake."""
    async with raw(url) as writer:
        writer.write(_HANDSHAKE)
        reader: asyncio.StreamReader = writer._reader  # type: ignore[attr-defined]
        head = await reader.readuntil(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 101"), head
        yield reader, writer


def frame(payload: bytes, first: int = FINAL | TEXT) -> bytes:
    """A frame, masked with nothing."""
    if len(payload) <= 125:
        head = bytes([first, 0x80 | len(payload)])
    elif len(payload) <= 65_535:
        head = bytes([first, 0xFE]) + len(payload).to_bytes(2)
    else:
        head = bytes([first, 0xFF]) + len(payload).to_bytes(8)
    return head + bytes(4) + payload


def message(**message: object) -> bytes:
    return frame(orjson.dumps(message))


async def farewell(reader: asyncio.StreamReader) -> None:
    """Returns when the service closes the connection, or hangs up."""
    try:
        async with asyncio.timeout(10):
            while bytes([FINAL | CLOSE]) not in (piece := await reader.read(4096)) and piece:
                pass
    except ConnectionResetError:
        pass
