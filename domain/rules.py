"""The rules that more than one aggregate judges by."""

from __future__ import annotations

from datetime import date, datetime
from unicodedata import category
from zoneinfo import ZoneInfo

from domain.errors import (
    DateInFuture,
    DatesOutOfOrder,
    InvalidFigure,
    InvalidRevisionText,
    InvalidText,
    Refusal,
)
from domain.partial_date import PartialDate

LONG_TEXT = 20_000
"""The longest text of an impulse or a practice example, in characters."""

BERLIN = ZoneInfo("Europe/Berlin")


def calendar_day(now: datetime) -> date:
    """The calendar day in Europe/Berlin at this moment."""
    return now.astimezone(BERLIN).date()


def refuse_future(on: PartialDate | None, now: datetime, *, field: str = "on") -> None:
    if on is not None and on.earliest > calendar_day(now):
        raise DateInFuture(f"{on} > {calendar_day(now)}", field=field)


def refuse_before(on: PartialDate | None, earlier: PartialDate | None, *, field: str = "on") -> None:
    """Refuses what certainly was before that on which it follows."""
    if on is not None and earlier is not None and on.latest < earlier.earliest:
        raise DatesOutOfOrder(f"{on} < {earlier}", field=field)


def certainly_until(on: PartialDate | None, end: PartialDate | None) -> bool:
    """Whether this certainly was on the day of the end, or before."""
    return on is not None and end is not None and on.latest <= end.earliest


def one_line(text: str, refusal: type[Refusal], field: str | None = None) -> str:
    """The text without white space at its ends, or the refusal."""
    text = text.strip()
    if not is_one_line(text):
        raise refusal(f"{text[:40]!r}", field=field)
    return text


def is_one_line(text: str) -> bool:
    return len(text) <= 200 and text.isprintable() and any(map(_is_visible, text))


def text(text: str, field: str, *, longest: int = 2_000) -> str:
    """The text without white space at its ends; it may have several lines."""
    text = text.strip()
    lines = "".join(text.splitlines())
    if not (len(text) <= longest and lines.isprintable() and any(map(_is_visible, lines))):
        detail = f"{len(text)} > {longest}" if len(text) > longest else f"{text[:40]!r}"
        raise InvalidText(detail, field=field)
    return text


def optional_text(given: str | None, field: str) -> str | None:
    return None if given is None else text(given, field)


def revision_text(text: str) -> str:
    """The full text of a revision without white space at its ends."""
    text = text.strip()
    if not 1 <= len(text) <= 100_000 or "\0" in text:
        raise InvalidRevisionText(f"{len(text)}")
    return text


def _is_visible(char: str) -> bool:
    """A letter, a number, a punctuation mark or a symbol; no space, and no mark on a letter alone."""
    return category(char)[0] in "LNPS"


def within(figure: float | None, low: int, high: int, *, field: str) -> None:
    if figure is not None and not low <= figure <= high:
        raise InvalidFigure(f"{low} ≤ {field} ≤ {high}: {figure}", field=field)
