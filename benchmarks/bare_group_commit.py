"""The limit of appending: group commit with nothing but the commit.

It writes the same columns into the same tables and gives every caller its position, and it leaves out
what costs us: versions are not checked, keys not looked up, leaves not hashed, nobody notified.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Protocol, Self
from uuid import UUID

import asyncpg
from asyncpg.prepared_stmt import PreparedStatement
from eventsourcing.persistence import StoredEvent

# Locks the log and answers where it stands.
SELECT_HEAD = "SELECT position, greatest(recorded_at, clock_timestamp()) FROM log_head FOR UPDATE"

# Records a batch behind the head.
INSERT = """
INSERT INTO events (notification_id, originator_id, originator_version, topic, state,
    recorded_at, actor, correlation_id, causation_id, source)
SELECT $1 + number, stream, version, topic, state, $2, actor, correlation, causation, source
FROM unnest($3::uuid[], $4::bigint[], $5::text[], $6::bytea[], $7::uuid[], $8::uuid[], $9::uuid[],
    $10::text[]) WITH ORDINALITY
    AS event (stream, version, topic, state, actor, correlation, causation, source, number)
"""

# Moves the head.
UPDATE_HEAD = "UPDATE log_head SET position = $1, recorded_at = $2"

# The three together.
RECORD = """
WITH head AS (
    UPDATE log_head
    SET position = position + $1, recorded_at = greatest(recorded_at, clock_timestamp())
    RETURNING position - $1 AS position, recorded_at
), recorded AS (
    INSERT INTO events (notification_id, originator_id, originator_version, topic, state,
        recorded_at, actor, correlation_id, causation_id, source)
    SELECT position + number, stream, version, topic, state, recorded_at, actor, correlation,
        causation, source
    FROM head, unnest($2::uuid[], $3::bigint[], $4::text[], $5::bytea[], $6::uuid[], $7::uuid[],
        $8::uuid[], $9::text[]) WITH ORDINALITY
        AS event (stream, version, topic, state, actor, correlation, causation, source, number)
)
SELECT position FROM head
"""

_NOBODY = UUID(int=0)


class Record(Protocol):
    """Records a batch of events."""

    @classmethod
    async def prepare(cls, connection: asyncpg.Connection) -> Self: ...

    async def __call__(self, events: Sequence[StoredEvent]) -> int:
        """The position before the first of these events."""


class InOneTransaction:
    """A transaction that locks the head, inserts, and moves the head."""

    def __init__(self, connection: asyncpg.Connection, *statements: PreparedStatement) -> None:
        self._connection = connection
        self._select_head, self._insert, self._update_head = statements

    @classmethod
    async def prepare(cls, connection: asyncpg.Connection) -> Self:
        texts = (SELECT_HEAD, INSERT, UPDATE_HEAD)
        return cls(connection, *[await connection.prepare(text) for text in texts])

    async def __call__(self, events: Sequence[StoredEvent]) -> int:
        async with self._connection.transaction():
            ((head, recorded_at),) = await self._select_head.fetch()
            await self._insert.fetch(head, recorded_at, *_columns(events))
            await self._update_head.fetch(head + len(events), recorded_at)
        position: int = head
        return position


class InOneStatement:
    """A statement that is its own transaction: one journey to the server instead of five."""

    def __init__(self, record: PreparedStatement) -> None:
        self._record = record

    @classmethod
    async def prepare(cls, connection: asyncpg.Connection) -> Self:
        return cls(await connection.prepare(RECORD))

    async def __call__(self, events: Sequence[StoredEvent]) -> int:
        position: int = await self._record.fetchval(len(events), *_columns(events))
        return position


class BareGroupCommit:
    """The queue of those who wait, and who records them."""

    def __init__(self, record: Record) -> None:
        self._record = record
        self._waiting: list[tuple[StoredEvent, asyncio.Future[int]]] = []
        self._wake = asyncio.Event()

    async def append(self, event: StoredEvent) -> int:
        position: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self._waiting.append((event, position))
        self._wake.set()
        return await position

    async def run(self) -> None:
        while True:
            await self._wake.wait()
            self._wake.clear()
            batch, self._waiting = self._waiting, []
            head = await self._record([event for event, _ in batch])
            for number, (_, position) in enumerate(batch, start=1):
                position.set_result(head + number)


def _columns(events: Sequence[StoredEvent]) -> tuple[list[object], ...]:
    nobodies, nothings = [_NOBODY] * len(events), [None] * len(events)
    return (
        [event.originator_id for event in events],
        [event.originator_version for event in events],
        [event.topic for event in events],
        [event.state for event in events],
        nobodies,  # type: ignore[return-value]
        nobodies,
        nothings,
        nothings,
    )
