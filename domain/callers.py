"""Who asks, and in which roles."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum, StrEnum
from uuid import UUID


class Role(StrEnum):
    """What somebody is to the register. `graphql_api.access` says what each role may do."""

    PUBLIC = "public"
    """Anybody, without credentials."""
    COORDINATOR = "coordinator"
    """The Land's office, which keeps the register."""
    MUNICIPALITY = "municipality"
    """An organisation's office, for that organisation."""
    AUDITOR = "auditor"
    WITNESS = "witness"
    INTEGRATOR = "integrator"
    DATA_PROTECTION_OFFICER = "data-protection-officer"
    ADMINISTRATOR = "administrator"


class ApiKeyRole(Enum):
    """What a key of another system may be for."""

    AUDITOR = Role.AUDITOR
    INTEGRATOR = Role.INTEGRATOR
    WITNESS = Role.WITNESS


@dataclass(frozen=True)
class Caller:
    """Who asks.

    Attributes:
        actor: the pseudonym by which the log knows the caller; None of the public.
        organisation: for which a municipality acts; None in every other role.
        expires: when the credentials end; None where they do not.
        asking: what the caller asks for now, as the log of accesses names it.
    """

    actor: UUID | None
    roles: frozenset[Role]
    organisation: UUID | None = None
    expires: datetime | None = None
    asking: str = ""

    def seconds_left(self, now: datetime) -> float | None:
        """Until the credentials end; None where they do not."""
        return None if self.expires is None else (self.expires - now).total_seconds()


PUBLIC = Caller(None, frozenset({Role.PUBLIC}))
