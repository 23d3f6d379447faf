"""The projector: one process at a time, nothing skipped, and the same rows however the facts came."""

import asyncio
from contextlib import AsyncExitStack, suppress
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from eventsourcing.persistence import StoredEvent

from domain.declaration import Declaration
from domain.errors import Refusal
from domain.event_types import event_types
from domain.identity import DECLARATION_ID, organisation_id
from domain.organisation import Organisation
from infra.read_tables import create_tables, generation, tables
from infra.register import Register, now
from infra.transcoding import create_mapper
from projections import READ_MODELS
from projections.log_entries import LOG_ENTRIES
from tests.databases import ask, connected
from tests.infra.appending import events
from tests.infra.importing import SMALL_REGISTER, load_register
from tests.infra.projecting import HOLDERS, KILL_ALL, KILL_PROJECTOR, caught_up, rebuilt_rows, rows
from tests.infra.random_commands import RandomCommands
from tests.infra.register_lines import csv_file
from tests.waiting import until


async def projecting(*registers: Register) -> None:
    """Waits until one of them projects."""

    async def holds() -> bool:
        return any(register.projector.state.projecting for register in registers)

    await until(holds, 3)


# One at a time


async def test_of_two_processes_one_projects_and_both_read(dsn: str) -> None:
    async with Register(dsn).running() as one, Register(dsn).running() as other:
        await projecting(one, other)
        await RandomCommands(one.network, 1).send(40)
        await RandomCommands(other.network, 2).send(40)
        await caught_up(one)
        await caught_up(other)
        assert one.projector.state.projecting is not other.projector.state.projecting
        async with connected(dsn) as connection:
            assert len(await connection.fetch(HOLDERS)) == 1


async def test_when_the_process_that_projects_ends_the_other_takes_over(dsn: str) -> None:
    async with AsyncExitStack() as ending:
        one = await ending.enter_async_context(Register(dsn).running())
        await projecting(one)
        async with Register(dsn).running() as heir:
            await RandomCommands(heir.network, 3).send(20)
            await caught_up(heir)
            assert not heir.projector.state.projecting
            await ending.aclose()
            await RandomCommands(heir.network, 4).send(20)
            assert await caught_up(heir, 4) < 3
            assert heir.projector.state.projecting


async def test_when_the_projectors_connection_is_ended_projecting_goes_on_within_two_seconds(
    dsn: str,
) -> None:
    async with Register(dsn).running() as one, Register(dsn).running() as other:
        await projecting(one, other)
        before = await ask(dsn, HOLDERS)
        await RandomCommands(one.network, 4).send(10)
        assert await ask(dsn, KILL_PROJECTOR) is True
        await RandomCommands(one.network, 5).send(30)
        assert await caught_up(other, 4) < 3
        assert await ask(dsn, HOLDERS) not in (None, before)


# Nothing is lost, and the way does not matter


@pytest.mark.parametrize("seed", [17, pytest.param(30, marks=pytest.mark.soak)])
async def test_rows_projected_bit_by_bit_are_those_of_a_rebuild(seed: int, dsn: str) -> None:
    async with Register(dsn).running() as register:
        sources = [RandomCommands(register.network, seed * 100 + each) for each in range(3)]
        for turn in range(18):
            await asyncio.gather(*(source.send(150) for source in sources))
            await caught_up(register)
            # Whose commands come first is a matter of chance, so that six are mostly, and not always, enough.
            empty = {name for name, versions in (await rows(dsn)).items() if not versions}
            if turn >= 5 and empty <= {"erasures"}:
                break
        await sources[0].erase()
        await caught_up(register)
        projected = await rows(dsn)
        assert not [name for name, versions in projected.items() if not versions]
        assert await rebuilt_rows(register, dsn) == projected


async def test_random_commands_lead_to_every_kind_of_fact(register: Register) -> None:
    source = RandomCommands(register.network, 29)
    for _ in range(12):
        await source.send(500)
        with suppress(Refusal):
            await source.erase()
        log = await register.recorder.select_notifications(1, 10_000)
        missing = event_types().keys() - {each.topic for each in log}
        if not missing:
            break
    assert not missing


async def test_rows_do_not_depend_on_where_batches_end(
    register: Register, dsn: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await RandomCommands(register.network, 21).send(200)
    await caught_up(register)
    for length in (1, 7):
        monkeypatch.setattr("infra.facts._MOST_FACTS", length)
        assert await rebuilt_rows(register, dsn, length) == await rows(dsn)


async def test_where_a_process_was_killed_between_its_two_transactions_of_indexes_the_next_makes_the_rest(
    register: Register, dsn: str
) -> None:
    models = [replace(model, version=1_000) for model in READ_MODELS]
    schema = generation(models)
    async with connected(dsn) as connection:
        await create_tables(connection, models, schema)
        await connection.execute(LOG_ENTRIES.create_indexes(schema))
    await rebuilt_rows(register, dsn)
    assert await ask(dsn, "SELECT indexed FROM generations WHERE schema_name = $1", schema) is True
    made = "".join(each.create_table(schema) + each.create_indexes(schema) for each in tables(models))
    indexes = made.count(" INDEX ") + made.count(" PRIMARY KEY ")
    assert await ask(dsn, "SELECT count(*) FROM pg_indexes WHERE schemaname = $1", schema) == indexes


async def test_connections_that_are_killed_again_and_again_lose_nothing(
    dsn: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("infra.projector._TAKE_OVER_SECONDS", 0.05)
    async with Register(dsn).running() as register:
        await projecting(register)
        for number in range(3):
            await RandomCommands(register.network, 30 + number).send(40)
            await ask(dsn, KILL_PROJECTOR)
        await caught_up(register)
        await ask(dsn, f"SELECT count(*) FROM ({KILL_ALL}) AS killed")
        assert await rebuilt_rows(register, dsn) == await rows(dsn)


async def test_versions_of_a_row_follow_each_other_and_one_is_current(register: Register, dsn: str) -> None:
    source = RandomCommands(register.network, 35)
    await source.send(1_500)
    await source.erase()
    await caught_up(register)
    for versions in (await rows(dsn)).values():
        assert versions
        for row, following in zip(versions, [*versions[1:], None], strict=True):
            valid_from, valid_to, _ = row[-3:]
            assert valid_to is None or valid_from < valid_to
            if following is None or following[0] != row[0]:
                continue
            assert valid_to is not None  # nothing is current and followed
            assert valid_to <= following[-3]  # a row that ended may come back later
            assert valid_to < following[-3] or row[:-3] != following[:-3]
    assert any(row[-2] for row in (await rows(dsn))["organisations"])


# A fold that fails


async def stands_at(register: Register, position: int) -> str:
    """The reason why the projector stands still in front of this position."""

    async def holds() -> bool:
        return register.projector.state.failure is not None

    await until(holds, 3)
    health = await register.health()
    assert health.read_position == register.projector.state.position == position - 1
    (words,) = health.reasons
    reason = words.en
    assert reason.startswith(f"PROJECTION_FAILED: position {position}")
    return reason


def stored(kind: Any, stream: UUID, version: int, said: dict[str, Any]) -> StoredEvent:
    event = kind(originator_id=stream, originator_version=version, **said)
    return create_mapper().to_stored_event(event)


async def test_an_event_of_unknown_topic_stops_the_projector_in_front_of_it(register: Register) -> None:
    await load_register(register, csv_file(*SMALL_REGISTER[:1]))
    await register.recorder.insert_events(events(DECLARATION_ID, 1, topic="test.unknown"))
    await load_register(register, csv_file(*SMALL_REGISTER))
    assert "test.unknown" in await stands_at(register, 3)
    assert (await register.counts())["organisations"] == 2
    assert (await register.health()).log_position == 6


async def test_an_event_of_which_the_state_is_damaged_stops_the_projector(register: Register) -> None:
    await load_register(register, csv_file(*SMALL_REGISTER[:1]))
    await register.recorder.insert_events(
        [StoredEvent(DECLARATION_ID, 1, Declaration.Proclaimed.TOPIC, b'{"title"')]
    )
    await stands_at(register, 3)


async def test_a_change_of_a_row_that_is_not_there_stops_the_projector(register: Register) -> None:
    stream = organisation_id("nobody")
    await load_register(register, csv_file(*SMALL_REGISTER[:1]))
    renamed = {"timestamp": now(), "name": "X"}
    await register.recorder.insert_events([stored(Organisation.Renamed, stream, 1, renamed)])
    await stands_at(register, 3)


async def test_a_row_that_is_opened_twice_stops_the_projector(register: Register) -> None:
    def revised(version: int, revision: int) -> StoredEvent:
        said = {"timestamp": now(), "revision": revision, "title": "Fassung", "on": None}
        return stored(Declaration.Revised, DECLARATION_ID, version, said)

    proclaimed = Declaration.proclaim("Erklärung", on=None, now=now()).collect_events()[0]
    await register.recorder.insert_events([create_mapper().to_stored_event(proclaimed), revised(2, 2)])
    await caught_up(register)
    await register.recorder.insert_events([revised(3, 3), revised(4, 2)])
    await stands_at(register, 4)


async def test_the_read_side_cannot_be_moved_behind_the_projectors_back(register: Register, dsn: str) -> None:
    await RandomCommands(register.network, 51).send(30)
    await caught_up(register)
    schema = generation(READ_MODELS)
    before = await rows(dsn)
    await ask(dsn, f"UPDATE generations SET position = 0 WHERE schema_name = '{schema}'")
    await RandomCommands(register.network, 52).send(40)

    async def failed() -> bool:
        return register.projector.state.failure is not None

    await until(failed, 3)
    assert await rows(dsn) == before


async def test_a_generation_that_nobody_has_projected_for_a_week_is_dropped(dsn: str) -> None:
    async with connected(dsn) as connection:
        await connection.execute("CREATE SCHEMA read_old; CREATE SCHEMA read_new")
        await connection.execute(
            "INSERT INTO generations (schema_name, projected_at) VALUES"
            " ('read_old', now() - interval '8 days'), ('read_new', now() - interval '6 days')"
        )
        async with Register(dsn).running() as register:
            await projecting(register)

            async def dropped() -> bool:
                return await ask(dsn, "SELECT to_regnamespace('read_old')") is None

            await until(dropped, 3)
        left = {row[0] for row in await connection.fetch("SELECT schema_name FROM generations")}
        assert left == {"read_new", generation(READ_MODELS)}
