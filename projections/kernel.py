"""What every read model is made of: facts, rows, folds, orders; and the table that follows from them.

A table holds every version of every row. `valid_from` and `valid_to` are log positions; the current
version's `valid_to` is null. What stood at a position p has `valid_from` <= p < `valid_to`, and lies in the
last epoch that begins at p or before (see infra/epochs.py).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import KW_ONLY, dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any, Generic, NamedTuple, TypeVar, get_args, get_type_hints
from uuid import UUID

from domain.partial_date import PartialDate
from domain.personal import Personal

Event_co = TypeVar("Event_co", covariant=True)


class Fact(NamedTuple, Generic[Event_co]):
    """An event and what the log says of it."""

    event: Event_co
    position: int
    recorded_at: datetime
    source: str | None
    actor: UUID = UUID(int=0)
    correlation_id: UUID = UUID(int=0)


@dataclass(frozen=True)
class Order:
    """A way to sort rows: by one expression over the row's columns, never null; the id breaks ties.

    Unknown values come last in both directions, so the expression may differ by direction.
    """

    ascending: str
    descending: str
    value: type[str | int]

    @classmethod
    def by(cls, column: str, value: type[str | int] = str) -> Order:
        return cls(column, column, value)


class Column(NamedTuple):
    name: str
    sql_type: str
    nullable: bool


@dataclass(frozen=True)
class Table:
    """A table whose columns follow from a row type.

    Attributes:
        version: raised when the same facts make other rows.
        row: a NamedTuple.
        indexes: column lists, besides those that the orders of a read model need.
        gin_indexes: what is looked up in any part, such as words and lists.
    """

    name: str
    version: int
    row: type[Any]
    _: KW_ONLY
    indexes: tuple[str, ...] = ()
    gin_indexes: tuple[str, ...] = ()

    @property
    def table(self) -> str:
        return f"{self.name}_v{self.version}"

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        hints = get_type_hints(self.row)
        return tuple(column for name in self.row._fields for column in _columns(name, hints[name]))

    @cached_property
    def _partial_dates(self) -> tuple[int, ...]:
        return tuple(reversed(self._fields_of(PartialDate)))

    def _fields_of(self, *types: Any) -> tuple[int, ...]:
        hints = get_type_hints(self.row)
        return tuple(
            index
            for index, name in enumerate(self.row._fields)
            if not {*types}.isdisjoint(_types(hints[name]))
        )

    def flat(self, row: Any) -> list[Any]:
        """The row's values in the order of `columns`."""
        values = list(row)
        for index in self._partial_dates:  # the last first, as each takes the place of three
            known = values[index]
            dates = (None, None, None) if known is None else (str(known), known.earliest, known.latest)
            values[index : index + 1] = dates
        return values

    def _defined(self, schema: str, more: Iterable[str]) -> str:
        """The statement that makes the table, with further columns behind those of the row."""
        columns = ",\n    ".join(
            [
                *(
                    f"{column.name} {column.sql_type}{'' if column.nullable else ' NOT NULL'}"
                    for column in self.columns
                ),
                *more,
            ]
        )
        return f"CREATE TABLE {schema}.{self.table} (\n    {columns}\n);\n"


@dataclass(frozen=True)
class ReadModel(Table):
    """A read model: rows of one type, each folded from the facts about one thing.

    All facts about it are of one stream. So the rows of a stream in which a fact is corrected can be
    folded anew, from the facts that stand, and no fold needs to know of corrections.

    Attributes:
        row: a NamedTuple whose first field is `id`.
        opens: event classes that begin a row, and the function from such a fact to the row.
        changes: event classes that change the row of `key(event)`, and the function from the row and
            the fact to the next row, or to None where the row ends.
        derived: columns that the database works out of the row, by name: type and expression.
    """

    opens: Mapping[type[Any], Callable[[Fact[Any]], Any]]
    changes: Mapping[type[Any], Callable[[Any, Fact[Any]], Any]]
    orders: Mapping[str, Order]
    derived: Mapping[str, str] = field(default_factory=dict)
    key: Callable[[Any], UUID] = lambda event: event.originator_id

    def fold(self, facts: Iterable[Fact[Any]]) -> dict[UUID, Any]:
        """The rows that these facts make, by their ids."""
        rows: dict[UUID, Any] = {}
        for fact in facts:
            kind = type(fact.event)
            if kind in self.opens:
                row = self.opens[kind](fact)
                rows[row.id] = row
            elif kind in self.changes:
                key = self.key(fact.event)
                row = self.changes[kind](rows.pop(key), fact)
                if row is not None:
                    rows[key] = row
        return rows

    @cached_property
    def _sealed(self) -> tuple[int, ...]:
        return self._fields_of(Personal)

    @cached_property
    def _lists(self) -> tuple[int, ...]:
        return self._fields_of(_TEXTS, _IDS)

    @property
    def record_columns(self) -> tuple[str, ...]:
        """The names of the columns in the order of a record."""
        return (*(column.name for column in self.columns), "valid_from", "valid_to", "epoch")

    def to_record(self, row: Any, valid_from: int, valid_to: int | None, epoch: int) -> tuple[Any, ...]:
        """The row as the table has it, in the order of `record_columns`."""
        return (*self.flat(row), valid_from, valid_to, epoch)

    def from_record(self, record: Mapping[str, Any]) -> Any:
        values = [record[name] for name in self.row._fields]
        for index in self._partial_dates:
            if values[index] is not None:
                values[index] = PartialDate.parse(values[index])
        for index in self._sealed:
            if values[index] is not None:
                values[index] = Personal(values[index])
        for index in self._lists:
            if values[index] is not None:
                values[index] = tuple(values[index])
        return self.row(*values)

    def create_table(self, schema: str) -> str:
        """The table, and the index where folding looks rows up; made before the first row."""
        more = (
            *(f"{name} {definition}" for name, definition in self.derived.items()),
            "valid_from bigint NOT NULL",
            "valid_to bigint",
            "epoch bigint NOT NULL",
        )
        return self._defined(schema, more) + (self._current_index(schema) if self.changes else "")

    def _current_index(self, schema: str) -> str:
        return f"CREATE UNIQUE INDEX {self.table}_now ON {schema}.{self.table} (id) WHERE valid_to IS NULL;\n"

    def create_indexes(self, schema: str) -> str:
        """The indexes that asking needs; made when the first bulk load is done."""
        wanted = dict.fromkeys(
            expression
            for order in self.orders.values()
            for expression in (f"({order.ascending}), id", f"({order.descending}), id")
        )
        asking = [
            *(f"({columns})" for columns in (*wanted, *self.indexes)),
            *(f"USING gin ({expression})" for expression in self.gin_indexes),
        ]
        current = " WHERE valid_to IS NULL" if self.changes else ""  # else nearly all are
        past = (*wanted, *self.indexes) if self.changes else ()
        return (
            ("" if self.changes else self._current_index(schema))
            + f"ALTER TABLE {schema}.{self.table} ADD PRIMARY KEY (id, epoch, valid_from);\n"
            + "".join(
                f"CREATE INDEX {self.table}_{number} ON {schema}.{self.table} {rows}{current};\n"
                for number, rows in enumerate(asking, start=1)
            )
            + "".join(
                f"CREATE INDEX {self.table}_past_{number} ON {schema}.{self.table} (epoch, {columns});\n"
                for number, columns in enumerate(past, start=1)
            )
        )


_TEXTS = tuple[str, ...]
_IDS = tuple[UUID, ...]

_SQL_TYPES = {
    UUID: "uuid",
    str: 'text COLLATE "C"',
    int: "bigint",
    float: "double precision",
    bool: "boolean",
    date: "date",
    datetime: "timestamptz",
    Personal: "bytea",
    _TEXTS: "text[]",
    _IDS: "uuid[]",
}


def _types(hint: Any) -> tuple[Any, ...]:
    return (hint,) if hint in (_TEXTS, _IDS) else get_args(hint) or (hint,)


def _columns(name: str, hint: Any) -> list[Column]:
    types = _types(hint)
    nullable = type(None) in types
    if PartialDate in types:
        return [
            Column(name, _SQL_TYPES[str], nullable),
            Column(f"{name}_earliest", _SQL_TYPES[date], nullable),
            Column(f"{name}_latest", _SQL_TYPES[date], nullable),
        ]
    (python_type,) = (each for each in types if each is not type(None))
    return [Column(name, _SQL_TYPES[python_type], nullable)]
