"""The register in memory: the projections' pure folds over every event of the log."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg
from eventsourcing.persistence import StoredEvent

from infra.transcoding import create_mapper
from projections import (
    ATTENDANCES,
    DECLARATIONS,
    ORGANISATIONS,
    READ_MODELS,
    REVISIONS,
    SIGNATURES,
    SUMMITS,
)
from projections.attendances import AttendanceRow
from projections.declarations import DeclarationRow
from projections.kernel import Fact
from projections.organisations import OrganisationRow
from projections.revisions import RevisionRow
from projections.signatures import SignatureRow
from projections.summits import SummitRow

# Answers the whole log, in its order.
SELECT_LOG = """
SELECT notification_id, originator_id, originator_version, topic, state, recorded_at, source
FROM events ORDER BY notification_id
"""


@dataclass(frozen=True)
class Folded:
    """The current rows by their ids, the version of each stream, and where the log ends."""

    organisations: Mapping[UUID, OrganisationRow]
    signatures: Mapping[UUID, SignatureRow]
    declarations: Mapping[UUID, DeclarationRow]
    revisions: Mapping[UUID, RevisionRow]
    summits: Mapping[UUID, SummitRow]
    attendances: Mapping[UUID, AttendanceRow]
    versions: Mapping[UUID, int]
    position: int
    recorded_at: datetime | None


async def read_facts(dsn: str) -> list[tuple[Fact[Any], UUID, int]]:
    """Every fact of the log with its stream and the version that it gave the stream."""
    connection = await asyncpg.connect(dsn)
    try:
        rows = await connection.fetch(SELECT_LOG)
    finally:
        await connection.close()
    mapper = create_mapper()
    return [
        (
            Fact(
                mapper.to_domain_event(StoredEvent(stream, version, topic, state)),
                position,
                recorded_at,
                source,
            ),
            stream,
            version,
        )
        for position, stream, version, topic, state, recorded_at, source in rows
    ]


def fold(facts: Iterable[tuple[Fact[Any], UUID, int]]) -> Folded:
    rows: dict[str, dict[UUID, Any]] = {model.name: {} for model in READ_MODELS}
    versions: dict[UUID, int] = {}
    last: Fact[Any] | None = None
    for fact, stream, version in facts:
        versions[stream] = version
        last = fact
        kind = type(fact.event)
        for model in READ_MODELS:
            current = rows[model.name]
            if kind in model.opens:
                row = model.opens[kind](fact)
                current[row.id] = row
            elif kind in model.changes:
                key = model.key(fact.event)
                row = model.changes[kind](current.pop(key), fact)
                if row is not None:
                    current[key] = row
    return Folded(
        organisations=rows[ORGANISATIONS.name],
        signatures=rows[SIGNATURES.name],
        declarations=rows[DECLARATIONS.name],
        revisions=rows[REVISIONS.name],
        summits=rows[SUMMITS.name],
        attendances=rows[ATTENDANCES.name],
        versions=versions,
        position=last.position if last else 0,
        recorded_at=last.recorded_at if last else None,
    )
