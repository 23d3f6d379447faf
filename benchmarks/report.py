"""The table of the claims, for the terminal or as Markdown, and the machine they were measured on."""

from __future__ import annotations

import os
import platform
import tempfile
from collections.abc import Sequence
from statistics import median
from time import perf_counter

import asyncpg
from rich.table import Table

from benchmarks.claims import Claim, amount

HEADS = ("claim", "ours", "beside it", "", "ratio", "bound", "met")
_MET = {True: "yes", False: "NO", None: ""}
_SYNCS = 50


def table(claims: Sequence[Claim]) -> Table:
    drawn = Table(*HEADS)
    for claim in claims:
        drawn.add_row(*_cells(claim), style="bold red" if claim.met is False else "")
    return drawn


def markdown(claims: Sequence[Claim]) -> str:
    rows = [HEADS, ("---",) * len(HEADS), *map(_cells, claims)]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _cells(claim: Claim) -> tuple[str, ...]:
    return (
        claim.what,
        amount(claim.ours, claim.unit),
        claim.peer,
        "" if claim.theirs is None else amount(claim.theirs, claim.unit),
        "" if claim.ratio is None else f"{claim.ratio:.2f}",
        claim.bound,
        _MET[claim.met],
    )


async def machine(server: str) -> str:
    connection = await asyncpg.connect(server)
    try:
        version = await connection.fetchval("SHOW server_version")
    finally:
        await connection.close()
    return (
        f"{os.cpu_count()} cores ({platform.system()} {platform.machine()}), "
        f"Python {platform.python_version()}, PostgreSQL {version}, fsync {_sync_milliseconds():.2f} ms"
    )


def _sync_milliseconds() -> float:
    """How long the disk takes to keep 8 kB, which bounds every commit."""
    times = []
    with tempfile.TemporaryFile() as file:
        for _ in range(_SYNCS):
            file.write(bytes(8192))
            file.flush()
            begun = perf_counter()
            os.fsync(file.fileno())
            times.append(perf_counter() - begun)
    return median(times) * 1000
