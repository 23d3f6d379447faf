"""Appends of many callers in many processes: positions without a hole, each append judged for itself."""

import asyncio
from contextlib import AsyncExitStack
from random import Random
from uuid import UUID, uuid4

import pytest
from eventsourcing.persistence import IntegrityError, StoredEvent

from domain.ports import Command, IdempotencyKey, Item, Recorded
from infra.leaf import LEAF_COLUMNS, encode_leaf
from infra.recorder import AsyncpgRecorder
from infra.register import now
from infra.verify import leaf_hash
from tests.databases import connected
from tests.infra.appending import append, events, recording

ACTOR = UUID(int=7)


def command(key: str | None = None, source: str | None = None) -> Command:
    idempotency = IdempotencyKey(key, b"digest") if key else None
    return Command(
        actor=ACTOR,
        now=now(),
        correlation_id=uuid4(),
        causation_id=uuid4() if source else None,
        source=source,
        idempotency=idempotency,
    )


async def outcomes(recorder: AsyncpgRecorder, *appends: list[StoredEvent]) -> list[list[int] | str]:
    """What becomes of appends that wait together: their positions, or the name of the error."""
    results = await asyncio.gather(
        *(recorder.insert_events(each) for each in appends), return_exceptions=True
    )
    return [type(result).__name__ if isinstance(result, BaseException) else result for result in results]


async def holes_seen(dsn: str) -> list[int]:
    """Watches the log as readers see it; returns as soon as a position is there before the one below it."""
    async with connected(dsn) as connection:
        while True:
            positions = [row[0] for row in await connection.fetch("SELECT notification_id FROM events")]
            if sorted(positions) != list(range(1, len(positions) + 1)):
                return positions


async def test_three_processes_with_conflicts_leave_no_hole(dsn: str) -> None:
    random = Random(17)
    hot = [uuid4() for _ in range(3)]  # streams that all of them fight over
    recorded: list[int] = []
    conflicts = 0

    async def one_after_the_other(recorder: AsyncpgRecorder) -> None:
        nonlocal conflicts
        for _ in range(10):
            await asyncio.sleep(random.random() / 100)
            stream = random.choice(hot) if random.random() < 0.5 else uuid4()
            version = len(await recorder.select_events(stream)) + 1
            if random.random() < 0.1:
                version -= 1  # a conflict on purpose
            try:
                recorded.extend(await recorder.insert_events(events(stream, version, version + 1)))
            except IntegrityError:
                conflicts += 1

    async with AsyncExitStack() as stack:
        recorders = [await stack.enter_async_context(recording(dsn)) for _ in range(3)]
        watching = asyncio.create_task(holes_seen(dsn))
        await asyncio.gather(*(one_after_the_other(each) for each in recorders * 20))
        assert not watching.done(), watching.result()
        watching.cancel()
    assert conflicts > 30
    assert sorted(recorded) == list(range(1, len(recorded) + 1))
    async with connected(dsn) as connection:
        rows = await connection.fetch("SELECT * FROM events ORDER BY notification_id")
        assert [row["notification_id"] for row in rows] == list(range(1, len(recorded) + 1))
        times = [row["recorded_at"] for row in rows]
        assert times == sorted(times)
        for stream in hot:
            versions = [row["originator_version"] for row in rows if row["originator_id"] == stream]
            assert versions == list(range(1, len(versions) + 1))
        assert await connection.fetchval("SELECT position FROM log_head") == len(recorded)


async def test_a_conflict_does_not_fail_its_neighbours(dsn: str) -> None:
    async with recording(dsn) as recorder:
        old = await append(recorder, 1)
        new, newer = uuid4(), uuid4()
        assert await outcomes(
            recorder, events(new, 1), events(old, 1), events(old, 2), events(old, 2), events(newer, 1, 2)
        ) == [[2], "IntegrityError", [3], "IntegrityError", [4, 5]]
        assert await recorder.max_notification_id() == 5


async def test_an_append_that_the_database_refuses_does_not_fail_its_neighbours(dsn: str) -> None:
    async with recording(dsn) as recorder:
        twice = events(uuid4(), 1, 1)
        unreadable = [StoredEvent(uuid4(), 1, "a topic with a \0", b"")]
        good, failed, worse, better = await outcomes(
            recorder, events(uuid4(), 1), twice, unreadable, events(uuid4(), 1)
        )
        assert isinstance(good, list)
        assert isinstance(better, list)
        assert failed == "IntegrityError"
        assert isinstance(worse, str)
        assert {*good, *better} == {1, 2}


async def test_a_source_that_the_database_cannot_hold_fails_alone(dsn: str) -> None:
    async with recording(dsn) as recorder:
        bad, good = await asyncio.gather(
            recorder.insert_events(events(uuid4(), 1), command=command(source="a\0b")),
            recorder.insert_events(events(uuid4(), 1), command=command()),
            return_exceptions=True,
        )
        assert isinstance(bad, Exception)
        assert good == [1]


async def test_an_append_fails_when_a_stream_that_it_read_moved_on(dsn: str) -> None:
    async with recording(dsn) as recorder:
        read = await append(recorder, 2)
        with pytest.raises(IntegrityError):
            await recorder.insert_events(events(uuid4(), 1), read=[(read, 1)])
        assert await recorder.insert_events(events(uuid4(), 1), read=[(read, 2)]) == [3]


async def test_an_append_fails_when_what_it_read_moves_on_in_the_same_batch(dsn: str) -> None:
    async with recording(dsn) as recorder:
        read = await append(recorder, 1)
        moving, judged_by_it = await asyncio.gather(
            recorder.insert_events(events(read, 2)),
            recorder.insert_events(events(uuid4(), 1), read=[(read, 1)]),
            return_exceptions=True,
        )
        assert moving == [2]
        assert isinstance(judged_by_it, IntegrityError)


async def test_a_key_is_kept_with_what_its_command_led_to(dsn: str) -> None:
    subject = uuid4()
    async with recording(dsn) as recorder:
        assert await recorder.first_result(ACTOR, "key") is None
        items = [Item(uuid4()), Item(uuid4(), "ALREADY_INVITED", "Älpen")]
        recorded = Recorded(0, subject, items)
        await recorder.insert_events(events(uuid4(), 1, 2), command=command("key"), recorded=recorded)
        known = await recorder.first_result(ACTOR, "key")
        assert known == (b"digest", Recorded(2, subject, items))
        assert await recorder.first_result(UUID(int=8), "key") is None


async def test_of_two_appends_with_one_key_the_second_conflicts(dsn: str) -> None:
    async with recording(dsn) as one, recording(dsn) as other:
        results = await asyncio.gather(
            *(each.insert_events(events(uuid4(), 1), command=command("key")) for each in (one, one, other)),
            return_exceptions=True,
        )
        assert sorted(map(str, results))[0] == "[1]"
        assert sum(isinstance(result, IntegrityError) for result in results) == 2


async def test_a_leaf_is_what_is_computed_anew_from_its_row(dsn: str) -> None:
    async with recording(dsn) as recorder:
        await append(recorder, 3)
        for source in (None, "ein Brief – 🌳"):
            await recorder.insert_events(events(uuid4(), 1, 2), command=command(source=source))
    async with connected(dsn) as connection:
        rows = await connection.fetch(
            f"SELECT {', '.join(LEAF_COLUMNS)}, hash FROM events"
            " JOIN leaf_hashes(1, 1000000) ON position = notification_id ORDER BY position"
        )
    assert len(rows) == 7
    assert [row["hash"] for row in rows] == [leaf_hash(encode_leaf(*list(row)[:-1])) for row in rows]


async def test_time_in_the_log_never_goes_back(dsn: str) -> None:
    async with recording(dsn) as recorder:
        await append(recorder, 1)
        async with connected(dsn) as connection:  # as if the clock had been an hour ahead
            await connection.execute("UPDATE log_head SET recorded_at = recorded_at + interval '1 hour'")
            ahead = await connection.fetchval("SELECT recorded_at FROM log_head")
            await append(recorder, 1)
            await append(recorder, 1)
            times = await connection.fetch("SELECT recorded_at FROM events ORDER BY notification_id")
    assert [row[0] for row in times[1:]] == [ahead, ahead]


async def test_a_batch_that_is_rolled_back_leaves_no_hole(dsn: str) -> None:
    async with recording(dsn) as recorder:
        await append(recorder, 1)
        async with connected(dsn) as connection:
            await connection.execute("ALTER TABLE events ADD CONSTRAINT no CHECK (topic <> 'test.no')")
        with pytest.raises(Exception, match="CheckViolation"):
            await append(recorder, 2, "test.no")
        assert await recorder.insert_events(events(uuid4(), 1)) == [2]


async def test_who_no_longer_waits_for_an_append_does_not_hold_up_others(dsn: str) -> None:
    async with recording(dsn) as recorder:
        gone = asyncio.create_task(append(recorder, 1))
        await asyncio.sleep(0)
        gone.cancel()
        await asyncio.gather(gone, return_exceptions=True)
        await append(recorder, 1)
        assert await recorder.max_notification_id() in (1, 2)
