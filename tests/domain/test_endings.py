"""Organisations end: merged, split, dissolved, and nothing is decided on them any more; given, when, then."""

from collections.abc import Callable
from inspect import getmembers, isfunction
from typing import Any
from uuid import UUID

import pytest

from domain import errors
from domain.organisation import Ending, Organisation, OrganisationKind
from tests.domain.given import (
    NOW,
    TODAY,
    TOMORROW,
    ended,
    happened,
    join,
    leave,
    organisation,
    sign,
)

ONE, OTHER = UUID(int=1), UUID(int=2)
WHEN: dict[str, Any] = {"on": None, "now": NOW}
Decision = Callable[[Organisation], None]


def test_a_town_is_merged_into_another() -> None:
    town = organisation()
    town.merge_into(ONE, on=TODAY, now=NOW)
    assert happened(town) == {"topic": "organisation.merged-into", "successor_id": ONE, "on": TODAY}
    assert town.ended is Ending.MERGED


def test_a_town_is_split_into_others() -> None:
    town = organisation()
    town.split_into((ONE, OTHER), on=TODAY, now=NOW)
    assert happened(town) == {"topic": "organisation.split-into", "successor_ids": [ONE, OTHER], "on": TODAY}
    assert town.ended is Ending.SPLIT


def test_a_town_is_dissolved() -> None:
    town = organisation()
    town.dissolve(on=TODAY, reason=" Braunkohle ", now=NOW)
    assert happened(town) == {"topic": "organisation.dissolved", "on": TODAY, "reason": "Braunkohle"}
    assert town.ended is Ending.DISSOLVED


def test_a_town_succeeds_another_and_does_not_end() -> None:
    town = organisation()
    town.succeed(ONE, Ending.SPLIT, on=TODAY, now=NOW)
    assert happened(town) == {
        "topic": "organisation.succeeded",
        "predecessor_id": ONE,
        "ending": Ending.SPLIT,
        "on": TODAY,
    }
    assert town.ended is None


def test_nobody_succeeds_itself() -> None:
    town = organisation()
    with pytest.raises(errors.InvalidSuccessor, match="Neustadt"):
        town.merge_into(town.id, **WHEN)
    with pytest.raises(errors.InvalidSuccessor):
        town.split_into((ONE, town.id), **WHEN)


@pytest.mark.parametrize("into", [(), (ONE,), (ONE, ONE)])
def test_a_split_has_two_successors_or_more(into: tuple[UUID, ...]) -> None:
    with pytest.raises(errors.InvalidSuccessor, match="Neustadt"):
        organisation().split_into(into, **WHEN)


ENDINGS: dict[str, Callable[..., None]] = {
    "merge_into": lambda town, on: town.merge_into(ONE, on=on, now=NOW),
    "split_into": lambda town, on: town.split_into((ONE, OTHER), on=on, now=NOW),
    "dissolve": lambda town, on: town.dissolve(on=on, reason=None, now=NOW),
}


@pytest.mark.parametrize("end", ENDINGS.values(), ids=ENDINGS)
def test_nobody_ends_in_the_future(end: Callable[..., None]) -> None:
    town = organisation()
    with pytest.raises(errors.DateInFuture):
        end(town, TOMORROW)
    assert (town.ended, town.collect_events()) == (None, [])


@pytest.mark.parametrize("reason", ["", "a\0b", "ä" * 2001])
def test_a_reason_is_a_text_where_there_is_one(reason: str) -> None:
    with pytest.raises(errors.InvalidText):
        organisation().dissolve(on=None, reason=reason, now=NOW)


# What has ended

DECISIONS: dict[str, Decision] = {
    "rename": lambda town: town.rename("Altstadt", now=NOW),
    "change_kind": lambda town: town.change_kind(OrganisationKind.GEMEINDE, now=NOW),
    "change_parent": lambda town: town.change_parent(ONE, now=NOW),
    "update_population": lambda town: town.update_population(7, now=NOW),
    "sign_declaration": sign,
    "withdraw_signature": lambda town: town.withdraw_signature(1, reason=None, **WHEN),
    "plan_accession": lambda town: town.plan_accession(**WHEN),
    "withdraw_accession": lambda town: town.withdraw_accession(reason=None, **WHEN),
    "resolve_accession": lambda town: town.resolve_accession(reference=None, **WHEN),
    "join_network": join,
    "leave_network": leave,
    "merge_into": lambda town: town.merge_into(ONE, **WHEN),
    "split_into": lambda town: town.split_into((ONE, OTHER), **WHEN),
    "dissolve": lambda town: town.dissolve(reason=None, **WHEN),
    "succeed": lambda town: town.succeed(ONE, Ending.MERGED, **WHEN),
    "refuse_ended": Organisation.refuse_ended,
    "refuse_unless_member": Organisation.refuse_unless_member,
    "refuse_unless_entitled": Organisation.refuse_unless_entitled,
}


@pytest.mark.parametrize("decide", DECISIONS.values(), ids=DECISIONS)
def test_an_organisation_that_has_ended_refuses_everything(decide: Decision) -> None:
    town = ended()
    with pytest.raises(errors.OrganisationEnded, match="Neustadt"):
        decide(town)
    assert town.collect_events() == []


def test_everything_is_all_that_is_decided_on_an_organisation() -> None:
    decisions = {
        name
        for name, member in getmembers(Organisation, isfunction)
        if member.__module__ == Organisation.__module__ and not name.startswith("_")
    }
    assert decisions - {"times_signed"} == set(DECISIONS)
