"""The register in memory: the projections' pure folds over the facts that stand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg
from eventsourcing.persistence import StoredEvent

from domain.corrections import standing
from domain.personal import Personal
from infra.transcoding import create_mapper
from projections import READ_MODELS
from projections.adoptions import AdoptionRow
from projections.agenda_items import AgendaItemRow
from projections.attendances import AttendanceRow
from projections.declarations import DeclarationRow
from projections.engagement_officers import EngagementOfficerRow
from projections.impulse_steps import ImpulseStepRow
from projections.impulses import ImpulseRow
from projections.invitations import InvitationRow
from projections.kernel import Fact
from projections.memberships import MembershipRow
from projections.organisations import OrganisationRow
from projections.practice_examples import PracticeExampleRow
from projections.reported_figures import ReportedFigureRow
from projections.revisions import RevisionRow
from projections.search_entries import SearchEntryRow
from projections.signatures import SignatureRow
from projections.successions import SuccessionRow
from projections.summits import SummitRow

# Answers the whole log, in its order.
SELECT_LOG = """
SELECT notification_id, originator_id, originator_version, topic, state, recorded_at, source
FROM events ORDER BY notification_id
"""

# Answers the texts that are kept beside the log.
SELECT_TEXTS = "SELECT sha256, content FROM texts"


@dataclass(frozen=True)
class Log:
    """What is recorded: every fact, and the texts that facts refer to by their digests."""

    facts: list[Fact[Any]]
    texts: Mapping[str, str]


@dataclass(frozen=True)
class Folded:
    """The current rows by their ids, the version of each stream, and where the log ends.

    Attributes:
        texts: the texts of revisions, by their digests.
        opened: what is told of what is sealed in the rows; None where a person is erased.
        corrections: how many facts correct others, by the names of their classes ("Impulse.Raised").
    """

    organisations: Mapping[UUID, OrganisationRow]
    successions: Mapping[UUID, SuccessionRow]
    memberships: Mapping[UUID, MembershipRow]
    engagement_officers: Mapping[UUID, EngagementOfficerRow]
    signatures: Mapping[UUID, SignatureRow]
    declarations: Mapping[UUID, DeclarationRow]
    revisions: Mapping[UUID, RevisionRow]
    summits: Mapping[UUID, SummitRow]
    agenda_items: Mapping[UUID, AgendaItemRow]
    invitations: Mapping[UUID, InvitationRow]
    attendances: Mapping[UUID, AttendanceRow]
    impulses: Mapping[UUID, ImpulseRow]
    impulse_steps: Mapping[UUID, ImpulseStepRow]
    practice_examples: Mapping[UUID, PracticeExampleRow]
    adoptions: Mapping[UUID, AdoptionRow]
    reported_figures: Mapping[UUID, ReportedFigureRow]
    search_entries: Mapping[UUID, SearchEntryRow]
    versions: Mapping[UUID, int]
    texts: Mapping[str, str]
    opened: Mapping[Personal, str | None]
    corrections: Counter[str]
    position: int
    recorded_at: datetime | None


async def read_log(dsn: str) -> Log:
    connection = await asyncpg.connect(dsn)
    try:
        rows = await connection.fetch(SELECT_LOG)
        texts = await connection.fetch(SELECT_TEXTS)
    finally:
        await connection.close()
    read = create_mapper().to_domain_event
    facts = [
        Fact(read(StoredEvent(stream, version, topic, state)), position, recorded_at, source)
        for position, stream, version, topic, state, recorded_at, source in rows
    ]
    return Log(facts, {each["sha256"]: each["content"] for each in texts})


def fold(log: Log, opened: Mapping[Personal, str | None]) -> Folded:
    """The rows of each stream depend on its own facts alone, so each is folded by itself."""
    streams: dict[UUID, list[Fact[Any]]] = {}
    for fact in log.facts:
        streams.setdefault(fact.event.originator_id, []).append(fact)
    rows: dict[str, dict[UUID, Any]] = {model.name: {} for model in READ_MODELS}
    for history in streams.values():
        for fact in standing(history, lambda each: each.event):
            _show(rows, fact)
    last = log.facts[-1] if log.facts else None
    return Folded(
        **rows,
        versions={stream: history[-1].event.originator_version for stream, history in streams.items()},
        texts=log.texts,
        opened=opened,
        corrections=Counter(type(each.event).__qualname__ for each in log.facts if each.event.corrects),
        position=last.position if last else 0,
        recorded_at=last.recorded_at if last else None,
    )


def _show(rows: Mapping[str, dict[UUID, Any]], fact: Fact[Any]) -> None:
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
