"""Keys by which other systems ask: random, kept as digests, and refused once revoked or expired."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from hashlib import sha256
from secrets import token_urlsafe
from uuid import UUID, uuid4

from domain import errors
from domain.callers import Role
from domain.ports import CredentialsRefused
from domain.rules import is_one_line
from infra.credentials import Credentials
from infra.database import Database, absence_told

ISSUER = "netzwerkregister-api-key"
PREFIX = "nwr_"
LONGEST_DAYS = 366

_SECRET_BYTES = 32

# Keeps a key.
INSERT_KEY = """
INSERT INTO api_keys (id, digest, name, roles, made_by, made_at, expires_at)
VALUES ($1, $2, $3, $4, $5, $6, $7)
"""

# Answers whose key has this digest, unless it was revoked.
SELECT_KEY = "SELECT id, roles, expires_at, used_at FROM api_keys WHERE digest = $1 AND revoked_at IS NULL"

# Notes that a key is used.
USE_KEY = "UPDATE api_keys SET used_at = $2 WHERE id = $1"

# Revokes a key, and answers whether there is such.
REVOKE_KEY = "UPDATE api_keys SET revoked_at = coalesce(revoked_at, $2) WHERE id = $1 RETURNING id"


class PostgresApiKeys:
    """Implements `projections.reading.ApiKeys`, and verifies the keys that it made."""

    def __init__(self, database: Database, now: Callable[[], datetime]) -> None:
        self._database = database
        self._now = now

    async def make(
        self, name: str, roles: Collection[Role], expires: datetime, made_by: UUID
    ) -> tuple[UUID, str]:
        now = self._now()
        if not is_one_line(name):
            raise errors.InvalidName
        if not roles:
            raise errors.NoneListed(field="roles")
        if not now < expires <= now + timedelta(days=LONGEST_DAYS):
            raise errors.ExpiryOutOfRange(f"{LONGEST_DAYS}")
        id_, key = uuid4(), PREFIX + token_urlsafe(_SECRET_BYTES)
        with absence_told():
            async with self._database.service() as connection:
                named = sorted(set(roles))
                await connection.execute(
                    INSERT_KEY, id_, _digest(key), name.strip(), named, made_by, now, expires
                )
        return id_, key

    async def revoke(self, id_: UUID) -> None:
        with absence_told():
            async with self._database.service() as connection:
                if await connection.fetchval(REVOKE_KEY, id_, self._now()) is None:
                    raise errors.UnknownApiKey(str(id_))

    async def verified(self, token: str) -> Credentials:
        """What a key says. Raises as `infra.credentials.Issuer`."""
        now = self._now()
        with absence_told():
            async with self._database.service() as connection:
                row = await connection.fetchrow(SELECT_KEY, _digest(token))
                if row is None or row["expires_at"] <= now:
                    raise CredentialsRefused
                if row["used_at"] is None or row["used_at"] < now - timedelta(hours=1):
                    await connection.execute(USE_KEY, row["id"], now)
        roles = frozenset(map(Role, row["roles"]))
        return Credentials(ISSUER, str(row["id"]), roles, expires=row["expires_at"])


def _digest(key: str) -> bytes:
    """Of a key that nobody can guess, a plain digest is as good as a slow one."""
    return sha256(key.encode()).digest()
