"""Pages are sealed one after the other, and what goes wrong with one is tried again after a rest."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from itertools import count
from types import SimpleNamespace
from typing import Any, cast

import pytest

from graphql_api import sealed_pages
from graphql_api.event_pages import EventPages
from graphql_api.sealed_pages import ServerSentEvents
from projections.feeding import Feeds, Frame, Page

_LENGTH = 10


class Sealed:
    """Keeps pages in memory; the first questions for what is missing fail by what is given."""

    def __init__(self, *failing: Exception) -> None:
        self.pages: dict[int, bytes] = {}
        self.asked = 0
        self._failing = list(failing)

    async def sealed(self, form: str, number: int) -> bytes | None:
        return self.pages.get(number)

    async def first_missing(self, form: str, first: int) -> int:
        self.asked += 1
        if self._failing:
            raise self._failing.pop()
        return next(number for number in count(first) if number not in self.pages)

    async def keep(self, form: str, number: int, events: bytes) -> None:
        self.pages[number] = events


@asynccontextmanager
async def sealing(sealed: Sealed, most: int = _LENGTH) -> AsyncIterator[None]:
    """Seals a log of two pages and some events, of which a page read has `most` at most."""

    async def read(after: int) -> Page:
        end = min(after + most, 25)
        return Page([Frame(position, b"{}") for position in range(after + 1, end + 1)], end)

    async def last() -> int:
        return 25

    events = SimpleNamespace(form="form", needs={}, read=lambda *_: read)

    async def page(after: int) -> Page:
        return await served._read(after)

    @contextmanager
    def feed(*_: Any) -> Iterator[Any]:
        yield SimpleNamespace(page=page)

    feeds = SimpleNamespace(last=last, feed=feed)
    served = ServerSentEvents(cast("EventPages", events), sealed, cast("Feeds", feeds))
    task = asyncio.create_task(served.seal(lambda: True))
    try:
        yield
    finally:
        task.cancel()
        result: Any = (await asyncio.gather(task, return_exceptions=True))[0]
        assert isinstance(result, asyncio.CancelledError), result


async def _turns() -> None:
    for _ in range(100):
        await asyncio.sleep(0)


@pytest.fixture(autouse=True)
def _short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealed_pages, "LENGTH", _LENGTH)
    monkeypatch.setattr(sealed_pages, "SEALING_SECONDS", 3_600)


async def test_all_that_is_complete_is_sealed_without_a_rest() -> None:
    sealed = Sealed()
    async with sealing(sealed):
        await _turns()
    assert list(sealed.pages) == [0, 1]
    assert sealed.pages[1].startswith(b"id: 11\n")


async def test_a_page_that_is_too_large_to_be_read_at_once_is_passed_over() -> None:
    sealed = Sealed()
    async with sealing(sealed, most=_LENGTH - 1):
        await _turns()
    assert (sealed.pages, sealed.asked) == ({}, 3)


async def test_what_nobody_foresaw_does_not_end_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealed_pages, "SEALING_SECONDS", 0)
    sealed = Sealed(RuntimeError("full"))
    async with sealing(sealed):
        await _turns()
    assert list(sealed.pages) == [0, 1]
