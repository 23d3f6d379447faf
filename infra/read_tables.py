"""The tables of the read models: made, filled, indexed, dropped.

The read models of one release and the list of the log's entries are a generation: their tables lie in a
schema of their own, whose name follows from the tables' definition and versions. New code fills its own
schema beside the old one and uses it once it has caught up.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import Any
from uuid import UUID

import asyncpg

from infra.epochs import Epoch, next_epoch
from projections.kernel import Fact, ReadModel
from projections.log_entries import LOG_ENTRIES, LogEntries

# Enters a generation, once.
ENTER_GENERATION = "INSERT INTO generations (schema_name) VALUES ($1) ON CONFLICT DO NOTHING"

# Answers the generations that no process has projected for a week.
ABANDONED = """
SELECT schema_name FROM generations
WHERE schema_name <> $1 AND projected_at < now() - interval '7 days'
"""

# Answers whether a generation has its indexes; no other makes or replaces its tables until the end.
LOCK_INDEXED = "SELECT indexed FROM generations WHERE schema_name = $1 FOR UPDATE"

# Answers whether an index is missing.
NOT_INDEXED = "SELECT to_regclass($1) IS NULL"

_LOCK = 0x6E777202


def tables(models: Iterable[ReadModel]) -> tuple[ReadModel | LogEntries, ...]:
    """All tables of a generation with these read models."""
    return (*models, LOG_ENTRIES)


def generation(models: Iterable[ReadModel]) -> str:
    """The name of the schema that holds these read models and the log's entries."""
    defined = "".join(each.create_table("") + each.create_indexes("") for each in tables(models))
    return f"read_{sha256(defined.encode()).hexdigest()[:8]}"


async def create_tables(connection: asyncpg.Connection, models: Sequence[ReadModel], schema: str) -> None:
    """Makes the generation's schema and tables where they are missing."""
    async with connection.transaction():
        await connection.execute("SELECT pg_advisory_xact_lock($1)", _LOCK)
        if await connection.fetchval("SELECT to_regnamespace($1) IS NULL", schema):
            await connection.execute(f"CREATE SCHEMA {schema}")
            for each in tables(models):
                await connection.execute(each.create_table(schema))
        await connection.execute(ENTER_GENERATION, schema)


async def create_indexes(
    connection: asyncpg.Connection, another: asyncpg.Connection, models: Sequence[ReadModel], schema: str
) -> None:
    """Makes the indexes that asking needs, when the tables are filled for the first time.

    Those of the log's entries, about half of the work, are made on another connection meanwhile.
    """
    async with connection.transaction():
        if await connection.fetchval(LOCK_INDEXED, schema):
            return  # others were put in the place of these tables, with their indexes
        entries = asyncio.create_task(_index(another, [LOG_ENTRIES], schema))
        try:
            await _index(connection, models, schema)
            await entries
        finally:
            entries.cancel()
            await asyncio.gather(entries, return_exceptions=True)
        await connection.execute("UPDATE generations SET indexed = true WHERE schema_name = $1", schema)


async def _index(
    connection: asyncpg.Connection, tables: Sequence[ReadModel | LogEntries], schema: str
) -> None:
    async with connection.transaction():
        await connection.execute("SET LOCAL maintenance_work_mem = '256MB'")
        for each in tables:
            # A process that was killed may have made those of one connection.
            if await connection.fetchval(NOT_INDEXED, f"{schema}.{each.table}_pkey"):
                await connection.execute(f"{each.create_indexes(schema)} ANALYZE {schema}.{each.table}")


async def drop_abandoned(connection: asyncpg.Connection, schema: str) -> list[str]:
    """Drops the generations that no process has projected for a week, and names them."""
    abandoned = [row[0] for row in await connection.fetch(ABANDONED, schema)]
    for name in abandoned:
        await drop_tables(connection, name)
    return abandoned


async def drop_tables(connection: asyncpg.Connection, schema: str) -> None:
    """Drops a generation's schema and its checkpoint."""
    async with connection.transaction():
        await connection.execute(f"DROP SCHEMA IF EXISTS {schema} CASCADE")
        await connection.execute("DELETE FROM generations WHERE schema_name = $1", schema)


async def write_entries(connection: asyncpg.Connection, schema: str, facts: Iterable[Fact[Any]]) -> None:
    """Lists these facts, those that are corrected included."""
    await connection.copy_records_to_table(
        LOG_ENTRIES.table,
        schema_name=schema,
        columns=[column.name for column in LOG_ENTRIES.columns],
        records=[LOG_ENTRIES.entry(fact) for fact in facts],
    )


class TableBatch:
    """The new versions of one table's rows, as a batch of facts makes them."""

    def __init__(self, model: ReadModel, schema: str, epoch: Epoch) -> None:
        self.model = model
        self._schema = schema
        self._epoch = epoch
        self._opens = model.opens
        self._to_record = model.to_record
        self._lasting = not model.changes
        self._current: dict[UUID, tuple[Any, int]] = {}
        self._stored: set[UUID] = set()
        self._closed: dict[UUID, int] = {}
        self._records: list[tuple[Any, ...]] = []

    async def load(self, connection: asyncpg.Connection, keys: Iterable[UUID]) -> None:
        """Fetches the current rows of these keys."""
        columns = ", ".join(column.name for column in self.model.columns)
        statement = (
            f"SELECT {columns}, valid_from FROM {self._schema}.{self.model.table}"
            " WHERE id = ANY($1) AND valid_to IS NULL"
        )
        for record in await connection.fetch(statement, list(keys)):
            self._current[record["id"]] = (self.model.from_record(dict(record)), record["valid_from"])
            self._stored.add(record["id"])

    async def load_stream(self, connection: asyncpg.Connection, history: Sequence[Fact[Any]]) -> None:
        """Fetches the current rows of all that a stream's facts are about."""
        self._lasting = False
        model = self.model
        keys = {
            model.opens[kind](fact).id if kind in model.opens else model.key(fact.event)
            for fact in history
            if (kind := type(fact.event)) in model.opens or kind in model.changes
        }
        if keys:
            await self.load(connection, keys)

    def refold(self, before: Sequence[Fact[Any]], after: Sequence[Fact[Any]], position: int) -> None:
        """Goes over from the rows that a stream's standing facts made to those that they make now."""
        old, new = self.model.fold(before), self.model.fold(after)
        for key in old.keys() | new.keys():
            row = new.get(key)
            if row == old.get(key):
                continue
            if key in self._current:
                self._replace(key, *self._current[key], row, position)
            else:
                self._current[key] = (row, position)

    def fold(self, fact: Fact[Any]) -> None:
        """Opens or changes the row that this fact is about.

        Raises:
            KeyError: the row to change is not there.
            ValueError: the row to open was opened before in this batch; else the table refuses it.
        """
        kind = type(fact.event)
        if opens := self._opens.get(kind):
            row = opens(fact)
            if self._lasting:  # it is the row's only version
                self._records.append(self._to_record(row, fact.position, None, self._epoch.start))
                return
            version = (row, fact.position)
            if self._current.setdefault(row.id, version) is not version:
                raise ValueError(f"{self.model.name} {row.id} is there already")
        else:
            key = self.model.key(fact.event)
            previous, valid_from = self._current[key]
            row = self.model.changes[kind](previous, fact)
            if row != previous:
                self._replace(key, previous, valid_from, row, fact.position)

    def _replace(self, key: UUID, previous: Any, valid_from: int, row: Any, position: int) -> None:
        if key in self._stored:
            self._stored.remove(key)
            self._closed[key] = position
        else:
            self._records.append(self._to_record(previous, valid_from, position, self._epoch.start))
        if row is None:
            del self._current[key]
        else:
            self._current[key] = (row, position)

    async def write(self, connection: asyncpg.Connection, position: int) -> Epoch:
        """Ends the versions that were replaced and adds the new ones, up to this position.

        Returns the table's epoch from then on.
        """
        if self._closed:
            await connection.execute(
                f"UPDATE {self._schema}.{self.model.table} AS stored SET valid_to = ended.position"
                " FROM unnest($1::uuid[], $2::bigint[]) AS ended (id, position)"
                " WHERE stored.id = ended.id AND stored.valid_to IS NULL",
                list(self._closed),
                list(self._closed.values()),
            )
        lasting = len(self._records) if self._lasting else 0
        self._records += (
            self._to_record(row, valid_from, None, self._epoch.start)
            for key, (row, valid_from) in self._current.items()
            if key not in self._stored
        )
        current = lasting + len(self._current) - len(self._stored) - len(self._closed)
        epoch = self._epoch.grown(len(self._records), current)
        if self._records:
            await connection.copy_records_to_table(
                self.model.table,
                schema_name=self._schema,
                columns=self.model.record_columns,
                records=self._records,
            )
        if epoch.full:
            return await next_epoch(connection, self._schema, self.model, epoch, position)
        return epoch
