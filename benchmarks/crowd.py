"""The clients of `benchmarks.socket_load`, as seen by who measures."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from array import array
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

# Files that a process may have open: each connection is one, to the clients and to who serves them.
_FILES = 8_192


class Crowd:
    """Subscribers in a process of their own."""

    def __init__(self, process: subprocess.Popen[str], folder: Path) -> None:
        self._process = process
        self._times = folder / "times"
        self.pid = process.pid

    def open(self, count: int) -> None:
        """Opens so many more connections that subscribe."""
        self.expect("open", count)
        self.told()

    def expect(self, what: str, count: int) -> None:
        """Begins to count so many more messages to each; `told` then tells what came of it."""
        assert self._process.stdin is not None
        print(what, count, *([self._times] if what == "times" else []), file=self._process.stdin, flush=True)

    def told(self) -> Any:
        """When the last had what is expected, in monotonic seconds; of `texts`, what the first had."""
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise AssertionError("the clients have failed; they tell above why")
        return json.loads(line)

    def times(self) -> array[float]:
        """When each message came, client by client."""
        times = array("d")
        times.frombytes(self._times.read_bytes())
        return times


def allow_many_files() -> None:
    """For this process and those that it starts."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _FILES if hard == resource.RLIM_INFINITY else min(_FILES, hard)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, wanted), hard))


@contextmanager
def crowd(port: int, payload: object, subscribe: object) -> Iterator[Crowd]:
    """Clients of the server at this port, none of which is connected yet.

    Args:
        payload: of their first message.
        subscribe: the payload of their second.
    """
    arguments = [sys.executable, "-m", "benchmarks.socket_load", json.dumps([port, payload, subscribe])]
    with (
        TemporaryDirectory() as folder,
        subprocess.Popen(arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process,
    ):
        try:
            yield Crowd(process, Path(folder))
        finally:
            process.kill()
