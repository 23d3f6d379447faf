"""GraphQL over HTTP: Strawberry's view, with operations executed by the planner."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

import orjson
import strawberry
from cross_web import AsyncHTTPRequestAdapter, HTTPException
from graphql import OperationType
from starlette.requests import Request as HTTPRequest
from starlette.responses import Response
from starlette.types import Receive, Scope, Send
from strawberry.asgi import GraphQL
from strawberry.http import GraphQLHTTPResponse, GraphQLRequestData
from strawberry.subscriptions import GRAPHQL_TRANSPORT_WS_PROTOCOL
from strawberry.types import ExecutionResult

from domain.errors import explain
from domain.languages import Words
from domain.personal import MasterKeyWrong
from domain.ports import CredentialsRefused, StoreUnavailable
from graphql_api.accept_language import language_asked
from graphql_api.access import FORBIDDEN, UNAUTHENTICATED
from graphql_api.explorer import PAGE
from graphql_api.failures import INTERNAL
from graphql_api.operations import INTROSPECTION_CLOSED, Operations, Request, RequestFailed
from graphql_api.websocket import Asking, Authenticate, Connection, JsonWebSocket
from projections.reading import CannotSign, ReadSideBehind, TooBusy

POSITION_HEADER = "Netzwerkregister-Position"

_GRAPHQL_JSON = "application/graphql-response+json"
_JSON = "application/json"
_HTML = "text/html"

# The statuses of requests that fail, but not as they are malformed.
STATUSES = {
    UNAUTHENTICATED: 401,
    FORBIDDEN: 403,
    INTROSPECTION_CLOSED: 403,
    StoreUnavailable.code: 503,
    ReadSideBehind.code: 503,
    TooBusy.code: 503,
    MasterKeyWrong.code: 500,
    CannotSign.code: 500,
    INTERNAL: 500,
}

# What Strawberry says of a request that is no operation.
_GERMAN: Mapping[str, str] = {
    "Batching is not enabled": "Mehrere Operationen auf einmal werden nicht angenommen.",
    "GraphQL only supports GET and POST requests.": "GraphQL nimmt nur GET und POST an.",
    "The GraphQL operation's `extensions` must be an object or null, if provided.": (
        "`extensions` ist als Objekt anzugeben oder wegzulassen."
    ),
    "The GraphQL operation's `query` must be a string or null, if provided.": (
        "`query` ist als Zeichenkette anzugeben."
    ),
    "The GraphQL operation's `variables` must be an object or null, if provided.": (
        "`variables` ist als Objekt anzugeben oder wegzulassen."
    ),
    "Unable to parse request body as JSON": "Die Anfrage ist als JSON nicht lesbar.",
    "Unsupported content type": "Der Medientyp der Anfrage wird nicht angenommen; anzugeben ist JSON.",
}

# How soon a WebSocket is to be initialised, and how many operations may run on one at a time.
_INITIALISED_WITHIN = timedelta(seconds=10)
_MOST_OPERATIONS = 20


class _BadRequest(HTTPException):
    """The request is no operation that is served."""

    def __init__(self, words: Words, status: int = 400) -> None:
        super().__init__(status, words.en)
        self.words = words


async def answered(request: HTTPRequest, answer: Callable[[HTTPRequest], Awaitable[Response]]) -> Response:
    """The answer to a request, or what is wrong with it, in the language that it asks for."""
    language = language_asked(request)
    try:
        response = await answer(request)
    except HTTPException as error:
        response = failed(error.status_code, _reason(error).in_(language), "BAD_REQUEST")
        if error.status_code == 405:
            response.headers["allow"] = "POST" if request.method == "GET" else "GET, POST"
    except CredentialsRefused as error:
        response = failed(401, explain(error, language), error.code)
        response.headers["www-authenticate"] = 'Bearer error="invalid_token"'
    except StoreUnavailable as error:
        response = failed(503, explain(error, language), error.code)
    response.headers["vary"] = "Accept-Language"
    if response.media_type != _HTML:
        response.headers["content-language"] = language
    return response


class GraphQLView(GraphQL[Asking | None, None]):
    """Serves operations, and the explorer to browsers.

    The media type and status of the answer are kept on Strawberry's sub-response.
    """

    graphql_transport_ws_handler_class = Connection
    websocket_adapter_class = JsonWebSocket

    def __init__(
        self,
        schema: strawberry.Schema,
        operations: Operations,
        authenticate: Authenticate,
        now: Callable[[], datetime],
    ) -> None:
        super().__init__(
            schema,
            subscription_protocols=(GRAPHQL_TRANSPORT_WS_PROTOCOL,),
            connection_init_wait_timeout=_INITIALISED_WITHIN,
            max_subscriptions_per_connection=_MOST_OPERATIONS,
        )
        self._now = now
        self._operations = operations
        self._authenticate = authenticate

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await super().__call__(scope, receive, send)
            return
        request = HTTPRequest(scope, receive)
        response = await answered(request, self.run)
        await response(scope, receive, send)

    async def get_context(self, request: Any, response: Any) -> Asking | None:
        if request.scope["type"] != "websocket":
            return None
        authorization = request.headers.get("authorization")
        language = language_asked(request)
        return Asking(self._operations, self._authenticate, self._now, language, authorization)

    async def render_graphql_ide(self, request: HTTPRequest) -> Response:
        return Response(PAGE.read_bytes(), media_type=_HTML)

    def decode_json(self, data: str | bytes) -> object:
        decoded = orjson.loads(data)
        if not isinstance(decoded, dict | list | None):
            raise _BadRequest(Words(en="Send a JSON object.", de="Zu senden ist ein JSON-Objekt."))
        return {} if decoded is None else decoded

    def encode_json(self, data: object) -> bytes:
        return orjson.dumps(data)

    async def execute_operation(
        self,
        request: HTTPRequest,
        request_adapter: AsyncHTTPRequestAdapter,
        request_data: GraphQLRequestData | list[GraphQLRequestData],
        context: Asking | None,
        root_value: None,
        sub_response: Response,
    ) -> ExecutionResult:
        assert isinstance(request_data, GraphQLRequestData), "batches are refused while parsing"
        if not request_data.query:
            raise _BadRequest(
                Words(en="Give the operation as `query`.", de="Die Operation ist als `query` anzugeben.")
            )
        if not isinstance(request_data.operation_name, str | None):
            raise _BadRequest(
                Words(
                    en="Give `operationName` as a string, or leave it out.",
                    de="`operationName` ist als Zeichenkette anzugeben oder wegzulassen.",
                )
            )
        sub_response.media_type = _media_type(request.headers.get("accept", "*/*"))
        operation = Request(
            query=request_data.query,
            variables=request_data.variables or {},
            operation_name=request_data.operation_name,
            seen=position_asked(request.headers.get(POSITION_HEADER)),
            caller=await self._authenticate(request.headers.get("authorization")),
            language=language_asked(request),
        )
        if request.method == "GET" and self._changes(operation):
            raise _BadRequest(Words(en="A mutation needs POST.", de="Ein Vorgang braucht POST."), 405)
        answer = await self._operations.execute(operation)
        if answer.position:
            sub_response.headers[POSITION_HEADER] = str(answer.position)
        if answer.data is None and sub_response.media_type == _GRAPHQL_JSON:
            codes = {(error.extensions or {}).get("code", "") for error in answer.errors}
            sub_response.status_code = max(STATUSES.get(code, 400) for code in codes)
        data = None if answer.data is None else orjson.Fragment(answer.data)
        return ExecutionResult(data=data, errors=answer.errors or None)  # type: ignore[arg-type]

    def _changes(self, operation: Request) -> bool:
        try:
            kind = self._operations.type_of(operation.query, operation.operation_name)
        except RequestFailed:
            return False
        return kind is OperationType.MUTATION

    async def process_result(self, request: HTTPRequest, result: ExecutionResult) -> GraphQLHTTPResponse:
        response = await super().process_result(request, result)
        if result.data is None:
            del response["data"]
        return response

    def create_response(
        self,
        response_data: GraphQLHTTPResponse | list[GraphQLHTTPResponse],
        sub_response: Response,
    ) -> Response:
        response = Response(
            self.encode_json(response_data),
            status_code=sub_response.status_code or 200,
            media_type=sub_response.media_type,
        )
        response.headers.raw.extend(sub_response.headers.raw)
        return response


def _media_type(accept: str) -> str:
    return _GRAPHQL_JSON if _GRAPHQL_JSON in accept else _JSON


def position_asked(header: str | None) -> int:
    """The position that the answer must not be older than, of the header that tells it."""
    if header is None:
        return 0
    if header.isascii() and header.isdigit() and len(header) < 19:
        return int(header)
    raise _BadRequest(
        Words(
            en=f"The header {POSITION_HEADER} is a position: a whole number.",
            de=f"Der Kopf {POSITION_HEADER} ist eine Position: eine ganze Zahl.",
        )
    )


def _reason(error: HTTPException) -> Words:
    if isinstance(error, _BadRequest):
        return error.words
    return Words(en=error.reason, de=_GERMAN.get(error.reason, error.reason))


def failed(status: int, message: str, code: str, **also: Any) -> Response:
    """The answer to a request that is no operation, or cannot be answered."""
    errors = [{"message": message, "extensions": {"code": code, **also}}]
    return Response(orjson.dumps({"errors": errors}), status_code=status, media_type=_JSON)
