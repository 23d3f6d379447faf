"""The master key, which wraps all others: in a file, and how another takes its place.

The new one is written beside the present one first. The fingerprint in the database tells which of the two
wraps the keys, so that a crash at any point leaves a register that goes on.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable, Sequence
from pathlib import Path
from secrets import token_bytes
from uuid import UUID

import asyncpg
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from domain.personal import MasterKeyWrong
from infra.key_files import KEY_BYTES, key_file, read_key, sync, told_unusable

# To whom the key of digests is bound when it is wrapped.
NOBODY = UUID(int=0)

_NONCE_BYTES = 12
_VERSION = b"\x01"

# Answers which master key wraps the keys, and the key of digests; nobody wraps or destroys one meanwhile.
LOCK_MASTER = "SELECT fingerprint, digest_key FROM personal.master FOR UPDATE"

# Answers all keys.
SELECT_ALL_KEYS = "SELECT person, wrapped FROM personal.keys"

# Keeps the keys, wrapped anew.
REWRAP_KEYS = """
UPDATE personal.keys SET wrapped = anew.wrapped FROM unnest($1::uuid[], $2::bytea[]) AS anew (person, wrapped)
WHERE keys.person = anew.person
"""
REWRAP_MASTER = "UPDATE personal.master SET fingerprint = $1, digest_key = $2"

# Reads the master keys that there are: the present one last.
MasterKeys = Callable[[], Sequence[bytes]]


class MasterKey:
    """A key that wraps others.

    Attributes:
        fingerprint: by which it is recognised, and not found out.
        digest_key: what digests were made with before that key was one of its own; its first value since.
    """

    def __init__(self, key: bytes) -> None:
        """Raises MasterKeyWrong where it is no such key at all."""
        if len(key) != KEY_BYTES:
            raise MasterKeyWrong
        self._cipher = AESGCM(key)
        self.fingerprint = hmac.digest(key, b"fingerprint of the master key", "sha256")
        self.digest_key = hmac.digest(key, b"digests of idempotent commands", "sha256")

    def wrap(self, key: bytes, person: UUID) -> bytes:
        return encrypt(self._cipher, key, person)

    def unwrap(self, wrapped: bytes, person: UUID) -> bytes:
        """Raises MasterKeyWrong where it was wrapped by another one, or for somebody else."""
        try:
            return decrypt(self._cipher, wrapped, person)
        except InvalidTag as error:
            raise MasterKeyWrong from error


def encrypt(key: AESGCM, plain: bytes, person: UUID) -> bytes:
    """A version byte, the nonce, the ciphertext; bound to the person."""
    nonce = token_bytes(_NONCE_BYTES)
    return _VERSION + nonce + key.encrypt(nonce, plain, person.bytes)


def decrypt(key: AESGCM, sealed: bytes, person: UUID) -> bytes:
    """Raises InvalidTag where it is not as it was encrypted."""
    nonce, ciphertext = sealed[1 : 1 + _NONCE_BYTES], sealed[1 + _NONCE_BYTES :]
    if sealed[:1] != _VERSION or len(nonce) != _NONCE_BYTES:
        raise InvalidTag
    return key.decrypt(nonce, ciphertext, person.bytes)


def master_keys(path: Path) -> MasterKeys:
    """Those of this file, made on first use, and of the one beside it. Raises KeyUnusable."""
    key_file(path)
    # The new one first: it takes the other's place, and is not to be missed in between.
    return lambda: [key for key in map(read_key, (_beside(path), path)) if key is not None]


async def rotate_master_key(connection: asyncpg.Connection, path: Path) -> int:
    """Wraps all keys by a new master key, which takes the place of the one in the file; how many there are.

    Where a rotation was interrupted, it is brought to its end. Services go on meanwhile.

    Raises:
        MasterKeyWrong: the one in the file is not the register's own.
        KeyUnusable: a file cannot be read or written.
    """
    beside = _beside(path)
    async with connection.transaction():
        ((fingerprint, digest_key),) = await connection.fetch(LOCK_MASTER)
        rows = await connection.fetch(SELECT_ALL_KEYS)
        present = MasterKey(key_file(path))
        if fingerprint == present.fingerprint:
            fresh = MasterKey(key_file(beside))
            wrapped = [fresh.wrap(present.unwrap(key, person), person) for person, key in rows]
            await connection.execute(REWRAP_KEYS, [person for person, _ in rows], wrapped)
            anew = fresh.wrap(present.unwrap(digest_key, NOBODY), NOBODY)
            await connection.execute(REWRAP_MASTER, fresh.fingerprint, anew)
        elif not _holds(beside, fingerprint):
            raise MasterKeyWrong
    await _take_place(connection, path)
    return len(rows)


def _beside(path: Path) -> Path:
    return path.with_name(f"{path.name}.new")


def _holds(path: Path, fingerprint: bytes) -> bool:
    key = read_key(path)
    return key is not None and MasterKey(key).fingerprint == fingerprint


async def _take_place(connection: asyncpg.Connection, path: Path) -> None:
    """Puts the new key in the place of the present one, unless another rotation has done so."""
    beside = _beside(path)
    # Locked, so that a key that the next rotation has just made is not taken for this one's.
    async with connection.transaction():
        ((fingerprint, _),) = await connection.fetch(LOCK_MASTER)
        if _holds(beside, fingerprint):
            with told_unusable(path):
                beside.replace(path)
                sync(path.parent)
        elif not _holds(path, fingerprint):
            raise MasterKeyWrong
