"""One PostgreSQL for the whole run; a migrated database of its own for each test that asks for one."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import asyncpg
import pytest

from infra.embedded_postgres import embedded_postgres
from infra.migrations import migrate
from infra.own_data import load_own_data
from infra.register import Register
from infra.settings import Settings
from tests.api import Api
from tests.infra.running_postgres import HASTY, open_place

TEMPLATE = "migrated"
LOADED_TEMPLATE = "loaded"


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


@pytest.fixture(scope="session")
def loaded_template(server: str) -> str:
    """The name of a database that holds the project's own data, projected."""

    async def load() -> None:
        await _execute(server, f"CREATE DATABASE {LOADED_TEMPLATE} TEMPLATE {TEMPLATE}")
        async with Register(_sibling(server, LOADED_TEMPLATE)).running() as register:
            await load_own_data(register, lambda _: lambda done, total: None)

    asyncio.run(load())
    return LOADED_TEMPLATE


@pytest.fixture
async def loaded_dsn(server: str, loaded_template: str) -> AsyncIterator[str]:
    """A new database that holds the project's own data."""
    name = f"test_{uuid4().hex}"
    await _execute(server, f"CREATE DATABASE {name} TEMPLATE {loaded_template}")
    yield _sibling(server, name)
    await _execute(server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
async def api(dsn: str, tmp_path: Path) -> AsyncIterator[Api]:
    """The service over an empty register."""
    async with Api.over(Settings(database_url=dsn, home=tmp_path)) as api:
        yield api


@pytest.fixture
async def loaded_api(loaded_dsn: str, tmp_path: Path) -> AsyncIterator[Api]:
    """The service over the project's own data."""
    async with Api.over(Settings(database_url=loaded_dsn, home=tmp_path)) as api:
        yield api


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
