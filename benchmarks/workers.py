"""What a second worker brings on a machine whose cores the load generator and PostgreSQL need too."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from functools import partial
from itertools import islice
from random import Random
from time import perf_counter, process_time

import orjson
import psutil
import uvloop

from benchmarks.children import SERVICE, Child, child
from benchmarks.claims import Claim, medians
from benchmarks.dashboards import Dashboard, dashboards
from benchmarks.http_load import answer, post, rate
from benchmarks.mutations import Mutations
from benchmarks.overview import filled_register
from benchmarks.server import postgres_of
from infra.settings import Settings

SHOWN = ("overview", "summit")
CONNECTIONS = 16
REQUESTS = 50

_LOCAL_ISSUER = {"NETZWERKREGISTER_LOCAL_ISSUER": "on"}  # the mutations bring its tokens

Requests = Sequence[Sequence[bytes]]  # of each connection


def measure(settings: Settings, rounds: int) -> Iterator[Claim]:
    assert settings.database_url is not None
    dsns = [asyncio.run(filled_register(settings.database_url, f"workers_{count}")) for count in (1, 2)]
    shown = [each for each in asyncio.run(dashboards(dsns[0], Random(1))) if each.name in SHOWN]
    loads: dict[str, Callable[[], Requests]] = {
        **{
            f"dashboard {each.name} over HTTP, variables never seen": partial(_unseen, each) for each in shown
        },
        "mutations over HTTP": Mutations(settings).requests,
    }
    postgres = postgres_of(settings)
    with _served(1, dsns[0], settings) as one, _served(2, dsns[1], settings) as two:
        for dashboard in shown:
            _check(one, dashboard)
            _check(two, dashboard)
        for what, requests in loads.items():
            by_two, by_one = (_Turns(server, requests, postgres) for server in (two, one))
            ours, theirs = medians(rounds, by_two, by_one)
            yield Claim(f"{what}: two workers", "requests/s", ours, "one worker", theirs)
            for who, share in (("the load generator", _Turns.generating), ("PostgreSQL", _Turns.storing)):
                told = f"… of this, {who}'s share of the machine"
                yield Claim(told, "%", share(by_two), "with one worker", share(by_one))


def _served(workers: int, dsn: str, settings: Settings) -> AbstractContextManager[Child]:
    return child((*SERVICE, "--workers", str(workers)), dsn, settings, **_LOCAL_ISSUER)


def _unseen(dashboard: Dashboard) -> Requests:
    bodies = map(dashboard.body, dashboard.unseen)
    return [[post("/graphql", body) for body in islice(bodies, REQUESTS)] for _ in range(CONNECTIONS)]


def _check(server: Child, dashboard: Dashboard) -> None:
    body = asyncio.run(answer(server, post("/graphql", dashboard.body(next(dashboard.unseen)))))
    if not dashboard.whole(orjson.loads(body)["data"]["network"]):
        raise AssertionError(f"{dashboard.name} is not answered whole: {body!r}")


class _Turns:
    """Requests a second, turn by turn; adds up the processor time that this process and PostgreSQL take."""

    def __init__(self, server: Child, requests: Callable[[], Requests], postgres: psutil.Process) -> None:
        self._server = server
        self._requests = requests
        self._postgres = postgres
        self._available = self._generating = self._storing = 0.0

    def __call__(self) -> float:
        requests = self._requests()
        generated, stored, begun = process_time(), _seconds(self._postgres), perf_counter()
        reached = uvloop.run(rate(self._server, requests))
        self._available += (perf_counter() - begun) * (os.cpu_count() or 1)
        self._generating += process_time() - generated
        self._storing += _seconds(self._postgres) - stored
        return reached

    def generating(self) -> float:
        """Percent of the machine's time."""
        return 100 * self._generating / self._available

    def storing(self) -> float:
        return 100 * self._storing / self._available


def _seconds(process: psutil.Process) -> float:
    """Of processor time that it and its children have taken, those that have ended included."""
    times = process.cpu_times()
    ended = times.children_user + times.children_system
    living = [times, *(each.cpu_times() for each in process.children())]
    return float(ended + sum(each.user + each.system for each in living))
