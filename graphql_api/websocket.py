"""Operations over WebSockets, by the protocol graphql-transport-ws.

Strawberry keeps the protocol's state; here are who asks, what is no message of it, how operations are run,
and that credentials end.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from json import JSONDecodeError
from typing import Any, cast

import orjson
import strawberry
from graphql import GraphQLError
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState
from strawberry.asgi import ASGIWebSocketAdapter, GraphQL
from strawberry.http.exceptions import NonJsonMessageReceived, NonTextMessageReceived, WebSocketDisconnected
from strawberry.subscriptions import GRAPHQL_TRANSPORT_WS_PROTOCOL
from strawberry.subscriptions.protocols.graphql_transport_ws.handlers import (
    BaseGraphQLTransportWSHandler,
    Operation,
)
from strawberry.subscriptions.protocols.graphql_transport_ws.types import ConnectionInitMessage, Message

from domain.callers import Caller
from domain.errors import explain
from domain.languages import Language
from domain.ports import CredentialsRefused, StoreUnavailable
from graphql_api.accept_language import language_asked
from graphql_api.edge.admission import Gate, address_of
from graphql_api.edge.refusals import RateLimited
from graphql_api.failures import told
from graphql_api.operations import Operations
from graphql_api.planner.errors import ToldError
from graphql_api.requests import Answer, Request
from graphql_api.responses import STATUSES, failed
from graphql_api.trusted_documents import TrustedDocuments

# The codes by which a connection is closed: of the protocol, and of WebSockets.
FORBIDDEN, TRY_AGAIN = 4403, 1013

# How soon a connection is to be initialised, and how many operations may run on one at a time.
_INITIALISED_WITHIN = timedelta(seconds=10)
_MOST_OPERATIONS = 20

# The connections that an address may hold to a worker.
_MOST_CONNECTIONS = 100
_RETRY_SECONDS = "60"

_LONGEST_ID = 200


@dataclass
class Client:
    """Who asks on a connection, and how; known when the connection is initialised.

    Attributes:
        authorization: the header of the handshake; of the first message's payload, where that has one.
        seen: the last position that the connection was told: no later answer is older.
    """

    language: Language
    address: str
    authorization: str | None
    seen: int = 0


@dataclass(frozen=True)
class Serving:
    """What serves all connections.

    Attributes:
        trusted: the documents that the public may run; None where it may run any.
    """

    operations: Operations
    gate: Gate
    trusted: TrustedDocuments | None
    now: Callable[[], datetime]

    async def admit(self, client: Client) -> Caller:
        """Who asks now, counted. Raises CredentialsRefused, RateLimited, StoreUnavailable."""
        caller = await self.gate.caller(client.authorization, client.address)
        self.gate.count(caller, client.address)
        return caller

    async def answer(self, client: Client, query: str, variables: Any, operation_name: str | None) -> Answer:
        """What is told to an operation, or what is wrong with it. Raises CredentialsRefused."""
        try:
            caller = await self.admit(client)
            if self.trusted is not None:
                self.trusted.refuse_unless_may_run(query, caller)
        except RateLimited as error:
            waiting = {"code": error.code, "retryAfter": int(error.headers["retry-after"])}
            return Answer(None, [GraphQLError(explain(error, client.language), extensions=waiting)])
        except (StoreUnavailable, ToldError) as error:
            return Answer(None, [told(error, client.language)])
        asked = Request(query, variables or {}, operation_name, client.seen, caller, client.language)
        executing = self.operations.execute(asked)
        # A command is not left half done because its client has gone or does not want the answer any more.
        answer = await (asyncio.shield(executing) if self.operations.records(asked) else executing)
        client.seen = max(client.seen, answer.position)
        return answer


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


class Connection(BaseGraphQLTransportWSHandler[Client, None]):
    """One client's connection."""

    view: SocketView
    _expiry: asyncio.TimerHandle | None = None
    _closing: asyncio.Task[None] | None = None

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
        client = self.context
        if not self.connection_init_received:
            payload = message.get("payload") or {}
            given = payload.get("Authorization", payload.get("authorization", client.authorization))
            if not isinstance(given, str | None):
                await self.handle_invalid_message("Authorization must be a string")
                return
            client.authorization = given
            try:
                caller = await self.view.serving.admit(client)
            except CredentialsRefused as error:
                await self.websocket.close(FORBIDDEN, error.code)
                return
            except (RateLimited, StoreUnavailable) as error:
                await self.websocket.close(TRY_AGAIN, error.code)
                return
            self._expire(caller)
        await super().handle_connection_init(message)

    def _expire(self, caller: Caller) -> None:
        """Has the connection closed when the credentials end."""
        if caller.expires is None:
            return
        left = (caller.expires - self.view.serving.now()).total_seconds()
        self._expiry = asyncio.get_running_loop().call_later(left, self._close_expired)

    def _close_expired(self) -> None:
        self._closing = asyncio.create_task(self._end("CREDENTIALS_EXPIRED"))
        self._closing.add_done_callback(self._task_done)

    async def _end(self, reason: str, besides: str | None = None) -> None:
        """Ends the operations, besides the one that is running this, and the connection."""
        for operation in list(self.operations.keys() - {besides}):
            await self.cleanup_operation(operation)
        with suppress(WebSocketDisconnected):
            await self.websocket.close(FORBIDDEN, reason)

    async def run_operation(self, operation: Operation[Client, None]) -> None:
        asked = operation.query, operation.variables, operation.operation_name
        try:
            answer = await self.view.serving.answer(self.context, *asked)
        except CredentialsRefused as error:  # they were revoked meanwhile
            await self._end(error.code, besides=operation.id)
            return
        try:
            await self._send(operation, answer)
        except WebSocketDisconnected:
            self.operations.pop(operation.id, None)

    async def _send(self, operation: Operation[Client, None], answer: Answer) -> None:
        if answer.data is None:
            await operation.send_initial_errors(answer.errors)
            return
        payload: dict[str, Any] = {"data": orjson.Fragment(answer.data)}
        if answer.errors:
            payload["errors"] = [error.formatted for error in answer.errors]
        extensions = self.view.serving.operations.extensions(answer)
        if answer.position:
            extensions["position"] = answer.position
        payload["extensions"] = extensions
        following = {"id": operation.id, "type": "next", "payload": payload}
        await operation.send_operation_message(cast("Message", following))
        await operation.send_operation_message({"id": operation.id, "type": "complete"})


class SocketView(GraphQL[Client, None]):
    """Accepts connections: of pages, from here or a site that may ask.

    Args:
        origins: those sites.
    """

    graphql_transport_ws_handler_class = Connection
    websocket_adapter_class = JsonWebSocket

    def __init__(self, schema: strawberry.Schema, serving: Serving, origins: Sequence[str]) -> None:
        self._open: Counter[str] = Counter()
        super().__init__(
            schema,
            subscription_protocols=(GRAPHQL_TRANSPORT_WS_PROTOCOL,),
            connection_init_wait_timeout=_INITIALISED_WITHIN,
            max_subscriptions_per_connection=_MOST_OPERATIONS,
            allowed_origins=origins,
        )
        self.serving = serving

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        socket = WebSocket(scope, receive, send)
        address = address_of(socket)
        if self._open[address] >= _MOST_CONNECTIONS:
            words = explain(RateLimited(), language_asked(socket))
            denial = failed(STATUSES[RateLimited.code], words, RateLimited.code)
            denial.headers["retry-after"] = _RETRY_SECONDS
            await socket.send_denial_response(denial)
            return
        self._open[address] += 1
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._open[address] -= 1
            if not self._open[address]:
                del self._open[address]

    async def get_context(self, request: Any, response: Any) -> Client:
        return Client(language_asked(request), address_of(request), request.headers.get("authorization"))


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
