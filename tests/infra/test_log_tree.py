"""The log's tree grows with the log: in the same transaction, from what is stored alone."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from random import Random
from uuid import uuid4

import asyncpg
import pytest
from eventsourcing.persistence import IntegrityError

from infra.leaf import LEAF_COLUMNS, decode_leaf, encode_leaf
from infra.log_check import check_log
from infra.log_proofs import hashes_for
from infra.migrations import migrate, migrations
from infra.recorder import AsyncpgRecorder
from infra.tree_proofs import consistency_proof, grow, inclusion_proof, root
from infra.verify import Tree, leaf_hash, verify_consistency, verify_inclusion
from tests.databases import connected, new_database
from tests.infra.appending import append, events, recording
from tests.infra.logs import ORIGIN, leaves, silent, write_log

HEAD = "SELECT position, peaks FROM log_head"
HASHES = "SELECT hash FROM leaf_hashes(1, 1000000000) ORDER BY position"
SUBTREES = "SELECT level, number, hash FROM log_subtrees ORDER BY level, number"
STORED = "SELECT position, hash FROM log_leaves ORDER BY position"


async def stored(connection: asyncpg.Connection) -> tuple[int, list[bytes], list[tuple[int, int, bytes]]]:
    """The log's size, the peaks of its tree, and its subtrees."""
    ((size, peaks),) = await connection.fetch(HEAD)
    subtrees = [tuple(row) for row in await connection.fetch(SUBTREES)]
    return size, peaks, subtrees


def grown(hashes: list[bytes]) -> tuple[int, list[bytes], list[tuple[int, int, bytes]]]:
    """What should be stored of a log with these leaves."""
    tree = Tree()
    subtrees = grow(tree, hashes)
    return tree.size, tree.peaks, sorted(subtrees)


async def agrees(connection: asyncpg.Connection) -> int:
    """That hashes, subtrees and peaks are those of the events; returns how many events there are."""
    hashes = [leaf_hash(leaf) for leaf in await leaves(connection)]
    assert [row[0] for row in await connection.fetch(HASHES)] == hashes
    assert await stored(connection) == grown(hashes)
    return len(hashes)


# Appending.


async def test_the_tree_grows_with_appends_of_several_processes(dsn: str) -> None:
    random = Random(6962)

    async def one_after_the_other(recorder: AsyncpgRecorder) -> None:
        for _ in range(5):
            await asyncio.sleep(random.random() / 100)
            count = random.choice((1, 2, 3, 59, 60, 61, random.randrange(1, 130)))
            await append(recorder, count)

    async with AsyncExitStack() as stack:
        recorders = [await stack.enter_async_context(recording(dsn)) for _ in range(3)]
        await asyncio.gather(*(one_after_the_other(each) for each in recorders * 5))
    async with connected(dsn) as connection:
        assert await agrees(connection) > 1_000
        assert (await check_log(connection, ORIGIN, (), (), silent)).size > 1_000


@pytest.mark.parametrize("sizes", [(1,) * 20, (60, 60, 1), (255, 1, 1), (256, 256), (300, 212, 600)])
async def test_the_tree_is_the_same_however_the_log_was_grouped(dsn: str, sizes: tuple[int, ...]) -> None:
    async with recording(dsn) as recorder, connected(dsn) as connection:
        for number, size in enumerate(sizes, 1):
            await append(recorder, size)
            assert await agrees(connection) == sum(sizes[:number])


async def test_each_row_of_hashes_goes_on_where_the_one_before_it_ends(dsn: str) -> None:
    await write_log(dsn, 500)
    async with connected(dsn) as connection:
        following = 1
        for position, hashes in await connection.fetch(STORED):
            assert position == following
            assert 0 < len(hashes) <= 60 * 32
            following += len(hashes) // 32
        assert following == 501
        whole = [tuple(row) for row in await connection.fetch("SELECT * FROM leaf_hashes(1, 500)")]
        random = Random(1)
        for _ in range(50):
            first, last = sorted(random.choices(range(-5, 510), k=2))
            found = await connection.fetch("SELECT * FROM leaf_hashes($1, $2)", first, last)
            assert sorted(map(tuple, found)) == [row for row in sorted(whole) if first <= row[0] <= last]


async def test_an_append_that_fails_leaves_no_trace_in_the_tree(dsn: str) -> None:
    async with recording(dsn) as recorder, connected(dsn) as connection:
        stream = await append(recorder, 255)
        before = await stored(connection), await connection.fetch(STORED)
        for failing in (events(stream, 255, 256), events(uuid4(), 2), events(uuid4(), 1, 1)):
            with pytest.raises(IntegrityError):
                await recorder.insert_events(failing)
        await connection.execute("ALTER TABLE events ADD CONSTRAINT no CHECK (topic <> 'test.no')")
        with pytest.raises(Exception, match="CheckViolation"):
            await append(recorder, 2, "test.no")
        assert (await stored(connection), await connection.fetch(STORED)) == before
        assert await agrees(connection) == 255
        outcomes = await asyncio.gather(
            recorder.insert_events(events(stream, 256)),
            recorder.insert_events(events(stream, 256)),
            append(recorder, 2, "test.no"),
            append(recorder, 3),
            return_exceptions=True,
        )
        assert [isinstance(outcome, BaseException) for outcome in outcomes] == [False, True, True, False]
        assert await agrees(connection) == 259


async def test_subtrees_only_grow(dsn: str) -> None:
    await write_log(dsn, 300)
    async with connected(dsn) as connection:
        for change in (
            "UPDATE log_subtrees SET hash = ''",
            "DELETE FROM log_subtrees",
            "TRUNCATE log_subtrees",
        ):
            with pytest.raises(asyncpg.InsufficientPrivilegeError, match="the log only grows"):
                await connection.execute(change)


# From a database of before.

OLD = 70_000  # more than 256 ** 2


@pytest.fixture
async def old_dsn(server: str) -> AsyncIterator[str]:
    """A database without trees, in which events have made-up hashes, each in a row of its own."""
    async with new_database(server, "template0") as dsn:
        async with connected(dsn) as connection:
            for number, _, sql in migrations():
                if number <= 5:
                    await connection.execute(sql)
            await connection.execute(
                "CREATE TABLE migrations (number int PRIMARY KEY, name text NOT NULL,"
                " applied_at timestamptz NOT NULL DEFAULT now())"
            )
            await connection.executemany(
                "INSERT INTO migrations VALUES ($1, $2)",
                [(number, name) for number, name, _ in migrations() if number <= 5],
            )
        yield dsn


async def fill(connection: asyncpg.Connection, size: int) -> list[bytes]:
    """Writes so many events and their hashes as they were before, and returns the hashes."""
    await connection.execute(
        f"""INSERT INTO events (notification_id, originator_id, originator_version, topic, state,
                recorded_at, actor, correlation_id)
            SELECT number, '{uuid4()}', number, 'test.happened', '{{}}', now(), '{uuid4()}', '{uuid4()}'
            FROM generate_series(1, {size}) AS number"""
    )
    await connection.execute(
        f"""INSERT INTO log_leaves (position, hash)
            SELECT number, sha256(int8send(number)) FROM generate_series(1, {size}) AS number"""
    )
    await connection.execute(f"UPDATE log_head SET position = {size}, recorded_at = now()")
    rows = await connection.fetch("SELECT hash FROM log_leaves ORDER BY position")
    return [row[0] for row in rows]


@pytest.mark.parametrize("size", [0, 1, 255, 256, 300, OLD])
async def test_a_log_of_before_is_given_its_tree_and_grows_on(old_dsn: str, size: int) -> None:
    async with connected(old_dsn) as connection:
        hashes = await fill(connection, size)
        assert await migrate(connection) == [name for number, name, _ in migrations() if number > 5]
        assert await stored(connection) == grown(hashes)
        async with recording(old_dsn) as recorder:
            await append(recorder, 300)
        new = [leaf_hash(leaf) for leaf in (await leaves(connection))[size:]]
        assert await stored(connection) == grown([*hashes, *new])
        assert [row[0] for row in await connection.fetch(HASHES)] == [*hashes, *new]


async def test_proofs_of_a_large_log_are_found_by_few_hashes(old_dsn: str) -> None:
    random = Random(9162)
    async with connected(old_dsn) as connection:
        hashes = await fill(connection, OLD)
        await migrate(connection)
        tree, roots = Tree(), {}
        sizes = sorted({1, 256, 257, 65_535, 65_536, 65_537, OLD, *random.sample(range(1, OLD), 5)})
        for size in sizes:
            for each in hashes[tree.size : size]:
                tree.append(each)
            roots[size] = tree.root()
        for earlier, size in zip([1, *sizes], sizes, strict=False):
            known = await hashes_for(connection, earlier, size)
            assert len(known) <= 2 * 3 * 256
            assert root(size, known) == roots[size]
            path = inclusion_proof(earlier - 1, size, known)
            assert verify_inclusion(earlier - 1, size, hashes[earlier - 1], path, roots[size])
            proof = consistency_proof(earlier, size, known)
            assert verify_consistency(earlier, size, roots[earlier], roots[size], proof)


# In the database's own language.


async def test_a_leaf_is_the_same_in_sql(loaded_dsn: str) -> None:
    await write_log(loaded_dsn, 300)
    async with connected(loaded_dsn) as connection:
        rows = await connection.fetch(
            f"SELECT event_leaf(events), {', '.join(LEAF_COLUMNS)} FROM events ORDER BY notification_id"
        )
        assert len(rows) > 800
        for leaf, *row in rows:
            assert leaf == encode_leaf(*row)
            assert decode_leaf(leaf) == tuple(row)
        assert await agrees(connection) == len(rows)


async def test_a_leaf_of_any_time_is_the_same_in_sql(dsn: str) -> None:
    await write_log(dsn, 3)
    moments = [
        datetime(1970, 1, 1, tzinfo=UTC),
        datetime(2000, 1, 1, 0, 0, 0, 1, tzinfo=UTC),
        datetime(2026, 3, 1, 12, 59, 59, 999_999, tzinfo=UTC),
        datetime(9999, 12, 30, 23, 59, 59, 999_999, tzinfo=UTC),
    ]
    async with connected(dsn) as connection:
        await connection.execute("SET session_replication_role = replica")
        for moment in moments:
            await connection.execute("UPDATE events SET recorded_at = $1", moment)
            for (leaf,) in await connection.fetch("SELECT event_leaf(events) FROM events"):
                assert decode_leaf(leaf)[5] == moment


async def test_a_position_is_found_by_the_moment_of_recording(dsn: str) -> None:
    start = datetime(2026, 3, 1, 12, tzinfo=UTC)
    seconds = [0, 0, 5, 5, 5, 9, 12, 12]
    await write_log(dsn, len(seconds))
    async with connected(dsn) as connection:
        await connection.execute("SET session_replication_role = replica")
        for position, second in enumerate(seconds, 1):
            await connection.execute(
                "UPDATE events SET recorded_at = $2 WHERE notification_id = $1",
                position,
                start + timedelta(seconds=second),
            )
        for half_seconds in range(-4, 30):
            moment = start + timedelta(seconds=half_seconds / 2)
            expected = sum(second <= half_seconds / 2 for second in seconds)
            assert await connection.fetchval("SELECT position_at($1)", moment) == expected
        for endless, expected in (("-infinity", 0), ("infinity", len(seconds))):
            assert await connection.fetchval(f"SELECT position_at('{endless}')") == expected
        last = start + timedelta(seconds=12)
        just_before = await connection.fetchval("SELECT position_at($1)", last - timedelta(microseconds=1))
        assert just_before == 6


async def test_an_empty_log_has_no_position_at_any_moment(dsn: str) -> None:
    async with connected(dsn) as connection:
        assert await connection.fetchval("SELECT position_at(now())") == 0
