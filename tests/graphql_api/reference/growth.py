"""The network's growth, year by year."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from domain.partial_date import PartialDate
from tests.graphql_api.reference.folding import Folded


@dataclass(frozen=True)
class YearOfGrowth:
    year: int
    joined: int
    left: int
    signed: int
    members: int


def growth_by(folded: Folded, day: date | None) -> list[YearOfGrowth]:
    """Of all that had happened by the day, without doubt; without a day, of all that has a date.

    Members are what is left of those whose joining counts.
    """

    def happened(on: PartialDate | None) -> bool:
        return on is not None and (day is None or on.latest <= day)

    rows = folded.memberships.values()
    joined = _by_year(row.joined_on for row in rows if happened(row.joined_on))
    departed = [row for row in rows if row.has_left and happened(row.left_on)]
    left = _by_year(row.left_on for row in departed)
    gone = _by_year(row.left_on for row in departed if happened(row.joined_on))
    signed = Counter(first.year for first in _first_signatures(folded, happened).values())
    return [
        YearOfGrowth(year, joined[year], left[year], signed[year], _until(joined, year) - _until(gone, year))
        for year in sorted(joined.keys() | left.keys() | signed.keys())
    ]


def _by_year(dates: Iterable[PartialDate | None]) -> Counter[int]:
    return Counter(on.year for on in dates if on is not None)


def _until(counts: Counter[int], year: int) -> int:
    return sum(count for each, count in counts.items() if each <= year)


def _first_signatures(folded: Folded, happened: Callable[[PartialDate | None], bool]) -> dict[UUID, date]:
    firsts: dict[UUID, date] = {}
    for row in folded.signatures.values():
        if row.signed_on is not None and happened(row.signed_on):
            latest = row.signed_on.latest
            firsts[row.organisation_id] = min(latest, firsts.get(row.organisation_id, latest))
    return firsts
