"""What members share with each other, and who adopts it."""

from __future__ import annotations

from uuid import UUID

from domain import errors
from domain.example_content import ExampleContent
from domain.identity import adoption_id
from domain.network.deciding import Deciding
from domain.partial_date import PartialDate
from domain.ports import Command, Recorded
from domain.practice_example import AdoptionKind, PracticeExample
from domain.use_cases import use_case


class PracticeExamples(Deciding):
    @use_case
    async def share_practice_example(
        self, command: Command, organisation: UUID, content: ExampleContent, *, on: PartialDate | None
    ) -> Recorded:
        stream = await self._begun(command, PracticeExample)
        sharer = await self._organisation(command, organisation)
        if not await self._named_so(command, stream, organisation_id=organisation):
            sharer.refuse_unless_member()
        example = PracticeExample.share(stream, organisation, content, on=on, now=command.now)
        return await self._save(command, example, read=[sharer], subject=stream)

    @use_case
    async def revise_practice_example(
        self, command: Command, example: UUID, content: ExampleContent, *, on: PartialDate | None
    ) -> Recorded:
        changed = await self._example_changed(command, example)
        changed.revise(content, on=on, now=command.now)
        return await self._save(command, changed, subject=example)

    @use_case
    async def withdraw_practice_example(
        self, command: Command, example: UUID, *, on: PartialDate | None, reason: str | None = None
    ) -> Recorded:
        changed = await self._example_changed(command, example)
        changed.withdraw(on=on, reason=reason, now=command.now)
        return await self._save(command, changed, subject=example)

    @use_case
    async def adopt_practice_example(
        self,
        command: Command,
        example: UUID,
        organisation: UUID,
        kind: AdoptionKind,
        *,
        adopted_from: UUID | None = None,
        on: PartialDate | None,
        note: str | None = None,
    ) -> Recorded:
        changed = await self._example_changed(command, example)
        adopter = await self._organisation(command, organisation)
        if not await self._named_so(command, example, organisation_id=organisation):
            adopter.refuse_ended()
        changed.adopt(organisation, kind, adopted_from=adopted_from, on=on, note=note, now=command.now)
        return await self._save(command, changed, read=[adopter], subject=adoption_id(example, organisation))

    @use_case
    async def report_experience(
        self, command: Command, example: UUID, organisation: UUID, *, on: PartialDate | None, note: str
    ) -> Recorded:
        changed = await self._example_changed(command, example)
        changed.report_experience(organisation, on=on, note=note, now=command.now)
        return await self._save(command, changed, subject=adoption_id(example, organisation))

    async def _example_changed(self, command: Command, example: UUID) -> PracticeExample:
        return await self._changed(command, PracticeExample, example, errors.UnknownPracticeExample)
