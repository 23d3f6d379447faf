"""Subscriptions of a WebSocket's client, written to its connection past ASGI."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import orjson
from starlette.websockets import WebSocket, WebSocketDisconnect

from projections.direct_sockets import EXTENSION, DirectSocket

# How long a client may take nothing before it is told that it is too slow, and before it is cut off then.
SLOW_SECONDS = 30.0
_FAREWELL_SECONDS = 5.0


class TooSlow(Exception):
    """The client takes nothing."""


def direct_socket(socket: WebSocket) -> DirectSocket:
    """The one of a connection that is served by `infra.websocket_protocol`."""
    found: DirectSocket = socket.scope["extensions"][EXTENSION]
    return found


class SocketFollower:
    """Implements `graphql_api.following.Follower` for one operation."""

    __slots__ = ("_direct", "_head", "cursor")

    def __init__(self, direct: DirectSocket, operation: str) -> None:
        self.cursor = 0
        self._direct = direct
        self._head = b'{"id":%s,"type":"next","payload":' % orjson.dumps(operation)

    @property
    def takes_more(self) -> bool:
        return self._direct.takes_more

    def write(self, frames: Sequence[bytes], cursor: int) -> None:
        self.cursor = cursor
        head = self._head
        self._direct.write([b"%b%b}" % (head, frame) for frame in frames])

    async def drained(self) -> None:
        """Raises TooSlow where the client takes nothing for too long."""
        if self._direct.takes_more:
            return
        try:
            async with asyncio.timeout(SLOW_SECONDS):
                await self._direct.writable()
        except TimeoutError as error:
            raise TooSlow from error


async def cut_off(
    socket: WebSocket, direct: DirectSocket, farewells: Sequence[bytes], code: int, reason: str
) -> None:
    """Says farewell to a client that takes nothing, and does not wait long for it to be heard."""
    direct.write(farewells)
    try:
        async with asyncio.timeout(_FAREWELL_SECONDS):
            await socket.close(code, reason)
    except (TimeoutError, WebSocketDisconnect, RuntimeError):
        direct.abort()
