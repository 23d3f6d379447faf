"""The joint declaration: proclaimed, revised; given, when, then."""

import re
from typing import Any
from uuid import UUID

import pytest

from domain import errors
from domain.corrections import History
from domain.declaration import Declaration
from domain.identity import DECLARATION_ID
from domain.partial_date import PartialDate
from tests.domain.correcting import annulled, replaced, versions_that_stand
from tests.domain.given import (
    NOW,
    TODAY,
    TOMORROW,
    declaration,
    happened,
    recorded,
    saved,
)


def test_the_declaration_is_proclaimed_as_revision_1() -> None:
    proclaimed = Declaration.proclaim(" Erklärung ", on=TODAY, now=NOW)
    assert (proclaimed.id, proclaimed.revision) == (DECLARATION_ID, 1)
    assert happened(proclaimed) == {
        "topic": "declaration.proclaimed",
        "title": "Erklärung",
        "on": TODAY,
        "text_sha256": None,
    }


def test_revisions_are_counted() -> None:
    revising = declaration()
    for revision in (2, 3):
        revising.revise(f" Fassung {revision}", on=PartialDate(2014), now=NOW)
        assert happened(revising) == {
            "topic": "declaration.revised",
            "revision": revision,
            "title": f"Fassung {revision}",
            "on": PartialDate(2014),
            "summit_id": None,
            "text_sha256": None,
        }
        assert revising.revision == revision


@pytest.mark.parametrize("title", ["", " \n", "a\nb", "a\0b", "\u200b", "ä" * 201])
def test_a_title_is_one_visible_line(title: str) -> None:
    with pytest.raises(errors.InvalidTitle):
        Declaration.proclaim(title, on=None, now=NOW)
    with pytest.raises(errors.InvalidTitle):
        declaration().revise(title, on=None, now=NOW)


def test_neither_happens_in_the_future() -> None:
    with pytest.raises(errors.DateInFuture):
        Declaration.proclaim("Erklärung", on=TOMORROW, now=NOW)
    with pytest.raises(errors.DateInFuture):
        declaration().revise("Fassung", on=TOMORROW, now=NOW)


def test_the_current_revision_is_meant_where_none_is_named() -> None:
    revised = declaration()
    assert revised.known_revision(None) == 1
    revised.revise("Fassung", on=None, now=NOW)
    assert [revised.known_revision(each) for each in (None, 1, 2)] == [2, 1, 2]


@pytest.mark.parametrize("revision", [0, -1, 2, 2**31])
def test_a_revision_that_there_is_not_is_refused(revision: int) -> None:
    with pytest.raises(errors.UnknownRevision, match=re.escape(f"({revision}; 1–1)")):
        declaration().known_revision(revision)


def test_a_revision_is_carried_forward_at_a_summit() -> None:
    revising = declaration()
    revising.revise("Fassung", on=TODAY, summit_id=UUID(int=7), now=NOW)
    assert happened(revising)["summit_id"] == UUID(int=7)


def test_a_revision_is_not_before_the_one_that_it_revises() -> None:
    revising = declaration()
    revising.revise("Fassung", on=PartialDate(2014), now=NOW)
    with pytest.raises(errors.DatesOutOfOrder):
        revising.revise("Neufassung", on=PartialDate(2013, 12, 31), now=NOW)
    revising.refuse_before_revision(2, PartialDate(2014, 1, 1))
    with pytest.raises(errors.DatesOutOfOrder):
        revising.refuse_before_revision(2, PartialDate(2013))


def test_a_text_that_is_recorded_with_its_revision_is_known() -> None:
    proclaimed = Declaration.proclaim("Erklärung", on=None, text_sha256="ab" * 32, now=NOW)
    proclaimed.revise("Fassung", on=None, text_sha256="cd" * 32, now=NOW)
    for revision in (1, 2):
        with pytest.raises(errors.RevisionTextKnown):
            proclaimed.record_text(revision, "ef" * 32, now=NOW)


# Texts


def test_a_revision_has_its_text_by_what_it_hashes_to() -> None:
    worded = declaration()
    worded.revise("Fassung", on=None, now=NOW)
    saved(worded)
    for revision in (2, 1):
        worded.record_text(revision, "ab" * 32, now=NOW)
        assert happened(worded) == {
            "topic": "declaration.text-recorded",
            "revision": revision,
            "text_sha256": "ab" * 32,
        }
    assert worded.revision == 2


def test_a_revision_has_one_text() -> None:
    worded = declaration()
    worded.record_text(1, "ab" * 32, now=NOW)
    for text in ("ab" * 32, "cd" * 32):
        with pytest.raises(errors.RevisionTextKnown, match=re.escape("(1)")):
            worded.record_text(1, text, now=NOW)


def test_a_revision_that_there_is_not_has_no_text() -> None:
    for revision in (0, 2):
        with pytest.raises(errors.UnknownRevision):
            declaration().record_text(revision, "ab" * 32, now=NOW)


def test_a_new_revision_is_without_text() -> None:
    worded = declaration()
    worded.record_text(1, "ab" * 32, now=NOW)
    worded.revise("Fassung", on=None, now=NOW)
    worded.record_text(worded.revision, "ab" * 32, now=NOW)
    assert [event.revision for event in recorded(worded)] == [1, 2, 2]


# Corrections


@pytest.fixture
def events() -> list[Any]:
    """Proclaimed, and revised twice."""
    revising = Declaration.proclaim("Erklärung", on=None, now=NOW)
    for title in ("Zweite", "Dritte"):
        revising.revise(title, on=None, now=NOW)
    return recorded(revising)


def test_a_revision_keeps_its_number_where_it_is_corrected(events: list[Any]) -> None:
    corrected = replaced(events, 2, lambda revising: revising.revise("Fassung", on=TODAY, now=NOW))
    said: Any = corrected[-1]
    assert (said.revision, said.title, said.on, said.corrects) == (2, "Fassung", TODAY, 2)
    assert versions_that_stand(corrected) == [1, 4, 3]
    assert History(corrected).aggregate().revision == 3


@pytest.mark.parametrize("version", [2, 3])
def test_no_revision_is_annulled_as_signatures_may_refer_to_it(events: list[Any], version: int) -> None:
    with pytest.raises(errors.FactReferredTo) as refused:
        annulled(events, version)
    assert refused.value.detail == "declaration.revised"


def test_a_text_recorded_wrongly_is_corrected(events: list[Any]) -> None:
    worded = History(events).aggregate()
    worded.record_text(3, "ab" * 32, now=NOW)
    with_text = [*events, *recorded(worded)]
    corrected = replaced(with_text, 4, lambda worded: worded.record_text(3, "cd" * 32, now=NOW))
    assert versions_that_stand(corrected) == [1, 2, 3, 5]
