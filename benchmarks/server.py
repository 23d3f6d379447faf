"""The PostgreSQL that everything here runs on: embedded and durable, as the service starts it."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg
import psutil

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


def postgres_of(settings: Settings) -> psutil.Process:
    """The server's first process, whose children the others are."""
    pid, *_ = (settings.home / "postgres" / "data" / "postmaster.pid").read_text().split()
    return psutil.Process(int(pid))


@contextmanager
def first_core_left(settings: Settings) -> Iterator[None]:
    """The server and this process, which makes the load, keep to the other cores (Linux)."""
    both = postgres_of(settings), psutil.Process()
    all_cores = both[1].cpu_affinity()
    try:
        for each in both:
            each.cpu_affinity(all_cores[1:] or all_cores)
        yield
    finally:
        for each in both:
            each.cpu_affinity(all_cores)


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
