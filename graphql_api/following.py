"""How subscriptions are followed: alone while behind, and together with all who are told the same at the end.

A thousand who follow the same cost one reading and one loop that writes to each. Who does not take what is
written leaves the loop, reads on alone as fast as it can, and joins again where it has caught up.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Callable, Hashable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol

from graphql_api.frames import WINDOW
from graphql_api.held_subscriptions import HeldSubscriptions
from projections.feeding import Feed, Feeds, Frame, Read

# How long who is told nothing waits to hear how far the log was looked through.
SCANNED_SECONDS = 5.0

# How much is written to one client at once, and to how many before others have their turn.
_BATCH_BYTES = 64 * 1024
_TURN = 50


@dataclass(frozen=True)
class Subscribed:
    """A subscription that can be followed.

    Attributes:
        key: what those have in common who are told the same; None where nobody else is.
        client: who it is counted for.
        cost: what each event costs.
        after: the position behind which it begins.
        scanned: what is told where nothing was found, of how far the log was looked through.
    """

    key: Hashable | None
    client: Hashable
    cost: int
    read: Read
    after: int
    scanned: Callable[[int], bytes]


class Follower(Protocol):
    """Who is told of a subscription."""

    cursor: int
    """The position behind which to go on after what was written to it."""

    @property
    def takes_more(self) -> bool:
        """Whether what is written to it goes out at once. True where it is gone."""

    def write(self, frames: Sequence[bytes], cursor: int) -> None:
        """Tells it these frames, and moves its cursor."""

    async def drained(self) -> None:
        """Returns when it takes more. May raise what ends its subscription."""


class Batches:
    """What there is to tell behind a position, some frames at a time.

    Attributes:
        cursor: the position behind which to go on after what was told.
    """

    def __init__(self, feed: Feed, subscribed: Subscribed, after: int) -> None:
        self.cursor = after
        self._feed = feed
        self._subscribed = subscribed
        self._told = self._read = after
        self._quiet_until: float | None = None
        self._waiting: deque[tuple[int, Sequence[bytes]]] = deque()

    async def next(self) -> Sequence[bytes]:
        """Returns when there is something to tell. Raises as `Feed.page`."""
        while not self._waiting:
            try:
                async with asyncio.timeout_at(self._quiet_until):
                    page = await self._feed.page(self._read, self._subscribed.client)
            except TimeoutError:
                self._tell_scanned()
                break
            self._read = page.scanned_through
            if page.frames:
                self._waiting += _batches(page.frames)
            elif self._read - self._told >= WINDOW:
                self._tell_scanned()
            elif self._quiet_until is None:
                self._quiet_until = asyncio.get_running_loop().time() + SCANNED_SECONDS
        self._quiet_until = None
        self.cursor, frames = self._waiting.popleft()
        self._told = self.cursor
        return frames

    def _tell_scanned(self) -> None:
        self._waiting.append((self._read, [self._subscribed.scanned(self._read)]))


def _batches(frames: Sequence[Frame]) -> Sequence[tuple[int, Sequence[bytes]]]:
    """The frames in batches that are written at once, each with the position of its last."""
    batches: list[tuple[int, list[bytes]]] = []
    size = _BATCH_BYTES
    for position, data in frames:
        size += len(data)
        if size > _BATCH_BYTES:
            batches.append((position, []))
            size = len(data)
        batches[-1] = position, batches[-1][1]
        batches[-1][1].append(data)
    return batches


class Group:
    """Those who are told the same from where they are, and the one loop that tells them.

    Attributes:
        ended: whether the loop has ended, as all have left or nothing can be read any more.
    """

    def __init__(self, batches: Batches) -> None:
        self.ended = False
        self._batches = batches
        self._left: dict[Follower, asyncio.Future[None]] = {}
        self._loop = asyncio.create_task(self._run())

    def takes(self, cursor: int) -> bool:
        """Whether who was told so far can join: as far as the group, or farther, where what comes next was
        read alone a moment before. True for as long as nobody awaits anything."""
        return not self.ended and self._batches.cursor <= cursor

    async def tell(self, follower: Follower) -> None:
        """Tells it what all are told, until it does not take it or does not stand where they do.

        Raises as `Feed.page`.
        """
        left = self._left[follower] = asyncio.get_running_loop().create_future()
        try:
            await left
        finally:
            self._left.pop(follower, None)
            if not self._left:
                self.ended = True
                self._loop.cancel()

    async def _run(self) -> None:
        try:
            while True:
                before = self._batches.cursor
                frames = await self._batches.next()
                for number, follower in enumerate(list(self._left), start=1):
                    self._tell(follower, before, frames)
                    if number % _TURN == 0:
                        await asyncio.sleep(0)
        except Exception as error:
            self.ended = True
            for left in self._left.values():
                if not left.done():
                    left.set_exception(error)

    def _tell(self, follower: Follower, before: int, frames: Sequence[bytes]) -> None:
        left, cursor = self._left.get(follower), self._batches.cursor
        if left is None or left.done():  # it is going, or has gone
            return
        if follower.cursor >= cursor:  # it was told so far before it joined
            return
        if follower.cursor != before or not follower.takes_more:
            left.set_result(None)
            return
        try:
            follower.write(frames, cursor)
        except Exception as error:  # which is no fault of the others
            left.set_exception(error)


class Following:
    """Tells all who follow.

    Args:
        most_cost: what the subscriptions of one client may cost together.
    """

    def __init__(self, feeds: Feeds, most_cost: int) -> None:
        self._feeds = feeds
        self._held = HeldSubscriptions(most_cost)
        self._groups: dict[Hashable, Group] = {}

    async def tell(self, subscribed: Subscribed, follower: Follower) -> None:
        """Tells a follower what it subscribed to, without an end.

        Raises:
            ToldError: the client holds too many.
            projections.reading.NoAnswer: it cannot be read any more; also what `Follower.drained` raises.
        """
        follower.cursor = subscribed.after
        with self._followed(subscribed) as feed:
            batches = Batches(feed, subscribed, follower.cursor)
            while True:
                group = self._group(subscribed, feed, follower.cursor)
                if group is not None:
                    try:
                        await group.tell(follower)
                    finally:
                        if group.ended and self._groups.get(subscribed.key) is group:
                            del self._groups[subscribed.key]
                    batches = Batches(feed, subscribed, follower.cursor)
                else:
                    frames = await batches.next()
                    follower.write(frames, batches.cursor)
                await follower.drained()

    async def batches(self, subscribed: Subscribed) -> AsyncGenerator[Sequence[bytes], None]:
        """The frames of a subscription, some at a time, without an end. Raises as `tell`."""
        with self._followed(subscribed) as feed:
            batches = Batches(feed, subscribed, subscribed.after)
            while True:
                yield await batches.next()

    @contextmanager
    def _followed(self, subscribed: Subscribed) -> Iterator[Feed]:
        key = subscribed.key
        with (
            self._held.of(subscribed.client, key or object(), subscribed.cost),
            self._feeds.feed(key, subscribed.read, subscribed.client) as feed,
        ):
            yield feed

    def _group(self, subscribed: Subscribed, feed: Feed, cursor: int) -> Group | None:
        """The group that who was told so far can join; None where it has to catch up first."""
        key = subscribed.key
        if key is None:
            return None
        group = self._groups.get(key)
        if group is not None and group.takes(cursor):
            return group
        if (group is None or group.ended) and feed.is_at_end(cursor):
            group = self._groups[key] = Group(Batches(feed, subscribed, cursor))
            return group
        return None
