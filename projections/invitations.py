"""Invitations to the summits, and how they are answered."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from domain.identity import invitation_id
from domain.partial_date import PartialDate
from domain.summit import Answer, Summit
from projections.kernel import Fact, Order, ReadModel


class InvitationRow(NamedTuple):
    id: UUID
    summit_id: UUID
    organisation_id: UUID
    invited_on: PartialDate | None
    answer_by: PartialDate | None
    remind_on: PartialDate | None
    reminders: int
    reminded_on: PartialDate | None
    answer: str
    answered_on: PartialDate | None
    office: str | None
    reason: str | None
    source: str | None
    position: int
    recorded_at: datetime


def invited(fact: Fact[Summit.Invited]) -> InvitationRow:
    event = fact.event
    return InvitationRow(
        id=_key(event),
        summit_id=event.originator_id,
        organisation_id=event.organisation_id,
        invited_on=event.on,
        answer_by=event.answer_by,
        remind_on=event.remind_on,
        reminders=0,
        reminded_on=None,
        answer=Answer.PENDING,
        answered_on=None,
        office=None,
        reason=None,
        source=fact.source,
        position=fact.position,
        recorded_at=fact.recorded_at,
    )


def answered(row: InvitationRow, fact: Fact[Summit.InvitationAnswered]) -> InvitationRow:
    event = fact.event
    return row._replace(answer=event.answer, answered_on=event.on, office=event.office, reason=event.reason)


def reminded(row: InvitationRow, fact: Fact[Summit.Reminded]) -> InvitationRow:
    event = fact.event
    return row._replace(reminders=row.reminders + 1, reminded_on=event.on, remind_on=event.remind_on)


def withdrawn(_: InvitationRow, __: Fact[Summit.InvitationWithdrawn]) -> None:
    """It stands no more."""


def _key(
    event: Summit.Invited | Summit.InvitationAnswered | Summit.Reminded | Summit.InvitationWithdrawn,
) -> UUID:
    return invitation_id(event.originator_id, event.organisation_id)


INVITATIONS = ReadModel(
    name="invitations",
    version=1,
    row=InvitationRow,
    opens={Summit.Invited: invited},
    changes={
        Summit.InvitationAnswered: answered,
        Summit.Reminded: reminded,
        Summit.InvitationWithdrawn: withdrawn,
    },
    key=_key,
    orders={"RECORDED": Order.by("position", int)},
    indexes=("summit_id, position, id", "organisation_id, position, id"),
)
