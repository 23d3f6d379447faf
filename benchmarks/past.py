"""Claim: a page as of any position costs little more than the page now, however long the log is."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from functools import partial
from itertools import count
from random import Random
from uuid import UUID

import asyncpg
import orjson
import uvloop
from eventsourcing.domain import Aggregate

from benchmarks.children import SERVICE, Child, child
from benchmarks.claims import Claim, medians
from benchmarks.generator import START, recorded, write
from benchmarks.http_load import answer, post, rate
from benchmarks.server import create_database
from domain.identity import organisation_id
from domain.organisation import Organisation, OrganisationKind
from infra.register import Register
from infra.settings import Settings

ORGANISATIONS = 10_000
VERSIONS = 100
PAGE = 100
CONNECTIONS = 4
_numbers = count(1)
_BLANKS = str.maketrans("01", " \t")
REQUESTS = 50

_DOCUMENT = """query Page($asOf: AsOf) { network(asOf: $asOf) {
    organisations(first: 100, filter: { kind: [GEMEINDE] }) {
        nodes { ags name kind population latitude longitude }
    }
} }"""


def measure(settings: Settings, rounds: int, versions: int = VERSIONS) -> Iterator[Claim]:
    """Of logs in which each organisation has a tenth as many versions, and all of them."""
    assert settings.database_url is not None
    few, many = (
        asyncio.run(_register(settings.database_url, f"past_{count}", count))
        for count in (versions // 10, versions)
    )
    with child(SERVICE, few, settings) as short, child(SERVICE, many, settings) as long:
        _compare(long, ORGANISATIONS * versions)
        past, now, shorter = medians(
            rounds,
            lambda: _asked(long, ORGANISATIONS * versions),
            lambda: _asked(long, None),
            lambda: _asked(short, ORGANISATIONS * versions // 10),
        )
    what = f"a page of {PAGE} over HTTP as of any position; {ORGANISATIONS * versions:,} row versions"
    claim = partial(Claim, what, "requests/s", past)
    yield claim("the same page now", now, least_ratio=round(1 / 3, 2))
    yield claim("as of any position of a log a tenth as long", shorter, least_ratio=0.8)


def _asked(server: Child, positions: int | None) -> float:
    """Requests a second, each as of another position of so many; None: as of now."""
    random = Random(7)

    def body() -> bytes:
        as_of = {"position": random.randrange(ORGANISATIONS, positions) + 1} if positions else None
        asked = orjson.dumps({"query": _DOCUMENT, "variables": {"asOf": as_of}})
        # No two are alike, so that none is answered from what is kept.
        return post("/graphql", asked + f"{next(_numbers):b}".translate(_BLANKS).encode())

    return uvloop.run(rate(server, [[body() for _ in range(REQUESTS)] for _ in range(CONNECTIONS)]))


def _compare(server: Child, end: int) -> None:
    """Makes sure that the last position's page is the one now, an earlier one's another, and both whole."""

    def page(as_of: int | None) -> list[object]:
        variables = {"asOf": {"position": as_of} if as_of else None}
        told = asyncio.run(
            answer(server, post("/graphql", orjson.dumps({"query": _DOCUMENT, "variables": variables})))
        )
        nodes: list[object] = orjson.loads(told)["data"]["network"]["organisations"]["nodes"]
        return nodes

    now, last, middle = page(None), page(end), page(end // 2)
    if now != last or now == middle or not len(now) == len(middle) == PAGE:
        raise AssertionError("past pages are answered wrongly")


async def _register(server: str, name: str, versions: int) -> str:
    dsn = await create_database(server, name)
    connection = await asyncpg.connect(dsn)
    try:
        await write(connection, recorded(_history(versions), UUID(int=2)))
    finally:
        await connection.close()
    register = Register(dsn)
    await register.projector.catch_up()
    await register.database.close()
    return dsn


def _history(versions: int) -> Iterator[Aggregate.Event]:
    """Every organisation's registration; then figures and names, of all in turn, in a random order."""
    random = Random(1)
    streams = [organisation_id(f"{number:08}") for number in range(ORGANISATIONS)]
    for number, stream in enumerate(streams):
        yield _event(
            Organisation.Registered,
            stream,
            1,
            originator_topic="organisation",
            ags=f"{number:08}",
            name=_name(random),
            kind=OrganisationKind.GEMEINDE,
            parent_id=None,
            population=random.randrange(4_000, 600_000),
            latitude=50 + random.random() * 2,
            longitude=6 + random.random() * 3,
        )
    for version in range(2, versions + 1):
        random.shuffle(streams)
        for stream in streams:
            if random.random() < 0.1:
                yield _event(Organisation.Renamed, stream, version, name=_name(random))
            else:
                yield _event(
                    Organisation.PopulationUpdated,
                    stream,
                    version,
                    population=random.randrange(4_000, 600_000),
                )


def _name(random: Random) -> str:
    return f"Gemeinde {random.randrange(10**6):06} an der Bröl"


def _event(class_: type[Aggregate.Event], stream: UUID, version: int, /, **values: object) -> Aggregate.Event:
    return class_(originator_id=stream, originator_version=version, timestamp=START, **values)
