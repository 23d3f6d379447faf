"""What tests of the projector do to it, and what they find in its tables."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import asyncpg

from infra.projector import Projector
from infra.read_tables import generation
from infra.register import Register
from infra.transcoding import create_mapper
from projections import READ_MODELS
from projections.kernel import ReadModel
from tests.databases import connected
from tests.waiting import until

# Answers who holds an advisory lock of this database for longer than a statement.
HOLDERS = """
SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted
AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""

# Ends the projector's connection, as if its process had been killed.
KILL_PROJECTOR = f"SELECT pg_terminate_backend(pid) FROM ({HOLDERS}) AS holder"

# Ends all connections but ours.
KILL_ALL = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
"""


@asynccontextmanager
async def standing_still(dsn: str) -> AsyncIterator[asyncpg.Connection]:
    """Nobody projects while this is entered: another connection holds the projector's lock."""
    async with connected(dsn) as connection:
        await connection.execute("SELECT pg_advisory_lock(hashtextextended($1, 0))", generation(READ_MODELS))
        yield connection


async def caught_up(register: Register, seconds: float = 5) -> float:
    """Waits until the read side is where the log is."""

    async def holds() -> bool:
        return await register.reads.position() == (await register.recorder.max_notification_id() or 0)

    return await until(holds, seconds)


async def rows(dsn: str, models: Sequence[ReadModel] = READ_MODELS) -> dict[str, list[tuple[Any, ...]]]:
    """All versions of all rows of a generation."""
    schema = generation(models)
    async with connected(dsn) as connection:
        return {
            model.name: [
                tuple(row)
                for row in await connection.fetch(
                    f"SELECT * FROM {schema}.{model.table} ORDER BY id, valid_from"
                )
            ]
            for model in models
        }


async def rebuilt_rows(register: Register, dsn: str, number: int = 1) -> dict[str, list[tuple[Any, ...]]]:
    """The same, of a generation of its own, by number, that is filled from the log's beginning."""
    models = [replace(model, version=1_000 * number) for model in READ_MODELS]
    projector = Projector(register.database, register.notices, create_mapper(), models)
    assert await projector.catch_up() == (await register.recorder.max_notification_id() or 0)
    return await rows(dsn, models)
