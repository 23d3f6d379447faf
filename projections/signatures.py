"""Signatures: who signed which revision of the declaration, and when."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from domain.identity import revision_id, signature_id
from domain.organisation import Organisation
from domain.partial_date import PartialDate
from projections.kernel import Fact, Order, ReadModel


class SignatureRow(NamedTuple):
    id: UUID
    organisation_id: UUID
    revision_id: UUID
    revision: int
    signed_on: PartialDate | None
    office: str | None
    summit_id: UUID | None
    source: str | None
    position: int
    recorded_at: datetime


def signed_declaration(fact: Fact[Organisation.SignedDeclaration]) -> SignatureRow:
    event = fact.event
    return SignatureRow(
        id=signature_id(event.originator_id, event.revision),
        organisation_id=event.originator_id,
        revision_id=revision_id(event.revision),
        revision=event.revision,
        signed_on=event.on,
        office=event.office,
        summit_id=event.summit_id,
        source=fact.source,
        position=fact.position,
        recorded_at=fact.recorded_at,
    )


SIGNATURES = ReadModel(
    name="signatures",
    version=1,
    row=SignatureRow,
    opens={Organisation.SignedDeclaration: signed_declaration},
    changes={},
    orders={
        "RECORDED": Order.by("position", int),
        "SIGNED_ON": Order("coalesce(signed_on, '~')", "coalesce(signed_on, '')", str),
    },
    indexes=(
        "organisation_id, position, id",
        "revision_id, position, id",
        "summit_id, position, id",
    ),
)
