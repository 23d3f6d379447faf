"""What verified credentials say of whoever sends them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, ClassVar, Protocol

from domain.callers import Role
from domain.ports import CredentialsRefused, StoreUnavailable


class IdentityProviderUnavailable(StoreUnavailable):
    """The provider that issued the credentials does not tell by which keys it signs, so that they cannot be
    verified now. Try again in a moment."""

    code = "IDENTITY_PROVIDER_UNAVAILABLE"
    german: ClassVar[str] = (
        "Die Stelle, die die Zugangsdaten ausgestellt hat, nennt ihre Schlüssel gerade nicht; daher sind sie "
        "jetzt nicht prüfbar. Der Versuch ist in Kürze zu wiederholen."
    )


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
            IdentityProviderUnavailable: what it is verified by cannot be reached.
        """


def subject_of(claims: Mapping[str, Any]) -> str:
    """Raises CredentialsRefused."""
    subject = claims.get("sub")
    if not isinstance(subject, str) or not 1 <= len(subject) <= 255 or not subject.isprintable():
        raise CredentialsRefused
    return subject


def expiry_of(claims: Mapping[str, Any], leeway_seconds: int = 0) -> datetime:
    """Raises CredentialsRefused."""
    try:
        return datetime.fromtimestamp(claims["exp"] + leeway_seconds, UTC)
    except (KeyError, TypeError, ValueError, OverflowError, OSError) as error:
        raise CredentialsRefused from error
