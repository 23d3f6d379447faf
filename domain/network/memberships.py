"""The way into the network, and out of it."""

from __future__ import annotations

from uuid import UUID

from domain.criteria import Criteria
from domain.network.deciding import Deciding
from domain.partial_date import PartialDate
from domain.ports import Command, Recorded
from domain.use_cases import use_case


class Memberships(Deciding):
    @use_case
    async def plan_accession(
        self, command: Command, organisation: UUID, *, on: PartialDate | None
    ) -> Recorded:
        planner = await self._organisation_changed(command, organisation)
        planner.plan_accession(on=on, now=command.now)
        return await self._save(command, planner, subject=planner.id)

    @use_case
    async def withdraw_accession(
        self, command: Command, organisation: UUID, *, on: PartialDate | None, reason: str | None = None
    ) -> Recorded:
        planner = await self._organisation_changed(command, organisation)
        planner.withdraw_accession(on=on, reason=reason, now=command.now)
        return await self._save(command, planner, subject=planner.id)

    @use_case
    async def resolve_accession(
        self, command: Command, organisation: UUID, *, on: PartialDate | None, reference: str | None = None
    ) -> Recorded:
        resolving = await self._organisation_changed(command, organisation)
        resolving.resolve_accession(on=on, reference=reference, now=command.now)
        return await self._save(command, resolving, subject=resolving.id)

    @use_case
    async def join_network(
        self,
        command: Command,
        organisation: UUID,
        *,
        on: PartialDate | None,
        council_resolved_on: PartialDate | None = None,
        criteria: Criteria | None = None,
    ) -> Recorded:
        member = await self._organisation_changed(command, organisation)
        member.join_network(
            on=on, council_resolved_on=council_resolved_on, criteria=criteria, now=command.now
        )
        return await self._save(command, member, subject=member.id)

    @use_case
    async def leave_network(
        self, command: Command, organisation: UUID, *, on: PartialDate | None, reason: str | None = None
    ) -> Recorded:
        member = await self._organisation_changed(command, organisation)
        member.leave_network(on=on, reason=reason, now=command.now)
        return await self._save(command, member, subject=member.id)
