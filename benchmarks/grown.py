"""Registers with logs of different sizes, on one server."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from secrets import token_bytes
from urllib.parse import urlsplit

import asyncpg

from benchmarks.generator import fill
from benchmarks.server import create_database
from graphql_api.sealed_pages import LENGTH
from infra.leaf import LEAF_COLUMNS
from infra.read_tables import generation
from infra.register import Register
from projections import READ_MODELS
from projections.log_entries import LOG_ENTRIES

# The largest log whose read models are filled; one that is larger repeats it.
LARGEST_PROJECTED = 1_000_000

_ENTRIES = f"{generation(READ_MODELS)}.{LOG_ENTRIES.table}"

# Answers how many pages of the feed are sealed.
SELECT_SEALED = "SELECT count(*) FROM feed_pages"


def _shifted(table: str, position: str, stream: str, columns: Sequence[str]) -> str:
    """Repeats the first $1 rows of a table as those of other streams, $2 positions later."""
    values = {position: f"{position} + $2", stream: f"md5({stream}::text || $2)::uuid"}
    selected = ", ".join(values.get(column, column) for column in columns)
    return (
        f"INSERT INTO {table} ({', '.join(columns)}) SELECT {selected} FROM {table}"
        f" WHERE {position} <= $1::bigint ORDER BY {position}"
    )


REPEAT_EVENTS = _shifted("events", "notification_id", "originator_id", LEAF_COLUMNS)
REPEAT_ENTRIES = _shifted(_ENTRIES, "position", "stream_id", [column.name for column in LOG_ENTRIES.columns])

# Answers the indexes of the log's entries besides its key, which no page of the feed needs.
SELECT_INDEXES = """
SELECT indexrelid::regclass::text FROM pg_index WHERE indrelid = $1::text::regclass AND NOT indisprimary
"""

# Moves the head behind what was repeated, with peaks of as many trees; the read side likewise.
MOVE_HEAD = "UPDATE log_head SET position = $1, peaks = $2"
MOVE_CHECKPOINT = "UPDATE generations SET position = $1"


@dataclass(frozen=True)
class Grown:
    """A register with a log of this size.

    Attributes:
        dsn: of the database that is read.
        log_dsn: of one with the same log, to append to.
    """

    server: str
    events: int
    dsn: str
    log_dsn: str

    @asynccontextmanager
    async def copied_log(self) -> AsyncIterator[str]:
        """The DSN of a copy of the log, gone afterwards."""
        name = urlsplit(self.log_dsn).path[1:]
        async with _connected(self.server) as connection:
            dsn = await _copy(connection, self.server, name, f"{name}_copy")
            try:
                yield dsn
            finally:
                await connection.execute(f"DROP DATABASE {name}_copy WITH (FORCE)")

    async def sealed(self) -> None:
        """Returns when the service has sealed what is past, so that it has nothing else to do."""
        async with _connected(self.dsn) as connection:
            while await connection.fetchval(SELECT_SEALED) < self.events // LENGTH:
                await asyncio.sleep(0.1)


async def grown(server: str, sizes: Sequence[int]) -> list[Grown]:
    """Registers of these sizes, the smallest first."""
    return [await _grown(server, size) for size in sorted(sizes)]


async def _grown(server: str, events: int) -> Grown:
    name = f"growth_{events}"
    if events > LARGEST_PROJECTED:
        async with _connected(server) as connection:
            dsn = await _copy(connection, server, f"growth_{LARGEST_PROJECTED}", name)
        await _repeat(dsn, events)
        return Grown(server, events, dsn, dsn)
    log_dsn = await create_database(server, f"{name}_log")
    async with _connected(log_dsn) as connection:
        await fill(connection, events)
    async with _connected(server) as connection:
        dsn = await _copy(connection, server, f"{name}_log", name)
    register = Register(dsn)
    await register.projector.catch_up()
    await register.database.close()
    async with _connected(dsn) as connection:
        await connection.execute("VACUUM ANALYZE")
    return Grown(server, events, dsn, log_dsn)


async def _repeat(dsn: str, events: int) -> None:
    """Makes the log so long by repeating what it has. Its leaves are not: appending needs the peaks alone."""
    async with _connected(dsn) as connection:
        for (index,) in await connection.fetch(SELECT_INDEXES, _ENTRIES):
            await connection.execute(f"DROP INDEX {index}")
        for shift in range(LARGEST_PROJECTED, events, LARGEST_PROJECTED):
            for repeat in (REPEAT_EVENTS, REPEAT_ENTRIES):
                await connection.execute(repeat, LARGEST_PROJECTED, shift)
        peaks = [token_bytes(32) for _ in range(events.bit_count())]
        await connection.execute(MOVE_HEAD, events, peaks)
        await connection.execute(MOVE_CHECKPOINT, events)
        await connection.execute(f"VACUUM ANALYZE events, {_ENTRIES}")
        await connection.execute("CHECKPOINT")


async def _copy(connection: asyncpg.Connection, server: str, name: str, copy: str) -> str:
    await connection.execute(f"CREATE DATABASE {copy} TEMPLATE {name} STRATEGY FILE_COPY")
    return urlsplit(server)._replace(path=f"/{copy}").geturl()


@asynccontextmanager
async def _connected(dsn: str) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(dsn, timeout=60)
    try:
        yield connection
    finally:
        await connection.close()
