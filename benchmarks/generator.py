"""A log of any length, the same for the same seed.

436 organisations for ever, with at most 50 events each; all further events are those of summits, one
summit a year with 48 invitations and attendances, so the number of streams grows with the log.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from random import Random
from typing import Any
from uuid import UUID

import asyncpg
from eventsourcing.domain import Aggregate

from domain.declaration import Declaration
from domain.identity import DECLARATION_ID, organisation_id, summit_year_id
from domain.organisation import Organisation, OrganisationKind
from domain.partial_date import PartialDate
from domain.summit import Answer, Summit
from domain.summit_details import SummitFormat
from domain.summit_year import SummitYear
from infra.leaf import LEAF_COLUMNS, encode_leaf, hash_rows
from infra.transcoding import create_mapper
from infra.tree_proofs import grow
from infra.verify import Tree, leaf_hash

ORGANISATIONS = 436
REVISIONS = 3
ATTENDANCES = 48
LONGEST_STREAM = 50
_ANSWERED = 0.25
START = datetime(2020, 1, 1, tzinfo=UTC)
_STEP = timedelta(milliseconds=20)
_KINDS = [*[OrganisationKind.STADT] * 3, OrganisationKind.GEMEINDE, OrganisationKind.KREISFREIE_STADT]


def generate(count: int, seed: int = 1) -> Iterator[tuple[Any, ...]]:
    """Rows of the events table, in the order of `LEAF_COLUMNS`, from position 1 on."""
    random = Random(seed)
    correlation = UUID(int=random.getrandbits(128), version=4)
    yield from recorded(islice(_History(random).events(), count), correlation)


def recorded(events: Iterable[Aggregate.Event], correlation: UUID) -> Iterator[tuple[Any, ...]]:
    """These events as rows of the events table, in the order of `LEAF_COLUMNS`, from position 1 on."""
    mapper = create_mapper()
    actor = UUID(int=1)
    for position, event in enumerate(events, start=1):
        stored = mapper.to_stored_event(event)
        yield (
            position,
            stored.originator_id,
            stored.originator_version,
            stored.topic,
            stored.state,
            START + position * _STEP,
            actor,
            correlation,
            None,
            "benchmark",
        )


async def fill(connection: asyncpg.Connection, count: int, seed: int = 1) -> None:
    """Writes the generated log into an empty database that has been migrated."""
    await write(connection, generate(count, seed))


async def write(connection: asyncpg.Connection, rows: Iterator[tuple[Any, ...]]) -> None:
    """Writes rows into the log of such a database, with all that belongs to it."""
    tree = Tree()
    while batch := list(islice(rows, 10_000)):
        async with connection.transaction():
            await connection.copy_records_to_table("events", records=batch, columns=LEAF_COLUMNS)
            hashes = [leaf_hash(encode_leaf(*row)) for row in batch]
            await connection.copy_records_to_table("log_leaves", records=hash_rows(batch[0][0], hashes))
            subtrees = grow(tree, hashes)
            await connection.copy_records_to_table("log_subtrees", records=subtrees)
            await connection.execute(
                "UPDATE log_head SET position = $1, recorded_at = $2, peaks = $3",
                tree.size,
                batch[-1][5],
                tree.peaks,
            )
    await connection.execute("ANALYZE events, log_leaves")


class _History:
    """What happens, in order."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._versions: dict[UUID, int] = {}
        self._organisations = [organisation_id(f"{n:08}") for n in range(ORGANISATIONS)]

    def events(self) -> Iterator[Aggregate.Event]:
        yield self._event(
            Declaration.Proclaimed,
            DECLARATION_ID,
            originator_topic="declaration",
            title="Erklärung",
            on=self._date(),
        )
        for revision in range(2, REVISIONS + 1):
            yield self._event(
                Declaration.Revised,
                DECLARATION_ID,
                revision=revision,
                title=f"Fassung {revision}",
                on=self._date(),
            )
        for number, stream in enumerate(self._organisations):
            yield from self._organisation(number, stream)
        for year in range(2000, 10**9):
            yield from self._summit(year)

    def _organisation(self, number: int, stream: UUID) -> Iterator[Aggregate.Event]:
        yield self._event(
            Organisation.Registered,
            stream,
            originator_topic="organisation",
            ags=f"{number:08}",
            name=f"Gemeinde {self._random.randrange(10**6):06} an der Bröl",
            kind=self._random.choice(_KINDS),
            parent_id=None,
            population=self._random.randrange(4_000, 600_000),
            latitude=50 + self._random.random() * 2,
            longitude=6 + self._random.random() * 3,
        )
        for revision in range(1, REVISIONS + 1):
            yield self._event(
                Organisation.SignedDeclaration,
                stream,
                revision=revision,
                on=self._date(),
                office=None,
                summit_id=None,
            )
        yield self._event(Organisation.JoinedNetwork, stream, on=self._date(), council_resolved_on=None)

    def _summit(self, year: int) -> Iterator[Aggregate.Event]:
        summit = UUID(int=self._random.getrandbits(128), version=4)
        yield self._event(
            SummitYear.Reserved,
            summit_year_id(year),
            originator_topic="summit-year",
            year=year,
            summit_id=summit,
        )
        yield self._event(
            Summit.Announced,
            summit,
            originator_topic="summit",
            year=year,
            title=f"Spitzentreffen {year}",
            on=None,
            place="Düsseldorf",
            host=None,
            format=SummitFormat.IN_PERSON,
        )
        guests = self._random.sample(self._organisations, ATTENDANCES)
        for stream in guests:
            asked = {"organisation_id": stream, "on": None}
            yield self._event(Summit.Invited, summit, **asked, answer_by=None, remind_on=None)
            if self._random.random() < _ANSWERED:
                answer = {"answer": Answer.ACCEPTED, "office": None, "reason": None}
                yield self._event(Summit.InvitationAnswered, summit, **asked, **answer)
        yield self._event(Summit.Opened, summit, on=None)
        for stream in guests:
            yield self._event(
                Summit.Attended, summit, organisation_id=stream, on=None, office="BUERGERMEISTER"
            )
        stream = self._random.choice(self._organisations)
        if self._versions[stream] < LONGEST_STREAM:
            yield self._event(
                Organisation.PopulationUpdated, stream, population=self._random.randrange(4_000, 600_000)
            )

    def _event(self, class_: type[Any], stream: UUID, /, **values: Any) -> Aggregate.Event:
        version = self._versions[stream] = self._versions.get(stream, 0) + 1
        event: Aggregate.Event = class_(
            originator_id=stream, originator_version=version, timestamp=START, **values
        )
        return event

    def _date(self) -> PartialDate | None:
        """Known to the day, the month, the year, or not at all."""
        year, month, day = (self._random.randrange(*ends) for ends in ((2012, 2026), (1, 13), (1, 29)))
        return self._random.choice(
            [PartialDate(year, month, day), PartialDate(year, month), PartialDate(year), None]
        )
