"""Claim: all read models are rebuilt from a million events at 50,000 a second, in little memory."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections.abc import Iterator
from functools import partial

import asyncpg
import uvloop

from benchmarks.bare_copy import copy_log
from benchmarks.claims import Claim, medians
from benchmarks.generator import fill
from benchmarks.overview import filled_register
from benchmarks.server import create_database
from benchmarks.stock_runner import project_by_runner
from infra.read_tables import generation
from projections import ATTENDANCES, READ_MODELS

# The log that the peer projects: long enough for a peer that takes each event by itself.
RUNNER_EVENTS = 20_000

_ATTENDANCES = f"{generation(READ_MODELS)}.{ATTENDANCES.table}"
_COLUMNS = "id, summit_id, organisation_id, attended_on, office, position"

# Answers how many attendances there are, and the position of the last.
SELECT_ATTENDANCES = f"SELECT count(*), max(position) FROM {_ATTENDANCES}"

# Answers whether the peer's view has those attendances, and no others.
SELECT_ALIKE = f"""
SELECT (SELECT count(*) FROM attended) = (SELECT count(*) FROM {_ATTENDANCES}) AND NOT EXISTS (
    SELECT {_COLUMNS} FROM attended EXCEPT SELECT {_COLUMNS} FROM {_ATTENDANCES}
)
"""

_MEGABYTE = 1_000_000


def measure(server: str, rounds: int, events: int) -> Iterator[Claim]:
    dsn = asyncio.run(_prepare(server, events))
    beside = asyncio.run(filled_register(server, "rebuild_runner", RUNNER_EVENTS))
    peaks: list[float] = []

    def ours() -> float:
        asyncio.run(_forget(dsn))
        seconds, peak = _rebuild(dsn)
        peaks.append(peak / _MEGABYTE)
        return events / seconds

    rate, limit, peer = medians(
        rounds, ours, lambda: events / uvloop.run(copy_log(dsn)), lambda: _rate_of_runner(beside)
    )
    claim = partial(Claim, f"rebuild of all read models from {events:,} events")
    yield claim("events/s", rate, "bare: read the log, COPY as many rows", limit, least=50_000)
    yield claim(
        "events/s",
        rate,
        "eventsourcing's ProjectionRunner: one read model, its events alone",
        peer,
        least_ratio=20,
    )
    yield claim("MB", max(peaks), most=400)


async def _prepare(server: str, events: int) -> str:
    dsn = await create_database(server, "rebuild")
    connection = await asyncpg.connect(dsn)
    try:
        await fill(connection, events)
    finally:
        await connection.close()
    return dsn


async def _forget(dsn: str) -> None:
    """Drops the read models, and what that leaves behind for the server to write."""
    schema = generation(READ_MODELS)
    connection = await asyncpg.connect(dsn)
    try:
        await connection.execute(f"DROP SCHEMA IF EXISTS {schema} CASCADE")
        await connection.execute("DELETE FROM generations WHERE schema_name = $1", schema)
        await connection.execute("CHECKPOINT")
    finally:
        await connection.close()


def _rebuild(dsn: str) -> tuple[float, float]:
    """Seconds, and the most memory resident in bytes, of a process that only rebuilds."""
    command = [sys.executable, "-m", "benchmarks.rebuilding", dsn]
    told = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    seconds, peak = json.loads(told)
    return seconds, peak


def _rate_of_runner(dsn: str) -> float:
    """Events a second that the peer projects: the attendances. Makes sure that it has them all."""
    attendances, last = asyncio.run(_attendances(dsn))
    seconds = project_by_runner(dsn, last)
    asyncio.run(_check_runner(dsn))
    return attendances / seconds


async def _attendances(dsn: str) -> tuple[int, int]:
    """How many the peer is to project, and where the last is; drops what it has projected, as `_forget`."""
    connection = await asyncpg.connect(dsn)
    try:
        await connection.execute("DROP TABLE IF EXISTS attended, attended_tracking")
        await connection.execute("CHECKPOINT")
        ((attendances, last),) = await connection.fetch(SELECT_ATTENDANCES)
    finally:
        await connection.close()
    return attendances, last


async def _check_runner(dsn: str) -> None:
    connection = await asyncpg.connect(dsn)
    try:
        alike = await connection.fetchval(SELECT_ALIKE)
    finally:
        await connection.close()
    if not alike:
        raise AssertionError("the peer's view has other attendances than the read model")
