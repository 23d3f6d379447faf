"""Summits and attendances as they are asked: given a row, when a fact, then the next row."""

from typing import Any
from uuid import UUID

import pytest

from domain.identity import attendance_id
from domain.partial_date import PartialDate
from domain.summit import Summit
from projections import ATTENDANCES, SUMMITS
from projections.kernel import Fact
from tests.projections.facts import RECORDED, STREAM, fact, row_after

SAID: dict[str, Any] = {
    "title": "Treffen",
    "on": PartialDate(2026, 11),
    "place": "Köln",
    "host": "Gast",
    "format": "HYBRID",
}
NOTHING: dict[str, Any] = dict.fromkeys(SAID)
ANNOUNCED = fact(Summit.Announced, source="a poster", originator_topic="summit", year=2026, **SAID)
ROW = {
    "id": STREAM,
    "year": 2026,
    "title": "Treffen",
    "state": "ANNOUNCED",
    "held_on": PartialDate(2026, 11),
    "place": "Köln",
    "host": "Gast",
    "format": "HYBRID",
    "reported_attendance": None,
    "reason": None,
    "source": "a poster",
}


def test_an_announcement_opens_a_summit_that_is_not_held_yet() -> None:
    assert row_after(SUMMITS, ANNOUNCED) == ROW


def test_a_summit_that_nobody_announced_opens_as_held() -> None:
    unannounced = fact(
        Summit.HeldUnannounced, originator_topic="summit", year=2026, reported_attendance=40, **SAID
    )
    assert row_after(SUMMITS, unannounced) == ROW | {
        "state": "HELD",
        "reported_attendance": 40,
        "source": None,
    }


def test_what_is_not_said_of_a_summit_held_was_as_announced() -> None:
    held = fact(Summit.Held, reported_attendance=None, **NOTHING)
    assert row_after(SUMMITS, ANNOUNCED, held) == ROW | {"state": "HELD"}


def test_what_is_said_of_a_summit_held_replaces_the_announcement() -> None:
    said: dict[str, Any] = {
        "title": "T",
        "on": PartialDate(2026, 11, 3),
        "place": "Bonn",
        "host": "H",
        "format": "DIGITAL",
    }
    held = fact(Summit.Held, source="a report", reported_attendance=0, **said)
    assert row_after(SUMMITS, ANNOUNCED, held) == {
        "id": STREAM,
        "year": 2026,
        "title": "T",
        "state": "HELD",
        "held_on": PartialDate(2026, 11, 3),
        "place": "Bonn",
        "host": "H",
        "format": "DIGITAL",
        "reported_attendance": 0,
        "reason": None,
        "source": "a report",
    }


@pytest.mark.parametrize(
    ("changes", "changed"),
    [
        (
            [fact(Summit.Rescheduled, source="a call", year=2027, on=PartialDate(2027, 2), reason="Sturm")],
            {"year": 2027, "held_on": PartialDate(2027, 2), "reason": "Sturm"},
        ),
        ([fact(Summit.Rescheduled, year=2026, on=None, reason=None)], {"held_on": None}),
        (
            [fact(Summit.MovedToFormat, source="a call", format="DIGITAL", place="Netz")],
            {"format": "DIGITAL", "place": "Netz"},
        ),
        ([fact(Summit.MovedToFormat, format="DIGITAL", place=None)], {"format": "DIGITAL", "place": None}),
        ([fact(Summit.Cancelled, reason="Seuche")], {"state": "CANCELLED", "reason": "Seuche"}),
        (
            [fact(Summit.Opened, on=PartialDate(2026, 11, 3))],
            {"state": "OPEN", "held_on": PartialDate(2026, 11, 3)},
        ),
        ([fact(Summit.Opened, on=None)], {"state": "OPEN"}),
        (
            [fact(Summit.Held, reported_attendance=7, **NOTHING), fact(Summit.Closed)],
            {"state": "CLOSED", "reported_attendance": 7},
        ),
        (
            [fact(Summit.Rescheduled, year=2026, on=None, reason="Sturm"), fact(Summit.Opened, on=None)],
            {"state": "OPEN", "held_on": None, "reason": "Sturm"},
        ),
    ],
    ids=[
        *("rescheduled", "to no day", "moved", "to no place", "cancelled"),
        *("opened", "opened as announced", "closed", "opened when rescheduled"),
    ],
)
def test_a_step_changes_what_it_says_and_nothing_else(
    changes: list[Fact[Any]], changed: dict[str, Any]
) -> None:
    assert row_after(SUMMITS, ANNOUNCED, *changes) == ROW | changed


def test_an_attendance_is_a_row_of_its_own() -> None:
    attended = fact(
        Summit.Attended,
        source="a list",
        position=12,
        organisation_id=UUID(int=5),
        on=PartialDate(2026, 11, 3),
        office="OTHER",
    )
    assert row_after(ATTENDANCES, attended) == {
        "id": attendance_id(STREAM, UUID(int=5)),
        "summit_id": STREAM,
        "organisation_id": UUID(int=5),
        "attended_on": PartialDate(2026, 11, 3),
        "office": "OTHER",
        "source": "a list",
        "position": 12,
        "recorded_at": RECORDED,
    }
