"""Logs in databases as tests of their proofs make them, and what somebody could do to them who is let in."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from random import Random
from uuid import uuid4

import asyncpg

from domain.ports import Command
from infra.leaf import LEAF_COLUMNS, encode_leaf, hash_rows
from infra.register import now
from infra.signing import LogSigner, Witness
from infra.tree_proofs import grow
from infra.verify import Key, Tree, leaf_hash, read_checkpoint, read_key
from tests.databases import connected
from tests.graphql_api.telling import registration
from tests.infra.appending import events, recording

ORIGIN = "netzwerkregister.local"
SIGNER = LogSigner(ORIGIN, bytes([1]) * 32)
STRANGER = LogSigner(ORIGIN, bytes([3]) * 32)
WITNESS = Witness("witness.example/w1", bytes([4]) * 32)


def silent(done: int, total: int) -> None:
    """A progress that nobody watches."""


async def write_log(dsn: str, size: int, seed: int = 17) -> None:
    """So many events more, in groups, of all columns."""
    random = Random(seed)
    async with recording(dsn) as recorder:
        while size:
            count = min(size, random.randrange(1, 90))
            source = random.choice((None, "ein Brief – 🌳"))
            command = Command(
                actor=uuid4(),
                now=now(),
                correlation_id=uuid4(),
                causation_id=uuid4() if source else None,
                source=source,
            )
            await recorder.insert_events(events(uuid4(), *range(1, count + 1)), command=command)
            size -= count


async def register_associations(dsn: str, count: int, named: str = "Verein") -> None:
    """So many events more that mean something to read models too."""
    async with recording(dsn) as recorder:
        for number in range(count):
            await recorder.insert_events([registration(f"{named} {number}")])


@asynccontextmanager
async def tampering(dsn: str) -> AsyncIterator[asyncpg.Connection]:
    """A connection for which the log's triggers do not count; what it did is undone at the end."""
    async with connected(dsn) as connection:
        transaction = connection.transaction(isolation="repeatable_read")
        await transaction.start()
        try:
            await connection.execute("SET LOCAL session_replication_role = replica")
            yield connection
        finally:
            await transaction.rollback()


@asynccontextmanager
async def undone(connection: asyncpg.Connection) -> AsyncIterator[None]:
    """Within a transaction, undoes what is done while this is entered."""
    savepoint = connection.transaction()
    await savepoint.start()
    yield
    await savepoint.rollback()


async def tamper(dsn: str, *statements: str) -> None:
    """Executes the statements as if there were no triggers, for good."""
    async with connected(dsn) as connection:
        await connection.execute("SET session_replication_role = replica")
        for statement in statements:
            await connection.execute(statement)


async def leaves(connection: asyncpg.Connection) -> list[bytes]:
    """The leaves of all events, from their rows."""
    rows = await connection.fetch(f"SELECT {', '.join(LEAF_COLUMNS)} FROM events ORDER BY notification_id")
    return [encode_leaf(*row) for row in rows]


async def tree_of(connection: asyncpg.Connection, size: int | None = None) -> Tree:
    """The tree over the first so many events, from their rows."""
    tree = Tree()
    for leaf in (await leaves(connection))[:size]:
        tree.append(leaf_hash(leaf))
    return tree


async def checkpoint(connection: asyncpg.Connection, size: int, signer: LogSigner = SIGNER) -> str:
    """The checkpoint of what the log is now."""
    return signer.sign(size, (await tree_of(connection, size)).root())


async def rewrite(connection: asyncpg.Connection) -> None:
    """Makes of the events as they are now a log without a flaw: hashes, subtrees and head."""
    hashes = [leaf_hash(leaf) for leaf in await leaves(connection)]
    tree = Tree()
    subtrees = grow(tree, hashes)
    await connection.execute("TRUNCATE log_leaves, log_subtrees")
    await connection.copy_records_to_table("log_leaves", records=hash_rows(1, hashes))
    await connection.copy_records_to_table("log_subtrees", records=subtrees)
    await connection.execute(
        "UPDATE log_head SET position = $1, peaks = $2, recorded_at ="
        " coalesce((SELECT max(recorded_at) FROM events), '-infinity')",
        tree.size,
        tree.peaks,
    )


async def enter_key(connection: asyncpg.Connection, vkey: str = SIGNER.vkeys[0]) -> None:
    await connection.execute("INSERT INTO checkpoint_keys (vkey, from_size) VALUES ($1, 0)", vkey)


async def cosign(connection: asyncpg.Connection, size: int, witness: Witness = WITNESS) -> None:
    """Has a witness sign what the log is now, as far as this size."""
    note = read_checkpoint((await checkpoint(connection, size)).encode()).note
    at = now()
    await connection.execute(
        "INSERT INTO cosignatures (size, witness, signed_at, line) VALUES ($1, $2, $3, $4)",
        size,
        key_of(witness).name,
        at,
        witness.cosign(note.body, at),
    )


def key_of(witness: Witness) -> Key:
    return read_key(witness.vkey)
