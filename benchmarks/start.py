"""Claim: the command is ready soon: the first time with all data to make and load, later at once."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Iterator
from dataclasses import replace
from time import perf_counter

import orjson

from benchmarks.children import SERVICE, Child, child
from benchmarks.claims import Claim, medians
from benchmarks.http_load import answer
from infra.settings import Settings

_ASK = b"GET /readyz HTTP/1.1\r\nHost: localhost\r\n\r\n"
_EMBEDDED = ""
_AS_INSTALLED = {"PYTHONDONTWRITEBYTECODE": ""}  # what has been compiled once is kept
_PATIENCE_SECONDS = 60.0
_PAUSE_SECONDS = 0.005


def measure(settings: Settings, rounds: int) -> Iterator[Claim]:
    new, kept = (replace(settings, home=settings.home / name) for name in ("new", "kept"))

    def first() -> float:
        try:
            return _start(new)
        finally:
            shutil.rmtree(new.home)

    first_start, later_start = medians(rounds, first, lambda: _start(kept))
    yield Claim("first start to ready, register and history loaded", "ms", first_start, most=5_000)
    yield Claim("later start to ready", "ms", later_start, most=1_500)


def _start(settings: Settings) -> float:
    """Milliseconds from the command to the answer that it is ready. It has ended afterwards."""
    settings.home.mkdir(mode=0o711, exist_ok=True)  # root's PostgreSQL runs as nobody, who must pass
    begun = perf_counter()
    with child(SERVICE, _EMBEDDED, settings, **_AS_INSTALLED) as service:
        health = orjson.loads(asyncio.run(_ready(service)))
        taken = perf_counter() - begun
    if not 0 < health["readPosition"] == health["logPosition"]:
        raise AssertionError(f"not all is loaded: {health}")
    if list(settings.home.glob("postgres/**/postmaster.pid")):
        raise AssertionError(f"the PostgreSQL of {settings.home} goes on")
    return taken * 1_000


async def _ready(service: Child) -> bytes:
    """What it says as soon as it is ready."""
    async with asyncio.timeout(_PATIENCE_SECONDS):
        while True:
            try:
                return await answer(service, _ASK)
            except ConnectionError:  # it is not yet
                await asyncio.sleep(_PAUSE_SECONDS)
