"""The requests that most clients send, read without Strawberry's view."""

from __future__ import annotations

import orjson
from starlette.requests import Request as HTTPRequest
from strawberry.http import GraphQLRequestData

from graphql_api.media_types import JSON

_USUAL = frozenset({"query", "variables", "operationName"})


async def asked_as_usual(request: HTTPRequest) -> GraphQLRequestData | None:
    """What is asked for by POST as JSON, where nothing else is in it than belongs there."""
    if request.method != "POST" or request.headers.get("content-type") != JSON:
        return None
    try:
        asked = orjson.loads(await request.body())
    except orjson.JSONDecodeError:
        return None
    if not isinstance(asked, dict) or not asked.keys() <= _USUAL:
        return None
    query, variables, name = (asked.get(each) for each in ("query", "variables", "operationName"))
    if not isinstance(query, str) or not isinstance(variables, dict | None):
        return None
    return GraphQLRequestData(query=query, variables=variables, operation_name=name, extensions=None)
