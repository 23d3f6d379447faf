"""What two generations of read models tell differently: found in SQL, explained row by row.

A row's versions make a sequence: from a position on it says this, from another on that, or it has ended.
Where a version is cut by an epoch (see infra/epochs.py) and goes on unchanged, the sequence does not turn.
Two tables tell the same where the sequences of all their rows have the same turns.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import asyncpg
import orjson

from domain.languages import Words

# Answers the turns of a table's rows up to a position: where they begin to say something, NULL for an end.
_TURNS = """
SELECT key, turn.position, turn.said FROM (
    SELECT key, valid_from, valid_to, said,
        lag(valid_to) OVER versions AS ended, lag(said) OVER versions AS before,
        lead(valid_from) OVER versions AS next
    FROM (
        SELECT {key} AS key, {begin} AS valid_from, CASE WHEN {end} <= $1 THEN {end} END AS valid_to,
            ROW({columns}) AS said
        FROM {table} WHERE {begin} <= $1{which}
    ) AS version
    WINDOW versions AS (PARTITION BY key ORDER BY valid_from)
) AS version CROSS JOIN LATERAL (VALUES
    (valid_from, said, (ended = valid_from AND before = said) IS NOT TRUE),
    (valid_to, NULL, valid_to IS NOT NULL AND next IS DISTINCT FROM valid_to)
) AS turn (position, said, counts) WHERE counts
"""

# Answers the rows whose turns are not the same in both tables, and the first turn that is not.
_DIFFERING = """
SELECT coalesce(live.key, rebuilt.key) AS key, min(coalesce(live.position, rebuilt.position)) AS first
FROM ({live}) AS live FULL JOIN ({rebuilt}) AS rebuilt
    ON live.key = rebuilt.key AND live.position = rebuilt.position
WHERE live.key IS NULL OR rebuilt.key IS NULL OR live.said IS DISTINCT FROM rebuilt.said
GROUP BY 1 ORDER BY 1
"""

# Answers the turns of some rows, with what they say as JSON; an end before what begins at the same position.
_EXPLAINED = """
SELECT key, position, to_json(said)::text AS said FROM ({turns}) AS turn ORDER BY 1, 2, 3 NULLS FIRST
"""

# Answers how many rows either table has up to a position.
_COUNT = """
SELECT count(*) FROM (
    SELECT {key} FROM {live} WHERE {begin} <= $1 UNION SELECT {key} FROM {rebuilt} WHERE {begin} <= $1
) AS row
"""

SEALED = "bytea"
_BATCH = 500

Said = Mapping[str, Any] | None


@dataclass(frozen=True)
class Difference:
    """A row that the two tables tell differently, from a position on.

    Attributes:
        id: the row's; of a log entry, its position.
        live, rebuilt: the columns that differ, without the sealed ones; None where there is no such row.
        sealed: the columns whose sealed values differ.
    """

    model: str
    id: UUID | int
    position: int
    live: Said
    rebuilt: Said
    sealed: tuple[str, ...] = ()

    @property
    def told(self) -> tuple[Said, Said, tuple[str, ...]]:
        return self.live, self.rebuilt, self.sealed

    def words(self) -> Words:
        where, what = f"{self.model} {self.id}", self._what()
        return Words(
            en=f"{where} from position {self.position}: {what.en}",
            de=f"{where} ab Position {self.position}: {what.de}",
        )

    def _what(self) -> Words:
        live, rebuilt = self.live, self.rebuilt
        if live is None and rebuilt is None:
            return Words(en="live versions overlap", de="jetzige Versionen überlappen sich")
        if rebuilt is None:
            return Words(en="only in the live tables", de="nur in den jetzigen Tabellen")
        if live is None:
            return Words(en="only in the rebuilt tables", de="nur in den neuen Tabellen")
        pairs = [(name, _text(live[name]), _text(rebuilt[name])) for name in live]
        told = [
            Words(f"{name}: live {one}, rebuilt {other}", f"{name}: jetzt {one}, neu {other}")
            for name, one, other in pairs
        ]
        told += [
            Words(f"{name}: sealed values differ", f"{name}: versiegelte Werte weichen ab")
            for name in self.sealed
        ]
        return Words(en="; ".join(each.en for each in told), de="; ".join(each.de for each in told))


def _text(value: Any) -> str:
    return orjson.dumps(value).decode()


@dataclass(frozen=True)
class ComparedTable:
    """A table in both generations.

    Attributes:
        live, rebuilt: its names, each with its schema.
        columns: what is compared, as SQL by the column's name.
        sealed: those of the columns that nobody may see.
    """

    model: str
    live: str
    rebuilt: str
    columns: Mapping[str, str]
    sealed: frozenset[str]
    key: str = "id"
    begin: str = "valid_from"
    end: str = "valid_to"

    async def count(self, connection: asyncpg.Connection, position: int) -> int:
        """How many rows either has."""
        statement = _COUNT.format(key=self.key, begin=self.begin, live=self.live, rebuilt=self.rebuilt)
        count: int = await connection.fetchval(statement, position)
        return count

    async def differences(self, connection: asyncpg.Connection, position: int) -> AsyncIterator[Difference]:
        """All differences up to a position, in a transaction."""
        statement = _DIFFERING.format(live=self._turns(self.live), rebuilt=self._turns(self.rebuilt))
        cursor = await connection.cursor(statement, position)
        while found := await cursor.fetch(_BATCH):
            keys = [row["key"] for row in found]
            live = await self._sequences(connection, self.live, position, keys)
            rebuilt = await self._sequences(connection, self.rebuilt, position, keys)
            for key, first in found:
                explained = list(self._explained(key, live.get(key, {}), rebuilt.get(key, {})))
                for each in explained or [Difference(self.model, key, first, None, None)]:
                    yield each

    def _turns(self, table: str, which: str = "") -> str:
        return _TURNS.format(
            key=self.key,
            begin=self.begin,
            end=self.end,
            columns=", ".join(self.columns.values()),
            table=table,
            which=which,
        )

    async def _sequences(
        self, connection: asyncpg.Connection, table: str, position: int, keys: Sequence[Any]
    ) -> dict[Any, dict[int, Said]]:
        """What these rows say from each turn on."""
        statement = _EXPLAINED.format(turns=self._turns(table, f" AND {self.key} = ANY($2)"))
        sequences: dict[Any, dict[int, Said]] = {}
        for key, turn, said in await connection.fetch(statement, position, keys):
            values = orjson.loads(said).values() if said else None
            row = dict(zip(self.columns, values, strict=True)) if values is not None else None
            sequences.setdefault(key, {})[turn] = row
        return sequences

    def _explained(
        self, key: Any, live: Mapping[int, Said], rebuilt: Mapping[int, Said]
    ) -> Iterator[Difference]:
        """Where the two sequences begin to differ, or differ otherwise than before."""
        one: Said = None
        other: Said = None
        before: Difference | None = None
        for position in sorted(live.keys() | rebuilt.keys()):
            one, other = live.get(position, one), rebuilt.get(position, other)
            if one == other:
                before = None
                continue
            difference = self._difference(key, position, one, other)
            if before is None or difference.told != before.told:
                yield difference
            before = difference

    def _difference(self, key: Any, position: int, live: Said, rebuilt: Said) -> Difference:
        if live is None or rebuilt is None:
            there: Said = {}
            present = [each if each is None else there for each in (live, rebuilt)]
            return Difference(self.model, key, position, present[0], present[1])
        names = [name for name in self.columns if live[name] != rebuilt[name]]
        return Difference(
            self.model,
            key,
            position,
            {name: live[name] for name in names if name not in self.sealed},
            {name: rebuilt[name] for name in names if name not in self.sealed},
            tuple(name for name in names if name in self.sealed),
        )
