"""The processes that are measured from outside: the service and the bare route, on loopback."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from infra.settings import Settings

# The command line serves as it always does; a bare route is a module of this folder.
SERVICE = (sys.executable, "-c", "from infra.command_line import main; main()", "serve")
BARE_ROUTE = (sys.executable, "-m", "benchmarks.bare_route")
BARE_FAN_OUT = (sys.executable, "-m", "benchmarks.bare_fan_out")

# Holds a program to one core, with all threads that it will have (Linux; util-linux).
ON_ONE_CORE = ("taskset", "--cpu-list", "0")

_HOST = "127.0.0.1"
_PATIENCE_SECONDS = 30.0


class ChildFailed(Exception):
    """The process ended, or does not listen. Its own words follow."""


@dataclass(frozen=True)
class Child:
    host: str
    port: int
    pid: int


@contextmanager
def child(command: Sequence[str], dsn: str, settings: Settings, **environment: str) -> Iterator[Child]:
    """A program that listens where its environment tells it; this is added to that."""
    with socket.create_server((_HOST, 0)) as free:
        port = free.getsockname()[1]
    environment = (
        os.environ
        | environment
        | {
            "DATABASE_URL": dsn,
            "HOST": _HOST,
            "PORT": str(port),
            "NETZWERKREGISTER_HOME": str(settings.home),
            "NETZWERKREGISTER_REQUESTS_PER_MINUTE": "0",
        }
    )
    log = settings.home / f"{port}.log"
    with log.open("wb") as errors:
        process = subprocess.Popen(command, env=environment, stderr=errors)
    try:
        if not _listens(process, port):
            raise ChildFailed(f"{command}: {log.read_text(errors='replace')}")
        yield Child(_HOST, port, process.pid)
    finally:
        process.terminate()
        process.wait()


@contextmanager
def child_on_one_core(
    command: Sequence[str], dsn: str, settings: Settings, **environment: str
) -> Iterator[Child]:
    """The same, held to the first core, with all threads that it will have."""
    with child((*ON_ONE_CORE, *command), dsn, settings, **environment) as held:
        yield held


def _listens(process: subprocess.Popen[bytes], port: int) -> bool:
    """Waits until it does; false where it ends, or never does."""
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        with suppress(OSError):
            socket.create_connection((_HOST, port), timeout=1).close()
            return True
        time.sleep(0.05)
    return False
