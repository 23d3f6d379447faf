"""Operations over WebSockets, by the protocol graphql-transport-ws.

Strawberry keeps the protocol's state; here are who asks, what is no message of it, how operations are run,
and that credentials end.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Sequence
from contextlib import suppress
from datetime import timedelta
from typing import Any, cast

import orjson
import strawberry
from graphql import GraphQLError
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket
from strawberry.asgi import GraphQL
from strawberry.http.exceptions import WebSocketDisconnected
from strawberry.subscriptions import GRAPHQL_TRANSPORT_WS_PROTOCOL
from strawberry.subscriptions.protocols.graphql_transport_ws.handlers import (
    BaseGraphQLTransportWSHandler,
    Operation,
)
from strawberry.subscriptions.protocols.graphql_transport_ws.types import (
    ConnectionInitMessage,
    Message,
    SubscribeMessage,
)

from domain.callers import Caller
from domain.errors import explain
from domain.languages import Words
from domain.ports import CredentialsRefused, StoreUnavailable
from graphql_api.accept_language import language_asked
from graphql_api.edge.admission import address_of
from graphql_api.edge.held_connections import HeldConnections
from graphql_api.edge.refusals import RateLimited
from graphql_api.failures import told
from graphql_api.following import Subscribed
from graphql_api.requests import Answer
from graphql_api.responses import STATUSES, failed
from graphql_api.socket_followers import SocketFollower, TooSlow, cut_off, direct_socket
from graphql_api.socket_messages import JsonWebSocket, what_is_wrong
from graphql_api.socket_serving import Client, Serving

# The codes by which a connection is closed: of the protocol, and of WebSockets.
FORBIDDEN, TRY_AGAIN, GOING_AWAY = 4403, 1013, 1001

TOO_MANY_OPERATIONS = "TOO_MANY_OPERATIONS"
SLOW_CONSUMER = "SLOW_CONSUMER"
_TOO_SLOW = Words(
    en="Nothing that was sent here was taken any more. Subscribe again, with `position` as `after`.",
    de="Was hier gesendet wurde, wurde nicht mehr angenommen. Neu zu abonnieren ist mit `position` als "
    "`after`.",
)

# How long credentials are taken for good while something is followed, and how long what is being answered may
# take when the service ends.
ADMITTED_SECONDS = 60.0
_DRAINING_SECONDS = 5.0

# How soon a connection is to be initialised.
_INITIALISED_WITHIN = timedelta(seconds=10)


class Connection(BaseGraphQLTransportWSHandler[Client, None]):
    """One client's connection."""

    view: SocketView
    websocket: JsonWebSocket
    _expiry: asyncio.TimerHandle | None = None
    _admitting: asyncio.TimerHandle | None = None

    async def handle(self) -> None:
        self._followers: dict[str, SocketFollower] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._direct = direct_socket(self.websocket.ws)
        self._direct.on_shutdown = lambda: self._soon(self._drain())
        await super().handle()

    async def shutdown(self) -> None:
        for timer in (self._expiry, self._admitting):
            if timer:
                timer.cancel()
        await super().shutdown()

    async def handle_message(self, message: Message) -> None:
        wrong = what_is_wrong(message)
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
        left = caller.seconds_left(self.view.serving.now())
        if left is not None:
            self._expiry = asyncio.get_running_loop().call_later(
                left, lambda: self._soon(self._end(FORBIDDEN, "CREDENTIALS_EXPIRED"))
            )

    def _soon(self, doing: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(doing)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _drain(self) -> None:
        """Lets what is being answered end, and closes the connection so that the client connects anew."""
        answering = [each.task for id_, each in self.operations.items() if id_ not in self._followers]
        if tasks := [task for task in answering if task is not None]:
            await asyncio.wait(tasks, timeout=_DRAINING_SECONDS)
        await self._end(GOING_AWAY, "SERVICE_RESTARTS")

    async def _end(self, code: int, reason: str, besides: str | None = None) -> None:
        """Ends the operations, besides the one that is running this, and the connection."""
        for operation in list(self.operations.keys() - {besides}):
            await self.cleanup_operation(operation)
        with suppress(WebSocketDisconnected):
            await self.websocket.close(code, reason)

    async def handle_subscribe(self, message: SubscribeMessage) -> None:
        most = self.view.serving.most_operations
        known = message["id"] in self.operations  # which closes the connection
        if self.connection_acknowledged and not known and len(self.operations) >= most:
            words = Words(
                en=f"This connection has {most} operations already. Complete one of them first.",
                de=f"Diese Verbindung hat bereits {most} Operationen. Zuerst ist eine davon zu beenden.",
            )
            extensions = {"code": TOO_MANY_OPERATIONS}
            error = GraphQLError(words.in_(self.context.language), extensions=extensions)
            refused = {"id": message["id"], "type": "error", "payload": [error.formatted]}
            await self.send_message(cast("Message", refused))
            return
        await super().handle_subscribe(message)

    async def run_operation(self, operation: Operation[Client, None]) -> None:
        asked = operation.query, operation.variables, operation.operation_name
        try:
            answer = await self.view.serving.answer(self.context, *asked)
            if isinstance(answer, Subscribed):
                await self._follow(operation, answer)
            else:
                await self._send(operation, answer)
        except CredentialsRefused as error:  # they were revoked meanwhile
            await self._end(FORBIDDEN, error.code, besides=operation.id)
        except WebSocketDisconnected:
            self.operations.pop(operation.id, None)
        except Exception as error:
            await operation.send_initial_errors([told(error, self.context.language)])

    async def _follow(self, operation: Operation[Client, None], subscribed: Subscribed) -> None:
        """Tells the client what it subscribed to, as fast as it takes it."""
        follower = self._followers[operation.id] = SocketFollower(self._direct, operation.id)
        self._admit_again_soon()
        try:
            await self.view.serving.operations.following.tell(subscribed, follower)
        except TooSlow:
            await self._cut_off(operation.id)
        except Exception as error:
            await operation.send_initial_errors([told(error, self.context.language)])
        finally:
            if self._followers.get(operation.id) is follower:  # else its id is another's already
                del self._followers[operation.id]

    async def _cut_off(self, operation: str) -> None:
        """Ends the connection of a client that takes nothing, from within this operation."""
        farewells = []
        for id_, follower in self._followers.items():
            extensions = {"code": SLOW_CONSUMER, "position": follower.cursor}
            error = GraphQLError(_TOO_SLOW.in_(self.context.language), extensions=extensions)
            farewells.append(orjson.dumps({"id": id_, "type": "error", "payload": [error.formatted]}))
        for each in list(self.operations.keys() - {operation}):
            await self.cleanup_operation(each)
        await cut_off(self.websocket.ws, self._direct, farewells, TRY_AGAIN, SLOW_CONSUMER)

    def _admit_again_soon(self) -> None:
        """Looks now and then, while something is followed, whether the credentials were revoked."""
        if self._admitting is None:
            later = asyncio.get_running_loop().call_later
            self._admitting = later(ADMITTED_SECONDS, lambda: self._soon(self._admit_again()))

    async def _admit_again(self) -> None:
        self._admitting = None
        if not self._followers:
            return
        self._admit_again_soon()
        if not await self.view.serving.gate.still_admits(self.context.authorization):
            await self._end(FORBIDDEN, CredentialsRefused.code)

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
        held: the connections that addresses hold.
        origins: those sites.
    """

    graphql_transport_ws_handler_class = Connection
    websocket_adapter_class = JsonWebSocket

    def __init__(
        self, schema: strawberry.Schema, serving: Serving, held: HeldConnections, origins: Sequence[str]
    ) -> None:
        self._held = held
        super().__init__(
            schema,
            subscription_protocols=(GRAPHQL_TRANSPORT_WS_PROTOCOL,),
            connection_init_wait_timeout=_INITIALISED_WITHIN,
            allowed_origins=origins,
        )
        self.serving = serving

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        socket = WebSocket(scope, receive, send)
        try:
            with self._held.of(address_of(socket)):
                await super().__call__(scope, receive, send)
        except RateLimited as error:
            denial = failed(STATUSES[error.code], explain(error, language_asked(socket)), error.code)
            denial.headers.update(error.headers)
            await socket.send_denial_response(denial)

    async def get_context(self, request: Any, response: Any) -> Client:
        return Client(language_asked(request), address_of(request), request.headers.get("authorization"))
