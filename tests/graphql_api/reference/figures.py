"""The network in figures, counted row by row."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any
from uuid import UUID

from domain.partial_date import PartialDate
from projections.memberships import MembershipRow
from projections.organisations import OrganisationRow
from tests.graphql_api.reference.attendance import SummitAttendance, attendance_until
from tests.graphql_api.reference.exchange_figures import (
    AdoptedExample,
    DaysToDecision,
    ExchangeFigures,
    ImpulsesInState,
    Sharing,
)
from tests.graphql_api.reference.folding import Folded
from tests.graphql_api.reference.growth import YearOfGrowth, growth_by
from tests.graphql_api.reference.nodes import ANode
from tests.graphql_api.reference.standing import Span, certain, undated

DISTRICTS = ("KREIS", "STAEDTEREGION")
MUNICIPALITIES = ("KREISFREIE_STADT", "STADT", "GEMEINDE")


@dataclass(frozen=True)
class Counted:
    """How many certainly stood on a day, or stand now, and of how many more the dates leave it open."""

    certain: int
    undated: int

    @classmethod
    def of(cls, groups: Iterable[list[Span]], day: date | None) -> Counted:
        known = list(groups)
        return cls(sum(certain(each, day) for each in known), sum(undated(each, day) for each in known))


def members(folded: Folded, day: date | None) -> Counted:
    return Counted.of(_memberships(folded).values(), day)


def signatories(folded: Folded, day: date | None, kinds: tuple[str, ...] | None = None) -> Counted:
    """Of organisations of these kinds; of all where none are given."""
    signed = {
        key: spans
        for key, spans in _grouped(folded.signatures.values(), Span.of_signature).items()
        if kinds is None or folded.organisations[key].kind in kinds
    }
    return Counted.of(signed.values(), day)


def _memberships(folded: Folded) -> dict[UUID, list[Span]]:
    return _grouped(folded.memberships.values(), Span.of_membership)


def _grouped(rows: Iterable[Any], span: Callable[[Any], Span]) -> dict[UUID, list[Span]]:
    """The spans of each organisation."""
    groups: dict[UUID, list[Span]] = {}
    for row in rows:
        groups.setdefault(row.organisation_id, []).append(span(row))
    return groups


@dataclass(frozen=True)
class Figures:
    folded: Folded
    day: date | None

    @property
    def on(self) -> str | None:
        return None if self.day is None else self.day.isoformat()

    @property
    def members(self) -> int:
        return members(self.folded, self.day).certain

    @property
    def undated_members(self) -> int:
        return members(self.folded, self.day).undated

    @property
    def signatories(self) -> int:
        return signatories(self.folded, self.day).certain

    @property
    def undated_signatories(self) -> int:
        return signatories(self.folded, self.day).undated

    @property
    def population_covered(self) -> int:
        return self._population(lambda row: self._is_covered(row))

    @property
    def undated_population_covered(self) -> int:
        return self._population(lambda row: not self._is_covered(row) and self._may_be_covered(row))

    def _population(self, counts: Callable[[OrganisationRow], bool]) -> int:
        rows = self.folded.organisations.values()
        return sum(row.population or 0 for row in rows if row.kind in MUNICIPALITIES and counts(row))

    def _is_covered(self, municipality: OrganisationRow) -> bool:
        existed = _existence(municipality).certainly(self.day)
        return existed and any(certain(each, self.day) for each in self._covering(municipality))

    def _may_be_covered(self, municipality: OrganisationRow) -> bool:
        existed = _existence(municipality).possibly(self.day)
        spans = [span for each in self._covering(municipality) for span in each]
        return existed and any(span.possibly(self.day) for span in spans)

    @cached_property
    def _memberships(self) -> dict[UUID, list[Span]]:
        return _memberships(self.folded)

    def _covering(self, municipality: OrganisationRow) -> list[list[Span]]:
        """The memberships of the municipality and those of its district."""
        found = [self._memberships.get(municipality.id, [])]
        if municipality.parent_id is not None:
            parent = self.folded.organisations[municipality.parent_id]
            found += [self._memberships.get(parent.id, [])] if parent.kind in DISTRICTS else []
        return found

    @property
    def growth(self) -> list[YearOfGrowth]:
        return growth_by(self.folded, self.day)

    @property
    def undated_growth(self) -> int:
        """Who may be a member on the day, and none of whose joinings has a date that a year counts."""
        groups: dict[UUID, list[MembershipRow]] = {}
        for row in self.folded.memberships.values():
            if Span.of_membership(row).possibly(self.day):
                groups.setdefault(row.organisation_id, []).append(row)
        return sum(not any(self._is_dated(row.joined_on) for row in rows) for rows in groups.values())

    def _is_dated(self, on: PartialDate | None) -> bool:
        return on is not None and (self.day is None or on.latest <= self.day)

    @property
    def reported_figures(self) -> list[ReportedFigure]:
        """In the order of their days, and of recording."""
        rows = [
            row
            for row in self.folded.reported_figures.values()
            if self.day is None or (row.reported_on is not None and row.reported_on.latest <= self.day)
        ]
        rows.sort(key=lambda row: (row.reported_on.latest if row.reported_on else date.max, row.position))
        return [ReportedFigure(self.folded, row) for row in rows]

    @property
    def attendance(self) -> list[SummitAttendance]:
        return attendance_until(self.folded, self.day)

    @property
    def _exchange(self) -> ExchangeFigures:
        return ExchangeFigures(self.folded, self.day)

    @property
    def impulses(self) -> list[ImpulsesInState]:
        return self._exchange.by_state()

    @property
    def days_to_decision(self) -> DaysToDecision:
        return self._exchange.days_to_decision()

    def most_adopted(self, first: int | None = None) -> list[AdoptedExample]:
        return self._exchange.most_adopted(first)

    def sharing(self, order: str | None = None, first: int | None = None) -> list[Sharing]:
        return self._exchange.sharing(order, first)


def _existence(organisation: OrganisationRow) -> Span:
    """That there is an organisation; when it began is not recorded, and taken to be before all days."""
    return Span(PartialDate(1000), organisation.ended is not None, organisation.ended_on)


class ReportedFigure(ANode):
    token = "fig"
    model = "reported_figures"

    @property
    def registered(self) -> int:
        return self._counted.certain

    @property
    def registered_undated(self) -> int:
        return self._counted.undated

    @property
    def _counted(self) -> Counted:
        on = self.row.reported_on and self.row.reported_on.latest
        if self.row.figure == "MEMBERS":
            return members(self.folded, on)
        return signatories(self.folded, on, (*MUNICIPALITIES, *DISTRICTS))
