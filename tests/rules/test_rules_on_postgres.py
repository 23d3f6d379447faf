"""The register and the model of the rules agree: on what is accepted, on the rows, also after a rebuild."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from infra.register import Register
from projections import READ_MODELS
from tests.conftest import TEMPLATE
from tests.databases import connected, new_database
from tests.infra.projecting import caught_up, rebuilt_rows, rows
from tests.rules.comparing import expected, told
from tests.rules.drawing import Draw
from tests.rules.playing import DETERMINED, Logged, played, shrinking


class OnPostgres:
    def __init__(self, register: Register) -> None:
        self.network = register.network
        self._register = register

    async def logged(self, after: int) -> Sequence[Logged]:
        log = await self._register.recorder.select_notifications(after, 1_000, inclusive_of_start=False)
        if log:
            await self._register.reads.reached(log[-1].id)
        return [Logged(each.originator_id, each.topic) for each in log]  # type: ignore[arg-type]  # a UUID


async def current_rows(register: Register, dsn: str) -> dict[str, list[Any]]:
    async with connected(dsn) as connection:
        return {
            model.name: [
                model.from_record(dict(record))
                for record in await connection.fetch(
                    f"SELECT * FROM {register.reads.tables}.{model.table} WHERE valid_to IS NULL"
                )
            ]
            for model in READ_MODELS
        }


async def agree(server: str, draw: Draw, length: int) -> None:
    async with new_database(server, TEMPLATE) as dsn, Register(dsn).running() as register:
        await caught_up(register)
        play = await played(OnPostgres(register), draw, length)
        assert told(await current_rows(register, dsn), play.names) == expected(play.model)
        assert await rebuilt_rows(register, dsn) == await rows(dsn)


@pytest.mark.parametrize("seed", range(12))
def test_the_rows_are_those_of_the_model_also_after_a_rebuild(server: str, seed: int) -> None:
    asyncio.run(agree(server, Random(seed).choice, 60))


@pytest.mark.soak
@given(st.data())
@settings(DETERMINED, max_examples=100)
def test_the_rows_of_a_hundred_longer_sequences_are_those_of_the_model(
    server: str, data: st.DataObject
) -> None:
    asyncio.run(agree(server, shrinking(data), 120))
