"""The way into the network: planning to join, and joining; given, when, then."""

import pytest

from domain import errors
from domain.organisation import ELIGIBLE, MembershipStatus, OrganisationKind
from domain.partial_date import PartialDate
from tests.domain.given import (
    NOW,
    TODAY,
    TOMORROW,
    association,
    happened,
    join,
    leave,
    member,
    organisation,
    planner,
    sign,
    signatory,
)

K = OrganisationKind
PAST = PartialDate(2013)


def test_municipalities_and_districts_are_eligible() -> None:
    assert {K.KREIS, K.STAEDTEREGION, K.KREISFREIE_STADT, K.STADT, K.GEMEINDE} == ELIGIBLE


def test_who_signed_joins() -> None:
    town = signatory()
    join(town, PAST, resolved=PartialDate(2012, 12))
    assert town.membership is MembershipStatus.MEMBER
    assert happened(town) == {
        "topic": "organisation.joined-network",
        "on": PAST,
        "council_resolved_on": PartialDate(2012, 12),
        "criteria": None,
        "time": 1,
        "inherited_from": None,
    }


def test_who_planned_joins_once_it_has_signed() -> None:
    town = organisation()
    town.plan_accession(on=TOMORROW, now=NOW)
    with pytest.raises(errors.SignatureMissing):
        join(town)
    sign(town)
    join(town, TODAY)
    assert town.membership is MembershipStatus.MEMBER


def test_nobody_joins_without_a_signature() -> None:
    with pytest.raises(errors.SignatureMissing, match="Neustadt"):
        join(organisation())


def test_nobody_joins_twice() -> None:
    with pytest.raises(errors.AlreadyMember, match="Neustadt"):
        join(member())


def test_a_member_does_not_plan_to_join() -> None:
    with pytest.raises(errors.AlreadyMember):
        member().plan_accession(on=None, now=NOW)


def test_nobody_joins_in_the_future() -> None:
    with pytest.raises(errors.DateInFuture):
        join(signatory(), TOMORROW)
    with pytest.raises(errors.DateInFuture):
        join(signatory(), PAST, TOMORROW)


@pytest.mark.parametrize(
    ("kind", "ags"), [(K.LAND, "05"), (K.REGIERUNGSBEZIRK, "053"), (K.KOMMUNALER_SPITZENVERBAND, None)]
)
def test_others_neither_plan_nor_join_though_they_signed(kind: OrganisationKind, ags: str | None) -> None:
    other = organisation(kind, ags)
    sign(other)
    with pytest.raises(errors.NotEligible, match=kind.value):
        join(other)
    with pytest.raises(errors.NotEligible):
        other.plan_accession(on=None, now=NOW)


def test_a_plan_may_lie_ahead() -> None:
    town = organisation()
    town.plan_accession(on=PartialDate(2030), now=NOW)
    assert town.membership is MembershipStatus.ACCESSION_PLANNED
    assert happened(town) == {"topic": "organisation.planned-accession", "on": PartialDate(2030)}


def test_nobody_plans_twice() -> None:
    town = organisation()
    town.plan_accession(on=None, now=NOW)
    with pytest.raises(errors.AccessionAlreadyPlanned, match="Neustadt"):
        town.plan_accession(on=None, now=NOW)


def test_members_planners_and_signatories_are_entitled_and_nobody_else() -> None:
    for entitled in (member(), signatory(), planner()):
        entitled.refuse_unless_entitled()
    for other in (organisation(), association()):
        with pytest.raises(errors.NotEntitledToAttend, match=other.name):
            other.refuse_unless_entitled()


def test_only_members_do_what_members_do() -> None:
    left = member()
    leave(left)
    for other in (organisation(), signatory(), planner(), left):
        with pytest.raises(errors.NotMember, match="Neustadt"):
            other.refuse_unless_member()
    member().refuse_unless_member()


def test_a_refusal_leaves_nothing_to_record() -> None:
    town = organisation()
    with pytest.raises(errors.SignatureMissing):
        join(town)
    assert town.collect_events() == []
    assert (town.version, town.membership) == (1, MembershipStatus.NONE)
