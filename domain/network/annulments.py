"""Annulling a fact that was recorded wrongly. To correct one, its own command is given with `corrects`."""

from __future__ import annotations

from domain import errors
from domain.engagement_officers import EngagementOfficers
from domain.network.deciding import Deciding, refuse_other_version
from domain.ports import Command, Recorded
from domain.rules import text
from domain.summit_year import SummitYear
from domain.use_cases import use_case


class Annulments(Deciding):
    @use_case
    async def annul_fact(self, command: Command, position: int, *, reason: str) -> Recorded:
        if command.corrects is not None:
            raise errors.NotCorrectable
        reason = text(reason, "reason")
        located = await self.store.locate(position)
        if located is None:
            raise errors.UnknownFact(str(position), field="position")
        stream, version = located
        history = await self.store.history(stream)
        refuse_other_version(history.version, command)
        if isinstance(history.aggregate(), SummitYear):  # it follows from what its summit does
            raise errors.UnknownFact(str(position), field="position")
        try:
            corrected = history.annulled(version, reason, command.now)
        except errors.Refusal as refusal:
            refusal.field = "position"
            raise
        of = corrected.as_it_stands
        subject = of.organisation_id if isinstance(of, EngagementOfficers) else stream
        return await self._save_corrected(command, corrected, [], subject)
