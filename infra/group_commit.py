"""Group commit: all appends that wait are recorded in one transaction.

Each is judged for itself, in turn: one that conflicts fails alone. Positions come from the log's head,
a row locked for the transaction, so they follow the order of commits without a hole, whatever the
number of writing processes.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from itertools import chain
from typing import Any
from uuid import UUID

import asyncpg
import structlog
from eventsourcing.persistence import DataError, IntegrityError, OperationalError, StoredEvent

from domain.ports import Command, Recorded
from infra.appends import Append, Judge
from infra.database import CONNECTION_ERRORS, Database
from infra.leaf import hash_rows
from infra.notices import Notices
from infra.tree_proofs import grow
from infra.verify import Tree

# Answers where the log stands, and keeps others from appending until this transaction ends.
LOCK_HEAD = "SELECT head, recorded, tree, versions, taken FROM lock_head($1, $2, $3)"

# Records a batch: its events, their leaves, the subtrees that these complete, and the log's new head.
APPEND = """
WITH recorded AS (
    INSERT INTO events (notification_id, originator_id, originator_version, topic, state,
        recorded_at, actor, correlation_id, causation_id, source)
    SELECT position, stream, version, topic, state, $2, actor, correlation, causation, source
    FROM unnest($3::bigint[], $4::uuid[], $5::bigint[], $6::text[], $7::bytea[], $8::uuid[],
        $9::uuid[], $10::uuid[], $11::text[])
        AS event (position, stream, version, topic, state, actor, correlation, causation, source)
), leaves AS (
    INSERT INTO log_leaves (position, hash) SELECT * FROM unnest($13::bigint[], $14::bytea[])
), subtrees AS (
    INSERT INTO log_subtrees (level, number, hash)
    SELECT * FROM unnest($15::smallint[], $16::bigint[], $17::bytea[])
)
UPDATE log_head SET position = $1, recorded_at = $2, peaks = $12
"""

# Keeps what each command with an idempotency key led to.
KEEP_KEYS = """
INSERT INTO command_keys (actor, key, digest, position, subject, items)
SELECT * FROM unnest($1::uuid[], $2::text[], $3::bytea[], $4::bigint[], $5::uuid[], $6::text[])
"""

_MOST_APPENDS = 1_000

_log = structlog.get_logger(__name__)


class GroupCommit:
    """The queue of appends in this process, and the one connection that records them."""

    def __init__(self, database: Database, notices: Notices) -> None:
        self._database = database
        self._notices = notices
        self._waiting: list[Append] = []
        self._wake = asyncio.Event()
        self._ended = False

    async def append(
        self,
        events: Sequence[StoredEvent],
        command: Command,
        expected: dict[UUID, int],
        recorded: Recorded,
    ) -> list[int]:
        """Returns the events' positions once they are durable.

        Raises:
            IntegrityError: a stream is not at its expected version, or the idempotency key is taken.
            DataError: a value is none that the database can hold.
            OperationalError: the database cannot be reached. Where it went away while committing, it
                is unknown whether the events are recorded.
        """
        if self._ended:
            raise OperationalError("this process records no more")
        positions: asyncio.Future[list[int]] = asyncio.get_running_loop().create_future()
        self._waiting.append(Append(events, command, expected, recorded, positions))
        self._wake.set()
        return await positions

    async def run(self) -> None:
        """Records batch after batch until cancelled; connects anew when the connection is lost."""
        try:
            while True:
                await self._wake.wait()
                try:
                    async with self._database.connection() as connection:
                        while not connection.is_closed():
                            await self._record(connection, self._next_batch())
                            await self._wake.wait()
                except CONNECTION_ERRORS as error:
                    _fail(self._next_batch(), error)
                except Exception as error:
                    _log.exception("appending failed")
                    _fail(self._next_batch(), error)
        finally:
            self._ended = True
            _fail(self._waiting, ConnectionError("this process records no more"))

    def _next_batch(self) -> list[Append]:
        batch = [append for append in self._waiting[:_MOST_APPENDS] if not append.positions.done()]
        del self._waiting[:_MOST_APPENDS]
        if not self._waiting:
            self._wake.clear()
        return batch

    async def _record(self, connection: asyncpg.Connection, batch: list[Append]) -> None:
        try:
            verdicts = await self._commit(connection, batch)
        except CONNECTION_ERRORS as error:
            _fail(batch, error)
            raise
        except asyncpg.PostgresError as error:
            if len(batch) == 1:
                _fail(batch, error)
                return
            try:
                for append in batch:  # one has what the database refuses; the others are not to suffer
                    await self._record(connection, [append])
            except BaseException as lost:
                _fail(batch, lost)
                raise
            return
        except BaseException as error:
            _fail(batch, error)
            raise
        for append, verdict in zip(batch, verdicts, strict=True):
            if append.positions.done():
                continue  # the caller has gone
            if isinstance(verdict, IntegrityError):
                append.positions.set_exception(verdict)
            else:
                append.positions.set_result(verdict)

    async def _commit(
        self, connection: asyncpg.Connection, batch: list[Append]
    ) -> list[list[int] | IntegrityError]:
        if not batch:
            return []
        streams = list(dict.fromkeys(chain.from_iterable(append.expected for append in batch)))
        keys = list(
            dict.fromkeys(
                (append.command.actor, append.command.idempotency.key)
                for append in batch
                if append.command.idempotency
            )
        )
        async with connection.transaction():
            ((head, recorded_at, peaks, versions, taken),) = await connection.fetch(
                LOCK_HEAD, streams, [actor for actor, _ in keys], [key for _, key in keys]
            )
            judge = Judge(
                head,
                recorded_at,
                dict(zip(streams, versions, strict=True)),
                {key for key, is_taken in zip(keys, taken or (), strict=True) if is_taken},
            )
            verdicts = [judge.verdict(append) for append in batch]
            if judge.rows:
                tree = Tree(head, peaks)
                subtrees = grow(tree, judge.hashes)
                await connection.execute(
                    APPEND,
                    judge.head,
                    recorded_at,
                    *_transposed(judge.rows),
                    tree.peaks,
                    *_transposed(hash_rows(head + 1, judge.hashes)),
                    *(_transposed(subtrees) if subtrees else ([], [], [])),
                )
            if judge.kept_keys:
                await connection.execute(KEEP_KEYS, *_transposed(judge.kept_keys))
        if judge.rows:
            self._notices.logged(judge.head)
        return verdicts


def _transposed(rows: Sequence[tuple[Any, ...]]) -> list[list[Any]]:
    return [list(column) for column in zip(*rows, strict=True)]


def _fail(batch: list[Append], error: BaseException) -> None:
    kind = DataError if isinstance(error, asyncpg.DataError) else OperationalError
    for append in batch:
        if not append.positions.done():
            failure = kind(f"{type(error).__name__}: {error}")
            failure.__cause__ = error
            append.positions.set_exception(failure)
