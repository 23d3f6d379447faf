"""What random commands are about: few things, so that they meet again what was recorded of them."""

from __future__ import annotations

from random import Random
from typing import NamedTuple
from uuid import UUID

from domain.identity import organisation_id

TOWNS = [f"{number:08}" for number in range(5_000_001, 5_000_025)]
DISTRICTS = ("05000", "050")
YEARS = range(2006, 2026)
_NOBODY = UUID(int=0)


class Target(NamedTuple):
    """What a command is about, whatever it says of it."""

    town: str
    other: str
    year: int
    officer: UUID
    figure: UUID
    impulse: UUID
    example: UUID

    @property
    def id(self) -> UUID:
        return organisation_id(self.town)


class Targets:
    """Chooses targets, often among what commands have led to.

    Attributes:
        officers: who was appointed, each with the town.
        invited: towns, each with the year of the summit that it was invited to.
        joined: towns that became members.
        adopted: towns, each with the example that it adopted.
    """

    def __init__(self, random: Random) -> None:
        self.officers: list[tuple[str, UUID]] = []
        self.figures: list[UUID] = []
        self.joined: list[str] = []
        self.impulses: list[UUID] = []
        self.examples: list[UUID] = []
        self.adopted: list[tuple[str, UUID]] = []
        self.invited: list[tuple[str, int]] = []
        self._random = random

    def choose(self) -> Target:
        random, chance = self._random, self._random.random()
        town, other = random.sample(TOWNS, 2)
        year, officer = random.choice(YEARS), _NOBODY
        if self.officers and chance < 0.25:
            town, officer = random.choice(self.officers)
        elif self.invited and chance < 0.5:
            town, year = random.choice(self.invited)
        figure, impulse, example = (
            random.choice(each) if each else _NOBODY for each in (self.figures, self.impulses, self.examples)
        )
        if self.adopted and chance > 0.9:
            town, example = random.choice(self.adopted)
        return Target(town, other, year, officer, figure, impulse, example)
