"""Reads that waited for the read side together are asked together, and each has its own answer."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest

from infra import read_store
from infra.joint_reads import MOST_TOGETHER
from infra.register import Register
from projections.reading import AnswerTooLarge, ValueNotReadable
from tests.graphql_api.telling import registration

# Answers what it is asked with.
ECHO = "SELECT position, $1::bigint::text AS data FROM generations WHERE schema_name = '{tables}'"

# Answers so many letters.
LETTERS = (
    "SELECT position, repeat('x', $1) AS data FROM generations WHERE schema_name = '{tables}' AND indexed"
)


async def waiting(register: Register, statement: str, values: Sequence[Any]) -> list[Any]:
    """What these reads answer, which all wait for an event that is recorded after they came."""
    await register.reads.filled()
    statement = statement.format(tables=register.reads.tables)
    seen = 1 + (await register.recorder.max_notification_id() or 0)
    reads = [asyncio.create_task(register.reads.read(statement, [each], seen)) for each in values]
    await asyncio.sleep(0)
    await register.recorder.insert_events([registration(f"Verband {seen}")])
    told: list[Any] = []
    for answer in await asyncio.gather(*reads, return_exceptions=True):
        if isinstance(answer, tuple):
            assert answer[1] >= seen
            told.append(answer[0])
        else:
            told.append(answer)
    return told


async def test_each_of_many_has_its_own_answer(register: Register) -> None:
    values = range(3 * MOST_TOGETHER)
    assert await waiting(register, ECHO, values) == [str(value) for value in values]


async def test_one_that_cannot_be_answered_fails_alone(register: Register) -> None:
    first, failed, last = await waiting(register, ECHO, [1, 2**63, 3])
    assert (first, last) == ("1", "3")
    assert isinstance(failed, ValueNotReadable)


async def test_one_that_is_too_long_fails_alone_and_a_long_one_is_answered(
    register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(read_store, "_MOST_BYTES", 10 * MOST_TOGETHER)
    short, long, longest = await waiting(register, LETTERS, [10, 10 * MOST_TOGETHER, 10 * MOST_TOGETHER + 1])
    assert (short, long) == ("x" * 10, "x" * 10 * MOST_TOGETHER)
    assert isinstance(longest, AnswerTooLarge)


async def test_one_who_has_gone_does_not_keep_the_others_from_their_answers(register: Register) -> None:
    await register.reads.filled()
    statement = ECHO.format(tables=register.reads.tables)
    gone, stays = (asyncio.create_task(register.reads.read(statement, [each], 1)) for each in (1, 2))
    await asyncio.sleep(0)
    gone.cancel()
    await register.recorder.insert_events([registration("Verband")])
    assert (await stays)[0] == "2"
    assert gone.cancelled()


async def test_who_waits_is_answered_though_the_hint_is_lost(
    register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(register.notices, "projected", lambda _: None)
    assert await waiting(register, ECHO, [1, 2]) == ["1", "2"]
