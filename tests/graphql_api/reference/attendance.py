"""Who was invited to each summit and who came: of all, and of each Regierungsbezirk."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from typing import Any
from uuid import UUID

from domain.partial_date import PartialDate
from projections.summits import SummitRow
from tests.graphql_api.reference.folding import Folded
from tests.graphql_api.reference.shown import Shown
from tests.graphql_api.reference.standing import Span, certain, undated


def attendance_until(folded: Folded, day: date | None) -> list[SummitAttendance]:
    """Of the summits, by their years, that had certainly taken place by the day, if all went as planned."""
    rows = [row for row in folded.summits.values() if row.state != "CANCELLED"]
    rows.sort(key=lambda row: row.year)
    return [SummitAttendance(folded, row) for row in rows if day is None or day_of(row) <= day]


def day_of(summit: SummitRow) -> date:
    """The last day on which it may have taken place."""
    return (summit.held_on or PartialDate(summit.year)).latest


@dataclass(frozen=True)
class AttendanceFigures:
    invited: int
    answered: int
    accepted: int
    declined: int
    attended: int
    rate_of_invited: float | None
    members: int
    undated_members: int
    members_attended: int
    rate_of_members: float | None


@dataclass(frozen=True)
class RegionalAttendance:
    regierungsbezirk: Any
    figures: AttendanceFigures


class SummitAttendance(Shown):
    """Of one summit."""

    @property
    def summit(self) -> Any:
        return self.one("sum", self.row.id)

    @property
    def figures(self) -> AttendanceFigures:
        return self._figures(self.folded.organisations.keys())

    @property
    def by_regierungsbezirk(self) -> list[RegionalAttendance]:
        organisations = self.folded.organisations
        within: dict[UUID, set[UUID]] = {}
        for key in organisations:
            region = self._regierungsbezirk(key)
            if region is not None:
                within.setdefault(region, set()).add(key)
        return [
            RegionalAttendance(self.one("org", region), self._figures(within[region]))
            for region in sorted(within, key=lambda key: organisations[key].name_key)
        ]

    def _regierungsbezirk(self, key: UUID | None) -> UUID | None:
        """The one itself, or what it lies in, however deep."""
        while key is not None and self.folded.organisations[key].kind != "REGIERUNGSBEZIRK":
            key = self.folded.organisations[key].parent_id
        return key

    @cached_property
    def _answers(self) -> dict[UUID, str]:
        rows = self.folded.invitations.values()
        return {row.organisation_id: row.answer for row in rows if row.summit_id == self.row.id}

    @cached_property
    def _came(self) -> set[UUID]:
        rows = self.folded.attendances.values()
        return {row.organisation_id for row in rows if row.summit_id == self.row.id}

    @cached_property
    def _memberships(self) -> dict[UUID, list[Span]]:
        found: dict[UUID, list[Span]] = {}
        for row in self.folded.memberships.values():
            found.setdefault(row.organisation_id, []).append(Span.of_membership(row))
        return found

    def _figures(self, organisations: Set[UUID]) -> AttendanceFigures:
        """Those of these organisations; who is a member is asked of the summit's day."""
        day = day_of(self.row)
        spans = {key: each for key, each in self._memberships.items() if key in organisations}
        answers = {key: answer for key, answer in self._answers.items() if key in organisations}
        members = {key for key, each in spans.items() if certain(each, day)}
        came = self._came & organisations
        given = list(answers.values())
        return AttendanceFigures(
            invited=len(given),
            answered=len(given) - given.count("PENDING"),
            accepted=given.count("ACCEPTED") + given.count("DELEGATED"),
            declined=given.count("DECLINED"),
            attended=len(came),
            rate_of_invited=self._rate(came, answers.keys()),
            members=len(members),
            undated_members=sum(undated(each, day) for each in spans.values()),
            members_attended=len(came & members),
            rate_of_members=self._rate(came, members),
        )

    def _rate(self, came: Set[UUID], of: Set[UUID]) -> float | None:
        """Of these, how large a share came, as it is rounded by hand; None where nobody is recorded."""
        if not self._came or not of:
            return None
        share = Decimal(len(came & of)) / len(of)
        return float(share.quantize(Decimal("0.0001"), ROUND_HALF_UP))
