"""What is searched for by its words: given an entry, when a fact, then the next entry."""

from typing import Any
from uuid import UUID

from domain.example_content import ExampleKind
from domain.impulse import Impulse
from domain.organisation import Organisation, OrganisationKind
from domain.practice_example import PracticeExample
from projections import SEARCH_ENTRIES
from projections.kernel import Fact
from tests.projections.facts import STREAM, fact, row_after

REGISTERED = fact(
    Organisation.Registered,
    originator_topic="organisation",
    ags="05154036",
    name="Kleve, Stadt",
    kind=OrganisationKind.STADT,
    parent_id=None,
    population=None,
    latitude=None,
    longitude=None,
)


def example(kind: type[Any], title: str, summary: str, text: str, **said: Any) -> Fact[Any]:
    lists: dict[str, Any] = {"topics": ["SPORT"], "target_groups": ["SCHOOLS"]}
    told: dict[str, Any] = {"title": title, "summary": summary, "text": text}
    return fact(kind, kind=ExampleKind.STRATEGY, link=None, on=None, **lists, **told, **said)


SHARED = example(
    PracticeExample.Shared,
    *("Übungsleiter", "Kurz gesagt.", "Wie es\ngeht."),
    originator_topic="practice-example",
    organisation_id=UUID(int=5),
)


RAISED = fact(
    Impulse.Raised,
    originator_topic="impulse",
    organisation_id=UUID(int=5),
    summit_id=UUID(int=2026),
    title="Eine Karte",
    text="Für alle.",
    topics=["SPORT"],
)


def test_an_organisation_is_found_by_its_name_as_it_is_now() -> None:
    entry = {"id": STREAM, "kind": "ORGANISATION", "title": "Kleve, Stadt", "title_key": "kleve stadt"}
    assert row_after(SEARCH_ENTRIES, REGISTERED) == entry | {"text": ""}
    renamed = fact(Organisation.Renamed, name="Cléve")
    assert row_after(SEARCH_ENTRIES, REGISTERED, renamed) == entry | {
        "title": "Cléve",
        "title_key": "cleve",
        "text": "",
    }


def test_an_impulse_is_found_by_its_title_and_its_text() -> None:
    assert row_after(SEARCH_ENTRIES, RAISED) == {
        "id": STREAM,
        "kind": "IMPULSE",
        "title": "Eine Karte",
        "title_key": "eine karte",
        "text": "Für alle.",
    }


def test_an_example_is_found_by_all_that_it_says_now() -> None:
    entry = {"id": STREAM, "kind": "PRACTICE_EXAMPLE"}
    assert row_after(SEARCH_ENTRIES, SHARED) == entry | {
        "title": "Übungsleiter",
        "title_key": "ubungsleiter",
        "text": "Kurz gesagt.\n\nWie es\ngeht.",
    }
    revised = example(PracticeExample.Revised, "Trainer", "Anders.", "Ganz anders.")
    assert row_after(SEARCH_ENTRIES, SHARED, revised) == entry | {
        "title": "Trainer",
        "title_key": "trainer",
        "text": "Anders.\n\nGanz anders.",
    }


def test_what_is_withdrawn_is_not_found() -> None:
    assert SEARCH_ENTRIES.fold([SHARED, fact(PracticeExample.Withdrawn, on=None, reason=None)]) == {}
    supported = fact(Impulse.Supported, number=3, organisation_id=UUID(int=6), on=None)
    withdrawn = fact(Impulse.Withdrawn, number=2, on=None, reason="Erledigt.")
    assert SEARCH_ENTRIES.fold([RAISED, withdrawn, supported]) == {}
