"""What the use cases need from outside: the event store, and what surrounds a command."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeVar
from uuid import UUID

from eventsourcing.domain import Aggregate

AnAggregate = TypeVar("AnAggregate", bound=Aggregate)


@dataclass(frozen=True)
class IdempotencyKey:
    """A client's name for one command, kept for ever, with the digest of the command's input."""

    key: str
    digest: bytes


@dataclass(frozen=True)
class Command:
    """What surrounds a command: who, when, from what source, on what condition.

    Attributes:
        causation_id: the event that caused the command, where one did. No client gives it yet.
    """

    actor: UUID
    now: datetime
    correlation_id: UUID
    causation_id: UUID | None = None
    source: str | None = None
    expected_version: int | None = None
    idempotency: IdempotencyKey | None = None
    fresh: bool = False
    """Whether to decide on what the log says now, rather than on what this process remembers of it."""


@dataclass(frozen=True)
class Recorded:
    """A command's first result: the position of its last event and the id of what it concerns."""

    position: int
    subject: UUID


class StoreUnavailable(Exception):
    """The register's database does not answer. Try again in a moment; a command is recorded once if it
    is repeated with the same idempotency key."""

    code = "STORE_UNAVAILABLE"


class CredentialsRefused(Exception):
    """The credentials are malformed, expired, or somebody else's. Get new ones; for the local key,
    `netzwerkregister token` makes them."""

    code = "CREDENTIALS_REFUSED"


class Store(Protocol):
    async def first_result(self, command: Command) -> Recorded | None:
        """What this command first led to, where its idempotency key was used before.

        Raises:
            IdempotencyKeyReused: the key was used with other input.
        """

    async def load(self, kind: type[AnAggregate], stream: UUID, *, fresh: bool = False) -> AnAggregate | None:
        """The aggregate as recorded, the caller's own copy; None where no such one is recorded.

        Args:
            fresh: read the log, even where the aggregate is remembered.
        """

    async def save(
        self,
        command: Command,
        *changed: Aggregate,
        read: Sequence[Aggregate] = (),
        subject: UUID,
    ) -> Recorded:
        """Appends the pending events of all changed aggregates, or none.

        Args:
            read: aggregates that the decision rests on; they too must be as loaded.

        Raises:
            eventsourcing.persistence.IntegrityError: another command got there first.
            StoreUnavailable: the events are not recorded, or it is unknown whether they are.
        """
