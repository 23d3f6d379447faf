"""A served register whose every part can be broken and mended, and clients that write to it meanwhile."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from random import Random
from typing import Any

import httpx

from infra.embedded_postgres import embedded_postgres
from tests.databases import connected
from tests.infra.running_postgres import open_place, postmaster
from tests.network_path import NetworkPath
from tests.served import Served, serve

REGISTER = """mutation ($name: String!, $key: String!) { answer: registerOrganisation(
    input: { name: $name, kind: KOMMUNALER_SPITZENVERBAND, idempotencyKey: $key }
) { ... on RegisterOrganisationPayload { organisation { id } } } }"""
RENAME = """mutation ($id: ID!, $name: String!) {
    renameOrganisation(input: { organisation: $id, name: $name }) { __typename }
}"""

# Ends some of the service's connections.
KILL_SOME = """SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND random() < $1"""


@dataclass
class House:
    """A database, a service, and the path to it, each of which can be broken."""

    place: Path
    path: NetworkPath
    random: Random
    dsn: str = ""
    served: Served | None = None
    _names: count[int] = field(default_factory=count)
    _database: Any = None
    _service: Any = None

    async def start_database(self) -> None:
        self._database = embedded_postgres(self.place / "database")
        self.dsn = await asyncio.to_thread(self._database.__enter__)

    async def stop_database(self) -> None:
        await asyncio.to_thread(self._database.__exit__, None, None, None)

    async def start_service(self, workers: int) -> Served:
        self._service = serve(self.place / "home", workers, DATABASE_URL=self.dsn)
        served: Served = await asyncio.to_thread(self._service.__enter__)
        self.path.leads_to = int(served.url.rpartition(":")[2])
        self.served = served
        return served

    async def stop_service(self) -> None:
        self.served = None
        await asyncio.to_thread(self._service.__exit__, None, None, None)

    async def kill_service(self) -> None:
        assert self.served is not None
        os.killpg(self.served.process.pid, signal.SIGKILL)
        await self.stop_service()
        await self.start_service(self.random.choice([1, 2]))

    async def restart_service(self) -> None:
        await self.stop_service()
        await self.start_service(self.random.choice([1, 2]))

    async def kill_database(self) -> None:
        os.kill(postmaster(self.place / "database"), signal.SIGKILL)
        await self.stop_database()
        await self.start_database()

    async def kill_connections(self, share: float) -> None:
        async with connected(self.dsn) as connection:
            await connection.execute(KILL_SOME, share)

    async def cut_path(self) -> None:
        self.path.cut()

    async def stall_path(self) -> None:
        self.path.stall()

    async def write(self) -> None:
        """Registers and renames, whatever comes of it."""
        async with httpx.AsyncClient(timeout=5) as http:
            while True:
                served, name = self.served, f"Verband {next(self._names)}"
                if served is None:
                    await asyncio.sleep(0.1)
                    continue
                try:
                    answer = await self._ask(http, served, REGISTER, name=name, key=name)
                    id_ = answer["data"]["answer"]["organisation"]["id"]
                    if self.random.random() < 0.3:
                        await self._ask(http, served, RENAME, id=id_, name=f"{name} neu")
                except (httpx.HTTPError, KeyError, ValueError):
                    await asyncio.sleep(0.1)
                await asyncio.sleep(self.random.expovariate(20))

    @staticmethod
    async def _ask(http: httpx.AsyncClient, served: Served, query: str, **variables: str) -> Any:
        response = await http.post(
            f"{served.url}/graphql",
            json={"query": query, "variables": variables},
            headers={"authorization": f"Bearer {served.token}"},
        )
        return response.json()


@asynccontextmanager
async def house(random: Random) -> AsyncIterator[House]:
    with open_place() as place:
        async with NetworkPath.opened() as path:
            built = House(place, path, random)
            await built.start_database()
            try:
                await built.start_service(2)
                try:
                    yield built
                finally:
                    await built.stop_service()
            finally:
                await built.stop_database()
