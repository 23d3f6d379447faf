"""Annulling a fact that was recorded wrongly. To correct one, its own command is given with `corrects`."""

from __future__ import annotations

from uuid import UUID

from domain import errors
from domain.corrections import Corrected, History
from domain.engagement_officers import EngagementOfficers
from domain.erasure import Erasure
from domain.identity import engagement_officers_id
from domain.network.deciding import Deciding, refuse_other_version
from domain.organisation import Organisation
from domain.ports import Command, Recorded
from domain.rules import text
from domain.summit_year import SummitYear
from domain.use_cases import use_case


class Annulments(Deciding):
    @use_case
    async def annul_fact(self, command: Command, position: int, *, reason: str) -> Recorded:
        """Annuls the fact at this position; of an organisation's end, also all that was recorded with it."""
        if command.acts_for is not None:
            raise errors.NotYourOrganisation(field="position")
        if command.corrects is not None:
            raise errors.NotCorrectable
        reason = text(reason, "reason")
        try:
            return await self._annul(command, position, reason)
        except errors.Refusal as refusal:
            if refusal.field != "expectedVersion":
                refusal.field = "position"
            raise

    async def _annul(self, command: Command, position: int, reason: str) -> Recorded:
        located = await self.store.locate(position)
        if located is None:
            raise errors.UnknownFact(str(position))
        stream, version = located
        history = await self.store.history(stream)
        refuse_other_version(history.version, command)
        if isinstance(history.aggregate(), SummitYear):  # it follows from what its summit does
            raise errors.UnknownFact(str(position))
        if isinstance(history.aggregate(), Erasure):
            raise errors.ErasureStands
        fact = history.stands(version)
        if isinstance(fact, Organisation.MergedInto | Organisation.SplitInto | Organisation.Dissolved):
            return await self._annul_end(command, history, fact, reason)
        corrected = history.annulled(version, reason, command.now)
        of = corrected.as_it_stands
        subject = of.organisation_id if isinstance(of, EngagementOfficers) else stream
        return await self._save_corrected(command, corrected, [], subject)

    async def _annul_end(
        self,
        command: Command,
        history: History,
        end: Organisation.MergedInto | Organisation.SplitInto | Organisation.Dissolved,
        reason: str,
    ) -> Recorded:
        organisation = end.originator_id
        elsewhere: list[Corrected | None] = [
            (await self.store.history(stream)).without_entailed(organisation, reason, command.now)
            for stream in (*_successors(end), engagement_officers_id(organisation))
        ]
        ended = history.annulled(end.originator_version, reason, command.now, ended=organisation)
        changed = [corrected.as_it_stands for corrected in (*elsewhere, ended) if corrected]
        return await self.store.save(command, *changed, subject=organisation)


def _successors(
    end: Organisation.MergedInto | Organisation.SplitInto | Organisation.Dissolved,
) -> list[UUID]:
    match end:
        case Organisation.MergedInto(successor_id=successor):
            return [successor]
        case Organisation.SplitInto(successor_ids=successors):
            return list(successors)
        case _:
            return []
