"""The limit of a consumer that resumes far behind: a Starlette route that streams prepared bytes.

The frames lie in a table of their own, in the bytes that the service sends, and come a page at a time.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

import asyncpg
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import StreamingResponse
from starlette.routing import Route

from benchmarks.bare_route import serve
from infra.settings import Settings

PAGE = 1_000

CREATE = "CREATE TABLE bare_frames (position bigint PRIMARY KEY, frame bytea NOT NULL)"

# Answers the next page of frames, and where it ends.
_SELECT = """SELECT max(position) AS position, string_agg(frame, ''::bytea ORDER BY position) AS frames FROM (
    SELECT position, frame FROM bare_frames WHERE position > $1 ORDER BY position LIMIT $2) AS page"""


def create_app(settings: Settings) -> Starlette:
    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[Mapping[str, asyncpg.Pool]]:
        async with asyncpg.create_pool(
            settings.database_url, min_size=1, max_size=2, server_settings={"jit": "off"}
        ) as pool:
            yield {"pool": pool}

    return Starlette(routes=[Route("/events", events)], lifespan=lifespan)


async def events(request: Request) -> StreamingResponse:
    return StreamingResponse(_frames(request.state.pool), media_type="text/event-stream")


async def _frames(pool: asyncpg.Pool) -> AsyncIterator[bytes]:
    after = 0
    async with pool.acquire() as connection:
        while True:
            page = await connection.fetchrow(_SELECT, after, PAGE)
            if page is None or page["position"] is None:
                return
            yield page["frames"]
            after = page["position"]


if __name__ == "__main__":
    serve(create_app)
