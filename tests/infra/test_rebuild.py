"""A rebuild: the read models are replaced while they are read and projected, and nobody notices."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from structlog.testing import capture_logs

from domain.organisation import Organisation
from infra import epochs
from infra import rebuild as rebuilding
from infra.database import Database
from infra.facts import ProjectionFailed
from infra.read_tables import generation
from infra.rebuild import RebuildRunning, rebuild
from infra.rebuild_check import compared
from infra.register import Register
from projections import ORGANISATIONS, READ_MODELS
from projections.kernel import ReadModel
from projections.log_entries import LOG_ENTRIES
from tests.databases import ask, connected
from tests.infra.correcting import TOWN, command, found
from tests.infra.projecting import caught_up, rebuilt_rows, rows, standing_still
from tests.infra.random_commands import RandomCommands
from tests.served import run
from tests.waiting import until

LIVE = generation(READ_MODELS)
ENTRIES = f"{LIVE}.{LOG_ENTRIES.table}"

# Answers the position, and as data how many entries the log has by then: the same number.
COUNTED = f"""
SELECT position, (SELECT count(*) FROM {ENTRIES} WHERE position > $1)::text AS data
FROM generations WHERE schema_name = '{LIVE}' AND indexed
"""
STREAMED = f"SELECT position::text AS data FROM {ENTRIES} WHERE position > $1 ORDER BY position"
LEFT = "SELECT array_agg(schema_name ORDER BY 1) FROM generations"
SCHEMAS = "SELECT array_agg(nspname::text ORDER BY 1) FROM pg_namespace WHERE nspname LIKE 'read%'"
TABLES = "SELECT to_regclass($1)::oid"


async def rebuilt(dsn: str, models: Sequence[ReadModel] = READ_MODELS) -> int:
    """As the command does it, in a process of its own; nothing stays but the one generation."""
    database = Database(dsn)
    before, schemas = await ask(dsn, TABLES, ENTRIES), await ask(dsn, SCHEMAS)
    try:
        position = await rebuild(database, models, lambda done, total: None)
        assert await ask(dsn, TABLES, ENTRIES) not in (None, before)
        return position
    finally:
        await database.close()
        assert await ask(dsn, SCHEMAS) == schemas
        assert await ask(dsn, LEFT) == schemas


async def nothing_differs(register: Register) -> bool:
    told: list[str] = []
    async with compared(register.database, READ_MODELS, lambda done, total: None) as comparison:
        await comparison.differences(lambda words: told.append(words.en))
    return told == [] and comparison.position == register.projector.state.position


@asynccontextmanager
async def again_and_again(*asked: Callable[[], Awaitable[object]]) -> AsyncIterator[list[int]]:
    """Asks all at once, again and again, while entered; counts how often. Raises what one of them raises."""
    counts = [0] * len(asked)
    ending = asyncio.Event()

    async def repeat(number: int, ask: Callable[[], Awaitable[object]]) -> None:
        while not ending.is_set():
            await ask()
            counts[number] += 1

    async with asyncio.TaskGroup() as tasks:
        for number, each in enumerate(asked):
            tasks.create_task(repeat(number, each))
        yield counts
        ending.set()


# Under load


@pytest.mark.soak
async def test_under_load_nothing_is_lost_and_nobody_sees_an_error(dsn: str) -> None:
    key = bytes(32)
    one, another = (Register(dsn, personal_keys=lambda: [key]) for _ in range(2))
    async with one.running() as register, another.running() as other:
        seen = [0, 0]

        async def count() -> None:
            asked = seen[0]
            data, position = await register.reads.read(COUNTED, [0], asked)
            assert int(data) == position >= asked
            seen[0] = max(position, seen[0])

        async def count_elsewhere() -> None:
            asked = seen[1]
            data, position = await other.reads.read(COUNTED, [0], asked)
            assert int(data) == position >= asked
            seen[1] = max(position, seen[1])

        async def stream() -> None:
            async with other.reads.stream(STREAMED, [0]) as batches:
                streamed = [int(each) for each in await whole(batches)]
                assert streamed == list(range(1, batches.position + 1))

        async def healthy() -> None:
            for each in (register, other):
                assert each.projector.state.failure is None
            await asyncio.sleep(0.01)

        sources = [RandomCommands(each.network, 90 + n) for n, each in enumerate((register, other))]
        sending = [lambda source=source: source.send(5) for source in sources]
        await sources[0].send(200)
        with capture_logs() as logs:
            async with again_and_again(count, count, count_elsewhere, stream, healthy, *sending) as counts:
                for _ in range(4):
                    await rebuilt(dsn)
                    await asyncio.sleep(0.2)
        assert min(counts) >= 4
        assert {each["log_level"] for each in logs} <= {"info"}
        await caught_up(register)
        assert await rebuilt_rows(register, dsn) == await rows(dsn)
        head = await register.recorder.max_notification_id()
        assert (await register.reads.read(COUNTED, [0]))[0] == str(head)


async def whole(batches: Any) -> list[str]:
    found: list[str] = []
    while batch := await batches.next():
        found += batch
    return found


async def test_a_statement_that_was_prepared_before_finds_the_new_tables(dsn: str) -> None:
    async with Register(dsn, readers=1).running() as register:
        names = (
            f"SELECT name AS data, pg_backend_pid() AS position FROM {LIVE}.organisations_v1 WHERE id = $1"
        )
        names += " AND valid_to IS NULL"
        await found(register.network)
        await caught_up(register)
        before = [await register.reads.read(names, [TOWN]) for _ in range(10)]
        async with register.database.reader() as connection:
            prepared = "SELECT count(*) FROM pg_prepared_statements WHERE strpos(statement, $1) > 0"
            assert await connection.fetchval(prepared, names) == 1
        await rebuilt(dsn)
        assert await register.reads.read(names, [TOWN]) == before[0]
        await register.network.rename_organisation(command(), TOWN, "Neustadt")
        await caught_up(register)
        assert await register.reads.read(names, [TOWN]) == ("Neustadt", before[0][1])


# The projector


async def test_a_projector_at_the_same_position_finds_that_the_tables_are_others(
    register: Register, dsn: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(epochs, "_FEWEST", 2)
    monkeypatch.setattr(epochs, "_VERSIONS_A_ROW", 1)
    source = RandomCommands(register.network, 95)
    for _ in range(3):
        for _ in range(10):
            await source.send(20)
            await caught_up(register)
        assert await rebuilt(dsn) == register.projector.state.position
        with capture_logs() as logs:
            await source.send(20)
            await caught_up(register, 0.9)
        assert [each["log_level"] for each in logs if "projector" in each["event"]] == ["info"]
        assert register.projector.state.failure is None
        for versions in (await rows(dsn)).values():
            last = max(each[-1] for each in versions) if versions else 0
            assert all(each[-1] == last for each in versions if each[-2] is None)
        assert await nothing_differs(register)


async def test_a_projector_that_is_behind_goes_on_where_the_rebuilt_tables_are(dsn: str) -> None:
    async with standing_still(dsn) as holder, Register(dsn).running() as register:
        await found(register.network)
        assert await rebuilt(dsn) == 8
        await holder.execute("SELECT pg_advisory_unlock_all()")
        await register.network.rename_organisation(command(), TOWN, "Neustadt")
        await caught_up(register)
        assert await rebuilt_rows(register, dsn) == await rows(dsn)


async def test_where_nobody_has_projected_the_tables_are_made(bare_dsn: str) -> None:
    async with Register(bare_dsn).running() as register:
        await found(register.network)
        await caught_up(register)
    async with connected(bare_dsn) as connection:
        await connection.execute(f"DROP SCHEMA {LIVE} CASCADE; DELETE FROM generations")
    database = Database(bare_dsn)
    told: list[tuple[int, int]] = []
    assert await rebuild(database, READ_MODELS, lambda done, total: told.append((done, total))) == 8
    await database.close()
    assert told[-1] == (8, 8)
    assert await ask(bare_dsn, LEFT) == await ask(bare_dsn, SCHEMAS) == [LIVE]
    async with Register(bare_dsn).running() as register:
        assert (await register.reads.read(COUNTED, [0])) == ("8", 8)


# What is in the way


async def test_it_waits_for_a_stream_to_end_and_others_read_meanwhile(
    register: Register, dsn: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rebuilding, "_LONGEST_WAIT_MILLISECONDS", 50)
    monkeypatch.setattr(rebuilding, "_PAUSE_SECONDS", 0.05)
    monkeypatch.setattr("infra.read_store._BATCH", 3)
    await found(register.network)
    await caught_up(register)
    async with register.reads.stream(STREAMED, [0]) as batches:
        first = list(await batches.next())
        going_over = asyncio.create_task(rebuilt(dsn))
        await asyncio.sleep(1)
        for number in range(20):
            data, position = await register.reads.read(COUNTED, [0])
            assert int(data) == position
            await register.network.rename_organisation(command(), TOWN, f"Ort {number}")
        assert not going_over.done()
        assert first + await whole(batches) == list("12345678")
    assert await going_over >= 8
    await caught_up(register)
    assert await rebuilt_rows(register, dsn) == await rows(dsn)


async def test_a_stream_is_of_one_snapshot_though_it_goes_over_between_position_and_rows(
    register: Register, dsn: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rebuilding, "_PAUSE_SECONDS", 0.05)
    cursor = asyncpg.Connection.cursor
    going_over: list[asyncio.Task[int]] = []

    async def late_cursor(*asked: Any) -> Any:
        going_over.append(asyncio.create_task(rebuilt(dsn)))
        await asyncio.wait(going_over, timeout=1.5)
        return await cursor(*asked)

    await found(register.network)
    await caught_up(register)
    with monkeypatch.context() as patched:
        patched.setattr(asyncpg.Connection, "cursor", late_cursor)
        async with register.reads.stream(STREAMED, [0]) as batches:
            assert (batches.position, await whole(batches)) == (8, list("12345678"))
    assert await going_over[0] == 8


async def test_only_one_at_a_time(register: Register, dsn: str, tmp_path: Path) -> None:
    await found(register.network)
    before = await ask(dsn, TABLES, ENTRIES)
    async with connected(dsn) as connection:
        await connection.execute("SELECT pg_advisory_lock($1)", rebuilding._LOCK)
        with pytest.raises(RebuildRunning):
            await rebuilt(dsn)
        done = await asyncio.to_thread(
            run, tmp_path, "rebuild", DATABASE_URL=dsn, NETZWERKREGISTER_LANGUAGE="de"
        )
    assert (done.returncode, done.stdout) == (2, "")
    assert "REBUILD_RUNNING" in done.stderr
    assert "Die Lesemodelle dieser Datenbank werden bereits neu aufgebaut oder geprüft." in done.stderr
    assert await ask(dsn, TABLES, ENTRIES) == before


async def test_of_two_at_once_one_is_refused(register: Register, dsn: str) -> None:
    await RandomCommands(register.network, 96).send(100)
    databases = [Database(dsn), Database(dsn)]
    outcomes = await asyncio.gather(
        *(rebuild(each, READ_MODELS, lambda done, total: None) for each in databases), return_exceptions=True
    )
    for each in databases:
        await each.close()
    assert {type(each) for each in outcomes} == {int, RebuildRunning}


async def test_one_that_was_interrupted_leaves_nothing_that_stays(register: Register, dsn: str) -> None:
    await RandomCommands(register.network, 97).send(100)
    async with connected(dsn) as connection:
        await connection.execute(
            f"CREATE SCHEMA {LIVE}_rebuilt; CREATE TABLE {LIVE}_rebuilt.organisations_v1 ()"
        )
        await connection.execute("INSERT INTO generations (schema_name) VALUES ($1)", f"{LIVE}_rebuilt")
        await connection.execute("CREATE SCHEMA read_old_check")
        await connection.execute("INSERT INTO generations (schema_name) VALUES ('read_old_check')")
    database = Database(dsn)
    await rebuild(database, READ_MODELS, lambda done, total: None)
    assert await ask(dsn, LEFT) == await ask(dsn, SCHEMAS) == [LIVE]

    interrupted = asyncio.create_task(rebuild(database, READ_MODELS, lambda done, total: None))

    async def begun() -> bool:
        return await ask(dsn, SCHEMAS) != [LIVE]

    await until(begun, 3)
    interrupted.cancel()
    with pytest.raises(asyncio.CancelledError):
        await interrupted
    await database.close()
    assert await ask(dsn, LEFT) == await ask(dsn, SCHEMAS) == [LIVE]
    await caught_up(register)
    assert await rebuilt_rows(register, dsn) == await rows(dsn)


def failing(row: Any, fact: Any) -> Any:
    raise ValueError("no such fold")


async def test_a_fold_that_fails_leaves_the_read_models_as_they_are(register: Register, dsn: str) -> None:
    await found(register.network)
    await register.network.rename_organisation(command(), TOWN, "Neustadt")
    await caught_up(register)
    before = await rows(dsn)
    failed = replace(ORGANISATIONS, changes={**ORGANISATIONS.changes, Organisation.Renamed: failing})
    with pytest.raises(ProjectionFailed, match="position 9"):
        await rebuilt(dsn, [failed, *READ_MODELS[1:]])
    assert await rows(dsn) == before


async def test_the_command_rebuilds_what_was_damaged(loaded_dsn: str, tmp_path: Path) -> None:
    before = await rows(loaded_dsn)
    async with connected(loaded_dsn) as connection:
        await connection.execute(f"UPDATE {LIVE}.organisations_v1 SET name = 'X'")
    done = await asyncio.to_thread(
        run, tmp_path, "rebuild", DATABASE_URL=loaded_dsn, NETZWERKREGISTER_LANGUAGE="de"
    )
    assert (done.returncode, done.stdout) == (0, "")
    assert "Die Lesemodelle sind neu aufgebaut, bis Position 517." in done.stderr
    assert await rows(loaded_dsn) == before
