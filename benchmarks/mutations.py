"""Claim: a thousand mutations a second on one core, each durable and read back before it is answered."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

import asyncpg
import orjson
import uvloop

from benchmarks.children import SERVICE, Child, child_on_one_core
from benchmarks.claims import Claim, Contender, medians
from benchmarks.http_load import answers, post, rate
from benchmarks.overview import filled_register
from benchmarks.server import create_database
from domain.callers import Role
from domain.identity import organisation_id
from domain.organisation import OrganisationKind
from infra.register import now
from infra.settings import Settings
from infra.tokens import issue_token, local_key

CONNECTIONS = 64
MUTATIONS = 80
UPDATES = 3
WITHOUT_DATABASE = (sys.executable, "-m", "benchmarks.without_database")
MERCURIUS = ("node", str(Path(__file__).parent / "peers" / "mercurius_mutations.mjs"))

_PAYLOAD = "{ position organisation { id version name kind population } } ... on Refused { code message }"
REGISTER = f"""mutation Register($input: RegisterOrganisationInput!) {{ registerOrganisation(input: $input) {{
    ... on RegisterOrganisationPayload {_PAYLOAD}
}} }}"""
UPDATE = f"""mutation Update($input: UpdatePopulationInput!) {{ updatePopulation(input: $input) {{
    ... on UpdatePopulationPayload {_PAYLOAD}
}} }}"""

# Answers how many events the log has.
SELECT_HEAD = "SELECT position FROM log_head"

# Without it, no token of the local key is taken where a database is set.
_ENVIRONMENT = {"NETZWERKREGISTER_LOCAL_ISSUER": "on"}


def measure(settings: Settings, rounds: int) -> Iterator[Claim]:
    assert settings.database_url is not None
    dsn = asyncio.run(filled_register(settings.database_url, "mutations"))
    mutations = Mutations(settings)
    with _service(dsn, settings) as service, _without_database(dsn, settings) as limit:
        before = asyncio.run(_head(dsn))
        mutations.check(service)
        if asyncio.run(_head(dsn)) - before != CONNECTIONS * MUTATIONS:
            raise AssertionError("the log has not as many events as were answered")
        mutations.check(limit)
        ours, theirs = medians(rounds, mutations.on(service), mutations.on(limit))
    what = f"mutations over HTTP on one core, {CONNECTIONS} clients, durable, payload read back"
    claim = partial(Claim, unit="mutations/s", ours=ours)
    yield claim(f"{what}: at least", least=1_000)
    yield claim(what, peer="the same with the database left out", theirs=theirs, least_ratio=0.8)


def measure_peers(settings: Settings, rounds: int) -> Iterator[Claim]:
    """Beside a server that only inserts: no rules, no events, nothing projected, nothing read back."""
    assert settings.database_url is not None
    dsn = asyncio.run(filled_register(settings.database_url, "mutations_beside"))
    bare = asyncio.run(create_database(settings.database_url, "mutations_mercurius"))
    mutations = Mutations(settings)
    with _service(dsn, settings) as service, child_on_one_core(MERCURIUS, bare, settings) as peer:
        mutations.check(service)
        mutations.check(peer)
        ours, theirs = medians(rounds, mutations.on(service), mutations.on(peer))
    what = f"mutations over HTTP on one core, {CONNECTIONS} clients"
    yield Claim(what, "mutations/s", ours, "Mercurius with JIT, one bare INSERT a mutation", theirs)


class Mutations:
    """What the clients send, each thing that they name for the first time."""

    def __init__(self, settings: Settings) -> None:
        lasts = timedelta(days=1)
        token = issue_token(local_key(settings.home), "clerk", now(), lasts, roles=[Role.COORDINATOR])
        self._post = partial(post, "/graphql", authorization=f"Bearer {token}")
        self._numbers = count(1)

    def on(self, server: Child) -> Contender:
        """Mutations a second."""
        return lambda: uvloop.run(rate(server, self.requests()))

    def check(self, server: Child) -> None:
        """Makes sure that every mutation is answered by its payload."""
        for bodies in uvloop.run(answers(server, self.requests())):
            for body in bodies:
                (payload,) = orjson.loads(body)["data"].values()
                if not payload or "organisation" not in payload:
                    raise AssertionError(f"a mutation was not recorded: {body!r}")

    def requests(self) -> list[list[bytes]]:
        """Of each client."""
        clients = (self._client() for _ in range(CONNECTIONS))
        return [[self._post(orjson.dumps(body)) for body in client] for client in clients]

    def _client(self) -> list[dict[str, Any]]:
        """Registers one organisation after the other, and updates the population of each some times."""
        bodies: list[dict[str, Any]] = []
        while len(bodies) < MUTATIONS:
            name = f"Zweckverband {next(self._numbers):06} an der Bröl"
            kind = OrganisationKind.KOMMUNALER_SPITZENVERBAND
            given = {"name": name, "kind": kind, "population": 0}
            bodies.append({"query": REGISTER, "variables": {"input": given}})
            organisation = f"org_{organisation_id(name)}"
            for population in range(1, 1 + UPDATES):
                given = {"organisation": organisation, "population": population * 1_000}
                bodies.append({"query": UPDATE, "variables": {"input": given}})
        return bodies


@contextmanager
def _service(dsn: str, settings: Settings) -> Iterator[Child]:
    with child_on_one_core(SERVICE, dsn, settings, **_ENVIRONMENT) as service:
        yield service


@contextmanager
def _without_database(dsn: str, settings: Settings) -> Iterator[Child]:
    with child_on_one_core(WITHOUT_DATABASE, dsn, settings, **_ENVIRONMENT) as limit:
        yield limit


async def _head(dsn: str) -> int:
    connection = await asyncpg.connect(dsn)
    try:
        return int(await connection.fetchval(SELECT_HEAD))
    finally:
        await connection.close()
