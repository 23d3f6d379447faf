"""How far an impulse may go, and by which steps."""

from __future__ import annotations

from typing import Any

from tests.rules.model.streams import (
    Rule,
    Said,
    State,
    certainly_until,
    refuse,
    refuse_before,
    refuse_blank,
    refuse_future,
)


def raised(impulse: State, said: Said) -> None:
    refuse(not said["topics"], "NONE_LISTED")
    impulse |= said
    impulse |= {"topics": tuple(sorted(set(said["topics"])))}
    impulse |= {"state": "RAISED", "way": {1: _step("RAISED", said)}}


def supported(impulse: State, said: Said) -> None:
    """Also after the end, where it certainly was given no later."""
    refuse_future(said["on"])
    if not certainly_until(said["on"], told(impulse, "on", *ENDS)):
        _refuse_ended(impulse)
    refuse(said["town"] == impulse["town"], "OWN_IMPULSE")
    refuse(said["town"] in supporters(impulse), "ALREADY_SUPPORTED")
    _go_on(impulse, "SUPPORTED", said)


def taken_up(impulse: State, said: Said) -> None:
    _decide(impulse, "TAKEN_UP", said)


def declined(impulse: State, said: Said) -> None:
    _decide(impulse, "DECLINED", said)


def _decide(impulse: State, how: str, said: Said) -> None:
    refuse(impulse["state"] != "RAISED", "IMPULSE_DECIDED")
    _say(impulse, how, said)
    impulse["state"] = how


def put_into_effect(impulse: State, said: Said) -> None:
    _refuse_ended(impulse)
    refuse(impulse["state"] != "TAKEN_UP", "IMPULSE_NOT_TAKEN_UP")
    _say(impulse, "PUT_INTO_EFFECT", said)
    impulse["state"] = "IN_EFFECT"


def withdrawn(impulse: State, said: Said) -> None:
    _refuse_ended(impulse)
    _say(impulse, "WITHDRAWN", said)
    impulse["state"] = "WITHDRAWN"


def _say(impulse: State, kind: str, said: Said) -> None:
    """A step on a day, with a text."""
    refuse_future(said["on"])
    refuse_before(said["on"], told(impulse, "on", *DECISIONS))
    if kind in ENDS:
        for supported in _stepped(impulse, "SUPPORTED"):
            refuse_before(said["on"], supported["on"])
    refuse_blank(said["text"])
    _go_on(impulse, kind, said)


def reported_back(impulse: State, said: Said) -> None:
    refuse(not _stepped(impulse, *DECISIONS), "IMPULSE_NOT_DECIDED")
    refuse(said["summit"] in reported_at(impulse), "ALREADY_REPORTED_BACK")
    refuse_blank(said["text"])
    _go_on(impulse, "REPORTED_BACK", said)


def _refuse_ended(impulse: State) -> None:
    refuse(_stepped(impulse, *ENDS), "IMPULSE_ENDED")


def _go_on(impulse: State, kind: str, said: Said) -> None:
    impulse["way"][said["number"]] = _step(kind, said)


def _step(kind: str, said: Said) -> State:
    return {"kind": kind, **{field: said.get(field) for field in ("town", "summit", "on", "text")}}


# What its way tells

DECISIONS, IN_EFFECT, WITHDRAWN = ("TAKEN_UP", "DECLINED"), ("PUT_INTO_EFFECT",), ("WITHDRAWN",)
ENDS = ("DECLINED", *IN_EFFECT, *WITHDRAWN)


def told(impulse: State, field: str, *kinds: str) -> Any:
    """What the one step of these kinds says; None where there is none."""
    return next((step[field] for step in _stepped(impulse, *kinds)), None)


def _stepped(impulse: State, *kinds: str) -> list[State]:
    return [step for step in impulse["way"].values() if step["kind"] in kinds]


def supporters(impulse: State) -> set[str]:
    return {step["town"] for step in _stepped(impulse, "SUPPORTED")}


def reported_at(impulse: State) -> set[str]:
    return {step["summit"] for step in _stepped(impulse, "REPORTED_BACK")}


def days(impulse: State) -> list[str]:
    return [step["on"] for step in impulse["way"].values() if step["on"]]


STEPS: dict[str, Rule] = {
    "impulse.supported": supported,
    "impulse.taken-up": taken_up,
    "impulse.declined": declined,
    "impulse.put-into-effect": put_into_effect,
    "impulse.withdrawn": withdrawn,
    "impulse.reported-back": reported_back,
}
RULES: dict[str, Rule] = {"impulse.raised": raised, **STEPS}
