"""A check: the read models are filled anew beside those that are read, compared with them, and dropped."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import ClassVar, NamedTuple

import asyncpg

from domain.languages import Words
from infra.database import Database, absence_told
from infra.differences import SEALED, ComparedTable
from infra.import_run import Progress
from infra.read_tables import generation
from infra.rebuild import filling
from projections.kernel import ReadModel
from projections.log_entries import LOG_ENTRIES

# Answers the generation to compare with: the code's own where it is filled, else that projected last.
SELECT_LIVE = r"""
SELECT schema_name FROM generations WHERE indexed AND schema_name !~ '_(rebuilt|check)$'
ORDER BY schema_name = $1 DESC, projected_at DESC LIMIT 1
"""

# Answers the position that both generations have reached.
SELECT_COMMON = "SELECT min(position) FROM generations WHERE schema_name IN ($1, $2)"

# Answers the columns of a generation's tables, and their types.
SELECT_COLUMNS = """
SELECT relname, attname, format_type(atttypid, atttypmod)
FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid
WHERE relnamespace = to_regnamespace($1) AND relkind = 'r' AND attnum > 0 AND NOT attisdropped
ORDER BY relname, attnum
"""

_MODEL = re.compile(r"(.+)_v[0-9]+")
_OF_THE_VERSION = frozenset({"valid_from", "valid_to", "epoch"})


class NothingToCompare(Exception):
    """No read models have been filled yet. Let `netzwerkregister serve` do so."""

    code = "NO_READ_MODELS"
    german: ClassVar[str] = (
        "Noch sind keine Lesemodelle aufgebaut. Das geschieht mit `netzwerkregister serve`."
    )


class Comparison:
    """The rebuilt read models beside the live ones, and what came of comparing them.

    Attributes:
        live: the name of the generation that is compared with.
        position: up to where, once they have been compared.
        rows: how many rows were compared, by the read model.
        differing: how many differences there are, by the read model; those of its definition included.
    """

    def __init__(self, connection: asyncpg.Connection, live: str, rebuilt: str) -> None:
        self.live = live
        self.position = 0
        self.rows: dict[str, int] = {}
        self.differing: Counter[str] = Counter()
        self._connection = connection
        self._rebuilt = rebuilt

    @property
    def same(self) -> bool:
        return not self.differing

    async def differences(self, tell: Callable[[Words], None]) -> None:
        """Compares, and tells every difference."""
        connection = self._connection
        with absence_told():
            async with connection.transaction(isolation="repeatable_read"):
                await connection.execute("SET LOCAL work_mem = '64MB'")
                self.position = await connection.fetchval(SELECT_COMMON, self.live, self._rebuilt)
                live, rebuilt = await self._tables(self.live), await self._tables(self._rebuilt)
                for name, words in _defined_otherwise(live, rebuilt):
                    self.differing[name] += 1
                    tell(words)
                for name in (each for each in rebuilt if each in live):
                    await self._compare(_compared(name, live[name], rebuilt[name]), tell)

    async def _compare(self, table: ComparedTable, tell: Callable[[Words], None]) -> None:
        self.rows[table.model] = await table.count(self._connection, self.position)
        async for each in table.differences(self._connection, self.position):
            self.differing[table.model] += 1
            tell(each.words())

    async def _tables(self, schema: str) -> dict[str, _Table]:
        """The tables of a generation by their models' names."""
        tables: dict[str, _Table] = {}
        for table, column, kind in await self._connection.fetch(SELECT_COLUMNS, schema):
            if model := _MODEL.fullmatch(table):
                found = tables.setdefault(model[1], _Table(f"{schema}.{table}", {}))
                found.columns[column] = kind
        return tables


class _Table(NamedTuple):
    """A table of one generation: its name, and its columns' types by their names."""

    name: str
    columns: dict[str, str]


@asynccontextmanager
async def compared(
    database: Database, models: Sequence[ReadModel], progress: Progress
) -> AsyncIterator[Comparison]:
    """Read models that were just rebuilt beside the live ones, to be compared; gone at the end.

    Raises:
        NothingToCompare: there are no live ones.
        RebuildRunning: somebody else rebuilds or compares.
        ProjectionFailed: an event is not folded.
        StoreUnavailable: the database does not answer.
    """
    own = generation(models)
    beside = f"{own}_check"
    with absence_told():
        async with filling(database, models, beside) as rebuilt:
            live = await rebuilt.own.fetchval(SELECT_LIVE, own)
            if live is None:
                raise NothingToCompare(Words(en=own, de=own))
            await rebuilt.fill(progress)
            yield Comparison(rebuilt.own, live, beside)


def _defined_otherwise(
    live: Mapping[str, _Table], rebuilt: Mapping[str, _Table]
) -> Iterator[tuple[str, Words]]:
    """The models and columns that only one generation has, each with the model's name."""
    for name in sorted(live.keys() | rebuilt.keys()):
        if name not in live:
            yield name, Words(en=f"{name}: the model is new", de=f"{name}: Das Modell ist neu")
        elif name not in rebuilt:
            yield name, Words(en=f"{name}: the model is gone", de=f"{name}: Das Modell entfällt")
        else:
            before, after = live[name].columns, rebuilt[name].columns
            for column in (each for each in after if each not in before):
                yield name, Words(f"{name}: column {column} is new", f"{name}: Spalte {column} ist neu")
            for column in (each for each in before if each not in after):
                yield name, Words(f"{name}: column {column} is gone", f"{name}: Spalte {column} entfällt")


def _compared(model: str, live: _Table, rebuilt: _Table) -> ComparedTable:
    """The table, with the columns that both generations have; as text where they differ in type."""
    key = "position" if model == LOG_ENTRIES.name else "id"
    common = [
        name
        for name in rebuilt.columns
        if name in live.columns and name not in _OF_THE_VERSION and name != key
    ]
    columns = {
        name: name if live.columns[name] == rebuilt.columns[name] else f"{name}::text" for name in common
    }
    sealed = frozenset(name for name in common if SEALED in (live.columns[name], rebuilt.columns[name]))
    table = ComparedTable(model, live.name, rebuilt.name, columns, sealed)
    return table if key == "id" else replace(table, key=key, begin=key, end="NULL::bigint")
