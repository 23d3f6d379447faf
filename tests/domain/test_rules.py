"""The rules that more than one aggregate judges by."""

import re

import pytest

from domain import errors
from domain.partial_date import PartialDate
from domain.rules import optional_text, refuse_before, revision_text, text

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
