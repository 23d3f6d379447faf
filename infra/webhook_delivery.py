"""Webhooks, delivered by one of the register's processes: the one that holds the lock.

It looks each second which webhooks there are, and follows the log for each in a task of its own. When it
dies, its connection to the database ends, and with that the lock; another takes over in about a second, or
in half a minute where the whole host has gone.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from time import monotonic
from uuid import UUID

import asyncpg
import structlog

from infra.database import CONNECTION_ERRORS, Database
from infra.webhook_following import Courier, Means
from infra.webhook_holding import STATEMENT_SECONDS, Holding
from infra.webhook_rows import Webhook

# Takes the lock, if nobody has it.
TAKE_LOCK = "SELECT pg_try_advisory_lock(hashtextextended('netzwerkregister_webhooks', 0))"

_RETRY_SECONDS = 5.0
# What is under way when the process ends has so long to end by itself.
_LAST_SECONDS = 2.0

_log = structlog.get_logger(__name__)


class Deliverer:
    """One process's part in the delivery.

    Attributes:
        delivering: whether this process is the one.
    """

    def __init__(self, database: Database, means: Means) -> None:
        self.delivering = False
        self._database = database
        self._means = means

    async def run(self) -> None:
        """Delivers whenever this process holds the lock, until cancelled."""
        while True:
            try:
                # A position that is lost in a crash is delivered again, so no commit waits for the disk.
                async with self._database.connection(synchronous_commit="off") as connection:
                    await self._take_over(connection)
                    await _Round(self._means, Holding(connection)).run()
            except CONNECTION_ERRORS as error:
                _log.warning("webhooks interrupted", error=type(error).__name__)
                await asyncio.sleep(self._means.pace.poll)
            except Exception:
                _log.exception("webhooks stand still")
                await asyncio.sleep(_RETRY_SECONDS)
            finally:
                self.delivering = False

    async def _take_over(self, connection: asyncpg.Connection) -> None:
        while not await connection.fetchval(TAKE_LOCK, timeout=STATEMENT_SECONDS):
            await asyncio.sleep(self._means.pace.poll)
        self.delivering = True


class _Round:
    """All that is delivered while the lock is held."""

    def __init__(self, means: Means, holding: Holding) -> None:
        self._means = means
        self._holding = holding
        self._couriers: dict[UUID, tuple[Courier, asyncio.Task[None]]] = {}
        self._resting: dict[UUID, float] = {}

    async def run(self) -> None:
        """Raises what the database's connection does; what is under way has a moment to end."""
        try:
            while True:
                self._follow(await self._holding.active())
                for courier, _ in list(self._couriers.values()):
                    await courier.note()
                await asyncio.sleep(self._means.pace.poll)
        finally:
            await self._end()

    def _follow(self, active: Mapping[UUID, Webhook]) -> None:
        """Follows for those that are active, and for no other."""
        for id_, (courier, task) in list(self._couriers.items()):
            if task.done():
                del self._couriers[id_]
                if _has_failed(id_, task):
                    self._resting[id_] = monotonic() + self._means.pace.slow
            elif id_ in active:
                courier.webhook = active[id_]
            elif courier.waiting:  # else what is under way ends, and then itself
                task.cancel()
        for id_ in active.keys() - self._couriers.keys():
            if self._resting.get(id_, 0) > monotonic():
                continue
            courier = Courier(active[id_], self._means, self._holding)
            self._couriers[id_] = courier, asyncio.create_task(courier.run())

    async def _end(self) -> None:
        self._holding.stopping = True
        tasks = [task for _, task in self._couriers.values()]
        for courier, task in self._couriers.values():
            if courier.waiting:
                task.cancel()
        try:
            if tasks:
                await asyncio.wait(tasks, timeout=_LAST_SECONDS)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)


def _has_failed(id_: UUID, task: asyncio.Task[None]) -> bool:
    """Whether it ended by what it did not expect, which is told."""
    error = None if task.cancelled() else task.exception()
    if isinstance(error, CONNECTION_ERRORS):
        _log.warning("webhook's delivery interrupted", webhook=str(id_), error=type(error).__name__)
    elif error is not None:
        _log.error("webhook's delivery failed", webhook=str(id_), exc_info=error)
    return error is not None
