"""Claim: a search among a million entries is nearly as fast as a route written by hand for it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import orjson
import uvloop

from benchmarks.children import BARE_ROUTE, SERVICE, Child, child
from benchmarks.claims import Claim, medians
from benchmarks.http_load import answer, post, rate
from benchmarks.searched import ENTRIES, Searches, search, searched_register
from infra.settings import Settings

CONNECTIONS = 2
REQUESTS = 40
_COMPARED = 50


def measure(settings: Settings, rounds: int, entries: int = ENTRIES) -> Iterator[Claim]:
    assert settings.database_url is not None
    dsn = asyncio.run(searched_register(settings.database_url, "search", entries))
    searches = Searches()

    def searched(server: Child, path: str, bodies: list[list[bytes]]) -> float:
        return uvloop.run(rate(server, [[post(path, body) for body in each] for each in bodies]))

    with child(SERVICE, dsn, settings) as service, child(BARE_ROUTE, dsn, settings) as route:
        found = sum(_compare(service, route, search(searches.next())) for _ in range(_COMPARED))
        if not found:
            raise AssertionError("nothing was found")
        turns = [
            [[search(searches.next()) for _ in range(REQUESTS)] for _ in range(CONNECTIONS)]
            for _ in range(1 + rounds)
        ]
        ours, theirs = iter(turns), iter(turns)
        rate_, limit = medians(
            rounds,
            lambda: searched(service, "/graphql", next(ours)),
            lambda: searched(route, "/search", next(theirs)),
        )
    yield Claim(
        f"search over HTTP among {entries:,} entries; words never seen",
        "requests/s",
        ours=rate_,
        peer="bare Starlette route, SQL written by hand",
        theirs=limit,
        least_ratio=round(1 / 1.3, 2),
    )


def _compare(service: Child, route: Child, body: bytes) -> int:
    """Makes sure that both find the same; how much that is."""
    ours = orjson.loads(asyncio.run(answer(service, post("/graphql", body))))
    theirs = orjson.loads(asyncio.run(answer(route, post("/search", body))))
    if ours["data"] != theirs["data"]:
        raise AssertionError(f"{body!r} is answered differently")
    return len(ours["data"]["network"]["search"]["nodes"])
