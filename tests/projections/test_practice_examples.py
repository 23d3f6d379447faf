"""Practice examples and adoptions as they are asked: given a row, when a fact, then the next row."""

from typing import Any
from uuid import UUID

from domain.example_content import ExampleKind
from domain.identity import adoption_id
from domain.partial_date import PartialDate
from domain.practice_example import AdoptionKind, PracticeExample
from domain.topics import TargetGroup, Topic
from projections import ADOPTIONS, PRACTICE_EXAMPLES
from projections.kernel import Fact
from tests.projections.facts import RECORDED, STREAM, fact, row_after

TOWN, OTHER, THIRD = UUID(int=5), UUID(int=6), UUID(int=7)
SAID: dict[str, Any] = {
    "kind": ExampleKind.PRACTICE_EXAMPLE,
    "title": "Österliche Börse",
    "summary": "Kurz gesagt.",
    "text": "Wie es\ngeht.",
    "topics": [Topic.CULTURE, Topic.SPORT],
    "target_groups": [TargetGroup.SCHOOLS],
    "link": "https://stadt.example/",
}
SHARED = fact(
    PracticeExample.Shared,
    source="a web page",
    position=12,
    originator_topic="practice-example",
    organisation_id=TOWN,
    on=PartialDate(2025),
    **SAID,
)
ROW = {
    "id": STREAM,
    "organisation_id": TOWN,
    "kind": "PRACTICE_EXAMPLE",
    "title": "Österliche Börse",
    "title_key": "osterliche borse",
    "summary": "Kurz gesagt.",
    "text": "Wie es\ngeht.",
    "topics": ("CULTURE", "SPORT"),
    "target_groups": ("SCHOOLS",),
    "link": "https://stadt.example/",
    "shared_on": PartialDate(2025),
    "revised_on": None,
    "withdrawn": False,
    "withdrawn_on": None,
    "withdrawn_reason": None,
    "adopter_count": 0,
    "source": "a web page",
    "position": 12,
    "recorded_at": RECORDED,
}
OTHERWISE: dict[str, Any] = {
    "kind": ExampleKind.STRATEGY,
    "title": "Über Börsen",
    "summary": "Anders gesagt.",
    "text": "Anders.",
    "topics": [Topic.FUNDING],
    "target_groups": [TargetGroup.COMPANIES, TargetGroup.FAMILIES],
    "link": None,
}
REVISED_ROW = ROW | {
    "kind": "STRATEGY",
    "title": "Über Börsen",
    "title_key": "uber borsen",
    "summary": "Anders gesagt.",
    "text": "Anders.",
    "topics": ("FUNDING",),
    "target_groups": ("COMPANIES", "FAMILIES"),
    "link": None,
    "revised_on": PartialDate(2026),
}


def revised(source: str | None = None) -> Fact[Any]:
    said = OTHERWISE | {"on": PartialDate(2026)}
    return fact(PracticeExample.Revised, source=source, position=13, **said)


def adopted(organisation: UUID = OTHER, source: UUID | None = None, note: str | None = "Gut.") -> Fact[Any]:
    said: dict[str, Any] = {"kind": AdoptionKind.ADAPTED, "on": PartialDate(2026, 2), "note": note}
    return fact(
        PracticeExample.Adopted,
        source="a call",
        position=14,
        organisation_id=organisation,
        adopted_from=source,
        **said,
    )


def test_an_example_is_a_row() -> None:
    assert row_after(PRACTICE_EXAMPLES, SHARED) == ROW


def test_a_revision_replaces_all_that_it_says_and_keeps_who_shared_it_when() -> None:
    assert row_after(PRACTICE_EXAMPLES, SHARED, revised()) == REVISED_ROW
    assert row_after(PRACTICE_EXAMPLES, SHARED, revised("a letter")) == REVISED_ROW | {"source": "a letter"}


def test_an_example_that_is_withdrawn_stays_a_row() -> None:
    withdrawn = fact(PracticeExample.Withdrawn, source="a call", on=PartialDate(2026, 3), reason="überholt")
    assert row_after(PRACTICE_EXAMPLES, SHARED, withdrawn) == ROW | {
        "withdrawn": True,
        "withdrawn_on": PartialDate(2026, 3),
        "withdrawn_reason": "überholt",
    }


def test_those_that_adopt_it_are_counted() -> None:
    assert row_after(PRACTICE_EXAMPLES, SHARED, adopted(), adopted(THIRD, OTHER)) == ROW | {
        "adopter_count": 2
    }
    assert PracticeExample.ExperienceReported not in PRACTICE_EXAMPLES.changes


# Adoptions

ADOPTION = {
    "id": adoption_id(STREAM, OTHER),
    "example_id": STREAM,
    "organisation_id": OTHER,
    "adopted_from_id": None,
    "kind": "ADAPTED",
    "adopted_on": PartialDate(2026, 2),
    "note": "Gut.",
    "note_on": PartialDate(2026, 2),
    "source": "a call",
    "position": 14,
    "recorded_at": RECORDED,
}


def test_an_adoption_is_a_row_that_tells_from_whom_where_not_from_the_one_that_shared_it() -> None:
    assert row_after(ADOPTIONS, adopted()) == ADOPTION
    assert row_after(ADOPTIONS, adopted(THIRD, OTHER)) == ADOPTION | {
        "id": adoption_id(STREAM, THIRD),
        "organisation_id": THIRD,
        "adopted_from_id": OTHER,
    }


def test_a_note_has_a_day_where_there_is_one() -> None:
    without = ADOPTION | {"note": None, "note_on": None}
    assert row_after(ADOPTIONS, adopted(note=None)) == without
    on, told = PartialDate(2026, 9), [adopted(note=None)]
    for day in (on, None):
        said: dict[str, Any] = {"organisation_id": OTHER, "on": day, "note": f"Seit {day}"}
        told.append(fact(PracticeExample.ExperienceReported, source="a letter", position=15, **said))
        assert row_after(ADOPTIONS, *told) == without | {"note": f"Seit {day}", "note_on": day}


def test_what_is_told_is_the_adopters() -> None:
    said: dict[str, Any] = {"organisation_id": THIRD, "on": None, "note": "Schwer."}
    rows = ADOPTIONS.fold([adopted(), adopted(THIRD), fact(PracticeExample.ExperienceReported, **said)])
    assert [row.note for row in rows.values()] == ["Gut.", "Schwer."]


def test_adoptions_last_whatever_becomes_of_the_example() -> None:
    assert set(ADOPTIONS.changes) == {PracticeExample.ExperienceReported}
    assert len(ADOPTIONS.fold([SHARED, adopted(), revised(), adopted(THIRD)])) == 2
