"""Impulses and their way as they are asked: given a row, when a fact, then the next row."""

from typing import Any
from uuid import UUID

import pytest

from domain.identity import impulse_step_id
from domain.impulse import Impulse
from domain.partial_date import PartialDate
from domain.topics import Topic
from projections import IMPULSE_STEPS, IMPULSES
from projections.kernel import Fact
from tests.projections.facts import RECORDED, STREAM, fact, row_after

TOWN, OTHER, SUMMIT, LATER = UUID(int=5), UUID(int=6), UUID(int=2026), UUID(int=2027)
ON = PartialDate(2026, 4)

RAISED = fact(
    Impulse.Raised,
    source="minutes",
    position=12,
    originator_topic="impulse",
    organisation_id=TOWN,
    summit_id=SUMMIT,
    title="Öffentliche Karte",
    text="Für alle.\nÜberall.",
    topics=[Topic.CULTURE, Topic.SPORT],
)
SUPPORTED = fact(Impulse.Supported, source="a call", number=2, organisation_id=OTHER, on=ON)
TAKEN_UP = fact(Impulse.TakenUp, source="a letter", number=3, on=ON, note="Gut.")
DECLINED = fact(Impulse.Declined, source="a letter", number=3, on=ON, reason="Zu teuer.")
IN_EFFECT = fact(Impulse.PutIntoEffect, number=4, on=PartialDate(2026, 5), effect="Es gibt sie.")
WITHDRAWN = fact(Impulse.Withdrawn, source="a call", number=6, on=PartialDate(2026, 6), reason="Erledigt.")
REPORTED = fact(Impulse.ReportedBack, number=5, summit_id=LATER, report="Es wirkt.")

ROW = {
    "id": STREAM,
    "organisation_id": TOWN,
    "summit_id": SUMMIT,
    "title": "Öffentliche Karte",
    "title_key": "offentliche karte",
    "text": "Für alle.\nÜberall.",
    "topics": ("CULTURE", "SPORT"),
    "state": "RAISED",
    "supporter_count": 0,
    "decided_on": None,
    "decision": None,
    "in_effect_on": None,
    "effect": None,
    "withdrawn_on": None,
    "withdrawn_reason": None,
    "source": "minutes",
    "position": 12,
    "recorded_at": RECORDED,
}
TAKEN = {"state": "TAKEN_UP", "decided_on": ON, "decision": "Gut."}
EFFECT = {"state": "IN_EFFECT", "in_effect_on": PartialDate(2026, 5), "effect": "Es gibt sie."}
GONE = {"state": "WITHDRAWN", "withdrawn_on": PartialDate(2026, 6), "withdrawn_reason": "Erledigt."}


@pytest.mark.parametrize(
    ("changes", "changed"),
    [
        ([], {}),
        ([SUPPORTED, SUPPORTED], {"supporter_count": 2}),
        ([TAKEN_UP], TAKEN),
        ([DECLINED], {"state": "DECLINED", "decided_on": ON, "decision": "Zu teuer."}),
        ([TAKEN_UP, IN_EFFECT], TAKEN | EFFECT),
        ([TAKEN_UP, WITHDRAWN], TAKEN | GONE),
        ([WITHDRAWN, SUPPORTED], GONE | {"supporter_count": 1}),
    ],
    ids=["raised", "supported", "taken up", "declined", "in effect", "withdrawn", "supported until then"],
)
def test_an_impulse_is_a_row_that_tells_how_far_it_has_gone(
    changes: list[Fact[Any]], changed: dict[str, Any]
) -> None:
    assert row_after(IMPULSES, RAISED, *changes) == ROW | changed


def test_a_report_leaves_an_impulse_as_it_is() -> None:
    assert Impulse.ReportedBack not in IMPULSES.changes


# Its way

STEP = {
    "impulse_id": STREAM,
    "organisation_id": None,
    "summit_id": None,
    "happened_on": ON,
    "text": None,
    "source": "a letter",
    "position": 9,
    "recorded_at": RECORDED,
}


@pytest.mark.parametrize(
    ("step", "number", "kind", "says"),
    [
        (
            RAISED,
            1,
            "RAISED",
            {
                "organisation_id": TOWN,
                "summit_id": SUMMIT,
                "happened_on": None,
                "source": "minutes",
                "position": 12,
            },
        ),
        (SUPPORTED, 2, "SUPPORTED", {"organisation_id": OTHER, "source": "a call"}),
        (TAKEN_UP, 3, "TAKEN_UP", {"text": "Gut."}),
        (DECLINED, 3, "DECLINED", {"text": "Zu teuer."}),
        (
            IN_EFFECT,
            4,
            "PUT_INTO_EFFECT",
            {"happened_on": PartialDate(2026, 5), "text": "Es gibt sie.", "source": None},
        ),
        (
            WITHDRAWN,
            6,
            "WITHDRAWN",
            {"happened_on": PartialDate(2026, 6), "text": "Erledigt.", "source": "a call"},
        ),
        (
            REPORTED,
            5,
            "REPORTED_BACK",
            {"summit_id": LATER, "happened_on": None, "text": "Es wirkt.", "source": None},
        ),
    ],
    ids=["raised", "supported", "taken up", "declined", "put into effect", "withdrawn", "reported back"],
)
def test_each_step_is_a_row_that_lasts(step: Fact[Any], number: int, kind: str, says: dict[str, Any]) -> None:
    identified = {"id": impulse_step_id(STREAM, number), "number": number, "kind": kind}
    assert row_after(IMPULSE_STEPS, step) == STEP | identified | says


def test_the_way_of_an_impulse_is_all_its_steps() -> None:
    rows = IMPULSE_STEPS.fold([RAISED, SUPPORTED, TAKEN_UP, IN_EFFECT, REPORTED])
    assert [row.number for row in rows.values()] == [1, 2, 3, 4, 5]
    assert IMPULSE_STEPS.changes == {}
