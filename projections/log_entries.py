"""What the log's events are found by: one entry an event, those that are corrected included."""

from __future__ import annotations

from typing import Any, NamedTuple
from uuid import UUID

from domain.event_types import effective_on, organisations_of
from domain.partial_date import PartialDate
from projections.kernel import Fact, Table


class LogEntry(NamedTuple):
    """An event as it is looked for.

    Attributes:
        organisations: those that the event concerns.
        effective_on: when what it tells happened in the world; None where that is not known.
        corrects: the version of the event of its stream that it corrects.
    """

    position: int
    stream_id: UUID
    topic: str
    actor: UUID
    correlation_id: UUID
    organisations: tuple[UUID, ...]
    effective_on: PartialDate | None
    corrects: int | None


class LogEntries(Table):
    def entry(self, fact: Fact[Any]) -> list[Any]:
        """The event's entry, in the order of `columns`."""
        event = fact.event
        return self.flat(
            LogEntry(
                fact.position,
                event.originator_id,
                type(event).TOPIC,
                fact.actor,
                fact.correlation_id,
                tuple(sorted(organisations_of(event))),  # the same in every process
                effective_on(event),
                event.corrects,
            )
        )

    def create_table(self, schema: str) -> str:
        return self._defined(schema, ())

    def create_indexes(self, schema: str) -> str:
        table = f"{schema}.{self.table}"
        asking = (
            *(f"({each})" for each in self.indexes),
            *(f"USING gin ({each})" for each in self.gin_indexes),
            "(position) WHERE corrects IS NOT NULL",
        )
        return f"ALTER TABLE {table} ADD PRIMARY KEY (position);\n" + "".join(
            f"CREATE INDEX {self.table}_{number} ON {table} {each};\n"
            for number, each in enumerate(asking, start=1)
        )


LOG_ENTRIES = LogEntries(
    name="log_entries",
    version=1,
    row=LogEntry,
    indexes=(
        "stream_id, position",
        "topic, position",
        "actor, position",
        "correlation_id, position",
    ),
    gin_indexes=("organisations",),
)
