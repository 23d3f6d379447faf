"""The rules that more than one aggregate judges by."""

from __future__ import annotations

from datetime import date, datetime
from unicodedata import category
from zoneinfo import ZoneInfo

from domain.errors import DateInFuture, InvalidFigure, Refusal
from domain.partial_date import PartialDate

_BERLIN = ZoneInfo("Europe/Berlin")


def calendar_day(now: datetime) -> date:
    """The calendar day in Europe/Berlin at this moment."""
    return now.astimezone(_BERLIN).date()


def refuse_future(on: PartialDate | None, now: datetime, *, field: str = "on") -> None:
    if on is not None and on.earliest > calendar_day(now):
        raise DateInFuture(f"{on} is after {calendar_day(now)}", field=field)


def one_line(text: str, refusal: type[Refusal]) -> str:
    """The text without white space at its ends, or the refusal."""
    text = text.strip()
    if not (len(text) <= 200 and text.isprintable() and any(map(_is_visible, text))):
        raise refusal(f"{text[:40]!r}")
    return text


def _is_visible(char: str) -> bool:
    """A letter, a number, a punctuation mark or a symbol; no space, and no mark on a letter alone."""
    return category(char)[0] in "LNPS"


def within(figure: float | None, low: int, high: int, *, field: str) -> None:
    if figure is not None and not low <= figure <= high:
        raise InvalidFigure(f"{field} {figure} is not between {low} and {high}", field=field)
