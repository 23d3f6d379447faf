"""The way into the network: planning to join, and joining; given, when, then."""

import pytest

from domain import errors
from domain.organisation import ELIGIBLE, MembershipStatus, Organisation, OrganisationKind
from domain.partial_date import PartialDate
from tests.domain.given import (
    NOW,
    TODAY,
    TOMORROW,
    association,
    happened,
    member,
    organisation,
    saved,
    signatory,
)

K = OrganisationKind
PAST = PartialDate(2013)


def join(joining: Organisation, on: PartialDate | None = PAST, resolved: PartialDate | None = None) -> None:
    joining.join_network(on=on, council_resolved_on=resolved, now=NOW)


def test_municipalities_and_districts_are_eligible() -> None:
    assert {K.KREIS, K.STAEDTEREGION, K.KREISFREIE_STADT, K.STADT, K.GEMEINDE} == ELIGIBLE


def test_who_signed_joins() -> None:
    town = signatory()
    join(town, resolved=PartialDate(2012, 12))
    assert town.membership is MembershipStatus.MEMBER
    assert happened(town) == {
        "topic": "organisation.joined-network",
        "on": PAST,
        "council_resolved_on": PartialDate(2012, 12),
    }


def test_who_planned_joins_once_it_has_signed() -> None:
    town = organisation()
    town.plan_accession(on=TOMORROW, now=NOW)
    with pytest.raises(errors.SignatureMissing):
        join(town)
    town.sign_declaration(1, on=None, office=None, summit_id=None, now=NOW)
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
    other.sign_declaration(1, on=None, office=None, summit_id=None, now=NOW)
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


def test_members_planners_and_signatories_may_attend_and_nobody_else() -> None:
    planner = organisation()
    planner.plan_accession(on=None, now=NOW)
    assert all(each.may_attend for each in (member(), signatory(), saved(planner)))
    assert not organisation().may_attend
    assert not association().may_attend


def test_a_refusal_leaves_nothing_to_record() -> None:
    town = organisation()
    with pytest.raises(errors.SignatureMissing):
        join(town)
    assert town.collect_events() == []
    assert (town.version, town.membership) == (1, MembershipStatus.NONE)
