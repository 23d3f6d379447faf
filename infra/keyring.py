"""The keyring: a key for each person, wrapped by the master key, by which personal values are sealed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from secrets import token_bytes
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from domain.errors import PersonErased
from domain.identity import erasure_id
from domain.personal import Access, MasterKeyWrong, Personal
from infra.database import Database, absence_told
from infra.key_files import KEY_BYTES, KeyUnusable
from infra.master_keys import LOCK_MASTER, NOBODY, MasterKey, MasterKeys, decrypt, encrypt

# Answers which master key wraps the keys, and the key of digests.
SELECT_MASTER = "SELECT fingerprint, digest_key FROM personal.master"
LOCK_MASTER_SHARED = f"{SELECT_MASTER} FOR SHARE"

# Answers any key, by which a master key is tried.
SELECT_ANY_KEY = "SELECT person, wrapped FROM personal.keys LIMIT 1"

# Has the register know its master key from now on, unless it does.
ADMIT_MASTER = """
INSERT INTO personal.master (fingerprint, digest_key) VALUES ($1, $2) ON CONFLICT DO NOTHING
"""

# Answers the person's key, by which master key it is wrapped, and whether the person is erased.
SELECT_KEY = """
SELECT fingerprint, wrapped, EXISTS (SELECT FROM events WHERE originator_id = $2)
FROM personal.master LEFT JOIN personal.keys ON person = $1
"""

# Answers the person's key: this one, unless another command has kept one meanwhile; nothing where the person
# is erased.
KEEP_KEY = """
INSERT INTO personal.keys (person, wrapped)
SELECT $1, $2 WHERE NOT EXISTS (SELECT FROM events WHERE originator_id = $3)
ON CONFLICT (person) DO UPDATE SET person = excluded.person RETURNING wrapped
"""

# Answers the keys of these persons that are not erased, and keeps who is told what they open, and by what.
OPEN_KEYS = """
WITH opened AS (
    SELECT fingerprint, person, wrapped FROM personal.master, personal.keys
    JOIN unnest($1::uuid[], $2::uuid[]) AS asked (person, erasure) USING (person)
    WHERE NOT EXISTS (SELECT FROM events WHERE originator_id = asked.erasure)
), kept AS (
    INSERT INTO personal.accesses (actor, person, what) SELECT $3::uuid, person, $4::text FROM opened
)
SELECT fingerprint, person, wrapped FROM opened
"""

# Answers whose keys there are.
SELECT_PERSONS = "SELECT person FROM personal.keys"

# Destroys the keys of those of these persons who are erased.
DESTROY_KEYS = """
DELETE FROM personal.keys USING unnest($1::uuid[], $2::uuid[]) AS asked (person, erasure)
WHERE keys.person = asked.person AND EXISTS (SELECT FROM events WHERE originator_id = asked.erasure)
"""


# Takes the digests of commands about these persons who are erased, as they tell a name to who tries; not that
# of the erasure itself.
FORGET_DIGESTS = """
UPDATE command_keys SET digest = '' FROM unnest($1::uuid[], $2::uuid[]) AS asked (person, erasure)
JOIN events ON originator_id = asked.erasure AND originator_version = 1
WHERE subject = asked.person AND position <> notification_id AND digest <> ''
"""


class PostgresKeyring:
    """Implements `domain.personal.Keyring`, and opens what it sealed.

    No person's key is kept in memory beyond a call, so that a destroyed one is gone everywhere at once.

    Args:
        master_keys: asked again where the register's is none of those known.
    """

    def __init__(self, database: Database, master_keys: MasterKeys) -> None:
        """Raises MasterKeyWrong where one is no such key at all."""
        self._database = database
        self._read = master_keys
        self._masters = self._read_masters()
        self._admitted = False
        self._digest_key: bytes | None = None

    async def seal(self, person: UUID, *texts: str | None) -> list[Personal | None]:
        with absence_told():
            key = await self._key(person)
        return [
            None if text is None else Personal.of(person, encrypt(key, text.encode(), person))
            for text in texts
        ]

    async def open(self, values: Collection[Personal], access: Access) -> dict[Personal, str | None]:
        """The text of each value; None where its person is erased. The access is kept before.

        Raises:
            MasterKeyWrong: the keys are wrapped by another master key.
            StoreUnavailable: the keys cannot be reached.
            cryptography.exceptions.InvalidTag: a value is not as it was sealed.
        """
        keys = await self._keys({value.person for value in values}, access)
        return {
            value: decrypt(keys[value.person], value.sealed, value.person).decode()
            if value.person in keys
            else None
            for value in values
        }

    async def destroy(self, person: UUID) -> None:
        await self._destroy([person])

    async def destroy_erased(self) -> None:
        """Destroys the keys of all who are erased; there are such where keys were restored from a backup."""
        with absence_told():
            async with self._database.service() as connection:
                persons = [person for (person,) in await connection.fetch(SELECT_PERSONS)]
        await self._destroy(persons)

    async def digest_key(self) -> bytes:
        """What the digests of personal input are made with; the same for ever. Raises as `open` does."""
        if self._digest_key is None:
            with absence_told():
                await self.admit()
                async with self._database.service() as connection:
                    ((fingerprint, wrapped),) = await connection.fetch(SELECT_MASTER)
            self._digest_key = self._master(fingerprint).unwrap(wrapped, NOBODY)
        return self._digest_key

    # Persons' keys

    async def _key(self, person: UUID) -> AESGCM:
        """The person's key, made where there is none. Raises PersonErased."""
        await self.admit()
        erasure = erasure_id(person)
        async with self._database.service() as connection:
            ((fingerprint, wrapped, erased),) = await connection.fetch(SELECT_KEY, person, erasure)
            if erased:
                raise PersonErased
            if wrapped is None:
                # Nobody goes over to another master key, or destroys the person's, until it is kept.
                async with connection.transaction():
                    ((fingerprint, _),) = await connection.fetch(LOCK_MASTER_SHARED)
                    made = self._master(fingerprint).wrap(token_bytes(KEY_BYTES), person)
                    wrapped = await connection.fetchval(KEEP_KEY, person, made, erasure)
                if wrapped is None:
                    raise PersonErased
        return AESGCM(self._master(fingerprint).unwrap(wrapped, person))

    async def _keys(self, persons: Collection[UUID], access: Access) -> Mapping[UUID, AESGCM]:
        if not persons:
            return {}
        with absence_told():
            await self.admit()
            async with self._database.service() as connection:
                rows = await connection.fetch(OPEN_KEYS, *_erasures(persons), access.actor, access.what)
        return {person: AESGCM(self._master(by).unwrap(wrapped, person)) for by, person, wrapped in rows}

    async def _destroy(self, persons: Collection[UUID]) -> None:
        if not persons:
            return
        with absence_told():
            async with self._database.service() as connection, connection.transaction():
                await connection.fetch(LOCK_MASTER)  # a key that is being made is to be found
                await connection.execute(DESTROY_KEYS, *_erasures(persons))
                await connection.execute(FORGET_DIGESTS, *_erasures(persons))

    # The master key

    async def admit(self) -> None:
        """Has the register know its master key: the one that wraps what is there, or the first one used.

        Raises:
            MasterKeyWrong: it does not unwrap what is there.
        """
        if self._admitted:
            return
        async with self._database.service() as connection:
            if await connection.fetchrow(SELECT_MASTER) is None:
                master = self._unwrapping(await connection.fetch(SELECT_ANY_KEY))
                digest_key = master.wrap(master.digest_key, NOBODY)
                await connection.execute(ADMIT_MASTER, master.fingerprint, digest_key)
        self._admitted = True

    def _unwrapping(self, keys: Iterable[Iterable[Any]]) -> MasterKey:
        """The present master key, or another that is known; one that unwraps these."""
        for master in reversed(self._masters.values()):
            try:
                for person, wrapped in keys:
                    master.unwrap(wrapped, person)
                return master
            except MasterKeyWrong:
                continue
        raise MasterKeyWrong

    def _master(self, fingerprint: bytes) -> MasterKey:
        if fingerprint not in self._masters:  # another process may have gone over to it
            self._masters = self._read_masters()
        if fingerprint not in self._masters:
            raise MasterKeyWrong
        return self._masters[fingerprint]

    def _read_masters(self) -> dict[bytes, MasterKey]:
        try:
            masters = map(MasterKey, self._read())
            return {master.fingerprint: master for master in masters}
        except KeyUnusable as error:
            raise MasterKeyWrong from error


def _erasures(persons: Iterable[UUID]) -> tuple[list[UUID], list[UUID]]:
    """The persons, and the streams that say that they are erased."""
    listed = list(persons)
    return listed, list(map(erasure_id, listed))
