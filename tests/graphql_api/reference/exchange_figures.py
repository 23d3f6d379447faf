"""What became of the impulses, which examples spread, and who gives and takes, counted row by row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from domain.impulse import ImpulseState
from domain.partial_date import PartialDate
from projections.adoptions import AdoptionRow
from projections.impulse_steps import ImpulseStepRow
from projections.practice_examples import PracticeExampleRow
from tests.graphql_api.reference.attendance import day_of
from tests.graphql_api.reference.malformed import Malformed
from tests.graphql_api.reference.shown import Shown
from tests.graphql_api.reference.standing import Span, certain

Counted = TypeVar("Counted")

# The steps that change how far an impulse has gone, and to what.
_LEADING_TO = {
    "TAKEN_UP": ImpulseState.TAKEN_UP,
    "DECLINED": ImpulseState.DECLINED,
    "PUT_INTO_EFFECT": ImpulseState.IN_EFFECT,
    "WITHDRAWN": ImpulseState.WITHDRAWN,
}


def _happened(on: PartialDate | None, day: date | None) -> bool:
    """Whether it certainly had happened by the day; without one, it has."""
    return day is None or (on is not None and on.latest <= day)


def _listed(length: int | None, rows: Sequence[Counted]) -> Sequence[Counted]:
    if length is None:
        return rows[:100]
    if not 0 <= length <= 100:
        raise Malformed("BAD_PAGE")
    return rows[:length]


@dataclass(frozen=True)
class ImpulsesInState:
    state: str
    count: int


@dataclass(frozen=True)
class DaysToDecision:
    decided: int
    undated: int
    shortest: int | None
    median: int | None
    longest: int | None

    @classmethod
    def of(cls, known: list[int], undated: int) -> DaysToDecision:
        """The median of an even number is the lower of the two in the middle."""
        days = sorted(known)
        if not days:
            return cls(0, undated, None, None, None)
        return cls(len(days), undated, days[0], days[(len(days) - 1) // 2], days[-1])


class AdoptedExample(Shown):
    """The row is the example's, with how many adopted it by the day."""

    row: tuple[PracticeExampleRow, int]

    @property
    def example(self) -> Any:
        return self.one("exa", self.row[0].id)

    @property
    def adopter_count(self) -> int:
        return self.row[1]


@dataclass(frozen=True)
class Sharing:
    organisation: Any
    shared: int
    passed_on: int
    adopted: int


class ExchangeFigures(Shown):
    """The row is the day; None stands for now."""

    row: date | None

    def by_state(self) -> list[ImpulsesInState]:
        counts = Counter(self._state(row.id) for row in self.folded.impulses.values() if self._is_raised(row))
        return [ImpulsesInState(state, counts[state]) for state in ImpulseState]

    def _is_raised(self, impulse: Any) -> bool:
        return self.row is None or day_of(self.folded.summits[impulse.summit_id]) <= self.row

    def _state(self, impulse: UUID) -> ImpulseState:
        """That to which the last of its steps led that had certainly been taken by the day."""
        steps = sorted(self._steps(impulse), key=lambda step: step.number)
        taken = [_LEADING_TO[step.kind] for step in steps if _happened(step.happened_on, self.row)]
        return taken[-1] if taken else ImpulseState.RAISED

    def _steps(self, impulse: UUID) -> Iterable[ImpulseStepRow]:
        rows = self.folded.impulse_steps.values()
        return (row for row in rows if row.impulse_id == impulse and row.kind in _LEADING_TO)

    def days_to_decision(self) -> DaysToDecision:
        decisions = [
            row
            for row in self.folded.impulse_steps.values()
            if row.kind in ("TAKEN_UP", "DECLINED") and _happened(row.happened_on, self.row)
        ]
        days = [self._days_since_raised(each) for each in decisions]
        return DaysToDecision.of([each for each in days if each is not None], days.count(None))

    def _days_since_raised(self, decision: ImpulseStepRow) -> int | None:
        raised_at = self.folded.summits[self.folded.impulses[decision.impulse_id].summit_id]
        raised, decided = raised_at.held_on, decision.happened_on
        if raised is None or raised.day is None or decided is None or decided.day is None:
            return None
        days = (decided.earliest - raised.earliest).days
        return days if days >= 0 else None

    def _adoptions(self) -> list[AdoptionRow]:
        return [row for row in self.folded.adoptions.values() if _happened(row.adopted_on, self.row)]

    def most_adopted(self, first: int | None) -> list[AdoptedExample]:
        counts = Counter(self.folded.practice_examples[row.example_id] for row in self._adoptions())
        rows = sorted(counts.items(), key=lambda each: (-each[1], each[0].title_key, each[0].id))
        return [AdoptedExample(self.folded, row) for row in _listed(first, rows)]

    def sharing(self, order: str | None, first: int | None) -> list[Sharing]:
        shared = Counter(
            row.organisation_id for row in self.folded.practice_examples.values() if self._is_shared(row)
        )
        adoptions = self._adoptions()
        passed_on = Counter(row.adopted_from_id or self._sharer(row.example_id) for row in adoptions)
        adopted = Counter(row.organisation_id for row in adoptions)
        sign = 1 if order == "ASC" else -1
        members = sorted(
            self._members(),
            key=lambda key: (
                *(sign * shared[key], sign * passed_on[key]),
                *(self.folded.organisations[key].name_key, key),
            ),
        )
        return [
            Sharing(self.one("org", key), shared[key], passed_on[key], adopted[key])
            for key in _listed(first, members)
        ]

    def _sharer(self, example: UUID) -> UUID:
        return self.folded.practice_examples[example].organisation_id

    def _is_shared(self, example: PracticeExampleRow) -> bool:
        return Span(example.shared_on, example.withdrawn, example.withdrawn_on).certainly(self.row)

    def _members(self) -> set[UUID]:
        spans: dict[UUID, list[Span]] = {}
        for row in self.folded.memberships.values():
            spans.setdefault(row.organisation_id, []).append(Span.of_membership(row))
        return {key for key, own in spans.items() if certain(own, self.row)}
