"""The network in figures, counted row by row."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from domain.partial_date import PartialDate
from projections.organisations import OrganisationRow
from projections.signatures import SignatureRow
from tests.graphql_api.reference.folding import Folded

DISTRICTS = ("KREIS", "STAEDTEREGION")
MUNICIPALITIES = ("KREISFREIE_STADT", "STADT", "GEMEINDE")


@dataclass(frozen=True)
class YearOfGrowth:
    year: int
    joined: int
    signed: int
    members: int


@dataclass(frozen=True)
class Figures:
    folded: Folded
    day: date | None

    def _certainly(self, on: PartialDate | None) -> bool:
        """Whether it had come by the day, without doubt; without a day, all that is recorded had."""
        if self.day is None:
            return True
        return on is not None and on.latest <= self.day

    def _possibly(self, on: PartialDate | None) -> bool:
        """Whether the date leaves open if it had come by the day; without a day, nothing is open."""
        if self.day is None or self._certainly(on):
            return False
        return on is None or on.earliest <= self.day

    @property
    def on(self) -> str | None:
        return None if self.day is None else self.day.isoformat()

    @cached_property
    def _members(self) -> list[OrganisationRow]:
        return [row for row in self.folded.organisations.values() if row.membership == "MEMBER"]

    @property
    def members(self) -> int:
        return sum(self._certainly(row.joined_on) for row in self._members)

    @property
    def undated_members(self) -> int:
        return sum(self._possibly(row.joined_on) for row in self._members)

    @cached_property
    def _certain_signatures(self) -> list[SignatureRow]:
        return [row for row in self.folded.signatures.values() if self._certainly(row.signed_on)]

    @cached_property
    def _certain_signatories(self) -> set[object]:
        return {row.organisation_id for row in self._certain_signatures}

    @property
    def signatories(self) -> int:
        return len(self._certain_signatories)

    @property
    def undated_signatories(self) -> int:
        possible = {
            row.organisation_id for row in self.folded.signatures.values() if self._possibly(row.signed_on)
        }
        return len(possible - self._certain_signatories)

    def _members_of(self, municipality: OrganisationRow) -> list[OrganisationRow]:
        """The municipality and its district, as far as they are members."""
        found = [municipality]
        if municipality.parent_id is not None:
            parent = self.folded.organisations[municipality.parent_id]
            found += [parent] if parent.kind in DISTRICTS else []
        return [row for row in found if row.membership == "MEMBER"]

    @property
    def population_covered(self) -> int:
        return sum(
            row.population or 0
            for row in self.folded.organisations.values()
            if row.kind in MUNICIPALITIES
            and any(self._certainly(member.joined_on) for member in self._members_of(row))
        )

    @property
    def undated_population_covered(self) -> int:
        return sum(
            row.population or 0
            for row in self.folded.organisations.values()
            if row.kind in MUNICIPALITIES
            and not any(self._certainly(member.joined_on) for member in self._members_of(row))
            and any(self._possibly(member.joined_on) for member in self._members_of(row))
        )

    @property
    def growth(self) -> list[YearOfGrowth]:
        joined = Counter(
            row.joined_on.year
            for row in self._members
            if row.joined_on is not None and self._certainly(row.joined_on)
        )
        firsts: dict[object, date] = {}
        for row in self._certain_signatures:
            if row.signed_on is not None:
                latest = row.signed_on.latest
                firsts[row.organisation_id] = min(latest, firsts.get(row.organisation_id, latest))
        signed = Counter(first.year for first in firsts.values())
        years = sorted(joined.keys() | signed.keys())
        return [
            YearOfGrowth(
                year,
                joined[year],
                signed[year],
                members=sum(count for each, count in joined.items() if each <= year),
            )
            for year in years
        ]

    @property
    def undated_growth(self) -> int:
        if self.day is None:
            return sum(row.joined_on is None for row in self._members)
        return self.undated_members
