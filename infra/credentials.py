"""What verified credentials say of whoever sends them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol

from domain.callers import Role
from domain.ports import CredentialsRefused


@dataclass(frozen=True)
class Credentials:
    """Who an issuer says somebody is.

    Attributes:
        organisation: for which a municipality acts: its AGS, or its global id.
        expires: None where they do not.
    """

    issuer: str
    subject: str
    roles: frozenset[Role]
    organisation: str | None = None
    expires: datetime | None = None


class Issuer(Protocol):
    async def verified(self, token: str) -> Credentials:
        """What a token of this issuer says.

        Raises:
            CredentialsRefused: it is malformed, expired, or somebody else's.
            domain.ports.StoreUnavailable: what it is verified by cannot be reached.
        """


def subject_of(claims: Mapping[str, Any]) -> str:
    """Raises CredentialsRefused."""
    subject = claims.get("sub")
    if not isinstance(subject, str) or not 1 <= len(subject) <= 255 or not subject.isprintable():
        raise CredentialsRefused
    return subject


def expiry_of(claims: Mapping[str, Any]) -> datetime:
    """Raises CredentialsRefused."""
    try:
        return datetime.fromtimestamp(claims["exp"], UTC)
    except (KeyError, TypeError, ValueError, OverflowError, OSError) as error:
        raise CredentialsRefused from error
