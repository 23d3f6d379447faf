"""A membership whole: planned or not any more, resolved, attested, ended, begun again; given, when, then."""

import re
from collections.abc import Callable

import pytest

from domain import errors
from domain.criteria import Criteria, Recognition
from domain.organisation import MembershipStatus, Organisation, OrganisationKind
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
    saved,
    signatory,
)

S = MembershipStatus
CRITERIA = Criteria("Frau im Amt", "Stabsstelle", "ja", Recognition.COMPARABLE, "Karte", "ja")


def withdraw(town: Organisation, on: PartialDate | None = None, reason: str | None = None) -> None:
    town.withdraw_accession(on=on, reason=reason, now=NOW)


def resolve(town: Organisation, on: PartialDate | None = None, reference: str | None = None) -> None:
    town.resolve_accession(on=on, reference=reference, now=NOW)


def past_member() -> Organisation:
    leaving = member()
    leave(leaving)
    return saved(leaving)


# The plan, and the council


def test_a_plan_is_withdrawn() -> None:
    town = planner()
    withdraw(town, TODAY, " zu teuer\nund zu weit ")
    assert happened(town) == {
        "topic": "organisation.withdrew-accession",
        "on": TODAY,
        "reason": "zu teuer\nund zu weit",
        "ending": None,
    }
    assert town.membership is S.NONE


def test_who_withdrew_its_plan_plans_again_and_is_not_entitled_meanwhile() -> None:
    town = planner()
    withdraw(town)
    with pytest.raises(errors.NotEntitledToAttend):
        town.refuse_unless_entitled()
    town.plan_accession(on=None, now=NOW)
    assert town.membership is S.ACCESSION_PLANNED


@pytest.mark.parametrize("given", [organisation, signatory, member, past_member])
def test_who_has_no_plan_withdraws_none(given: Callable[[], Organisation]) -> None:
    with pytest.raises(errors.NoAccessionPlanned, match="Neustadt"):
        withdraw(given())


def test_the_council_resolves_to_join() -> None:
    town = organisation()
    resolve(town, TODAY, " Vorlage 12/2026 ")
    assert happened(town) == {
        "topic": "organisation.council-resolved",
        "on": TODAY,
        "reference": "Vorlage 12/2026",
    }
    assert town.membership is S.NONE


def test_the_council_of_a_member_has_resolved() -> None:
    with pytest.raises(errors.AlreadyMember):
        resolve(member())
    resolve(past_member())


def test_no_council_but_a_municipalitys_or_districts_resolves() -> None:
    with pytest.raises(errors.NotEligible, match="LAND"):
        resolve(organisation(OrganisationKind.LAND, "05"))


@pytest.mark.parametrize("reference", ["", "a\nb", "ä" * 201])
def test_a_reference_is_one_line(reference: str) -> None:
    with pytest.raises(errors.InvalidTitle) as refused:
        resolve(organisation(), None, reference)
    assert refused.value.field == "reference"


# The criteria


def test_who_joins_attests_the_criteria() -> None:
    town = signatory()
    attested = Criteria(" Frau im Amt", "Stabsstelle\n", "ja", Recognition.COMPARABLE, " Karte ", "ja")
    town.join_network(on=None, council_resolved_on=None, criteria=attested, now=NOW)
    assert happened(town)["criteria"] == CRITERIA


@pytest.mark.parametrize(
    ("field", "told"),
    [
        ("contact_person", "contactPerson"),
        ("cross_cutting_task", "crossCuttingTask"),
        ("willingness_to_sign", "willingnessToSign"),
        ("recognition_evidence", "recognitionEvidence"),
        ("collaboration", "collaboration"),
    ],
)
@pytest.mark.parametrize("evidence", ["", " \n", "a\0b", "ä" * 2001])
def test_each_criterion_has_its_evidence(field: str, told: str, evidence: str) -> None:
    town = signatory()
    attested = Criteria(**{**vars(CRITERIA), field: evidence})
    with pytest.raises(errors.InvalidText) as refused:
        town.join_network(on=None, council_resolved_on=None, criteria=attested, now=NOW)
    assert refused.value.field == f"criteria.{told}"
    assert town.collect_events() == []


# Leaving, and joining again


def test_a_member_leaves() -> None:
    town = member()
    leave(town, TODAY, " Ratsbeschluss ")
    assert happened(town) == {
        "topic": "organisation.left-network",
        "time": 1,
        "on": TODAY,
        "reason": "Ratsbeschluss",
        "ending": None,
    }
    assert (town.membership, set(town.signed)) == (S.LEFT, {1})


@pytest.mark.parametrize("given", [organisation, signatory, planner, past_member])
def test_who_is_no_member_does_not_leave(given: Callable[[], Organisation]) -> None:
    with pytest.raises(errors.NotMember, match="Neustadt"):
        leave(given())


def test_memberships_are_counted() -> None:
    town = member()
    for time in (1, 2, 3):
        assert (town.membership, town.memberships) == (S.MEMBER, time)
        leave(town)
        join(town)
    times = [(type(event).__name__, event.time) for event in recorded(town)]
    assert times == [
        ("LeftNetwork", 1), ("JoinedNetwork", 2),
        ("LeftNetwork", 2), ("JoinedNetwork", 3),
        ("LeftNetwork", 3), ("JoinedNetwork", 4),
    ]  # fmt: skip


def test_who_left_and_plans_to_return_has_left_where_the_plan_is_withdrawn() -> None:
    town = past_member()
    town.plan_accession(on=None, now=NOW)
    courses = [town.membership]
    withdraw(town)
    assert [*courses, town.membership] == [S.ACCESSION_PLANNED, S.LEFT]


# Dates


@pytest.mark.parametrize("on", [PartialDate(2012), PartialDate(2013, 4), PartialDate(2013, 5, 1)])
def test_nobody_leaves_before_it_joined(on: PartialDate) -> None:
    town = signatory()
    join(town, PartialDate(2013, 5, 2))
    with pytest.raises(errors.DatesOutOfOrder, match=re.escape(f"({on} < 2013-05-02)")):
        leave(town, on)
    assert town.membership is S.MEMBER


@pytest.mark.parametrize(
    ("joined", "left"),
    [
        (PartialDate(2013, 5, 2), PartialDate(2013, 5, 2)),
        (PartialDate(2013, 5, 2), PartialDate(2013, 5)),
        (PartialDate(2013, 5, 2), PartialDate(2013)),
        (PartialDate(2013), PartialDate(2013, 1, 1)),
        (PartialDate(2013), None),
        (None, PartialDate(1000)),
    ],
)
def test_what_may_have_been_in_order_is_in_order(
    joined: PartialDate | None, left: PartialDate | None
) -> None:
    town = signatory()
    join(town, joined)
    leave(town, left)
    assert town.membership is S.LEFT


def test_the_membership_that_ends_is_the_last() -> None:
    town = signatory()
    for joined, left in ((2013, 2014), (2020, 2021)):
        join(town, PartialDate(joined))
        if joined == 2020:
            with pytest.raises(errors.DatesOutOfOrder):
                leave(town, PartialDate(2014))
        leave(town, PartialDate(left))


def test_nobody_joins_again_before_it_left() -> None:
    town = member()
    leave(town, PartialDate(2021, 5))
    for planning in (False, True):
        if planning:
            town.plan_accession(on=None, now=NOW)
        with pytest.raises(errors.DatesOutOfOrder, match=re.escape("(2021-04 < 2021-05)")):
            join(town, PartialDate(2021, 4))
    join(town, PartialDate(2021))
    assert town.memberships == 2


def test_neither_happens_in_the_future() -> None:
    for town, decide in ((planner(), withdraw), (organisation(), resolve), (member(), leave)):
        with pytest.raises(errors.DateInFuture):
            decide(town, TOMORROW)
        assert town.collect_events() == []


@pytest.mark.parametrize("reason", ["", " ", "a\0b", "ä" * 2001])
def test_a_reason_is_a_text_where_there_is_one(reason: str) -> None:
    for town, decide in ((planner(), withdraw), (member(), leave)):
        with pytest.raises(errors.InvalidText) as refused:
            decide(town, None, reason)
        assert refused.value.field == "reason"
