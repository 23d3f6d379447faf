"""What is told of a database that cannot be used."""

from __future__ import annotations

import asyncio
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from infra.hosting import database
from infra.settings import InvalidSetting, Settings
from tests.databases import connected, new_database


def test_a_role_that_may_not_make_tables_is_told(server: str, tmp_path: Path) -> None:
    async def prepare() -> None:
        async with connected(server) as connection:
            await connection.execute("CREATE ROLE poor LOGIN PASSWORD 'poor'")
        async with new_database(server, "template0") as dsn:
            parts = urlsplit(dsn)
            place = parts.netloc.rpartition("@")[2]
            poor = parts._replace(netloc=f"poor:poor@{place}").geturl()
            settings = Settings(database_url=poor, home=tmp_path)
            with pytest.raises(InvalidSetting, match="permission denied for schema public"):
                await asyncio.to_thread(_enter, settings)

    try:
        asyncio.run(prepare())
    finally:
        asyncio.run(_forget(server))


def _enter(settings: Settings) -> None:
    with database(settings):
        raise AssertionError("it was entered")


async def _forget(server: str) -> None:
    async with connected(server) as connection:
        await connection.execute("DROP ROLE poor")
