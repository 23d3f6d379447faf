"""Webhooks of a register that runs, delivered by a clock of the tests'."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import orjson

from infra.register import Register
from infra.webhook_addresses import Permitted
from infra.webhook_delivery import Deliverer
from infra.webhook_following import Means, Pace
from infra.webhook_retries import Retries
from infra.webhook_sending import Bounds, Sender
from infra.webhook_signing import WebhookSecrets
from infra.webhook_targets import Resolve, Resolver
from infra.webhooks import PostgresWebhooks
from projections.feeding import Frame, Page, Read, Reading
from tests.databases import connected
from tests.infra.projecting import caught_up
from tests.infra.random_commands import RandomCommands
from tests.waiting import until

ACTOR = UUID(int=7)
SECRETS = WebhookSecrets(bytes(range(32)))
LOOPBACK = ("127.0.0.0/8",)

# Answers the events of some types, of a page of the log.
EVENTS = """
SELECT notification_id AS position, topic FROM events WHERE notification_id > $1 AND notification_id <= $2
    AND ($3::text[] IS NULL OR topic = ANY($3)) ORDER BY notification_id
"""

_PAGE = 25


@dataclass
class Clock:
    """Stands still until it is put on."""

    at: datetime = field(default_factory=lambda: datetime.now(UTC))

    def __call__(self) -> datetime:
        return self.at

    def put_on(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)


def reading(register: Register) -> Reading:
    """Pages of the real log, whose data tell but position and type."""

    def read_by(filter_: Mapping[str, Any]) -> Read:
        if filter_.keys() - {"type"}:
            raise ValueError(filter_)

        async def read(after: int) -> Page:
            end = min(await register.reads.position() or 0, after + _PAGE)
            async with register.database.service() as connection:
                rows = await connection.fetch(EVENTS, after, end, filter_.get("type"))
            return Page([Frame(row["position"], orjson.dumps(dict(row))) for row in rows], max(end, after))

        return read

    return read_by


@dataclass(frozen=True)
class Delivery:
    """One process's webhooks."""

    webhooks: PostgresWebhooks
    deliverer: Deliverer
    dsn: str

    async def to(self, url: str, filter_: Mapping[str, Any] | None = None, after: int | None = 0) -> UUID:
        """Registers a webhook and returns its id."""
        id_, _ = await self.webhooks.register("Portal", url, filter_ or {}, after, ACTOR)
        return id_

    async def row(self, id_: UUID) -> dict[str, Any]:
        async with connected(self.dsn) as connection:
            return dict(await connection.fetchrow("SELECT * FROM webhooks WHERE id = $1", id_) or {})

    async def is_(self, id_: UUID, **values: Any) -> None:
        """Waits until the webhook's row has these values."""

        async def holds() -> bool:
            row = await self.row(id_)
            return all(row[name] == value for name, value in values.items())

        await until(holds, 10)

    async def outcomes(self, id_: UUID) -> list[str]:
        """Of its attempts, the oldest first."""
        async with connected(self.dsn) as connection:
            rows = await connection.fetch(
                "SELECT outcome FROM webhook_attempts WHERE webhook = $1 ORDER BY number", id_
            )
            return [row["outcome"] for row in rows]


@asynccontextmanager
async def delivering(
    register: Register,
    dsn: str,
    now: Clock,
    *,
    delays: Sequence[float] = (5, 30, 120),
    resolve: Resolve | None = None,
    trusted: ssl.SSLContext | None = None,
    bounds: Bounds | None = None,
    networks: Sequence[str] = LOOPBACK,
) -> AsyncIterator[Delivery]:
    """Delivers while it is entered."""
    permitted = Permitted.of(networks)
    sender = Sender(permitted, resolve or Resolver(), now, trusted, bounds or Bounds())
    read = reading(register)
    webhooks = PostgresWebhooks(register.database, SECRETS, sender, permitted, read, now, "urn:test")
    retries = Retries(delays, jitter=lambda: 0.0)
    means = Means(register.feeds, read, sender, SECRETS, now, retries, Pace(poll=0.02, note=0.0, slow=0.02))
    deliverer = Deliverer(register.database, means)
    running = asyncio.create_task(deliverer.run())
    try:
        yield Delivery(webhooks, deliverer, dsn)
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        await sender.close()


async def grown(register: Register, seed: int = 1) -> int:
    """Has things recorded, and returns where the log ends then."""
    await RandomCommands(register.network, seed).send(30)
    await caught_up(register)
    return await register.recorder.max_notification_id() or 0


def told(first: int, last: int) -> list[str]:
    return [f"evt_{position}" for position in range(first, last + 1)]
