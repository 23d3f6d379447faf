"""Claim: who resumes far behind catches up as fast as prepared bytes are streamed, in little memory."""

from __future__ import annotations

import asyncio
import socket
import sys
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from hashlib import sha256
from http.client import HTTPConnection
from pathlib import Path
from time import perf_counter

import asyncpg

from benchmarks import bare_feed
from benchmarks.children import SERVICE, Child, child
from benchmarks.claims import Claim, medians
from benchmarks.overview import filled_register
from domain.callers import Role
from infra.register import now
from infra.settings import Settings
from infra.tokens import issue_token, local_key

_BARE_FEED = (sys.executable, "-m", "benchmarks.bare_feed")
_PATIENCE_SECONDS = 300.0
_RECEIVED = 1024 * 1024
_LONGEST_EVENT = 64 * 1024
_MEGABYTE = 1_000

# Answers how many pages the service has kept, and one of them.
_COUNT = "SELECT count(*) FROM feed_pages"
_PAGE = "SELECT events FROM feed_pages WHERE number = $1"

# Answers how many bytes the bare route sends.
_BYTES = "SELECT sum(octet_length(frame)) FROM bare_frames"


def measure(settings: Settings, rounds: int, events: int) -> Iterator[Claim]:
    assert settings.database_url is not None
    dsn = asyncio.run(filled_register(settings.database_url, "resume", events))
    lasts = timedelta(days=1)
    token = issue_token(local_key(settings.home), "benchmark", now(), lasts, roles=[Role.INTEGRATOR])
    resume = partial(_rate, events=events, token=token)
    with child(SERVICE, dsn, settings) as service, child(_BARE_FEED, dsn, settings) as route:
        before = _peak(service)
        cold = resume(service)
        _compare(service, route, token, asyncio.run(_prepare(dsn)))
        warm, limit = medians(rounds, lambda: resume(service), lambda: resume(route))
        grown = _peak(service) - before
    claim = partial(Claim, unit="events/s")
    what = f"catch up on {events:,} events over server-sent events"
    peer = "bare Starlette route, prepared bytes"
    yield claim(what, ours=warm, peer=peer, theirs=limit, least_ratio=0.6)
    yield claim(f"{what}: at least", ours=warm, least=100_000)
    yield claim(f"{what}: the first who asks", ours=cold)
    yield Claim(f"{what}: memory of the service grows by", "MB", grown, most=100)


async def _prepare(dsn: str) -> int:
    """Lays the bytes that the service has sent where the bare route reads them; returns how many."""
    connection = await asyncpg.connect(dsn)
    try:
        await connection.execute(bare_feed.CREATE)
        position = 0
        for number in range(await connection.fetchval(_COUNT)):
            page: bytes = await connection.fetchval(_PAGE, number)
            frames = [frame + b"\n\n" for frame in page.split(b"\n\n")[:-1]]
            rows = list(enumerate(frames, start=position + 1))
            await connection.copy_records_to_table("bare_frames", records=rows)
            position += len(rows)
        await connection.execute("VACUUM ANALYZE bare_frames")
        return int(await connection.fetchval(_BYTES))
    finally:
        await connection.close()


def _compare(service: Child, route: Child, token: str, length: int) -> None:
    """Makes sure that both send the same."""
    if _digest(service, token, length, begins=True) != _digest(route, token, length, begins=False):
        raise AssertionError("the service and the bare route send different bytes")


def _digest(server: Child, token: str, length: int, *, begins: bool) -> str:
    """Of so many bytes of the body, behind the message that it begins with."""
    digest = sha256()
    connection = HTTPConnection(server.host, server.port, timeout=_PATIENCE_SECONDS)
    connection.request("GET", "/events?after=0", headers={"Authorization": f"Bearer {token}"})
    response = connection.getresponse()
    while begins and response.readline() != b"\n":
        pass
    while length > 0 and (piece := response.read(min(length, _RECEIVED))):
        digest.update(piece)
        length -= len(piece)
    connection.close()
    return digest.hexdigest() if not length else f"{length} bytes are missing"


def _rate(server: Child, events: int, token: str) -> float:
    """Events a second, from the request on until the last of them has come."""
    request = (
        f"GET /events?after=0 HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\n"
        "Connection: close\r\n\r\n"
    )
    last = f"id: {events}\n".encode()
    buffer = bytearray(_RECEIVED)
    tail = b""
    begun = perf_counter()
    with socket.create_connection((server.host, server.port), timeout=_PATIENCE_SECONDS) as connection:
        connection.sendall(request.encode())
        while last not in tail or not tail.rstrip(b"0\r\n").endswith(b"}}"):
            received = connection.recv_into(buffer)
            if not received:
                raise ConnectionError(f"the server hung up: {tail[-300:]!r}")
            tail = (tail + buffer[max(0, received - _LONGEST_EVENT) : received])[-_LONGEST_EVENT:]
    return events / (perf_counter() - begun)


def _peak(server: Child) -> float:
    """The most memory that the process has had resident, in MB."""
    status = Path(f"/proc/{server.pid}/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) / _MEGABYTE
