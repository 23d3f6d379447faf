"""`/export/{name}.csv` and `/export/{name}.jsonl`.

The rows are those of the connection of this name, with the same filter and order: of the network, or of
the node whose id is given as `of`. They are of one snapshot, whose position is told, and are sent while
they are read.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import replace
from functools import partial
from typing import cast
from uuid import UUID

import orjson
import structlog
from graphql import GraphQLError, GraphQLInterfaceType, GraphQLObjectType, GraphQLSchema
from starlette.requests import Request as HTTPRequest
from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from domain.callers import Caller
from domain.languages import Language, Words
from graphql_api.accept_language import language_asked
from graphql_api.closed_schema import without_schema
from graphql_api.export.forms import CSV, JSON_LINES, csv_of, json_lines_of
from graphql_api.export.plans import BAD_PARAMETER, UNKNOWN_EXPORT, Export
from graphql_api.finishing import Finishing
from graphql_api.operations import Operations
from graphql_api.planner import node_ids
from graphql_api.planner.errors import BadInput
from graphql_api.planner.nodes import node_type
from graphql_api.position_header import POSITION_HEADER, position_asked
from graphql_api.requests import Request, RequestFailed
from graphql_api.responses import STATUSES, answered, caller_of, failure
from projections.reading import Batches, Streams

UNKNOWN_NODE = "UNKNOWN_NODE"

_LONGEST_SECONDS = 600
_MOMENT = "query ($moment: DateTime!) { network(asOf: { recordedAt: $moment }) { position } }"
_NODE = "query ($id: ID!) { node(id: $id) { id } }"
_FORMS = {"csv": CSV, "jsonl": JSON_LINES}
_DELIMITERS = {"comma": ",", "semicolon": ";"}
_STATUSES = {**STATUSES, UNKNOWN_EXPORT: 404, UNKNOWN_NODE: 404}

# What is worked out of rows when they are read; None where nothing is.
_Finish = Callable[[str], Awaitable[str]]

_log = structlog.get_logger(__name__)


class ExportView:
    """Answers requests for exports.

    Args:
        tables: the schema of the read models' tables.
    """

    def __init__(
        self,
        schema: GraphQLSchema,
        operations: Operations,
        streams: Streams,
        tables: str,
        finishing: Finishing,
    ) -> None:
        self._schema = schema
        self._operations = operations
        self._streams = streams
        self._tables = tables
        self._finishing = finishing
        nodes = schema.get_possible_types(cast("GraphQLInterfaceType", schema.type_map["Node"]))
        self._nodes: Mapping[str, GraphQLObjectType] = {node_type(each).token: each for each in nodes}

    async def answer(self, request: HTTPRequest) -> Response:
        return await answered(request, self._answer)

    async def _answer(self, request: HTTPRequest) -> Response:
        language = language_asked(request)
        seen = position_asked(request.headers.get(POSITION_HEADER))
        caller = caller_of(request)
        try:
            return await self._export(request, language, seen, caller)
        except RequestFailed as request_failed:
            reason: Exception = request_failed.errors[0]
        except Exception as error:
            reason = error
        if isinstance(reason, GraphQLError) and not self._operations.may_introspect(caller):
            (reason,) = without_schema([reason])
        return failure(reason, language, _STATUSES)

    async def _export(self, request: HTTPRequest, language: Language, seen: int, caller: Caller) -> Response:
        name, form = request.path_params["name"], request.path_params["form"]
        if form not in _FORMS:
            raise BadInput(
                UNKNOWN_EXPORT,
                Words(
                    en=f"There is no {name}.{form}. Ask for {name}.csv or {name}.jsonl.",
                    de=f"{name}.{form} gibt es nicht. Abzurufen ist {name}.csv oder {name}.jsonl.",
                ),
            )
        parameters = dict(request.query_params)
        delimiter = _delimiter(parameters.pop("delimiter", "comma"))
        parent, of = await self._parent(parameters.pop("of", None), seen, language, caller)
        export = Export.of(parent, name, caller)
        as_of = await self._as_of(parameters.pop("asOf", None), seen, language, caller)
        given = export.given(parameters)
        plan, values = export.plan(self._schema, self._tables, self._finishing.mark, given, of, as_of)
        self._operations.reading.refuse_unless_permitted(caller, plan.needs)
        seen = max(seen, await self._operations.reading.latest_past(plan, {}))
        asking = replace(caller, asking=f"export {name}")
        opened = AsyncExitStack()
        try:
            batches = await opened.enter_async_context(self._streams.stream(plan.sql, values, seen))
            finish = partial(self._finishing.finished, caller=asking) if plan.finished else None
            first = await _batch(batches, finish)
        except BaseException:
            await opened.aclose()
            raise
        rows = _rows(first, batches, opened, finish)
        body = csv_of(rows, export.columns, language, delimiter) if form == "csv" else json_lines_of(rows)
        headers = {
            POSITION_HEADER: str(batches.position),
            "content-disposition": f'attachment; filename="{name}.{form}"',
            "cache-control": "no-store" if caller.actor else "no-cache",
        }
        return _Streamed(opened, body, _FORMS[form], headers)

    async def _parent(
        self, of: str | None, seen: int, language: Language, caller: Caller
    ) -> tuple[GraphQLObjectType, UUID | None]:
        """The type that the connection is of, and of which node it is.

        Raises:
            RequestFailed, BadInput: there is no such node.
        """
        if of is None:
            return cast("GraphQLObjectType", self._schema.type_map["Network"]), None
        answer = await self._operations.execute(
            Request(_NODE, {"id": of}, seen=seen, caller=caller, language=language)
        )
        if answer.errors:
            raise RequestFailed(*answer.errors)
        if answer.data == b'{"node":null}':
            raise BadInput(
                UNKNOWN_NODE,
                Words(
                    en=f"There is no node {of!r}. Give the id of one that there is.",
                    de=f"Einen Knoten {of!r} gibt es nicht. Anzugeben ist die Kennung eines vorhandenen.",
                ),
            )
        token, key = node_ids.decode(of, self._nodes.keys())
        return self._nodes[token], key

    async def _as_of(
        self, text: str | None, seen: int, language: Language, caller: Caller
    ) -> dict[str, int] | None:
        """The position of the past that is asked for, or the last one at the moment that is.

        Raises:
            RequestFailed: it is neither, or lies ahead.
        """
        if text is None:
            return None
        if text.isascii() and text.isdigit() and len(text) < 19 and int(text):
            return {"position": int(text)}
        asked = Request(_MOMENT, {"moment": text}, seen=seen, caller=caller, language=language)
        answer = await self._operations.execute(asked)
        if answer.data is None:
            raise RequestFailed(*answer.errors)
        return {"position": orjson.loads(answer.data)["network"]["position"]}


async def _rows(
    batch: Sequence[str], batches: Batches, opened: AsyncExitStack, finish: _Finish | None
) -> AsyncIterator[Sequence[str]]:
    """The rows as JSON, from the batch that is read already on.

    The next one is read before one is sent, so that short exports wait for no slow client.
    """
    try:
        while batch:
            following = await _batch(batches, finish)
            if not following:
                await opened.aclose()
            yield batch
            batch = following
    except Exception as error:  # the response ends without its end, as it has begun
        _log.warning("export interrupted", error=type(error).__name__)
        raise


async def _batch(batches: Batches, finish: _Finish | None) -> Sequence[str]:
    batch = await batches.next()
    return (await finish("\n".join(batch))).split("\n") if batch and finish else batch


class _Streamed(StreamingResponse):
    """A response whose body is read while it is sent; what it is read from is closed at the end."""

    def __init__(
        self, opened: AsyncExitStack, body: AsyncIterator[bytes], media_type: str, headers: Mapping[str, str]
    ) -> None:
        super().__init__(body, media_type=media_type, headers=headers)
        self._opened = opened

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async with self._opened, asyncio.timeout(_LONGEST_SECONDS):
            await super().__call__(scope, receive, send)


def _delimiter(named: str) -> str:
    if named not in _DELIMITERS:
        raise BadInput(
            BAD_PARAMETER,
            Words(
                en=f"delimiter is comma or semicolon, not {named[:40]!r}.",
                de=f"delimiter ist comma oder semicolon, nicht {named[:40]!r}.",
            ),
        )
    return _DELIMITERS[named]
