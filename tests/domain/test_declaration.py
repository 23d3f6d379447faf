"""The joint declaration: proclaimed, revised; given, when, then."""

import pytest

from domain import errors
from domain.declaration import Declaration
from domain.identity import DECLARATION_ID
from domain.partial_date import PartialDate
from tests.domain.given import NOW, TODAY, TOMORROW, declaration, happened


def test_the_declaration_is_proclaimed_as_revision_1() -> None:
    proclaimed = Declaration.proclaim(" Erklärung ", on=TODAY, now=NOW)
    assert (proclaimed.id, proclaimed.revision) == (DECLARATION_ID, 1)
    assert happened(proclaimed) == {"topic": "declaration.proclaimed", "title": "Erklärung", "on": TODAY}


def test_revisions_are_counted() -> None:
    revising = declaration()
    for revision in (2, 3):
        revising.revise(f" Fassung {revision}", on=PartialDate(2014), now=NOW)
        assert happened(revising) == {
            "topic": "declaration.revised",
            "revision": revision,
            "title": f"Fassung {revision}",
            "on": PartialDate(2014),
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
    with pytest.raises(errors.UnknownRevision, match=f"{revision}; the current one is 1"):
        declaration().known_revision(revision)
