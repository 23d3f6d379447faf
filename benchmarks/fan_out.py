"""Claim: a thousand subscribers have an event at once, and many events sooner than a bare loop sends them."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from statistics import median
from time import monotonic, sleep

import orjson
import psutil
import uvloop
from eventsourcing.persistence import StoredEvent

from benchmarks.at_rest import REST_SECONDS
from benchmarks.children import BARE_FAN_OUT, SERVICE, Child, child
from benchmarks.claims import Claim, medians
from benchmarks.crowd import Crowd, allow_many_files, crowd
from benchmarks.followed import ENVIRONMENT, FollowedLog, followers
from benchmarks.http_load import answer, post
from benchmarks.overview import filled_register
from infra.recorder import AsyncpgRecorder
from infra.settings import Settings

SUBSCRIBERS = 1_000
IDLE_SUBSCRIBERS = 2_000
BURST = 1_000
PACED, PACE_SECONDS = 500, 0.02

_KILOBYTE = 1_000


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
        texts = uvloop.run(_told(log, clients))
        delays = [uvloop.run(_delays(log, clients)) for _ in range(1 + rounds)][1:]
        ours, theirs = medians(
            rounds,
            lambda: uvloop.run(_rate(log, clients)),
            lambda: _bare_rate(route, peers, texts, shares),
        )
    what = f"{SUBSCRIBERS:,} WebSocket subscribers of one document"
    paced = f"{what}, {1 / PACE_SECONDS:.0f} events/s: from append to delivery"
    yield Claim(f"{paced}, median", "ms", median(_at(each, 0.5) for each in delays))
    yield Claim(f"{paced}, 99th percentile", "ms", median(_at(each, 0.99) for each in delays), most=50)
    yield Claim(
        f"{what}, {BURST:,} events at once",
        "deliveries/s",
        ours,
        "bare Starlette route: a loop of `send_text` over as many clients",
        theirs,
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


async def _told(log: FollowedLog, clients: Crowd) -> list[str]:
    """The messages that tell of so many events. Makes sure that they are those, once and in order."""
    events = log.events(BURST)
    async with log.appending() as recorder:
        first = 1 + (await recorder.max_notification_id() or 0)
        clients.expect("texts", BURST)
        await recorder.insert_events(events)
        texts: list[str] = await asyncio.to_thread(clients.told)
    frames = [orjson.loads(text)["payload"]["data"]["events"] for text in texts]
    if [int(frame["position"]) for frame in frames] != list(range(first, first + BURST)):
        raise AssertionError("other events were told than were appended")
    return texts


async def _delays(log: FollowedLog, clients: Crowd) -> Sequence[float]:
    """Milliseconds from an append's begin to a delivery, each event's to each client, in order of length."""
    opening, *events = log.events(1 + PACED)
    begun: list[float] = []
    async with log.appending() as recorder, asyncio.TaskGroup() as appends:
        await _open(opening, recorder, clients)
        clients.expect("times", PACED)
        start = monotonic()
        for number, event in enumerate(events):
            await asyncio.sleep(start + number * PACE_SECONDS - monotonic())
            begun.append(monotonic())
            appends.create_task(recorder.insert_events([event]))
        await asyncio.to_thread(clients.told)
    return sorted((came - begun[number % PACED]) * 1_000 for number, came in enumerate(clients.times()))


async def _rate(log: FollowedLog, clients: Crowd) -> float:
    """Deliveries a second of events that are appended all at once."""
    opening, *events = log.events(1 + BURST)
    async with log.appending() as recorder:
        await _open(opening, recorder, clients)
        clients.expect("count", BURST)
        begun = monotonic()
        await recorder.insert_events(events)
        seconds: float = await asyncio.to_thread(clients.told) - begun
    return SUBSCRIBERS * BURST / seconds


def _bare_rate(
    route: Child, clients: Crowd, texts: Sequence[str], shares: list[tuple[float, float]]
) -> float:
    """The same of the loop; adds to the shares of a core, in percent, that the clients and it have had."""
    processes = psutil.Process(clients.pid), psutil.Process(route.pid)
    before = [sum(each.cpu_times()[:2]) for each in processes]
    clients.expect("count", BURST)
    begun = monotonic()
    asyncio.run(answer(route, post("/send", orjson.dumps(texts))))
    seconds: float = clients.told() - begun
    ours, theirs = (sum(p.cpu_times()[:2]) - b for p, b in zip(processes, before, strict=True))
    shares.append((100 * ours / seconds, 100 * theirs / seconds))
    return SUBSCRIBERS * BURST / seconds


async def _open(event: StoredEvent, recorder: AsyncpgRecorder, clients: Crowd) -> None:
    """Appends an event that is not measured: connections open, statements are prepared."""
    clients.expect("count", 1)
    await recorder.insert_events([event])
    await asyncio.to_thread(clients.told)


def _idle(dsn: str, settings: Settings) -> float:
    """What one of many subscribers costs the service, each having been told of an event before."""
    log = FollowedLog(dsn, seed=2)
    with (
        child(SERVICE, dsn, settings, **ENVIRONMENT) as service,
        followers(service, settings, log) as clients,
    ):

        def resident(more: int) -> int:
            clients.open(more)
            uvloop.run(_told_of_one(log, clients))
            sleep(REST_SECONDS)
            return int(psutil.Process(service.pid).memory_info().rss)

        first = resident(1)
        return (resident(IDLE_SUBSCRIBERS) - first) / IDLE_SUBSCRIBERS / _KILOBYTE


async def _told_of_one(log: FollowedLog, clients: Crowd) -> None:
    async with log.appending() as recorder:
        await _open(log.events(1)[0], recorder, clients)


def _at(ordered: Sequence[float], share: float) -> float:
    return ordered[int(len(ordered) * share)]
