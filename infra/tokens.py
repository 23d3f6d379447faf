"""Who asks: bearer tokens signed with the local key."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OctKey

from domain.ports import CredentialsRefused
from infra.actors import LOCAL_ISSUER, Actors
from infra.key_files import key_file

_ALGORITHM = "HS256"


def local_key(home: Path) -> OctKey:
    """The key that signs local tokens, made on first use."""
    return OctKey.import_key(key_file(home / "token.key"))


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

    def __init__(self, key: OctKey, actors: Actors, now: Callable[[], datetime]) -> None:
        self._key = key
        self._actors = actors
        self._now = now

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
        return await self._actors.pseudonym(LOCAL_ISSUER, self._subject(token.strip()))

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
        subject = claims["sub"]
        if not isinstance(subject, str) or not 1 <= len(subject) <= 255 or not subject.isprintable():
            raise CredentialsRefused
        return subject
