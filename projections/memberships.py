"""Memberships: from each joining to the leaving after it, if there was one."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from domain.identity import membership_id
from domain.organisation import Organisation
from domain.partial_date import PartialDate
from projections.kernel import Fact, Order, ReadModel


class MembershipRow(NamedTuple):
    id: UUID
    organisation_id: UUID
    joined_on: PartialDate | None
    council_resolved_on: PartialDate | None
    contact_person: str | None
    cross_cutting_task: str | None
    willingness_to_sign: str | None
    recognition: str | None
    recognition_evidence: str | None
    collaboration: str | None
    inherited_from_id: UUID | None
    has_left: bool
    left_on: PartialDate | None
    left_reason: str | None
    ending: str | None
    source: str | None
    position: int
    recorded_at: datetime


def joined_network(fact: Fact[Organisation.JoinedNetwork]) -> MembershipRow:
    event = fact.event
    attested = vars(event.criteria) if event.criteria else {}
    return MembershipRow(
        id=_key(event),
        organisation_id=event.originator_id,
        joined_on=event.on,
        council_resolved_on=event.council_resolved_on,
        contact_person=attested.get("contact_person"),
        cross_cutting_task=attested.get("cross_cutting_task"),
        willingness_to_sign=attested.get("willingness_to_sign"),
        recognition=attested.get("recognition"),
        recognition_evidence=attested.get("recognition_evidence"),
        collaboration=attested.get("collaboration"),
        inherited_from_id=event.inherited_from,
        has_left=False,
        left_on=None,
        left_reason=None,
        ending=None,
        source=fact.source,
        position=fact.position,
        recorded_at=fact.recorded_at,
    )


def left_network(row: MembershipRow, fact: Fact[Organisation.LeftNetwork]) -> MembershipRow:
    event = fact.event
    return row._replace(has_left=True, left_on=event.on, left_reason=event.reason, ending=event.ending)


def _key(event: Organisation.JoinedNetwork | Organisation.LeftNetwork) -> UUID:
    return membership_id(event.originator_id, event.time)


MEMBERSHIPS = ReadModel(
    name="memberships",
    version=1,
    row=MembershipRow,
    opens={Organisation.JoinedNetwork: joined_network},
    changes={Organisation.LeftNetwork: left_network},
    key=_key,
    orders={"RECORDED": Order.by("position", int)},
    indexes=("organisation_id, position, id",),
)
