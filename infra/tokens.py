"""Who asks: bearer tokens signed with the local key, and the pseudonyms that the log knows people by."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from secrets import token_bytes
from uuid import UUID, uuid4

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OctKey

from domain.ports import CredentialsRefused, StoreUnavailable
from infra.database import CONNECTION_ERRORS, Database

LOCAL_ISSUER = "netzwerkregister-local"
_ALGORITHM = "HS256"
_KEY_BYTES = 32

# Answers the pseudonym of a subject; a new one where it has none.
PSEUDONYM = """
INSERT INTO actors (pseudonym, issuer, subject) VALUES ($1, $2, $3)
ON CONFLICT (issuer, subject) DO UPDATE SET subject = excluded.subject RETURNING pseudonym
"""


def local_key(home: Path) -> OctKey:
    """The key that signs local tokens, made on first use."""
    path = home / "token.key"
    if not path.exists():
        home.mkdir(parents=True, exist_ok=True)
        draft = home / f"token.key.{uuid4()}"
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(token_bytes(_KEY_BYTES))
        try:
            os.link(draft, path)  # one of several processes makes it, whole
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return OctKey.import_key(path.read_bytes())


def issue_token(key: OctKey, subject: str, now: datetime, lasts: timedelta) -> str:
    claims = {
        "iss": LOCAL_ISSUER,
        "sub": subject,
        "iat": int(now.timestamp()),
        "exp": int((now + lasts).timestamp()),
    }
    return jwt.encode({"alg": _ALGORITHM}, claims, key)


class Tokens:
    """From an Authorization header to the actor's pseudonym."""

    def __init__(self, key: OctKey, database: Database, now: Callable[[], datetime]) -> None:
        self._key = key
        self._database = database
        self._now = now
        self._pseudonyms: dict[str, UUID] = {}

    async def authenticate(self, header: str | None) -> UUID | None:
        """The actor's pseudonym; None for the public, who send no header.

        Raises:
            CredentialsRefused: the token is malformed, expired, or not ours.
            StoreUnavailable: the pseudonym cannot be looked up.
        """
        if header is None:
            return None
        scheme, _, token = header.partition(" ")
        if scheme.lower() != "bearer":
            raise CredentialsRefused
        return await self.pseudonym(self._subject(token.strip()))

    def _subject(self, token: str) -> str:
        registry = jwt.JWTClaimsRegistry(
            now=int(self._now().timestamp()),
            iss={"essential": True, "value": LOCAL_ISSUER},
            sub={"essential": True},
            exp={"essential": True},
        )
        try:
            claims = jwt.decode(token, self._key, algorithms=[_ALGORITHM]).claims
            registry.validate(claims)
        except (JoseError, ValueError) as error:
            raise CredentialsRefused from error
        return str(claims["sub"])

    async def pseudonym(self, subject: str) -> UUID:
        known = self._pseudonyms.get(subject)
        if known is None:
            try:
                async with self._database.reader() as connection:
                    known = await connection.fetchval(PSEUDONYM, uuid4(), LOCAL_ISSUER, subject)
            except CONNECTION_ERRORS as error:
                raise StoreUnavailable from error
            self._pseudonyms[subject] = known
        return known
