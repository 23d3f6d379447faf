"""The use cases: one short method a command. Each loads, asks, saves."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from uuid import UUID

from domain import errors
from domain.declaration import Declaration
from domain.identity import (
    DECLARATION_ID,
    attendance_id,
    signature_id,
    summit_year_id,
)
from domain.offices import Office
from domain.organisation import Organisation, OrganisationKind
from domain.partial_date import PartialDate
from domain.ports import AnAggregate, Command, Recorded, Store
from domain.summit import Summit, SummitDetails, SummitYear
from domain.use_cases import use_case


class Network:
    """The network of municipalities as its members and the Land change it."""

    def __init__(self, store: Store, new_id: Callable[[], UUID]) -> None:
        self.store = store
        self.turn = asyncio.Lock()
        self._new_id = new_id

    # Organisations

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
        organisation = Organisation.register(
            ags=ags,
            name=name,
            kind=kind,
            parent=await self._parent(parent, command),
            population=population,
            latitude=latitude,
            longitude=longitude,
            now=command.now,
        )
        if await self._load(command, Organisation, organisation.id):
            raise errors.AlreadyRegistered(ags or name)
        _refuse_other_version(0, command)
        return await self.store.save(command, organisation, subject=organisation.id)

    @use_case
    async def rename_organisation(self, command: Command, organisation: UUID, name: str) -> Recorded:
        changed = await self._organisation(organisation, command)
        _refuse_other_version(changed.version, command)
        changed.rename(name, now=command.now)
        return await self.store.save(command, changed, subject=changed.id)

    @use_case
    async def change_organisation_kind(
        self, command: Command, organisation: UUID, kind: OrganisationKind
    ) -> Recorded:
        changed = await self._organisation(organisation, command)
        _refuse_other_version(changed.version, command)
        changed.change_kind(kind, now=command.now)
        return await self.store.save(command, changed, subject=changed.id)

    @use_case
    async def update_population(self, command: Command, organisation: UUID, population: int) -> Recorded:
        changed = await self._organisation(organisation, command)
        _refuse_other_version(changed.version, command)
        changed.update_population(population, now=command.now)
        return await self.store.save(command, changed, subject=changed.id)

    # The declaration

    @use_case
    async def proclaim_declaration(self, command: Command, *, title: str, on: PartialDate | None) -> Recorded:
        if await self._load(command, Declaration, DECLARATION_ID):
            raise errors.AlreadyProclaimed
        _refuse_other_version(0, command)
        declaration = Declaration.proclaim(title, on=on, now=command.now)
        return await self.store.save(command, declaration, subject=declaration.id)

    @use_case
    async def revise_declaration(self, command: Command, *, title: str, on: PartialDate | None) -> Recorded:
        declaration = await self._declaration(command)
        _refuse_other_version(declaration.version, command)
        declaration.revise(title, on=on, now=command.now)
        return await self.store.save(command, declaration, subject=declaration.id)

    @use_case
    async def sign_declaration(
        self,
        command: Command,
        organisation: UUID,
        *,
        on: PartialDate | None,
        revision: int | None = None,
        office: Office | None = None,
        summit: UUID | None = None,
    ) -> Recorded:
        signatory = await self._organisation(organisation, command)
        _refuse_other_version(signatory.version, command)
        declaration = await self._declaration(command)
        revision = declaration.known_revision(revision)
        if summit is not None:
            await self._summit(summit, command)
        signatory.sign_declaration(revision, on=on, office=office, summit_id=summit, now=command.now)
        return await self.store.save(
            command,
            signatory,
            read=[declaration],
            subject=signature_id(signatory.id, revision),
        )

    # Membership

    @use_case
    async def plan_accession(
        self, command: Command, organisation: UUID, *, on: PartialDate | None
    ) -> Recorded:
        planner = await self._organisation(organisation, command)
        _refuse_other_version(planner.version, command)
        planner.plan_accession(on=on, now=command.now)
        return await self.store.save(command, planner, subject=planner.id)

    @use_case
    async def join_network(
        self,
        command: Command,
        organisation: UUID,
        *,
        on: PartialDate | None,
        council_resolved_on: PartialDate | None = None,
    ) -> Recorded:
        member = await self._organisation(organisation, command)
        _refuse_other_version(member.version, command)
        member.join_network(on=on, council_resolved_on=council_resolved_on, now=command.now)
        return await self.store.save(command, member, subject=member.id)

    # Summits

    @use_case
    async def announce_summit(self, command: Command, year: int, details: SummitDetails) -> Recorded:
        if await self._load(command, SummitYear, summit_year_id(year)):
            raise errors.SummitYearTaken(str(year))
        _refuse_other_version(0, command)
        reserved = SummitYear.reserve(year, self._new_id(), now=command.now)
        summit = Summit.announce(reserved.summit_id, year, details, now=command.now)
        return await self.store.save(command, reserved, summit, subject=summit.id)

    @use_case
    async def hold_summit(
        self,
        command: Command,
        year: int,
        details: SummitDetails,
        reported_attendance: int | None = None,
    ) -> Recorded:
        reserved = await self._load(command, SummitYear, summit_year_id(year))
        if reserved is None:
            _refuse_other_version(0, command)
            reserved = SummitYear.reserve(year, self._new_id(), now=command.now)
            summit = Summit.hold_unannounced(
                reserved.summit_id, year, details, reported_attendance, now=command.now
            )
            return await self.store.save(command, reserved, summit, subject=summit.id)
        summit = await self._summit(reserved.summit_id, command)
        _refuse_other_version(summit.version, command)
        summit.hold(details, reported_attendance, now=command.now)
        return await self.store.save(command, summit, subject=summit.id)

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
        attended = await self._summit(summit, command)
        _refuse_other_version(attended.version, command)
        attendee = await self._organisation(organisation, command)
        attended.attend(attendee, on=on or attended.on, office=office, now=command.now)
        return await self.store.save(
            command, attended, read=[attendee], subject=attendance_id(summit, organisation)
        )

    async def summit_of(self, year: int) -> UUID:
        """The summit that holds this year."""
        reserved = await self.store.load(SummitYear, summit_year_id(year))
        if reserved is None:
            raise errors.UnknownSummit(str(year))
        return reserved.summit_id

    # What the commands stand on

    async def _organisation(self, stream: UUID, command: Command) -> Organisation:
        organisation = await self._load(command, Organisation, stream)
        if organisation is None:
            raise errors.UnknownOrganisation(str(stream))
        return organisation

    async def _parent(self, stream: UUID | None, command: Command) -> Organisation | None:
        if stream is None:
            return None
        parent = await self._load(command, Organisation, stream)
        if parent is None:
            raise errors.UnknownParent(str(stream))
        return parent

    async def _declaration(self, command: Command) -> Declaration:
        declaration = await self._load(command, Declaration, DECLARATION_ID)
        if declaration is None:
            raise errors.NoDeclaration
        return declaration

    async def _summit(self, stream: UUID, command: Command) -> Summit:
        summit = await self._load(command, Summit, stream)
        if summit is None:
            raise errors.UnknownSummit(str(stream))
        return summit

    async def _load(self, command: Command, kind: type[AnAggregate], stream: UUID) -> AnAggregate | None:
        return await self.store.load(kind, stream, fresh=command.fresh)


def _refuse_other_version(version: int, command: Command) -> None:
    expected = command.expected_version
    if expected is not None and expected != version:
        raise errors.VersionConflict(f"expected {expected}, it is {version}")
