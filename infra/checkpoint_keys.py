"""The keys that sign the log's checkpoints: files of the register's home, and how one follows another.

For a while both the new key and the one before it sign, so that those who know the old one alone go on
verifying until they have the new one.
"""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

import asyncpg

from infra.key_files import KeyUnusable, key_file
from infra.log_proofs import END_KEY, ENTER_KEY, SELECT_KEYS
from infra.signing import LogSigner

_PRESENT, _PREVIOUS = "checkpoint.key", "checkpoint.previous.key"


def log_signer(home: Path, origin: str) -> LogSigner:
    """Signs by checkpoint.key, made on first use, and by checkpoint.previous.key while that is there."""
    seeds = [key_file(home / _PRESENT)]
    if (home / _PREVIOUS).exists():
        seeds.append(key_file(home / _PREVIOUS))
    return LogSigner(origin, *seeds)


async def rotate_key(connection: asyncpg.Connection, home: Path, origin: str) -> LogSigner:
    """Goes over to a new key, and returns who signs then. Services are to be started anew after it.

    The key in checkpoint.key, where it is the one that the log is signed with, becomes the previous one;
    where it is another, as that one is lost, it is kept as the new one, unless it was followed once itself.

    Raises:
        KeyUnusable: a file cannot be read or made.
    """
    present, previous = home / _PRESENT, home / _PREVIOUS
    fresh = home / f"{_PRESENT}.{uuid4()}"
    async with connection.transaction():
        size = await connection.fetchval("SELECT position FROM log_head FOR UPDATE")
        keys = {vkey: until for vkey, _, until in await connection.fetch(SELECT_KEYS)}
        signed_by = next((vkey for vkey, until in keys.items() if until is None), None)
        signer = log_signer(home, origin)
        own = signer.vkeys[0]
        try:
            if signed_by in (None, own):
                key_file(fresh)
                present.replace(previous)
                fresh.replace(present)
            elif signed_by not in signer.vkeys:
                previous.unlink(missing_ok=True)
            if keys.get(own) is not None:
                key_file(fresh)
                fresh.replace(present)
        except OSError as error:
            raise KeyUnusable(f"{error.filename}: {error.strerror}") from error
        signer = log_signer(home, origin)
        await connection.execute(END_KEY, size)
        await connection.execute(ENTER_KEY, signer.vkeys[0], size)
    return signer
