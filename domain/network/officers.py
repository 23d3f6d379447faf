"""The organisations' engagement officers (Engagementbeauftragte)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from domain import errors
from domain.engagement_officers import Contact, EngagementOfficers
from domain.identity import engagement_officers_id
from domain.network.deciding import Deciding
from domain.partial_date import PartialDate
from domain.ports import Command, Recorded
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
        served = await self._organisation(command, organisation)
        if command.corrects is None:  # what was recorded of a person can be put right at any time
            served.refuse_ended()
        stream = engagement_officers_id(organisation)
        officers = await self._changed_if_there(command, EngagementOfficers, stream)
        if officers is None:
            officers = EngagementOfficers.keep(organisation, now=command.now)
        contact = Contact(name, email, phone).checked()
        person = await self._person(command, stream)
        officers.appoint(person, **await self._sealed(person, contact), on=on, now=command.now)
        return await self._save(command, officers, read=[served], subject=person)

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
        officers = await self._officers_changed(command, organisation)
        contact = Contact(name, email, phone).checked()
        officers.refuse_unless_in_office(officer)
        officers.change(officer, **await self._sealed(officer, contact), now=command.now)
        return await self._save(command, officers, subject=officer)

    @use_case
    async def step_down_engagement_officer(
        self, command: Command, organisation: UUID, officer: UUID, *, on: PartialDate | None
    ) -> Recorded:
        officers = await self._officers_changed(command, organisation)
        officers.step_down(officer, on=on, now=command.now)
        return await self._save(command, officers, subject=officer)

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
