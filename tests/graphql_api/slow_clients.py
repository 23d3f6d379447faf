"""The service on a socket, and clients that read what it sends when they please."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import uvicorn

from tests.api import Api
from tests.waiting import until

# So few bytes are under way that a whole export is not.
_UNDER_WAY = 4096


@dataclass(frozen=True)
class SlowClient:
    """One that has read the head of a response."""

    head: str
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def rest(self) -> bytes:
        """The body, as far as it comes; in chunks, the last of which is empty."""
        return await self.reader.read()

    async def hang_up(self) -> None:
        self.writer.transport.abort()


def is_whole(body: bytes) -> bool:
    return body.endswith(b"\r\n0\r\n\r\n")


@asynccontextmanager
async def served(api: Api) -> AsyncIterator[int]:
    """The port on which it is served."""
    with socket.socket() as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _UNDER_WAY)
        listening.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(api.app, lifespan="off", log_config=None))
        serving = asyncio.create_task(server.serve([listening]))
        await until(lambda: _has_started(server), 5)
        yield listening.getsockname()[1]
        server.should_exit = True
        await serving


async def _has_started(server: uvicorn.Server) -> bool:
    return server.started


@asynccontextmanager
async def slow_client(port: int, path: str) -> AsyncIterator[SlowClient]:
    with socket.socket() as connecting:
        connecting.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _UNDER_WAY)
        connecting.setblocking(False)
        await asyncio.get_running_loop().sock_connect(connecting, ("127.0.0.1", port))
        reader, writer = await asyncio.open_connection(sock=connecting, limit=_UNDER_WAY)
        writer.write(f"GET {path} HTTP/1.1\r\nHost: register\r\nConnection: close\r\n\r\n".encode())
        client = SlowClient((await reader.readuntil(b"\r\n\r\n")).decode(), reader, writer)
        yield client
        await client.hang_up()
