"""What the use cases need from outside: the event store, and what surrounds a command."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, NamedTuple, Protocol, TypeAlias, TypeVar
from uuid import UUID

from eventsourcing.domain import Aggregate

from domain.corrections import History
from domain.organisation import MembershipStatus

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
        acts_for: the organisation for which alone the caller may act; None where for any.
        made_by: whose webhooks alone the command may be about; None where anybody's.
    """

    actor: UUID
    now: datetime
    correlation_id: UUID
    acts_for: UUID | None = None
    made_by: UUID | None = None
    causation_id: UUID | None = None
    source: str | None = None
    expected_version: int | None = None
    corrects: int | None = None
    """The position of the fact that the command's fact is to stand in the place of."""
    idempotency: IdempotencyKey | None = None
    fresh: bool = False
    """Whether to decide on what the log says now, rather than on what this process remembers of it."""


class Item(NamedTuple):
    """An organisation of a command for many: recorded, or refused with this code and detail."""

    organisation: UUID
    code: str | None = None
    detail: str = ""


@dataclass(frozen=True)
class Recorded:
    """A command's first result.

    Attributes:
        position: of its last event, the fact that the command is about; 0 where a command for many
            recorded nothing.
        subject: the id of what it concerns.
        items: what became of each organisation of a command for many.
        shown_once: what is kept nowhere and told in the answer alone.
    """

    position: int
    subject: UUID
    items: Sequence[Item] = ()
    shown_once: str | None = None


class StoreUnavailable(Exception):
    """The register's database does not answer. Try again in a moment; a command is recorded once if it
    is repeated with the same idempotency key."""

    code = "STORE_UNAVAILABLE"
    german: ClassVar[str] = (
        "Die Datenbank des Registers antwortet nicht. Der Versuch ist in Kürze zu wiederholen; ein Vorgang "
        "wird nur einmal erfasst, wenn er mit demselben Idempotenzschlüssel wiederholt wird."
    )


class CredentialsRefused(Exception):
    """The credentials are malformed, expired, or somebody else's. Get new ones; for the local key,
    `netzwerkregister token` makes them."""

    code = "CREDENTIALS_REFUSED"
    german: ClassVar[str] = (
        "Die Zugangsdaten sind fehlerhaft, abgelaufen oder von anderer Stelle ausgestellt. Sie sind neu zu "
        "beschaffen; für den lokalen Schlüssel stellt `netzwerkregister token` sie aus."
    )


class CredentialsNameNoOrganisation(CredentialsRefused):
    """The credentials are a municipality's, and name no organisation of this register. Whoever issues them is
    to give the organisation's AGS or its id."""

    code = "CREDENTIALS_NAME_NO_ORGANISATION"
    german: ClassVar[str] = (
        "Die Zugangsdaten sind die einer Kommune und nennen keine Organisation dieses Registers. Wer sie "
        "ausstellt, hat deren AGS oder Kennung anzugeben."
    )


@dataclass(frozen=True)
class NothingRecorded:
    """A stream in which nothing is recorded, where a decision rests on that."""

    id: UUID
    version: ClassVar[int] = 0


# What a decision rests on: it must be as it was read.
Read: TypeAlias = Aggregate | NothingRecorded


class Store(Protocol):
    async def first_result(self, command: Command) -> Recorded | None:
        """What this command first led to, where its idempotency key was used before.

        Raises:
            IdempotencyKeyReused: the key was used with other input.
        """

    async def load(self, kind: type[AnAggregate], stream: UUID, *, fresh: bool = False) -> AnAggregate | None:
        """The aggregate as it stands, the caller's own copy; None where no such one is recorded.

        Args:
            fresh: read the log, even where the aggregate is remembered.
        """

    async def history(self, stream: UUID) -> History:
        """The stream with all that was ever recorded in it, as the log has it now."""

    async def locate(self, position: int) -> tuple[UUID, int] | None:
        """The stream and version of the event at this position; None where there is none."""

    async def save(
        self,
        command: Command,
        *changed: Aggregate,
        read: Sequence[Read] = (),
        subject: UUID,
        items: Sequence[Item] = (),
    ) -> Recorded:
        """Appends the pending events of all changed aggregates, or none.

        Args:
            read: what the decision rests on; it too must be as loaded.
            items: what became of each organisation of a command for many.

        Raises:
            eventsourcing.persistence.IntegrityError: another command got there first.
            StoreUnavailable: the events are not recorded, or it is unknown whether they are.
        """


class Roll(Protocol):
    """Who is in the network, by all that is recorded when it is asked; aggregates judge what rests on it."""

    async def standing_at(self, statuses: Sequence[MembershipStatus]) -> list[UUID]:
        """The organisations whose membership stands so, in the order of their names. Raises
        StoreUnavailable."""

    async def was_appointed(self, person: UUID) -> bool:
        """Whether this person is or was an engagement officer, even by a fact that was annulled since. Raises
        StoreUnavailable."""


class Texts(Protocol):
    """Long texts, kept beside the log by their content."""

    async def keep(self, text: str) -> str:
        """Keeps the text for ever and returns its SHA-256 in hexadecimal digits, by which facts refer to
        it. Raises StoreUnavailable."""
