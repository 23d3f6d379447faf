"""What surrounds the processes of a register: its database, its parent."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from multiprocessing import parent_process
from socket import AF_INET, AF_INET6, create_server, socket

import asyncpg

from domain.ports import StoreUnavailable
from infra.database import CONNECTION_ERRORS, Database
from infra.embedded_postgres import embedded_postgres
from infra.migrations import migrate
from infra.settings import InvalidSetting, Settings

# Our statements are short; compiling them costs more than running them.
_EMBEDDED_OPTIONS = {"jit": "off", "max_connections": "200"}


@contextmanager
def database(settings: Settings) -> Iterator[Settings]:
    """The settings with a database that is there and migrated: the embedded one where none is set.

    Raises:
        PostgresUnavailable: the embedded one does not start.
        StoreUnavailable: the one that is set does not answer.
    """
    if settings.database_url is not None:
        asyncio.run(_prepare(settings.database_url))
        yield settings
        return
    with embedded_postgres(settings.home, options=_EMBEDDED_OPTIONS) as dsn:
        asyncio.run(_prepare(dsn))
        yield replace(settings, database_url=dsn)


async def _prepare(dsn: str) -> None:
    try:
        async with Database(dsn).connection() as connection:
            await migrate(connection)
    except CONNECTION_ERRORS as error:
        raise StoreUnavailable(f"DATABASE_URL: {error}") from error
    except (
        asyncpg.ClientConfigurationError,
        asyncpg.FeatureNotSupportedError,  # an extension is not installed
        asyncpg.InsufficientPrivilegeError,
        asyncpg.InvalidAuthorizationSpecificationError,
        asyncpg.InvalidCatalogNameError,
        ValueError,
    ) as error:
        raise InvalidSetting(f"DATABASE_URL: {error}") from error


def listen(settings: Settings) -> socket:
    """The socket that all workers listen on. Raises InvalidSetting where the address is not to be had."""
    family = AF_INET6 if ":" in settings.host else AF_INET
    try:
        return create_server((settings.host, settings.port), family=family, backlog=2048)
    except OSError as error:
        raise InvalidSetting(f"HOST={settings.host} PORT={settings.port}: {error.strerror}") from error


async def leave_when_orphaned() -> None:
    """Ends this worker when the process that started it is gone; does nothing in any other process."""
    parent = parent_process()
    if parent is None:
        return
    while parent.is_alive():
        await asyncio.sleep(1)
    signal.raise_signal(signal.SIGTERM)
