"""Invitations to a summit: given, answered, answered otherwise, reminded of; given, when, then."""

import re
from collections.abc import Callable
from uuid import UUID

import pytest

from domain import errors
from domain.corrections import History
from domain.offices import Office
from domain.partial_date import PartialDate
from domain.summit import Answer, Invitation, Summit
from domain.summit_details import SummitDetails
from tests.domain.correcting import annulled
from tests.domain.given import (
    NOW,
    SUMMIT,
    TODAY,
    TOMORROW,
    announced,
    happened,
    recorded,
    saved,
)
from tests.domain.random_changes import TOWNS

ONE, OTHER = TOWNS[:2]
LANDRAT, OTHER_OFFICE = Office.LANDRAT, Office.OTHER


def invite(
    summit: Summit,
    organisation: UUID = ONE,
    on: PartialDate | None = None,
    answer_by: PartialDate | None = None,
    remind_on: PartialDate | None = None,
) -> None:
    summit.invite(organisation, on=on, answer_by=answer_by, remind_on=remind_on, now=NOW)


def answer(
    summit: Summit,
    given: Answer,
    office: Office | None = None,
    on: PartialDate | None = None,
    reason: str | None = None,
) -> None:
    summit.answer_invitation(ONE, given, on=on, office=office, reason=reason, now=NOW)


def remind(summit: Summit, on: PartialDate | None = None, remind_on: PartialDate | None = None) -> None:
    summit.remind(ONE, on=on, remind_on=remind_on, now=NOW)


def inviting() -> Summit:
    summit = announced()
    invite(summit)
    return saved(summit)


# Inviting


def test_a_town_is_invited_and_to_be_reminded() -> None:
    summit = announced()
    invite(summit, ONE, TODAY, PartialDate(2026, 9), PartialDate(2026, 8, 1))
    assert happened(summit) == {
        "topic": "summit.invited",
        "organisation_id": ONE,
        "on": TODAY,
        "answer_by": PartialDate(2026, 9),
        "remind_on": PartialDate(2026, 8, 1),
    }
    assert summit.invitations == {ONE: Invitation(since=TODAY)}


def test_a_town_is_invited_once_whatever_it_answered() -> None:
    pending, declined = inviting(), inviting()
    answer(declined, Answer.DECLINED, reason="Urlaub")
    for summit in (pending, declined):
        with pytest.raises(errors.AlreadyInvited, match=str(ONE)):
            invite(summit)
        invite(summit, OTHER)
        assert summit.invitations.keys() == {ONE, OTHER}


def test_nobody_is_invited_in_the_future() -> None:
    with pytest.raises(errors.DateInFuture):
        invite(announced(), on=TOMORROW)


@pytest.mark.parametrize("due", ["answer_by", "remind_on"])
def test_what_is_due_is_not_due_before_the_invitation(due: str) -> None:
    def invite_by(day: PartialDate, on: PartialDate | None) -> None:
        asked = dict.fromkeys(("answer_by", "remind_on")) | {due: day}
        announced().invite(ONE, on=on, **asked, now=NOW)

    with pytest.raises(errors.DatesOutOfOrder, match=re.escape("(2026-03-14 < 2026-03-15)")):
        invite_by(PartialDate(2026, 3, 14), TODAY)
    invite_by(PartialDate(2026, 3), TODAY)
    invite_by(PartialDate(1000), None)


# Answering


@pytest.mark.parametrize(
    ("given", "office", "comes"),
    [
        (Answer.ACCEPTED, None, True),
        (Answer.ACCEPTED, LANDRAT, True),
        (Answer.DELEGATED, OTHER_OFFICE, True),
        (Answer.DECLINED, None, False),
    ],
)
def test_an_invitation_is_answered(given: Answer, office: Office | None, comes: bool) -> None:
    summit = inviting()
    answer(summit, given, office, TODAY, " ein Grund ")
    assert happened(summit) == {
        "topic": "summit.invitation-answered",
        "organisation_id": ONE,
        "answer": given,
        "on": TODAY,
        "office": office,
        "reason": "ein Grund",
    }
    assert summit.invitations == {ONE: Invitation(given, office, TODAY)}
    assert summit.accepted == ({ONE: office} if comes else {})


def test_an_answer_is_changed_as_often_as_it_must_be() -> None:
    summit = inviting()
    for given, office in (
        (Answer.ACCEPTED, None),
        (Answer.ACCEPTED, LANDRAT),
        (Answer.DELEGATED, OTHER_OFFICE),
        (Answer.DELEGATED, LANDRAT),
        (Answer.DECLINED, None),
        (Answer.ACCEPTED, LANDRAT),
    ):
        answer(summit, given, office)
        assert summit.invitations[ONE] == Invitation(given, office)


@pytest.mark.parametrize("given", [Answer.ACCEPTED, Answer.DELEGATED, Answer.DECLINED])
def test_the_same_answer_is_refused_whatever_its_reason(given: Answer) -> None:
    summit = inviting()
    answer(summit, given, LANDRAT)
    with pytest.raises(errors.AlreadyAnswered, match=given.value):
        answer(summit, given, LANDRAT, TODAY, "ein anderer Grund")
    assert len(recorded(summit)) == 1


def test_only_who_is_invited_answers_and_is_reminded() -> None:
    for decide in (lambda summit: answer(summit, Answer.ACCEPTED), remind):
        with pytest.raises(errors.NotInvited, match=str(ONE)):
            decide(announced())


def test_nobody_answers_in_the_future_or_for_no_reason() -> None:
    with pytest.raises(errors.DateInFuture):
        answer(inviting(), Answer.ACCEPTED, on=TOMORROW)
    with pytest.raises(errors.InvalidText) as refused:
        answer(inviting(), Answer.DECLINED, reason=" ")
    assert refused.value.field == "reason"


# Reminding


def test_who_has_not_answered_is_reminded_again_and_again() -> None:
    summit = inviting()
    for on, again in ((PartialDate(2026, 2), PartialDate(2026, 3)), (TODAY, None), (None, None)):
        remind(summit, on, again)
        assert happened(summit) == {
            "topic": "summit.reminded",
            "organisation_id": ONE,
            "on": on,
            "remind_on": again,
        }
    assert summit.invitations == {ONE: Invitation(since=TODAY)}


@pytest.mark.parametrize("given", [Answer.ACCEPTED, Answer.DELEGATED, Answer.DECLINED])
def test_who_has_answered_is_not_reminded(given: Answer) -> None:
    summit = inviting()
    answer(summit, given)
    with pytest.raises(errors.AlreadyAnswered, match=given.value):
        remind(summit)


def test_nobody_is_reminded_in_the_future_or_again_before_that() -> None:
    with pytest.raises(errors.DateInFuture):
        remind(inviting(), TOMORROW)
    with pytest.raises(errors.DatesOutOfOrder):
        remind(inviting(), TODAY, PartialDate(2026, 2))


# Withdrawing


def test_an_invitation_is_withdrawn_and_may_be_given_again() -> None:
    summit = inviting()
    summit.withdraw_invitation(ONE, on=TODAY, reason=" Austritt ", now=NOW)
    assert happened(summit) == {
        "topic": "summit.invitation-withdrawn",
        "organisation_id": ONE,
        "on": TODAY,
        "reason": "Austritt",
    }
    assert summit.invitations == {}
    summit.invite(ONE, on=TODAY, answer_by=None, remind_on=None, now=NOW)
    assert summit.invitations == {ONE: Invitation(since=TODAY)}


@pytest.mark.parametrize("step", ["answered", "reminded", "withdrawn"])
def test_what_happens_to_an_invitation_follows_on_what_happened_to_it_before(step: str) -> None:
    summit = announced()
    invite(summit, ONE, PartialDate(2026, 2, 2))
    remind(summit, PartialDate(2026, 2, 9))
    steps: dict[str, Callable[[PartialDate], None]] = {
        "answered": lambda on: answer(summit, Answer.DECLINED, on=on),
        "reminded": lambda on: remind(summit, on),
        "withdrawn": lambda on: summit.withdraw_invitation(ONE, on=on, reason=None, now=NOW),
    }
    with pytest.raises(errors.DatesOutOfOrder):
        steps[step](PartialDate(2026, 2, 8))
    steps[step](PartialDate(2026, 2))


def test_only_a_standing_invitation_to_a_planned_summit_is_withdrawn() -> None:
    summit = announced()
    with pytest.raises(errors.NotInvited):
        summit.withdraw_invitation(ONE, on=None, reason=None, now=NOW)
    summit = inviting()
    summit.open(on=None, now=NOW)
    with pytest.raises(errors.SummitUnderWay):
        summit.withdraw_invitation(ONE, on=None, reason=None, now=NOW)


# Corrections


def test_an_invitation_that_was_answered_is_annulled_after_its_answer() -> None:
    summit = Summit.announce(SUMMIT, 2026, SummitDetails("Treffen"), now=NOW)
    invite(summit)
    answer(summit, Answer.ACCEPTED)
    events = recorded(summit)
    with pytest.raises(errors.LaterFactsRestOnIt) as refused:
        annulled(events, 2)
    assert refused.value.detail == "summit.invitation-answered: NOT_INVITED"
    unanswered = annulled(events, 3)
    assert History(unanswered).aggregate().invitations == {ONE: Invitation()}
    assert History(annulled(unanswered, 2)).aggregate().invitations == {}
