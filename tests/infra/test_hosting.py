"""What is told of a database that cannot be used."""

from __future__ import annotations

import asyncio
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from infra.hosting import database
from infra.migrations import SetupNeeded
from infra.settings import Settings
from tests.commands import command
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
            with pytest.raises(SetupNeeded, match="permission denied for schema public"):
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


SECRET = "sesam"


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://user:sesam@127.0.0.1:1/x",
        "postgresql://user:sesam@127.0.0.1:99999/x",
        "postgresql://user:p/sesam@127.0.0.1:5432/x",
        "postgresql://user:p#sesam@127.0.0.1/x",
        "postgresql://user:p?sesam@127.0.0.1/x",
        "postgresql://user:[sesam@127.0.0.1/x",
        "postgresql://user:x@127.0.0.1:2/x?sslmode=sesam",
        "host=127.0.0.1 password=sesam",
        "user:sesam@127.0.0.1/x",
        "{guessed}",
        "{server}&sesam=1",
        "{server}&options=sesam",
        "{server}&role=sesam",
    ],
)
@pytest.mark.parametrize("asked", [["status"], ["setup-database"]], ids=" ".join)
async def test_no_password_is_told(server: str, tmp_path: Path, url: str, asked: list[str]) -> None:
    password = urlsplit(server).password
    assert password
    given = url.format(server=server, guessed=server.replace(password, SECRET))
    told = await command(tmp_path, *asked, DATABASE_URL=given)
    assert told.status == 2
    assert told.err.split()[0] == ("STORE_UNAVAILABLE" if "127.0.0.1:1/" in url else "INVALID_SETTING")
    assert SECRET not in told.err + told.out


def test_settings_do_not_print_passwords() -> None:
    url = f"postgresql://user:{SECRET}@127.0.0.1/x"
    settings = Settings.from_environment({"DATABASE_URL": url, "NETZWERKREGISTER_READER_URL": url})
    assert (settings.database_url, settings.reader_url) == (url, url)
    assert SECRET not in repr(settings)
