"""Keys in files of the register's home, each made on first use."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from secrets import token_bytes
from typing import ClassVar
from uuid import uuid4

from domain.languages import Words

KEY_BYTES = 32


class KeyUnusable(Exception):
    """A key of the register cannot be read or made. See that its file can be written by this account and
    is as the register made it; put it back from a backup."""

    code = "KEY_UNUSABLE"
    german: ClassVar[str] = (
        "Ein Schlüssel des Registers lässt sich nicht lesen oder anlegen. Zu prüfen ist, ob dieses Konto "
        "seine Datei schreiben kann und ob sie so ist, wie das Register sie angelegt hat; sonst ist sie aus "
        "einer Sicherung wiederherzustellen."
    )


def key_file(path: Path) -> bytes:
    """The key in this file; random bytes where the file is new. Raises KeyUnusable."""
    with told_unusable(path):
        if not path.exists():
            _make(path)
        return _whole(path)


def read_key(path: Path) -> bytes | None:
    """The key in this file; None where there is none, and none is made. Raises KeyUnusable."""
    with told_unusable(path):
        try:
            return _whole(path)
        except FileNotFoundError:
            return None


@contextmanager
def told_unusable(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise KeyUnusable(f"{path}: {error.strerror}") from error


def _whole(path: Path) -> bytes:
    key = path.read_bytes()
    if len(key) != KEY_BYTES:
        raise KeyUnusable(
            Words(
                en=f"{path}: {len(key)} bytes instead of {KEY_BYTES}",
                de=f"{path}: {len(key)} statt {KEY_BYTES} Bytes",
            )
        )
    return key


def _make(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{uuid4()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(token_bytes(KEY_BYTES))
        file.flush()
        os.fsync(file.fileno())  # what is sealed with it may be on disk in a moment
    try:
        os.link(draft, path)  # one of several processes makes it, whole
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    for folder in (path.parent, path.parent.parent):  # the home may be new as well
        sync(folder)


def sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
