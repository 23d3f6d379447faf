"""Answers to requests that no route takes, or whose route breaks."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from graphql_api.accept_language import language_asked
from graphql_api.bad_requests import BAD_REQUEST
from graphql_api.edge.refusals import MethodNotAllowed, NotFound
from graphql_api.edge.security_headers import HEADERS
from graphql_api.failures import INTERNAL, told
from graphql_api.responses import failed, refused


async def unrouted(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    match error.status_code:
        case 404:
            return refused(request.scope, NotFound())
        case 405:
            return refused(request.scope, MethodNotAllowed(error.headers))
        case status:
            return failed(status, error.detail, BAD_REQUEST)


async def broken(request: Request, error: Exception) -> Response:
    """It is sent from outside of all middleware, and so has to bear the headers itself."""
    masked = told(error, language_asked(request))
    response = failed(500, masked.message, INTERNAL, id=(masked.extensions or {})["id"])
    response.headers.update(HEADERS)
    return response
