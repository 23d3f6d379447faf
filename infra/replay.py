"""The history as people read it: the log's facts one after the other, and whom they concern by name."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from time import monotonic
from typing import Any
from uuid import UUID

import asyncpg
from eventsourcing.persistence import StoredEvent

from domain.corrections import CorrectableEvent, standing
from domain.event_types import effective_on, organisations_of, payload_of
from domain.languages import Words
from domain.organisation import Organisation
from domain.partial_date import PartialDate
from domain.personal import Personal
from infra.database import Database, absence_told
from infra.facts import FactReader
from infra.read_store import SELECT_HEAD
from infra.transcoding import create_mapper
from projections.kernel import Fact
from projections.reading import PositionNotRecorded

# Answers what names organisations, and what may take that back, between two positions.
SELECT_NAMING = """
SELECT originator_id, originator_version, topic, state, notification_id FROM events
WHERE notification_id > $1 AND notification_id < $2 AND topic = ANY($3) ORDER BY notification_id LIMIT $4
"""

# Answers the positions of the events of these versions of these streams.
SELECT_POSITIONS = """
SELECT originator_id, originator_version, notification_id
FROM events JOIN unnest($1::uuid[], $2::bigint[]) AS wanted (stream, version)
    ON originator_id = stream AND originator_version = version
"""

MASK = "***"

_NAMING = [each.TOPIC for each in (Organisation.Registered, Organisation.Renamed, Organisation.Annulled)]
_PAGE = 1_000


@dataclass(frozen=True)
class Replayed:
    """A fact as it is shown.

    Attributes:
        organisations: those that it concerns, the one of its own stream first: their names as of its
            position, by their ids.
        corrects: the position of the fact that it corrects.
        payload: what it says, personal values masked.
        shown: the payload's fields that are shown elsewhere: the day, the organisations.
    """

    position: int
    recorded_at: datetime
    type: str
    organisations: Mapping[UUID, str]
    effective_on: PartialDate | None
    corrects: int | None
    source: str | None
    payload: Mapping[str, Any]
    shown: frozenset[str]


class _Names:
    """What the organisations are called, as the log goes on."""

    def __init__(self) -> None:
        self._naming: dict[UUID, list[CorrectableEvent]] = {}

    def follow(self, event: CorrectableEvent) -> None:
        naming = self._naming.get(event.originator_id, [])
        corrected = event.corrects in [each.originator_version for each in naming]
        if isinstance(event, Organisation.Registered | Organisation.Renamed) or corrected:
            self._naming[event.originator_id] = [*naming, event]

    def of(self, organisation: UUID) -> str:
        naming = self._naming.get(organisation)
        return standing(naming)[-1].name if naming else str(organisation)  # type: ignore[attr-defined]


class Replay:
    """The facts from one position to another, read page by page."""

    def __init__(self, database: Database, first: int = 1, last: int | None = None) -> None:
        self._database = database
        self._mapper = create_mapper()
        self._reader = FactReader(database, self._mapper)
        self._first = first
        self._last = last
        self._names = _Names()

    async def facts(self) -> AsyncIterator[Replayed]:
        """Up to the log's present end where no last position is given.

        Raises:
            PositionNotRecorded: the log does not go so far.
            ProjectionFailed: an event cannot be read.
            StoreUnavailable: the database does not answer.
        """
        last = await self._end()
        await self._follow_names()
        position = self._first - 1
        while position < last:
            with absence_told():
                batch = await self._reader.read(position)
                facts = [fact for fact in batch.facts if fact.position <= last]
                corrected = await self._corrected(facts)
            for fact in facts:
                self._names.follow(fact.event)
                yield self._replayed(fact, corrected.get((fact.event.originator_id, fact.event.corrects)))
            if batch.failure and batch.failure.position <= last:
                raise batch.failure
            position = batch.end

    async def _end(self) -> int:
        with absence_told():
            async with self._database.service() as connection:
                head: int = await connection.fetchval(SELECT_HEAD)
        asked = max(self._first, self._last or 1)
        if asked > head and (self._last or self._first > 1):
            raise PositionNotRecorded(
                Words(en=f"{asked}: the log ends at {head}", de=f"{asked}: Das Protokoll endet bei {head}")
            )
        return self._last or head

    async def _follow_names(self) -> None:
        """Follows what named organisations before the first fact."""
        position = 0
        while rows := await self._fetch(SELECT_NAMING, position, self._first, _NAMING, _PAGE):
            for row in rows:
                event: Any = self._mapper.to_domain_event(StoredEvent(*row[:4]))
                self._names.follow(event)
            position = rows[-1]["notification_id"]

    async def _corrected(self, facts: Sequence[Fact[Any]]) -> dict[tuple[UUID, int | None], int]:
        """The positions of what these correct, by streams and versions."""
        corrections = [fact.event for fact in facts if fact.event.corrects is not None]
        if not corrections:
            return {}
        streams, versions = zip(*((each.originator_id, each.corrects) for each in corrections), strict=True)
        rows = await self._fetch(SELECT_POSITIONS, streams, versions)
        return {(stream, version): position for stream, version, position in rows}

    async def _fetch(self, statement: str, *values: object) -> list[asyncpg.Record]:
        with absence_told():
            async with self._database.service() as connection:
                rows: list[asyncpg.Record] = await connection.fetch(statement, *values)
                return rows

    def _replayed(self, fact: Fact[Any], corrects: int | None) -> Replayed:
        event = fact.event
        names = {each: self._names.of(each) for each in organisations_of(event)}
        own_first = sorted(names.items(), key=lambda each: (each[0] != event.originator_id, each[1], each[0]))
        return Replayed(
            position=fact.position,
            recorded_at=fact.recorded_at,
            type=type(event).TOPIC,
            organisations=dict(own_first),
            effective_on=effective_on(event),
            corrects=corrects,
            source=fact.source,
            payload=_masked(payload_of(event)),
            shown=event.concerns | {event.effective},
        )


def _masked(value: Any) -> Any:
    match value:
        case Personal():
            return MASK
        case dict():
            return {name: _masked(each) for name, each in value.items()}
        case list():
            return [_masked(each) for each in value]
        case _:
            return value


async def paced(facts: AsyncIterator[Replayed], a_second: float | None) -> AsyncIterator[Replayed]:
    """The facts, no more than so many a second."""
    begun, count = monotonic(), 0
    async for fact in facts:
        if a_second:
            await asyncio.sleep(begun + count / a_second - monotonic())
            count += 1
        yield fact
