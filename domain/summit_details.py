"""What is known of a summit's title, time, place, host and form."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from domain import errors
from domain.partial_date import PartialDate
from domain.rules import one_line


class SummitFormat(StrEnum):
    IN_PERSON = "IN_PERSON"
    DIGITAL = "DIGITAL"
    HYBRID = "HYBRID"


@dataclass(frozen=True)
class SummitDetails:
    """What is known of a summit; None where it is not."""

    title: str | None = None
    on: PartialDate | None = None
    place: str | None = None
    host: str | None = None
    format: SummitFormat | None = None

    def checked(self, year: int) -> SummitDetails:
        refuse_other_year(self.on, year)
        return replace(
            self,
            title=None if self.title is None else one_line(self.title, errors.InvalidTitle),
            place=None if self.place is None else one_line(self.place, errors.InvalidPlace),
            host=None if self.host is None else one_line(self.host, errors.InvalidHost),
        )


def refuse_other_year(on: PartialDate | None, year: int) -> None:
    if on is not None and on.year != year:
        raise errors.DateOutsideYear(f"{on}: {year}")
