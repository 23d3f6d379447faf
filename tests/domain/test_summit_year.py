"""A calendar year is held for one summit at a time; given, when, then."""

from uuid import UUID

import pytest

from domain import errors
from domain.identity import summit_year_id
from domain.summit_year import SummitYear
from tests.domain.given import NOW, SUMMIT, happened, saved

OTHER = UUID(int=7)


def reserved() -> SummitYear:
    return saved(SummitYear.reserve(2026, SUMMIT, now=NOW))


def released() -> SummitYear:
    year = reserved()
    year.release(now=NOW)
    return saved(year)


def test_a_year_is_reserved_for_one_summit() -> None:
    year = SummitYear.reserve(2026, SUMMIT, now=NOW)
    assert (year.id, year.summit_id) == (summit_year_id(2026), SUMMIT)
    assert happened(year) == {"topic": "summit-year.reserved", "year": 2026, "summit_id": SUMMIT}


@pytest.mark.parametrize("year", [1989, 2201, 0, -1, 10_000])
def test_summits_are_of_our_time(year: int) -> None:
    with pytest.raises(errors.InvalidFigure, match=f"1990 ≤ year ≤ 2200: {year}") as refused:
        SummitYear.reserve(year, SUMMIT, now=NOW)
    assert refused.value.field == "year"


@pytest.mark.parametrize("year", [1990, 2200])
def test_the_first_and_the_last_year_are_of_our_time(year: int) -> None:
    assert SummitYear.reserve(year, SUMMIT, now=NOW).year == year


@pytest.mark.parametrize("summit", [SUMMIT, OTHER])
def test_a_year_that_a_summit_has_is_taken(summit: UUID) -> None:
    year = reserved()
    with pytest.raises(errors.SummitYearTaken, match="2026"):
        year.refuse_taken()
    with pytest.raises(errors.SummitYearTaken, match="2026"):
        year.reserve_again(summit, now=NOW)
    assert year.collect_events() == []


def test_a_year_is_released() -> None:
    year = reserved()
    year.release(now=NOW)
    assert happened(year) == {"topic": "summit-year.released"}
    assert (year.summit_id, year.year) == (None, 2026)
    year.refuse_taken()


@pytest.mark.parametrize("summit", [SUMMIT, OTHER])
def test_a_released_year_is_reserved_again_for_the_same_summit_or_another(summit: UUID) -> None:
    year = released()
    year.reserve_again(summit, now=NOW)
    assert happened(year) == {"topic": "summit-year.reserved-again", "summit_id": summit}
    assert year.summit_id == summit
    with pytest.raises(errors.SummitYearTaken):
        year.reserve_again(OTHER, now=NOW)


def test_a_year_changes_hands_as_often_as_it_must() -> None:
    year = released()
    for summit in (OTHER, SUMMIT, OTHER):
        year.reserve_again(summit, now=NOW)
        assert year.summit_id == summit
        year.release(now=NOW)
        year.refuse_taken()
