"""The local issuer: bearer tokens signed with the local key, for trying out."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from pathlib import Path
from typing import ClassVar

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OctKey

from domain.callers import Role
from domain.ports import CredentialsRefused
from infra.actors import LOCAL_ISSUER
from infra.credentials import Credentials, expiry_of, subject_of
from infra.key_files import key_file

_ALGORITHM = "HS256"


class LocalIssuerOff(Exception):
    """This register takes no tokens of its local key. Get one from its identity provider; for trying out,
    set NETZWERKREGISTER_LOCAL_ISSUER=on."""

    code = "LOCAL_ISSUER_OFF"
    german: ClassVar[str] = (
        "Dieses Register nimmt keine Token seines lokalen Schlüssels an. Ein Token stellt die Stelle aus, "
        "bei der man sich anmeldet; zum Ausprobieren ist NETZWERKREGISTER_LOCAL_ISSUER=on zu setzen."
    )


def local_key(home: Path) -> OctKey:
    """The key that signs local tokens, made on first use."""
    return OctKey.import_key(key_file(home / "token.key"))


def issue_token(
    key: OctKey,
    subject: str,
    now: datetime,
    lasts: timedelta,
    *,
    roles: Collection[Role] = (Role.COORDINATOR,),
    organisation: str | None = None,
) -> str:
    """A token.

    Args:
        organisation: for which a municipality acts: its AGS, or its global id.
    """
    claims = {
        "iss": LOCAL_ISSUER,
        "sub": subject,
        "iat": int(now.timestamp()),
        "exp": int((now + lasts).timestamp()),
        "roles": sorted(roles),
    }
    if organisation is not None:
        claims["organisation"] = organisation
    return jwt.encode({"alg": _ALGORITHM}, claims, key)


class LocalIssuer:
    """Verifies tokens of the local key."""

    def __init__(self, key: OctKey, now: Callable[[], datetime]) -> None:
        self._key = key
        self._now = now

    async def verified(self, token: str) -> Credentials:
        """Raises CredentialsRefused."""
        registry = jwt.JWTClaimsRegistry(
            now=int(self._now().timestamp()),
            iss={"essential": True, "value": LOCAL_ISSUER},
            sub={"essential": True},
            exp={"essential": True},
        )
        try:
            claims = jwt.decode(token, self._key, algorithms=[_ALGORITHM]).claims
            registry.validate(claims)
            roles = frozenset(map(Role, claims["roles"]))
        except (JoseError, ValueError, KeyError, TypeError) as error:
            raise CredentialsRefused from error
        return Credentials(
            LOCAL_ISSUER, subject_of(claims), roles, claims.get("organisation"), expiry_of(claims)
        )
