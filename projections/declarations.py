"""The joint declaration as it stands."""

from __future__ import annotations

from typing import NamedTuple
from uuid import UUID

from domain.declaration import Declaration
from domain.identity import revision_id
from domain.partial_date import PartialDate
from projections.kernel import Fact, Order, ReadModel


class DeclarationRow(NamedTuple):
    id: UUID
    title: str
    revision: int
    current_revision_id: UUID
    proclaimed_on: PartialDate | None


def proclaimed(fact: Fact[Declaration.Proclaimed]) -> DeclarationRow:
    event = fact.event
    return DeclarationRow(
        id=event.originator_id,
        title=event.title,
        revision=1,
        current_revision_id=revision_id(1),
        proclaimed_on=event.on,
    )


def revised(row: DeclarationRow, fact: Fact[Declaration.Revised]) -> DeclarationRow:
    return row._replace(
        title=fact.event.title,
        revision=fact.event.revision,
        current_revision_id=revision_id(fact.event.revision),
    )


DECLARATIONS = ReadModel(
    name="declarations",
    version=1,
    row=DeclarationRow,
    opens={Declaration.Proclaimed: proclaimed},
    changes={Declaration.Revised: revised},
    orders={"REVISION": Order.by("revision", int)},
)
