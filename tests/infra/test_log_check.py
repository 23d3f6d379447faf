"""The check of the log in the database: it finds whatever was done to it, and says where."""

import asyncio
from base64 import b64encode
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import asyncpg
import pytest
import pytest_asyncio

from infra.leaf import LEAF_COLUMNS
from infra.log_check import check_log
from infra.signing import LogSigner
from infra.verify import EMPTY_ROOT, Difference, Key, Tree, read_checkpoint, verify_bundle
from tests.commands import command
from tests.databases import connected, new_database
from tests.infra.logs import (
    ORIGIN,
    SIGNER,
    STRANGER,
    WITNESS,
    checkpoint,
    cosign,
    enter_key,
    key_of,
    rewrite,
    silent,
    tamper,
    tampering,
    tree_of,
    undone,
    write_log,
)
from tests.served import run

SIZE = 700
PLACES = {"first": 1, "middle": 300, "last": SIZE}
KNOWN = (key_of(WITNESS),)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def log(server: str, empty_template: str) -> AsyncIterator[str]:
    """The DSN of a log that was written in groups; tests leave it as it is."""
    async with new_database(server, empty_template) as dsn:
        await write_log(dsn, SIZE)
        async with connected(dsn) as connection:
            await enter_key(connection)
        yield dsn


async def check(
    connection: asyncpg.Connection, *against: str, witnesses: Sequence[Key] = KNOWN, origin: str = ORIGIN
) -> Tree:
    seen = [read_checkpoint(each.encode()) for each in against]
    return await check_log(connection, origin, witnesses, seen, silent)


async def found(
    connection: asyncpg.Connection, *against: str, witnesses: Sequence[Key] = KNOWN
) -> tuple[str, int | None]:
    """The code of what differs, and the position that it names."""
    with pytest.raises(Difference) as difference:
        await check(connection, *against, witnesses=witnesses)
    return difference.value.code, difference.value.position


async def found_after(dsn: str, *statements: str) -> tuple[str, int | None]:
    async with tampering(dsn) as connection:
        for statement in statements:
            assert await connection.execute(statement) not in ("UPDATE 0", "DELETE 0", "INSERT 0 0")
        return await found(connection)


# What nobody has touched.


async def test_a_log_that_nobody_touched_is_as_its_events_make_it(log: str) -> None:
    async with connected(log) as connection:
        tree = await check(connection)
        assert (tree.size, tree.root()) == (SIZE, (await tree_of(connection)).root())


async def test_an_empty_log_is_as_it_should_be(dsn: str) -> None:
    async with connected(dsn) as connection:
        await enter_key(connection)
        assert (await check(connection)).root() == EMPTY_ROOT


async def test_checkpoints_of_any_size_are_continued(log: str) -> None:
    async with connected(log) as connection:
        seen = [await checkpoint(connection, size) for size in (0, 1, 255, 256, 257, SIZE)]
        assert (await check(connection, *seen)).size == SIZE


async def test_what_witnesses_have_signed_holds_from_the_empty_log_on(log: str) -> None:
    async with tampering(log) as connection:
        for size in (0, 1, 512, SIZE):
            await cosign(connection, size)
        assert (await check(connection)).size == SIZE


async def test_a_log_that_grows_meanwhile_is_checked_as_it_was(dsn: str) -> None:
    await write_log(dsn, 300)
    writing = asyncio.create_task(write_log(dsn, 3_000, seed=3))
    sizes = set()
    async with connected(dsn) as connection:
        while not writing.done():
            sizes.add((await check(connection)).size)
    await writing
    assert len(sizes) > 1


# Events.

CHANGED = {
    "notification_id": "notification_id + 100000",
    "originator_id": "gen_random_uuid()",
    "originator_version": "originator_version + 1000",
    "topic": "topic || 'x'",
    "state": "set_byte(state, 0, get_byte(state, 0) # 1)",
    "recorded_at": "recorded_at + interval '1 microsecond'",
    "actor": "gen_random_uuid()",
    "correlation_id": "gen_random_uuid()",
    "causation_id": "CASE WHEN causation_id IS NULL THEN gen_random_uuid() END",
    "source": "CASE WHEN source IS NULL THEN '' END",
}


def test_every_column_is_tried() -> None:
    assert CHANGED.keys() == {*LEAF_COLUMNS}


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("column", CHANGED)
async def test_a_changed_value_is_found_with_its_position(log: str, column: str, place: str) -> None:
    position = PLACES[place]
    code = "POSITION_MISSING" if column == "notification_id" else "LEAF_DIFFERS"
    change = f"UPDATE events SET {column} = {CHANGED[column]} WHERE notification_id = {position}"
    assert await found_after(log, change) == (code, position)


@pytest.mark.parametrize(
    "value",
    [
        *("recorded_at = 'infinity'", "recorded_at = '-infinity'", "recorded_at = '4000-01-01 BC'"),
        *("recorded_at = '200000-01-01'", "state = ''", "topic = ''", "originator_version = -1"),
    ],
)
async def test_a_value_that_no_event_has_is_found_too(log: str, value: str) -> None:
    change = f"UPDATE events SET {value} WHERE notification_id = 300"
    assert await found_after(log, change) == ("LEAF_DIFFERS", 300)


@pytest.mark.parametrize("place", PLACES)
async def test_an_event_that_was_removed_is_missing(log: str, place: str) -> None:
    position = PLACES[place]
    removal = f"DELETE FROM events WHERE notification_id = {position}"
    assert await found_after(log, removal) == ("POSITION_MISSING", position)


async def test_events_that_were_removed_are_missing_from_the_first_on(log: str) -> None:
    assert await found_after(log, "DELETE FROM events WHERE notification_id > 600") == (
        "POSITION_MISSING",
        601,
    )
    assert await found_after(log, "DELETE FROM events") == ("POSITION_MISSING", 1)


async def test_events_that_changed_places_are_found(log: str) -> None:
    turns = ((300, 0), (500, 300), (0, 500))
    swap = (
        f"UPDATE events SET notification_id = {to} WHERE notification_id = {place}" for place, to in turns
    )
    assert await found_after(log, *swap) == ("LEAF_DIFFERS", 300)


async def test_events_that_changed_their_states_are_found(log: str) -> None:
    swap = """UPDATE events SET state = other.state || ' ' FROM events AS other
        WHERE (events.notification_id, other.notification_id) IN ((300, 500), (500, 300))"""
    assert await found_after(log, swap) == ("LEAF_DIFFERS", 300)


@pytest.mark.parametrize("position", [SIZE + 1, SIZE + 5, 0, -3])
async def test_an_event_beside_the_log_is_found(log: str, position: int) -> None:
    added = f"""INSERT INTO events (notification_id, originator_id, originator_version, topic, state,
            recorded_at, actor, correlation_id)
        SELECT {position}, gen_random_uuid(), 1, topic, state, recorded_at, actor, correlation_id
        FROM events WHERE notification_id = 1"""
    assert await found_after(log, added) == ("POSITION_REPEATED", position)


# Hashes, subtrees, head.


async def test_a_changed_byte_of_a_hash_is_found_with_its_position(log: str) -> None:
    for position in PLACES.values():
        change = f"""UPDATE log_leaves
            SET hash = set_byte(hash, ({position} - position)::int * 32 + 31,
                get_byte(hash, ({position} - position)::int * 32 + 31) # 1)
            WHERE {position} BETWEEN position AND position + octet_length(hash) / 32 - 1"""
        assert await found_after(log, change) == ("LEAF_DIFFERS", position)


@pytest.mark.parametrize("order", ["position", "abs(position - 300)", "position DESC"])
async def test_hashes_that_were_removed_are_found(log: str, order: str) -> None:
    async with connected(log) as connection:
        row = await connection.fetchval(f"SELECT position FROM log_leaves ORDER BY {order} LIMIT 1")
    removal = f"DELETE FROM log_leaves WHERE position = {row}"
    assert await found_after(log, removal) == ("LEAF_DIFFERS", row)


@pytest.mark.parametrize("cut", [1, 31, 32])
async def test_a_hash_that_was_cut_is_found(log: str, cut: int) -> None:
    for row in ("max", "min"):
        async with connected(log) as connection:
            end = await connection.fetchval(
                "SELECT position + octet_length(hash) / 32 - 1 FROM log_leaves"
                f" WHERE position = (SELECT {row}(position) FROM log_leaves)"
            )
        change = f"""UPDATE log_leaves SET hash = substring(hash FOR octet_length(hash) - {cut})
            WHERE position = (SELECT {row}(position) FROM log_leaves)"""
        assert await found_after(log, change) == ("LEAF_DIFFERS", end)


@pytest.mark.parametrize("more", ["'\\x00'::bytea", "substring(hash FOR 32)", "hash"])
async def test_a_row_of_hashes_that_was_lengthened_is_found(log: str, more: str) -> None:
    for row in ("max", "min"):
        change = f"""UPDATE log_leaves SET hash = hash || {more}
            WHERE position = (SELECT {row}(position) FROM log_leaves)"""
        code, position = await found_after(log, change)
        assert code in ("LEAF_DIFFERS", "POSITION_REPEATED")
        assert position is not None


@pytest.mark.parametrize("row", [SIZE + 1, SIZE + 100, 0, -100])
async def test_hashes_beyond_the_head_are_found(log: str, row: int) -> None:
    for hashes in ("sha256('')", "''"):
        added = f"INSERT INTO log_leaves VALUES ({row}, {hashes})"
        assert await found_after(log, added) == ("LEAF_DIFFERS", row)


async def test_hashes_that_are_there_twice_are_found(log: str) -> None:
    async with connected(log) as connection:
        ((position, own),) = await connection.fetch(
            "SELECT leaf.position, leaf.hash FROM leaf_hashes(300, 400) AS leaf"
            " LEFT JOIN log_leaves USING (position) WHERE log_leaves.position IS NULL LIMIT 1"
        )
    again = f"INSERT INTO log_leaves VALUES ({position}, '\\x{own.hex()}')"
    assert await found_after(log, again) == ("POSITION_REPEATED", position)
    other = f"INSERT INTO log_leaves VALUES ({position}, sha256(''))"
    assert (await found_after(log, other))[0] in ("LEAF_DIFFERS", "POSITION_REPEATED")
    nothing = f"INSERT INTO log_leaves VALUES ({position}, '')"
    assert await found_after(log, nothing) == ("LEAF_DIFFERS", position)


async def test_a_subtree_that_is_not_of_its_events_is_found(log: str) -> None:
    changed = "UPDATE log_subtrees SET hash = sha256(hash) WHERE number = 1"
    assert await found_after(log, changed) == ("SUBTREE_DIFFERS", 257)
    removed = "DELETE FROM log_subtrees WHERE number = 0"
    assert await found_after(log, removed) == ("SUBTREE_DIFFERS", 1)
    for level, number in ((1, 2), (1, -1), (2, 0)):
        added = f"INSERT INTO log_subtrees VALUES ({level}, {number}, sha256(''))"
        assert await found_after(log, added) == ("SUBTREE_DIFFERS", None)


async def test_a_head_that_was_moved_is_found(log: str) -> None:
    head = "UPDATE log_head SET "
    assert await found_after(log, head + "position = position - 1") == ("HEAD_DIFFERS", SIZE - 1)
    assert await found_after(log, head + "position = 0") == ("HEAD_DIFFERS", 0)
    assert await found_after(log, head + "position = position + 1") == ("POSITION_MISSING", SIZE + 1)
    for changed in (
        "recorded_at = recorded_at + interval '1 microsecond'",
        "recorded_at = recorded_at - interval '1 day'",
        "recorded_at = 'infinity'",
        "recorded_at = '-infinity'",
        "peaks = '{}'",
        "peaks[1] = sha256(peaks[1])",
        "peaks = array_append(peaks, sha256(''))",
        "peaks = (SELECT array_agg(peak ORDER BY number DESC)"
        " FROM unnest(peaks) WITH ORDINALITY AS each (peak, number))",
    ):
        assert await found_after(log, head + changed) == ("HEAD_DIFFERS", SIZE)


async def test_a_head_that_was_moved_back_without_a_flaw_leaves_events_beyond_it(log: str) -> None:
    async with tampering(log) as connection:
        tree = await tree_of(connection, SIZE - 1)
        await connection.execute(
            "UPDATE log_head SET position = $1, peaks = $2,"
            " recorded_at = (SELECT recorded_at FROM events WHERE notification_id = $1)",
            tree.size,
            tree.peaks,
        )
        assert await found(connection) == ("POSITION_REPEATED", SIZE)


# What was signed, and texts.


async def test_a_text_that_is_not_the_one_of_its_digest_is_found(log: str) -> None:
    async with tampering(log) as connection:
        for text in ("Erklärung", ""):
            await connection.execute(
                "INSERT INTO texts VALUES (encode(sha256(convert_to($1, 'UTF8')), 'hex'), $1)", text
            )
        assert (await check(connection)).size == SIZE
        for changed in ("content = content || ' '", "sha256 = 'none'"):
            async with undone(connection):
                await connection.execute(f"UPDATE texts SET {changed} WHERE content <> ''")
                assert await found(connection) == ("TEXT_DIFFERS", None)


async def test_a_cosignature_by_a_known_witness_is_of_the_log_as_it_is(log: str) -> None:
    async with tampering(log) as connection:
        await cosign(connection, 400)
        line = await connection.fetchval("SELECT line FROM cosignatures")
        for changed, code in (
            ("size = 401", "SIGNATURE_INVALID"),
            (f"line = '{line[:-4] + ('A' if line[-4] != 'A' else 'B') + line[-3:]}'", "SIGNATURE_INVALID"),
            ("line = 'nonsense'", "SIGNATURE_INVALID"),
            (f"size = {SIZE + 1}", "TRUNCATED_LOG"),
        ):
            async with undone(connection):
                await connection.execute(f"UPDATE cosignatures SET {changed}")
                assert (await found(connection))[0] == code
        await connection.execute("UPDATE cosignatures SET size = 401")
        assert (await check(connection, witnesses=())).size == SIZE  # nobody's signature, as far as is known


async def test_a_perfect_rewrite_is_found_only_by_what_was_seen_before(log: str) -> None:
    async with tampering(log) as connection:
        before, after, whole = [await checkpoint(connection, size) for size in (299, 300, SIZE)]
        for size in (299, 300):
            await cosign(connection, size)
        await connection.execute("UPDATE events SET state = 'forged' WHERE notification_id = 300")
        assert await found(connection, whole) == ("LEAF_DIFFERS", 300)
        await rewrite(connection)
        tree = await check(connection, before, witnesses=())
        assert tree.root() == (await tree_of(connection)).root()
        for seen in (after, whole):
            assert await found(connection, before, seen, witnesses=()) == ("INCONSISTENT", None)
        assert await found(connection) == ("SIGNATURE_INVALID", None)
        await connection.execute("DELETE FROM cosignatures WHERE size = 300")
        assert (await check(connection)).root() == tree.root()


async def test_a_log_that_was_cut_without_a_flaw_is_found_by_a_larger_checkpoint(log: str) -> None:
    async with tampering(log) as connection:
        seen = await checkpoint(connection, SIZE)
        await cosign(connection, SIZE)
        await connection.execute("DELETE FROM events WHERE notification_id > 600")
        await rewrite(connection)
        assert await found(connection, seen) == ("TRUNCATED_LOG", 601)
        assert await found(connection) == ("TRUNCATED_LOG", 601)
        await connection.execute("DELETE FROM cosignatures")
        assert (await check(connection)).size == 600


async def test_a_checkpoint_counts_if_it_is_of_this_log_by_a_known_key(log: str) -> None:
    async with connected(log) as connection:
        root = (await tree_of(connection, 5)).root()
        other = LogSigner("other.example", bytes([1]) * 32).sign(5, root)
        assert await found(connection, other) == ("ORIGIN_DIFFERS", None)
        assert await found(connection, STRANGER.sign(5, root)) == ("KEY_UNKNOWN", None)
        own = SIGNER.sign(5, root)
        assert await found(connection, own.replace("\n5\n", "\n6\n")) == ("SIGNATURE_INVALID", None)
        assert (await check(connection, own)).size == SIZE


# The command.


@pytest.fixture
async def own_log(server: str, empty_template: str) -> AsyncIterator[str]:
    """A smaller one, to be changed for good."""
    async with new_database(server, empty_template) as dsn:
        await write_log(dsn, 300)
        async with connected(dsn) as connection:
            await enter_key(connection)
        yield dsn


async def test_the_command_tells_size_and_root_or_what_differs(own_log: str, tmp_path: Path) -> None:
    async with connected(own_log) as connection:
        root = b64encode((await tree_of(connection)).root()).decode()
        seen, larger = tmp_path / "seen", tmp_path / "larger"
        seen.write_text(await checkpoint(connection, 250))
        larger.write_text(SIGNER.sign(301, EMPTY_ROOT))
        stranger = tmp_path / "stranger"
        stranger.write_text(await checkpoint(connection, 250, STRANGER))
    good = run(tmp_path, "verify", "--against", str(seen), DATABASE_URL=own_log)
    assert (good.returncode, good.stdout.strip()) == (0, f"300 {root}")

    for against, code in ((larger, "TRUNCATED_LOG"), (stranger, "KEY_UNKNOWN")):
        told = await command(tmp_path, "verify", "--against", str(against), DATABASE_URL=own_log)
        assert (told.status, told.out) == (1, "")
        assert f"{code}: " in told.err
    keyed = ("verify", "--against", str(stranger), "--key", STRANGER.vkeys[0])
    assert (await command(tmp_path, *keyed, DATABASE_URL=own_log)).status == 0

    await tamper(own_log, "UPDATE events SET state = 'forged' WHERE notification_id = 123")
    bad = run(tmp_path, "verify", DATABASE_URL=own_log)
    assert (bad.returncode, bad.stdout) == (1, "")
    assert "LEAF_DIFFERS: position 123: " in bad.stderr


async def test_the_command_knows_witnesses_by_the_settings_and_by_what_is_given(
    own_log: str, tmp_path: Path
) -> None:
    async with connected(own_log) as connection:
        await cosign(connection, 200)
    await tamper(own_log, "UPDATE cosignatures SET size = 201")
    assert (await command(tmp_path, "verify", DATABASE_URL=own_log)).status == 0
    settings = {"DATABASE_URL": own_log, "NETZWERKREGISTER_WITNESSES": WITNESS.vkey}
    for told in (
        await command(tmp_path, "verify", **settings),
        await command(tmp_path, "verify", "--key", WITNESS.vkey, DATABASE_URL=own_log),
    ):
        assert told.status == 1
        assert "SIGNATURE_INVALID: " in told.err
        assert WITNESS.vkey in told.err


async def test_the_command_takes_a_bundle_of_before(own_log: str, tmp_path: Path) -> None:
    bundle = tmp_path / "bundle"
    await tamper(own_log, "DELETE FROM checkpoint_keys")
    assert (await command(tmp_path, "export", "--to", str(bundle), DATABASE_URL=own_log)).status == 0
    assert verify_bundle(bundle).checkpoint.size == 300
    await write_log(own_log, 10, seed=5)
    assert (await command(tmp_path, "verify", "--against", str(bundle), DATABASE_URL=own_log)).status == 0
    async with connected(own_log) as connection, connection.transaction():
        await connection.execute("SET LOCAL session_replication_role = replica")
        await connection.execute("UPDATE events SET state = 'forged' WHERE notification_id = 123")
        await rewrite(connection)
    told = await command(tmp_path, "verify", "--against", str(bundle), DATABASE_URL=own_log)
    assert told.status == 1
    assert "INCONSISTENT: " in told.err


async def test_the_command_tells_how_it_is_asked(own_log: str, tmp_path: Path) -> None:
    nothing = tmp_path / "nothing"
    nothing.write_text("nonsense")
    for arguments in (
        ("--against", str(nothing)),
        ("--against", str(tmp_path / "nowhere")),
        ("--key", "wrong"),
    ):
        told = await command(tmp_path, "verify", *arguments, DATABASE_URL=own_log)
        assert told.status == 2, told
        assert told.err
