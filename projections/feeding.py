"""How the log is followed: page after page behind a position, without a gap or a repeat."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Hashable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import NamedTuple, Protocol


class Frame(NamedTuple):
    """What is told of the log at once.

    Attributes:
        position: where the log has it; where it tells several events, the last.
    """

    position: int
    data: bytes


@dataclass(frozen=True)
class Page:
    """The next frames behind a position, in the log's order.

    Attributes:
        scanned_through: up to where the log was looked through for them; the next page begins behind it.
    """

    frames: Sequence[Frame]
    scanned_through: int


# Reads the next page behind a position as far as the read side has come; one that ends where it begins is
# none yet. Raises as `projections.reading.ReadStore.read`.
Read = Callable[[int], Awaitable[Page]]


class Feed(Protocol):
    """One selection of the log, for all who follow it."""

    async def page(self, after: int) -> Page:
        """The next page behind this position; returns when there is one. Those who ask for the same get the
        same, read once. Outages of the database delay it.

        Raises:
            projections.reading.NoAnswer: it cannot be read, ever.
        """


class Feeds(Protocol):
    def feed(self, key: Hashable | None, read: Read) -> AbstractContextManager[Feed]:
        """The feed of this key, shared by all who have entered it; None: one's own, of which nothing is kept.

        Args:
            read: reads its pages; the same for the same key.
        """

    async def last(self) -> int:
        """The last position that the read side has reached. Raises StoreUnavailable."""
