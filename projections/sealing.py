"""Pages of the log as they are told, kept once they cannot change any more."""

from __future__ import annotations

from typing import Protocol


class SealedPages(Protocol):
    """Keeps pages of one form: that tells all that their bytes depend on besides the log."""

    async def sealed(self, form: str, number: int) -> bytes | None:
        """The page of this number; None where none is kept. Raises StoreUnavailable, as `keep`."""

    async def first_missing(self, form: str, first: int) -> int:
        """The number of the first page, from a number on, that is not kept."""

    async def keep(self, form: str, number: int, events: bytes) -> None:
        """Keeps a page, for all processes; pages of other forms are not kept any longer.

        Raises:
            domain.ports.StoreUnavailable: it is not kept.
        """
