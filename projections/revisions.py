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
    source: str | None
    recorded_at: datetime


def proclaimed(fact: Fact[Declaration.Proclaimed]) -> RevisionRow:
    return _row(fact, revision=1)


def revised(fact: Fact[Declaration.Revised]) -> RevisionRow:
    return _row(fact, revision=fact.event.revision)


def _row(fact: Fact[Declaration.Proclaimed | Declaration.Revised], revision: int) -> RevisionRow:
    return RevisionRow(
        id=revision_id(revision),
        declaration_id=fact.event.originator_id,
        revision=revision,
        title=fact.event.title,
        revised_on=fact.event.on,
        source=fact.source,
        recorded_at=fact.recorded_at,
    )


REVISIONS = ReadModel(
    name="revisions",
    version=1,
    row=RevisionRow,
    opens={Declaration.Proclaimed: proclaimed, Declaration.Revised: revised},
    changes={},
    orders={"REVISION": Order.by("revision", int)},
)
