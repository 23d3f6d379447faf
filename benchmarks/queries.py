"""Claim: a dashboard's query through the whole service is nearly as fast as routes written by hand for it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from functools import partial
from random import Random

from benchmarks.children import BARE_ROUTE, SERVICE, child_on_one_core
from benchmarks.claims import Claim, medians
from benchmarks.contenders import Contender, compare
from benchmarks.dashboards import Dashboard, dashboards
from benchmarks.overview import filled_register
from benchmarks.server import first_core_left
from infra.settings import Settings


def measure(settings: Settings, rounds: int) -> Iterator[Claim]:
    assert settings.database_url is not None
    dsn = asyncio.run(filled_register(settings.database_url, "queries"))
    with (
        first_core_left(settings),
        child_on_one_core(SERVICE, dsn, settings) as service,
        child_on_one_core(BARE_ROUTE, dsn, settings) as route,
    ):
        ours = Contender("the service", service)
        by_hand = Contender("the route by hand", route, "/by-hand")
        prepared = Contender("the prepared bytes", route, "/prepared")
        for dashboard in asyncio.run(dashboards(dsn, Random(1))):
            yield from _measured(dashboard, rounds, ours, by_hand, prepared)


def _measured(
    dashboard: Dashboard, rounds: int, ours: Contender, by_hand: Contender, prepared: Contender
) -> Iterator[Claim]:
    compare(dashboard, (ours, by_hand, prepared))
    same = next(dashboard.unseen)
    cold, cold_limit, repeated, repeated_limit = medians(
        rounds,
        lambda: ours.unseen(dashboard),
        lambda: by_hand.unseen(dashboard),
        lambda: ours.repeated(dashboard, same),
        lambda: prepared.repeated(dashboard, same),
    )
    claim = partial(Claim, unit="requests/s")
    yield claim(
        f"dashboard {dashboard.name} over HTTP on one core; variables never seen",
        ours=cold,
        peer="bare Starlette route, SQL written by hand",
        theirs=cold_limit,
        least_ratio=0.8,
    )
    yield claim(
        f"dashboard {dashboard.name} over HTTP on one core; the same variables",
        ours=repeated,
        peer="bare Starlette route, prepared bytes",
        theirs=repeated_limit,
        least_ratio=0.6,
    )
