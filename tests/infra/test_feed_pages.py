"""Sealed pages: kept for all, once, of one form; by roles that may no more than they must."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from domain.ports import StoreUnavailable
from infra.database import Database
from infra.feed_pages import PostgresSealedPages
from tests.databases import ask
from tests.infra.set_up import set_up_database

COUNT = "SELECT count(*) FROM feed_pages"


@asynccontextmanager
async def pages(dsn: str, reader: str | None = None) -> AsyncIterator[PostgresSealedPages]:
    database = Database(dsn, reader)
    try:
        yield PostgresSealedPages(database)
    finally:
        await database.close()


async def test_a_page_is_kept_once_and_for_all_processes(bare_dsn: str) -> None:
    async with pages(bare_dsn) as one, pages(bare_dsn) as other:
        assert await one.sealed("form", 0) is None
        await one.keep("form", 0, b"first")
        await other.keep("form", 0, b"second")
        assert await one.sealed("form", 0) == await other.sealed("form", 0) == b"first"
        assert await one.sealed("form", 1) is await one.sealed("another", 0) is None


async def test_the_first_page_is_found_that_is_not_kept(bare_dsn: str) -> None:
    async with pages(bare_dsn) as sealed:
        assert [await sealed.first_missing("form", first) for first in (0, 3)] == [0, 3]
        for number in (0, 1, 4):
            await sealed.keep("form", number, b"events")
        assert [await sealed.first_missing("form", first) for first in (0, 3, 4, 9)] == [2, 3, 5, 9]


async def test_pages_of_other_forms_go_when_one_is_first_kept(bare_dsn: str) -> None:
    async with pages(bare_dsn) as old, pages(bare_dsn) as new:
        for number in range(3):
            await old.keep("old", number, b"events")
        await new.keep("new", 0, b"events")
        assert await ask(bare_dsn, COUNT) == 1
        # A process of before goes on with its own, and neither undoes the other's work for ever.
        await old.keep("old", 3, b"events")
        await new.keep("new", 1, b"events")
        assert await ask(bare_dsn, COUNT) == 3


async def test_the_roles_of_a_set_up_database_suffice(server: str) -> None:
    async with set_up_database(server, "template0") as made, pages(made.writer, made.reader) as sealed:
        await sealed.keep("form", 7, b"events")
        assert await sealed.sealed("form", 7) == b"events"
        await sealed.keep("form", 8, b"events")
    async with set_up_database(server, "template0") as made, pages(made.writer, made.reader) as sealed:
        assert await sealed.sealed("form", 7) is None


async def test_an_outage_is_told_as_one() -> None:
    async with pages("postgresql://register@127.0.0.1:1/none") as sealed:
        with pytest.raises(StoreUnavailable):
            await sealed.sealed("form", 0)
        with pytest.raises(StoreUnavailable):
            await sealed.keep("form", 0, b"events")
