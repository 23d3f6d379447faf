"""In which order an impulse goes its way, and what is still recorded of it after its end."""

from collections.abc import Callable
from typing import Any

import pytest

from domain import errors
from domain.impulse import Impulse, ImpulseState
from domain.partial_date import PartialDate
from tests.domain.given import TODAY, TOMORROW, happened, saved
from tests.domain.test_impulse import (
    COMMANDS,
    OTHER,
    THIRD,
    TOWN,
    decline,
    impulse_in,
    put_into_effect,
    raise_,
    report_back,
    support,
    take_up,
    withdraw,
)

JANUARY, FEBRUARY = PartialDate(2026, 1), PartialDate(2026, 2)


@pytest.mark.parametrize("command", sorted(COMMANDS.keys() - {"report_back"}))
def test_no_step_lies_in_the_future(command: str) -> None:
    impulse = impulse_in(ImpulseState.TAKEN_UP if command == "put_into_effect" else ImpulseState.RAISED)
    with pytest.raises(errors.DateInFuture):
        COMMANDS[command](impulse, on=TOMORROW)


@pytest.mark.parametrize("follow", [put_into_effect, withdraw])
def test_what_follows_on_the_decision_was_not_before_it(follow: Callable[..., None]) -> None:
    impulse = raise_()
    take_up(impulse, FEBRUARY)
    with pytest.raises(errors.DatesOutOfOrder, match="2026-01 < 2026-02"):
        follow(impulse, JANUARY)
    follow(impulse, PartialDate(2026))


def test_the_days_are_known_of_all_that_became_of_it_as_far_as_they_were_told() -> None:
    impulse = raise_()
    support(impulse, OTHER, PartialDate(2025))
    support(impulse, THIRD)
    take_up(impulse, JANUARY)
    assert (impulse.days, impulse.decided_on, impulse.ended_on) == (
        [PartialDate(2025), JANUARY],
        JANUARY,
        None,
    )
    withdraw(impulse, TODAY)
    assert (impulse.days[2:], impulse.decided_on, impulse.ended_on) == ([TODAY], JANUARY, TODAY)


def test_who_raised_it_withdraws_it_before_it_was_decided_on_or_after() -> None:
    undecided, taken_up = impulse_in(ImpulseState.RAISED), impulse_in(ImpulseState.TAKEN_UP)
    for impulse in (undecided, taken_up):
        withdraw(impulse)
        assert impulse.state is ImpulseState.WITHDRAWN
    with pytest.raises(errors.ImpulseNotDecided, match="WITHDRAWN"):
        report_back(undecided)
    report_back(taken_up)
    assert taken_up.state is ImpulseState.WITHDRAWN


# What was before the end is recorded after it


def taken_up_and(end: Callable[..., None]) -> Callable[[PartialDate | None], Impulse]:
    def ended(on: PartialDate | None) -> Impulse:
        impulse = raise_()
        take_up(impulse)
        end(impulse, on)
        return saved(impulse)

    return ended


def declined(on: PartialDate | None) -> Impulse:
    impulse = raise_()
    decline(impulse, on)
    return saved(impulse)


@pytest.mark.parametrize(
    "ended",
    [declined, taken_up_and(put_into_effect), taken_up_and(withdraw)],
    ids=["declined", "in effect", "withdrawn"],
)
def test_support_that_certainly_was_not_after_the_end_is_recorded_after_it(ended: Any) -> None:
    day = PartialDate(2026, 2, 3)
    for end, given, accepted in (
        (day, day, True),
        (day, JANUARY, True),
        (day, PartialDate(2026, 2, 4), False),
        (day, FEBRUARY, False),
        (day, None, False),
        (FEBRUARY, PartialDate(2026, 2, 1), True),
        (FEBRUARY, PartialDate(2026, 2, 2), False),
        (FEBRUARY, FEBRUARY, False),
        (PartialDate(2026), PartialDate(2025), True),
        (None, JANUARY, False),
    ):
        impulse = ended(end)
        state = impulse.state
        if accepted:
            support(impulse, OTHER, given)
            assert happened(impulse)["on"] == given
        else:
            with pytest.raises(errors.ImpulseEnded, match=state):
                support(impulse, OTHER, given)
        assert (impulse.state, impulse.ended_on) == (state, end)


def test_support_of_the_time_before_the_end_is_judged_as_ever() -> None:
    impulse = raise_()
    support(impulse, OTHER)
    withdraw(impulse, TODAY)
    with pytest.raises(errors.OwnImpulse):
        support(impulse, TOWN, JANUARY)
    with pytest.raises(errors.AlreadySupported):
        support(impulse, OTHER, JANUARY)
    with pytest.raises(errors.DateInFuture):
        support(impulse, THIRD, TOMORROW)
