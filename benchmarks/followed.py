"""A log that is followed: what appends to it, and clients that subscribe to it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime, timedelta
from itertools import count

from eventsourcing.persistence import StoredEvent

from benchmarks.children import Child
from benchmarks.commands import commands
from benchmarks.crowd import Crowd, crowd
from domain.callers import Role
from infra.recorder import AsyncpgRecorder
from infra.register import Register
from infra.settings import Settings
from infra.tokens import issue_token, local_key

DOCUMENT = """subscription Follow($after: LogCursor) { events(after: $after) {
    position previousPosition scannedThrough event { type stream recordedAt payload }
} }"""

# What the service needs besides, to let so many subscribe from one address.
ENVIRONMENT = {"NETZWERKREGISTER_LOCAL_ISSUER": "on", "NETZWERKREGISTER_CONNECTIONS": "10000"}


class FollowedLog:
    """The log of a register that another process serves."""

    def __init__(self, dsn: str, seed: int = 1) -> None:
        self._dsn = dsn
        self._seeds = count(seed * 1_000)

    def events(self, number: int) -> list[StoredEvent]:
        """So many that the log does not have yet, each to be appended when the one before it is."""
        return commands(next(self._seeds), 1, number)[0]

    @asynccontextmanager
    async def appending(self) -> AsyncIterator[AsyncpgRecorder]:
        register = Register(self._dsn)
        tasks = [asyncio.create_task(each.run()) for each in (register.notices, register.group_commit)]
        try:
            yield register.recorder
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await register.database.close()

    async def last(self) -> int:
        async with self.appending() as recorder:
            return await recorder.max_notification_id() or 0


@contextmanager
def followers(service: Child, settings: Settings, log: FollowedLog) -> Iterator[Crowd]:
    """Clients that subscribe to what is appended from now on."""
    token = issue_token(
        local_key(settings.home), "fan-out", datetime.now(UTC), timedelta(hours=1), roles=(Role.INTEGRATOR,)
    )
    subscribe = {"query": DOCUMENT, "variables": {"after": asyncio.run(log.last())}}
    with crowd(service.port, {"authorization": f"Bearer {token}"}, subscribe) as clients:
        yield clients
