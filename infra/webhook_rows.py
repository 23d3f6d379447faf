"""A webhook as its row has it, what is sent for it, and the attempts that are kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import orjson

from infra.webhook_sending import Attempt, Sender
from infra.webhook_signing import WebhookSecrets, signed_headers

COLUMNS = (
    """id, url, filter, made_by, position, secret_number, previous_secret_until, failures, next_attempt_at"""
)

# Keeps an attempt, unless the webhook is removed, and the 49 before it; as the beginning of a statement.
KEEPING_ATTEMPT = """
WITH older AS (
    DELETE FROM webhook_attempts WHERE webhook = $2 AND number <= (
        SELECT number FROM webhook_attempts WHERE webhook = $2 ORDER BY number DESC OFFSET 49 LIMIT 1
    )
), kept AS (
    INSERT INTO webhook_attempts (id, webhook, position, at, status, outcome, milliseconds)
    SELECT $1::uuid, id, $3, $4, $5, $6, $7 FROM webhooks WHERE id = $2 AND state <> 'removed'
)
"""

KEEP_ATTEMPT = f"{KEEPING_ATTEMPT} SELECT $1::uuid"


@dataclass(frozen=True)
class Webhook:
    """What is known of one that delivers."""

    id: UUID
    url: str
    filter: str
    made_by: UUID
    position: int
    secret_number: int
    previous_secret_until: datetime | None
    failures: int
    next_attempt_at: datetime | None

    @classmethod
    def of(cls, row: asyncpg.Record) -> Webhook:
        return cls(**dict(row))

    def given_filter(self) -> Mapping[str, Any]:
        given: Mapping[str, Any] = orjson.loads(self.filter)
        return given


async def send(
    webhook: Webhook, id_: str, body: bytes, now: datetime, secrets: WebhookSecrets, sender: Sender
) -> Attempt:
    """Sends this, signed with all secrets that are valid now.

    Args:
        id_: by which the receiver knows what it has been told.
    """
    numbers = [webhook.secret_number]
    if webhook.previous_secret_until is not None and now < webhook.previous_secret_until:
        numbers.append(webhook.secret_number - 1)
    valid = [secrets.secret(webhook.id, number) for number in numbers]
    return await sender.send(webhook.url, signed_headers(id_, body, now, valid), body)


def of_attempt(webhook: UUID, position: int | None, attempt: Attempt) -> tuple[object, ...]:
    """What KEEPING_ATTEMPT is given; the first is the attempt's new id.

    Args:
        position: of the event; None of a test.
    """
    outcome = attempt.outcome.value
    return uuid4(), webhook, position, attempt.at, attempt.status, outcome, attempt.milliseconds
