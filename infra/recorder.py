"""The log in PostgreSQL: eventsourcing's recorder as coroutines."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime
from typing import cast
from uuid import UUID

import asyncpg
from eventsourcing.persistence import Notification, OperationalError, StoredEvent

from domain.ports import Command, Recorded
from infra.appends import read_items
from infra.database import CONNECTION_ERRORS, Database, PoolExhausted
from infra.group_commit import GroupCommit
from infra.notices import Notices

# Answers one stream's events, in their order.
SELECT_STREAM = """
SELECT originator_id, originator_version, topic, state FROM events
WHERE originator_id = $1 AND originator_version > $2 AND originator_version <= $3
ORDER BY originator_version LIMIT $4
"""
SELECT_STREAM_BACKWARDS = SELECT_STREAM.replace("LIMIT", "DESC LIMIT")

# Answers the log between two positions, in its order.
SELECT_LOG = """
SELECT notification_id AS id, originator_id, originator_version, topic, state FROM events
WHERE notification_id >= $1 AND notification_id <= $2 AND ($3::text[] IS NULL OR topic = ANY($3))
ORDER BY notification_id LIMIT $4
"""

# Answers the log's last position.
SELECT_HEAD = "SELECT nullif(position, 0) FROM log_head"

# Answers what a command with this idempotency key first led to.
SELECT_KEY = "SELECT digest, position, subject, items FROM command_keys WHERE actor = $1 AND key = $2"

POLL_SECONDS = 0.25

_END = 2**63 - 1
_PAGE = 1_000
_NO_ID = UUID(int=0)
_NOTHING = Recorded(0, _NO_ID)
_NO_COMMAND = Command(actor=_NO_ID, now=datetime(1970, 1, 1, tzinfo=UTC), correlation_id=_NO_ID)


class AsyncpgRecorder:
    """Names, parameters, results and errors of eventsourcing's `ApplicationRecorder`, as coroutines."""

    def __init__(self, database: Database, group_commit: GroupCommit, notices: Notices) -> None:
        self._database = database
        self._group_commit = group_commit
        self._notices = notices

    async def insert_events(
        self,
        stored_events: Sequence[StoredEvent],
        *,
        command: Command = _NO_COMMAND,
        read: Sequence[tuple[UUID, int]] = (),
        recorded: Recorded = _NOTHING,
    ) -> list[int]:
        """Records the events in one piece and returns their positions, once they are durable.

        Args:
            read: streams that the decision rests on, with the version each must still have.
            recorded: what a retry of the command is answered with; its position is the last event's.

        Raises:
            IntegrityError: a stream has moved on, or the idempotency key is taken.
            DataError: a value is none that the database can hold.
            OperationalError: the database cannot be reached. Where it went away while committing, it
                is unknown whether the events are recorded.
        """
        if not stored_events:
            return []
        expected = dict(read)
        for event in stored_events:
            assert isinstance(event.originator_id, UUID)
            expected.setdefault(event.originator_id, event.originator_version - 1)
        return await self._group_commit.append(stored_events, command, expected, recorded)

    async def select_events(
        self,
        originator_id: UUID,
        *,
        gt: int | None = None,
        lte: int | None = None,
        desc: bool = False,
        limit: int | None = None,
    ) -> list[StoredEvent]:
        statement = SELECT_STREAM_BACKWARDS if desc else SELECT_STREAM
        after, until, most = gt or 0, _END if lte is None else lte, _END if limit is None else limit
        rows = await self._fetch(statement, originator_id, after, until, most)
        return [StoredEvent(**row) for row in rows]

    async def select_notifications(
        self,
        start: int | None,
        limit: int,
        stop: int | None = None,
        topics: Sequence[str] = (),
        *,
        inclusive_of_start: bool = True,
    ) -> list[Notification]:
        first = (start or 0) + (0 if inclusive_of_start else 1)
        last = _END if stop is None else stop
        rows = await self._fetch(SELECT_LOG, first, last, list(topics) or None, limit)
        return [Notification(**row) for row in rows]

    async def max_notification_id(self) -> int | None:
        """The log's last position; None while it is empty."""
        ((position,),) = await self._fetch(SELECT_HEAD)
        return cast("int | None", position)

    async def subscribe(
        self, gt: int | None = None, topics: Sequence[str] = ()
    ) -> AsyncIterator[Notification]:
        """All events after a position, then those to come, without an end."""
        position = gt or 0
        while True:
            head = await self.max_notification_id() or 0
            while page := await self.select_notifications(
                position, _PAGE, head, topics, inclusive_of_start=False
            ):
                for notification in page:
                    yield notification
                position = page[-1].id
            position = max(position, head)
            await self._notices.log.beyond(position, POLL_SECONDS)

    async def first_result(self, actor: UUID, key: str) -> tuple[bytes, Recorded] | None:
        """The digest of the input that this key was first used with, and what that led to."""
        rows = await self._fetch(SELECT_KEY, actor, key)
        return next(((row[0], Recorded(row[1], row[2], read_items(row[3]))) for row in rows), None)

    async def _fetch(self, statement: str, *values: object) -> list[asyncpg.Record]:
        """Raises OperationalError where the database does not answer."""
        try:
            async with self._database.service() as connection:
                rows: list[asyncpg.Record] = await connection.fetch(statement, *values)
                return rows
        except PoolExhausted as error:
            raise OperationalError("all connections are in use") from error
        except CONNECTION_ERRORS as error:
            raise OperationalError(f"{type(error).__name__}: {error}") from error
