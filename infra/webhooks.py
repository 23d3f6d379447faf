"""Webhooks as those keep them who made them: registered, paused, resumed, tested, removed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import orjson

from domain import errors
from domain.rules import one_line
from infra.database import Database, absence_told
from infra.webhook_addresses import Permitted
from infra.webhook_rows import COLUMNS, KEEP_ATTEMPT, Webhook, of_attempt, send
from infra.webhook_sending import Sender
from infra.webhook_signing import WebhookSecrets, shown
from infra.webhook_targets import target_of
from projections.feeding import Reading
from projections.reading import PositionNotRecorded
from projections.webhooks import WebhookPauseReason

MOST_WEBHOOKS, MOST_OF_ONE = 100, 25
LONGEST_OVERLAP_HOURS = 168

# Held while one is registered, so that no two are the last that there may be.
_REGISTERING = 0x6E777202

# Answers how many there are, how many of one maker, and where the log ends.
SELECT_PRESENT = """
SELECT (SELECT count(*) FROM webhooks WHERE state <> 'removed') AS count,
    (SELECT count(*) FROM webhooks WHERE state <> 'removed' AND made_by = $1) AS own,
    (SELECT position FROM log_head) AS head
"""

INSERT_WEBHOOK = """
INSERT INTO webhooks (id, name, url, filter, made_by, made_at, position) VALUES ($1, $2, $3, $4, $5, $6, $7)
"""

# Which webhook a command is about: one of its maker's, or anybody's.
_OWN = "id = $1 AND ($2::uuid IS NULL OR made_by = $2) AND state <> 'removed'"

ROTATE_SECRET = f"""
UPDATE webhooks SET secret_number = secret_number + 1, previous_secret_until = $3 WHERE {_OWN}
RETURNING secret_number
"""

PAUSE = f"""
UPDATE webhooks SET state = 'paused', next_attempt_at = NULL,
    paused_reason = coalesce(paused_reason, $3), paused_at = coalesce(paused_at, $4)
WHERE {_OWN} RETURNING id
"""

RESUME = f"""
UPDATE webhooks SET state = 'active', paused_reason = NULL, paused_at = NULL, failures = 0,
    failing_since = NULL, next_attempt_at = NULL
WHERE {_OWN} RETURNING id
"""

REMOVE = f"UPDATE webhooks SET state = 'removed', next_attempt_at = NULL WHERE {_OWN} RETURNING id"

# Forgets what was attempted for one that is removed.
DELETE_ATTEMPTS = "DELETE FROM webhook_attempts WHERE webhook = $1"

SELECT_OWN = f"SELECT {COLUMNS} FROM webhooks WHERE {_OWN}"


class PostgresWebhooks:
    """Implements `projections.webhooks.Webhooks`.

    Args:
        source: what CloudEvents of this register call it.
        reading: judges filters.
    """

    def __init__(
        self,
        database: Database,
        secrets: WebhookSecrets,
        sender: Sender,
        permitted: Permitted,
        reading: Reading,
        now: Callable[[], datetime],
        source: str,
    ) -> None:
        self._database = database
        self._secrets = secrets
        self._sender = sender
        self._permitted = permitted
        self._reading = reading
        self._now = now
        self._source = source

    async def register(
        self, name: str, url: str, filter_: Mapping[str, Any], after: int | None, made_by: UUID
    ) -> tuple[UUID, str]:
        name = one_line(name, errors.InvalidName, "name")
        target_of(url, self._permitted)
        self._reading(filter_)
        id_, filtered = uuid4(), orjson.dumps(filter_).decode()
        with absence_told():
            async with self._database.service() as connection, connection.transaction():
                await connection.execute("SELECT pg_advisory_xact_lock($1)", _REGISTERING)
                ((count, own, head),) = await connection.fetch(SELECT_PRESENT, made_by)
                if count >= MOST_WEBHOOKS:
                    raise errors.TooManyWebhooks(f"{MOST_WEBHOOKS}")
                if own >= MOST_OF_ONE:
                    raise errors.TooManyOwnWebhooks(f"{MOST_OF_ONE}")
                if after is not None and after > head:
                    raise PositionNotRecorded
                begin = head if after is None else after
                await connection.execute(
                    INSERT_WEBHOOK, id_, name, url, filtered, made_by, self._now(), begin
                )
        return id_, shown(self._secrets.secret(id_, 1))

    async def rotate_secret(self, id_: UUID, overlap_hours: int, made_by: UUID | None) -> str:
        if not 0 <= overlap_hours <= LONGEST_OVERLAP_HOURS:
            raise errors.OverlapOutOfRange(f"{overlap_hours}")
        until = self._now() + timedelta(hours=overlap_hours)
        return shown(self._secrets.secret(id_, await self._change(ROTATE_SECRET, id_, made_by, until)))

    async def pause(self, id_: UUID, made_by: UUID | None) -> None:
        await self._change(PAUSE, id_, made_by, WebhookPauseReason.COMMANDED.value, self._now())

    async def resume(self, id_: UUID, made_by: UUID | None) -> None:
        await self._change(RESUME, id_, made_by)

    async def remove(self, id_: UUID, made_by: UUID | None) -> None:
        with absence_told():
            async with self._database.service() as connection, connection.transaction():
                await _changed(connection, REMOVE, id_, made_by)
                await connection.execute(DELETE_ATTEMPTS, id_)

    async def test(self, id_: UUID, made_by: UUID | None) -> UUID:
        with absence_told():
            async with self._database.service() as connection:
                row = await connection.fetchrow(SELECT_OWN, id_, made_by)
        if row is None:
            raise errors.UnknownWebhook(str(id_))
        now, told = self._now(), f"test_{uuid4()}"
        body = orjson.dumps(
            {
                "specversion": "1.0",
                "id": told,
                "source": self._source,
                "type": "webhook.test",
                "time": now,
                "datacontenttype": "application/json",
                "data": {"webhook": id_},
            }
        )
        attempt = await send(Webhook.of(row), told, body, now, self._secrets, self._sender)
        with absence_told():
            async with self._database.service() as connection:
                kept: UUID = await connection.fetchval(KEEP_ATTEMPT, *of_attempt(id_, None, attempt))
                return kept

    async def _change(self, statement: str, *values: Any) -> Any:
        """What the statement answers for the webhook that the first of the values is the id of."""
        with absence_told():
            async with self._database.service() as connection:
                return await _changed(connection, statement, *values)


async def _changed(connection: asyncpg.Connection, statement: str, id_: UUID, *values: Any) -> Any:
    changed = await connection.fetchval(statement, id_, *values)
    if changed is None:
        raise errors.UnknownWebhook(str(id_))
    return changed
