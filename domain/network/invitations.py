"""Who is invited to a summit, how they answer, and who attends; for one, or for many in one command."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from domain import errors
from domain.identity import attendance_id, invitation_id
from domain.network.deciding import Deciding
from domain.offices import Office
from domain.organisation import MembershipStatus, Organisation
from domain.partial_date import PartialDate
from domain.ports import Command, Item, Recorded
from domain.summit import Answer, Summit
from domain.use_cases import use_case

_MOST_ITEMS = 1_000


class Invitations(Deciding):
    @use_case
    async def invite_organisations(
        self,
        command: Command,
        summit: UUID,
        *,
        organisations: Sequence[UUID] = (),
        standing_at: Sequence[MembershipStatus] = (),
        on: PartialDate | None,
        answer_by: PartialDate | None = None,
        remind_on: PartialDate | None = None,
    ) -> Recorded:
        """Invites those that are named, and those whose membership stands so and who are not invited."""
        command = replace(command, fresh=True)
        changed = await self._summit_changed(command, summit)
        changed.refuse_to_invite(on, answer_by, remind_on, command.now)
        if not organisations and not standing_at:
            raise errors.NoneListed(field="organisations")
        invited = list(dict.fromkeys(organisations))
        if standing_at:
            known = {*invited, *changed.invitations}
            invited += [each for each in await self.roll.standing_at(standing_at) if each not in known]

        def invite(organisation: Organisation) -> None:
            organisation.refuse_unless_entitled()
            changed.invite(organisation.id, on=on, answer_by=answer_by, remind_on=remind_on, now=command.now)

        return await self._save_each(command, changed, invited, invite)

    @use_case
    async def answer_invitation(
        self,
        command: Command,
        summit: UUID,
        organisation: UUID,
        answer: Answer,
        *,
        on: PartialDate | None,
        office: Office | None = None,
        reason: str | None = None,
    ) -> Recorded:
        changed = await self._summit_changed(command, summit)
        answering = await self._organisation(command, organisation)
        if not await self._named_so(command, summit, organisation_id=organisation):
            answering.refuse_ended()
        changed.answer_invitation(organisation, answer, on=on, office=office, reason=reason, now=command.now)
        invitation = invitation_id(summit, organisation)
        return await self._save(command, changed, read=[answering], subject=invitation)

    @use_case
    async def remind_organisations(
        self,
        command: Command,
        summit: UUID,
        *,
        organisations: Sequence[UUID] | None = None,
        on: PartialDate | None,
        remind_on: PartialDate | None = None,
    ) -> Recorded:
        """Records that those named, or all that have not answered, were reminded."""
        command = replace(command, fresh=True)
        changed = await self._summit_changed(command, summit)
        changed.refuse_to_invite(on, None, remind_on, command.now)
        if organisations is None:
            organisations = [each for each, it in changed.invitations.items() if it.answer is Answer.PENDING]

        def remind(organisation: Organisation) -> None:
            organisation.refuse_ended()
            changed.remind(organisation.id, on=on, remind_on=remind_on, now=command.now)

        return await self._save_each(command, changed, organisations, remind)

    @use_case
    async def withdraw_invitation(
        self,
        command: Command,
        summit: UUID,
        organisation: UUID,
        *,
        on: PartialDate | None,
        reason: str | None = None,
    ) -> Recorded:
        changed = await self._summit_changed(command, summit)
        changed.withdraw_invitation(organisation, on=on, reason=reason, now=command.now)
        return await self._save(command, changed, subject=changed.id)

    # Attendance

    @use_case
    async def record_attendance(
        self,
        command: Command,
        summit: UUID,
        organisation: UUID,
        *,
        on: PartialDate | None = None,
        office: Office | None = None,
    ) -> Recorded:
        changed = await self._summit_changed(command, summit)
        attendee = await self._organisation(command, organisation)
        if not await self._named_so(command, summit, organisation_id=organisation):
            attendee.refuse_unless_entitled()
        changed.attend(attendee.id, on=on, office=office, now=command.now)
        attendance = attendance_id(summit, organisation)
        return await self._save(command, changed, read=[attendee], subject=attendance)

    @use_case
    async def record_attendances(
        self,
        command: Command,
        summit: UUID,
        *,
        organisations: Sequence[UUID] | None = None,
        on: PartialDate | None = None,
    ) -> Recorded:
        """Records that those named, or all that accepted and are not recorded yet, were there."""
        command = replace(command, fresh=True)
        changed = await self._summit_changed(command, summit)
        changed.refuse_unless_at_it(on)
        offices: Mapping[UUID, Office | None] = changed.accepted
        if organisations is None:
            organisations = [each for each in offices if each not in changed.attended_by]

        def attend(organisation: Organisation) -> None:
            organisation.refuse_unless_entitled()
            office = offices.get(organisation.id)
            changed.attend(organisation.id, on=on, office=office, now=command.now)

        return await self._save_each(command, changed, organisations, attend)

    # One command for many

    async def _save_each(
        self,
        command: Command,
        summit: Summit,
        organisations: Iterable[UUID],
        decide: Callable[[Organisation], None],
    ) -> Recorded:
        """Decides on each organisation by itself, and records all that is not refused in one append."""
        if command.corrects is not None:
            raise errors.NotCorrectable
        wanted = list(dict.fromkeys(organisations))
        if len(wanted) > _MOST_ITEMS:
            raise errors.TooManyItems(str(len(wanted)))
        read: list[Organisation] = []
        items: list[Item] = []
        for stream in wanted:
            try:
                organisation = await self._organisation(command, stream)
                decide(organisation)
                read.append(organisation)
                items.append(Item(stream))
            except errors.Refusal as refusal:
                items.append(Item(stream, refusal.code, refusal.detail))
        return await self._save(command, summit, read=read, subject=summit.id, items=items)
