"""A date of which the day, or the day and the month, may be unknown."""

from datetime import date

import pytest

from domain.partial_date import PartialDate

GIVEN = {
    "2024": (PartialDate(2024), date(2024, 1, 1), date(2024, 12, 31)),
    "2024-02": (PartialDate(2024, 2), date(2024, 2, 1), date(2024, 2, 29)),
    "2023-02": (PartialDate(2023, 2), date(2023, 2, 1), date(2023, 2, 28)),
    "2024-12": (PartialDate(2024, 12), date(2024, 12, 1), date(2024, 12, 31)),
    "2024-02-29": (PartialDate(2024, 2, 29), date(2024, 2, 29), date(2024, 2, 29)),
    "1000": (PartialDate(1000), date(1000, 1, 1), date(1000, 12, 31)),
    "9998-12-31": (PartialDate(9998, 12, 31), date(9998, 12, 31), date(9998, 12, 31)),
}


@pytest.mark.parametrize("text", GIVEN)
def test_its_text_is_read_and_written_alike(text: str) -> None:
    parsed, earliest, latest = GIVEN[text]
    assert PartialDate.parse(text) == parsed
    assert str(parsed) == text
    assert (parsed.earliest, parsed.latest) == (earliest, latest)


def test_a_day_is_a_date_known_to_the_day() -> None:
    assert PartialDate.of(date(2024, 3, 12)) == PartialDate.parse("2024-03-12")


@pytest.mark.parametrize(
    "text",
    [
        *("", "24", "0000", "10000", "-2024", "+2024", " 2024", "2024 ", "2024\n", "٢٠٢٤"),
        *("2024-", "2024-3", "2024-00", "2024-13", "2024-1x", "2024-03-", "2024-03-00", "2024-03-32"),
        *("2023-02-29", "2024-04-31", "2024-3-12", "20240312", "2024/03/12", "2024-W11", "2024-03-12T00:00"),
    ],
)
def test_another_text_is_none(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        PartialDate.parse(text)


def test_a_day_needs_its_month() -> None:
    with pytest.raises(ValueError, match="a day needs its month"):
        PartialDate(2024, None, 12)


@pytest.mark.parametrize("parts", [(0,), (10_000,), (2024, 0), (2024, 13), (2024, 2, 30), (2024, 2, 0)])
def test_there_is_no_date_that_the_calendar_does_not_have(parts: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match=r"."):
        PartialDate(*parts)


def test_texts_sort_as_the_earliest_days_do() -> None:
    dates = [PartialDate.parse(text) for text in ("2023-12-31", "2024", "2024-01", "2024-01-01", "2024-02")]
    assert sorted(dates, key=str) == sorted(dates, key=lambda each: each.earliest) == dates


def test_it_can_be_a_key_and_cannot_be_changed() -> None:
    assert len({PartialDate(2024), PartialDate.parse("2024"), PartialDate(2024, 1)}) == 2
    with pytest.raises(AttributeError):
        PartialDate(2024).year = 2025  # type: ignore[misc]
