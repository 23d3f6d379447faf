"""WebSockets that are talked to past ASGI: the server, and clients that listen or do not."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import uvicorn
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from infra.command_line import server_config
from infra.settings import Settings
from projections.direct_sockets import EXTENSION, DirectSocket
from tests.waiting import until

Talk = Callable[[WebSocket, DirectSocket], Awaitable[None]]

UPGRADE = (
    b"GET / HTTP/1.1\r\nHost: register\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n"
)
MORE_THAN_SOCKETS_HOLD = [bytes(1_000_000)] * 30


@asynccontextmanager
async def served(
    talk: Talk, ping_interval: float = 20, ping_timeout: float = 20
) -> AsyncIterator[uvicorn.Server]:
    """A server that accepts every connection and talks to it."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        websocket = WebSocket(scope, receive, send)
        await websocket.accept()
        await talk(websocket, scope["extensions"][EXTENSION])

    config = server_config(Settings(), workers=1)
    config.app, config.factory, config.lifespan = app, False, "off"
    config.ws_ping_interval, config.ws_ping_timeout = ping_interval, ping_timeout
    server = uvicorn.Server(config)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        config.port = listening.getsockname()[1]
        serving = asyncio.create_task(server.serve([listening]))

        async def started() -> bool:
            return server.started

        await until(started, 5)
        try:
            yield server
        finally:
            server.should_exit = True
            await serving


def client(server: uvicorn.Server) -> connect:
    return connect(f"ws://127.0.0.1:{server.config.port}/", max_size=None, proxy=None)


@asynccontextmanager
async def deaf_client(server: uvicorn.Server) -> AsyncIterator[socket.socket]:
    """A client that reads nothing."""
    with socket.socket() as deaf:
        deaf.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        deaf.setblocking(False)
        await asyncio.get_running_loop().sock_connect(deaf, ("127.0.0.1", server.config.port))
        await asyncio.get_running_loop().sock_sendall(deaf, UPGRADE)
        yield deaf


async def texts_of(websocket: ClientConnection) -> AsyncIterator[str]:
    try:
        while True:
            yield str(await websocket.recv())
    except ConnectionClosed:
        return


async def closing(websocket: ClientConnection) -> int | None:
    """The code that it is closed with."""
    async for _ in texts_of(websocket):
        pass
    return websocket.close_code


async def until_gone(websocket: WebSocket) -> None:
    while (await websocket.receive())["type"] != "websocket.disconnect":
        pass
