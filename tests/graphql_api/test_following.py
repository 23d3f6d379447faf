"""Who follows together and who follows alone: nothing is told twice, left out or told out of order."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Hashable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from random import Random
from typing import Any

import pytest

from graphql_api import following as serving
from graphql_api.following import Follower, Following, Subscribed
from infra.feeds import LogFeed
from infra.notices import PositionSignal
from projections.feeding import Frame, Page, Read
from projections.reading import QueryTooLong
from tests.waiting import until


class Log:
    """A log in memory, of one feed; also a Feeds.

    Attributes:
        failure: what reading it raises, if anything.
    """

    def __init__(self) -> None:
        self.reached = PositionSignal()
        self.failure: Exception | None = None
        self.skipped: frozenset[int] = frozenset()
        self.delays: Iterator[float] = iter(lambda: 0.0, 1.0)
        self.feeds: dict[Hashable, LogFeed] = {}

    async def read(self, after: int) -> Page:
        reached = min(self.reached.position, after + 7)
        await asyncio.sleep(next(self.delays))
        if self.failure:
            raise self.failure
        positions = [each for each in range(after + 1, reached + 1) if each not in self.skipped]
        return Page([Frame(each, b"%d" % each) for each in positions], max(reached, after))

    def subscribed(self, after: int, key: Hashable = "all") -> Subscribed:
        return Subscribed(key, "client", 1, self.read, after, lambda position: b"-%d" % position)

    @contextmanager
    def feed(self, key: Hashable, read: Read, client: Hashable = None) -> Iterator[LogFeed]:
        feed = self.feeds.setdefault(key, LogFeed(read, self.reached))
        feed.clients[client] += 1
        try:
            yield feed
        finally:
            feed.clients[client] -= 1
            if not +feed.clients:
                del self.feeds[key]

    async def rows(self, statement: str, parameters: Sequence[Any]) -> Any:
        raise NotImplementedError

    async def last(self) -> int:
        return self.reached.position


@dataclass(eq=False)
class Noting:
    """A follower that keeps what it is told, and takes it when it likes."""

    after: int
    cursor: int = 0
    told: list[int] = field(default_factory=list)
    taking: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.taking.set()

    @property
    def takes_more(self) -> bool:
        return self.taking.is_set()

    def write(self, frames: Sequence[bytes], cursor: int) -> None:
        told = [int(each) for each in frames]
        self.told += [each for each in told if each > 0]
        self.cursor = cursor

    async def drained(self) -> None:
        await self.taking.wait()

    def is_right(self, last: int) -> bool:
        return self.told == list(range(self.after + 1, last + 1))


@pytest.fixture
async def tasks() -> AsyncIterator[list[asyncio.Task[None]]]:
    """Those that are left at the end are cancelled, and nothing is left by them."""
    before = asyncio.all_tasks()
    made: list[asyncio.Task[None]] = []
    yield made
    for task in made:
        task.cancel()
    await asyncio.gather(*made, return_exceptions=True)
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert not asyncio.all_tasks() - before - {asyncio.current_task()}


def follow(
    following: Following, log: Log, tasks: list[asyncio.Task[None]], after: int, key: Hashable = "all"
) -> Noting:
    follower = Noting(after)
    tasks.append(asyncio.create_task(following.tell(log.subscribed(after, key), follower)))
    return follower


async def test_who_has_caught_up_while_events_come_follows_with_the_others(
    tasks: list[asyncio.Task[None]],
) -> None:
    log = Log()
    following = Following(log, 1000)
    log.reached.advance(10)
    followers = [follow(following, log, tasks, 10) for _ in range(120)]
    await asyncio.sleep(0)
    followers += [follow(following, log, tasks, after % 10) for after in range(120)]
    for position in range(11, 31):
        log.reached.advance(position)

        async def told(position: int = position) -> bool:
            return all(each.cursor == position for each in followers)

        await until(told, 5)
    assert all(each.is_right(30) for each in followers)
    (group,) = following._groups.values()
    assert len(group._left) == len(followers)


@pytest.mark.parametrize("seed", range(6))
async def test_whoever_comes_goes_and_does_not_take_for_a_while_is_told_all_once(
    seed: int, tasks: list[asyncio.Task[None]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serving, "_TURN", 3)
    monkeypatch.setattr(serving, "_BATCH_BYTES", 4)
    monkeypatch.setattr(serving, "SCANNED_SECONDS", 0.001)
    random, log = Random(seed), Log()
    log.delays = iter(lambda: random.choice([0.0, 0.0, 0.001]), -1.0)
    following = Following(log, 1000)
    followers: list[Noting] = []
    running: dict[Noting, asyncio.Task[None]] = {}
    for _ in range(1500):
        match random.randrange(12):
            case 0 | 1:
                log.reached.advance(log.reached.position + random.choice([1, 1, 1, 3, 20]))
            case 2 | 3 if len(running) < 40:
                at_end = random.random() < 0.7
                last = log.reached.position
                follower = follow(following, log, tasks, last if at_end else random.randrange(last + 1))
                running[follower] = tasks[-1]
                followers.append(follower)
            case 4 if running:
                random.choice(list(running)).taking.clear()
            case 5 | 6 if running:
                random.choice(list(running)).taking.set()
            case 7 if running:
                follower = random.choice(list(running))
                running.pop(follower).cancel()
            case _:
                await asyncio.sleep(random.choice([0, 0, 0, 0.001]))
    last = log.reached.position
    for follower in running:
        follower.taking.set()

    async def all_told() -> bool:
        return all(each.cursor == last for each in running)

    await until(all_told, 5)
    for each in followers:
        through = last if each in running else each.after + len(each.told)
        assert each.is_right(through)


async def test_a_group_whose_reading_fails_tells_each_of_it_and_another_begins(
    tasks: list[asyncio.Task[None]],
) -> None:
    log = Log()
    following = Following(log, 1000)
    for _ in range(5):
        follow(following, log, tasks, 0)
    await asyncio.sleep(0)
    log.failure = QueryTooLong()
    log.reached.advance(1)
    await asyncio.wait(tasks)
    assert [type(task.exception()) for task in tasks] == [QueryTooLong] * 5
    assert not following._groups
    assert not log.feeds
    log.failure = None
    follower = follow(following, log, tasks, 0)

    async def told() -> bool:
        return follower.is_right(1)

    await until(told, 5)


async def test_who_joins_as_the_last_one_leaves_is_told(tasks: list[asyncio.Task[None]]) -> None:
    log = Log()
    following = Following(log, 1000)
    for position in range(1, 50):
        leaving = follow(following, log, tasks, position - 1)
        await asyncio.sleep(0)
        tasks[-1].cancel()
        if position % 2:
            await asyncio.sleep(0)
        joining = follow(following, log, tasks, position - 1)
        for _ in range(position % 3):
            await asyncio.sleep(0)
        log.reached.advance(position)

        async def told(joining: Noting = joining, position: int = position) -> bool:
            return joining.told == [position]

        await until(told, 5)
        assert leaving.told in ([], [position])
        tasks[-1].cancel()
        with suppress(asyncio.CancelledError):
            await tasks[-1]
    assert not following._groups
    assert not log.feeds


class Raising(Noting):
    """One that cannot be written to."""

    def write(self, frames: Sequence[bytes], cursor: int) -> None:
        raise RuntimeError("the handler is closed")


async def test_one_that_cannot_be_written_to_ends_alone(tasks: list[asyncio.Task[None]]) -> None:
    log = Log()
    following = Following(log, 1000)
    bad: Follower = Raising(0)
    tasks.append(asyncio.create_task(following.tell(log.subscribed(0), bad)))
    good = follow(following, log, tasks, 0)
    await asyncio.sleep(0)
    for position in (1, 2):
        log.reached.advance(position)

        async def told(position: int = position) -> bool:
            return good.is_right(position)

        await until(told, 5)
    assert isinstance(tasks[0].exception(), RuntimeError)
    assert not tasks[1].done()


async def test_what_one_does_not_wait_for_any_more_is_read_for_the_others() -> None:
    reached = PositionSignal()
    go_on, reads = asyncio.Event(), 0

    async def read(after: int) -> Page:
        nonlocal reads
        reads += 1
        await go_on.wait()
        return Page([Frame(after + 1, b"")], after + 1)

    feed = LogFeed(read, reached)
    reached.advance(1)
    waiting = [asyncio.create_task(feed.page(0)) for _ in range(3)]
    await asyncio.sleep(0.01)
    waiting[0].cancel()
    await asyncio.wait({waiting[0]})
    go_on.set()
    waiting[1].cancel()
    pages = await asyncio.gather(*waiting[2:])
    assert [page.scanned_through for page in pages] == [1]
    assert reads == 1
    assert not feed._awaited


async def test_who_asks_as_the_last_one_stops_waiting_gets_the_page() -> None:
    reached = PositionSignal()

    async def read(after: int) -> Page:
        await asyncio.sleep(0)
        return Page([Frame(after + 1, b"")], after + 1)

    for ticks in range(8):
        feed = LogFeed(read, reached)
        reached.advance(1)
        leaving = asyncio.create_task(feed.page(0))
        for _ in range(ticks):
            await asyncio.sleep(0)
        leaving.cancel()
        for _ in range(ticks % 3):
            await asyncio.sleep(0)
        async with asyncio.timeout(5):
            assert (await feed.page(0)).scanned_through == 1
        await asyncio.gather(leaving, return_exceptions=True)
        assert not feed._awaited
