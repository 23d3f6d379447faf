"""What is on a summit's agenda, and what corrections make of it; given, when, then."""

import re
from typing import Any
from uuid import UUID

import pytest

from domain import errors
from domain.corrections import History
from domain.identity import agenda_item_id
from domain.summit import Summit
from domain.summit_details import SummitDetails
from tests.domain.correcting import annulled, replaced, state
from tests.domain.given import (
    NOW,
    SUMMIT,
    announced,
    happened,
    held,
    recorded,
    saved,
)

FIRST, SECOND, THIRD = (agenda_item_id(SUMMIT, number) for number in (1, 2, 3))


def add(summit: Summit, title: str = "Rede", description: str | None = None) -> None:
    summit.add_agenda_item(title, description=description, now=NOW)


def change(summit: Summit, item: UUID, title: str = "Wahl", description: str | None = None) -> None:
    summit.change_agenda_item(item, title, description=description, now=NOW)


def with_items(count: int) -> Summit:
    summit = announced()
    for _ in range(count):
        add(summit)
    return saved(summit)


def test_items_are_numbered_in_the_order_in_which_they_are_added() -> None:
    summit = announced()
    for number, title in enumerate(("Begrüßung", "Wahl"), start=1):
        add(summit, f" {title} ", " Zeile\nZeile ")
        assert happened(summit) == {
            "topic": "summit.agenda-item-added",
            "item_id": agenda_item_id(SUMMIT, number),
            "number": number,
            "title": title,
            "description": "Zeile\nZeile",
        }
    assert summit.agenda == {FIRST, SECOND}


def test_an_item_is_changed() -> None:
    summit = with_items(2)
    change(summit, FIRST, " Wahl ")
    assert happened(summit) == {
        "topic": "summit.agenda-item-changed",
        "item_id": FIRST,
        "title": "Wahl",
        "description": None,
    }


def test_a_number_that_was_removed_is_not_given_again() -> None:
    summit = with_items(2)
    summit.remove_agenda_item(SECOND, now=NOW)
    assert happened(summit) == {"topic": "summit.agenda-item-removed", "item_id": SECOND}
    assert summit.agenda == {FIRST}
    add(summit)
    assert summit.agenda == {FIRST, THIRD}


@pytest.mark.parametrize("item", [SECOND, agenda_item_id(UUID(int=7), 1), SUMMIT])
def test_an_item_that_is_not_on_the_agenda_is_neither_changed_nor_removed(item: UUID) -> None:
    summit = with_items(2)
    summit.remove_agenda_item(SECOND, now=NOW)
    with pytest.raises(errors.UnknownAgendaItem, match=str(item)):
        change(summit, item)
    with pytest.raises(errors.UnknownAgendaItem, match=str(item)):
        summit.remove_agenda_item(item, now=NOW)


def test_an_item_has_a_title_of_one_line_and_a_text() -> None:
    for title in ("", "a\nb", "ä" * 201):
        with pytest.raises(errors.InvalidTitle):
            add(announced(), title)
        with pytest.raises(errors.InvalidTitle):
            change(with_items(1), FIRST, title)
    for description in (" ", "a\0b", "ä" * 2001):
        with pytest.raises(errors.InvalidText) as refused:
            add(announced(), "Rede", description)
        assert refused.value.field == "description"
        with pytest.raises(errors.InvalidText):
            change(with_items(1), FIRST, "Rede", description)


def test_the_agenda_of_a_summit_that_was_held_is_completed() -> None:
    summit = held()
    add(summit)
    assert summit.agenda == {FIRST}


# Corrections


@pytest.fixture
def events() -> list[Any]:
    """Announced, with three items, of which the second is changed."""
    summit = Summit.announce(SUMMIT, 2026, SummitDetails("Treffen"), now=NOW)
    for _ in range(3):
        add(summit)
    change(summit, SECOND)
    return recorded(summit)


def test_the_other_items_keep_their_numbers_where_one_is_annulled(events: list[Any]) -> None:
    summit = History(annulled(events, 2)).aggregate()
    assert summit.agenda == {SECOND, THIRD}
    add(summit)
    assert happened(summit)["number"] == 4


def test_an_item_keeps_its_number_where_it_is_corrected(events: list[Any]) -> None:
    for earlier in (events, annulled(events, 2)):
        corrected = replaced(earlier, 3, lambda summit: add(summit, "Begrüßung"))
        said: Any = corrected[-1]
        assert (said.item_id, said.number, said.title) == (SECOND, 2, "Begrüßung")
        assert state(History(corrected).aggregate()) == state(History(earlier).aggregate())


def test_an_item_that_was_changed_is_not_annulled(events: list[Any]) -> None:
    with pytest.raises(errors.LaterFactsRestOnIt) as refused:
        annulled(events, 3)
    assert re.fullmatch(r"summit\.agenda-item-changed: UNKNOWN_AGENDA_ITEM", refused.value.detail)
