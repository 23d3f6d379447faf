"""Corrections of an impulse's way: steps keep their numbers, and what later ones rest on stands."""

from functools import partial
from typing import Any
from uuid import UUID

import pytest

from domain import errors
from domain.corrections import History
from domain.impulse import ImpulseState
from domain.partial_date import PartialDate
from tests.domain.correcting import annulled, begun_otherwise, replaced, state, versions_that_stand
from tests.domain.given import TODAY, happened, recorded
from tests.domain.test_impulse import (
    OTHER,
    THIRD,
    TOWN,
    decline,
    put_into_effect,
    raise_,
    report_back,
    support,
    take_up,
    withdraw,
)

Events = list[Any]
FOURTH = UUID(int=4)
JANUARY = PartialDate(2026, 1)


@pytest.fixture
def events() -> Events:
    """Raised, supported by two, taken up, put into effect, reported back."""
    impulse = raise_()
    support(impulse)
    support(impulse, THIRD)
    take_up(impulse, PartialDate(2026, 1))
    put_into_effect(impulse, PartialDate(2026, 2))
    report_back(impulse)
    return recorded(impulse)


def test_a_step_keeps_its_number_where_it_is_corrected(events: Events) -> None:
    for earlier in (events, annulled(events, 2)):
        corrected = replaced(earlier, 3, lambda impulse: support(impulse, FOURTH, JANUARY))
        said: Any = corrected[-1]
        assert (said.number, said.organisation_id, said.on) == (3, FOURTH, JANUARY)
        supporters = History(earlier).aggregate().supported_on.keys() - {THIRD} | {FOURTH}
        assert History(corrected).aggregate().supported_on.keys() == supporters


def test_the_later_steps_keep_their_numbers_where_one_is_annulled(events: Events) -> None:
    impulse = History(annulled(events, 2)).aggregate()
    assert (impulse.supported_on, impulse.last_step) == ({THIRD: None}, 6)
    report_back(impulse, UUID(int=2028))
    assert happened(impulse)["number"] == 8


def test_no_number_is_given_twice_also_where_the_last_step_was_annulled(events: Events) -> None:
    impulse = History(annulled(events, 6)).aggregate()
    assert (impulse.last_step, impulse.reported_at) == (5, frozenset())
    report_back(impulse)
    assert happened(impulse)["number"] == 8
    corrected = replaced(events, 6, report_back)
    report_back(again := History(corrected).aggregate(), UUID(int=2028))
    assert happened(again)["number"] == 8


def test_a_step_that_is_corrected_twice_has_the_number_that_it_had_first(events: Events) -> None:
    corrected = replaced(events, 3, lambda impulse: support(impulse, FOURTH))
    again = replaced(corrected, 7, lambda impulse: support(impulse, THIRD, JANUARY))
    assert [event.number for event in again[6:]] == [3, 3]
    assert versions_that_stand(again) == [1, 2, 8, 4, 5, 6]


def test_what_is_said_again_changes_nothing(events: Events) -> None:
    corrected = replaced(events, 4, lambda impulse: take_up(impulse, PartialDate(2026, 1)))
    assert versions_that_stand(corrected) == [1, 2, 3, 7, 5, 6]
    assert state(History(corrected).aggregate()) == state(History(events).aggregate())


def test_what_later_steps_rest_on_is_not_annulled(events: Events) -> None:
    with pytest.raises(errors.LaterFactsRestOnIt) as refused:
        annulled(events, 4)
    assert refused.value.detail == "impulse.put-into-effect: IMPULSE_NOT_TAKEN_UP"
    for version in (5, 6):
        assert versions_that_stand(annulled(events, version)) == [
            each for each in range(1, 7) if each != version
        ]


def test_an_effect_annulled_leaves_it_taken_up_and_reported_back(events: Events) -> None:
    impulse = History(annulled(events, 5)).aggregate()
    assert impulse.state is ImpulseState.TAKEN_UP
    support(impulse, FOURTH)


def test_a_decision_is_annulled_for_another_one() -> None:
    impulse = raise_()
    decline(impulse)
    events = recorded(impulse)
    with pytest.raises(errors.AnotherFact, match=r"\(impulse\.declined\)"):
        replaced(events, 2, take_up)
    undecided = History(annulled(events, 2)).aggregate()
    take_up(undecided)
    assert undecided.state is ImpulseState.TAKEN_UP


def test_a_decision_is_not_corrected_to_after_its_effect(events: Events) -> None:
    with pytest.raises(errors.LaterFactsRestOnIt) as refused:
        replaced(events, 4, lambda impulse: take_up(impulse, PartialDate(2026, 3)))
    assert refused.value.detail == "impulse.put-into-effect: DATES_OUT_OF_ORDER"
    corrected = replaced(events, 4, lambda impulse: take_up(impulse, PartialDate(2026)))
    assert History(corrected).aggregate().decided_on == PartialDate(2026)


def test_who_supports_it_has_not_raised_it_after_all(events: Events) -> None:
    with pytest.raises(errors.LaterFactsRestOnIt) as refused:
        begun_otherwise(events, raise_(OTHER))
    assert refused.value.detail == "impulse.supported: OWN_IMPULSE"


def test_a_supporter_is_corrected_neither_to_the_raiser_nor_to_another_supporter(events: Events) -> None:
    with pytest.raises(errors.OwnImpulse):
        replaced(events, 3, lambda impulse: support(impulse, TOWN))
    with pytest.raises(errors.AlreadySupported):
        replaced(events, 3, lambda impulse: support(impulse, OTHER))
    with pytest.raises(errors.LaterFactsRestOnIt) as refused:
        replaced(events, 2, lambda impulse: support(impulse, THIRD))
    assert refused.value.detail == "impulse.supported: ALREADY_SUPPORTED"


def test_what_was_raised_is_corrected_and_all_that_became_of_it_stands(events: Events) -> None:
    corrected = begun_otherwise(events, raise_(title="Eine bessere Karte"))
    impulse = History(corrected).aggregate()
    assert versions_that_stand(corrected) == [7, 2, 3, 4, 5, 6]
    assert (impulse.state, impulse.last_step) == (ImpulseState.IN_EFFECT, 6)
    with pytest.raises(errors.FirstFactStands):
        annulled(events, 1)


# An end, and what is recorded after it of the time before


@pytest.fixture
def withdrawn() -> Events:
    """Raised, withdrawn in February, and supported in January as was told later."""
    impulse = raise_()
    withdraw(impulse, PartialDate(2026, 2))
    support(impulse, OTHER, PartialDate(2026, 1))
    return recorded(impulse)


def test_an_end_is_not_corrected_to_before_what_was_recorded_after_it(withdrawn: Events) -> None:
    for on in (None, PartialDate(2026, 1), PartialDate(2026)):
        with pytest.raises(errors.LaterFactsRestOnIt) as refused:
            replaced(withdrawn, 2, partial(withdraw, on=on))
        assert refused.value.detail == "impulse.supported: IMPULSE_ENDED"
    corrected = replaced(withdrawn, 2, lambda impulse: withdraw(impulse, TODAY))
    assert History(corrected).aggregate().ended_on == TODAY


def test_what_was_recorded_after_an_end_is_not_corrected_to_after_it(withdrawn: Events) -> None:
    with pytest.raises(errors.ImpulseEnded):
        replaced(withdrawn, 3, lambda impulse: support(impulse, OTHER, PartialDate(2026, 2, 2)))
    corrected = replaced(withdrawn, 3, lambda impulse: support(impulse, THIRD, PartialDate(2026, 2, 1)))
    assert History(corrected).aggregate().supported_on.keys() == {THIRD}


def test_an_impulse_does_not_end_before_a_day_on_which_it_was_supported() -> None:
    for end in (decline, withdraw, put_into_effect):
        impulse = raise_()
        support(impulse, OTHER, PartialDate(2026, 2, 10))
        if end is put_into_effect:
            take_up(impulse, JANUARY)
        with pytest.raises(errors.DatesOutOfOrder):
            end(impulse, PartialDate(2026, 2, 9))
        end(impulse, PartialDate(2026, 2))


def test_a_withdrawal_is_annulled_and_the_impulse_goes_on(withdrawn: Events) -> None:
    impulse = History(annulled(withdrawn, 2)).aggregate()
    assert (impulse.state, impulse.ended_on) == (ImpulseState.RAISED, None)
    assert (impulse.supported_on, impulse.days) == ({OTHER: JANUARY}, [JANUARY])
    take_up(impulse)
    assert happened(impulse)["number"] == 5
