"""The change feed: pages of the log, read once a process for all who follow at the same position.

Whoever follows asks for the page behind its own position, whether it lies far behind or at the log's end, so
nothing is joined and nothing can fall between. Followers at the end wait for the same page: it is read once
when the read side has moved, and kept a while for those who come late.
"""

from __future__ import annotations

import asyncio
from collections import Counter, OrderedDict
from collections.abc import Hashable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import Any

import structlog

from domain.ports import StoreUnavailable
from infra.notices import Notices, PositionSignal
from infra.read_store import POLL_SECONDS, PostgresReadStore
from infra.turns import Turns
from projections.feeding import Page, Read
from projections.reading import ReadSideBehind, TooBusy

# What is kept of each feed for those who come late, and of all feeds together.
_KEPT_PAGES = 256
_KEPT_BYTES = 1024 * 1024
_ALL_KEPT_BYTES = 64 * 1024 * 1024

# How many pages are read at once: a few more than are asked of the database, as they are encoded too.
_AT_ONCE = 4

# A page so near to the log's end is read at the turn of any who follow, of whom so many are asked: it is most
# likely what all of them wait for. One further behind is read at the turn of who wants it.
_NEAR = 1_000
_MOST_ASKED = 16

_RETRY_SECONDS = 0.5
_HINT_SECONDS = 3600.0

_log = structlog.get_logger(__name__)


@dataclass
class _Room:
    """The bytes that feeds may keep together, besides those that they do."""

    left: int = _ALL_KEPT_BYTES


class LogFeed:
    """Implements `projections.feeding.Feed`.

    Args:
        kept_bytes: it keeps at most.
        room: what it shares with other feeds.
    """

    def __init__(
        self,
        read: Read,
        reached: PositionSignal,
        kept_bytes: int = _KEPT_BYTES,
        room: _Room | None = None,
        turns: Turns | None = None,
    ) -> None:
        self.clients: Counter[Hashable] = Counter()
        self._room = room or _Room()
        self._read = read
        self._reached = reached
        self._turns = turns or Turns(_AT_ONCE)
        self._awaited: dict[int, _Awaited] = {}
        self._kept: OrderedDict[int, Page] = OrderedDict()
        self._kept_bytes = 0
        self._most_bytes = kept_bytes

    async def page(self, after: int, client: Hashable = None) -> Page:
        kept = self._kept.get(after)
        if kept is not None:
            return kept
        awaited = self._awaited.get(after)
        if awaited is None:
            awaited = self._awaited[after] = _Awaited(asyncio.create_task(self._next(after, client)))
        awaited.waiting += 1
        try:
            return await asyncio.shield(awaited.reading)
        finally:
            awaited.waiting -= 1
            if not awaited.waiting:
                if self._awaited.get(after) is awaited:
                    del self._awaited[after]
                awaited.reading.cancel()

    def is_at_end(self, position: int) -> bool:
        return self._reached.position <= position

    def forget(self) -> None:
        """Keeps nothing any more."""
        while self._kept:
            self._drop()

    async def _next(self, after: int, client: Hashable) -> Page:
        """Reads the page behind a position as soon as there is one."""
        while True:
            while self._reached.position <= after:
                await self._reached.beyond(after, _HINT_SECONDS)
            near = self._reached.position - after <= _NEAR
            clients = list(islice(self.clients, _MOST_ASKED)) if near else []
            try:
                async with self._turns.taken([client, *(each for each in clients if each != client)]):
                    page = await self._read(after)
            except (StoreUnavailable, TooBusy, ReadSideBehind):
                await asyncio.sleep(_RETRY_SECONDS)
                continue
            if page.scanned_through > after:
                self._keep(after, page)
                return page
            # A crash took the checkpoint back behind what was heard of, as it is not waited for on disk.
            await asyncio.sleep(POLL_SECONDS)

    def _keep(self, after: int, page: Page) -> None:
        size = sum(len(frame.data) for frame in page.frames)
        if size > self._most_bytes:
            return
        self._kept[after] = page
        self._kept_bytes += size
        self._room.left -= size
        while self._kept and (
            self._kept_bytes > self._most_bytes or len(self._kept) > _KEPT_PAGES or self._room.left < 0
        ):
            self._drop()

    def _drop(self) -> None:
        _, dropped = self._kept.popitem(last=False)
        size = sum(len(frame.data) for frame in dropped.frames)
        self._kept_bytes -= size
        self._room.left += size


class _Awaited:
    """A page that is being read or waited for, and by how many."""

    def __init__(self, reading: asyncio.Task[Page]) -> None:
        self.reading = reading
        self.waiting = 0


class LogFeeds:
    """Implements `projections.feeding.Feeds`; follows the read side for all of them."""

    def __init__(self, reads: PostgresReadStore, notices: Notices) -> None:
        self._reads = reads
        self._reached = notices.read
        self._feeds: dict[Hashable, LogFeed] = {}
        self._room = _Room()
        self._own = 0
        self._turns = Turns(_AT_ONCE)

    @contextmanager
    def feed(self, key: Hashable | None, read: Read, client: Hashable = None) -> Iterator[LogFeed]:
        if key is None:
            self._own += 1
            try:
                yield LogFeed(read, self._reached, kept_bytes=0, turns=self._turns)
            finally:
                self._own -= 1
            return
        shared = LogFeed(read, self._reached, room=self._room, turns=self._turns)
        feed = self._feeds.setdefault(key, shared)
        feed.clients[client] += 1
        try:
            yield feed
        finally:
            feed.clients[client] -= 1
            if not feed.clients[client]:
                del feed.clients[client]
            if not feed.clients:
                del self._feeds[key]
                feed.forget()

    async def rows(
        self, statement: str, parameters: Sequence[Any]
    ) -> tuple[int, Sequence[Mapping[str, Any]]]:
        return await self._reads.page(statement, parameters)

    async def last(self) -> int:
        if not await self._look():
            raise ReadSideBehind(0)
        return self._reached.position

    async def _look(self) -> bool:
        """Looks how far the read side has come, and whether its tables are filled at all."""
        position = await self._reads.position()
        self._reached.advance(position or 0)
        return position is not None

    async def run(self) -> None:
        """Looks now and then how far the read side has come, until cancelled: a notice can be lost."""
        while True:
            heard = self._reached.position
            await self._reached.beyond(heard, POLL_SECONDS)
            if self._reached.position == heard and (self._feeds or self._own):
                try:
                    await self._look()
                except StoreUnavailable as error:
                    _log.warning("feeds wait for the database", error=str(error))
                    await asyncio.sleep(_RETRY_SECONDS)
                except Exception:
                    _log.exception("feeds failed")
                    await asyncio.sleep(_RETRY_SECONDS)
