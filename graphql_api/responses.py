"""Responses to requests, and what is wrong with those that fail: statuses, codes, words."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import orjson
from cross_web import HTTPException
from starlette.requests import Request as HTTPRequest
from starlette.responses import Response
from starlette.types import Scope

from domain.callers import Caller
from domain.errors import explain
from domain.languages import Language
from domain.personal import MasterKeyWrong
from domain.ports import CredentialsRefused, StoreUnavailable
from graphql_api.accept_language import language_asked
from graphql_api.access import FORBIDDEN, UNAUTHENTICATED
from graphql_api.bad_requests import BAD_REQUEST, reason_of
from graphql_api.edge.refusals import (
    BodyTooLarge,
    CrossSiteSuspected,
    EdgeRefusal,
    MethodNotAllowed,
    NotAcceptable,
    NotFound,
    RateLimited,
)
from graphql_api.failures import INTERNAL, told
from graphql_api.media_types import JSON
from graphql_api.operations import INTROSPECTION_CLOSED
from graphql_api.trusted_documents import DOCUMENT_NOT_TRUSTED
from projections.reading import CannotSign, ReadSideBehind, TooBusy

HTML = "text/html"

# Where a request's scope has who asks.
CALLER = "netzwerkregister.caller"

# The statuses of requests that fail, but not as they are malformed.
STATUSES = {
    UNAUTHENTICATED: 401,
    FORBIDDEN: 403,
    INTROSPECTION_CLOSED: 403,
    DOCUMENT_NOT_TRUSTED: 403,
    CrossSiteSuspected.code: 403,
    NotFound.code: 404,
    MethodNotAllowed.code: 405,
    NotAcceptable.code: 406,
    BodyTooLarge.code: 413,
    RateLimited.code: 429,
    StoreUnavailable.code: 503,
    ReadSideBehind.code: 503,
    TooBusy.code: 503,
    MasterKeyWrong.code: 500,
    CannotSign.code: 500,
    INTERNAL: 500,
}

# What a request fails by before it is an operation.
Failure = HTTPException | EdgeRefusal | CredentialsRefused | StoreUnavailable


async def answered(request: HTTPRequest, answer: Callable[[HTTPRequest], Awaitable[Response]]) -> Response:
    """The answer to a request, or what is wrong with it, in the language that it asks for."""
    try:
        response = await answer(request)
    except (HTTPException, EdgeRefusal, CredentialsRefused, StoreUnavailable) as error:
        return refused(request.scope, error)
    return response if "content-language" in response.headers else _in_language(request, response)


def refused(scope: Scope, error: Failure) -> Response:
    """What is wrong with a request, in the language that it asks for."""
    request = HTTPRequest(scope)
    language = language_asked(request)
    if isinstance(error, HTTPException):
        code = MethodNotAllowed.code if error.status_code == 405 else BAD_REQUEST
        response = failed(error.status_code, reason_of(error).in_(language), code)
        if error.status_code == 405:
            response.headers["allow"] = "POST" if request.method == "GET" else "GET, HEAD, POST"
        return _in_language(request, response)
    headers: Mapping[str, str] = {}
    match error:
        case CredentialsRefused():
            status, headers = 401, {"www-authenticate": 'Bearer error="invalid_token"'}
        case StoreUnavailable():
            status = STATUSES[StoreUnavailable.code]
        case EdgeRefusal():
            status, headers = STATUSES[error.code], error.headers
    response = failed(status, explain(error, language), error.code)
    response.headers.update(headers)
    return _in_language(request, response)


def _in_language(request: HTTPRequest, response: Response) -> Response:
    response.headers["vary"] = "Accept-Language"
    if response.media_type != HTML:
        response.headers["content-language"] = language_asked(request)
    return response


def caller_of(request: HTTPRequest) -> Caller:
    """Who asks, as `graphql_api.edge.admission` found."""
    caller: Caller = request.scope[CALLER]
    return caller


def failure(error: Exception, language: Language, statuses: Mapping[str, int] = STATUSES) -> Response:
    """What a request that is no operation fails by; 400 where its code has no status."""
    worded = told(error, language)
    besides = dict(worded.extensions or {})
    code = besides.pop("code")
    return failed(statuses.get(code, 400), worded.message, code, **besides)


def failed(status: int, message: str, code: str, **also: Any) -> Response:
    """The answer to a request that is no operation, or cannot be answered."""
    errors = [{"message": message, "extensions": {"code": code, **also}}]
    headers = {"www-authenticate": "Bearer"} if status == 401 else None
    return Response(orjson.dumps({"errors": errors}), status, headers, JSON)
