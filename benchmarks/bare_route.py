"""The limits of a query: Starlette routes whose SQL is written by hand, or that return bytes made before."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
import orjson
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from benchmarks.bare_dashboards import BY_HAND
from benchmarks.bare_search import SELECT_FOUND
from infra.settings import Settings
from projections.german_order import name_key


def create_app(settings: Settings) -> Starlette:
    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[Mapping[str, object]]:
        async with asyncpg.create_pool(
            settings.database_url,
            min_size=settings.readers,
            max_size=settings.readers,
            server_settings={"jit": "off"},
            reset=_leave,
        ) as pool:
            yield {"pool": pool, "kept": {}}

    routes = {"/by-hand": by_hand, "/prepared": prepared, "/search": search}
    return Starlette(
        routes=[Route(path, answer, methods=["POST"]) for path, answer in routes.items()], lifespan=lifespan
    )


async def by_hand(request: Request) -> Response:
    """A dashboard's document, from the database."""
    return _json(await _answered(request, orjson.loads(await request.body())))


async def prepared(request: Request) -> Response:
    """The same, from the database for the first who asks with these variables."""
    asked = orjson.loads(await request.body())
    kept: dict[tuple[Any, ...], bytes] = request.state.kept
    key = (asked["query"], *asked["variables"].items())
    answer = kept.get(key)
    if answer is None:
        answer = kept[key] = (await _answered(request, asked)).encode()
    return _json(answer)


async def search(request: Request) -> Response:
    variables = orjson.loads(await request.body())["variables"]
    query: str = variables["query"]
    with_umlauts = query.casefold().replace("ae", "ä").replace("oe", "ö").replace("ue", "ü")
    return _json(
        await request.state.pool.fetchval(
            SELECT_FOUND, query, with_umlauts, name_key(query), variables["first"]
        )
    )


async def _answered(request: Request, asked: Mapping[str, Any]) -> str:
    by_hand = BY_HAND[asked["query"]]
    answer: str = await request.state.pool.fetchval(
        by_hand.statement, *by_hand.parameters(asked["variables"])
    )
    return answer


def _json(content: str | bytes) -> Response:
    return Response(content, media_type="application/json")


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
