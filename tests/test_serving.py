"""The command `serve`: killed, taken over, ended."""

import os
import re
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import psutil
import pytest

from tests.graphql_api.telling import CRITERIA
from tests.infra.running_postgres import open_place
from tests.served import Served, run, serve

JOIN = """mutation ($organisation: ID!, $criteria: CriteriaInput!) {
    signDeclaration(input: { organisation: $organisation, on: "2026-01-15" }) { __typename }
    joinNetwork(input: { organisation: $organisation, on: "2026-01-15", criteria: $criteria }) { __typename }
}"""
COLOGNE = """{ network { organisation(by: { ags: "05315000" }) { id membership { status } } } }"""


@pytest.fixture
def home() -> Iterator[Path]:
    with open_place() as place:
        yield place / "home"


def cologne(served: Served) -> dict[str, object]:
    organisation: dict[str, object] = served.ask(COLOGNE)["data"]["network"]["organisation"]
    return organisation


def join(served: Served) -> None:
    told = served.ask(JOIN, {"organisation": cologne(served)["id"], "criteria": CRITERIA})
    assert told["data"]["joinNetwork"] == {"__typename": "JoinNetworkPayload"}


def test_what_was_answered_survives_a_kill_right_after_the_answer(home: Path) -> None:
    with serve(home) as served:
        join(served)
        served.end(signal.SIGKILL)
    with serve(home) as served:
        assert cologne(served)["membership"] == {"status": "MEMBER"}


def test_ctrl_c_ends_everything_and_the_next_start_finds_everything(home: Path) -> None:
    with serve(home) as served:
        children = psutil.Process(served.process.pid).children(recursive=True)
        join(served)
        assert served.end(signal.SIGINT) == 0
    psutil.wait_procs(children, timeout=10)
    assert not [child for child in children if child.is_running()]
    assert not list((home / "postgres").glob("**/postmaster.pid"))
    status = run(home, "status")
    assert status.returncode == 0
    assert "519" in status.stdout
    assert "436" in status.stdout


@pytest.mark.skipif(not Path("/proc").exists(), reason="finds the projecting worker by /proc")
def test_when_the_projecting_worker_dies_another_takes_over(home: Path) -> None:
    with serve(home, workers=2) as served:
        workers = [
            child
            for child in psutil.Process(served.process.pid).children()
            if "spawn_main" in " ".join(child.cmdline())
        ]
        assert len(workers) == 2
        for worker in workers:
            os.kill(worker.pid, signal.SIGKILL)
            psutil.wait_procs([worker], timeout=10)
            _until_ready(served)
        join(served)
        assert cologne(served)["membership"] == {"status": "MEMBER"}


def test_workers_end_when_their_parent_is_killed(home: Path) -> None:
    with serve(home, workers=2) as served:
        workers = psutil.Process(served.process.pid).children()
        served.end(signal.SIGKILL)
        _, alive = psutil.wait_procs([w for w in workers if "spawn_main" in str(w.cmdline())], timeout=10)
        assert alive == []


def test_what_is_let_go_of_is_collected_again_once_it_serves(home: Path) -> None:
    with serve(home) as served:
        before = _collections(served)
        for _ in range(1_000):
            if _collections(served) > before:
                return
            cologne(served)
    raise AssertionError("nothing was collected")


def test_what_cannot_be_served_is_told_in_so_many_words(home: Path) -> None:
    away = {"DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none", "NETZWERKREGISTER_LOCAL_ISSUER": "off"}
    told = run(home, "serve", **away)
    assert told.returncode == 2
    assert told.stderr.startswith("STORE_UNAVAILABLE")
    assert "Traceback" not in told.stderr


def _collections(served: Served) -> float:
    """How often the youngest objects have been looked through."""
    (count,) = re.findall(
        r'^python_gc_collections_total{generation="0"} (\S+)$',
        httpx.get(f"{served.url}/metrics", timeout=5).text,
        re.MULTILINE,
    )
    return float(count)


def _until_ready(served: Served) -> None:
    deadline = time.monotonic() + 30
    while not served.ready():
        assert time.monotonic() < deadline
        time.sleep(0.05)
