"""Signatures that are withdrawn, and given again; given, when, then."""

import re

import pytest

from domain import errors
from domain.organisation import MembershipStatus, Organisation
from domain.partial_date import PartialDate
from tests.domain.given import (
    NOW,
    TODAY,
    TOMORROW,
    happened,
    join,
    leave,
    member,
    organisation,
    planner,
    recorded,
    sign,
    signatory,
)


def withdraw(
    town: Organisation, revision: int = 1, on: PartialDate | None = None, reason: str | None = None
) -> None:
    town.withdraw_signature(revision, on=on, reason=reason, now=NOW)


def test_a_signature_is_withdrawn() -> None:
    town = signatory()
    withdraw(town, 1, TODAY, " ein Versehen ")
    assert happened(town) == {
        "topic": "organisation.signature-withdrawn",
        "revision": 1,
        "time": 1,
        "on": TODAY,
        "reason": "ein Versehen",
        "ending": None,
    }
    assert (town.signed, town.times_signed(1)) == (frozenset(), 1)
    with pytest.raises(errors.NotEntitledToAttend):
        town.refuse_unless_entitled()


def test_a_signature_given_again_is_another() -> None:
    town = organisation()
    for time in (1, 2, 3):
        sign(town, 1)
        assert happened(town)["time"] == time
        assert (set(town.signed), town.times_signed(1)) == ({1}, time)
        withdraw(town)
        assert happened(town)["time"] == time


def test_each_revision_is_counted_by_itself() -> None:
    town = signatory()
    withdraw(town)
    sign(town, 2)
    sign(town, 1)
    assert [event.time for event in recorded(town)] == [1, 1, 2]
    assert [town.times_signed(revision) for revision in (1, 2, 3)] == [2, 1, 0]


@pytest.mark.parametrize("revision", [2, 0, -1])
def test_a_signature_that_does_not_stand_is_not_withdrawn(revision: int) -> None:
    with pytest.raises(errors.NotSigned, match=re.escape(f"(Neustadt, {revision})")):
        withdraw(signatory(), revision)


def test_a_signature_is_not_withdrawn_twice() -> None:
    town = signatory()
    withdraw(town)
    with pytest.raises(errors.NotSigned):
        withdraw(town)


# A member's


def test_a_member_keeps_one_signature() -> None:
    town = member()
    with pytest.raises(errors.SignatureMissing, match="Neustadt"):
        withdraw(town, 1)
    sign(town, 2)
    withdraw(town, 1)
    with pytest.raises(errors.SignatureMissing):
        withdraw(town, 2)
    assert (set(town.signed), town.membership) == ({2}, MembershipStatus.MEMBER)


def test_who_left_withdraws_its_last_signature_and_needs_one_to_return() -> None:
    town = member()
    leave(town)
    withdraw(town)
    with pytest.raises(errors.SignatureMissing):
        join(town)
    sign(town)
    join(town)
    assert (town.memberships, town.times_signed(1)) == (2, 2)


def test_who_plans_to_join_may_withdraw_its_signature() -> None:
    town = planner()
    sign(town)
    withdraw(town)
    assert town.membership is MembershipStatus.ACCESSION_PLANNED


# Dates


def test_a_signature_is_not_withdrawn_before_it_was_given() -> None:
    town = organisation()
    sign(town, 1, PartialDate(2013, 5))
    sign(town, 2, PartialDate(2020))
    with pytest.raises(errors.DatesOutOfOrder, match=re.escape("(2013-04 < 2013-05)")):
        withdraw(town, 1, PartialDate(2013, 4))
    withdraw(town, 1, PartialDate(2013, 5, 1))
    assert town.signed == {2}


def test_a_signature_given_again_is_withdrawn_after_that() -> None:
    town = organisation()
    sign(town, 1, PartialDate(2013))
    withdraw(town, 1, PartialDate(2014))
    sign(town, 1, PartialDate(2020))
    with pytest.raises(errors.DatesOutOfOrder):
        withdraw(town, 1, PartialDate(2014))


def test_no_signature_is_withdrawn_in_the_future() -> None:
    with pytest.raises(errors.DateInFuture):
        withdraw(signatory(), 1, TOMORROW)


@pytest.mark.parametrize("reason", ["", "a\0b", "ä" * 2001])
def test_a_reason_is_a_text_where_there_is_one(reason: str) -> None:
    with pytest.raises(errors.InvalidText) as refused:
        withdraw(signatory(), 1, None, reason)
    assert refused.value.field == "reason"
