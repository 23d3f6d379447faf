"""A rebuild: the read models are filled anew beside those that are read, and then put in their place."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from typing import ClassVar

import asyncpg

from domain.languages import Words
from infra.database import CONNECTION_ERRORS, Database, absence_told
from infra.import_run import Progress
from infra.notices import Notices
from infra.projector import Projector
from infra.read_store import SELECT_HEAD
from infra.read_tables import create_tables, drop_tables, generation, tables
from infra.transcoding import create_mapper
from projections.kernel import ReadModel

# Answers whether nobody else rebuilds or checks; nobody does while this connection lasts.
TRY_LOCK = "SELECT pg_try_advisory_lock($1)"

# Answers what a rebuild or a check has left behind that was interrupted.
LEFT_BEHIND = r"SELECT schema_name FROM generations WHERE schema_name ~ '_(rebuilt|check)$'"

# Has the projector wait before its next batch.
LOCK_CHECKPOINT = "SELECT FROM generations WHERE schema_name = $1 FOR UPDATE"

# Has the checkpoint of the tables that go tell of those that come.
HAND_CHECKPOINT_OVER = """
UPDATE generations AS live
SET position = rebuilt.position, recorded_at = rebuilt.recorded_at, indexed = rebuilt.indexed,
    projected_at = now()
FROM generations AS rebuilt WHERE live.schema_name = $1 AND rebuilt.schema_name = $2
"""
DROP_CHECKPOINT = "DELETE FROM generations WHERE schema_name = $1"

_LOCK = 0x6E777203
_TOLD_SECONDS = 0.1
_LONGEST_WAIT_MILLISECONDS = 500
_PAUSE_SECONDS = 2.0


class RebuildRunning(Exception):
    """The read models of this database are being rebuilt or checked already. Wait for the end of that."""

    code = "REBUILD_RUNNING"
    german: ClassVar[str] = (
        "Die Lesemodelle dieser Datenbank werden bereits neu aufgebaut oder geprüft. Das Ende davon ist "
        "abzuwarten."
    )


async def rebuild(database: Database, models: Sequence[ReadModel], progress: Progress) -> int:
    """Rebuilds these read models while they are read and projected, and returns the position reached.

    Raises:
        RebuildRunning: somebody else does so.
        ProjectionFailed: an event is not folded. The read models stay as they are.
        StoreUnavailable: the database does not answer.
    """
    live = generation(models)
    beside = f"{live}_rebuilt"
    with absence_told():
        async with filling(database, models, beside) as tables_beside:
            await tables_beside.fill(progress)
            await create_tables(tables_beside.own, models, live)  # where nobody has projected yet
            while not await _went_over(tables_beside, models, live, beside):
                await asyncio.sleep(_PAUSE_SECONDS)
            return tables_beside.position


class Filling:
    """Tables that are filled beside those that are read, by two connections of their own.

    Attributes:
        own: the connection that keeps others from doing the same.
    """

    def __init__(self, own: asyncpg.Connection, writing: asyncpg.Connection, projector: Projector) -> None:
        self.own = own
        self._writing = writing
        self._projector = projector

    @property
    def position(self) -> int:
        return self._projector.state.position

    async def fill(self, progress: Progress) -> None:
        """Fills the tables up to the log's end, and tells how far they are meanwhile."""
        head = await self.own.fetchval(SELECT_HEAD)
        task = asyncio.create_task(self.catch_up())
        try:
            while not task.done():
                progress(min(self.position, head), head)
                await asyncio.wait({task}, timeout=_TOLD_SECONDS)
        finally:
            task.cancel()
            await asyncio.wait({task})
        await task
        progress(head, head)

    async def catch_up(self) -> None:
        await self._projector.fill(self._writing)


@asynccontextmanager
async def filling(database: Database, models: Sequence[ReadModel], schema: str) -> AsyncIterator[Filling]:
    """Tables to fill in a schema of this name; without those that others have left behind, and gone at
    the end if nothing has come of them. Raises RebuildRunning."""
    projector = Projector(database, Notices(database, schema), create_mapper(), models, schema)
    async with database.connection() as own:
        if not await own.fetchval(TRY_LOCK, _LOCK):
            raise RebuildRunning(Words(en=f"beside {schema}", de=f"neben {schema}"))
        await _clear(own)
        try:
            async with database.connection(synchronous_commit="off") as writing:
                yield Filling(own, writing, projector)
        finally:
            with suppress(*CONNECTION_ERRORS):  # else the next one clears up
                await _clear(own)


async def _clear(connection: asyncpg.Connection) -> None:
    for (schema,) in await connection.fetch(LEFT_BEHIND):
        await drop_tables(connection, schema)


async def _went_over(beside: Filling, models: Sequence[ReadModel], live: str, rebuilt: str) -> bool:
    """Puts the rebuilt tables in the place of the live ones, unless long queries are in the way."""
    # The first table is the one that streams lock before all others: who waits for it blocks nobody.
    all_tables = ", ".join(f"{live}.{each.table}" for each in reversed(tables(models)))
    await beside.catch_up()
    own = beside.own
    try:
        async with own.transaction():
            await own.execute(LOCK_CHECKPOINT, live)
            await own.execute(f"LOCK TABLE {all_tables} IN SHARE UPDATE EXCLUSIVE MODE")  # ends autovacuum
            await beside.catch_up()  # what the projector added last
            # Queries that come wait behind us, so we do not wait for long; and never so long that a
            # query that waits for us while we wait for it is taken for a deadlock (a second).
            await own.execute(f"SET LOCAL statement_timeout = {_LONGEST_WAIT_MILLISECONDS}")
            await own.execute(f"LOCK TABLE {all_tables} IN ACCESS EXCLUSIVE MODE")
            await own.execute("SET LOCAL statement_timeout = 0")
            await own.execute(f"DROP SCHEMA {live} CASCADE")
            await own.execute(f"ALTER SCHEMA {rebuilt} RENAME TO {live}")
            await own.execute(HAND_CHECKPOINT_OVER, live, rebuilt)
            await own.execute(DROP_CHECKPOINT, rebuilt)
    except asyncpg.QueryCanceledError:
        return False
    return True
