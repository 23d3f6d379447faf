"""Locks between processes, which the kernel releases when their holder dies."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO


def open_lock(path: Path) -> IO[bytes]:
    """A file to lock; whatever lock it holds goes when it and its inherited copies are closed."""
    return os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+b")


def take(lock: IO[bytes]) -> bool:
    """Takes the lock for oneself alone, unless somebody else holds or shares it."""
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@contextmanager
def locked(path: Path) -> Iterator[None]:
    with open_lock(path) as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
