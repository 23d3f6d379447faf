"""One webhook, followed from its position on: an event is delivered when the one before it has been taken."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from time import monotonic
from typing import TypeVar

import structlog

from infra.webhook_holding import Holding
from infra.webhook_retries import Retries
from infra.webhook_rows import Webhook, send
from infra.webhook_sending import Sender
from infra.webhook_signing import WebhookSecrets
from projections.feeding import Feeds, Frame, Reading
from projections.reading import NoAnswer, QueryTooLong

Answer = TypeVar("Answer")

_log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Pace:
    """In seconds: how often is looked for what has changed, how often a position is noted that nothing was
    delivered for, and how long what failed unexpectedly is left alone."""

    poll: float = 1.0
    note: float = 5.0
    slow: float = 10.0


@dataclass(frozen=True)
class Means:
    """What all webhooks are delivered with."""

    feeds: Feeds
    reading: Reading
    sender: Sender
    secrets: WebhookSecrets
    now: Callable[[], datetime]
    retries: Retries = field(default_factory=Retries)
    pace: Pace = Pace()


class Courier:
    """Delivers to one webhook.

    Attributes:
        webhook: as it was last seen.
        waiting: whether nothing is under way, so that it can be cancelled.
    """

    def __init__(self, webhook: Webhook, means: Means, holding: Holding) -> None:
        self.webhook = webhook
        self.waiting = False
        self._means = means
        self._holding = holding
        self._stored = self._scanned = webhook.position
        self._noted_at = monotonic()

    async def run(self) -> None:
        """Returns where the webhook is paused, removed or moved by another."""
        means, id_ = self._means, self.webhook.id
        try:
            read = means.reading(self.webhook.given_filter())
        except Exception as error:
            _log.error("webhook's filter is not valid", webhook=str(id_), exc_info=error)
            await self._holding.unreadable(id_, means.now())
            return
        client = "webhook", self.webhook.made_by
        with means.feeds.feed(("webhook", self.webhook.filter), read, client) as feed:
            while True:
                try:
                    page = await self._waiting(feed.page(self._scanned, client))
                except QueryTooLong as error:  # the database has too much to do at present
                    _log.warning("webhook waits for the database", webhook=str(id_), code=error.code)
                    await self._waiting(asyncio.sleep(means.pace.slow))
                    continue
                except NoAnswer as error:
                    _log.error("webhook cannot be read for", webhook=str(id_), code=error.code)
                    await self._holding.unreadable(id_, means.now())
                    return
                for frame in page.frames:
                    if not await self._take(frame):
                        return
                self._scanned = page.scanned_through

    async def note(self) -> None:
        """Notes now and then how far the log was looked through."""
        due = monotonic() - self._noted_at >= self._means.pace.note
        if due and self.waiting and self._scanned > self._stored:
            self._noted_at = monotonic()
            scanned = self._scanned
            if await self._holding.scanned(self.webhook.id, self._stored, scanned):
                self._stored = max(self._stored, scanned)

    async def _take(self, frame: Frame) -> bool:
        """Delivers the frame, however long that takes; False where it is not to be delivered."""
        id_, means = self.webhook.id, self._means
        while True:
            await self._due()
            now = await self._holding.present(id_)
            if now is None or now.position != self._stored or self._holding.stopping:
                return False
            self.webhook = now
            if now.next_attempt_at is not None and now.next_attempt_at > means.now():
                continue
            told = f"evt_{frame.position}"
            attempt = await send(now, told, frame.data, means.now(), means.secrets, means.sender)
            if attempt.delivered:
                if not await self._holding.delivered(id_, self._stored, frame.position, attempt):
                    return False
                self._stored, self._noted_at = frame.position, monotonic()
                return True
            again = means.retries.after(now.failures + 1, attempt)
            _log.warning(
                "webhook not delivered",
                webhook=str(id_),
                position=frame.position,
                outcome=attempt.outcome.value,
                failures=now.failures + 1,
            )
            if not isinstance(again, timedelta):
                await self._holding.gave_up(id_, self._stored, frame.position, attempt, again)
                return False
            failed = await self._holding.failed(
                id_, self._stored, frame.position, attempt, means.now() + again
            )
            if failed is None:
                return False
            self.webhook = failed

    async def _due(self) -> None:
        """Returns when the next attempt is due; `webhook` is looked at anew now and then."""
        while (at := self.webhook.next_attempt_at) is not None and not self._holding.stopping:
            left = (at - self._means.now()).total_seconds()
            if left <= 0:
                return
            await self._waiting(asyncio.sleep(min(left, self._means.pace.poll)))

    async def _waiting(self, awaited: Awaitable[Answer]) -> Answer:
        self.waiting = True
        try:
            return await awaited
        finally:
            self.waiting = False
