"""One PostgreSQL for the whole run; a migrated database of its own for each test that asks for one."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from urllib.parse import urlsplit
from uuid import uuid4

import asyncpg
import pytest

from infra.embedded_postgres import embedded_postgres
from infra.migrations import migrate
from infra.register import Register
from tests.infra.running_postgres import HASTY, open_place

TEMPLATE = "migrated"


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """The DSN of the server's own database."""
    with open_place() as place, embedded_postgres(place / "home", options=HASTY) as dsn:
        asyncio.run(_make_template(dsn))
        yield dsn


@pytest.fixture
async def dsn(server: str) -> AsyncIterator[str]:
    """A new, migrated database."""
    name = f"test_{uuid4().hex}"
    await _execute(server, f"CREATE DATABASE {name} TEMPLATE {TEMPLATE}")
    yield _sibling(server, name)
    await _execute(server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
async def register(dsn: str) -> AsyncIterator[Register]:
    """An empty register that runs."""
    async with Register(dsn).running() as register:
        yield register


async def _make_template(server: str) -> None:
    await _execute(server, f"CREATE DATABASE {TEMPLATE}")
    connection = await asyncpg.connect(_sibling(server, TEMPLATE))
    try:
        await migrate(connection)
    finally:
        await connection.close()


async def _execute(dsn: str, statement: str) -> None:
    connection = await asyncpg.connect(dsn)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


def _sibling(dsn: str, name: str) -> str:
    return urlsplit(dsn)._replace(path=f"/{name}").geturl()
