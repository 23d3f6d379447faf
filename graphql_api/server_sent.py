"""Responses that go on without end, as text/event-stream: to browsers' EventSource, curl, graphql-sse."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from dataclasses import dataclass
from functools import partial
from typing import Any

from starlette.responses import StreamingResponse
from starlette.types import Message, Receive, Scope, Send

from graphql_api.media_types import EVENT_STREAM
from projections.hanging_up import HANG_UP, SHUTDOWN

COMMENT = b":\n\n"

# So much is sent at once; a client that takes as little as this in time is slow, and not gone.
_PIECE = 65_536

_END: Message = {"type": "http.response.body", "body": b"", "more_body": False}


@dataclass(frozen=True)
class Pace:
    """When what is told of a stream that rests, and when a client has gone.

    Attributes:
        heartbeat_seconds: after so long a rest something is sent, so that both sides know of each other.
        patience_seconds: a client that takes nothing so long is hung up on.
        farewell_seconds: so long the end of the stream may take, once it has come.
        admitted_seconds: so long credentials are taken for good while something is told.
    """

    heartbeat_seconds: float = 15.0
    patience_seconds: float = 30.0
    farewell_seconds: float = 1.0
    admitted_seconds: float = 60.0


PACE = Pace()


class ServerSent(StreamingResponse):
    """Sends chunks as they come, until they end, the client goes, the credentials end, or the server does.

    Args:
        chunks: closed at the end, whatever ends it.
        admitted: whether the credentials still hold.
        heartbeat: what is sent where the chunks rest.
        lasts: the seconds after which it ends; None where it does not.
    """

    def __init__(
        self,
        chunks: AsyncGenerator[bytes, None],
        admitted: Callable[[], Awaitable[bool]],
        heartbeat: Callable[[], bytes] = lambda: COMMENT,
        lasts: float | None = None,
        pace: Pace = PACE,
    ) -> None:
        headers = {"cache-control": "no-store", "x-accel-buffering": "no"}
        super().__init__(chunks, headers=headers, media_type=EVENT_STREAM)
        self._chunks = chunks
        self._admitted = admitted
        self._heartbeat = heartbeat
        self._lasts = lasts
        self._pace = pace
        self._begun = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] == "HEAD":
            await send(self._head())
            await send(_END)
            return
        extensions = scope.setdefault("extensions", {})
        ended: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        if SHUTDOWN in extensions:
            _end(ended)
        extensions[SHUTDOWN] = partial(_end, ended)
        telling = asyncio.create_task(self._tell(send))
        gone = asyncio.create_task(_gone(receive))
        try:
            waiting = {telling, gone, ended}
            await asyncio.wait(waiting, timeout=self._lasts, return_when=asyncio.FIRST_COMPLETED)
            await _cancelled(telling)
            if not gone.done() and not await self._ends(telling, send):
                extensions.get(HANG_UP, lambda: None)()
                await asyncio.wait({gone}, timeout=self._pace.farewell_seconds)
        finally:
            del extensions[SHUTDOWN]
            await _cancelled(telling, gone)

    async def _tell(self, send: Send) -> None:
        """Sends all chunks, and heartbeats where they rest. Raises TimeoutError: the client takes none."""
        now = asyncio.get_running_loop().time
        admitted_until = now() + self._pace.admitted_seconds
        await self._say(send, self._head())
        async with aclosing(self._chunks):
            while True:
                following = asyncio.create_task(_next(self._chunks))
                try:
                    while not (await asyncio.wait({following}, timeout=self._pace.heartbeat_seconds))[0]:
                        await self._say(send, _body(self._heartbeat()))
                    chunk = following.result()
                finally:
                    await _cancelled(following)
                if chunk is None:
                    return
                if now() > admitted_until:
                    if not await self._admitted():
                        return
                    admitted_until = now() + self._pace.admitted_seconds
                for begin in range(0, len(chunk), _PIECE):
                    await self._say(send, _body(chunk[begin : begin + _PIECE]))

    async def _say(self, send: Send, message: Message) -> None:
        async with asyncio.timeout(self._pace.patience_seconds):
            await send(message)
        self._begun = True

    async def _ends(self, telling: asyncio.Task[None], send: Send) -> bool:
        """Whether the client takes the end of the stream. Raises what telling has failed by."""
        try:
            if not telling.cancelled():
                telling.result()
            async with asyncio.timeout(self._pace.farewell_seconds):
                if not self._begun:
                    await send(self._head())
                await send(_END)
        except TimeoutError:
            return False
        return True

    def _head(self) -> Message:
        return {"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers}


def _end(ended: asyncio.Future[None]) -> None:
    if not ended.done():
        ended.set_result(None)


def _body(piece: bytes) -> Message:
    return {"type": "http.response.body", "body": piece, "more_body": True}


async def _next(chunks: AsyncGenerator[bytes, None]) -> bytes | None:
    return await anext(chunks, None)


async def _gone(receive: Receive) -> None:
    """Returns when the client has gone."""
    while (await receive())["type"] != "http.disconnect":
        pass


async def _cancelled(*tasks: asyncio.Task[Any]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
