"""Who asks: bearer tokens signed with the local key."""

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

from domain.ports import CredentialsRefused
from infra.actors import LOCAL_ISSUER, Actors

_ALGORITHM = "HS256"
_KEY_BYTES = 32


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
