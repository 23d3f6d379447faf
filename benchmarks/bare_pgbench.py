"""The limit of a transaction an event: pgbench, which inserts the same rows and does nothing else."""

from __future__ import annotations

import asyncio
import re
import subprocess
from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID

import asyncpg
from eventsourcing.persistence import StoredEvent

from infra.leaf import LEAF_COLUMNS
from infra.postgres_account import find_account, find_programs
from infra.postgres_quarters import SHELTER

# Answers the position of the last row.
SELECT_LAST = "SELECT coalesce(max(notification_id), 0) FROM events"

# Makes the table of what is to be inserted.
CREATE_ROWS = """
DROP TABLE IF EXISTS bare_rows;
CREATE UNLOGGED TABLE bare_rows (LIKE events, PRIMARY KEY (notification_id))
"""

# Inserts the next of a connection's rows, each transaction.
INSERT_NEXT = r"""
\set number :number + 1
\set position :head + :client_id * :each + :number
INSERT INTO events SELECT * FROM bare_rows WHERE notification_id = :position
"""

_THREADS = 2
_NOBODY, _NOW = UUID(int=0), datetime(2026, 1, 1, tzinfo=UTC)
_RATE = re.compile(r"^tps = ([\d.]+)", re.MULTILINE)


def insert_by_pgbench(dsn: str, batches: Sequence[Sequence[StoredEvent]]) -> float:
    """Transactions a second, each one event's; a connection for each list of events, all of one length."""
    head = asyncio.run(_prepare(dsn, [event for events in batches for event in events]))
    told = subprocess.run(
        [
            find_programs(find_account(), SHELTER).folder / "pgbench",
            *("--no-vacuum", "--protocol=prepared", "--file=-"),
            *(f"--client={len(batches)}", f"--jobs={_THREADS}", f"--transactions={len(batches[0])}"),
            *(f"--define=head={head}", f"--define=each={len(batches[0])}", "--define=number=0"),
            dsn,
        ],
        input=INSERT_NEXT,
        stdout=subprocess.PIPE,
        check=True,
        text=True,
    ).stdout
    rate = _RATE.search(told)
    assert rate is not None, told
    return float(rate[1])


async def _prepare(dsn: str, events: Sequence[StoredEvent]) -> int:
    """Has the rows of these events lie ready behind the log's last position, which it returns."""
    connection = await asyncpg.connect(dsn)
    try:
        head: int = await connection.fetchval(SELECT_LAST)
        rows = [
            (head + number, *fields, _NOW, _NOBODY, _NOBODY, None, None)
            for number, event in enumerate(events, start=1)
            for fields in [(event.originator_id, event.originator_version, event.topic, event.state)]
        ]
        await connection.execute(CREATE_ROWS)
        await connection.copy_records_to_table("bare_rows", records=rows, columns=LEAF_COLUMNS)
        await connection.execute("ANALYZE bare_rows")
    finally:
        await connection.close()
    return head
