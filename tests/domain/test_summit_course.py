"""A summit's whole course: what each state allows, and what it refuses; given, when, then."""

from collections.abc import Callable, Mapping

import pytest

from domain import errors
from domain.errors import Refusal
from domain.identity import agenda_item_id
from domain.partial_date import PartialDate
from domain.summit import Answer, Summit, SummitState
from domain.summit_details import SummitDetails, SummitFormat
from tests.domain.given import NOW, SUMMIT, TODAY, TOMORROW, announced, happened, saved
from tests.domain.random_changes import TOWNS

S = SummitState
INVITED, GUEST = TOWNS[:2]
ITEM = agenda_item_id(SUMMIT, 1)
Decision = Callable[[Summit], None]


def planned() -> Summit:
    """Announced, with one on the list and one item on the agenda."""
    summit = announced()
    summit.invite(INVITED, on=None, answer_by=None, remind_on=None, now=NOW)
    summit.add_agenda_item("Rede", description=None, now=NOW)
    return saved(summit)


def answer(summit: Summit) -> None:
    summit.answer_invitation(INVITED, Answer.ACCEPTED, on=None, office=None, reason=None, now=NOW)


def hold(summit: Summit, **details: PartialDate) -> None:
    summit.hold(SummitDetails(**details), None, now=NOW)  # type: ignore[arg-type]


STATES: Mapping[SummitState, list[Decision]] = {
    S.ANNOUNCED: [],
    S.OPEN: [lambda it: it.open(on=None, now=NOW)],
    S.HELD: [hold],
    S.CLOSED: [hold, lambda it: it.close(now=NOW)],
    S.CANCELLED: [lambda it: it.cancel(reason=None, now=NOW)],
}
COMMANDS: Mapping[str, Decision] = {
    "reschedule": lambda it: it.reschedule(2027, on=None, reason=None, now=NOW),
    "move_to_format": lambda it: it.move_to_format(SummitFormat.DIGITAL, place=None, now=NOW),
    "cancel": lambda it: it.cancel(reason=None, now=NOW),
    "open": lambda it: it.open(on=None, now=NOW),
    "hold": hold,
    "close": lambda it: it.close(now=NOW),
    "add_agenda_item": lambda it: it.add_agenda_item("Wahl", description=None, now=NOW),
    "change_agenda_item": lambda it: it.change_agenda_item(ITEM, "Wahl", description=None, now=NOW),
    "remove_agenda_item": lambda it: it.remove_agenda_item(ITEM, now=NOW),
    "invite": lambda it: it.invite(GUEST, on=None, answer_by=None, remind_on=None, now=NOW),
    "answer_invitation": answer,
    "remind": lambda it: it.remind(INVITED, on=None, remind_on=None, now=NOW),
    "withdraw_invitation": lambda it: it.withdraw_invitation(INVITED, on=None, reason=None, now=NOW),
    "attend": lambda it: it.attend(GUEST, on=None, office=None, now=NOW),
}
CLOSED, UNDER_WAY = errors.SummitClosed, errors.SummitUnderWay
CANCELLED, HELD, NOT_HELD = errors.SummitCancelled, errors.SummitAlreadyHeld, errors.SummitNotHeld

# What each state makes of each command: None where it is allowed.
ALLOWED: Mapping[str, tuple[type[Refusal] | None, ...]] = {
    #                     announced open       held       closed  cancelled
    "reschedule":         (None,    UNDER_WAY, UNDER_WAY, CLOSED, CANCELLED),
    "move_to_format":     (None,    UNDER_WAY, UNDER_WAY, CLOSED, CANCELLED),
    "cancel":             (None,    UNDER_WAY, UNDER_WAY, CLOSED, CANCELLED),
    "open":               (None,    UNDER_WAY, UNDER_WAY, CLOSED, CANCELLED),
    "hold":               (None,    None,      HELD,      CLOSED, CANCELLED),
    "close":              (NOT_HELD, None,     None,      CLOSED, CANCELLED),
    "add_agenda_item":    (None,    None,      None,      CLOSED, CANCELLED),
    "change_agenda_item": (None,    None,      None,      CLOSED, CANCELLED),
    "remove_agenda_item": (None,    None,      None,      CLOSED, CANCELLED),
    "invite":             (None,    UNDER_WAY, UNDER_WAY, CLOSED, CANCELLED),
    "answer_invitation":  (None,    None,      None,      CLOSED, CANCELLED),
    "remind":             (None,    UNDER_WAY, UNDER_WAY, CLOSED, CANCELLED),
    "withdraw_invitation": (None,   UNDER_WAY, UNDER_WAY, CLOSED, CANCELLED),
    "attend":             (NOT_HELD, None,     None,      CLOSED, CANCELLED),
}  # fmt: skip


def summit_in(state: SummitState) -> Summit:
    summit = planned()
    for step in STATES[state]:
        step(summit)
    assert summit.state is state
    return saved(summit)


@pytest.mark.parametrize(
    ("command", "state", "refusal"),
    [
        (command, state, refusal)
        for command, refusals in ALLOWED.items()
        for state, refusal in zip(STATES, refusals, strict=True)
    ],
)
def test_a_state_allows_a_command_or_refuses_it(
    command: str, state: SummitState, refusal: type[Refusal] | None
) -> None:
    summit = summit_in(state)
    if refusal is None:
        COMMANDS[command](summit)
        assert len(summit.collect_events()) == 1
    else:
        with pytest.raises(refusal, match="2026"):
            COMMANDS[command](summit)
        assert summit.collect_events() == []
        assert summit.state is state


def test_the_table_is_whole() -> None:
    assert set(STATES) == set(SummitState)
    assert ALLOWED.keys() == COMMANDS.keys()
    methods = {event.decided_by for event in vars(Summit).values() if hasattr(event, "decided_by")}
    assert methods | {"hold"} == COMMANDS.keys()


@pytest.mark.parametrize(
    ("command", "state"),
    [("cancel", S.CANCELLED), ("open", S.OPEN), ("hold", S.HELD), ("reschedule", S.ANNOUNCED)],
)
def test_a_step_leads_into_its_state(command: str, state: SummitState) -> None:
    summit = planned()
    COMMANDS[command](summit)
    assert summit.state is state


# Another time, another form


def test_a_summit_is_rescheduled_into_another_year() -> None:
    summit = announced()
    summit.reschedule(2027, on=PartialDate(2027, 2), reason=" Sturm ", now=NOW)
    assert happened(summit) == {
        "topic": "summit.rescheduled",
        "year": 2027,
        "on": PartialDate(2027, 2),
        "reason": "Sturm",
    }
    assert (summit.year, summit.on, summit.year_held) == (2027, PartialDate(2027, 2), 2027)


def test_a_summit_is_rescheduled_within_its_year_or_to_a_day_unknown() -> None:
    summit = announced(PartialDate(2026, 5))
    for on in (PartialDate(2026, 6), None, PartialDate(2026)):
        summit.reschedule(2026, on=on, reason=None, now=NOW)
        assert (summit.year, summit.on) == (2026, on)


def test_what_stands_already_is_not_rescheduled() -> None:
    for on in (None, PartialDate(2026, 5)):
        with pytest.raises(errors.NothingChanges, match=str(on or 2026)):
            announced(on).reschedule(2026, on=on, reason=None, now=NOW)


def test_a_summit_lies_in_the_year_into_which_it_is_rescheduled() -> None:
    with pytest.raises(errors.DateOutsideYear):
        announced().reschedule(2027, on=PartialDate(2026), reason=None, now=NOW)


def test_a_summit_is_moved_to_another_form_and_place() -> None:
    summit = announced()
    summit.move_to_format(SummitFormat.DIGITAL, place=" Netz ", now=NOW)
    assert happened(summit) == {
        "topic": "summit.moved-to-format",
        "format": SummitFormat.DIGITAL,
        "place": "Netz",
    }
    with pytest.raises(errors.InvalidPlace):
        summit.move_to_format(SummitFormat.DIGITAL, place="", now=NOW)


# Its end


def test_a_cancelled_summit_has_its_year_no_more() -> None:
    summit = announced()
    had = summit.year_held
    summit.cancel(reason=" Seuche ", now=NOW)
    assert happened(summit) == {"topic": "summit.cancelled", "reason": "Seuche"}
    assert (summit.year, had, summit.year_held) == (2026, 2026, None)


def test_a_summit_is_opened_on_its_day_or_as_announced() -> None:
    summit = announced(PartialDate(2026))
    summit.open(on=TODAY, now=NOW)
    assert happened(summit) == {"topic": "summit.opened", "on": TODAY}
    assert summit.on == TODAY
    summit = announced(PartialDate(2026, 2))
    summit.open(on=None, now=NOW)
    assert summit.on == PartialDate(2026, 2)


def test_a_summit_is_opened_neither_in_the_future_nor_in_another_year() -> None:
    with pytest.raises(errors.DateInFuture):
        announced().open(on=TOMORROW, now=NOW)
    with pytest.raises(errors.DateOutsideYear):
        announced().open(on=PartialDate(2025), now=NOW)


def test_the_day_of_a_summit_is_as_exact_as_it_is_known() -> None:
    assert announced().day == PartialDate(2026)
    assert announced(PartialDate(2026, 11)).day == PartialDate(2026, 11)


def test_an_open_summit_is_held_and_closed() -> None:
    summit = summit_in(S.OPEN)
    hold(summit, on=TODAY)
    summit.close(now=NOW)
    assert [type(event).__name__ for event in summit.collect_events()] == ["Held", "Closed"]
    assert (summit.state, summit.on, summit.year_held) == (S.CLOSED, TODAY, 2026)
