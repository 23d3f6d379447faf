"""A register served as a person would serve it: the command, in a process of its own."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx

from infra.tokens import issue_token, local_key
from tests.api import EVERY_ROLE

COMMAND = [sys.executable, "-c", "from infra.command_line import main; main()"]
PATIENCE_SECONDS = 60


def run(home: Path, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """Runs the command to its end."""
    return subprocess.run(
        [*COMMAND, *arguments],
        env=environment(home, settings),
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
    )


@dataclass(frozen=True)
class Served:
    """A served register, ready to be asked."""

    process: subprocess.Popen[bytes]
    url: str
    token: str

    def ask(self, query: str, variables: dict[str, Any] | None = None, **headers: str) -> dict[str, Any]:
        response = httpx.post(
            f"{self.url}/graphql",
            json={"query": query, "variables": variables or {}},
            headers={"authorization": f"Bearer {self.token}", **headers},
            timeout=20,
        )
        answer: dict[str, Any] = response.json()
        return answer

    def ready(self) -> bool:
        try:
            return httpx.get(f"{self.url}/readyz", timeout=5).status_code == 200
        except httpx.TransportError:
            return False

    def end(self, number: signal.Signals) -> int:
        """Sends the signal to the command and returns its exit status."""
        self.process.send_signal(number)
        return self.process.wait(PATIENCE_SECONDS)


@contextmanager
def serve(home: Path, workers: int = 1, **settings: str) -> Iterator[Served]:
    """The command `serve`; ended like by Ctrl-C unless the test has ended it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = home.parent / f"{home.name}.log"
    with log.open("ab") as output:
        process = subprocess.Popen(
            [*COMMAND, "serve", "--workers", str(workers)],
            env=environment(home, {"PORT": str(port)} | settings),
            stderr=output,
            start_new_session=True,
        )
    lasts = timedelta(hours=1)
    token = issue_token(local_key(home), "test", datetime.now(UTC), lasts, roles=EVERY_ROLE)
    served = Served(process, f"http://127.0.0.1:{port}", token)
    try:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not served.ready():
            assert process.poll() is None, log.read_text()
            assert time.monotonic() < deadline, log.read_text()
            time.sleep(0.05)
        yield served
    finally:
        if process.poll() is None:
            served.end(signal.SIGINT)


def environment(home: Path, settings: dict[str, str]) -> dict[str, str]:
    outer = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    ours = {
        "NETZWERKREGISTER_HOME": str(home),
        "NETZWERKREGISTER_LANGUAGE": "en",
        "NETZWERKREGISTER_REQUESTS_PER_MINUTE": "0",
    }
    return outer | ours | settings
