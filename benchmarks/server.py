"""The PostgreSQL that everything here runs on: embedded and durable, as the service starts it."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg

from infra.embedded_postgres import embedded_postgres
from infra.hosting import EMBEDDED_OPTIONS
from infra.migrations import migrate
from infra.settings import Settings


@contextmanager
def temporary_server() -> Iterator[Settings]:
    """The settings of a register with a server of its own, both gone afterwards; its one role may all."""
    place = Path(tempfile.mkdtemp(prefix="netzwerkregister-bench-"))
    place.chmod(0o711)  # root's PostgreSQL runs as nobody, who must pass
    try:
        home = place / "home"
        with embedded_postgres(home, options=EMBEDDED_OPTIONS) as dsn:
            yield Settings(database_url=dsn, home=home)
    finally:
        shutil.rmtree(place)


async def create_database(server: str, name: str) -> str:
    """The DSN of a new, migrated database."""
    connection = await asyncpg.connect(server)
    try:
        await connection.execute(f"CREATE DATABASE {name}")
    finally:
        await connection.close()
    dsn = urlsplit(server)._replace(path=f"/{name}").geturl()
    connection = await asyncpg.connect(dsn)
    try:
        await migrate(connection)
    finally:
        await connection.close()
    return dsn
