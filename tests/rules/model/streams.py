"""Facts in streams, as the model keeps them: a rule for each kind of fact, and what stands after corrections.

A rule is a function of a stream's state and of what a fact says: it refuses, or changes the state.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from copy import deepcopy
from typing import Any, NamedTuple

TODAY = "2026-01-01"
ANNULLED = "annulled"

State = dict[str, Any]
Said = dict[str, Any]
Rule = Callable[[State, Said], None]


class Refused(Exception):
    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Fact(NamedTuple):
    """What is recorded, under its topic; `corrects` is the version of the fact that it corrects."""

    topic: str
    said: Said
    corrects: int | None = None


class Place(NamedTuple):
    """Where a fact is: the stream's name and its version in it."""

    stream: str
    version: int


def refuse(condition: object, code: str) -> None:
    if condition:
        raise Refused(code)


def refuse_future(on: str | None) -> None:
    refuse(on is not None and _earliest(on) > TODAY, "DATE_IN_FUTURE")


def refuse_before(on: str | None, earlier: str | None) -> None:
    refuse(on and earlier and _latest(on) < _earliest(earlier), "DATES_OUT_OF_ORDER")


def certainly_until(on: str | None, end: str | None) -> bool:
    return on is not None and end is not None and _latest(on) <= _earliest(end)


def refuse_blank(text: str) -> None:
    refuse(not text.strip(), "INVALID_TEXT")


def _earliest(on: str) -> str:
    return f"{on}-01-01"[:10]


def _latest(on: str) -> str:
    """The last day, or a later one that the month does not have: to be compared, not to be shown."""
    return on + {4: "-12-31", 7: "-31", 10: ""}[len(on)]


def standing(facts: Sequence[Fact]) -> list[tuple[int, Fact]]:
    """What stands of a stream, each with its version, in the order in which it counts."""
    stands: list[tuple[int, Fact]] = []
    for version, fact in enumerate(facts, 1):
        if fact.corrects is None:
            stands.append((version, fact))
            continue
        index = index_of(stands, fact.corrects)
        stands[index : index + 1] = [] if fact.topic.endswith(ANNULLED) else [(version, fact)]
    return stands


def index_of(stands: Sequence[tuple[int, Fact]], version: int) -> int:
    for index, (each, _) in enumerate(stands):
        if each == version:
            return index
    raise Refused("ALREADY_CORRECTED")


def replayed(rules: dict[str, Rule], facts: Sequence[Fact], state: State | None = None) -> State | None:
    """The state after these facts; None where there are none. Refuses where a rule does."""
    after = deepcopy(state)
    for fact in facts:
        after = {} if after is None else after
        rules[fact.topic](after, deepcopy(fact.said))
    return after
