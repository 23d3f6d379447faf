"""The projector: folds the log into the read models and moves their one checkpoint.

One process projects at a time: the one that holds the generation's advisory lock, on the connection
that it writes with. When it dies, its lock goes with the connection and another takes over.
"""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from time import monotonic
from typing import Any
from uuid import UUID

import asyncpg
import structlog
from eventsourcing.persistence import Mapper

from domain.corrections import standing
from infra.database import CONNECTION_ERRORS, Database
from infra.epochs import Epoch, present_epochs
from infra.facts import FactBatch, FactReader, ProjectionFailed
from infra.notices import Notices
from infra.read_tables import (
    TableBatch,
    create_indexes,
    create_tables,
    drop_abandoned,
    generation,
    write_entries,
)
from projections.kernel import Fact, ReadModel

# Answers where the read models stand, and which tables they are: a rebuild puts others in their place.
SELECT_CHECKPOINT = """
SELECT position, indexed, pg_namespace.oid AS tables
FROM generations LEFT JOIN pg_namespace ON nspname = schema_name WHERE schema_name = $1
"""

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

_log = structlog.get_logger(__name__)


class CheckpointLost(Exception):
    """The checkpoint stands elsewhere than this projector left it, or for other tables."""


@dataclass(frozen=True)
class ProjectorState:
    """What a process knows of its own projector, for health and metrics."""

    projecting: bool = False
    position: int = 0
    failure: str | None = None


@contextmanager
def _seldom_collecting() -> Iterator[None]:
    """Facts and rows come and go by the thousand, and hardly any is in a cycle: look for those seldom."""
    usual = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(1_000_000, *usual[1:])
    try:
        yield
    finally:
        gc.set_threshold(*usual)
        gc.unfreeze()


class Projector:
    """Keeps one generation of read models up to the log.

    Args:
        schema: where its tables lie, if not in the schema that queries read.
    """

    def __init__(
        self,
        database: Database,
        notices: Notices,
        mapper: Mapper[UUID],
        models: Sequence[ReadModel],
        schema: str | None = None,
    ) -> None:
        self.state = ProjectorState()
        self._database = database
        self._notices = notices
        self._reader = FactReader(database, mapper)
        self._models = models
        self._schema = schema or generation(models)
        self._tables = 0
        self._indexed = False
        self._epochs: dict[str, Epoch] = {}

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
            return await self.fill(connection)

    async def fill(self, connection: asyncpg.Connection) -> int:
        """Projects up to the log's present end, once, into tables that nobody else projects."""
        await self._prepare(connection)
        await self._advance(connection)
        return self.state.position

    async def _take_over(self, connection: asyncpg.Connection) -> None:
        while not await connection.fetchval(
            "SELECT pg_try_advisory_lock(hashtextextended($1, 0))", self._schema
        ):
            self.state = replace(self.state, failure=None)  # another projects, and well for all we know
            await asyncio.sleep(_TAKE_OVER_SECONDS)

    async def _project(self, connection: asyncpg.Connection) -> None:
        """Keeps up with the log; starts anew where other tables were put in the place of these."""
        while True:
            try:
                await self._prepare(connection)
                await drop_abandoned(connection, self._schema)
                await self._keep_up(connection)
            except CheckpointLost as lost:
                _log.info("projector starts anew", reason=str(lost))

    async def _keep_up(self, connection: asyncpg.Connection) -> None:
        beat_at = 0.0
        while True:
            await self._advance(connection)
            self.state = replace(self.state, failure=None)
            if (now := monotonic()) - beat_at > BEAT_SECONDS:
                if await connection.execute(BEAT, self._schema) != "UPDATE 1":
                    raise CheckpointLost("it is gone")
                beat_at = now
            await self._notices.log.beyond(self.state.position, POLL_SECONDS)

    async def _prepare(self, connection: asyncpg.Connection) -> None:
        await create_tables(connection, self._models, self._schema)
        ((position, self._indexed, self._tables),) = await connection.fetch(SELECT_CHECKPOINT, self._schema)
        self._epochs = await present_epochs(connection, self._schema, self._models)
        self.state = replace(self.state, projecting=True, position=position)
        self._notices.projected(position)

    async def _advance(self, connection: asyncpg.Connection) -> None:
        """Projects up to the log's end."""
        batch = await self._reader.read(self.state.position)
        with _seldom_collecting() if batch.full else nullcontext():
            await self._project_from(connection, batch)
        if not self._indexed:
            async with self._database.connection() as another:
                await create_indexes(connection, another, self._models, self._schema)
            self._indexed = True

    async def _project_from(self, connection: asyncpg.Connection, batch: FactBatch) -> None:
        """Projects this batch and those after it. While one is written, the next is read."""
        while batch.facts or batch.failure:
            ahead = asyncio.create_task(self._reader.read(batch.end)) if batch.full else None
            try:
                await self._commit(connection, batch.facts)
                if batch.failure:
                    raise batch.failure
            except BaseException:
                if ahead:
                    ahead.cancel()
                    await asyncio.gather(ahead, return_exceptions=True)
                raise
            batch = await ahead if ahead else FactBatch()

    async def _commit(self, connection: asyncpg.Connection, facts: Sequence[Fact[Any]]) -> None:
        """Folds these facts and moves the checkpoint behind them, in one transaction.

        Where a fold fails, those before it are committed nevertheless.
        """
        try:
            await self._write(connection, facts)
        except ProjectionFailed as failed:
            await self._write(connection, [fact for fact in facts if fact.position < failed.position])
            raise
        except Exception as error:
            if connection.is_closed() or isinstance(error, (CheckpointLost, *CONNECTION_ERRORS)):
                raise
            for fact in facts:  # one of them makes a row that cannot be written
                try:
                    await self._write(connection, [fact])
                except Exception as refused:
                    known = (ProjectionFailed, CheckpointLost, *CONNECTION_ERRORS)
                    if connection.is_closed() or isinstance(refused, known):
                        raise
                    raise ProjectionFailed(fact.position, refused) from refused

    async def _write(self, connection: asyncpg.Connection, facts: Sequence[Fact[Any]]) -> None:
        if not facts:
            return
        last = facts[-1]
        async with connection.transaction():
            # The checkpoint first: its row is locked before a table is looked at, so that nobody puts others
            # in the place of these meanwhile.
            moved = await connection.execute(
                MOVE_CHECKPOINT, self._schema, self.state.position, last.position, last.recorded_at
            )
            if moved != "UPDATE 1":
                raise CheckpointLost(f"it was at {self.state.position}")
            if await connection.fetchval(SELECT_CHECKPOINT, self._schema, column=2) != self._tables:
                raise CheckpointLost("the tables are others")
            batches = await self._fold(connection, facts)
            epochs = {batch.model.name: await batch.write(connection, last.position) for batch in batches}
            await write_entries(connection, self._schema, facts)
        self._epochs = epochs
        self.state = replace(self.state, position=last.position)
        self._notices.projected(last.position)

    async def _fold(self, connection: asyncpg.Connection, facts: Sequence[Fact[Any]]) -> list[TableBatch]:
        batches = [TableBatch(model, self._schema, self._epochs[model.name]) for model in self._models]
        kinds = {type(fact.event) for fact in facts}
        shown_by = {
            kind: [batch for batch in batches if kind in batch.model.opens or kind in batch.model.changes]
            for kind in kinds
        }
        for batch in batches:
            changes = batch.model.changes.keys() & kinds
            if changes:
                keys = {batch.model.key(fact.event) for fact in facts if type(fact.event) in changes}
                await batch.load(connection, keys)
        histories = await self._corrected_histories(connection, facts, batches)
        for fact in facts:
            try:
                if fact.event.corrects is not None:
                    _refold(batches, histories[fact.event.originator_id], fact.position)
                    continue
                for batch in shown_by[type(fact.event)]:
                    batch.fold(fact)
            except Exception as error:
                raise ProjectionFailed(fact.position, error) from error
        return batches

    async def _corrected_histories(
        self, connection: asyncpg.Connection, facts: Sequence[Fact[Any]], batches: Sequence[TableBatch]
    ) -> dict[UUID, list[Fact[Any]]]:
        """The streams in which these facts correct something, whole; with their rows loaded."""
        streams = {fact.event.originator_id for fact in facts if fact.event.corrects is not None}
        if not streams:
            return {}
        histories = await self._reader.histories(streams, facts[-1].position)
        for batch in batches:
            await batch.load_stream(connection, [fact for each in histories.values() for fact in each])
        return histories


def _refold(batches: Sequence[TableBatch], history: Sequence[Fact[Any]], position: int) -> None:
    """Folds the stream anew from what stands of it after the correction at this position."""
    before = standing((fact for fact in history if fact.position < position), _event)
    after = standing((fact for fact in history if fact.position <= position), _event)
    for batch in batches:
        batch.refold(before, after, position)


def _event(fact: Fact[Any]) -> Any:
    return fact.event
