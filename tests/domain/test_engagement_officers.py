"""Engagement officers: appointed, changed, stepped down; and how they are reached; given, when, then."""

import re
from uuid import UUID

import pytest

from domain import errors
from domain.corrections import History
from domain.engagement_officers import Contact, EngagementOfficers
from domain.errors import Refusal
from domain.identity import engagement_officers_id
from domain.languages import Language
from domain.partial_date import PartialDate
from domain.personal import Personal
from tests.domain.correcting import annulled
from tests.domain.given import (
    NOW,
    TODAY,
    TOMORROW,
    happened,
    recorded,
    saved,
)

TOWN, PERSON, OTHER = UUID(int=1), UUID(int=701), UUID(int=702)
NAME, EMAIL = Personal.of(PERSON, b"name"), Personal.of(PERSON, b"email")


def kept() -> EngagementOfficers:
    return saved(EngagementOfficers.keep(TOWN, now=NOW))


def appoint(officers: EngagementOfficers, person: UUID = PERSON) -> None:
    officers.appoint(person, name=NAME, email=EMAIL, phone=None, on=TODAY, now=NOW)


def with_officer() -> EngagementOfficers:
    officers = kept()
    appoint(officers)
    return saved(officers)


def test_a_town_has_a_record_of_its_officers() -> None:
    officers = EngagementOfficers.keep(TOWN, now=NOW)
    assert officers.id == engagement_officers_id(TOWN)
    assert happened(officers) == {"topic": "engagement-officers.kept", "organisation_id": TOWN}
    assert officers.in_office == {}


def test_an_officer_is_appointed_and_what_is_said_is_sealed() -> None:
    officers = kept()
    appoint(officers)
    assert happened(officers) == {
        "topic": "engagement-officers.appointed",
        "organisation_id": TOWN,
        "person": PERSON,
        "name": NAME,
        "email": EMAIL,
        "phone": None,
        "on": TODAY,
    }
    assert officers.in_office == {PERSON: TODAY}


def test_a_town_may_have_several() -> None:
    officers = with_officer()
    appoint(officers, OTHER)
    assert officers.in_office == {PERSON: TODAY, OTHER: TODAY}


def test_an_officer_is_to_be_reached_otherwise() -> None:
    officers = with_officer()
    officers.change(PERSON, name=NAME, email=None, phone=EMAIL, now=NOW)
    assert happened(officers) == {
        "topic": "engagement-officers.changed",
        "person": PERSON,
        "name": NAME,
        "email": None,
        "phone": EMAIL,
    }
    assert officers.in_office == {PERSON: TODAY}


def test_an_officer_steps_down() -> None:
    officers = with_officer()
    officers.step_down(PERSON, on=TODAY, now=NOW)
    assert happened(officers) == {
        "topic": "engagement-officers.stepped-down",
        "person": PERSON,
        "on": TODAY,
        "ended": None,
    }
    assert officers.in_office == {}


def test_only_who_is_in_office_changes_and_steps_down() -> None:
    stepped_down = with_officer()
    stepped_down.step_down(PERSON, on=None, now=NOW)
    for officers in (kept(), saved(stepped_down)):
        with pytest.raises(errors.UnknownEngagementOfficer, match=str(PERSON)):
            officers.change(PERSON, name=NAME, email=None, phone=None, now=NOW)
        with pytest.raises(errors.UnknownEngagementOfficer, match=str(PERSON)):
            officers.step_down(PERSON, on=None, now=NOW)
        assert officers.collect_events() == []


def test_neither_happens_in_the_future() -> None:
    with pytest.raises(errors.DateInFuture):
        kept().appoint(PERSON, name=NAME, email=None, phone=None, on=TOMORROW, now=NOW)
    with pytest.raises(errors.DateInFuture):
        with_officer().step_down(PERSON, on=TOMORROW, now=NOW)


def test_an_officer_does_not_step_down_before_the_appointment() -> None:
    officers = with_officer()
    with pytest.raises(errors.DatesOutOfOrder, match=re.escape("(2026-03-14 < 2026-03-15)")):
        officers.step_down(PERSON, on=PartialDate(2026, 3, 14), now=NOW)
    officers.step_down(PERSON, on=PartialDate(2026, 3), now=NOW)
    assert officers.in_office == {}


def test_an_appointment_is_annulled_once_nothing_rests_on_it() -> None:
    officers = EngagementOfficers.keep(TOWN, now=NOW)
    appoint(officers)
    officers.step_down(PERSON, on=None, now=NOW)
    events = recorded(officers)
    with pytest.raises(errors.LaterFactsRestOnIt) as refused:
        annulled(events, 2)
    assert refused.value.detail == "engagement-officers.stepped-down: UNKNOWN_ENGAGEMENT_OFFICER"
    in_office_again = annulled(events, 3)
    assert History(in_office_again).aggregate().in_office == {PERSON: TODAY}
    assert History(annulled(in_office_again, 2)).aggregate().in_office == {}


# How they are reached


@pytest.mark.parametrize(
    "given",
    [
        Contact(" Aylin Groß-Öner ", " a.oener@stadt.example ", " +49 (0)221 / 22 1-0 "),
        Contact("A", "ä@ö", "110"),
        Contact("ä" * 200, "a" * 64 + "@" + "b" * 189, "1" * 30),
        Contact("A", None, None),
    ],
    ids=["all", "short", "long", "name alone"],
)
def test_a_contact_is_taken_without_white_space_at_the_ends(given: Contact) -> None:
    stripped = [value and value.strip() for value in (given.name, given.email, given.phone)]
    assert list(vars(given.checked()).values()) == stripped


SECRET = "Geheim"
WRONG: dict[str, tuple[Contact, type[Refusal]]] = {
    "name of two lines": (Contact(f"{SECRET}\nB", None, None), errors.InvalidName),
    "name too long": (Contact(SECRET * 40, None, None), errors.InvalidName),
    "no name": (Contact(" ", None, None), errors.InvalidName),
    "unseen name": (Contact("\u200b", None, None), errors.InvalidName),
    "no at": (Contact("A", SECRET, None), errors.InvalidEmail),
    "nothing before": (Contact("A", f"@{SECRET}", None), errors.InvalidEmail),
    "nothing behind": (Contact("A", f"{SECRET}@", None), errors.InvalidEmail),
    "two at": (Contact("A", f"{SECRET}@a@b", None), errors.InvalidEmail),
    "white space": (Contact("A", f"{SECRET} @b", None), errors.InvalidEmail),
    "no e-mail": (Contact("A", "", None), errors.InvalidEmail),
    "long e-mail": (Contact("A", f"{SECRET}@{'b' * 190}", None), errors.InvalidEmail),
    "letters": (Contact("A", None, f"0221 {SECRET}"), errors.InvalidPhone),
    "too short": (Contact("A", None, "+ 11 -"), errors.InvalidPhone),
    "too long": (Contact("A", None, "1" * 31), errors.InvalidPhone),
    "other digits": (Contact("A", None, "٠٢٢١ ٢٢١"), errors.InvalidPhone),
    "no phone": (Contact("A", None, ""), errors.InvalidPhone),
    "two lines": (Contact("A", None, "0221\n221"), errors.InvalidPhone),
}


@pytest.mark.parametrize(("given", "refusal"), WRONG.values(), ids=WRONG)
def test_what_reaches_nobody_is_refused(given: Contact, refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        given.checked()


@pytest.mark.parametrize(("given", "refusal"), WRONG.values(), ids=WRONG)
def test_a_refusal_repeats_nothing_of_what_was_given(given: Contact, refusal: type[Refusal]) -> None:
    with pytest.raises(refusal) as refused:
        given.checked()
    assert refused.value.detail == ""
    told = [str(refused.value), *map(refused.value.message, Language), repr(refused.value)]
    assert not any(SECRET in text for text in told)
