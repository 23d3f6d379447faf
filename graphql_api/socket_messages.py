"""The messages of graphql-transport-ws as JSON texts, and what is none."""

from __future__ import annotations

from json import JSONDecodeError
from typing import Any

import orjson
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState
from strawberry.asgi import ASGIWebSocketAdapter
from strawberry.http.exceptions import NonJsonMessageReceived, NonTextMessageReceived, WebSocketDisconnected

_LONGEST_ID = 200


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


def what_is_wrong(message: object) -> str | None:
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
