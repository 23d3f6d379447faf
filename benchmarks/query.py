"""Claim: a query through the whole service is nearly as fast as a route written by hand for it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from functools import partial
from random import Random

import orjson
import uvloop

from benchmarks.children import BARE_ROUTE, SERVICE, Child, child
from benchmarks.claims import Claim, medians
from benchmarks.http_load import answer, post, rate
from benchmarks.overview import PAGE, filled_register, name_keys_before_a_page, new_cursor, overview
from infra.settings import Settings

CONNECTIONS = 8
REQUESTS = 250


def measure(settings: Settings, rounds: int) -> Iterator[Claim]:
    assert settings.database_url is not None
    dsn = asyncio.run(filled_register(settings.database_url, "query"))
    name_keys = asyncio.run(name_keys_before_a_page(dsn))
    random = Random(1)

    def first(server: Child, path: str) -> float:
        return uvloop.run(rate(server, [[post(path, overview())] * REQUESTS] * CONNECTIONS))

    def after(server: Child, path: str) -> float:
        requests = [
            [post(path, overview(new_cursor(name_keys, random))) for _ in range(REQUESTS)]
            for _ in range(CONNECTIONS)
        ]
        return uvloop.run(rate(server, requests))

    with child(SERVICE, dsn, settings) as service, child(BARE_ROUTE, dsn, settings) as route:
        _compare(service, route, "/first", overview())
        _compare(service, route, "/after", overview(new_cursor(name_keys, random)))
        seen, seen_limit, unseen, unseen_limit = medians(
            rounds,
            lambda: first(service, "/graphql"),
            lambda: first(route, "/first"),
            lambda: after(service, "/graphql"),
            lambda: after(route, "/after"),
        )
    what = f"query over HTTP: {PAGE} organisations, 6 scalars, signatures"
    claim = partial(Claim, unit="requests/s", peer="bare Starlette route, SQL written by hand")
    yield claim(f"{what}; the same variables", ours=seen, theirs=seen_limit, least_ratio=0.7)
    yield claim(f"{what}; variables never seen", ours=unseen, theirs=unseen_limit)


def _compare(service: Child, route: Child, path: str, body: bytes) -> None:
    """Makes sure that both answer the same, and a whole page."""
    ours = orjson.loads(asyncio.run(answer(service, post("/graphql", body))))
    theirs = orjson.loads(asyncio.run(answer(route, post(path, body))))
    if ours["data"] != theirs["data"] or len(ours["data"]["network"]["organisations"]["nodes"]) != PAGE:
        raise AssertionError(f"{path} is answered differently")
