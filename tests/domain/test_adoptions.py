"""Who takes a practice example over, how, and from whom; given, when, then."""

from typing import Any
from uuid import UUID

import pytest

from domain import errors
from domain.corrections import History
from domain.partial_date import PartialDate
from domain.practice_example import AdoptionKind, PracticeExample
from tests.domain.correcting import annulled, begun_otherwise, replaced
from tests.domain.given import NOW, TODAY, TOMORROW, example_content, happened, recorded, saved

STREAM = UUID(int=42)
TOWN, FIRST, SECOND, THIRD = (UUID(int=number) for number in range(1, 5))
JANUARY, FEBRUARY, MARCH = (PartialDate(2026, month) for month in (1, 2, 3))


def share(on: PartialDate | None = None, by: UUID = TOWN) -> PracticeExample:
    return PracticeExample.share(STREAM, by, example_content(), on=on, now=NOW)


def adopt(
    example: PracticeExample,
    organisation: UUID = FIRST,
    source: UUID | None = None,
    on: PartialDate | None = None,
    note: str | None = None,
    kind: AdoptionKind = AdoptionKind.ADOPTED,
) -> None:
    example.adopt(organisation, kind, adopted_from=source, on=on, note=note, now=NOW)


def test_another_organisation_adopts_it() -> None:
    example = saved(share())
    adopt(example, FIRST, None, TODAY, " Es ging\nleicht. ", AdoptionKind.ADAPTED)
    assert happened(example) == {
        "topic": "practice-example.adopted",
        "organisation_id": FIRST,
        "kind": AdoptionKind.ADAPTED,
        "adopted_from": None,
        "on": TODAY,
        "note": "Es ging\nleicht.",
    }
    assert example.adopted_on == {FIRST: TODAY}


def test_it_spreads_from_one_that_adopted_it_to_the_next() -> None:
    example = saved(share())
    adopt(example, FIRST)
    adopt(example, SECOND, FIRST)
    adopt(example, THIRD, SECOND)
    assert [event.adopted_from for event in recorded(example)] == [None, FIRST, SECOND]
    assert set(example.adopted_on) == {FIRST, SECOND, THIRD}


def test_from_the_one_that_shared_it_is_from_nobody_else() -> None:
    example = saved(share())
    adopt(example, FIRST, TOWN)
    assert happened(example)["adopted_from"] is None


def test_nobody_adopts_what_it_shared_itself() -> None:
    with pytest.raises(errors.OwnPracticeExample):
        adopt(share(), TOWN)


def test_nobody_adopts_it_twice() -> None:
    example = share()
    adopt(example)
    adopt(example, SECOND)
    for source in (None, TOWN, SECOND):
        with pytest.raises(errors.AlreadyAdopted):
            adopt(example, FIRST, source)


@pytest.mark.parametrize("source", [FIRST, SECOND, UUID(int=99)])
def test_nobody_adopts_it_from_one_that_does_not_have_it(source: UUID) -> None:
    with pytest.raises(errors.NotAdoptedThere) as refused:
        adopt(share(), FIRST, source)
    assert refused.value.field == "adoptedFrom"


@pytest.mark.parametrize("note", ["", "a\0b", "ä" * 2001])
def test_how_it_went_is_a_text_where_it_is_told(note: str) -> None:
    with pytest.raises(errors.InvalidText) as refused:
        adopt(share(), note=note)
    assert refused.value.field == "note"


# When


def test_nobody_adopts_it_before_it_was_shared() -> None:
    example = share(FEBRUARY)
    adopt(example, FIRST, on=PartialDate(2026))
    for source in (None, FIRST):
        with pytest.raises(errors.DatesOutOfOrder, match="2026-01 < 2026-02"):
            adopt(example, SECOND, source, JANUARY)
    adopt(example, SECOND, FIRST, FEBRUARY)


def test_nobody_adopts_it_before_the_one_that_it_is_adopted_from() -> None:
    example = share(JANUARY)
    adopt(example, FIRST, on=MARCH)
    with pytest.raises(errors.DatesOutOfOrder, match="2026-02 < 2026-03"):
        adopt(example, SECOND, FIRST, FEBRUARY)
    adopt(example, SECOND, on=FEBRUARY)


def test_who_does_not_tell_the_day_adopted_it_no_earlier_than_its_source() -> None:
    example = share(JANUARY)
    adopt(example, FIRST, on=FEBRUARY)
    adopt(example, SECOND, FIRST)
    assert example.adopted_on == {FIRST: FEBRUARY, SECOND: FEBRUARY}
    with pytest.raises(errors.DatesOutOfOrder, match="2026-01 < 2026-02"):
        adopt(example, THIRD, SECOND, JANUARY)


def test_what_was_revised_may_have_been_adopted_as_it_was_before() -> None:
    example = share(JANUARY)
    example.revise(example_content(), on=MARCH, now=NOW)
    adopt(example, on=FEBRUARY)
    assert example.adopted_on == {FIRST: FEBRUARY}


def test_nobody_adopts_it_in_the_future() -> None:
    with pytest.raises(errors.DateInFuture):
        adopt(share(), on=TOMORROW)


# Corrections


@pytest.fixture
def events() -> list[Any]:
    """Shared, adopted by the first, and from that by the second."""
    example = share(JANUARY)
    adopt(example, FIRST, on=FEBRUARY)
    adopt(example, SECOND, FIRST, MARCH)
    return recorded(example)


def test_an_adoption_from_which_another_followed_is_not_annulled(events: list[Any]) -> None:
    with pytest.raises(errors.LaterFactsRestOnIt) as refused:
        annulled(events, 2)
    assert refused.value.detail == "practice-example.adopted: NOT_ADOPTED_THERE"
    assert History(annulled(annulled(events, 3), 2)).aggregate().adopted_on == {}


def test_an_adoption_is_corrected_where_nothing_rests_on_what_was_wrong(events: list[Any]) -> None:
    corrected = replaced(events, 2, lambda example: adopt(example, FIRST, on=JANUARY, note="Gut."))
    assert History(corrected).aggregate().adopted_on == {FIRST: JANUARY, SECOND: MARCH}
    corrected = replaced(events, 3, lambda example: adopt(example, THIRD))
    assert History(corrected).aggregate().adopted_on == {FIRST: FEBRUARY, THIRD: None}
    with pytest.raises(errors.LaterFactsRestOnIt) as refused:
        replaced(events, 2, lambda example: adopt(example, THIRD))
    assert refused.value.detail == "practice-example.adopted: NOT_ADOPTED_THERE"


def test_an_adoption_is_not_corrected_to_after_the_one_that_followed(events: list[Any]) -> None:
    earlier = replaced(events, 3, lambda example: adopt(example, SECOND, FIRST, FEBRUARY))
    with pytest.raises(errors.LaterFactsRestOnIt) as refused:
        replaced(earlier, 2, lambda example: adopt(example, FIRST, on=MARCH))
    assert refused.value.detail == "practice-example.adopted: DATES_OUT_OF_ORDER"


def test_who_adopted_it_has_not_shared_it_after_all(events: list[Any]) -> None:
    with pytest.raises(errors.LaterFactsRestOnIt) as refused:
        begun_otherwise(events, share(JANUARY, by=SECOND))
    assert refused.value.detail == "practice-example.adopted: OWN_PRACTICE_EXAMPLE"
    with pytest.raises(errors.LaterFactsRestOnIt) as refused:
        begun_otherwise(events, share(MARCH))
    assert refused.value.detail == "practice-example.adopted: DATES_OUT_OF_ORDER"
    example = History(begun_otherwise(events, share(by=THIRD))).aggregate()
    assert (example.organisation_id, set(example.adopted_on)) == (THIRD, {FIRST, SECOND})
