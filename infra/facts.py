"""Facts out of the log, batch by batch, as the projector folds them."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, NamedTuple, cast
from uuid import UUID

import asyncpg
from eventsourcing.persistence import Mapper, StoredEvent

from infra.database import Database
from projections.kernel import Fact

# Answers the facts after a position, in the log's order.
SELECT_FACTS = """
SELECT notification_id, originator_id, originator_version, topic, state, recorded_at, source,
    actor, correlation_id
FROM events WHERE notification_id > $1 ORDER BY notification_id LIMIT $2
"""

# Answers whole streams up to a position, each in its order.
SELECT_HISTORIES = """
SELECT notification_id, originator_id, originator_version, topic, state, recorded_at, source,
    actor, correlation_id
FROM events WHERE originator_id = ANY($1) AND notification_id <= $2 ORDER BY notification_id
"""

_MOST_FACTS = 10_000
_FACTS_AT_ONCE = 200


class ProjectionFailed(Exception):
    """A fold failed. Nothing after its event is projected until a release folds it."""

    code = "PROJECTION_FAILED"
    german: ClassVar[str] = (
        "Eine Faltung ist fehlgeschlagen. Nichts nach ihrem Ereignis wird projiziert, bis eine Version es "
        "faltet."
    )

    def __init__(self, position: int, error: Exception) -> None:
        self.position = position
        super().__init__(f"position {position}: {error!r}")


@dataclass(frozen=True)
class FactBatch:
    """Facts read from the log; `failure` where the one after them cannot be read."""

    facts: Sequence[Fact[Any]] = ()
    full: bool = False
    failure: ProjectionFailed | None = None

    @property
    def end(self) -> int:
        return self.facts[-1].position


class _Stored(NamedTuple):
    """As the mapper reads a StoredEvent, which takes three times as long to make."""

    originator_id: UUID
    originator_version: int
    topic: str
    state: bytes


class FactReader:
    """Reads facts by the database's pool."""

    def __init__(self, database: Database, mapper: Mapper[UUID]) -> None:
        self._database = database
        self._mapper = mapper

    async def read(self, position: int) -> FactBatch:
        """The facts after a position, up to the first that cannot be read."""
        async with self._database.service() as connection:
            rows = await connection.fetch(SELECT_FACTS, position, _MOST_FACTS)
        facts: list[Fact[Any]] = []
        try:
            for first in range(0, len(rows), _FACTS_AT_ONCE):
                if first:
                    await asyncio.sleep(0)  # the batch before this one is being written: that goes first
                facts.extend(self._facts(rows[first : first + _FACTS_AT_ONCE]))
        except ProjectionFailed as failure:
            return FactBatch(facts, failure=failure)
        return FactBatch(facts, full=len(rows) == _MOST_FACTS)

    async def histories(self, streams: Iterable[UUID], until: int) -> dict[UUID, list[Fact[Any]]]:
        """All facts of these streams up to a position. Raises ProjectionFailed where one cannot be read."""
        async with self._database.service() as connection:
            rows = await connection.fetch(SELECT_HISTORIES, list(streams), until)
        histories: dict[UUID, list[Fact[Any]]] = {}
        for fact in self._facts(rows):
            histories.setdefault(fact.event.originator_id, []).append(fact)
        return histories

    def _facts(self, rows: Iterable[asyncpg.Record]) -> Iterator[Fact[Any]]:
        read_event = self._mapper.to_domain_event
        for position, stream, version, topic, state, *recorded in rows:
            try:
                event = read_event(cast("StoredEvent", _Stored(stream, version, topic, state)))
            except Exception as error:
                raise ProjectionFailed(position, error) from error
            yield Fact(event, position, *recorded)
