"""Invitations and agendas as they are asked: given a row, when a fact, then the next row."""

from typing import Any
from uuid import UUID

import pytest

from domain.identity import agenda_item_id, invitation_id
from domain.partial_date import PartialDate
from domain.summit import Summit
from projections import AGENDA_ITEMS, INVITATIONS
from projections.kernel import Fact
from tests.projections.facts import RECORDED, STREAM, fact, row_after

TOWN, OTHER = UUID(int=5), UUID(int=6)
DUE: dict[str, Any] = {"answer_by": PartialDate(2026, 9), "remind_on": PartialDate(2026, 8)}
ITEM = agenda_item_id(STREAM, 1)


def invited(town: UUID = TOWN) -> Fact[Summit.Invited]:
    said: dict[str, Any] = {"organisation_id": town, "on": PartialDate(2026, 3), **DUE}
    return fact(Summit.Invited, source="a list", position=12, **said)


def answered(answer: str, office: str | None = None, reason: str | None = None) -> Fact[Any]:
    said: dict[str, Any] = {"organisation_id": TOWN, "answer": answer, "on": PartialDate(2026, 4)}
    return fact(Summit.InvitationAnswered, source="a call", office=office, reason=reason, **said)


def reminded(month: int, again: PartialDate | None) -> Fact[Any]:
    said: dict[str, Any] = {"organisation_id": TOWN, "on": PartialDate(2026, month), "remind_on": again}
    return fact(Summit.Reminded, source="a call", **said)


ROW = {
    "id": invitation_id(STREAM, TOWN),
    "summit_id": STREAM,
    "organisation_id": TOWN,
    "invited_on": PartialDate(2026, 3),
    "answer_by": PartialDate(2026, 9),
    "remind_on": PartialDate(2026, 8),
    "reminders": 0,
    "reminded_on": None,
    "answer": "PENDING",
    "answered_on": None,
    "office": None,
    "reason": None,
    "source": "a list",
    "position": 12,
    "recorded_at": RECORDED,
}


def test_an_invitation_opens_a_row_that_is_not_answered() -> None:
    assert row_after(INVITATIONS, invited()) == ROW


@pytest.mark.parametrize(
    ("changes", "changed"),
    [
        ([answered("ACCEPTED")], {"answer": "ACCEPTED"}),
        ([answered("DELEGATED", "OTHER")], {"answer": "DELEGATED", "office": "OTHER"}),
        ([answered("DECLINED", None, "Urlaub")], {"answer": "DECLINED", "reason": "Urlaub"}),
        ([answered("DECLINED", None, "Urlaub"), answered("ACCEPTED")], {"answer": "ACCEPTED"}),
        ([answered("DELEGATED", "OTHER"), answered("DECLINED")], {"answer": "DECLINED"}),
    ],
    ids=["accepted", "delegated", "declined", "accepted after all", "declined after all"],
)
def test_the_last_answer_counts_and_leaves_nothing_of_the_one_before(
    changes: list[Fact[Any]], changed: dict[str, Any]
) -> None:
    after = row_after(INVITATIONS, invited(), *changes)
    assert after == ROW | {"answered_on": PartialDate(2026, 4)} | changed


def test_reminders_are_counted_and_the_next_is_due_when_the_last_says() -> None:
    once = row_after(INVITATIONS, invited(), reminded(8, PartialDate(2026, 9)))
    assert once == ROW | {
        "reminders": 1,
        "reminded_on": PartialDate(2026, 8),
        "remind_on": PartialDate(2026, 9),
    }
    twice = row_after(INVITATIONS, invited(), reminded(8, PartialDate(2026, 9)), reminded(9, None))
    assert twice == ROW | {"reminders": 2, "reminded_on": PartialDate(2026, 9), "remind_on": None}


def test_each_invitation_is_answered_by_itself() -> None:
    rows = INVITATIONS.fold([invited(), invited(OTHER), answered("ACCEPTED")])
    answers = {row.organisation_id: row.answer for row in rows.values()}
    assert answers == {TOWN: "ACCEPTED", OTHER: "PENDING"}


def test_an_invitation_that_is_withdrawn_stands_no_more_until_it_is_given_again() -> None:
    said: dict[str, Any] = {"organisation_id": TOWN, "on": None, "reason": "Austritt"}
    withdrawn = fact(Summit.InvitationWithdrawn, source="a call", **said)
    assert INVITATIONS.fold([invited(), invited(OTHER), withdrawn]).keys() == {invitation_id(STREAM, OTHER)}
    assert row_after(INVITATIONS, invited(), answered("DECLINED"), withdrawn, invited()) == ROW


# Agenda items

ADDED = fact(
    Summit.AgendaItemAdded, position=12, item_id=ITEM, number=1, title="Rede", description="Zeile\nZeile"
)
ITEM_ROW = {
    "id": ITEM,
    "summit_id": STREAM,
    "number": 1,
    "title": "Rede",
    "description": "Zeile\nZeile",
    "position": 12,
    "recorded_at": RECORDED,
}


def test_an_item_is_a_row() -> None:
    assert row_after(AGENDA_ITEMS, ADDED) == ITEM_ROW


def test_a_change_replaces_title_and_description() -> None:
    changed = fact(Summit.AgendaItemChanged, position=13, item_id=ITEM, title="Wahl", description=None)
    assert row_after(AGENDA_ITEMS, ADDED, changed) == ITEM_ROW | {"title": "Wahl", "description": None}


def test_an_item_that_is_removed_is_no_row_any_more() -> None:
    second = agenda_item_id(STREAM, 2)
    said: dict[str, Any] = {"number": 2, "title": "Wahl", "description": None}
    other = fact(Summit.AgendaItemAdded, item_id=second, **said)
    removed = fact(Summit.AgendaItemRemoved, item_id=ITEM)
    assert AGENDA_ITEMS.fold([ADDED, other, removed]).keys() == {second}
