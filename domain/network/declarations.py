"""The declaration, its revisions with their texts, and who signs them."""

from __future__ import annotations

from uuid import UUID

from domain import errors
from domain.declaration import Declaration
from domain.identity import DECLARATION_ID, signature_id
from domain.network.deciding import Deciding
from domain.offices import Office
from domain.partial_date import PartialDate
from domain.ports import Command, Recorded
from domain.rules import revision_text
from domain.use_cases import use_case


class Declarations(Deciding):
    @use_case
    async def proclaim_declaration(
        self, command: Command, *, title: str, on: PartialDate | None, text: str | None = None
    ) -> Recorded:
        if await self._changed_if_there(command, Declaration, DECLARATION_ID):
            raise errors.AlreadyProclaimed
        declaration = Declaration.proclaim(title, on=on, now=command.now)
        await self._record_text(command, declaration, text)
        return await self._save(command, declaration, subject=declaration.id)

    @use_case
    async def revise_declaration(
        self,
        command: Command,
        *,
        title: str,
        on: PartialDate | None,
        text: str | None = None,
        summit: UUID | None = None,
    ) -> Recorded:
        declaration = await self._declaration_changed(command)
        read = [] if summit is None else [await self._summit(command, summit)]
        for each in read:
            each.refuse_unless_at_it(on)
        declaration.revise(title, on=on, summit_id=summit, now=command.now)
        await self._record_text(command, declaration, text)
        return await self._save(command, declaration, read=read, subject=declaration.id)

    @use_case
    async def record_revision_text(self, command: Command, revision: int, text: str) -> Recorded:
        declaration = await self._declaration_changed(command)
        kept = await self.texts.keep(revision_text(text))
        declaration.record_text(revision, kept, now=command.now)
        return await self._save(command, declaration, subject=declaration.id)

    async def _record_text(self, command: Command, declaration: Declaration, text: str | None) -> None:
        if text is not None:
            kept = await self.texts.keep(revision_text(text))
            declaration.record_text(declaration.revision, kept, now=command.now)

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
        signatory = await self._organisation_changed(command, organisation)
        declaration = await self._there(command, Declaration, DECLARATION_ID, errors.NoDeclaration)
        revision = declaration.known_revision(revision)
        at = [] if summit is None else [await self._summit(command, summit)]
        for each in at:
            each.refuse_unless_at_it(on)
        signatory.sign_declaration(revision, on=on, office=office, summit_id=summit, now=command.now)
        signature = signature_id(signatory.id, revision, signatory.times_signed(revision))
        return await self._save(command, signatory, read=[declaration, *at], subject=signature)

    @use_case
    async def withdraw_signature(
        self,
        command: Command,
        organisation: UUID,
        *,
        revision: int,
        on: PartialDate | None,
        reason: str | None = None,
    ) -> Recorded:
        signatory = await self._organisation_changed(command, organisation)
        signatory.withdraw_signature(revision, on=on, reason=reason, now=command.now)
        signature = signature_id(signatory.id, revision, signatory.times_signed(revision))
        return await self._save(command, signatory, subject=signature)
