"""What surrounds the processes of a register: its database, its parent."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import replace
from multiprocessing import parent_process
from socket import AF_INET, AF_INET6, create_server, socket

import asyncpg

from domain.languages import Words
from domain.ports import StoreUnavailable
from infra.database import CONNECTION_ERRORS, Database
from infra.database_setup import Roles, set_up
from infra.embedded_postgres import embedded_postgres
from infra.migrations import SetupNeeded, check_set_up, make_ready
from infra.settings import InvalidSetting, Settings

# Answers which database this is, on a standby too.
IDENTITY = "SELECT (system_identifier, current_database())::text FROM pg_control_system()"

# Answers something that queries read.
READABLE = "SELECT position FROM log_head"

# What a database raises that does not let us in, or not do what we have to.
_REFUSED = (
    asyncpg.FeatureNotSupportedError,  # an extension is not installed
    asyncpg.InsufficientPrivilegeError,
    asyncpg.InvalidAuthorizationSpecificationError,
    asyncpg.InvalidCatalogNameError,
)

# Our statements are short; compiling them costs more than running them.
EMBEDDED_OPTIONS = {"jit": "off", "max_connections": "200"}


@contextmanager
def database(settings: Settings) -> Iterator[Settings]:
    """The settings with a database that is there and migrated: the embedded one where none is set.

    Raises:
        PostgresUnavailable: the embedded one does not start.
        InvalidSetting: the one that is set cannot be used.
        SetupNeeded: it is another role's, and not set up for this release.
        StoreUnavailable: it does not answer.
    """
    if settings.database_url is not None:
        asyncio.run(_prepare(settings))
        yield settings
        return
    with embedded_postgres(settings.home, options=EMBEDDED_OPTIONS) as dsn:
        asyncio.run(_set_up_embedded(dsn))
        settings = replace(
            settings, database_url=_as_role(dsn, Roles.writer), reader_url=_as_role(dsn, Roles.reader)
        )
        asyncio.run(_prepare(settings))
        yield settings


async def _set_up_embedded(dsn: str) -> None:
    """Sets the embedded database up, where it is not set up for this release."""
    async with opened("PostgreSQL", dsn) as connection:
        try:
            await check_set_up(connection)
        except SetupNeeded:
            await set_up(connection, Roles())


def _as_role(dsn: str, role: str) -> str:
    """The same for a session that takes this role on, though it is the superuser who logs in."""
    return f"{dsn}{'&' if '?' in dsn else '?'}role={role}"


async def _prepare(settings: Settings) -> None:
    async with opened("DATABASE_URL", settings.database_url) as connection:
        await make_ready(connection)
        if settings.reader_url is None:
            return
        async with opened("NETZWERKREGISTER_READER_URL", settings.reader_url) as reader:
            if await reader.fetchval(IDENTITY) != await connection.fetchval(IDENTITY):
                raise InvalidSetting(
                    Words(
                        en="NETZWERKREGISTER_READER_URL is another database than DATABASE_URL",
                        de="NETZWERKREGISTER_READER_URL ist eine andere Datenbank als DATABASE_URL",
                    )
                )
            await reader.fetchval(READABLE)


@asynccontextmanager
async def opened(setting: str, dsn: str | None) -> AsyncIterator[asyncpg.Connection]:
    """A connection to the database that a setting names. What goes wrong is told without the password.

    Raises:
        InvalidSetting: it cannot be used as it is.
        StoreUnavailable: it does not answer.
    """
    assert dsn is not None
    async with AsyncExitStack() as stack:
        try:
            connection = await stack.enter_async_context(Database(dsn).connection())
        except CONNECTION_ERRORS as error:
            raise StoreUnavailable(f"{setting}: {error}") from error
        except _REFUSED as error:
            raise InvalidSetting(f"{setting}: {error}") from error
        except (asyncpg.ClientConfigurationError, asyncpg.PostgresError, ValueError, OverflowError):
            raise InvalidSetting(
                Words(
                    en=f"{setting} is not of the form postgresql://user:password@host:port/database, where "
                    "special characters of the user and the password are written as %40 for @",
                    de=f"{setting} hat nicht die Form postgresql://user:password@host:port/database, wobei "
                    "Sonderzeichen in Konto und Passwort wie %40 für @ zu schreiben sind",
                )
            ) from None  # the error may tell parts of the password
        try:
            yield connection
        except CONNECTION_ERRORS as error:
            raise StoreUnavailable(f"{setting}: {error}") from error
        except _REFUSED as error:
            raise InvalidSetting(f"{setting}: {error}") from error


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
