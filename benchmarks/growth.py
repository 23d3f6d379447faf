"""Claim: an operation costs the same however long the log is."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from functools import partial
from itertools import count
from pathlib import Path
from random import Random
from time import perf_counter

import orjson
import uvloop

from benchmarks.append import append_all
from benchmarks.children import SERVICE, Child, child
from benchmarks.claims import Claim, Contender, medians
from benchmarks.commands import commands
from benchmarks.dashboards import Dashboard, dashboards
from benchmarks.grown import LARGEST_PROJECTED, Grown, grown
from benchmarks.growth_plot import Measured, draw
from benchmarks.http_load import answer, post, rate
from benchmarks.report import machine
from graphql_api.cloud_events import CloudEventEncoder
from graphql_api.event_pages import EventPages
from graphql_api.schema import create_schema
from infra.register import Register
from infra.settings import Settings

SIZES = (10_000, 100_000, 1_000_000, 10_000_000)
APPEND = "append an event"
RESUME = "resume: the next 500 events"
_MOST = 1.5
_CALLERS = 64
_COMMANDS = 6_400
_CONNECTIONS = 2
_REQUESTS = 40
_PAGE = 500
_PAGES = 40

PAST = """query Past($position: Position!) { network(asOf: { position: $position }) {
    organisations(first: 100) { nodes { ags name kind population latitude longitude } }
} }"""

# Up to here, or a little further, the generated log registers organisations; then come summits.
_BEGUN = 2_500

# Of commands: others than the generated log has its ids of.
_seeds = count(1_000)


def measure(
    settings: Settings, rounds: int, plot: Path | None = None, sizes: Sequence[int] = SIZES
) -> Iterator[Claim]:
    """Of logs of these sizes in turn; of one longer than any that is projected, what needs no read model.

    Args:
        plot: a folder that gets the figures and a picture of them.
    """
    assert settings.database_url is not None
    registers = asyncio.run(grown(settings.database_url, sizes))
    with ExitStack() as stack:
        contenders = list(_contenders(registers, settings, stack))
        rates = medians(rounds, *(contender for _, _, contender in contenders))
    costs: dict[str, dict[int, float]] = {}
    for (operation, events, _), reached in zip(contenders, rates, strict=True):
        costs.setdefault(operation, {})[events] = 1_000_000 / reached
    if plot is not None:
        kept = Measured(asyncio.run(machine(settings.database_url)), costs).json()
        (plot / "growth.json").write_bytes(kept)
        (plot / "growth.svg").write_text(draw(Measured.of(kept)))
    yield from (_claim(operation, of_sizes) for operation, of_sizes in costs.items())


def _claim(operation: str, costs: Mapping[int, float]) -> Claim:
    least, most = min(costs), max(costs)
    return Claim(
        f"{operation}: a log of {most:,} events",
        "a second",
        ours=1_000_000 / costs[most],
        peer=f"a log of {least:,}",
        theirs=1_000_000 / costs[least],
        least_ratio=round(1 / _MOST, 2),
    )


def _contenders(
    registers: Sequence[Grown], settings: Settings, stack: ExitStack
) -> Iterator[tuple[str, int, Contender]]:
    """Each operation with each log that it is measured with, those of one operation together."""
    for each in registers:
        yield APPEND, each.events, partial(_appended, each)
    asked = []
    for each in (each for each in registers if each.events <= LARGEST_PROJECTED):
        service = stack.enter_context(child(SERVICE, each.dsn, settings))
        asyncio.run(each.sealed())
        asked.append((each.events, service, [*asyncio.run(dashboards(each.dsn, Random(5))), _past(each)]))
    for number in range(len(asked[0][2])):
        for events, service, of_log in asked:
            _check(service, of_log[number])
            yield f"dashboard {of_log[number].name}", events, partial(_asked, service, of_log[number])
    for each in registers:
        yield RESUME, each.events, partial(_resumed, each, Random(3))


def _appended(grown: Grown) -> float:
    """Events a second that are appended; to a copy where the log would be much longer afterwards."""

    async def append() -> float:
        batches = commands(next(_seeds), _CALLERS, _COMMANDS // _CALLERS)
        if grown.events >= LARGEST_PROJECTED:
            return await append_all(grown.log_dsn, batches)
        async with grown.copied_log() as dsn:
            return await append_all(dsn, batches)

    return uvloop.run(append())


def _past(grown: Grown) -> Dashboard:
    random = Random(5)
    return Dashboard(
        "of any position",
        PAST,
        ({"position": random.randrange(_BEGUN, grown.events)} for _ in count()),
        lambda network: len(network["organisations"]["nodes"]) == 100,
    )


def _asked(service: Child, dashboard: Dashboard) -> float:
    """Requests a second."""
    requests = [
        [post("/graphql", dashboard.body(next(dashboard.unseen))) for _ in range(_REQUESTS)]
        for _ in range(_CONNECTIONS)
    ]
    return uvloop.run(rate(service, requests))


def _check(service: Child, dashboard: Dashboard) -> None:
    """Makes sure that it is answered whole."""
    told = orjson.loads(
        asyncio.run(answer(service, post("/graphql", dashboard.body(next(dashboard.unseen)))))
    )
    if "errors" in told or not dashboard.whole(told["data"]["network"]):
        raise AssertionError(f"{dashboard.name}: {told}")


def _resumed(grown: Grown, random: Random) -> float:
    """Pages a second that are read and encoded, each behind another position."""

    async def resume() -> float:
        register = Register(grown.dsn)
        encoder = CloudEventEncoder("benchmark", register.events)
        events = EventPages(create_schema()._schema, register.feeds, register.reads.tables, encoder)
        read = events.read({}, _PAGE)
        positions = [random.randrange(_BEGUN, grown.events - _PAGE) for _ in range(_PAGES)]
        await read(positions[0])  # the connection opens
        begun = perf_counter()
        for position in positions:
            page = await read(position)
            if len(page.frames) != _PAGE:
                raise AssertionError(f"{len(page.frames)} events behind {position}")
        seconds = perf_counter() - begun
        await register.database.close()
        return _PAGES / seconds

    return uvloop.run(resume())
