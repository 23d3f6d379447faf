"""Checks the log in the database: every event, its hash, the tree, and what was signed of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from hashlib import sha256

import asyncpg

from infra.import_run import Progress
from infra.log_bundles import SELECT_COSIGNED, stored_leaves
from infra.log_proofs import SELECT_KEYS
from infra.signing import checkpoint_body
from infra.tree_proofs import grow
from infra.verify import (
    EMPTY_ROOT,
    Checkpoint,
    Difference,
    Key,
    Malformed,
    Tree,
    check_event,
    read_key,
    read_note,
    valid_signatures,
)

# Answers the log's head; when it was moved, in microseconds since 1970, or 0 where it never was.
SELECT_HEAD = """
SELECT position, CASE
        WHEN isfinite(recorded_at) THEN (extract(epoch FROM recorded_at) * 1000000)::bigint
        WHEN recorded_at < now() THEN 0 ELSE -1
    END, peaks
FROM log_head
"""

# Answers an event, hash or subtree that lies beyond the log's head.
SELECT_BEYOND = """
SELECT (SELECT min(notification_id) FROM events WHERE notification_id > $1 OR notification_id < 1),
    (SELECT min(position) FROM log_leaves
        WHERE position + octet_length(hash) / 32 - 1 > $1 OR position < 1
            OR octet_length(hash) % 32 > 0 OR hash = ''),
    (SELECT count(*) FROM log_subtrees)
"""

# Answers one subtree's root.
SELECT_SUBTREE = "SELECT hash FROM log_subtrees WHERE level = $1 AND number = $2"

# Answers the texts by their digests.
SELECT_TEXTS = "SELECT sha256, content FROM texts"

_LARGEST = 2**63 - 1


async def check_log(
    connection: asyncpg.Connection,
    origin: str,
    witnesses: Iterable[Key],
    seen: Sequence[Checkpoint],
    progress: Progress,
) -> Tree:
    """The tree that the stored events make, if all that is stored and was signed agrees with it.

    Args:
        seen: checkpoints of before.

    Raises:
        Difference: something does not, as its code and message say.
    """
    async with connection.transaction(isolation="repeatable_read"):  # while others append
        return await _check(connection, origin, witnesses, seen, progress)


async def _check(
    connection: asyncpg.Connection,
    origin: str,
    witnesses: Iterable[Key],
    seen: Sequence[Checkpoint],
    progress: Progress,
) -> Tree:
    ((size, recorded_at, peaks),) = await connection.fetch(SELECT_HEAD)
    keys = [*witnesses, *(read_key(vkey) for vkey, _, _ in await connection.fetch(SELECT_KEYS))]
    for each in seen:
        _check_signed(each, origin, size, keys)
    cosigned: dict[int, str] = dict(map(tuple, await connection.fetch(SELECT_COSIGNED, _LARGEST)))
    if (largest := max(cosigned, default=0)) > size:
        told = f"a witness has signed the checkpoint of {largest} events, and the log has {size}"
        raise Difference("TRUNCATED_LOG", size + 1, told)
    roots = dict.fromkeys((*cosigned, *(each.size for each in seen)), EMPTY_ROOT)

    tree, subtrees, last_at = Tree(), 0, 0
    async for batch in stored_leaves(connection, size):
        for leaf, stored in batch:
            last_at = check_event(tree.size + 1, leaf, stored, last_at)
            for level, number, root in grow(tree, [stored]):
                subtrees += 1
                await _check_subtree(connection, level, number, root)
            if tree.size in roots:
                roots[tree.size] = tree.root()
        progress(tree.size, size)

    if tree.size < size:
        told = f"position {tree.size + 1} is missing: the log's head is at {size}"
        raise Difference("POSITION_MISSING", tree.size + 1, told)
    if (recorded_at, peaks) != (last_at, tree.peaks):
        raise Difference("HEAD_DIFFERS", size, "the log's head is not what its events make it")
    await _check_beyond(connection, size, subtrees)
    for each in seen:
        if roots[each.size] != each.root:
            told = f"the checkpoint of {each.size} signs another root than the events have"
            raise Difference("INCONSISTENT", None, told)
    for each_size, lines in cosigned.items():
        _check_cosigned(checkpoint_body(origin, each_size, roots[each_size]), lines, keys)
    for digest, content in await connection.fetch(SELECT_TEXTS):
        if sha256(content.encode()).hexdigest() != digest:
            raise Difference("TEXT_DIFFERS", None, f"the text {digest} has another SHA-256")
    return tree


def _check_signed(checkpoint: Checkpoint, origin: str, size: int, keys: Sequence[Key]) -> None:
    """That a checkpoint seen before is one of this log, by a key that is known."""
    if checkpoint.origin != origin:
        told = f"the checkpoint is of {checkpoint.origin!r}, the log {origin!r}"
        raise Difference("ORIGIN_DIFFERS", None, told)
    if not valid_signatures(checkpoint.note, keys):
        raise Difference("KEY_UNKNOWN", None, "no key of the log or of a known witness signs the checkpoint")
    if checkpoint.size > size:
        told = f"the checkpoint has {checkpoint.size} events, the log {size}: it was longer once"
        raise Difference("TRUNCATED_LOG", size + 1, told)


def _check_cosigned(body: str, lines: str, keys: Sequence[Key]) -> None:
    """That the witnesses' signatures are of this checkpoint, as far as their keys are known."""
    try:
        valid_signatures(read_note(f"{body}\n{lines}".encode()), keys)
    except Malformed as error:
        told = f"a witness's signature of size {body.splitlines()[1]} was changed: {error}"
        raise Difference("SIGNATURE_INVALID", None, told) from error


async def _check_subtree(connection: asyncpg.Connection, level: int, number: int, root: bytes) -> None:
    if await connection.fetchval(SELECT_SUBTREE, level, number) != root:
        width = 256**level
        first, last = number * width + 1, (number + 1) * width
        told = f"the stored root over positions {first} to {last} is not the one of their events"
        raise Difference("SUBTREE_DIFFERS", first, told)


async def _check_beyond(connection: asyncpg.Connection, size: int, subtrees: int) -> None:
    ((event, hashes, stored_subtrees),) = await connection.fetch(SELECT_BEYOND, size)
    if event is not None:
        told = f"there is an event at position {event}, and the log's head is at {size}"
        raise Difference("POSITION_REPEATED", event, told)
    if hashes is not None:
        told = f"the hashes from position {hashes} on are not those of the log's {size} events alone"
        raise Difference("LEAF_DIFFERS", hashes, told)
    if stored_subtrees != subtrees:
        told = f"{stored_subtrees} roots of subtrees are stored instead of {subtrees}"
        raise Difference("SUBTREE_DIFFERS", None, told)
