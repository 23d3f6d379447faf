"""How the log is followed: page after page behind a position, without a gap or a repeat."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Hashable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol


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

# From a filter of events, as JSON has it, to what reads the pages of those that it leaves. Raises where the
# filter is not valid, what the client who gives it is told.
Reading = Callable[[Mapping[str, Any]], Read]


class Feed(Protocol):
    """One selection of the log, for all who follow it."""

    async def page(self, after: int, client: Hashable = None) -> Page:
        """The next page behind this position; returns when there is one. Those who ask for the same get the
        same, read once. Outages of the database delay it.

        Args:
            client: for whom; where many pages are to be read, clients take turns.

        Raises:
            projections.reading.NoAnswer: it cannot be read, ever.
        """

    def is_at_end(self, position: int) -> bool:
        """Whether nothing behind this position is known of yet."""


class Feeds(Protocol):
    def feed(self, key: Hashable | None, read: Read, client: Hashable = None) -> AbstractContextManager[Feed]:
        """The feed of this key, shared by all who have entered it; None: one's own, of which nothing is kept.

        Args:
            read: reads its pages; the same for the same key.
            client: who enters it.
        """

    async def rows(
        self, statement: str, parameters: Sequence[Any]
    ) -> tuple[int, Sequence[Mapping[str, Any]]]:
        """How far the read side has come, and the first of the rows that the statement finds up to there.

        Its columns begin with `reached` and `position`; one is `data`. Where it finds nothing, it has one
        row, of nulls but for the first.

        Raises as `projections.reading.ReadStore.read`.
        """

    async def last(self) -> int:
        """The last position that the read side has reached.

        Raises:
            StoreUnavailable: the database does not answer.
            projections.reading.ReadSideBehind: the read side's tables are not filled yet.
        """
