"""Claim: a thousand subscribers have an event at once, and many events sooner than their peers' have them."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from statistics import median
from time import sleep
from typing import Any, TypeVar

import orjson
import psutil
import uvloop
from eventsourcing.persistence import StoredEvent

from benchmarks.at_rest import REST_SECONDS
from benchmarks.children import BARE_FAN_OUT, SERVICE, child, child_on_one_core
from benchmarks.claims import Claim, medians
from benchmarks.crowd import Crowd, allow_many_files, crowd
from benchmarks.deliveries import Tell, at, burst_rate, paced_delays, sending, texts
from benchmarks.followed import DOCUMENT, ENVIRONMENT, FollowedLog, followers
from benchmarks.overview import filled_register
from infra.settings import Settings

SUBSCRIBERS = 1_000
IDLE_SUBSCRIBERS = 2_000
BURST, PEER_BURST = 1_000, 50
PACED, PACE = 500, 50
# What the peer can hold: at our pace its queues grow for as long as it is told of events.
PEER_PACED, PEER_PACE = 50, 5

_WHAT = f"{SUBSCRIBERS:,} WebSocket subscribers of one document"
_MERCURIUS = ("node", str(Path(__file__).parent / "peers" / "mercurius_subscriptions.mjs"))
_KILOBYTE = 1_000

T = TypeVar("T")


def measure(settings: Settings, rounds: int) -> Iterator[Claim]:
    assert settings.database_url is not None
    allow_many_files()
    dsn = asyncio.run(filled_register(settings.database_url, "fan_out"))
    log = FollowedLog(dsn)
    shares: list[tuple[float, float]] = []
    with (
        child(SERVICE, dsn, settings, **ENVIRONMENT) as service,
        child(BARE_FAN_OUT, dsn, settings) as route,
        followers(service, settings, log) as clients,
        crowd(route.port, {}, {}) as peers,
    ):
        clients.open(SUBSCRIBERS)
        peers.open(SUBSCRIBERS)
        told = uvloop.run(_told(log, clients))
        paced = partial(paced_delays, PACE)
        delays = [uvloop.run(_appended(log, clients, PACED, paced)) for _ in range(1 + rounds)][1:]

        def bare() -> float:
            processes = psutil.Process(peers.pid), psutil.Process(route.pid)
            before = [sum(each.cpu_times()[:2]) for each in processes]
            rate = uvloop.run(burst_rate(sending(route), told, peers))
            ours, theirs = (sum(p.cpu_times()[:2]) - b for p, b in zip(processes, before, strict=True))
            shares.append((100 * ours * rate / BURST, 100 * theirs * rate / BURST))
            return rate

        ours, theirs = medians(rounds, lambda: uvloop.run(_appended(log, clients, BURST, burst_rate)), bare)
    yield Claim(_paced(PACE, "median"), "ms", median(at(each, 0.5) for each in delays))
    yield Claim(_paced(PACE, "99th percentile"), "ms", median(at(each, 0.99) for each in delays), most=50)
    yield Claim(
        f"{_WHAT}, {BURST:,} events at once",
        "deliveries/s",
        SUBSCRIBERS * ours,
        "bare Starlette route: a loop of `send_text` over as many clients",
        SUBSCRIBERS * theirs,
        least_ratio=1,
    )
    yield Claim(
        "the clients' share of a core while that loop sends: they do not hold it up",
        "%",
        median(clients for clients, _ in shares),
        "the loop's own",
        median(loop for _, loop in shares),
    )
    yield Claim(f"an idle subscriber, of {IDLE_SUBSCRIBERS:,}", "KB", _idle(dsn, settings), most=40)


def measure_peers(settings: Settings, rounds: int) -> Iterator[Claim]:
    assert settings.database_url is not None
    allow_many_files()
    dsn = asyncio.run(filled_register(settings.database_url, "fan_out_peers"))
    log = FollowedLog(dsn)
    with (
        child_on_one_core(SERVICE, dsn, settings, **ENVIRONMENT) as service,
        child_on_one_core(_MERCURIUS, dsn, settings) as mercurius,
        followers(service, settings, log) as clients,
        crowd(mercurius.port, {}, {"query": DOCUMENT}) as peers,
    ):
        tell = sending(mercurius)
        clients.open(SUBSCRIBERS)
        peers.open(SUBSCRIBERS)
        frames = [_frame(text) for text in uvloop.run(_told(log, clients))]
        uvloop.run(_check(tell, frames[:PEER_BURST], peers))
        ours, theirs = medians(
            rounds,
            lambda: uvloop.run(_appended(log, clients, PEER_BURST, burst_rate)),
            lambda: uvloop.run(burst_rate(tell, frames[:PEER_BURST], peers)),
        )
        paced = partial(paced_delays, PEER_PACE)
        delays = [
            (
                uvloop.run(_appended(log, clients, PEER_PACED, paced)),
                uvloop.run(paced(tell, frames[:PEER_PACED], peers)),
            )
            for _ in range(1 + rounds)
        ][1:]
        # Again: had anything been told twice or lost meanwhile, these would not be the next.
        uvloop.run(_told(log, clients))
        uvloop.run(_check(tell, frames[:PEER_BURST], peers))
    beside = "Mercurius subscriptions, events from its own emitter; both on one core"
    yield Claim(
        f"{_WHAT}, {PEER_BURST} events at once",
        "deliveries/s",
        SUBSCRIBERS * ours,
        beside,
        SUBSCRIBERS * theirs,
        least_ratio=1.5,
    )
    for name, share in (("median", 0.5), ("99th percentile", 0.99)):
        ours, theirs = (median(at(each, share) for each in side) for side in zip(*delays, strict=True))
        yield Claim(_paced(PEER_PACE, name), "ms", ours, beside, theirs, most_ratio=1)


async def _appended(
    log: FollowedLog,
    clients: Crowd,
    number: int,
    measured: Callable[[Tell, Sequence[StoredEvent], Crowd], Awaitable[T]],
) -> T:
    """What is measured of so many, behind one that is not: connections open, statements are prepared."""
    opening, *events = log.events(1 + number)
    async with log.appending() as recorder:
        await burst_rate(recorder.insert_events, [opening], clients)
        return await measured(recorder.insert_events, events, clients)


async def _told(log: FollowedLog, clients: Crowd) -> list[str]:
    """The messages that tell of so many events. Makes sure that they are those, once and in order."""
    first = 2 + await log.last()
    told = await _appended(log, clients, BURST, texts)
    if [int(_frame(text)["position"]) for text in told] != list(range(first, first + BURST)):
        raise AssertionError("other events were told than were appended")
    return told


async def _check(tell: Tell, frames: Sequence[object], clients: Crowd) -> None:
    """Makes sure that the peer tells what it is told, once and in order."""
    if [_frame(text) for text in await texts(tell, frames, clients)] != frames:
        raise AssertionError("the peer told other frames than it was told")


def _paced(pace: int, name: str) -> str:
    return f"{_WHAT}, {pace} events/s: from append to delivery, {name}"


def _frame(text: str) -> Any:
    return orjson.loads(text)["payload"]["data"]["events"]


def _idle(dsn: str, settings: Settings) -> float:
    """What one of many subscribers costs the service, each having been told of an event before."""
    log = FollowedLog(dsn, seed=2)
    with (
        child(SERVICE, dsn, settings, **ENVIRONMENT) as service,
        followers(service, settings, log) as clients,
    ):

        def resident(more: int) -> int:
            clients.open(more)
            uvloop.run(_appended(log, clients, 1, burst_rate))
            sleep(REST_SECONDS)
            return int(psutil.Process(service.pid).memory_info().rss)

        first = resident(1)
        return (resident(IDLE_SUBSCRIBERS) - first) / IDLE_SUBSCRIBERS / _KILOBYTE
