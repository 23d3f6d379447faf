"""One service over the project's own data for all tests of a module that record nothing."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from joserfc.jwk import OctKey

from infra.settings import Settings
from infra.tokens import local_key
from tests.api import Api
from tests.databases import new_database


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
