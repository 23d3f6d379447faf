"""What becomes of a membership and of signatures as an organisation ends: the rule; given, when, then."""

import re
from typing import Any

import pytest

from domain import errors
from domain.organisation import Ending, MembershipStatus, Organisation, OrganisationKind
from domain.partial_date import PartialDate
from domain.succession import pass_on
from tests.domain.given import (
    NOW,
    TODAY,
    ended,
    join,
    member,
    organisation,
    planner,
    recorded,
    saved,
    sign,
    signatory,
)

S = MembershipStatus
ELSEWHERE: dict[str, Any] = {"ags": "05314002", "name": "Altstadt"}


def passed_on(
    ending: Organisation, *successors: Organisation, on: PartialDate | None = TODAY
) -> list[list[str]]:
    """What happened to the one that ends, and to each that succeeds it."""
    pass_on(ending, successors, Ending.MERGED, on=on, now=NOW)
    return [[told(event) for event in each.pending_events] for each in (ending, *successors)]


def told(event: Any) -> str:
    said = [f"{name}={value}" for name, value in vars(event).items() if name in ("revision", "time")]
    return " ".join([type(event).__name__, *said])


def test_a_member_hands_its_membership_and_its_signatures_to_its_successor() -> None:
    town, successor = member(), organisation(**ELSEWHERE)
    sign(town, 2)
    saved(town)
    assert passed_on(town, successor) == [
        [
            "LeftNetwork time=1",
            "SignatureWithdrawn revision=1 time=1",
            "SignatureWithdrawn revision=2 time=1",
        ],
        [
            "Succeeded",
            "SignedDeclaration revision=1 time=1",
            "SignedDeclaration revision=2 time=1",
            "JoinedNetwork time=1",
        ],
    ]
    assert (town.membership, town.signed) == (S.LEFT, frozenset())
    assert (successor.membership, set(successor.signed)) == (S.MEMBER, {1, 2})


def test_each_step_says_what_it_follows_from() -> None:
    town, successor = member(), organisation(**ELSEWHERE)
    passed_on(town, successor)
    succeeded, signed, joined = recorded(successor)
    assert (succeeded.predecessor_id, succeeded.ending) == (town.id, Ending.MERGED)
    assert (signed.inherited_from, joined.inherited_from) == (town.id, town.id)
    left, withdrawn = recorded(town)
    assert (left.ending, withdrawn.ending) == (Ending.MERGED, Ending.MERGED)
    assert {event.on for event in (succeeded, signed, joined, left, withdrawn)} == {TODAY}


def test_a_successor_keeps_what_it_has_of_its_own() -> None:
    town, successor = member(), member(**ELSEWHERE)
    sign(town, 2)
    saved(town)
    assert passed_on(town, successor)[1] == ["Succeeded", "SignedDeclaration revision=2 time=1"]
    assert (set(successor.signed), successor.memberships) == ({1, 2}, 1)


def test_a_successor_that_withdrew_its_signature_is_bound_again() -> None:
    successor = signatory(**ELSEWHERE)
    successor.withdraw_signature(1, on=None, reason=None, now=NOW)
    assert passed_on(signatory(), saved(successor))[1] == [
        "Succeeded",
        "SignedDeclaration revision=1 time=2",
    ]


def test_a_successor_that_plans_its_accession_or_left_becomes_a_member() -> None:
    left = member(**ELSEWHERE)
    left.leave_network(on=None, reason=None, now=NOW)
    planning = organisation(ags="05314003", name="Kurstadt")
    planning.plan_accession(on=None, now=NOW)
    pass_on(member(), [saved(left), saved(planning)], Ending.SPLIT, on=None, now=NOW)
    assert [(each.membership, each.memberships) for each in (left, planning)] == [
        (S.MEMBER, 2),
        (S.MEMBER, 1),
    ]


def test_a_successor_that_cannot_join_is_bound_by_the_signatures_alone() -> None:
    land = organisation(OrganisationKind.LAND, "05", "Land")
    assert passed_on(member(), land)[1] == ["Succeeded", "SignedDeclaration revision=1 time=1"]
    assert (land.membership, set(land.signed)) == (S.NONE, {1})


def test_all_successors_of_a_split_inherit_alike() -> None:
    successors = [organisation(ags=f"0531400{number}", name=f"Teil {number}") for number in (2, 3, 4)]
    happened = passed_on(member(), *successors)[1:]
    assert happened == [["Succeeded", "SignedDeclaration revision=1 time=1", "JoinedNetwork time=1"]] * 3


def test_a_plan_is_not_passed_on() -> None:
    successor = organisation(**ELSEWHERE)
    assert passed_on(planner(), successor) == [["WithdrewAccession"], ["Succeeded"]]
    assert successor.membership is S.NONE


def test_a_signatory_passes_on_its_signature_and_no_membership() -> None:
    assert passed_on(signatory(), organisation(**ELSEWHERE)) == [
        ["SignatureWithdrawn revision=1 time=1"],
        ["Succeeded", "SignedDeclaration revision=1 time=1"],
    ]


def test_who_had_nothing_passes_on_nothing() -> None:
    assert passed_on(organisation(), organisation(**ELSEWHERE)) == [[], ["Succeeded"]]


def test_what_is_dissolved_has_no_successor() -> None:
    town = member()
    assert passed_on(town) == [["LeftNetwork time=1", "SignatureWithdrawn revision=1 time=1"]]
    town.dissolve(on=TODAY, reason=None, now=NOW)
    assert (town.ended, town.membership) == (Ending.DISSOLVED, S.LEFT)


def test_the_signature_given_again_is_the_one_that_ends() -> None:
    town = signatory()
    town.withdraw_signature(1, on=None, reason=None, now=NOW)
    sign(town)
    assert passed_on(saved(town)) == [["SignatureWithdrawn revision=1 time=2"]]


# Refusals


def test_what_has_ended_passes_on_nothing() -> None:
    successor = organisation(**ELSEWHERE)
    with pytest.raises(errors.OrganisationEnded):
        passed_on(ended(), successor)
    assert successor.collect_events() == []


def test_what_has_ended_succeeds_nobody() -> None:
    with pytest.raises(errors.OrganisationEnded):
        passed_on(organisation(**ELSEWHERE), ended())


def test_nothing_ends_before_it_began() -> None:
    town = signatory()
    join(town, PartialDate(2013, 5))
    with pytest.raises(errors.DatesOutOfOrder, match=re.escape("(2012 < 2013-05)")):
        passed_on(saved(town), organisation(**ELSEWHERE), on=PartialDate(2012))
