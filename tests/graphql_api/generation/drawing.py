"""What a history draws by its seed: who, when, why, from what source."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from itertools import cycle
from random import Random
from typing import TypeVar
from uuid import UUID

from domain.offices import Office
from domain.partial_date import PartialDate
from domain.ports import Command

Listed = TypeVar("Listed", bound=StrEnum)

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
FIRST, LAST = date(2012, 12, 5), date(2026, 10, 31)

# What JSON and SQL treat specially.
REASONS = (None, "moved", 'said "no"\n— twice', "O'Hara, 5 % \\ 7", "Straße 🤝")


class Drawing:
    """Draws what commands are about."""

    def __init__(self, organisations: Sequence[UUID], seed: int) -> None:
        self.random = Random(seed)
        self.organisations = list(organisations)
        self.some = self.random.sample(self.organisations, 50)
        self.few = self.some[:14]
        self._last = cycle([None, PartialDate(2026), PartialDate(2026, 5), PartialDate(2026, 3, 4)])

    def one(self) -> UUID:
        """An organisation; mostly one of a few, so that their histories grow."""
        chance = self.random.random()
        return self.random.choice(
            self.few if chance < 0.5 else self.some if chance < 0.85 else self.organisations
        )

    def date(self, after: date = FIRST) -> PartialDate | None:
        day = after + timedelta(days=self.random.randrange((LAST - after).days))
        known = self.random.choice([0, 1, 2, 3, 3])
        return PartialDate(*(day.year, day.month, day.day)[:known]) if known else None

    def late_date(self) -> PartialDate | None:
        """Of the second half, as leaving comes after joining."""
        return self.date(date(2019, 6, 30))

    def last_date(self) -> PartialDate | None:
        """Of the last years, as organisations end after all else; each kind in turn."""
        return next(self._last)

    def date_in(self, year: int) -> PartialDate | None:
        return self.random.choice([None, PartialDate(year), PartialDate(year, 5), PartialDate(year, 5, 17)])

    def reason(self) -> str | None:
        return self.random.choice(REASONS)

    def office(self) -> Office | None:
        office: Office | None = self.random.choice([None, *Office])
        return office

    def some_of(self, among: type[Listed]) -> list[Listed]:
        """One to three of a list; mostly of its first, so that several have the same."""
        first = list(among)[: self.random.choice([4, 4, len(among)])]
        return self.random.sample(first, self.random.randint(1, 3))

    def command(self, corrects: int | None = None) -> Command:
        source = self.random.choice([None, "a letter", 'press release, "5 May"'])
        return Command(actor=UUID(int=1), now=NOW, correlation_id=self.id(), source=source, corrects=corrects)

    def id(self) -> UUID:
        return UUID(int=self.random.getrandbits(128), version=4)
