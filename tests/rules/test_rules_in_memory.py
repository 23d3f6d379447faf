"""The use cases and the model of the rules agree on any sequence of commands; without a database."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest
from hypothesis import given, settings

from projections import READ_MODELS
from tests.rules.comparing import expected, told
from tests.rules.memory import MemoryStore
from tests.rules.playing import Logged, Play, Seen
from tests.rules.sequences import ARGUMENTS, DETERMINED, Given, sequences

# Commands for many, and those that always record more than one fact, correct none.
CORRECT_NOTHING = {"annul", "invite", "remind", "attend_all", "merge", "split"}

# What many sequences lead to, besides what is refused in the same words many times.
CORRECTION_CODES = {
    "UNKNOWN_FACT",
    "ANOTHER_FACT",
    "ALREADY_CORRECTED",
    "FIRST_FACT_STANDS",
    "LATER_FACTS_REST_ON_IT",
    "NOT_CORRECTABLE",
}


class InMemory:
    def __init__(self) -> None:
        self.store = MemoryStore()
        self.network = self.store.network()

    async def logged(self, after: int) -> Sequence[Logged]:
        return [Logged(event.originator_id, type(event).TOPIC) for event in self.store.log[after:]]


async def agree(commands: Sequence[Given]) -> list[Seen]:
    """Plays the commands, and compares the rows that follow from the log with the model's end state."""
    played = InMemory()
    play = Play(played)
    for each in commands:
        await play.give(each)
    rows = {model.name: played.store.rows(model) for model in READ_MODELS}
    assert told(rows, play.names) == expected(play.model)
    return play.seen


def test_the_network_accepts_refuses_and_ends_as_the_model_does() -> None:
    seen: set[Seen] = set()

    @given(sequences(50))
    @settings(DETERMINED, max_examples=200)
    def agrees(commands: list[Given]) -> None:
        seen.update(asyncio.run(agree(commands)))

    agrees()
    accepted = {each.name for each in seen if each.code is None}
    corrected = {each.name for each in seen if each.code is None and each.corrects}
    assert accepted == set(ARGUMENTS)
    assert corrected == set(ARGUMENTS) - CORRECT_NOTHING
    assert {each.code for each in seen} >= CORRECTION_CODES


@pytest.mark.soak
@given(sequences(80))
@settings(DETERMINED, max_examples=5_000)
def test_the_network_and_the_model_agree_on_thousands_of_sequences(commands: list[Given]) -> None:
    asyncio.run(agree(commands))
