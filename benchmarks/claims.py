"""What a claim is: ours, what is measured beside it in the same run, and the bound that must hold."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from statistics import median

Contender = Callable[[], float]


@dataclass(frozen=True)
class Claim:
    """One line of the table.

    Attributes:
        peer: what it is compared with; empty where the bound is all there is.
        least_ratio: of ours to the peer's, as `most_ratio`.
        least: of ours, as `most`.
    """

    what: str
    unit: str
    ours: float
    peer: str = ""
    theirs: float | None = None
    least_ratio: float | None = None
    most_ratio: float | None = None
    least: float | None = None
    most: float | None = None

    @property
    def ratio(self) -> float | None:
        return self.ours / self.theirs if self.theirs else None

    @property
    def bound(self) -> str:
        if self.least_ratio is not None:
            return f"≥ {self.least_ratio:g} ×"
        if self.most_ratio is not None:
            return f"≤ {self.most_ratio:g} ×"
        if self.least is not None:
            return f"≥ {amount(self.least, self.unit)}"
        return "" if self.most is None else f"< {amount(self.most, self.unit)}"

    @property
    def met(self) -> bool | None:
        """None where there is no bound: the line is there to compare."""
        if self.least_ratio is not None:
            return self.ratio is not None and self.ratio >= self.least_ratio
        if self.most_ratio is not None:
            return self.ratio is not None and self.ratio <= self.most_ratio
        if self.least is not None:
            return self.ours >= self.least
        return None if self.most is None else self.ours < self.most


def amount(value: float, unit: str) -> str:
    return f"{value:,.0f} {unit}"


def medians(turns: int, *contenders: Contender) -> list[float]:
    """What each contender reaches, in turns that each begin with another one.

    A first turn warms up and does not count.
    """
    reached: list[list[float]] = [[] for _ in contenders]
    for turn in range(1 + turns):
        for number in range(len(contenders)):
            chosen = (turn + number) % len(contenders)
            reached[chosen].append(contenders[chosen]())
    return [median(values[1:]) for values in reached]
