"""What the commands on impulses and practice examples ask the rules, and which facts they lead to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.rules.model.deciding import Decision
from tests.rules.model.impulses import DECISIONS, days, reported_at, told
from tests.rules.model.organisations import refuse_unless_entitled
from tests.rules.model.streams import State, refuse, refuse_before

# Impulses


def raise_(decision: Decision, town: str, summit: str, **said: Any) -> None:
    stream = decision.begun(f"impulse {len(decision.streams('impulse')) + 1}")
    raiser = decision.there(f"organisation {town}", "UNKNOWN_ORGANISATION")
    if not decision.named_so("town", town):
        refuse_unless_entitled(raiser)
    at = decision.there(f"summit {summit}", "UNKNOWN_SUMMIT")
    refuse(not stream.startswith("impulse "), "ANOTHER_FACT")
    if not decision.named_so("summit", summit):
        _refuse_unless_met(at)
        _refuse_what_came_before(decision, stream, at)
    decision.record(stream, "impulse.raised", town=town, summit=summit, **said)


def _refuse_what_came_before(decision: Decision, stream: str, raised_at: State) -> None:
    """What became of the impulse before the summit at which it was raised after all."""
    impulse = decision.as_it_stands(stream)
    if impulse is None:
        return
    for day in days(impulse):
        refuse_before(day, _day(raised_at))
    for summit in reported_at(impulse):
        _refuse_not_later(decision.there(f"summit {summit}", "UNKNOWN_SUMMIT"), raised_at)


def support(decision: Decision, impulse: str, town: str, on: str | None) -> None:
    _changed(decision, impulse, on)
    supporter = decision.there(f"organisation {town}", "UNKNOWN_ORGANISATION")
    if not decision.named_so("town", town):
        refuse_unless_entitled(supporter)
    decision.record(f"impulse {impulse}", "impulse.supported", town=town, on=on)


def _decide(topic: str) -> Callable[..., None]:
    def give(decision: Decision, impulse: str, on: str | None, text: str) -> None:
        _changed(decision, impulse, on)
        decision.record(f"impulse {impulse}", f"impulse.{topic}", on=on, text=text)
        stands = decision.as_it_stands(f"impulse {impulse}")
        if stands is not None and decision.corrects is not None and not decision.named_so("on", on):
            for summit in reported_at(stands):
                refuse_before(_day(decision.there(f"summit {summit}", "UNKNOWN_SUMMIT")), on)

    return give


def _go_on(topic: str) -> Callable[..., None]:
    """A step that rests on nothing but the impulse, and the day of its summit."""

    def give(decision: Decision, impulse: str, on: str | None, text: str) -> None:
        _changed(decision, impulse, on)
        decision.record(f"impulse {impulse}", f"impulse.{topic}", on=on, text=text)

    return give


def report_back(decision: Decision, impulse: str, summit: str, text: str) -> None:
    changed = _changed(decision, impulse, None)
    at = decision.there(f"summit {summit}", "UNKNOWN_SUMMIT")
    if not decision.named_so("summit", summit):
        _refuse_unless_met(at)
        _refuse_not_later(at, decision.there(f"summit {changed['summit']}", "UNKNOWN_SUMMIT"))
        refuse_before(_day(at), told(changed, "on", *DECISIONS))
    decision.record(f"impulse {impulse}", "impulse.reported-back", summit=summit, text=text)


def _changed(decision: Decision, impulse: str, on: str | None) -> State:
    """Nothing became of it before the summit at which it was raised."""
    changed = decision.changed(f"impulse {impulse}", "UNKNOWN_IMPULSE")
    raised_at = decision.there(f"summit {changed['summit']}", "UNKNOWN_SUMMIT")
    if not decision.named_so("on", on):
        refuse_before(on, _day(raised_at))
    return changed


def _refuse_unless_met(summit: State) -> None:
    refuse(summit["state"] == "CANCELLED", "SUMMIT_CANCELLED")
    refuse(summit["state"] == "ANNOUNCED", "SUMMIT_NOT_HELD")


def _refuse_not_later(summit: State, earlier: State) -> None:
    refuse(summit["year"] <= earlier["year"], "SUMMIT_NOT_LATER")


def _day(summit: State) -> str:
    return str(summit["on"] or summit["year"])


# Practice examples


def share(decision: Decision, town: str, **said: Any) -> None:
    stream = decision.begun(f"practice-example {len(decision.streams('practice-example')) + 1}")
    sharer = decision.there(f"organisation {town}", "UNKNOWN_ORGANISATION")
    if not decision.named_so("town", town):
        refuse(sharer["ended"], "ORGANISATION_ENDED")
        refuse(sharer["status"] != "MEMBER", "NOT_MEMBER")
    decision.record(stream, "practice-example.shared", town=town, **said)


def _simple(topic: str) -> Callable[..., None]:
    """A command that rests on nothing but the example."""

    def give(decision: Decision, example: str, **said: Any) -> None:
        decision.changed(f"practice-example {example}", "UNKNOWN_PRACTICE_EXAMPLE")
        decision.record(f"practice-example {example}", f"practice-example.{topic}", **said)

    return give


def adopt(decision: Decision, example: str, town: str, **said: Any) -> None:
    decision.changed(f"practice-example {example}", "UNKNOWN_PRACTICE_EXAMPLE")
    adopter = decision.there(f"organisation {town}", "UNKNOWN_ORGANISATION")
    if not decision.named_so("town", town):
        refuse(adopter["ended"], "ORGANISATION_ENDED")
    decision.record(f"practice-example {example}", "practice-example.adopted", town=town, **said)


COMMANDS: dict[str, Callable[..., Any]] = {
    "raise": raise_,
    "support": support,
    "take_up": _decide("taken-up"),
    "decline": _decide("declined"),
    "put_into_effect": _go_on("put-into-effect"),
    "withdraw_impulse": _go_on("withdrawn"),
    "report_back": report_back,
    "share": share,
    "revise_example": _simple("revised"),
    "withdraw_example": _simple("withdrawn"),
    "adopt": adopt,
    "report_experience": _simple("experience-reported"),
}
