"""The keyring: a key for each person, wrapped by the master key, by which personal values are sealed."""

from __future__ import annotations

import hmac
from collections.abc import Collection, Mapping
from pathlib import Path
from secrets import token_bytes
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from domain.personal import MasterKeyWrong, Personal
from domain.ports import StoreUnavailable
from infra.database import CONNECTION_ERRORS, Database
from infra.key_files import KEY_BYTES, key_file

_NONCE_BYTES = 12
_VERSION = b"\x01"

# Answers the person's key, and another's: a wrong master key is to be found out before it wraps one more.
SELECT_KEY = """
(SELECT person, wrapped FROM personal.keys WHERE person = $1)
UNION ALL (SELECT person, wrapped FROM personal.keys WHERE person <> $1 LIMIT 1)
"""

# Answers the person's key: this one, unless another command has kept one meanwhile.
KEEP_KEY = """
INSERT INTO personal.keys (person, wrapped) VALUES ($1, $2)
ON CONFLICT (person) DO UPDATE SET person = excluded.person RETURNING wrapped
"""

# Answers the keys of these persons that are not destroyed.
SELECT_KEYS = "SELECT person, wrapped FROM personal.keys WHERE person = ANY($1)"


def master_key(home: Path) -> bytes:
    """The key that wraps those of the persons, made on first use."""
    return key_file(home / "personal.key")


class PostgresKeyring:
    """Implements `domain.personal.Keyring`, and opens what it sealed.

    Attributes:
        digest_key: what the digests of personal input are made with.

    No key is kept in memory beyond a call, so that a destroyed one is gone everywhere at once.
    """

    def __init__(self, database: Database, master_key: bytes) -> None:
        """Raises MasterKeyWrong where it is no such key at all."""
        if len(master_key) != KEY_BYTES:
            raise MasterKeyWrong
        self._database = database
        self._master = AESGCM(master_key)
        self.digest_key = hmac.digest(master_key, b"digests of idempotent commands", "sha256")

    async def seal(self, person: UUID, *texts: str | None) -> list[Personal | None]:
        key = await self._key(person)
        return [
            None if text is None else Personal.of(person, _encrypt(key, text.encode(), person))
            for text in texts
        ]

    async def open(self, values: Collection[Personal]) -> dict[Personal, str | None]:
        """The text of each value; None where its person is erased.

        Raises:
            MasterKeyWrong: a key was wrapped by another master key.
            StoreUnavailable: the keys cannot be reached.
            cryptography.exceptions.InvalidTag: a value is not as it was sealed.
        """
        keys = await self._keys({value.person for value in values})
        return {
            value: _decrypt(keys[value.person], value.sealed, value.person).decode()
            if value.person in keys
            else None
            for value in values
        }

    async def _key(self, person: UUID) -> AESGCM:
        """The person's key, made where there is none."""
        try:
            async with self._database.service() as connection:
                rows = await connection.fetch(SELECT_KEY, person)
                keys = {kept: self._unwrapped(kept, wrapped) for kept, wrapped in rows}
                if person in keys:
                    return keys[person]
                made = _encrypt(self._master, token_bytes(KEY_BYTES), person)
                return self._unwrapped(person, await connection.fetchval(KEEP_KEY, person, made))
        except CONNECTION_ERRORS as error:
            raise StoreUnavailable from error

    async def _keys(self, persons: Collection[UUID]) -> Mapping[UUID, AESGCM]:
        if not persons:
            return {}
        try:
            async with self._database.service() as connection:
                rows = await connection.fetch(SELECT_KEYS, list(persons))
        except CONNECTION_ERRORS as error:
            raise StoreUnavailable from error
        return {person: self._unwrapped(person, wrapped) for person, wrapped in rows}

    def _unwrapped(self, person: UUID, wrapped: bytes) -> AESGCM:
        try:
            return AESGCM(_decrypt(self._master, wrapped, person))
        except InvalidTag as error:
            raise MasterKeyWrong from error


def _encrypt(key: AESGCM, plain: bytes, person: UUID) -> bytes:
    """A version byte, the nonce, the ciphertext; bound to the person."""
    nonce = token_bytes(_NONCE_BYTES)
    return _VERSION + nonce + key.encrypt(nonce, plain, person.bytes)


def _decrypt(key: AESGCM, sealed: bytes, person: UUID) -> bytes:
    nonce, ciphertext = sealed[1 : 1 + _NONCE_BYTES], sealed[1 + _NONCE_BYTES :]
    if sealed[:1] != _VERSION or len(nonce) != _NONCE_BYTES:
        raise InvalidTag
    return key.decrypt(nonce, ciphertext, person.bytes)
