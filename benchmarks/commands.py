"""Commands to append: each records one event of a new stream or of one that grows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from random import Random
from typing import Any
from uuid import UUID

from eventsourcing.domain import Aggregate
from eventsourcing.persistence import StoredEvent

from benchmarks.generator import REVISIONS
from domain.organisation import Organisation, OrganisationKind
from domain.partial_date import PartialDate
from infra.transcoding import create_mapper

_NOW = datetime(2026, 1, 1, tzinfo=UTC)
_DAY = PartialDate(2012, 12, 5)


def commands(seed: int, callers: int, each: int) -> list[list[StoredEvent]]:
    """The events of each caller's commands, one a command; the same for the same seed."""
    random = Random(seed)
    return [_organisations(random, each) for _ in range(callers)]


def _organisations(random: Random, length: int) -> list[StoredEvent]:
    mapper = create_mapper()
    stored: list[StoredEvent] = []
    while len(stored) < length:
        stream = UUID(int=random.getrandbits(128), version=4)
        stored += [mapper.to_stored_event(event) for event in _organisation(stream, random)]
    return stored[:length]


def _organisation(stream: UUID, random: Random) -> Iterator[Aggregate.Event]:
    """What happens to one organisation, in order."""

    def event(class_: type[Any], version: int, **values: Any) -> Aggregate.Event:
        made: Aggregate.Event = class_(
            originator_id=stream, originator_version=version, timestamp=_NOW, **values
        )
        return made

    yield event(
        Organisation.Registered,
        1,
        originator_topic="organisation",
        ags=f"{random.randrange(10**8):08}",
        name=f"Gemeinde {random.randrange(10**6):06} an der Bröl",
        kind=OrganisationKind.GEMEINDE,
        parent_id=None,
        population=random.randrange(4_000, 600_000),
        latitude=50 + random.random() * 2,
        longitude=6 + random.random() * 3,
    )
    for revision in range(1, REVISIONS + 1):
        signed = {"revision": revision, "on": _DAY, "office": None, "summit_id": None}
        yield event(Organisation.SignedDeclaration, 1 + revision, **signed)
    yield event(Organisation.JoinedNetwork, 2 + REVISIONS, on=_DAY, council_resolved_on=None)
