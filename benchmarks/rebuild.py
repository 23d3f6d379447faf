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
from benchmarks.server import create_database
from infra.read_tables import generation
from projections import READ_MODELS

_MEGABYTE = 1_000_000


def measure(server: str, rounds: int, events: int) -> Iterator[Claim]:
    dsn = asyncio.run(_prepare(server, events))
    peaks: list[float] = []

    def ours() -> float:
        asyncio.run(_forget(dsn))
        seconds, peak = _rebuild(dsn)
        peaks.append(peak / _MEGABYTE)
        return events / seconds

    rate, limit = medians(rounds, ours, lambda: events / uvloop.run(copy_log(dsn)))
    claim = partial(Claim, f"rebuild of all read models from {events:,} events")
    yield claim("events/s", rate, "bare: read the log, COPY as many rows", limit, least=50_000)
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
