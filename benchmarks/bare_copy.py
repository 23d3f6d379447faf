"""The limit of a rebuild: reads the log by a cursor and copies a row for each event, without a fold.

A row is as wide as an attendance, which almost all events of the generated log are. No index is made.
"""

from __future__ import annotations

from time import perf_counter

import asyncpg

from projections import ATTENDANCES

BATCH = 2_000

# Answers what a fold reads of the log.
SELECT_LOG = """
SELECT notification_id, originator_id, originator_version, topic, state, recorded_at, source,
    actor, correlation_id
FROM events ORDER BY notification_id
"""

_SCHEMA = "bare"


async def copy_log(dsn: str) -> float:
    """Seconds."""
    reading, writing = await asyncpg.connect(dsn), await asyncpg.connect(dsn)
    try:
        await writing.execute(f"DROP SCHEMA IF EXISTS {_SCHEMA} CASCADE; CREATE SCHEMA {_SCHEMA}")
        table = ATTENDANCES.create_table(_SCHEMA).partition(";")[0]
        await writing.execute(f"SET synchronous_commit = off; {table}; CHECKPOINT")
        begun = perf_counter()
        async with reading.transaction():
            cursor = await reading.cursor(SELECT_LOG)
            while events := await cursor.fetch(BATCH):
                await writing.copy_records_to_table(
                    ATTENDANCES.table, schema_name=_SCHEMA, records=[_row(event) for event in events]
                )
        return perf_counter() - begun
    finally:
        await reading.close()
        await writing.close()


def _row(event: asyncpg.Record) -> tuple[object, ...]:
    position, stream, _, _, _, recorded_at, source, _, _ = event
    dates = (None, None, None)
    return (
        stream,
        stream,
        stream,
        *dates,
        "BUERGERMEISTER",
        source,
        position,
        recorded_at,
        position,
        None,
        0,
    )
