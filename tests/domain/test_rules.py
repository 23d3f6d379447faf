"""The rules that more than one aggregate judges by."""

import re

import pytest

from domain import errors
from domain.partial_date import PartialDate
from domain.rules import (
    LONG_TEXT,
    certainly_until,
    optional_text,
    refuse_before,
    revision_text,
    text,
)

DAYS = [PartialDate.parse(day) for day in ("2024", "2024-02", "2024-02-29", "2023-12-31", "2024-03-01")]


@pytest.mark.parametrize("given", ["a", "a\nb", "a\r\n\r\nb", "ä" * 2000, " Zeile\n\n– Punkt  "])
def test_a_text_may_have_lines(given: str) -> None:
    assert text(given, "reason") == optional_text(given, "reason") == given.strip()


@pytest.mark.parametrize(
    "given", ["", "\n \n", "\u200b", "a\tb", "a\0b", "\ud800", "ä" * 2001, "a" + "\n" * 1999 + "b"]
)
def test_another_text_is_refused_by_its_field(given: str) -> None:
    with pytest.raises(errors.InvalidText) as refused:
        text(given, "reason")
    assert refused.value.field == "reason"
    assert len(refused.value.detail) < 200


def test_a_text_is_refused_for_its_length_or_for_how_it_begins() -> None:
    for given, detail in (("ä" * 2001, "2001 > 2000"), ("a\0b", r"'a\x00b'"), ("\n", "''")):
        with pytest.raises(errors.InvalidText) as refused:
            text(given, "reason")
        assert refused.value.detail == detail


def test_what_is_told_at_length_has_a_longer_text() -> None:
    assert text("ä" * LONG_TEXT, "text", longest=LONG_TEXT) == "ä" * 20_000
    with pytest.raises(errors.InvalidText, match=r"\(20001 > 20000\)"):
        text("ä" * (LONG_TEXT + 1), "text", longest=LONG_TEXT)


def test_a_text_that_may_be_left_out_is_left_out() -> None:
    assert optional_text(None, "reason") is None
    with pytest.raises(errors.InvalidText):
        optional_text("", "reason")


@pytest.mark.parametrize("given", ["§", " Präambel\n\n\t§ 1\u200b ", "ä" * 100_000])
def test_a_revision_has_nearly_any_text(given: str) -> None:
    assert revision_text(given) == given.strip()


@pytest.mark.parametrize(("given", "length"), [("", 0), (" \n", 0), ("ä" * 100_001, 100_001), ("a\0b", 3)])
def test_a_revision_has_a_text_that_is_not_without_end(given: str, length: int) -> None:
    with pytest.raises(errors.InvalidRevisionText, match=re.escape(f"({length})")):
        revision_text(given)


@pytest.mark.parametrize("on", [None, *DAYS])
@pytest.mark.parametrize("earlier", [None, *DAYS])
def test_what_certainly_was_before_is_out_of_order_and_nothing_else(
    on: PartialDate | None, earlier: PartialDate | None
) -> None:
    if on is not None and earlier is not None and on.latest < earlier.earliest:
        with pytest.raises(errors.DatesOutOfOrder, match=re.escape(f"({on} < {earlier})")):
            refuse_before(on, earlier)
    else:
        refuse_before(on, earlier)


@pytest.mark.parametrize(
    ("on", "end"),
    [("2024-02-28", "2024-02-29"), ("2024-02-29", "2024-02-29"), ("2024-02", "2024-03-01"), ("2023", "2024")],
)
def test_what_certainly_was_until_the_end_was_then_or_before(on: str, end: str) -> None:
    assert certainly_until(PartialDate.parse(on), PartialDate.parse(end))


@pytest.mark.parametrize(
    ("on", "end"),
    [("2024-03-01", "2024-02-29"), ("2024-02", "2024-02-28"), ("2024-02", "2024-02"), ("2024", "2024-12-30")],
)
def test_what_may_have_been_later_was_not_certainly_until_the_end(on: str, end: str) -> None:
    assert not certainly_until(PartialDate.parse(on), PartialDate.parse(end))


@pytest.mark.parametrize("day", DAYS)
def test_nothing_is_certain_where_a_day_is_not_known(day: PartialDate) -> None:
    assert not certainly_until(None, day)
    assert not certainly_until(day, None)
