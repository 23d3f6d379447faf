"""One PostgreSQL for the whole run; a migrated database of its own for each test that asks for one."""

import asyncio
import gc
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg
import pytest

from infra.embedded_postgres import embedded_postgres
from infra.migrations import migrate
from infra.own_data import load_own_data
from infra.register import Register
from infra.settings import Settings
from tests.api import Api
from tests.databases import new_database
from tests.infra.running_postgres import HASTY, open_place

TEMPLATE = "migrated"
EMPTY_TEMPLATE = "empty"
LOADED_TEMPLATE = "loaded"


@pytest.fixture(scope="session", autouse=True)
def _seldom_collecting() -> None:
    """Documents come and go by the thousand, and hardly any is in a cycle: look for those seldom."""
    gc.set_threshold(200_000)


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """The DSN of the server's own database."""
    with open_place() as place, embedded_postgres(place / "home", options=HASTY) as dsn:
        asyncio.run(_make_template(dsn))
        yield dsn


@pytest.fixture
async def bare_dsn(server: str) -> AsyncIterator[str]:
    """A new, migrated database, in which nobody has projected yet."""
    async with new_database(server, TEMPLATE) as dsn:
        yield dsn


@pytest.fixture(scope="session")
def empty_template(server: str) -> str:
    """The name of a database with an empty log, whose read side is made."""
    asyncio.run(_execute(server, f"CREATE DATABASE {EMPTY_TEMPLATE} TEMPLATE {TEMPLATE}"))
    asyncio.run(_project(_sibling(server, EMPTY_TEMPLATE)))
    return EMPTY_TEMPLATE


@pytest.fixture
async def dsn(server: str, empty_template: str) -> AsyncIterator[str]:
    """A new, empty database, whose read side is made."""
    async with new_database(server, empty_template) as dsn:
        yield dsn


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
    async with new_database(server, loaded_template) as dsn:
        yield dsn


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


async def _project(dsn: str) -> None:
    register = Register(dsn)
    try:
        await register.projector.catch_up()
    finally:
        await register.database.close()


async def _execute(dsn: str, statement: str) -> None:
    connection = await asyncpg.connect(dsn)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


def _sibling(dsn: str, name: str) -> str:
    return urlsplit(dsn)._replace(path=f"/{name}").geturl()
