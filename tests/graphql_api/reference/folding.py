"""The register in memory: the projections' pure folds over the facts that stand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
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
from projections.erasures import ErasureRow
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
from tests.graphql_api.reference.turns import Turns

# Answers the whole log, in its order.
SELECT_LOG = """
SELECT notification_id, originator_id, originator_version, topic, state, recorded_at, source, actor,
    correlation_id, causation_id
FROM events ORDER BY notification_id
"""

# Answers the texts that are kept beside the log.
SELECT_TEXTS = "SELECT sha256, content FROM texts"


@dataclass(frozen=True)
class Log:
    """What is recorded: every fact, and the texts that facts refer to by their digests.

    Attributes:
        causes: the events that caused others, by the positions of those.
    """

    facts: Sequence[Fact[Any]]
    texts: Mapping[str, str]
    causes: Mapping[int, UUID]

    def until(self, position: int) -> Log:
        """Its beginning."""
        return replace(self, facts=self.facts[:position])


@dataclass(frozen=True, eq=False)
class Folded:
    """The current rows by their ids, the facts of each stream, and where the log ends.

    Attributes:
        turns: when each row turned, of the whole log, however much of it is folded.
        texts: the texts of revisions, by their digests.
        erased: who is erased by the whole log, however much of it is folded.
        opened: what is told of what is sealed in the rows; None where a person is erased.
        corrections: how many facts correct others, by the names of their classes ("Impulse.Raised").
    """

    organisations: Mapping[UUID, OrganisationRow]
    successions: Mapping[UUID, SuccessionRow]
    memberships: Mapping[UUID, MembershipRow]
    engagement_officers: Mapping[UUID, EngagementOfficerRow]
    erasures: Mapping[UUID, ErasureRow]
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
    streams: Mapping[UUID, Sequence[Fact[Any]]]
    turns: Turns
    texts: Mapping[str, str]
    erased: Collection[UUID]
    opened: Mapping[Personal, str | None]
    corrections: Counter[str]
    position: int
    recorded_at: datetime | None
    log: Log

    def as_of(self, as_of: Mapping[str, Any]) -> Folded:
        """The register as it was at a position or moment, folded of the log's beginning."""
        return self.until(self.position_of(as_of))

    def position_of(self, as_of: Mapping[str, Any]) -> int:
        if "position" in as_of:
            position: int = as_of["position"]
            return position
        moment = datetime.fromisoformat(as_of["recordedAt"])
        return sum(fact.recorded_at <= moment for fact in self.log.facts)

    def until(self, position: int) -> Folded:
        return self if position == self.position else _folded_until(position, self)


@lru_cache(maxsize=128)
def _folded_until(position: int, folded: Folded) -> Folded:
    return fold(folded.log.until(position), folded.opened, folded.turns, folded.erased)


async def read_log(dsn: str) -> Log:
    connection = await asyncpg.connect(dsn)
    try:
        rows = await connection.fetch(SELECT_LOG)
        texts = await connection.fetch(SELECT_TEXTS)
    finally:
        await connection.close()
    read = create_mapper().to_domain_event
    facts = [
        Fact(read(StoredEvent(stream, version, topic, state)), position, *known)
        for position, stream, version, topic, state, *known, _ in rows
    ]
    causes = {row["notification_id"]: row["causation_id"] for row in rows if row["causation_id"]}
    return Log(facts, {each["sha256"]: each["content"] for each in texts}, causes)


def fold(
    log: Log,
    opened: Mapping[Personal, str | None],
    turns: Turns | None = None,
    erased: Collection[UUID] | None = None,
) -> Folded:
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
        streams=streams,
        turns=turns or Turns(streams),
        texts=log.texts,
        erased=rows["erasures"].keys() if erased is None else erased,
        opened=opened,
        corrections=Counter(type(each.event).__qualname__ for each in log.facts if each.event.corrects),
        position=last.position if last else 0,
        recorded_at=last.recorded_at if last else None,
        log=log,
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
