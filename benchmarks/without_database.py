"""The limit of a mutation: the whole service, but what it records and reads back never leaves the process."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from itertools import count
from typing import Any, cast
from unittest.mock import patch
from uuid import UUID, uuid4

import orjson
import uvicorn
from eventsourcing.persistence import StoredEvent

from app import create_app
from domain.network import Network
from infra.actors import Actors
from infra.command_line import server_config
from infra.event_store import EventStore
from infra.logs import configure_logs
from infra.read_store import PostgresReadStore
from infra.recorder import AsyncpgRecorder
from infra.register import Register
from infra.roll import ReadRoll
from infra.settings import Settings
from infra.transcoding import create_mapper

_ACTOR = uuid4()

# As long as what the documents in benchmarks/mutations.py are answered.
_PAYLOAD = orjson.dumps(
    {
        "position": "20000",
        "organisation": {
            "id": f"org_{uuid4()}",
            "version": 2,
            "name": "Zweckverband 000001 an der Bröl",
            "kind": "KOMMUNALER_SPITZENVERBAND",
            "population": 1_000,
        },
    }
).decode()


class RecorderInMemory(AsyncpgRecorder):
    """Has the streams that are recorded while it lives; no version is judged."""

    def __init__(self) -> None:
        self._streams: defaultdict[UUID, list[StoredEvent]] = defaultdict(list)
        self._positions = count(1)

    async def insert_events(self, stored_events: Sequence[StoredEvent], **_: Any) -> list[int]:
        for event in stored_events:
            self._streams[cast("UUID", event.originator_id)].append(event)
        return [next(self._positions) for _ in stored_events]

    async def select_events(self, originator_id: UUID, **_: Any) -> list[StoredEvent]:
        return self._streams.get(originator_id, [])


class OneActor(Actors):
    async def pseudonym(self, issuer: str, subject: str) -> UUID:
        return _ACTOR


class PreparedReads(PostgresReadStore):
    async def read(self, statement: str, parameters: Sequence[Any], seen: int = 0) -> tuple[str, int]:
        return _PAYLOAD, seen


class RegisterInMemory(Register):
    """The machinery with nothing behind it."""

    def __init__(self, dsn: str, *arguments: Any, **settings: Any) -> None:
        super().__init__(dsn, *arguments, **settings)
        self.actors = OneActor(self.database)
        self.recorder = RecorderInMemory()
        self.reads = PreparedReads(self.database, self.notices, self.reads.tables)
        self.network = Network(
            EventStore(self.recorder, create_mapper()),
            ReadRoll(self.recorder, self.reads),
            self.texts,
            self.keyring,
            uuid4,
        )

    @asynccontextmanager
    async def running(self) -> AsyncIterator[Register]:
        try:
            yield self
        finally:
            await self.database.close()


def main() -> None:
    configure_logs()
    settings = Settings.from_environment(os.environ)
    config = server_config(settings, workers=1)
    with patch("app.Register", RegisterInMemory):
        config.app, config.factory = create_app(settings), False
    config.host, config.port = settings.host, settings.port
    uvicorn.Server(config).run()


if __name__ == "__main__":
    main()
