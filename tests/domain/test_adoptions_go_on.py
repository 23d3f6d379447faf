"""What becomes of adoptions: how they went, and the withdrawal of the example; given, when, then."""

from functools import partial
from typing import Any
from uuid import UUID

import pytest

from domain import errors
from domain.corrections import History
from domain.partial_date import PartialDate
from domain.practice_example import PracticeExample
from tests.domain.correcting import annulled, replaced, versions_that_stand
from tests.domain.given import NOW, TODAY, TOMORROW, happened, recorded, saved
from tests.domain.test_adoptions import (
    FEBRUARY,
    FIRST,
    JANUARY,
    MARCH,
    SECOND,
    THIRD,
    TOWN,
    adopt,
    share,
)


def report(
    example: PracticeExample,
    organisation: UUID = FIRST,
    on: PartialDate | None = None,
    note: str = "Es ging leicht.",
) -> None:
    example.report_experience(organisation, on=on, note=note, now=NOW)


def withdraw(example: PracticeExample, on: PartialDate | None = None) -> None:
    example.withdraw(on=on, reason=None, now=NOW)


def adopted(on: PartialDate | None = None) -> PracticeExample:
    example = share(JANUARY)
    adopt(example, FIRST, on=on)
    return saved(example)


# How it went


def test_who_adopted_it_tells_how_it_went() -> None:
    example = adopted()
    report(example, FIRST, TODAY, " Es ging\nleicht. ")
    assert happened(example) == {
        "topic": "practice-example.experience-reported",
        "organisation_id": FIRST,
        "on": TODAY,
        "note": "Es ging\nleicht.",
    }


def test_it_tells_so_again_and_whatever_became_of_the_example() -> None:
    example = adopted()
    report(example)
    withdraw(example)
    report(example)
    assert len(recorded(example)) == 3


@pytest.mark.parametrize("organisation", [TOWN, SECOND])
def test_who_did_not_adopt_it_tells_nothing(organisation: UUID) -> None:
    with pytest.raises(errors.NotAdopted) as refused:
        report(adopted(), organisation)
    assert refused.value.field == "organisation"


@pytest.mark.parametrize("note", ["", " \n ", "a\0b", "ä" * 2001])
def test_how_it_went_is_a_text(note: str) -> None:
    with pytest.raises(errors.InvalidText) as refused:
        report(adopted(), note=note)
    assert refused.value.field == "note"


def test_nobody_tells_how_it_went_before_it_adopted_it() -> None:
    example = adopted(FEBRUARY)
    with pytest.raises(errors.DatesOutOfOrder, match="2026-01 < 2026-02"):
        report(example, on=JANUARY)
    with pytest.raises(errors.DateInFuture):
        report(example, on=TOMORROW)
    report(example, on=PartialDate(2026))
    report(example, on=FEBRUARY)


def test_what_was_told_rests_on_the_adoption() -> None:
    example = share()
    adopt(example, FIRST)
    report(example, on=FEBRUARY)
    adopt(example, SECOND)
    events = recorded(example)
    with pytest.raises(errors.LaterFactsRestOnIt) as refused:
        annulled(events, 2)
    assert refused.value.detail == "practice-example.experience-reported: NOT_ADOPTED"
    with pytest.raises(errors.LaterFactsRestOnIt) as refused:
        replaced(events, 2, lambda example: adopt(example, FIRST, on=MARCH))
    assert refused.value.detail == "practice-example.experience-reported: DATES_OUT_OF_ORDER"
    assert versions_that_stand(annulled(annulled(events, 3), 2)) == [1, 4]


def test_what_was_told_is_corrected_also_to_another_that_had_adopted_it_then() -> None:
    example = share()
    adopt(example, FIRST)
    adopt(example, SECOND)
    report(example, FIRST)
    adopt(example, THIRD)
    events = recorded(example)
    said: Any = replaced(events, 4, lambda example: report(example, SECOND, note="Es ging schwer."))[-1]
    assert (said.organisation_id, said.note, said.corrects) == (SECOND, "Es ging schwer.", 4)
    with pytest.raises(errors.NotAdopted):
        replaced(events, 4, lambda example: report(example, THIRD))


# The example is withdrawn


def test_it_is_not_withdrawn_before_a_known_adoption() -> None:
    example = share()
    adopt(example, FIRST)
    adopt(example, SECOND, on=FEBRUARY)
    with pytest.raises(errors.DatesOutOfOrder, match="2026-01 < 2026-02"):
        withdraw(example, JANUARY)
    withdraw(example, PartialDate(2026))


def test_what_certainly_was_adopted_until_the_withdrawal_is_recorded_after_it() -> None:
    day = PartialDate(2026, 2, 3)
    for withdrawn_on, on, accepted in (
        (day, day, True),
        (day, JANUARY, True),
        (day, PartialDate(2026, 2, 4), False),
        (day, FEBRUARY, False),
        (day, None, False),
        (FEBRUARY, PartialDate(2026, 2, 1), True),
        (FEBRUARY, PartialDate(2026, 2, 2), False),
        (None, JANUARY, False),
    ):
        example = adopted()
        withdraw(example, withdrawn_on)
        saved(example)
        if accepted:
            adopt(example, SECOND, FIRST, on)
            assert happened(example)["on"] == on
        else:
            with pytest.raises(errors.PracticeExampleWithdrawn):
                adopt(example, SECOND, FIRST, on)
        assert example.withdrawn


def test_what_was_adopted_before_is_judged_as_ever() -> None:
    example = share(JANUARY)
    adopt(example, FIRST, on=FEBRUARY)
    withdraw(example, MARCH)
    with pytest.raises(errors.DatesOutOfOrder):
        adopt(example, SECOND, on=PartialDate(2025))
    with pytest.raises(errors.DatesOutOfOrder):
        adopt(example, SECOND, FIRST, JANUARY)
    with pytest.raises(errors.AlreadyAdopted):
        adopt(example, FIRST, on=FEBRUARY)
    with pytest.raises(errors.OwnPracticeExample):
        adopt(example, TOWN, on=FEBRUARY)


def test_a_withdrawal_is_not_corrected_to_before_an_adoption() -> None:
    example = share(JANUARY)
    adopt(example, FIRST, on=FEBRUARY)
    withdraw(example, MARCH)
    adopt(example, SECOND, on=PartialDate(2026, 2, 20))
    events = recorded(example)
    with pytest.raises(errors.DatesOutOfOrder):
        replaced(events, 3, lambda example: withdraw(example, JANUARY))
    for on in (None, PartialDate(2026, 2, 19)):
        with pytest.raises(errors.LaterFactsRestOnIt) as refused:
            replaced(events, 3, partial(withdraw, on=on))
        assert refused.value.detail == "practice-example.adopted: PRACTICE_EXAMPLE_WITHDRAWN"
    corrected = replaced(events, 3, lambda example: withdraw(example, PartialDate(2026, 2, 20)))
    assert set(History(corrected).aggregate().adopted_on) == {FIRST, SECOND}
