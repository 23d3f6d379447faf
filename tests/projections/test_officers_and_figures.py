"""Engagement officers and reported figures as they are asked; given, when, then."""

from datetime import date
from uuid import UUID

from domain.engagement_officers import EngagementOfficers
from domain.partial_date import PartialDate
from domain.personal import Personal
from domain.reported_figure import ReportedFigure
from domain.rules import calendar_day
from projections import ENGAGEMENT_OFFICERS, REPORTED_FIGURES
from projections.kernel import Fact
from tests.projections.facts import RECORDED, STREAM, fact, row_after

TOWN, PERSON, OTHER = UUID(int=5), UUID(int=701), UUID(int=702)
NAME, EMAIL, PHONE = (Personal.of(PERSON, text) for text in (b"name", b"email", b"phone"))


def appointed(person: UUID = PERSON) -> Fact[EngagementOfficers.Appointed]:
    return fact(
        EngagementOfficers.Appointed,
        source="a letter",
        position=12,
        organisation_id=TOWN,
        person=person,
        name=NAME,
        email=EMAIL,
        phone=None,
        on=PartialDate(2026),
    )


STEPPED_DOWN = fact(EngagementOfficers.SteppedDown, source="a call", person=PERSON, on=PartialDate(2027))
OFFICER = {
    "id": PERSON,
    "stream_id": STREAM,
    "organisation_id": TOWN,
    "name": NAME,
    "email": EMAIL,
    "phone": None,
    "appointed_on": PartialDate(2026),
    "in_office": True,
    "stepped_down_on": None,
    "left_by": None,
    "source": "a letter",
    "position": 12,
    "recorded_at": RECORDED,
}


def test_an_officer_is_a_row_by_the_persons_id_and_stays_sealed() -> None:
    row = row_after(ENGAGEMENT_OFFICERS, appointed())
    assert row == OFFICER
    assert {type(row["name"]), type(row["email"])} == {Personal}


def test_a_change_replaces_all_that_is_sealed_and_nothing_else() -> None:
    changed = fact(EngagementOfficers.Changed, person=PERSON, name=PHONE, email=None, phone=PHONE)
    after = row_after(ENGAGEMENT_OFFICERS, appointed(), changed)
    assert after == OFFICER | {"name": PHONE, "email": None, "phone": PHONE}


def test_who_steps_down_stays_a_row() -> None:
    after = row_after(ENGAGEMENT_OFFICERS, appointed(), STEPPED_DOWN)
    assert after == OFFICER | {
        "in_office": False,
        "stepped_down_on": PartialDate(2027),
        "left_by": date(2027, 12, 31),
    }


def test_who_stepped_down_on_an_unknown_day_had_left_by_the_day_on_which_it_was_recorded() -> None:
    unknown = fact(EngagementOfficers.SteppedDown, person=PERSON, on=None)
    assert row_after(ENGAGEMENT_OFFICERS, appointed(), unknown)["left_by"] == calendar_day(RECORDED)


def test_officers_of_one_town_are_rows_of_their_own() -> None:
    rows = ENGAGEMENT_OFFICERS.fold([appointed(), appointed(OTHER), STEPPED_DOWN])
    assert {person: row.in_office for person, row in rows.items()} == {PERSON: False, OTHER: True}


# Figures

REPORTED = fact(
    ReportedFigure.Reported,
    source="a web page",
    position=12,
    originator_topic="reported-figure",
    figure="SIGNATORY_MUNICIPALITIES",
    number=100,
    at_least=True,
    on=PartialDate(2025, 6),
    says="mehr als 100 Kommunen",
)


def test_a_figure_is_a_row() -> None:
    assert row_after(REPORTED_FIGURES, REPORTED) == {
        "id": STREAM,
        "figure": "SIGNATORY_MUNICIPALITIES",
        "number": 100,
        "at_least": True,
        "reported_on": PartialDate(2025, 6),
        "says": "mehr als 100 Kommunen",
        "source": "a web page",
        "position": 12,
        "recorded_at": RECORDED,
    }


def test_a_figure_that_is_retracted_is_no_row_any_more() -> None:
    retracted = fact(ReportedFigure.Retracted, reason="ein Irrtum")
    assert REPORTED_FIGURES.fold([REPORTED, retracted]) == {}
