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
    inherited_from_id: UUID | None
    withdrawn: bool
    withdrawn_on: PartialDate | None
    withdrawn_reason: str | None
    ending: str | None
    source: str | None
    position: int
    recorded_at: datetime


def signed_declaration(fact: Fact[Organisation.SignedDeclaration]) -> SignatureRow:
    event = fact.event
    return SignatureRow(
        id=_key(event),
        organisation_id=event.originator_id,
        revision_id=revision_id(event.revision),
        revision=event.revision,
        signed_on=event.on,
        office=event.office,
        summit_id=event.summit_id,
        inherited_from_id=event.inherited_from,
        withdrawn=False,
        withdrawn_on=None,
        withdrawn_reason=None,
        ending=None,
        source=fact.source,
        position=fact.position,
        recorded_at=fact.recorded_at,
    )


def withdrawn(row: SignatureRow, fact: Fact[Organisation.SignatureWithdrawn]) -> SignatureRow:
    event = fact.event
    return row._replace(
        withdrawn=True, withdrawn_on=event.on, withdrawn_reason=event.reason, ending=event.ending
    )


def _key(event: Organisation.SignedDeclaration | Organisation.SignatureWithdrawn) -> UUID:
    return signature_id(event.originator_id, event.revision, event.time)


SIGNATURES = ReadModel(
    name="signatures",
    version=1,
    row=SignatureRow,
    opens={Organisation.SignedDeclaration: signed_declaration},
    changes={Organisation.SignatureWithdrawn: withdrawn},
    key=_key,
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
