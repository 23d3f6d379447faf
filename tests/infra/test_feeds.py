"""The change feed: pages read once for many, kept a while, and never lost."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from domain.ports import StoreUnavailable
from infra import feeds
from infra.feeds import LogFeed
from infra.notices import Notices, PositionSignal
from infra.register import Register
from projections.feeding import Frame, Page
from projections.reading import AnswerTooLarge, NoAnswer, ReadSideBehind, TooBusy
from tests.graphql_api.telling import registration
from tests.infra.appending import recording
from tests.waiting import until


class Readings:
    """Reads one event at a time, up to where the read side has come; remembers behind which positions.

    Attributes:
        failing: what the next readings fail by.
        let: while it is not set, readings wait.
    """

    def __init__(self, size: int = 1) -> None:
        self.reached = PositionSignal()
        self.behind: list[int] = []
        self.failing: list[Exception] = []
        self.cancelled = 0
        self.let = asyncio.Event()
        self.let.set()
        self._size = size

    async def read(self, after: int) -> Page:
        self.behind.append(after)
        try:
            await self.let.wait()
        except asyncio.CancelledError:
            self.cancelled += 1
            raise
        if self.failing:
            raise self.failing.pop(0)
        return page(after + 1, self._size)


def page(position: int, size: int = 1) -> Page:
    return Page((Frame(position, b"x" * size),), position)


async def settled(holds: Callable[[], bool]) -> None:
    async def as_told() -> bool:
        return holds()

    await until(as_told, 5)


@pytest.fixture(autouse=True)
def _hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feeds, "_RETRY_SECONDS", 0.01)


async def test_those_who_wait_for_the_same_page_have_it_read_once() -> None:
    readings = Readings()
    feed = LogFeed(readings.read, readings.reached)
    waiting = [asyncio.create_task(feed.page(0)) for _ in range(50)]
    await asyncio.sleep(0)
    assert readings.behind == []
    readings.reached.advance(1)
    pages = await asyncio.gather(*waiting)
    assert readings.behind == [0]
    assert all(each is pages[0] for each in pages)
    assert await feed.page(0) is pages[0]  # for those who come late
    assert readings.behind == [0]


async def test_who_is_behind_and_who_is_at_the_end_read_the_same_way() -> None:
    readings = Readings()
    readings.reached.advance(3)
    feed = LogFeed(readings.read, readings.reached)
    seen, after = [], 0
    for position in range(1, 7):
        asyncio.get_running_loop().call_soon(readings.reached.advance, position)
        following = await feed.page(after)
        seen += [frame.position for frame in following.frames]
        after = following.scanned_through
    assert seen == [1, 2, 3, 4, 5, 6]


async def test_a_reading_that_nobody_waits_for_any_more_is_given_up() -> None:
    readings = Readings()
    readings.reached.advance(1)
    readings.let.clear()
    feed = LogFeed(readings.read, readings.reached)
    one, other = asyncio.create_task(feed.page(0)), asyncio.create_task(feed.page(0))
    await settled(lambda: readings.behind == [0])
    one.cancel()
    await asyncio.gather(one, return_exceptions=True)
    assert readings.cancelled == 0
    other.cancel()
    await asyncio.gather(other, return_exceptions=True)
    await settled(lambda: readings.cancelled == 1)
    assert feed._awaited == {}
    readings.let.set()
    assert await feed.page(0) == page(1)
    assert readings.behind == [0, 0]


async def test_who_waits_at_the_end_and_goes_leaves_nothing() -> None:
    readings = Readings()
    feed = LogFeed(readings.read, readings.reached)
    waiting = [asyncio.create_task(feed.page(0)) for _ in range(3)]
    await asyncio.sleep(0)
    for each in waiting:
        each.cancel()
    await asyncio.gather(*waiting, return_exceptions=True)
    assert feed._awaited == {}
    readings.reached.advance(1)
    await asyncio.sleep(0)
    assert readings.behind == []


async def test_outages_delay() -> None:
    readings = Readings()
    readings.reached.advance(1)
    readings.failing = [StoreUnavailable("gone"), TooBusy(), ReadSideBehind(1)]
    assert await LogFeed(readings.read, readings.reached).page(0) == page(1)
    assert readings.behind == [0] * 4


async def test_what_can_never_be_read_is_told_to_all_who_wait_and_not_remembered() -> None:
    readings = Readings()
    readings.reached.advance(1)
    readings.failing = [AnswerTooLarge()]
    feed = LogFeed(readings.read, readings.reached)
    told = await asyncio.gather(*(feed.page(0) for _ in range(3)), return_exceptions=True)
    assert [type(each) for each in told] == [AnswerTooLarge] * 3
    assert issubclass(AnswerTooLarge, NoAnswer)
    assert await feed.page(0) == page(1)


async def test_a_checkpoint_that_was_set_back_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feeds, "POLL_SECONDS", 0.01)
    reached = PositionSignal()
    reached.advance(5)
    answers = [Page((), 4), Page((), 4), page(5)]

    async def read(after: int) -> Page:
        assert after == 4
        return answers.pop(0)

    assert await LogFeed(read, reached).page(4) == page(5)
    assert answers == []


@pytest.mark.parametrize(("size", "most", "kept"), [(10, 35, 3), (10, 10, 1), (11, 10, 0), (0, 10, 256)])
async def test_what_is_kept_is_bounded(size: int, most: int, kept: int) -> None:
    readings = Readings(size)
    readings.reached.advance(400)
    feed = LogFeed(readings.read, readings.reached, kept_bytes=most)
    for after in range(400):
        await feed.page(after)
    assert list(feed._kept) == list(range(400 - kept, 400))
    assert feed._kept_bytes == size * kept <= most
    await feed.page(0)
    assert readings.behind[-1] == 0


async def test_a_key_has_one_feed_while_somebody_follows(register: Register) -> None:
    readings = Readings()
    with register.feeds.feed("key", readings.read) as one:
        with (
            register.feeds.feed("key", readings.read) as other,
            register.feeds.feed("x", readings.read) as apart,
        ):
            assert one is other
            assert one is not apart
        with register.feeds.feed("key", readings.read) as again:
            assert again is one
    with register.feeds.feed("key", readings.read) as new:
        assert new is not one
    with register.feeds.feed(None, readings.read) as mine, register.feeds.feed(None, readings.read) as yours:
        assert mine is not yours
    assert register.feeds._feeds == {}
    assert register.feeds._own == 0


async def test_it_hears_of_what_is_recorded_though_every_notice_is_lost(
    register: Register, dsn: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Notices, "_publish", lambda *_: None)
    readings = Readings()
    assert await register.feeds.last() == 0
    with register.feeds.feed("key", readings.read) as feed:
        waiting = asyncio.create_task(feed.page(0))
        async with recording(dsn, untold=True) as recorder:
            await recorder.insert_events([registration("Verein")])
        async with asyncio.timeout(5):
            assert await waiting == page(1)
    assert await register.feeds.last() == 1


async def test_who_is_behind_at_many_places_keeps_nobody_waiting_at_the_end(register: Register) -> None:
    much, little = Readings(), Readings()
    much.let.clear()
    signal = register.feeds._reached
    signal.advance(10_000)
    with (
        register.feeds.feed("much", much.read, "busy") as busy,
        register.feeds.feed("little", little.read, "calm") as calm,
    ):
        behind = [asyncio.create_task(busy.page(after, "busy")) for after in range(100)]
        await settled(lambda: len(much.behind) == feeds._AT_ONCE)
        wanted = asyncio.create_task(calm.page(9_999, "calm"))
        await asyncio.sleep(0)
        for each in behind[:2]:
            each.cancel()
        assert await wanted == page(10_000)
        much.let.set()
        await asyncio.gather(*behind, return_exceptions=True)
    assert len(much.behind) == 100
