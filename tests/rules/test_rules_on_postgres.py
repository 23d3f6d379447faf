"""The register and the model of the rules agree: on what is accepted, on the rows, also after a rebuild."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import Phase, given, settings

from infra.register import Register
from projections import READ_MODELS
from tests.conftest import TEMPLATE
from tests.databases import connected, new_database
from tests.infra.projecting import caught_up, rebuilt_rows, rows
from tests.rules.comparing import expected, told
from tests.rules.playing import Logged, Play
from tests.rules.sequences import DETERMINED, Given, sequences


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


async def agree(server: str, commands: Sequence[Given]) -> None:
    async with new_database(server, TEMPLATE) as dsn, Register(dsn).running() as register:
        await caught_up(register)
        play = Play(OnPostgres(register))
        for each in commands:
            await play.give(each)
        assert told(await current_rows(register, dsn), play.names) == expected(play.model)
        assert await rebuilt_rows(register, dsn) == await rows(dsn)


def test_the_rows_are_those_of_the_model_also_after_a_rebuild(server: str) -> None:
    @given(sequences(50))
    @settings(DETERMINED, max_examples=12, phases=[Phase.generate])
    def agrees(commands: list[Given]) -> None:
        asyncio.run(agree(server, commands))

    agrees()


@pytest.mark.soak
def test_the_rows_of_hundreds_of_sequences_are_those_of_the_model(server: str) -> None:
    @given(sequences(80))
    @settings(DETERMINED, max_examples=300)
    def agrees(commands: list[Given]) -> None:
        asyncio.run(agree(server, commands))

    agrees()
