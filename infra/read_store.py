"""The read side as queries see it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from datetime import datetime
from functools import lru_cache
from time import monotonic
from typing import Any, cast

import asyncpg
from asyncpg.cursor import Cursor

from domain.ports import StoreUnavailable
from infra.database import CONNECTION_ERRORS, Database, PoolExhausted
from infra.joint_reads import MOST_TOGETHER, JointReads
from infra.notices import Notices
from projections.log_entries import LOG_ENTRIES
from projections.reading import (
    AnswerTooLarge,
    PositionNotRecorded,
    QueryTooLarge,
    QueryTooLong,
    ReadSideBehind,
    TooBusy,
    ValueNotReadable,
)

# Answers the position that the read side has reached.
SELECT_POSITION = "SELECT position FROM generations WHERE schema_name = $1 AND indexed"

# Answers when the event of a position was recorded.
SELECT_RECORDED_AT = "SELECT recorded_at FROM events WHERE notification_id = $1"

# Answers the log's last position.
SELECT_HEAD = "SELECT position FROM log_head"

# Answers what a statement does, unless its data are too long.
BOUNDED = """SELECT position, CASE WHEN octet_length(data) <= {most} THEN data END AS data
FROM ({statement} OFFSET 0) AS answer"""

# Answers what a page's statement does, as far as its data are not too long; its first row however long.
BOUNDED_PAGE = """SELECT * FROM (
    SELECT page.*, sum(octet_length(data)) OVER (ORDER BY position) AS bytes FROM ({statement}) AS page
) AS sized WHERE position IS NULL OR bytes <= {most} OR bytes = octet_length(data) ORDER BY position"""

POLL_SECONDS = 0.25
_MOST_BYTES = 32 * 1024 * 1024
_BATCH = 500


@lru_cache(200)
def _bounded(statement: str, most: int) -> str:
    return BOUNDED.format(most=most, statement=statement)


@contextmanager
def _told() -> Iterator[None]:
    """What the database raises, as the read side tells it."""
    try:
        yield
    except PoolExhausted as error:
        raise TooBusy from error
    except CONNECTION_ERRORS as error:
        raise StoreUnavailable from error
    except asyncpg.QueryCanceledError as error:
        raise QueryTooLong from error
    except asyncpg.ProgramLimitExceededError as error:
        raise QueryTooLarge from error
    except asyncpg.DataError as error:
        raise ValueNotReadable from error


class PostgresBatches:
    """Implements `projections.reading.Batches`."""

    def __init__(self, position: int, cursor: Cursor) -> None:
        self.position = position
        self._cursor = cursor

    async def next(self) -> Sequence[str]:
        with _told():
            return [row["data"] for row in await self._cursor.fetch(_BATCH)]


class PostgresReadStore:
    """Implements `ReadStore`, `Progress` and `Streams` of projections.reading."""

    def __init__(
        self, database: Database, notices: Notices, tables: str, *, patience_seconds: float = 5.0
    ) -> None:
        self.tables = tables
        self._database = database
        self._notices = notices
        self._patience_seconds = patience_seconds
        self._joint = JointReads(self._read_jointly)
        self._known_at = -POLL_SECONDS
        self._looking: asyncio.Task[None] | None = None
        self._last: tuple[int, datetime | None] = (0, None)

    async def read(self, statement: str, parameters: Sequence[Any], seen: int = 0) -> tuple[str, int]:
        if self._notices.read.position < seen:
            await self.reached(seen)
            row = await self._joint.read(statement, parameters)
            if row is not None and row["data"] is not None and row["position"] >= seen:
                return row["data"], row["position"]
        deadline = monotonic() + self._patience_seconds
        while True:
            answer = await self._read(statement, parameters)
            if answer is not None and answer[1] >= seen:
                self._notices.read.advance(answer[1])
                return answer
            # The tables are new and not filled yet; or a crash took the checkpoint back behind what was
            # heard of, as it is not waited for on disk.
            if monotonic() > deadline:
                raise ReadSideBehind(seen)
            await asyncio.sleep(POLL_SECONDS)

    async def _read(self, statement: str, parameters: Sequence[Any]) -> tuple[str, int] | None:
        try:
            with _told():
                async with self._database.reader() as connection:
                    row = await connection.fetchrow(_bounded(statement, _MOST_BYTES), *parameters)
        except (asyncpg.UndefinedTableError, asyncpg.InvalidSchemaNameError):
            return None
        if row is None:
            return None
        if row["data"] is None:
            raise AnswerTooLarge
        return row["data"], row["position"]

    async def _read_jointly(
        self, statement: str, parameters: Sequence[Sequence[Any]]
    ) -> Sequence[asyncpg.Record]:
        """A row for each of these; without its data where they are long."""
        bounded = _bounded(statement, _MOST_BYTES // MOST_TOGETHER)
        with _told():
            async with self._database.reader() as connection:
                return await connection.fetchmany(bounded, parameters)

    async def page(
        self, statement: str, parameters: Sequence[Any]
    ) -> tuple[int, Sequence[Mapping[str, Any]]]:
        """As `projections.feeding.Feeds.rows`."""
        try:
            with _told():
                async with self._database.feeding() as connection:
                    bounded = BOUNDED_PAGE.format(most=_MOST_BYTES, statement=statement)
                    rows = cast("list[Mapping[str, Any]]", await connection.fetch(bounded, *parameters))
        except (asyncpg.UndefinedTableError, asyncpg.InvalidSchemaNameError):
            rows = []
        if not rows:  # the tables are new and not filled yet
            raise ReadSideBehind(0)
        reached: int = rows[0]["reached"]
        if rows[0]["position"] is None:
            return reached, []
        if rows[0]["bytes"] > _MOST_BYTES:
            raise AnswerTooLarge
        return reached, rows

    @asynccontextmanager
    async def stream(
        self, statement: str, parameters: Sequence[Any], seen: int = 0
    ) -> AsyncIterator[PostgresBatches]:
        await self.filled()
        await self.reached(seen)
        async with AsyncExitStack() as stack:
            with _told():
                connection = await stack.enter_async_context(self._database.streaming())
                snapshot = connection.transaction(isolation="repeatable_read", readonly=True)
                await stack.enter_async_context(snapshot)
                # Before the snapshot, so that the tables that are read are those that it sees.
                await connection.execute(f"LOCK TABLE {self.tables}.{LOG_ENTRIES.table} IN ACCESS SHARE MODE")
                position: int | None = await connection.fetchval(SELECT_POSITION, self.tables)
                if position is None or position < seen:  # a crash took the checkpoint back
                    raise ReadSideBehind(seen)
                cursor = await connection.cursor(statement, *parameters)
            yield PostgresBatches(position, cursor)

    async def reached(self, position: int) -> None:
        """Returns when the read side reflects this position.

        Raises:
            ReadSideBehind: it does not in time.
        """
        heard = self._notices.read
        if heard.position >= position:
            return
        try:
            async with asyncio.timeout(self._patience_seconds):
                while heard.position < position:
                    await heard.beyond(position - 1, POLL_SECONDS)
                    if heard.position < position:  # nothing was heard; that may have got lost
                        heard.advance(await self.position() or 0)
        except TimeoutError as error:
            raise ReadSideBehind(position) from error

    async def latest(self) -> int:
        if monotonic() - self._known_at >= POLL_SECONDS:
            if self._looking is None:
                self._looking = asyncio.create_task(self._look())
                self._looking.add_done_callback(self._looked)
            await asyncio.shield(self._looking)
        return self._notices.read.position

    async def _look(self) -> None:
        asked_at = monotonic()
        self._notices.read.advance(await self.position() or 0)
        self._known_at = asked_at

    def _looked(self, looking: asyncio.Task[None]) -> None:
        self._looking = None
        if not looking.cancelled():
            looking.exception()  # told to all who wait for it, if any still does

    async def recorded_at(self, position: int) -> datetime | None:
        if self._last[0] != position:
            try:
                async with self._database.service() as connection:
                    self._last = position, await connection.fetchval(SELECT_RECORDED_AT, position)
            except CONNECTION_ERRORS as error:
                raise StoreUnavailable from error
        return self._last[1]

    async def recorded(self, position: int) -> None:
        if self._notices.read.position >= position:
            return
        try:
            async with self._database.service() as connection:
                head: int = await connection.fetchval(SELECT_HEAD)
        except CONNECTION_ERRORS as error:
            raise StoreUnavailable from error
        if head < position:
            raise PositionNotRecorded

    async def filled(self) -> None:
        """Returns when the tables are made and filled for the first time. Raises ReadSideBehind."""
        deadline = monotonic() + self._patience_seconds
        while await self.position() is None:
            if monotonic() > deadline:
                raise ReadSideBehind(0)
            await asyncio.sleep(POLL_SECONDS)

    async def position(self) -> int | None:
        """The position that the read side has reached; None until its tables are made."""
        try:
            async with self._database.service() as connection:
                position: int | None = await connection.fetchval(SELECT_POSITION, self.tables)
                return position
        except CONNECTION_ERRORS as error:
            raise StoreUnavailable from error
