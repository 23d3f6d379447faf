"""A recorder without a projector, and events that mean nothing."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID, uuid4

from eventsourcing.persistence import Notification, StoredEvent

from infra.database import Database
from infra.group_commit import GroupCommit
from infra.notices import Notices
from infra.recorder import AsyncpgRecorder


@asynccontextmanager
async def recording(dsn: str, *, untold: bool = False) -> AsyncIterator[AsyncpgRecorder]:
    """A recorder as each process has one.

    Args:
        untold: the hints to the other processes are lost.
    """
    database = Database(dsn)
    notices = Notices(database, "no_generation")
    group_commit = GroupCommit(database, notices)
    tasks = [
        asyncio.create_task(each.run()) for each in ((group_commit,) if untold else (notices, group_commit))
    ]
    try:
        yield AsyncpgRecorder(database, group_commit, notices)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await database.close()


def events(stream: UUID, *versions: int, topic: str = "test.happened") -> list[StoredEvent]:
    return [StoredEvent(stream, version, topic, b'{"version":%d}' % version) for version in versions]


async def append(recorder: AsyncpgRecorder, count: int, topic: str = "test.happened") -> UUID:
    """Records a new stream of so many events, at once."""
    stream = uuid4()
    await recorder.insert_events(events(stream, *range(1, count + 1), topic=topic))
    return stream


async def take(notifications: AsyncIterator[Notification], count: int) -> list[Notification]:
    """The next notifications; they come within some seconds."""
    async with asyncio.timeout(5):
        return [await anext(notifications) for _ in range(count)]
