"""The log as server-sent events: what is long past comes in pages that are made once and kept.

Whoever resumes far behind without a filter is sent what lies ready. Pages are made when they are complete, by
one process, and by whoever needs one before.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Hashable, Mapping
from typing import Any

import orjson
import structlog

from domain.ports import StoreUnavailable
from graphql_api.event_pages import EventPages
from projections.feeding import Feeds, Frame, Page, Read
from projections.reading import NoAnswer
from projections.sealing import SealedPages

# The events of a sealed page: number n has the positions from n * LENGTH + 1 on.
LENGTH = 1_000

# How often is looked for pages that are complete.
SEALING_SECONDS = 1.0

# Raised where an event is framed otherwise than before.
_FRAMING = "sse1"

_log = structlog.get_logger(__name__)


class ServerSentEvents:
    """Reads pages with one frame each: the text of all their events, each with its position as its id."""

    def __init__(self, events: EventPages, sealed: SealedPages, feeds: Feeds) -> None:
        self._feeds = feeds
        self._passed = 0
        self.needs = events.needs
        self._events = events
        self._sealed = sealed
        self._form = f"{_FRAMING}-{events.form}"
        self._all = events.read({}, LENGTH)

    def key(self, filter: Mapping[str, Any]) -> Hashable:
        """What those have in common who follow with this filter."""
        return "server-sent", orjson.dumps(filter, option=orjson.OPT_SORT_KEYS)

    def read(self, filter: Mapping[str, Any]) -> Read:
        """What reads the pages of a filter. Raises BadInput, as EventPages.read."""
        if not filter:
            return self._read
        read = self._events.read(filter)

        async def framed(after: int) -> Page:
            return _framed(await read(after))

        return framed

    async def seal(self, ours: Callable[[], bool]) -> None:
        """Seals pages as they are completed, until cancelled.

        Args:
            ours: whether that is this process's part at present.
        """
        while True:
            try:
                made = ours() and await self._seal_next()
            except (StoreUnavailable, NoAnswer) as error:
                _log.warning("pages not sealed", error=error.code)
                made = False
            except Exception:
                _log.exception("sealing failed")
                made = False
            await asyncio.sleep(0 if made else SEALING_SECONDS)

    async def _seal_next(self) -> bool:
        """Whether there was a page to seal. One that is too large is passed over."""
        number = await self._sealed.first_missing(self._form, self._passed)
        after = number * LENGTH
        if after + LENGTH > await self._feeds.last():
            return False
        with self._feeds.feed(self.key({}), self._read) as feed:  # shared with those who need it now
            page = await feed.page(after)
        if page.scanned_through != after + LENGTH:
            self._passed = number + 1
        return True

    async def _read(self, after: int) -> Page:
        number, within = divmod(after, LENGTH)
        end = after - within + LENGTH
        if not within:
            kept = await self._sealed.sealed(self._form, number)
            if kept is not None:
                return Page((Frame(end, kept),), end)
        page = await self._all(after)
        # What goes on behind a sealed page's end would read past all that follow.
        page = _framed(
            Page([each for each in page.frames if each.position <= end], min(page.scanned_through, end))
        )
        if not within and page.frames and page.scanned_through == end:
            await self._keep(number, page.frames[0].data)
        return page

    async def _keep(self, number: int, events: bytes) -> None:
        try:
            await self._sealed.keep(self._form, number, events)
        except StoreUnavailable as error:
            _log.warning("page not kept", number=number, error=str(error))


def _framed(page: Page) -> Page:
    if not page.frames:
        return page
    text = b"".join([b"id: %d\ndata: %b\n\n" % frame for frame in page.frames])
    return Page((Frame(page.frames[-1].position, text),), page.scanned_through)
