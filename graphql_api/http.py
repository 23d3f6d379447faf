"""GraphQL over HTTP: Strawberry's view, with operations executed by the planner.

Who accepts text/event-stream is answered by graphql-sse, in its mode of distinct connections.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from importlib.resources.abc import Traversable
from typing import Any

import orjson
import strawberry
from cross_web import AsyncHTTPRequestAdapter
from graphql import OperationType
from starlette.requests import Request as HTTPRequest
from starlette.responses import Response
from starlette.types import Receive, Scope, Send
from strawberry.asgi import GraphQL
from strawberry.http import GraphQLHTTPResponse, GraphQLRequestData
from strawberry.http.base import BaseRequestProtocol
from strawberry.types import ExecutionResult

from domain.callers import Caller
from domain.languages import Words
from graphql_api.accept_language import language_asked
from graphql_api.bad_requests import BadRequest
from graphql_api.edge.admission import Gate, address_of
from graphql_api.edge.held_connections import HeldConnections
from graphql_api.edge.refusals import RateLimited
from graphql_api.explorer import PAGE_POLICY
from graphql_api.failures import told
from graphql_api.graphql_sse import COMPLETE, followed, next_of
from graphql_api.kept_answers import Asked, KeptAnswers, SharedResponse
from graphql_api.media_types import EVENT_STREAM, GRAPHQL_JSON, accepts_stream, preferred_media_type
from graphql_api.operations import Operations
from graphql_api.planner.errors import ToldError
from graphql_api.position_header import POSITION_HEADER, position_asked
from graphql_api.requests import Answer, Request
from graphql_api.responses import HTML, STATUSES, answered, caller_of, refused
from graphql_api.server_sent import ServerSent
from graphql_api.trusted_documents import TrustedDocuments
from graphql_api.usual_requests import asked_as_usual

# Of an answer whose data are there, but not all (GraphQL over HTTP).
PARTIAL_SUCCESS = 294


@dataclass
class _Persisted(GraphQLRequestData):
    """A request for a document by what it is called here, where it gives that."""

    document_id: object = None


class _Answering(Response):
    """What Strawberry lets be said of the answer before there is one: here, all of it."""

    answer: Response


class GraphQLView(GraphQL[None, None]):
    """Serves operations, and the explorer to browsers.

    Strawberry reads requests, and says what is wrong with them; the answer is made here.

    Args:
        page: the explorer; None where there is none.
        trusted: the documents that the public may run; None where it may run any.
        held: the connections that addresses hold.
        kept: the answers that need not be worked out.
    """

    def __init__(
        self,
        schema: strawberry.Schema,
        operations: Operations,
        page: Traversable | None,
        trusted: TrustedDocuments | None,
        gate: Gate,
        held: HeldConnections,
        kept: KeptAnswers,
        now: Callable[[], datetime],
    ) -> None:
        super().__init__(schema, subscription_protocols=())
        self._gate = gate
        self._held = held
        self._kept = kept
        self._now = now
        self._operations = operations
        self._page = page
        self._trusted = trusted

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        # The server sends the answer to HEAD without its body.
        asked = {**scope, "method": "GET"} if scope["method"] == "HEAD" else scope
        request = HTTPRequest(asked, receive)
        response = await answered(request, self._answer)
        if not isinstance(response, ServerSent):
            await response(scope, receive, send)
            return
        try:
            with self._held.of(address_of(request)):
                await response(scope, receive, send)
        except RateLimited as error:
            await refused(scope, error)(scope, receive, send)

    async def _answer(self, request: HTTPRequest) -> Response:
        asked = await Asked.by(request)
        seen = position_asked(request.headers.get(POSITION_HEADER))
        if kept := await self._kept.response(asked, seen, request):
            return kept
        response: Response = await self.run(request)
        if isinstance(response, SharedResponse):
            return await self._kept.keep(asked, response, request)
        return response

    async def run(self, request: Any, *arguments: Any, **options: Any) -> Any:
        # What most clients send is read at once; all else by Strawberry, which also says what is wrong.
        asked = await asked_as_usual(request)
        if asked is None:
            return await super().run(request, *arguments, **options)
        return await self._executed(request, asked)

    async def get_sub_response(self, request: Any) -> Response:
        return _Answering()

    async def get_context(self, request: Any, response: Any) -> None:
        return None

    def should_render_graphql_ide(self, request: BaseRequestProtocol) -> bool:
        asks = "documentId" in request.query_params
        return self._page is not None and not asks and super().should_render_graphql_ide(request)

    async def render_graphql_ide(self, request: HTTPRequest) -> Response:
        assert self._page is not None
        return Response(
            self._page.read_bytes(), media_type=HTML, headers={"content-security-policy": PAGE_POLICY}
        )

    async def parse_http_body(self, request: AsyncHTTPRequestAdapter) -> GraphQLRequestData:
        asked = await super().parse_http_body(request)
        assert isinstance(asked, GraphQLRequestData), "batches are refused while parsing"
        if asked.query is not None:
            return asked
        named = request.query_params if request.method == "GET" else self.parse_json(await request.get_body())
        return _Persisted(**vars(asked), document_id=named.get("documentId"))

    def decode_json(self, data: str | bytes) -> object:
        decoded = orjson.loads(data)
        if not isinstance(decoded, dict | list | None):
            raise BadRequest(Words(en="Send a JSON object.", de="Zu senden ist ein JSON-Objekt."))
        return {} if decoded is None else decoded

    def encode_json(self, data: object) -> bytes:
        return orjson.dumps(data)

    async def execute_operation(
        self,
        request: HTTPRequest,
        request_adapter: AsyncHTTPRequestAdapter,
        request_data: GraphQLRequestData | list[GraphQLRequestData],
        context: None,
        root_value: None,
        sub_response: Response,
    ) -> ExecutionResult:
        assert isinstance(request_data, GraphQLRequestData), "batches are refused while parsing"
        assert isinstance(sub_response, _Answering)
        sub_response.answer = await self._executed(request, request_data)
        return ExecutionResult(None, None)

    def create_response(
        self,
        response_data: GraphQLHTTPResponse | list[GraphQLHTTPResponse],
        sub_response: Response,
    ) -> Response:
        assert isinstance(sub_response, _Answering)
        return sub_response.answer

    async def _executed(self, request: HTTPRequest, request_data: GraphQLRequestData) -> Response:
        caller, language = caller_of(request), language_asked(request)
        accepted = ",".join(request.headers.getlist("accept")) or "*/*"
        media_type = preferred_media_type(accepted)
        if not isinstance(request_data.operation_name, str | None):
            raise BadRequest(
                Words(
                    en="Give `operationName` as a string, or leave it out.",
                    de="`operationName` ist als Zeichenkette anzugeben oder wegzulassen.",
                )
            )
        seen = position_asked(request.headers.get(POSITION_HEADER))
        try:
            query = self._document(request_data, caller)
        except ToldError as error:
            return self._response(Answer(None, [told(error, language)]), media_type)
        operation = Request(
            query=query,
            variables=request_data.variables or {},
            operation_name=request_data.operation_name,
            seen=seen,
            caller=caller,
            language=language,
            address=address_of(request),
        )
        type_of = self._operations.type_of
        if request.method == "GET" and type_of(operation) is OperationType.MUTATION:
            raise BadRequest(Words(en="A mutation needs POST.", de="Ein Vorgang braucht POST."), 405)
        if accepts_stream(accepted) and type_of(operation) is OperationType.SUBSCRIPTION:
            return await self._followed(operation, self._gate.staying(request), media_type)
        return self._response(await self._operations.execute(operation), media_type)

    async def _followed(
        self, operation: Request, staying: Callable[[], Awaitable[bool]], media_type: str
    ) -> Response:
        subscribed = await self._operations.subscribe(operation)
        if isinstance(subscribed, Answer):
            return self._response(subscribed, media_type)
        chunks = followed(self._operations.following, subscribed, operation.language)
        return ServerSent(chunks, staying, lasts=operation.caller.seconds_left(self._now()))

    def _document(self, asked: GraphQLRequestData, caller: Caller) -> str:
        """The document that is to run.

        Raises:
            BadRequest: none is given.
            ToldError: it is not known, or the caller may not run it.
        """
        trusted = self._trusted or TrustedDocuments({})
        if isinstance(asked, _Persisted) and isinstance(asked.document_id, str):
            return trusted.text(asked.document_id)
        if not asked.query:
            raise BadRequest(
                Words(
                    en="Give the operation as `query`, or one that is known here as `documentId`.",
                    de="Die Operation ist als `query` anzugeben, eine hier bekannte als `documentId`.",
                )
            )
        if self._trusted is not None:
            trusted.refuse_unless_may_run(asked.query, caller)
        return asked.query

    def _response(self, answer: Answer, media_type: str) -> Response:
        told: dict[str, Any] = {}
        if answer.data is not None:
            told["data"] = orjson.Fragment(answer.data)
        if answer.errors:
            told["errors"] = [error.formatted for error in answer.errors]
        if extensions := self._operations.extensions(answer):
            told["extensions"] = extensions
        content = orjson.dumps(told)
        if media_type == EVENT_STREAM:
            if answer.data is None:
                media_type = GRAPHQL_JSON  # nothing is streamed
            else:
                content = next_of(content) + COMPLETE
        elif answer.shared and answer.position:
            return SharedResponse(content, answer.position, media_type)
        status, headers = 200, {}
        if answer.errors and media_type == GRAPHQL_JSON:
            codes = {(error.extensions or {}).get("code", "") for error in answer.errors}
            failed_with = max(STATUSES.get(code, 400) for code in codes)
            status = failed_with if answer.data is None else PARTIAL_SUCCESS
            if status == 401:
                headers["www-authenticate"] = "Bearer"
        if answer.position:
            headers[POSITION_HEADER] = str(answer.position)
        return Response(content, status, headers, media_type)
