"""Impulses: raised, supported, decided on, put into effect, reported back, withdrawn; given, when, then."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from domain import errors
from domain.errors import Refusal
from domain.impulse import Impulse, ImpulseState
from domain.partial_date import PartialDate
from domain.topics import Topic
from tests.domain.given import NOW, SUMMIT, TODAY, happened, saved

STREAM = UUID(int=41)
TOWN, OTHER, THIRD = UUID(int=1), UUID(int=2), UUID(int=3)
LATER = UUID(int=2027)
S = ImpulseState


def raise_(organisation: UUID = TOWN, **given: Any) -> Impulse:
    said: dict[str, Any] = {"title": "Eine Karte", "body": "Für alle.", "topics": [Topic.RECOGNITION]}
    return Impulse.raise_(STREAM, organisation, SUMMIT, now=NOW, **said | given)


def support(impulse: Impulse, organisation: UUID = OTHER, on: PartialDate | None = None) -> None:
    impulse.support(organisation, on=on, now=NOW)


def take_up(impulse: Impulse, on: PartialDate | None = None, note: str = "Gut.") -> None:
    impulse.take_up(on=on, note=note, now=NOW)


def decline(impulse: Impulse, on: PartialDate | None = None, reason: str = "Zu teuer.") -> None:
    impulse.decline(on=on, reason=reason, now=NOW)


def put_into_effect(impulse: Impulse, on: PartialDate | None = None, effect: str = "Es gibt sie.") -> None:
    impulse.put_into_effect(on=on, effect=effect, now=NOW)


def withdraw(impulse: Impulse, on: PartialDate | None = None, reason: str = "Erledigt.") -> None:
    impulse.withdraw(on=on, reason=reason, now=NOW)


def report_back(impulse: Impulse, summit: UUID = LATER, report: str = "Es gibt sie.") -> None:
    impulse.report_back(summit, report=report, now=NOW)


COMMANDS: dict[str, Callable[..., None]] = {
    "support": support,
    "take_up": take_up,
    "decline": decline,
    "put_into_effect": put_into_effect,
    "withdraw": withdraw,
    "report_back": report_back,
}
STEPS: dict[ImpulseState, list[Callable[..., None]]] = {
    S.RAISED: [],
    S.TAKEN_UP: [take_up],
    S.DECLINED: [decline],
    S.IN_EFFECT: [take_up, put_into_effect],
    S.WITHDRAWN: [withdraw],
}


def impulse_in(state: ImpulseState) -> Impulse:
    impulse = raise_()
    for step in STEPS[state]:
        step(impulse)
    assert impulse.state is state
    return saved(impulse)


def test_an_impulse_is_raised_at_a_summit() -> None:
    raised = raise_(
        title=" Eine Karte ", body=" Für alle.\nÜberall. ", topics=[Topic.SPORT, Topic.CULTURE, Topic.SPORT]
    )
    assert (raised.id, raised.state, raised.last_step) == (STREAM, S.RAISED, 1)
    assert happened(raised) == {
        "topic": "impulse.raised",
        "organisation_id": TOWN,
        "summit_id": SUMMIT,
        "title": "Eine Karte",
        "text": "Für alle.\nÜberall.",
        "topics": [Topic.CULTURE, Topic.SPORT],
    }


@pytest.mark.parametrize(
    ("given", "refusal", "field"),
    [
        ({"title": ""}, errors.InvalidTitle, "title"),
        ({"title": "a\nb"}, errors.InvalidTitle, "title"),
        ({"title": "ä" * 201}, errors.InvalidTitle, "title"),
        ({"body": " \n "}, errors.InvalidText, "text"),
        ({"body": "ä" * 20_001}, errors.InvalidText, "text"),
        ({"topics": []}, errors.NoneListed, "topics"),
    ],
)
def test_it_has_a_title_a_text_and_a_topic(given: dict[str, Any], refusal: type[Refusal], field: str) -> None:
    with pytest.raises(refusal) as refused:
        raise_(**given)
    assert refused.value.field == field


def test_its_text_may_be_long() -> None:
    assert len(happened(raise_(body="ä" * 20_000))["text"]) == 20_000


STEPPED: dict[str, tuple[ImpulseState, Callable[[Impulse], None], dict[str, Any], ImpulseState]] = {
    "supported": (S.RAISED, lambda it: support(it, OTHER, TODAY), {"organisation_id": OTHER}, S.RAISED),
    "taken-up": (S.RAISED, lambda it: take_up(it, TODAY, " Gut. "), {"note": "Gut."}, S.TAKEN_UP),
    "declined": (S.RAISED, lambda it: decline(it, TODAY, " Nein. "), {"reason": "Nein."}, S.DECLINED),
    "put-into-effect": (
        S.TAKEN_UP,
        lambda it: put_into_effect(it, TODAY, " Da. "),
        {"effect": "Da."},
        S.IN_EFFECT,
    ),
    "withdrawn": (
        S.TAKEN_UP,
        lambda it: withdraw(it, TODAY, " Erledigt. "),
        {"reason": "Erledigt."},
        S.WITHDRAWN,
    ),
}


@pytest.mark.parametrize(("topic", "step"), STEPPED.items(), ids=STEPPED)
def test_a_step_is_numbered_and_leads_into_a_state(topic: str, step: Any) -> None:
    before, decide, says, after = step
    impulse = impulse_in(before)
    number = impulse.version + 1
    decide(impulse)
    assert happened(impulse) == {"topic": f"impulse.{topic}", "number": number, "on": TODAY, **says}
    assert (impulse.state, impulse.last_step) == (after, number)


@pytest.mark.parametrize("state", [S.TAKEN_UP, S.DECLINED, S.IN_EFFECT])
def test_what_was_decided_on_is_reported_back_at_each_later_summit_once(state: ImpulseState) -> None:
    impulse = impulse_in(state)
    for summit in (LATER, UUID(int=2028)):
        number = impulse.version + 1
        report_back(impulse, summit, " Es gibt sie. ")
        assert happened(impulse) == {
            "topic": "impulse.reported-back",
            "number": number,
            "summit_id": summit,
            "report": "Es gibt sie.",
        }
        with pytest.raises(errors.AlreadyReportedBack):
            report_back(impulse, summit)
    assert impulse.state is state


# Which state allows what, and what refuses it where it does not

DECIDED, UNDECIDED = errors.ImpulseDecided, errors.ImpulseNotDecided
NOT_TAKEN, ENDED = errors.ImpulseNotTakenUp, errors.ImpulseEnded
REFUSED: dict[str, tuple[type[Refusal] | None, ...]] = {
    #                   raised     taken up declined   in effect  withdrawn
    "support":         (None,      None,    ENDED,     ENDED,     ENDED),
    "take_up":         (None,      DECIDED, DECIDED,   DECIDED,   DECIDED),
    "decline":         (None,      DECIDED, DECIDED,   DECIDED,   DECIDED),
    "put_into_effect": (NOT_TAKEN, None,    ENDED,     ENDED,     ENDED),
    "withdraw":        (None,      None,    ENDED,     ENDED,     ENDED),
    "report_back":     (UNDECIDED, None,    None,      None,      UNDECIDED),
}  # fmt: skip


@pytest.mark.parametrize("command", REFUSED)
def test_a_state_allows_a_step_or_refuses_it(command: str) -> None:
    for state, refusal in zip(STEPS, REFUSED[command], strict=True):
        impulse = impulse_in(state)
        if refusal is None:
            COMMANDS[command](impulse)
            assert len(impulse.collect_events()) == 1
        else:
            with pytest.raises(refusal, match=state):
                COMMANDS[command](impulse)
            assert (impulse.collect_events(), impulse.state) == ([], state)


def test_the_table_is_whole() -> None:
    assert set(STEPS) == set(ImpulseState)
    methods = {event.decided_by for event in vars(Impulse).values() if hasattr(event, "decided_by")}
    assert methods == COMMANDS.keys() == REFUSED.keys()


# What else a step needs


def test_others_support_it_once_each() -> None:
    impulse = raise_()
    with pytest.raises(errors.OwnImpulse):
        support(impulse, TOWN)
    for organisation in (OTHER, THIRD):
        support(impulse, organisation)
        with pytest.raises(errors.AlreadySupported):
            support(impulse, organisation)
    assert impulse.supported_on.keys() == {OTHER, THIRD}
    assert impulse.last_step == 3


@pytest.mark.parametrize("text", ["", " \n ", "a\0b", "ä" * 2001])
def test_a_text_is_given_each_time(text: str) -> None:
    for state, command, field in (
        (S.RAISED, "take_up", "note"),
        (S.RAISED, "decline", "reason"),
        (S.TAKEN_UP, "put_into_effect", "effect"),
        (S.RAISED, "withdraw", "reason"),
        (S.IN_EFFECT, "report_back", "report"),
    ):
        with pytest.raises(errors.InvalidText) as refused:
            COMMANDS[command](impulse_in(state), **{field: text})
        assert refused.value.field == field
