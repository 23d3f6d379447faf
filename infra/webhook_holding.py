"""What the one process that delivers knows and writes of webhooks, by the connection that holds its lock.

Whoever has lost the lock has lost the connection, and can write nothing any more.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import datetime
from uuid import UUID

import asyncpg

from infra.database import closed_is_lost
from infra.webhook_rows import COLUMNS, KEEPING_ATTEMPT, Webhook, of_attempt
from infra.webhook_sending import Attempt
from projections.webhooks import WebhookPauseReason

SELECT_ACTIVE = f"SELECT {COLUMNS} FROM webhooks WHERE state = 'active'"

SELECT_WEBHOOK = f"{SELECT_ACTIVE} AND id = $1"

# Notes that an event is delivered, even where the webhook was paused meanwhile: else it came again.
MOVE_DELIVERED = f"""{KEEPING_ATTEMPT}
UPDATE webhooks SET position = $3, failures = 0, failing_since = NULL, next_attempt_at = NULL
WHERE id = $2 AND position = $8 AND state <> 'removed' RETURNING id
"""

# Notes how far the log was looked through where there was nothing to deliver.
MOVE_SCANNED = """
UPDATE webhooks SET position = $3 WHERE id = $1 AND position = $2 AND state = 'active' RETURNING id
"""

# Notes a failure, and when to try again.
NOTE_FAILURE = f"""{KEEPING_ATTEMPT}
UPDATE webhooks SET failures = failures + 1, failing_since = coalesce(failing_since, $4), next_attempt_at = $9
WHERE id = $2 AND position = $8 AND state = 'active' RETURNING {COLUMNS}
"""

# Notes the last failure, and why nothing is tried any more.
PAUSE_FAILED = f"""{KEEPING_ATTEMPT}
UPDATE webhooks SET failures = failures + 1, failing_since = coalesce(failing_since, $4),
    next_attempt_at = NULL, state = 'paused', paused_reason = $9, paused_at = $4
WHERE id = $2 AND position = $8 AND state = 'active'
"""

# Pauses what has not failed, but cannot be read.
PAUSE_UNREADABLE = """
UPDATE webhooks SET next_attempt_at = NULL, state = 'paused', paused_reason = $2, paused_at = $3
WHERE id = $1 AND state = 'active'
"""

# A connection whose other end is gone says nothing.
STATEMENT_SECONDS = 5.0


class Holding:
    """The lock's connection, used by one at a time.

    Attributes:
        stopping: whether nothing more is to be attempted.
    """

    def __init__(self, connection: asyncpg.Connection) -> None:
        self.stopping = False
        self._connection = connection
        self._turn = asyncio.Lock()

    @asynccontextmanager
    async def _mine(self) -> AsyncIterator[asyncpg.Connection]:
        async with asyncio.timeout(STATEMENT_SECONDS), self._turn:
            with closed_is_lost(self._connection):
                yield self._connection

    async def active(self) -> Mapping[UUID, Webhook]:
        """All that are to be delivered to."""
        async with self._mine() as connection:
            return {row["id"]: Webhook.of(row) for row in await connection.fetch(SELECT_ACTIVE)}

    async def present(self, id_: UUID) -> Webhook | None:
        """The webhook as it is now; None where it is paused or removed."""
        async with self._mine() as connection:
            row = await connection.fetchrow(SELECT_WEBHOOK, id_)
            return None if row is None else Webhook.of(row)

    async def delivered(self, id_: UUID, before: int, position: int, attempt: Attempt) -> bool:
        """Notes it; False where the position is not as it was before."""
        kept = of_attempt(id_, position, attempt)
        async with self._mine() as connection:
            return await connection.fetchval(MOVE_DELIVERED, *kept, before) is not None

    async def scanned(self, id_: UUID, before: int, position: int) -> bool:
        async with self._mine() as connection:
            return await connection.fetchval(MOVE_SCANNED, id_, before, position) is not None

    async def failed(
        self, id_: UUID, before: int, position: int, attempt: Attempt, again: datetime
    ) -> Webhook | None:
        """Notes it, and returns the webhook; None where it is paused, or not where it was before."""
        kept = of_attempt(id_, position, attempt)
        async with self._mine() as connection:
            row = await connection.fetchrow(NOTE_FAILURE, *kept, before, again)
            return None if row is None else Webhook.of(row)

    async def gave_up(
        self, id_: UUID, before: int, position: int, attempt: Attempt, reason: WebhookPauseReason
    ) -> None:
        kept = of_attempt(id_, position, attempt)
        async with self._mine() as connection:
            await connection.execute(PAUSE_FAILED, *kept, before, reason.value)

    async def unreadable(self, id_: UUID, at: datetime) -> None:
        async with self._mine() as connection:
            await connection.execute(PAUSE_UNREADABLE, id_, WebhookPauseReason.NOT_READABLE.value, at)
