"""The log out of the database into a bundle, and back."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Iterator
from datetime import datetime, timedelta
from hashlib import sha256
from importlib.metadata import version
from itertools import islice
from pathlib import Path
from typing import ClassVar

import asyncpg

from domain.event_schemas import published
from infra.bundle_files import BundleWriter, ListedKey
from infra.import_run import Progress
from infra.leaf import EPOCH, LEAF_COLUMNS, event_copied, hash_rows
from infra.log_proofs import SELECT_KEYS, LogProofs, hashes_for
from infra.own_data import LOADED, RESTORED
from infra.texts import KEEP
from infra.tree_proofs import consistency_proof, grow, root
from infra.verify import HASH_BYTES, Bundle, Checkpoint, Difference, Tree, check_event, valid_signatures

# Answers the events after a position, as leaves, with the hashes that are stored of them.
SELECT_LEAVES = """
SELECT event_leaf(events), coalesce(hash, ''::bytea)
FROM events LEFT JOIN leaf_hashes($1 + 1, $2) AS leaf ON leaf.position = notification_id
WHERE notification_id > $1 AND notification_id <= $2 ORDER BY notification_id
"""

# Answers the lines of the witnesses' signatures, by the size that they are of.
SELECT_COSIGNED = """
SELECT size, string_agg(line, '' ORDER BY signed_at, witness) FROM cosignatures
WHERE size <= $1 GROUP BY size ORDER BY size
"""

# Answers whether anything was recorded or signed yet, and keeps others from appending.
LOCK_EMPTY = "SELECT position = 0 AND NOT EXISTS (SELECT FROM checkpoint_keys) FROM log_head FOR UPDATE"

# Moves the head of a log that was empty.
SET_HEAD = """
UPDATE log_head SET position = $1, recorded_at = coalesce($2, recorded_at), peaks = $3
"""

# Lists a key as it was listed.
ENTER_LISTED = "INSERT INTO checkpoint_keys (vkey, from_size, until_size) VALUES ($1, $2, $3)"

_BATCH = 5_000
# What begins and ends a binary COPY.
_COPY_HEADER = b"PGCOPY\n\xff\r\n\x00" + bytes(8)
_COPY_END = b"\xff\xff"


class LogNotEmpty(Exception):
    """A bundle is imported into an empty register only. Set NETZWERKREGISTER_HOME, or DATABASE_URL, to where
    none is yet, and import before the first `serve`."""

    code = "LOG_NOT_EMPTY"
    german: ClassVar[str] = (
        "Ein Bündel wird nur in ein leeres Register eingelesen. NETZWERKREGISTER_HOME oder DATABASE_URL ist "
        "auf eine Stelle zu setzen, an der noch keines ist, und das Bündel vor dem ersten `serve` einzulesen."
    )


class FileInTheWay(Exception):
    """There is a file already, and bundles overwrite nothing. Give another name."""

    code = "FILE_EXISTS"
    german: ClassVar[str] = (
        "Die Datei gibt es schon, und Bündel überschreiben nichts. Anzugeben ist ein anderer Name."
    )


async def stored_leaves(
    connection: asyncpg.Connection, size: int
) -> AsyncIterator[list[tuple[bytes, bytes]]]:
    """The leaves of the first so many events as they are stored, with their hashes, in batches."""
    for position in range(0, size, _BATCH):
        rows = await connection.fetch(SELECT_LEAVES, position, min(position + _BATCH, size))
        yield [(leaf, stored) for leaf, stored in rows]


async def export_bundle(
    connection: asyncpg.Connection, log: LogProofs, path: Path, made_at: datetime, progress: Progress
) -> int:
    """Writes the whole log, and returns its size.

    Raises:
        FileInTheWay: nothing is written.
        Difference: a hash is missing, without which there is no bundle.
        KeyUnusable: the log is signed with another key than this process has.
    """
    await log.admit_key()
    size: int = await connection.fetchval("SELECT position FROM log_head")
    keys = [ListedKey(*row) for row in await connection.fetch(SELECT_KEYS)]
    try:
        with BundleWriter(
            path,
            origin=log.origin,
            size=size,
            made_at=made_at,
            release=version("netzwerkregister"),
            keys=keys,
        ) as bundle:
            written = 0
            async for leaves in stored_leaves(connection, size):
                for position, (_, stored) in enumerate(leaves, written + 1):
                    if len(stored) != HASH_BYTES:
                        told = f"position {position}: the event's hash is missing"
                        raise Difference("LEAF_DIFFERS", position, told)
                bundle.add(leaves)
                written += len(leaves)
                progress(written, size)
            lines: dict[int, str] = dict(map(tuple, await connection.fetch(SELECT_COSIGNED, size)))
            notes, proofs = {}, {}
            for each in {*lines, size}:
                hashes = await hashes_for(connection, each, size)
                notes[each] = log.sign(each, root(each, hashes)) + lines.get(each, "")
                proofs[each] = consistency_proof(each, size, hashes)
            own = notes.pop(size)
            del proofs[size]
            schemas = {f"{topic}.v{number}": text.encode() for (topic, number), text in published().items()}
            texts = [text.encode() for (text,) in await connection.fetch("SELECT content FROM texts")]
            bundle.finish(own, notes, proofs, schemas, texts)
    except FileExistsError as error:
        raise FileInTheWay(str(path)) from error
    return size


async def import_bundle(connection: asyncpg.Connection, path: Path, progress: Progress) -> Checkpoint:
    """Restores an empty log from a bundle: all of it, as it was, or nothing. Returns its checkpoint.

    Raises:
        LogNotEmpty: it is not empty, or has signed that it is.
        Difference: the bundle is not what its checkpoint says.
    """
    with path.open("rb") as file:
        bundle = Bundle(file)
        head = bundle.checkpoint("checkpoint")
        if not valid_signatures(head.note, bundle.keys):
            raise Difference("KEY_UNKNOWN", None, "the checkpoint is signed by no key that the bundle lists")
        bundle.check_other_files()
        try:
            async with connection.transaction():
                if not await connection.fetchval(LOCK_EMPTY):
                    raise LogNotEmpty
                await _restore(connection, bundle.events(), head, progress)
                await _restore_beside(connection, bundle)
        except (asyncpg.DataError, asyncpg.IntegrityConstraintViolationError) as error:
            raise Difference("NOT_A_BUNDLE", None, f"it has what no register records: {error}") from error
    return head


async def _restore(
    connection: asyncpg.Connection,
    events: Iterator[tuple[bytes, bytes]],
    head: Checkpoint,
    progress: Progress,
) -> None:
    """Writes the events that have this checkpoint. Raises Difference where they have not."""
    tree, last_at = Tree(), 0
    while batch := list(islice(events, _BATCH)):
        for position, (leaf, stored) in enumerate(batch, tree.size + 1):
            last_at = check_event(position, leaf, stored, last_at)
        first = tree.size + 1
        subtrees = grow(tree, (stored for _, stored in batch))
        await _copied(connection, "events", LEAF_COLUMNS, (event_copied(leaf) for leaf, _ in batch))
        rows = hash_rows(first, [stored for _, stored in batch])
        await connection.copy_records_to_table("log_leaves", records=rows)
        await connection.copy_records_to_table("log_subtrees", records=subtrees)
        progress(tree.size, head.size)
    if (tree.size, tree.root()) != (head.size, head.root):
        told = f"the {tree.size} events have not the root that the checkpoint of {head.size} signs"
        raise Difference("ROOT_DIFFERS", None, told)
    moment = EPOCH + timedelta(microseconds=last_at) if head.size else None
    await connection.execute(SET_HEAD, tree.size, moment, tree.peaks)


async def _restore_beside(connection: asyncpg.Connection, bundle: Bundle) -> None:
    """Keys and texts; and that the log is not added to by itself."""
    names = ("vkey", "from_size", "until_size")
    for key in bundle.facts["keys"]:
        await connection.execute(ENTER_LISTED, *map(key.get, names))
    for text in bundle.texts():
        await connection.execute(KEEP, sha256(text.encode()).hexdigest(), text)
    await connection.execute(LOADED, RESTORED)


async def _copied(
    connection: asyncpg.Connection, table: str, columns: Iterable[str], records: Iterable[bytes]
) -> None:
    """Sends records that are written as binary COPY has them."""

    async def source() -> AsyncIterator[bytes]:
        yield _COPY_HEADER + b"".join(records) + _COPY_END

    await connection.copy_to_table(table, source=source(), columns=list(columns), format="binary")
