"""Webhooks: what is known of them, and how they are kept. They are no part of the log."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Protocol
from uuid import UUID


class WebhookState(StrEnum):
    """How it is with a webhook that is not removed."""

    ACTIVE = "active"
    PAUSED = "paused"


class WebhookPauseReason(StrEnum):
    """Why nothing is delivered."""

    COMMANDED = "commanded"
    GONE = "gone"
    RETRIES_EXHAUSTED = "retries-exhausted"
    NOT_READABLE = "not-readable"


class WebhookOutcome(StrEnum):
    """What became of one attempt to deliver."""

    DELIVERED = "delivered"
    REFUSED = "refused"
    REDIRECTED = "redirected"
    GONE = "gone"
    TIMED_OUT = "timed-out"
    UNREACHABLE = "unreachable"
    NAME_UNKNOWN = "name-unknown"
    ADDRESS_NOT_PERMITTED = "address-not-permitted"
    NOT_TRUSTED = "not-trusted"
    NO_HTTP = "no-http"


class Webhooks(Protocol):
    """Every method raises StoreUnavailable; those that are given an id raise UnknownWebhook, also where the
    webhook was made by another than `made_by`, unless that is None."""

    async def register(
        self, name: str, url: str, filter_: Mapping[str, Any], after: int | None, made_by: UUID
    ) -> tuple[UUID, str]:
        """Registers a webhook and returns its id, and its secret.

        Args:
            filter_: which events, as JSON has it.
            after: the position behind which it begins; None for the log's present end.

        Raises:
            domain.errors.Refusal: nothing is registered, as its subclasses say.
            PositionNotRecorded: the log does not go so far.
        """

    async def rotate_secret(self, id_: UUID, overlap_hours: int, made_by: UUID | None) -> str:
        """Makes a new secret and returns it; the one before stays valid so long. Raises OverlapOutOfRange."""

    async def pause(self, id_: UUID, made_by: UUID | None) -> None:
        """Has nothing delivered until it is resumed."""

    async def resume(self, id_: UUID, made_by: UUID | None) -> None:
        """Goes on where it stopped, at once."""

    async def test(self, id_: UUID, made_by: UUID | None) -> UUID:
        """Sends an event that is none, and returns the id of the attempt."""

    async def remove(self, id_: UUID, made_by: UUID | None) -> None:
        """Has nothing delivered any more, for good."""
