"""The projector: folds the log into the read models and moves their one checkpoint.

One process projects at a time: the one that holds the generation's advisory lock, on the connection
that it writes with. When it dies, its lock goes with the connection and another takes over.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from time import monotonic
from typing import Any
from uuid import UUID

import asyncpg
import structlog
from eventsourcing.persistence import Mapper, StoredEvent

from infra.database import CONNECTION_ERRORS, Database
from infra.notices import Notices
from infra.read_tables import (
    TableBatch,
    create_indexes,
    create_tables,
    drop_abandoned,
    generation,
)
from projections.kernel import Fact, ReadModel

# Answers the facts after a position, in the log's order.
SELECT_FACTS = """
SELECT notification_id, originator_id, originator_version, topic, state, recorded_at, source
FROM events WHERE notification_id > $1 ORDER BY notification_id LIMIT $2
"""

# Answers where the read models stand.
SELECT_CHECKPOINT = "SELECT position, indexed FROM generations WHERE schema_name = $1"

# Tells that the projector cycles, where there is nothing to project.
BEAT = "UPDATE generations SET projected_at = now() WHERE schema_name = $1"

# Moves the checkpoint, if it stands where this projector left it.
MOVE_CHECKPOINT = """
UPDATE generations SET position = $3, recorded_at = $4, projected_at = now()
WHERE schema_name = $1 AND position = $2
"""

POLL_SECONDS = 0.25
BEAT_SECONDS = 5.0
_TAKE_OVER_SECONDS = 1.0
_RETRY_SECONDS = 5.0
_BATCH = 2_000

_log = structlog.get_logger(__name__)


class ProjectionFailed(Exception):
    """A fold failed. Nothing after its event is projected until a release folds it."""

    code = "PROJECTION_FAILED"

    def __init__(self, position: int, error: Exception) -> None:
        self.position = position
        super().__init__(f"position {position}: {error!r}")


class CheckpointLost(Exception):
    """The checkpoint stands elsewhere than this projector left it."""


@dataclass(frozen=True)
class ProjectorState:
    """What a process knows of its own projector, for health and metrics."""

    projecting: bool = False
    position: int = 0
    failure: str | None = None


class Projector:
    """Keeps one generation of read models up to the log."""

    def __init__(
        self,
        database: Database,
        notices: Notices,
        mapper: Mapper[UUID],
        models: Sequence[ReadModel],
    ) -> None:
        self.state = ProjectorState()
        self._database = database
        self._notices = notices
        self._mapper = mapper
        self._models = models
        self._schema = generation(models)
        self._indexed = False

    async def run(self) -> None:
        """Projects whenever this process holds the lock, until cancelled."""
        while True:
            try:
                async with self._database.connection(synchronous_commit="off") as connection:
                    await self._take_over(connection)
                    await self._project(connection)
            except CONNECTION_ERRORS as error:
                _log.warning("projector interrupted", error=type(error).__name__)
                self.state = replace(self.state, projecting=False)
                await asyncio.sleep(_TAKE_OVER_SECONDS)
            except Exception as error:
                _log.exception("projector stands still", position=self.state.position)
                self.state = replace(self.state, projecting=False, failure=str(error))
                await asyncio.sleep(_RETRY_SECONDS)

    async def catch_up(self) -> int:
        """Projects up to the log's present end, once, and returns the position."""
        async with self._database.connection(synchronous_commit="off") as connection:
            await self._take_over(connection)
            await self._prepare(connection)
            while await self._advance(connection):
                pass
            return self.state.position

    async def _take_over(self, connection: asyncpg.Connection) -> None:
        while not await connection.fetchval(
            "SELECT pg_try_advisory_lock(hashtextextended($1, 0))", self._schema
        ):
            await asyncio.sleep(_TAKE_OVER_SECONDS)

    async def _project(self, connection: asyncpg.Connection) -> None:
        await self._prepare(connection)
        await drop_abandoned(connection, self._schema)
        beat_at = 0.0
        while True:
            while await self._advance(connection):
                pass
            self.state = replace(self.state, failure=None)
            if (now := monotonic()) - beat_at > BEAT_SECONDS:
                await connection.execute(BEAT, self._schema)
                beat_at = now
            await self._notices.log.beyond(self.state.position, POLL_SECONDS)

    async def _prepare(self, connection: asyncpg.Connection) -> None:
        await create_tables(connection, self._models)
        ((position, self._indexed),) = await connection.fetch(SELECT_CHECKPOINT, self._schema)
        self.state = replace(self.state, projecting=True, position=position)
        self._notices.projected(position)

    async def _advance(self, connection: asyncpg.Connection) -> bool:
        """Projects the next batch; False when there is none."""
        rows = await connection.fetch(SELECT_FACTS, self.state.position, _BATCH)
        try:
            await self._commit(connection, rows)
        except ProjectionFailed as failed:
            sound = [row for row in rows if row["notification_id"] < failed.position]
            await self._commit(connection, sound)
            raise
        if len(rows) < _BATCH and not self._indexed:
            await create_indexes(connection, self._models)
            self._indexed = True
        return bool(rows)

    async def _commit(self, connection: asyncpg.Connection, rows: Sequence[asyncpg.Record]) -> None:
        """Folds these events and moves the checkpoint behind them, in one transaction."""
        if not rows:
            return
        facts = [self._fact(row) for row in rows]
        async with connection.transaction():
            for batch in await self._fold(connection, facts):
                await batch.write(connection)
            moved = await connection.execute(
                MOVE_CHECKPOINT,
                self._schema,
                self.state.position,
                facts[-1].position,
                facts[-1].recorded_at,
            )
            if moved != "UPDATE 1":
                raise CheckpointLost(f"it was at {self.state.position}")
        self.state = replace(self.state, position=facts[-1].position)
        self._notices.projected(facts[-1].position)

    async def _fold(self, connection: asyncpg.Connection, facts: Sequence[Fact[Any]]) -> list[TableBatch]:
        batches = [TableBatch(model, self._schema) for model in self._models]
        for batch in batches:
            changed = {
                batch.model.key(fact.event) for fact in facts if type(fact.event) in batch.model.changes
            }
            if changed:
                await batch.load(connection, changed)
        for fact in facts:
            try:
                for batch in batches:
                    batch.fold(fact)
            except Exception as error:
                raise ProjectionFailed(fact.position, error) from error
        return batches

    def _fact(self, row: asyncpg.Record) -> Fact[Any]:
        position, stream, version, topic, state, recorded_at, source = row
        try:
            event = self._mapper.to_domain_event(StoredEvent(stream, version, topic, state))
        except Exception as error:
            raise ProjectionFailed(position, error) from error
        return Fact(event, position, recorded_at, source)
