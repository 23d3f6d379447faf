"""Connections to PostgreSQL: dedicated ones for the writers, a pool for the readers."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from weakref import WeakSet

import asyncpg

from domain.ports import StoreUnavailable

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

# The server gives up a host that has gone without a word within half a minute, and the locks that it held.
_GONE = {"tcp_keepalives_idle": "10", "tcp_keepalives_interval": "5", "tcp_keepalives_count": "3"}

_SESSION = {"timezone": "UTC", "jit": "off", "application_name": "netzwerkregister", **_GONE}
# What is asked for again and again lies in memory: to go there by an index costs hardly more than one by one.
READING = {"default_transaction_read_only": "on", "random_page_cost": "1.1"}
_CONNECT_SECONDS = 5.0
_SERVICE_CONNECTIONS = 3
_STREAMING_CONNECTIONS = 2
_FEEDING_CONNECTIONS = 2
_IDLE_MILLISECONDS = 60_000


@contextmanager
def absence_told() -> Iterator[None]:
    """Has it told as a port tells it that the database does not answer."""
    try:
        yield
    except BrokenPipeError:  # nobody reads what we print
        raise
    except CONNECTION_ERRORS as error:
        raise StoreUnavailable(f"{type(error).__name__}: {error}") from error


@contextmanager
def closed_is_lost(connection: asyncpg.Connection) -> Iterator[None]:
    """Using a connection that the server has closed is no fault of ours, though asyncpg takes it for one."""
    try:
        yield
    except asyncpg.InterfaceError as error:
        if connection.is_closed():
            raise ConnectionResetError("the server closed the connection") from error
        raise


class PoolExhausted(TimeoutError):
    """All connections of a pool are in use, and none came free in time."""


def _give_up(turn: asyncio.Future[None]) -> None:
    if not turn.done():
        turn.set_exception(PoolExhausted())


class _Pool:
    """Connections for many, each made when it is needed, and anew after an outage.

    Not asyncpg's own pool: that takes a task to let go of a connection and one for each who waits, a tenth of
    what a query costs. Nobody leaves anything in a session, so that none has to be reset.
    """

    def __init__(self, dsn: str, size: int, session: dict[str, str]) -> None:
        self._dsn = dsn
        self._size = size
        self._session = session
        self._idle: list[asyncpg.Connection] = []
        self._made: WeakSet[asyncpg.Connection] = WeakSet()
        self._parting: set[asyncio.Task[None]] = set()
        self._closed = False
        self._used = 0
        self._waiting: deque[asyncio.Future[None]] = deque()

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[asyncpg.Connection]:
        await self._turn()
        try:
            connection = await self._take()
            try:
                with closed_is_lost(connection):
                    yield connection
            except (TimeoutError, asyncio.CancelledError, GeneratorExit):
                self._part(connection)
                raise
            except BaseException:
                self._give_back(connection)
                raise
            self._give_back(connection)
        finally:
            self._next()

    async def _take(self) -> asyncpg.Connection:
        while self._idle:
            connection = self._idle.pop()
            if not connection.is_closed():
                return connection
        connection = await asyncpg.connect(
            self._dsn,
            timeout=_CONNECT_SECONDS,
            server_settings=self._session,
            statement_cache_size=200,
            max_cached_statement_lifetime=0,
        )
        self._made.add(connection)
        if self._closed:
            connection.terminate()
        return connection

    def _give_back(self, connection: asyncpg.Connection) -> None:
        if not connection.is_closed():
            self._idle.append(connection)

    def _part(self, connection: asyncpg.Connection) -> None:
        """Closes it, once the statement is cancelled that may still run."""
        parting = asyncio.create_task(connection.close(timeout=_CONNECT_SECONDS))
        self._parting.add(parting)
        parting.add_done_callback(self._parted)

    def _parted(self, parting: asyncio.Task[None]) -> None:
        self._parting.discard(parting)
        if not parting.cancelled():
            parting.exception()  # it was lost before

    async def _turn(self) -> None:
        """Returns when a connection may be taken, to those first who came first. Raises PoolExhausted."""
        if self._used < self._size:
            self._used += 1
            return
        loop = asyncio.get_running_loop()
        turn: asyncio.Future[None] = loop.create_future()
        self._waiting.append(turn)
        timer = loop.call_later(_CONNECT_SECONDS, _give_up, turn)
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled() and turn.exception() is None:
                self._next()  # it was given, and is not wanted any more
            raise
        finally:
            timer.cancel()

    def _next(self) -> None:
        """Hands a connection that is free again to who waits longest."""
        while self._waiting:
            turn = self._waiting.popleft()
            if not turn.done():
                turn.set_result(None)
                return
        self._used -= 1

    def close(self) -> None:
        self._closed = True
        for connection in self._made:
            connection.terminate()


class Database:
    """Where the register is kept: a pool for queries, one for what is streamed, one for feeds, one for the
    service itself.

    They are several, so that slow queries do not keep the register from writing, projecting and answering
    for its health nor from telling what is new, and slow clients of a stream do not keep others from asking.

    Args:
        reader_dsn: what queries and streams are asked by, if not by `dsn`: they read, and nothing else.
    """

    def __init__(
        self,
        dsn: str,
        reader_dsn: str | None = None,
        *,
        readers: int = 4,
        statement_seconds: float = 30.0,
    ) -> None:
        self._dsn = dsn
        session = _SESSION | {"statement_timeout": str(int(statement_seconds * 1000))}
        reading = session | READING
        self._queries = _Pool(reader_dsn or dsn, readers, reading)
        idle = {"idle_in_transaction_session_timeout": str(_IDLE_MILLISECONDS)}
        self._streams = _Pool(reader_dsn or dsn, _STREAMING_CONNECTIONS, reading | idle)
        self._feeds = _Pool(reader_dsn or dsn, _FEEDING_CONNECTIONS, reading)
        self._service = _Pool(dsn, _SERVICE_CONNECTIONS, session)

    @asynccontextmanager
    async def connection(self, **session: str) -> AsyncIterator[asyncpg.Connection]:
        """A connection of one's own, without a statement time-out; closed at the end."""
        connection = await asyncpg.connect(
            self._dsn, timeout=_CONNECT_SECONDS, server_settings=_SESSION | session
        )
        try:
            with closed_is_lost(connection):
                yield connection
        finally:
            # A connection that is broken, or whose statement was cancelled, may not answer a farewell.
            connection.terminate()

    def reader(self) -> AbstractAsyncContextManager[asyncpg.Connection]:
        """A connection for a query; raises PoolExhausted where too many are being answered."""
        return self._queries.connection()

    def streaming(self) -> AbstractAsyncContextManager[asyncpg.Connection]:
        """A connection for a query whose rows are sent while they are read; raises PoolExhausted likewise.

        It is lost where a transaction on it rests for a minute.
        """
        return self._streams.connection()

    def feeding(self) -> AbstractAsyncContextManager[asyncpg.Connection]:
        """A connection for the next page of a feed; raises PoolExhausted likewise."""
        return self._feeds.connection()

    def service(self) -> AbstractAsyncContextManager[asyncpg.Connection]:
        """A connection for what the register itself has to look up."""
        return self._service.connection()

    async def server_version(self) -> str:
        async with self.service() as connection:
            version: str = await connection.fetchval("SHOW server_version")
            return version

    async def close(self) -> None:
        self._queries.close()
        self._streams.close()
        self._feeds.close()
        self._service.close()
