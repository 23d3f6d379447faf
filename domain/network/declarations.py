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
from domain.summit import Summit
from domain.use_cases import use_case


class Declarations(Deciding):
    @use_case
    async def proclaim_declaration(
        self, command: Command, *, title: str, on: PartialDate | None, text: str | None = None
    ) -> Recorded:
        if await self._changed_if_there(command, Declaration, DECLARATION_ID):
            raise errors.AlreadyProclaimed
        kept = await self._kept(command, text)
        declaration = Declaration.proclaim(title, on=on, text_sha256=kept, now=command.now)
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
        at = await self._met_at(command, DECLARATION_ID, summit, on)
        kept = await self._kept(command, text)
        declaration.revise(title, on=on, summit_id=summit, text_sha256=kept, now=command.now)
        return await self._save(command, declaration, read=at, subject=declaration.id)

    @use_case
    async def record_revision_text(self, command: Command, revision: int, text: str) -> Recorded:
        declaration = await self._declaration_changed(command)
        kept = await self.texts.keep(revision_text(text))
        declaration.record_text(revision, kept, now=command.now)
        return await self._save(command, declaration, subject=declaration.id)

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
        declaration.refuse_before_revision(revision, on)
        at = await self._met_at(command, signatory.id, summit, on)
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

    async def _kept(self, command: Command, text: str | None) -> str | None:
        """The SHA-256 of the text, which is kept; of a correction without one, that of what it corrects."""
        if text is not None:
            return await self.texts.keep(revision_text(text))
        if command.corrects is None:
            return None
        history, version = await self._corrected_history(command, DECLARATION_ID)
        return getattr(history.stands(version), "text_sha256", None)

    async def _met_at(
        self, command: Command, stream: UUID, summit: UUID | None, on: PartialDate | None
    ) -> list[Summit]:
        """The summit at which this is said to have happened, where it is said."""
        if summit is None:
            return []
        at = await self._summit(command, summit)
        if await self._named_so(command, stream, summit_id=summit):
            at.refuse_unless_met(on)
        else:
            at.refuse_unless_at_it(on)
        return [at]
