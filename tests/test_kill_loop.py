"""Kill the register again and again while clients write: nothing acknowledged is lost or doubled."""

import asyncio
import os
import signal
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from random import Random

import httpx
import pytest

from domain.identity import organisation_id
from infra.embedded_postgres import embedded_postgres
from infra.master_keys import master_keys
from infra.register import Register
from tests.infra.projecting import caught_up, rebuilt_rows, rows
from tests.infra.random_commands import RandomCommands
from tests.infra.running_postgres import ask, open_place, postmaster
from tests.served import Served, serve

ROUNDS = 15
CLIENTS = 4
REGISTER = """mutation ($name: String!) {
    registerOrganisation(input: { name: $name, kind: KOMMUNALER_SPITZENVERBAND, idempotencyKey: $name }) {
        ... on RegisterOrganisationPayload { position organisation { id } }
        ... on Refused { code }
    }
}"""
# Answers whether the positions are 1 to n. That no stream begins twice is its primary key.
IS_WHOLE = "SELECT count(*) = max(notification_id) FROM events"


@dataclass
class Clients:
    """Clients that register one organisation after the other, and what they were told."""

    names: Iterator[int] = field(default_factory=count)
    told: dict[str, str] = field(default_factory=dict)
    unsure: set[str] = field(default_factory=set)

    def write_until_killed(self, served: Served) -> None:
        while True:
            name = f"Verband {next(self.names)}"
            self.unsure.add(name)
            try:
                answer = served.ask(REGISTER, {"name": name})
            except httpx.TransportError:
                return
            if "errors" not in answer:
                self.told[name] = answer["data"]["registerOrganisation"]["organisation"]["id"]
                self.unsure.discard(name)


@pytest.mark.soak
def test_nothing_acknowledged_is_lost_or_doubled(tmp_path: Path) -> None:
    random = Random(20171206)
    clients = Clients()
    with open_place() as place:
        home = place / "home"
        for number in range(ROUNDS):
            with serve(home, workers=random.choice([1, 2])) as served:
                _check(served, clients)
                threads = [
                    threading.Thread(target=clients.write_until_killed, args=[served]) for _ in range(CLIENTS)
                ]
                for thread in threads:
                    thread.start()
                time.sleep(random.uniform(0.1, 1.5))
                if random.random() < 0.5:
                    os.kill(postmaster(home), signal.SIGKILL)
                    time.sleep(random.uniform(0, 0.5))
                os.killpg(served.process.pid, signal.SIGKILL)
                served.process.wait()
                for thread in threads:
                    thread.join()
            with embedded_postgres(home) as dsn:
                asyncio.run(_change_and_correct(home, dsn, number))
        with serve(home) as served:
            _check(served, clients)
            for name in sorted(clients.unsure):
                answer = served.ask(REGISTER, {"name": name})["data"]["registerOrganisation"]
                assert answer["organisation"]["id"] == f"org_{organisation_id(name)}"
        with embedded_postgres(home) as dsn:
            assert ask(dsn, IS_WHOLE) is True
            asyncio.run(_compare_with_rebuild(dsn))
    assert len(clients.told) > ROUNDS


async def _change_and_correct(home: Path, dsn: str, seed: int) -> None:
    """Adds all kinds of facts; those that are not projected at the end await the next that projects."""
    async with Register(dsn, personal_keys=master_keys(home / "personal.key")).running() as register:
        await register.reads.filled()
        assert await RandomCommands(register.network, seed).send(80)


async def _compare_with_rebuild(dsn: str) -> None:
    async with Register(dsn).running() as register:
        await caught_up(register)
        assert await rebuilt_rows(register, dsn) == await rows(dsn)


def _check(served: Served, clients: Clients) -> None:
    """Every organisation that a client was told of is there, under its id."""
    told = list(clients.told.items())
    for start in range(0, len(told), 100):
        page = dict(told[start : start + 100])
        answer = served.ask(
            "query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Organisation { name } } }",
            {"ids": list(page.values())},
        )
        assert [node["name"] for node in answer["data"]["nodes"]] == list(page)
