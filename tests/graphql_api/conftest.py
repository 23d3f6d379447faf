"""One service over the project's own data for all tests of a module that record nothing."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

import pytest
import pytest_asyncio
from joserfc.jwk import OctKey

from domain.personal import Personal
from graphql_api import sealed_pages
from infra.settings import Settings
from infra.tokens import local_key
from tests.api import Api
from tests.databases import connected, new_database
from tests.graphql_api.differential import Both, record_history
from tests.graphql_api.every_list import exchange


@pytest.fixture(scope="module")
def shared_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def shared_api(server: str, loaded_template: str, shared_home: Path) -> AsyncIterator[Api]:
    async with (
        new_database(server, loaded_template) as dsn,
        Api.over(Settings(database_url=dsn, home=shared_home)) as api,
    ):
        yield api


@pytest.fixture
def shared_key(shared_home: Path) -> OctKey:
    """The key that signs the tokens of the shared service."""
    return local_key(shared_home)


@pytest.fixture
async def short_pages(loaded_dsn: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Api]:
    """The service over the project's own data, which seals pages of a hundred events when they are needed."""
    monkeypatch.setattr(sealed_pages, "LENGTH", 100)
    monkeypatch.setattr(sealed_pages, "SEALING_SECONDS", 3_600)
    async with Api.over(Settings(database_url=loaded_dsn, home=tmp_path)) as api:
        yield api


@pytest.fixture(scope="session")
def exchanged_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the keys that its personal values are sealed with."""
    return tmp_path_factory.mktemp("exchanged")


@pytest.fixture(scope="session")
def exchanged_template(server: str, loaded_template: str, exchanged_home: Path) -> str:
    """The name of a database with something in every list."""
    name = "exchanged"

    async def make() -> None:
        dsn = urlsplit(server)._replace(path=f"/{name}").geturl()
        async with connected(server) as connection:
            await connection.execute(f"CREATE DATABASE {name} TEMPLATE {loaded_template}")
        async with Api.over(Settings(database_url=dsn, home=exchanged_home)) as api:
            await exchange(api)

    asyncio.run(make())
    return name


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def exchanged_dsn(server: str, exchanged_template: str) -> AsyncIterator[str]:
    async with new_database(server, exchanged_template) as dsn:
        yield dsn


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def exchanged_api(exchanged_dsn: str, exchanged_home: Path) -> AsyncIterator[Api]:
    """One service over a register with something in every list, for all tests of a module."""
    async with Api.over(Settings(database_url=exchanged_dsn, home=exchanged_home)) as api:
        yield api


class ToldHistory(NamedTuple):
    """A database with a long history that was cut into many epochs.

    Attributes:
        told: what answers are to tell of what is sealed in it.
    """

    template: str
    home: Path
    told: Mapping[Personal, str | None]


@pytest.fixture(scope="session")
def told_history(server: str, loaded_template: str, tmp_path_factory: pytest.TempPathFactory) -> ToldHistory:
    name, home = "told_history", tmp_path_factory.mktemp("told_history")

    async def make() -> Mapping[Personal, str | None]:
        async with connected(server) as connection:
            await connection.execute(f"CREATE DATABASE {name} TEMPLATE {loaded_template}")
        return await record_history(urlsplit(server)._replace(path=f"/{name}").geturl(), home)

    return ToldHistory(name, home, asyncio.run(make()))


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def both(server: str, told_history: ToldHistory) -> AsyncIterator[Both]:
    """Planner and reference over that history, for tests that record nothing."""
    async with (
        new_database(server, told_history.template) as dsn,
        Both.over(dsn, told_history.home, told_history.told) as both,
    ):
        yield both
