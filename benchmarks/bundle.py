"""Claims: the log is taken away, verified and restored fast, in little memory; an event is proved at once."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from random import Random
from statistics import median
from time import perf_counter
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import orjson
import uvloop

from benchmarks.claims import Claim
from benchmarks.generator import fill
from benchmarks.server import create_database
from domain.callers import Caller, Role
from graphql_api.finishing import Finishing
from graphql_api.operations import Operations
from graphql_api.requests import Request
from graphql_api.schema import create_schema
from infra.log_bundles import export_bundle, import_bundle
from infra.register import Register, now
from infra.settings import Settings
from infra.signing import LogSigner

_MEGABYTE = 1_000_000
_SIGNER = LogSigner("benchmark", bytes(32))
_PROVED = 200
_AUDITOR = Caller(UUID(int=0), frozenset({Role.AUDITOR}))
_PROOF = """query ($position: Position!) { log { inclusionProof(position: $position) {
    leafHash hashes rootHash
} } }"""


def measure(settings: Settings, rounds: int, events: int) -> Iterator[Claim]:
    assert settings.database_url is not None
    server = settings.database_url
    dsn = asyncio.run(_filled(server, events))
    path = settings.home / "bundle"
    exported, verified, imported, peaks = [], [], [], []
    for turn in range(rounds):
        path.unlink(missing_ok=True)
        exported.append(events / uvloop.run(_export(dsn, path)))
        seconds, peak = _verify(path)
        verified.append(events / seconds)
        peaks.append(peak / _MEGABYTE)
        restored = asyncio.run(create_database(server, f"restored_{turn}"))
        imported.append(events / uvloop.run(_import(restored, path)))
    claim = partial(Claim, unit="events/s")
    yield claim(f"verify a bundle of {events:,} events", ours=median(verified), least=150_000)
    yield Claim("verify: memory", "MB", max(peaks), most=100)
    yield claim("export it", ours=median(exported), least=100_000)
    yield claim("import it into an empty register", ours=median(imported), least=100_000)
    told = f"prove one of {events:,} events: database time of the one statement"
    yield Claim(told, "µs", uvloop.run(_prove(dsn, events)), most=2_000)


async def _filled(server: str, events: int) -> str:
    dsn = await create_database(server, "bundle")
    connection = await asyncpg.connect(dsn)
    try:
        await fill(connection, events)
    finally:
        await connection.close()
    return dsn


async def _export(dsn: str, path: Path) -> float:
    register = Register(dsn, signer=_SIGNER)
    try:
        async with register.database.connection() as connection:
            begun = perf_counter()
            await export_bundle(connection, register.log, path, now(), lambda *_: None)
            return perf_counter() - begun
    finally:
        await register.database.close()


def _verify(path: Path) -> tuple[float, float]:
    """Seconds, and the most memory resident in bytes, of a process that only verifies."""
    command = [sys.executable, "-m", "benchmarks.verifying", str(path)]
    told = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    seconds, peak = json.loads(told)
    return seconds, peak


async def _import(dsn: str, path: Path) -> float:
    connection = await asyncpg.connect(dsn)
    try:
        begun = perf_counter()
        await import_bundle(connection, path, lambda *_: None)
        return perf_counter() - begun
    finally:
        await connection.close()


class _Explained:
    """A read store that has the server time its statements."""

    def __init__(self, connection: asyncpg.Connection, tables: str) -> None:
        self.tables = tables
        self.microseconds: list[float] = []
        self._connection = connection

    async def recorded(self, position: int) -> None:
        """All of them are."""

    async def read(self, statement: str, parameters: Sequence[Any], seen: int = 0) -> tuple[str, int]:
        told = await self._connection.fetchval(
            f"EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) {statement}", *parameters
        )
        self.microseconds.append(orjson.loads(told)[0]["Execution Time"] * 1_000)
        row = await self._connection.fetchrow(statement, *parameters)
        assert row is not None
        return row["data"], row["position"]


async def _prove(dsn: str, events: int) -> float:
    """Microseconds of the database's own work, the median over events anywhere in the log."""
    register = Register(dsn, signer=_SIGNER)
    await register.projector.catch_up()
    random = Random(3)
    async with register.database.connection() as connection:
        reads = _Explained(connection, register.reads.tables)
        finishing = Finishing(register.log.finishers)
        schema = create_schema()._schema
        operations = Operations(
            schema, reads, register.feeds, finishing, {}, now, uuid4, register.keyring.digest_key
        )
        for _ in range(_PROVED):
            position = random.randrange(events) + 1
            answer = await operations.execute(Request(_PROOF, {"position": position}, caller=_AUDITOR))
            assert not answer.errors, answer.errors
    await register.database.close()
    return median(reads.microseconds)
