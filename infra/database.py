"""Connections to PostgreSQL: dedicated ones for the writers, a pool for the readers."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import cast

import asyncpg

# What asyncpg raises when the server is not there, goes away, or refuses to have us now.
CONNECTION_ERRORS: tuple[type[BaseException], ...] = (
    OSError,
    TimeoutError,
    asyncpg.PostgresConnectionError,
    asyncpg.InternalClientError,  # the server went away in the middle of an exchange
    asyncpg.CannotConnectNowError,
    asyncpg.TooManyConnectionsError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
)

_SESSION = {"timezone": "UTC", "jit": "off", "application_name": "netzwerkregister"}
_CONNECT_SECONDS = 5.0


async def _keep_session(_: asyncpg.Connection) -> None:
    """Readers leave no state behind, so a connection need not be reset when it goes back to the pool."""


@contextmanager
def _closed_is_lost(connection: asyncpg.Connection) -> Iterator[None]:
    """Using a connection that the server has closed is no fault of ours, though asyncpg takes it for one."""
    try:
        yield
    except asyncpg.InterfaceError as error:
        if connection.is_closed():
            raise ConnectionResetError("the server closed the connection") from error
        raise


class Database:
    """Where the register is kept, and the pool that it is read by."""

    def __init__(self, dsn: str, *, readers: int = 4, statement_seconds: float = 30.0) -> None:
        self._dsn = dsn
        self._readers = readers
        self._session = _SESSION | {"statement_timeout": str(int(statement_seconds * 1000))}
        self._pool: asyncpg.Pool | None = None
        self._opening = asyncio.Lock()

    @asynccontextmanager
    async def connection(self, **session: str) -> AsyncIterator[asyncpg.Connection]:
        """A connection of one's own, without a statement time-out; closed at the end."""
        connection = await asyncpg.connect(
            self._dsn, timeout=_CONNECT_SECONDS, server_settings=_SESSION | session
        )
        try:
            with _closed_is_lost(connection):
                yield connection
        finally:
            # A connection that is broken, or whose statement was cancelled, may not answer a farewell.
            connection.terminate()

    @asynccontextmanager
    async def reader(self) -> AsyncIterator[asyncpg.Connection]:
        """A connection of the pool. It connects when it is used, and anew when a server comes back."""
        pool = self._pool or await self._open()
        async with pool.acquire(timeout=_CONNECT_SECONDS) as proxy:
            connection = cast("asyncpg.Connection", proxy)  # it has the connection's own methods
            with _closed_is_lost(connection):
                yield connection

    async def _open(self) -> asyncpg.Pool:
        async with self._opening:
            if self._pool is None:
                self._pool = await asyncpg.create_pool(
                    self._dsn,
                    min_size=0,
                    max_size=self._readers,
                    timeout=_CONNECT_SECONDS,
                    server_settings=self._session,
                    statement_cache_size=1_000,
                    max_cached_statement_lifetime=0,
                    reset=_keep_session,
                )
        return self._pool

    async def server_version(self) -> str:
        async with self.reader() as connection:
            version: str = await connection.fetchval("SHOW server_version")
            return version

    async def close(self) -> None:
        if self._pool is not None:
            self._pool.terminate()
            self._pool = None
