"""The yearly summits: announced, held, attended; given, when, then."""

from typing import Any
from uuid import UUID

import pytest

from domain import errors
from domain.offices import Office
from domain.partial_date import PartialDate
from domain.summit import Summit, SummitState
from domain.summit_details import SummitDetails, SummitFormat
from tests.domain.given import NOW, SUMMIT, TODAY, TOMORROW, announced, happened, held

TOWN = UUID(int=1)
BLANK = ("", " ", "a\nb", "a\0b", "\u200b", "ä" * 201)
NOTHING: dict[str, Any] = {"title": None, "on": None, "place": None, "host": None, "format": None}


# Announcing


def test_a_summit_is_announced_ahead() -> None:
    details = SummitDetails(" T ", PartialDate(2026, 11), " Köln ", " Gast ", SummitFormat.HYBRID)
    summit = Summit.announce(SUMMIT, 2026, details, now=NOW)
    assert (summit.year, summit.state) == (2026, SummitState.ANNOUNCED)
    assert happened(summit) == {
        "topic": "summit.announced",
        "year": 2026,
        "title": "T",
        "on": PartialDate(2026, 11),
        "place": "Köln",
        "host": "Gast",
        "format": SummitFormat.HYBRID,
    }


def test_an_announcement_needs_a_title() -> None:
    with pytest.raises(errors.InvalidTitle):
        Summit.announce(SUMMIT, 2026, SummitDetails(), now=NOW)


@pytest.mark.parametrize("text", BLANK)
def test_texts_are_one_visible_line(text: str) -> None:
    for details, refusal in (
        (SummitDetails(text), errors.InvalidTitle),
        (SummitDetails("T", place=text), errors.InvalidPlace),
        (SummitDetails("T", host=text), errors.InvalidHost),
    ):
        with pytest.raises(refusal):
            Summit.announce(SUMMIT, 2026, details, now=NOW)
        with pytest.raises(refusal):
            Summit.hold_unannounced(SUMMIT, 2026, details, None, now=NOW)
        with pytest.raises(refusal):
            announced().hold(details, None, now=NOW)


@pytest.mark.parametrize("on", [PartialDate(2025), PartialDate(2027, 1), PartialDate(2025, 12, 31)])
def test_a_summit_lies_in_its_year(on: PartialDate) -> None:
    details = SummitDetails("T", on)
    with pytest.raises(errors.DateOutsideYear, match=f"{on}: 2026"):
        Summit.announce(SUMMIT, 2026, details, now=NOW)
    with pytest.raises(errors.DateOutsideYear):
        Summit.hold_unannounced(SUMMIT, 2026, details, None, now=NOW)
    with pytest.raises(errors.DateOutsideYear):
        announced().hold(details, None, now=NOW)


# Holding


def test_an_announced_summit_is_held_as_announced_where_nothing_else_is_said() -> None:
    summit = announced(TODAY)
    summit.hold(SummitDetails(), 25, now=NOW)
    assert happened(summit) == {"topic": "summit.held", **NOTHING, "reported_attendance": 25}
    assert (summit.state, summit.on) == (SummitState.HELD, TODAY)


def test_an_announced_summit_is_held_on_another_day() -> None:
    summit = announced(PartialDate(2026, 11))
    summit.hold(SummitDetails(on=TODAY), None, now=NOW)
    assert summit.on == TODAY


def test_a_summit_that_nobody_announced_is_held() -> None:
    summit = Summit.hold_unannounced(SUMMIT, 2026, SummitDetails("T", TODAY), 0, now=NOW)
    assert happened(summit) == {
        "topic": "summit.held-unannounced",
        "year": 2026,
        **NOTHING,
        "title": "T",
        "on": TODAY,
        "reported_attendance": 0,
    }
    assert summit.state is SummitState.HELD


def test_a_summit_that_nobody_announced_needs_a_title() -> None:
    with pytest.raises(errors.InvalidTitle):
        Summit.hold_unannounced(SUMMIT, 2026, SummitDetails(), None, now=NOW)


def test_a_summit_is_held_once() -> None:
    after_its_announcement = announced()
    after_its_announcement.hold(SummitDetails(), None, now=NOW)
    for summit in (held(), after_its_announcement):
        with pytest.raises(errors.SummitAlreadyHeld, match="2026"):
            summit.hold(SummitDetails(), None, now=NOW)


def test_a_summit_is_not_held_in_the_future() -> None:
    with pytest.raises(errors.DateInFuture):
        Summit.hold_unannounced(SUMMIT, 2026, SummitDetails("T", TOMORROW), None, now=NOW)
    with pytest.raises(errors.DateInFuture):
        announced().hold(SummitDetails(on=TOMORROW), None, now=NOW)
    with pytest.raises(errors.DateInFuture):
        announced(TOMORROW).hold(SummitDetails(), None, now=NOW)


@pytest.mark.parametrize("attendance", [-1, 1_000_001])
def test_a_reported_attendance_is_that_of_a_meeting(attendance: int) -> None:
    with pytest.raises(errors.InvalidFigure) as refused:
        announced().hold(SummitDetails(), attendance, now=NOW)
    assert refused.value.field == "reportedAttendance"
    with pytest.raises(errors.InvalidFigure):
        Summit.hold_unannounced(SUMMIT, 2026, SummitDetails("T"), attendance, now=NOW)


# Attending


def test_a_town_attends() -> None:
    summit = held()
    summit.attend(TOWN, on=TODAY, office=Office.LANDRAT, now=NOW)
    assert happened(summit) == {
        "topic": "summit.attended",
        "organisation_id": TOWN,
        "on": TODAY,
        "office": Office.LANDRAT,
    }
    assert summit.attended_by == {TOWN}


def test_nobody_attends_twice() -> None:
    summit = held()
    summit.attend(TOWN, on=None, office=None, now=NOW)
    with pytest.raises(errors.AlreadyAttended, match="2026"):
        summit.attend(TOWN, on=TODAY, office=None, now=NOW)


def test_nobody_attends_before_the_summit_begins() -> None:
    summit = announced()
    with pytest.raises(errors.SummitNotHeld, match="2026"):
        summit.attend(TOWN, on=None, office=None, now=NOW)
    summit.open(on=None, now=NOW)
    summit.attend(TOWN, on=None, office=None, now=NOW)


def test_nobody_attends_in_the_future_or_in_another_year() -> None:
    with pytest.raises(errors.DateInFuture):
        held().attend(TOWN, on=TOMORROW, office=None, now=NOW)
    with pytest.raises(errors.DateOutsideYear):
        held().attend(TOWN, on=PartialDate(2025), office=None, now=NOW)
