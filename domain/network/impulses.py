"""The impulses: raised at a summit, supported, decided on by the Land, put into effect, reported back."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from domain import errors
from domain.identity import impulse_step_id
from domain.impulse import Impulse
from domain.network.deciding import Deciding
from domain.organisation import Organisation
from domain.partial_date import PartialDate
from domain.ports import Command, Recorded
from domain.rules import refuse_before
from domain.summit import Summit
from domain.topics import Topic
from domain.use_cases import use_case


class Impulses(Deciding):
    @use_case
    async def raise_impulse(
        self,
        command: Command,
        organisation: UUID,
        summit: UUID,
        *,
        title: str,
        text: str,
        topics: Sequence[Topic],
    ) -> Recorded:
        stream = await self._begun(command, Impulse)
        raiser = await self._organisation(command, organisation)
        if not await self._named_so(command, stream, organisation_id=organisation):
            raiser.refuse_unless_entitled()
        at = await self._summit(command, summit)
        stands, reported_at = await self._stands(command, stream)
        if not await self._named_so(command, stream, summit_id=summit):
            at.refuse_unless_met(None)
            for day in stands.days if stands else ():
                refuse_before(day, at.day, field="summit")
            for later in reported_at:
                _refuse_not_later(later, at)
        raised = Impulse.raise_(
            stream, organisation, summit, title=title, body=text, topics=topics, now=command.now
        )
        read = [raiser, at, *reported_at]
        return await self._save(command, raised, read=read, judged=stands, subject=stream)

    @use_case
    async def support_impulse(
        self, command: Command, impulse: UUID, organisation: UUID, *, on: PartialDate | None
    ) -> Recorded:
        changed, raised_at = await self._impulse_changed(command, impulse, on)
        supporter = await self._organisation(command, organisation)
        if not await self._named_so(command, impulse, organisation_id=organisation):
            supporter.refuse_unless_entitled()
        changed.support(organisation, on=on, now=command.now)
        return await self._save_step(command, changed, supporter, raised_at)

    @use_case
    async def take_up_impulse(
        self, command: Command, impulse: UUID, *, on: PartialDate | None, note: str
    ) -> Recorded:
        changed, raised_at = await self._impulse_changed(command, impulse, on)
        changed.take_up(on=on, note=note, now=command.now)
        reported_at = await self._refuse_reported_before(command, impulse, on)
        return await self._save_step(command, changed, raised_at, *reported_at)

    @use_case
    async def decline_impulse(
        self, command: Command, impulse: UUID, *, on: PartialDate | None, reason: str
    ) -> Recorded:
        changed, raised_at = await self._impulse_changed(command, impulse, on)
        changed.decline(on=on, reason=reason, now=command.now)
        reported_at = await self._refuse_reported_before(command, impulse, on)
        return await self._save_step(command, changed, raised_at, *reported_at)

    @use_case
    async def put_impulse_into_effect(
        self, command: Command, impulse: UUID, *, on: PartialDate | None, effect: str
    ) -> Recorded:
        changed, raised_at = await self._impulse_changed(command, impulse, on)
        changed.put_into_effect(on=on, effect=effect, now=command.now)
        return await self._save_step(command, changed, raised_at)

    @use_case
    async def withdraw_impulse(
        self, command: Command, impulse: UUID, *, on: PartialDate | None, reason: str
    ) -> Recorded:
        changed, raised_at = await self._impulse_changed(command, impulse, on)
        changed.withdraw(on=on, reason=reason, now=command.now)
        return await self._save_step(command, changed, raised_at)

    @use_case
    async def report_impulse_back(
        self, command: Command, impulse: UUID, summit: UUID, *, report: str
    ) -> Recorded:
        changed, raised_at = await self._impulse_changed(command, impulse, None)
        at = await self._summit(command, summit)
        if not await self._named_so(command, impulse, summit_id=summit):
            at.refuse_unless_met(None)
            _refuse_not_later(at, raised_at)
            refuse_before(at.day, changed.decided_on, field="summit")
        changed.report_back(summit, report=report, now=command.now)
        return await self._save_step(command, changed, at, raised_at)

    async def _impulse_changed(
        self, command: Command, impulse: UUID, on: PartialDate | None
    ) -> tuple[Impulse, Summit]:
        """The impulse, and the summit at which it was raised: nothing became of it before that."""
        changed = await self._changed(command, Impulse, impulse, errors.UnknownImpulse)
        raised_at = await self._summit(command, changed.summit_id)
        if not await self._named_so(command, impulse, on=on):
            refuse_before(on, raised_at.day)
        return changed, raised_at

    async def _refuse_reported_before(
        self, command: Command, impulse: UUID, decided_on: PartialDate | None
    ) -> list[Summit]:
        """Refuses a decision, corrected, on another day than before, after which it was reported on."""
        _, reported_at = await self._stands(command, impulse)
        if not await self._named_so(command, impulse, on=decided_on):
            for summit in reported_at:
                refuse_before(summit.day, decided_on)
        return reported_at

    async def _save_step(self, command: Command, changed: Impulse, *read: Organisation | Summit) -> Recorded:
        step = impulse_step_id(changed.id, changed.last_step)
        return await self._save(command, changed, read=read, subject=step)

    # What a correction may not overtake

    async def _stands(self, command: Command, impulse: UUID) -> tuple[Impulse | None, list[Summit]]:
        """The impulse that a correction is about, as it stands, and the summits that were told of it."""
        if command.corrects is None:
            return None, []
        history, _ = await self._corrected_history(command, impulse)
        stands = history.aggregate()
        if not isinstance(stands, Impulse):
            raise errors.AnotherFact
        return stands, [await self._summit(command, summit) for summit in sorted(stands.reported_at)]


def _refuse_not_later(summit: Summit, raised_at: Summit) -> None:
    if summit.year <= raised_at.year:
        raise errors.SummitNotLater(f"{summit.year} ≤ {raised_at.year}")
