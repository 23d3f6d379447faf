"""The limit of a query: a Starlette route whose SQL is written by hand and makes the whole answer.

Measured beside it and slower, or no faster: lists by correlated subqueries or lateral joins instead of
one grouping; two queries for rows, or one with arrays, put together in Python by orjson.
"""

from __future__ import annotations

import os
from base64 import urlsafe_b64decode
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from uuid import UUID

import asyncpg
import orjson
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from benchmarks.bare_search import SELECT_FOUND
from benchmarks.overview import PAGE
from infra.read_tables import generation
from infra.settings import Settings
from projections import ORGANISATIONS, READ_MODELS, SIGNATURES
from projections.german_order import name_key

_TABLES = generation(READ_MODELS)

# Answers the document in benchmarks/overview.py, as JSON. {behind} is a condition on where the page begins.
_SELECT = f"""
WITH page AS MATERIALIZED (
    SELECT * FROM {_TABLES}.{ORGANISATIONS.table} AS organisation
    WHERE valid_to IS NULL AND {{behind}} ORDER BY name_key, id LIMIT $1
), signatures AS (
    SELECT organisation_id, string_agg(
        '{{{{"signedOn":' || coalesce('"' || signed_on || '"', 'null')
        || ',"office":' || coalesce('"' || office || '"', 'null')
        || ',"position":' || position || '}}}}', ',' ORDER BY position, id) AS list
    FROM {_TABLES}.{SIGNATURES.table}
    WHERE valid_to IS NULL AND organisation_id = ANY(ARRAY(SELECT id FROM page))
    GROUP BY organisation_id
)
SELECT '{{{{"data":{{{{"network":{{{{"organisations":{{{{"nodes":[' || string_agg(
    '{{{{"ags":' || coalesce('"' || ags || '"', 'null')
    || ',"name":' || to_json(name)::text
    || ',"kind":"' || kind
    || '","population":' || coalesce(population::text, 'null')
    || ',"latitude":' || coalesce(latitude::text, 'null')
    || ',"longitude":' || coalesce(longitude::text, 'null')
    || ',"signatures":{{{{"nodes":[' || coalesce(list, '') || ']}}}}}}}}', ',' ORDER BY name_key, page.id)
    || ']}}}}}}}}}}}}}}}}'
FROM page LEFT JOIN signatures ON organisation_id = page.id
"""
SELECT_FIRST = _SELECT.format(behind="true")
SELECT_AFTER = _SELECT.format(behind="(name_key, id) > ($2, $3)")


def create_app(settings: Settings) -> Starlette:
    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[Mapping[str, asyncpg.Pool]]:
        async with asyncpg.create_pool(
            settings.database_url,
            min_size=settings.readers,
            max_size=settings.readers,
            server_settings={"jit": "off"},
            reset=_leave,
        ) as pool:
            yield {"pool": pool}

    routes = [Route(f"/{each.__name__}", each, methods=["POST"]) for each in (first, after, search)]
    return Starlette(routes=routes, lifespan=lifespan)


async def first(request: Request) -> Response:
    data = await request.state.pool.fetchval(SELECT_FIRST, PAGE)
    return Response(data, media_type="application/json")


async def after(request: Request) -> Response:
    cursor: str = orjson.loads(await request.body())["variables"]["after"]
    _, name_key, key = orjson.loads(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    data = await request.state.pool.fetchval(SELECT_AFTER, PAGE, name_key, UUID(key))
    return Response(data, media_type="application/json")


async def search(request: Request) -> Response:
    variables = orjson.loads(await request.body())["variables"]
    query: str = variables["query"]
    with_umlauts = query.casefold().replace("ae", "ä").replace("oe", "ö").replace("ue", "ü")
    data = await request.state.pool.fetchval(
        SELECT_FOUND, query, with_umlauts, name_key(query), variables["first"]
    )
    return Response(data, media_type="application/json")


async def _leave(_: asyncpg.Connection) -> None:
    """Nothing that this route asks leaves a trace in the session."""


def serve(create: Callable[[Settings], Starlette]) -> None:
    """Serves an application as the environment says, until it is ended."""
    settings = Settings.from_environment(os.environ)
    uvicorn.run(
        create(settings),
        host=settings.host,
        port=settings.port,
        loop="auto",
        http="httptools",
        ws="none",
        log_level="warning",
        access_log=False,
        server_header=False,
    )


if __name__ == "__main__":
    serve(create_app)
