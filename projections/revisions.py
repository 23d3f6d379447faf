"""The revisions of the joint declaration, the first included."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from domain.declaration import Declaration
from domain.identity import revision_id
from domain.partial_date import PartialDate
from projections.kernel import Fact, Order, ReadModel


class RevisionRow(NamedTuple):
    id: UUID
    declaration_id: UUID
    revision: int
    title: str
    revised_on: PartialDate | None
    summit_id: UUID | None
    text_sha256: str | None
    source: str | None
    position: int
    recorded_at: datetime


def proclaimed(fact: Fact[Declaration.Proclaimed]) -> RevisionRow:
    return _row(fact, 1, None)


def revised(fact: Fact[Declaration.Revised]) -> RevisionRow:
    return _row(fact, fact.event.revision, fact.event.summit_id)


def text_recorded(row: RevisionRow, fact: Fact[Declaration.TextRecorded]) -> RevisionRow:
    return row._replace(text_sha256=fact.event.text_sha256)


def _row(
    fact: Fact[Declaration.Proclaimed | Declaration.Revised], revision: int, summit_id: UUID | None
) -> RevisionRow:
    return RevisionRow(
        id=revision_id(revision),
        declaration_id=fact.event.originator_id,
        revision=revision,
        title=fact.event.title,
        revised_on=fact.event.on,
        summit_id=summit_id,
        text_sha256=fact.event.text_sha256,
        source=fact.source,
        position=fact.position,
        recorded_at=fact.recorded_at,
    )


REVISIONS = ReadModel(
    name="revisions",
    version=1,
    row=RevisionRow,
    opens={Declaration.Proclaimed: proclaimed, Declaration.Revised: revised},
    changes={Declaration.TextRecorded: text_recorded},
    key=lambda event: revision_id(event.revision),
    orders={"REVISION": Order.by("revision", int)},
)
