"""Claim: a worker that has answered and waits is small. PostgreSQL's own memory is not counted."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator, Sequence

import psutil

from benchmarks.children import BARE_ROUTE, SERVICE, child
from benchmarks.claims import Claim
from benchmarks.http_load import answer, post
from benchmarks.overview import filled_register, overview
from infra.settings import Settings

REST_SECONDS = 2.0

_MEGABYTE = 1_000_000


def measure(settings: Settings) -> Iterator[Claim]:
    assert settings.database_url is not None
    dsn = asyncio.run(filled_register(settings.database_url, "at_rest"))

    def resident(command: Sequence[str], path: str) -> float:
        with child(command, dsn, settings) as server:
            asyncio.run(answer(server, post(path, overview())))
            time.sleep(REST_SECONDS)
            return int(psutil.Process(server.pid).memory_info().rss) / _MEGABYTE

    yield Claim(
        "a worker at rest, after one query",
        "MB",
        resident(SERVICE, "/graphql"),
        "bare Starlette route",
        resident(BARE_ROUTE, "/by-hand"),
        most=150,
    )
