"""Bodies are bounded: by what they say of their length, and by what comes."""

from __future__ import annotations

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from graphql_api.edge.refusals import BodyTooLarge
from graphql_api.responses import refused

_MOST_DIGITS = 18


class BodyLimit:
    """Refuses bodies of more bytes than `most`; the connection ends, as the rest is not read."""

    def __init__(self, app: ASGIApp, most: int) -> None:
        self._app = app
        self._most = most

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        came, begun = 0, False

        async def bounded() -> Message:
            nonlocal came
            message = await receive()
            came += len(message.get("body", b""))
            if came > self._most:
                raise _Exceeded
            return message

        async def noticed(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            if self._declared(scope) > self._most:
                raise _Exceeded
            await self._app(scope, bounded, noticed)
        except _Exceeded:
            if begun:
                raise
            response = refused(scope, BodyTooLarge({"connection": "close"}))
            await response(scope, receive, send)

    def _declared(self, scope: Scope) -> int:
        length: bytes = next((value for name, value in scope["headers"] if name == b"content-length"), b"")
        if not length.isdigit():
            return 0
        return int(length) if len(length) <= _MOST_DIGITS else self._most + 1


class _Exceeded(Exception):
    """More came than may."""
