"""Registering organisations, what changes of them, and how they end."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from domain import errors
from domain.engagement_officers import EngagementOfficers
from domain.identity import engagement_officers_id
from domain.network.deciding import Deciding
from domain.organisation import Ending, Organisation, OrganisationKind, refuse_ags_unlike_kind
from domain.partial_date import PartialDate
from domain.ports import Command, Recorded
from domain.succession import pass_on
from domain.use_cases import use_case


class Organisations(Deciding):
    @use_case
    async def register_organisation(
        self,
        command: Command,
        *,
        name: str,
        kind: OrganisationKind,
        ags: str | None = None,
        parent: UUID | None = None,
        population: int | None = None,
        latitude: float | None = None,
        longitude: float | None = None,
    ) -> Recorded:
        above = None if parent is None else await self._parent(command, parent)
        organisation = Organisation.register(
            ags=ags,
            name=name,
            kind=kind,
            parent=above,
            population=population,
            latitude=latitude,
            longitude=longitude,
            now=command.now,
        )
        if await self._changed_if_there(command, Organisation, organisation.id):
            raise errors.AlreadyRegistered(ags or name)
        return await self._save(command, organisation, subject=organisation.id)

    @use_case
    async def rename_organisation(self, command: Command, organisation: UUID, name: str) -> Recorded:
        changed = await self._organisation_changed(command, organisation)
        changed.rename(name, now=command.now)
        return await self._save(command, changed, subject=changed.id)

    @use_case
    async def change_organisation_kind(
        self, command: Command, organisation: UUID, kind: OrganisationKind
    ) -> Recorded:
        changed = await self._organisation_changed(command, organisation)
        changed.change_kind(kind, now=command.now)
        return await self._save(command, changed, subject=changed.id)

    @use_case
    async def change_parent(self, command: Command, organisation: UUID, parent: UUID) -> Recorded:
        changed = await self._organisation_changed(command, organisation)
        above = await self._parent(command, parent)
        if above.id == changed.id or above.ended:
            raise errors.InvalidParent(above.name)
        refuse_ags_unlike_kind(changed.ags, changed.kind, above)
        changed.change_parent(above.id, now=command.now)
        return await self._save(command, changed, read=[above], subject=changed.id)

    @use_case
    async def update_population(self, command: Command, organisation: UUID, population: int) -> Recorded:
        changed = await self._organisation_changed(command, organisation)
        changed.update_population(population, now=command.now)
        return await self._save(command, changed, subject=changed.id)

    # Their end

    @use_case
    async def merge_organisations(
        self, command: Command, organisation: UUID, into: UUID, *, on: PartialDate | None
    ) -> Recorded:
        ending = await self._ending(command, organisation)
        if into == organisation:
            raise errors.InvalidSuccessor(ending.name)
        (successor,) = await self._successors(command, ending, [into])
        pass_on(ending, [successor], Ending.MERGED, on=on, now=command.now)
        ending.merge_into(successor.id, on=on, now=command.now)
        officers = await self._officers_stepping_down(command, ending, on)
        return await self._save(command, successor, *officers, ending, subject=ending.id)

    @use_case
    async def split_organisation(
        self, command: Command, organisation: UUID, into: Sequence[UUID], *, on: PartialDate | None
    ) -> Recorded:
        ending = await self._ending(command, organisation)
        if len(set(into)) != len(into) or len(into) < 2 or organisation in into:
            raise errors.InvalidSuccessor(ending.name)
        successors = await self._successors(command, ending, into)
        pass_on(ending, successors, Ending.SPLIT, on=on, now=command.now)
        ending.split_into(into, on=on, now=command.now)
        officers = await self._officers_stepping_down(command, ending, on)
        return await self._save(command, *successors, *officers, ending, subject=ending.id)

    @use_case
    async def dissolve_organisation(
        self, command: Command, organisation: UUID, *, on: PartialDate | None, reason: str | None
    ) -> Recorded:
        ending = await self._ending(command, organisation)
        pass_on(ending, [], Ending.DISSOLVED, on=on, now=command.now)
        ending.dissolve(on=on, reason=reason, now=command.now)
        officers = await self._officers_stepping_down(command, ending, on)
        return await self._save(command, *officers, ending, subject=ending.id)

    async def _ending(self, command: Command, organisation: UUID) -> Organisation:
        """What an end leads to is recorded with it, so it is annulled as a whole and recorded anew."""
        if command.corrects is not None:
            raise errors.NotCorrectable
        return await self._organisation_changed(command, organisation)

    async def _successors(
        self, command: Command, ending: Organisation, into: Sequence[UUID]
    ) -> list[Organisation]:
        successors = []
        for stream in into:
            successor = await self._load(command, Organisation, stream)
            if successor is None:
                raise errors.UnknownOrganisation(str(stream), field="into")
            if successor.ended:
                raise errors.OrganisationEnded(successor.name, field="into")
            if ending.eligible and not successor.eligible:
                raise errors.InvalidSuccessor(successor.name)
            successors.append(successor)
        return successors

    async def _officers_stepping_down(
        self, command: Command, organisation: Organisation, on: PartialDate | None
    ) -> list[EngagementOfficers]:
        officers = await self._load(command, EngagementOfficers, engagement_officers_id(organisation.id))
        if officers is None or not officers.in_office:
            return []
        for person in sorted(officers.in_office):
            officers.step_down(person, on=on, ended=organisation.id, now=command.now)
        return [officers]

    async def _parent(self, command: Command, stream: UUID) -> Organisation:
        return await self._organisation(command, stream, errors.UnknownParent)
