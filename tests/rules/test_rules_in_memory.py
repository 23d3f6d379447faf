"""The use cases and the model of the rules agree on any sequence of commands; without a database."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from projections import READ_MODELS
from tests.rules.comparing import expected, told
from tests.rules.drawing import ARGUMENTS, Draw
from tests.rules.memory import MemoryStore
from tests.rules.playing import DETERMINED, Logged, Seen, played, shrinking

# Commands for many, and those that always record more than one fact, correct none.
CORRECT_NOTHING = {"dissolve", "invite", "remind", "attend_all", "merge", "split"}


class InMemory:
    def __init__(self) -> None:
        self.store = MemoryStore()
        self.network = self.store.network()

    async def logged(self, after: int) -> Sequence[Logged]:
        return [Logged(event.originator_id, type(event).TOPIC) for event in self.store.log[after:]]


async def agree(draw: Draw, length: int) -> list[Seen]:
    """Plays commands, and compares the rows that follow from the log with the model's end state."""
    network = InMemory()
    play = await played(network, draw, length)
    rows = {model.name: network.store.rows(model) for model in READ_MODELS}
    assert told(rows, play.names) == expected(play.model)
    return play.seen


@given(st.data())
@settings(DETERMINED, max_examples=60)
def test_the_network_accepts_refuses_and_ends_as_the_model_does(data: st.DataObject) -> None:
    asyncio.run(agree(shrinking(data), 60))


def test_it_does_so_for_every_command_and_every_way_to_correct() -> None:
    """Hypothesis likes some values more than others; these sequences have all alike."""
    seen: set[Seen] = set()
    for seed in range(400):
        seen.update(asyncio.run(agree(Random(seed).choice, 100)))
    assert {each.name for each in seen if each.code is None} == {*ARGUMENTS, "annul"}
    corrected = {each.name for each in seen if each.code is None and each.corrects}
    assert corrected == set(ARGUMENTS) - CORRECT_NOTHING
    assert len({each.code for each in seen}) > 60


@pytest.mark.soak
@given(st.data())
@settings(DETERMINED, max_examples=1_500)
def test_the_network_and_the_model_agree_on_thousands_of_sequences(data: st.DataObject) -> None:
    asyncio.run(agree(shrinking(data), 120))


@pytest.mark.soak
def test_they_agree_on_thousands_of_sequences_that_have_all_values_alike() -> None:
    for seed in range(1_000, 4_000):
        asyncio.run(agree(Random(seed).choice, 120))
