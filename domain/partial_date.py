"""Days as history knows them: to the day, the month or the year."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from typing import Self

from domain.languages import Words

_SHAPE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)


@dataclass(frozen=True)
class PartialDate:
    """A calendar date of which the day, or the day and the month, may be unknown.

    Its text is the longest known prefix of the ISO 8601 date: "2024", "2024-03", "2024-03-12".
    """

    year: int
    month: int | None = None
    day: int | None = None

    def __post_init__(self) -> None:
        if not 1000 <= self.year < 9999:
            raise ValueError(
                Words(
                    en=f"the year {self.year} is not between 1000 and 9998",
                    de=f"das Jahr {self.year} liegt nicht zwischen 1000 und 9998",
                )
            )
        if self.month is None and self.day is not None:
            raise ValueError(Words(en="a day needs its month", de="ein Tag braucht seinen Monat"))
        try:
            self.earliest  # noqa: B018  raises where there is no such date
        except ValueError as error:
            raise ValueError(
                Words(en=f"the calendar has no {self}: {error}", de=f"der Kalender kennt {self} nicht")
            ) from error

    @classmethod
    def parse(cls, text: str) -> Self:
        """Reads "2024", "2024-03" or "2024-03-12".

        Raises:
            ValueError: the text has another shape, or the calendar has no such date.
        """
        match = _SHAPE.fullmatch(text)
        if match is None:
            raise ValueError(
                Words(
                    en=f"{text!r} is not YYYY, YYYY-MM or YYYY-MM-DD",
                    de=f"{text!r} ist nicht JJJJ, JJJJ-MM oder JJJJ-MM-TT",
                )
            )
        return cls(*(int(part) if part else None for part in match.groups()))  # type: ignore[arg-type]

    @classmethod
    def of(cls, day: date) -> Self:
        return cls(day.year, day.month, day.day)

    @property
    def earliest(self) -> date:
        return date(self.year, *(1 if part is None else part for part in (self.month, self.day)))

    @property
    def latest(self) -> date:
        month = 12 if self.month is None else self.month
        last = monthrange(self.year, month)[1]
        return date(self.year, month, last if self.day is None else self.day)

    def __str__(self) -> str:
        known = [f"{self.year:04}"]
        known += [f"{part:02}" for part in (self.month, self.day) if part is not None]
        return "-".join(known)
