"""Claim: a dashboard's query through the whole service is faster than through what others would build."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from random import Random

import asyncpg

from benchmarks.children import SERVICE, Child, child_on_one_core
from benchmarks.claims import Claim, medians
from benchmarks.contenders import Contender, compare
from benchmarks.dashboards import dashboards
from benchmarks.http_load import answer, post
from benchmarks.overview import filled_register
from benchmarks.peer_views import create_peer_views
from benchmarks.postgraphile_dialect import ORDER, dialects
from benchmarks.server import first_core_left
from infra.database import READING
from infra.settings import Settings

_HERE = Path(__file__).parent / "peers"
MERCURIUS = ("node", str(_HERE / "mercurius.mjs"))
POSTGRAPHILE = ("node", str(_HERE / "postgraphile.mjs"))
PLAIN_STRAWBERRY = (sys.executable, "-m", "benchmarks.plain_strawberry")
PRODUCTION = {"NODE_ENV": "production", "GRAPHILE_ENV": "production"}


def measure_peers(settings: Settings, rounds: int) -> Iterator[Claim]:
    """Needs Node, and what `npm ci` installs in the peers' folder."""
    assert settings.database_url is not None
    dsn = asyncio.run(filled_register(settings.database_url, "query_peers"))
    asyncio.run(create_peer_views(dsn))
    asyncio.run(_plan_as_for_readers(dsn))
    with first_core_left(settings), ExitStack() as stack:
        service, mercurius, postgraphile, strawberry = (
            stack.enter_context(child_on_one_core(command, dsn, settings, **PRODUCTION))
            for command in (SERVICE, MERCURIUS, POSTGRAPHILE, PLAIN_STRAWBERRY)
        )
        contenders = [
            Contender("the service", service),
            Contender("Mercurius with JIT, loaders on pg", mercurius),
            _postgraphile(postgraphile),
            Contender("plain Strawberry, data loaders", strawberry, requests=10),
        ]
        for dashboard in asyncio.run(dashboards(dsn, Random(2))):
            compare(dashboard, contenders)
            ours, *theirs = medians(
                rounds, *(partial(contender.unseen, dashboard) for contender in contenders)
            )
            peers = zip(theirs, contenders[1:], strict=True)
            ranked = sorted(peers, key=lambda peer: peer[0], reverse=True)
            for place, (reached, contender) in enumerate(ranked):
                yield Claim(
                    f"dashboard {dashboard.name} over HTTP on one core; variables never seen",
                    "requests/s",
                    ours,
                    contender.name,
                    reached,
                    least_ratio=None if place else 1.3,
                )


async def _plan_as_for_readers(dsn: str) -> None:
    """Has all contenders' statements planned for data in memory, as those of our readers are."""
    connection = await asyncpg.connect(dsn)
    try:
        name = await connection.fetchval("SELECT current_database()")
        cost = READING["random_page_cost"]
        await connection.execute(f"ALTER DATABASE {name} SET random_page_cost = {cost}")
    finally:
        await connection.close()


def _postgraphile(server: Child) -> Contender:
    request = post("/graphql", b'{"query": "%s"}' % ORDER.encode())
    spoken = dialects(asyncio.run(answer(server, request)))
    return Contender(
        "PostGraphile 5",
        server,
        body=lambda dashboard, variables: spoken[dashboard.name].body(variables),
        network=lambda dashboard, data: spoken[dashboard.name].network(data),
    )
