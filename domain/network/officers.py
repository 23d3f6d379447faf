"""The organisations' engagement officers (Engagementbeauftragte)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from domain import errors
from domain.engagement_officers import Contact, EngagementOfficers
from domain.erasure import AskedBy, Erasure
from domain.identity import engagement_officers_id, erasure_id
from domain.network.deciding import Deciding, refuse_other_organisation, refuse_other_version
from domain.partial_date import PartialDate
from domain.ports import Command, NothingRecorded, Recorded
from domain.use_cases import use_case


class Officers(Deciding):
    @use_case
    async def appoint_engagement_officer(
        self,
        command: Command,
        organisation: UUID,
        *,
        name: str,
        email: str | None,
        phone: str | None,
        on: PartialDate | None,
    ) -> Recorded:
        refuse_other_organisation(command, organisation)
        served = await self._organisation(command, organisation)
        if command.corrects is None:  # what was recorded of a person can be put right at any time
            served.refuse_ended()
        stream = engagement_officers_id(organisation)
        officers = await self._changed_if_there(command, EngagementOfficers, stream)
        if officers is None:
            officers = EngagementOfficers.keep(organisation, now=command.now)
        contact = Contact(name, email, phone).checked()
        person = await self._person(command, stream)
        not_erased = await self._not_erased(command, person)
        officers.appoint(person, **await self._sealed(person, contact), on=on, now=command.now)
        return await self._save(command, officers, read=[served, not_erased], subject=person)

    @use_case
    async def change_engagement_officer(
        self,
        command: Command,
        organisation: UUID,
        officer: UUID,
        *,
        name: str,
        email: str | None,
        phone: str | None,
    ) -> Recorded:
        refuse_other_organisation(command, organisation)
        officers = await self._officers_changed(command, organisation)
        contact = Contact(name, email, phone).checked()
        officers.refuse_unless_in_office(officer)
        not_erased = await self._not_erased(command, officer)
        officers.change(officer, **await self._sealed(officer, contact), now=command.now)
        return await self._save(command, officers, read=[not_erased], subject=officer)

    @use_case
    async def step_down_engagement_officer(
        self, command: Command, organisation: UUID, officer: UUID, *, on: PartialDate | None
    ) -> Recorded:
        officers = await self._officers_changed(command, organisation)
        officers.step_down(officer, on=on, now=command.now)
        return await self._save(command, officers, subject=officer)

    async def erase_person(
        self, command: Command, person: UUID, *, asked_by: AskedBy, reason: str
    ) -> Recorded:
        """Records that the person is erased, then destroys the key: also where a command of before got no
        further than the record."""
        try:
            recorded = await self._record_erasure(command, person, asked_by, reason)
        except errors.PersonErased:
            await self.keyring.destroy(person)
            raise
        await self.keyring.destroy(person)
        return recorded

    @use_case
    async def _record_erasure(
        self, command: Command, person: UUID, asked_by: AskedBy, reason: str
    ) -> Recorded:
        if command.corrects is not None:
            raise errors.ErasureStands
        await self._not_erased(command, person)
        refuse_other_version(0, command)
        if not await self.roll.was_appointed(person):
            raise errors.UnknownEngagementOfficer
        erasure = Erasure.erase(person, asked_by=asked_by, reason=reason, now=command.now)
        return await self._save(command, erasure, subject=person)

    async def _not_erased(self, command: Command, person: UUID) -> NothingRecorded:
        """What it rests on that something is sealed for the person. Raises PersonErased."""
        stream = erasure_id(person)
        if await self._load(command, Erasure, stream) is not None:
            raise errors.PersonErased
        return NothingRecorded(stream)

    async def _person(self, command: Command, stream: UUID) -> UUID:
        """A new person; the same where an appointment is corrected."""
        if command.corrects is not None:
            history, version = await self._corrected_history(command, stream)
            if isinstance(corrected := history.stands(version), EngagementOfficers.Appointed):
                return corrected.person
        return self.new_id()

    async def _officers_changed(self, command: Command, organisation: UUID) -> EngagementOfficers:
        stream = engagement_officers_id(organisation)
        officers = await self._changed_if_there(command, EngagementOfficers, stream)
        if officers is None:
            await self._organisation(command, organisation)
            raise errors.UnknownEngagementOfficer
        return officers

    async def _sealed(self, person: UUID, contact: Contact) -> dict[str, Any]:
        name, email, phone = await self.keyring.seal(person, contact.name, contact.email, contact.phone)
        return {"name": name, "email": email, "phone": phone}
