"""Claim: the proofs cost appending little: its leaves, their hashes and the tree."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from itertools import count
from unittest.mock import patch

import uvloop

from benchmarks.append import CALLERS, COMMANDS, append_all
from benchmarks.claims import Claim, medians
from benchmarks.commands import commands
from benchmarks.server import create_database
from infra.group_commit import APPEND
from infra.verify import Tree

# The same append without leaves and subtrees. Their parameters are named, as the caller sends them.
_WITHOUT = (
    APPEND[: APPEND.index(", leaves AS")].rstrip()
    + """
UPDATE log_head SET position = $1, recorded_at = $2
WHERE ($12::bytea[], $13::bigint[], $14::bytea[], $15::smallint[], $16::bigint[], $17::bytea[]) IS NOT NULL
"""
)


def measure(server: str, rounds: int) -> Iterator[Claim]:
    seeds = count(1)
    with_, without = (asyncio.run(create_database(server, f"proofs_{name}")) for name in ("with", "without"))

    def rate(dsn: str) -> float:
        return uvloop.run(append_all(dsn, commands(next(seeds), CALLERS, COMMANDS // CALLERS)))

    def rate_without() -> float:
        with ExitStack() as patched:
            for name, stub in _STUBS.items():
                patched.enter_context(patch(name, stub))
            return rate(without)

    ours, theirs = medians(rounds, lambda: rate(with_), rate_without)
    what = f"append with proofs, {CALLERS} callers, one event a command, durable"
    yield Claim(what, "events/s", ours, "the same without leaves, hashes and tree", theirs, least_ratio=0.85)


def _no_subtrees(_: Tree, hashes: Iterable[bytes]) -> list[tuple[int, int, bytes]]:
    return []


_STUBS = {
    "infra.appends.encode_leaf": lambda *_: b"",
    "infra.appends.leaf_hash": lambda leaf: leaf,
    "infra.group_commit.hash_rows": lambda first, hashes: [(first, b"")],
    "infra.group_commit.grow": _no_subtrees,
    "infra.group_commit.Tree": lambda size, peaks: Tree(),
    "infra.group_commit.APPEND": _WITHOUT,
}
