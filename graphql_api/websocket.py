"""Operations over a WebSocket, by the protocol graphql-transport-ws.

Strawberry keeps the protocol's state; here are who asks, what is no message of it, how operations are run,
and that credentials end.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from json import JSONDecodeError
from typing import Any, cast

import orjson
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState
from strawberry.asgi import ASGIWebSocketAdapter
from strawberry.http.exceptions import NonJsonMessageReceived, NonTextMessageReceived, WebSocketDisconnected
from strawberry.subscriptions.protocols.graphql_transport_ws.handlers import (
    BaseGraphQLTransportWSHandler,
    Operation,
)
from strawberry.subscriptions.protocols.graphql_transport_ws.types import ConnectionInitMessage, Message

from domain.callers import Caller
from domain.languages import Language
from domain.ports import CredentialsRefused, StoreUnavailable
from graphql_api.operations import Answer, Operations, Request

# From the Authorization header to who asks.
Authenticate = Callable[[str | None], Awaitable[Caller]]

# The codes by which a connection is closed: the protocol's, and 1013 of WebSockets.
MALFORMED, FORBIDDEN, TRY_AGAIN = 4400, 4403, 1013

_LONGEST_ID = 200


@dataclass
class Asking:
    """Who asks on a connection, and how; known when the connection is initialised.

    Attributes:
        authorization: the header of the handshake; of the first message's payload, where that has one.
        seen: the last position that the connection was told: no later answer is older.
    """

    operations: Operations
    authenticate: Authenticate
    now: Callable[[], datetime]
    language: Language
    authorization: str | None
    caller: Caller | None = None
    seen: int = 0


class JsonWebSocket(ASGIWebSocketAdapter):
    """Messages as JSON texts."""

    ws: WebSocket

    async def iter_json(self, *, ignore_parsing_errors: bool = False) -> Any:
        while self.ws.application_state is WebSocketState.CONNECTED:
            try:
                message = await self.ws.receive()
            except (WebSocketDisconnect, RuntimeError):
                return
            if message["type"] != "websocket.receive":
                return
            text = message.get("text")
            if text is None:
                raise NonTextMessageReceived
            try:
                yield orjson.loads(text)
            except JSONDecodeError as error:
                raise NonJsonMessageReceived from error

    async def send_json(self, message: Any) -> None:
        try:
            await self.ws.send_text(orjson.dumps(message).decode())
        except (WebSocketDisconnect, RuntimeError) as error:  # it was closed meanwhile
            raise WebSocketDisconnected from error

    async def close(self, code: int, reason: str) -> None:
        try:
            await self.ws.close(code, _short(reason))
        except (WebSocketDisconnect, RuntimeError) as error:
            raise WebSocketDisconnected from error


class Connection(BaseGraphQLTransportWSHandler[Asking | None, None]):
    """One client's connection."""

    _expiry: asyncio.TimerHandle | None = None
    _closing: asyncio.Task[None] | None = None

    @property
    def _asking(self) -> Asking:
        assert self.context is not None
        return self.context

    async def shutdown(self) -> None:
        if self._expiry:
            self._expiry.cancel()
        await super().shutdown()

    async def handle_message(self, message: Message) -> None:
        wrong = _what_is_wrong(message)
        if wrong:
            await self.handle_invalid_message(wrong)
        else:
            await super().handle_message(message)

    async def handle_connection_init(self, message: ConnectionInitMessage) -> None:
        asking = self._asking
        if not self.connection_init_received:
            payload = message.get("payload") or {}
            given = payload.get("Authorization", payload.get("authorization", asking.authorization))
            if not isinstance(given, str | None):
                await self.handle_invalid_message("Authorization must be a string")
                return
            try:
                asking.caller = await asking.authenticate(given)
            except CredentialsRefused as error:
                await self.websocket.close(FORBIDDEN, error.code)
                return
            except StoreUnavailable as error:
                await self.websocket.close(TRY_AGAIN, error.code)
                return
            self._expire(asking)
        await super().handle_connection_init(message)

    def _expire(self, asking: Asking) -> None:
        """Has the connection closed when the credentials end."""
        if asking.caller is None or asking.caller.expires is None:
            return
        left = (asking.caller.expires - asking.now()).total_seconds()
        self._expiry = asyncio.get_running_loop().call_later(left, self._close_expired)

    def _close_expired(self) -> None:
        self._closing = asyncio.create_task(self._end("CREDENTIALS_EXPIRED"))
        self._closing.add_done_callback(self._task_done)

    async def _end(self, reason: str) -> None:
        for operation in list(self.operations):
            await self.cleanup_operation(operation)
        await self.websocket.close(FORBIDDEN, reason)

    async def run_operation(self, operation: Operation[Asking | None, None]) -> None:
        asking = self._asking
        assert asking.caller is not None, "the connection is acknowledged"
        answer = await asking.operations.execute(
            Request(
                query=operation.query,
                variables=operation.variables or {},
                operation_name=operation.operation_name,
                seen=asking.seen,
                caller=asking.caller,
                language=asking.language,
            )
        )
        asking.seen = max(asking.seen, answer.position)
        try:
            await self._send(operation, answer)
        except WebSocketDisconnected:
            self.operations.pop(operation.id, None)

    async def _send(self, operation: Operation[Asking | None, None], answer: Answer) -> None:
        if answer.data is None:
            await operation.send_initial_errors(answer.errors)
            return
        payload: dict[str, Any] = {"data": orjson.Fragment(answer.data)}
        if answer.errors:
            payload["errors"] = [error.formatted for error in answer.errors]
        if answer.position:
            payload["extensions"] = {"position": answer.position}
        told = {"id": operation.id, "type": "next", "payload": payload}
        await operation.send_operation_message(cast("Message", told))
        await operation.send_operation_message({"id": operation.id, "type": "complete"})


def _what_is_wrong(message: object) -> str | None:
    """Why it is no message of the protocol; None where it is one."""
    if not isinstance(message, dict) or not isinstance(message.get("type"), str):
        return "A message is an object with a type"
    payload = message.get("payload")
    match message["type"]:
        case "connection_init" | "ping" | "pong":
            return None if isinstance(payload, dict | None) else "The payload must be an object"
        case "subscribe" | "complete":
            id_ = message.get("id")
            if not isinstance(id_, str) or not 1 <= len(id_) <= _LONGEST_ID:
                return f"An id is a string of 1 to {_LONGEST_ID} characters"
            if message["type"] == "complete":
                return None
            return _what_is_wrong_with_operation(payload)
        case other:
            return f"There is no message type {other[:40]!r}"


def _what_is_wrong_with_operation(payload: object) -> str | None:
    if not isinstance(payload, dict):
        return "The payload must be an object"
    if not isinstance(payload.get("query"), str):
        return "The query must be a string"
    if not isinstance(payload.get("variables"), dict | None):
        return "The variables must be an object"
    if not isinstance(payload.get("operationName"), str | None):
        return "The operationName must be a string"
    return None


def _short(reason: str) -> str:
    """A reason as long as a closing frame bears: 123 bytes."""
    return reason.encode()[:123].decode(errors="ignore")
