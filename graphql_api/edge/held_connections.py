"""How many connections an address holds at a time, of those that stay open."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from graphql_api.edge.refusals import RateLimited

_RETRY_SECONDS = "60"


class HeldConnections:
    """Counts them, to a worker.

    Args:
        most: that an address may hold.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._held: Counter[str] = Counter()

    @property
    def total(self) -> int:
        """How many there are, of all addresses."""
        return self._held.total()

    @contextmanager
    def of(self, address: str) -> Iterator[None]:
        """Holds one more while entered. Raises RateLimited."""
        if self._held[address] >= self._most:
            raise RateLimited({"retry-after": _RETRY_SECONDS})
        self._held[address] += 1
        try:
            yield
        finally:
            self._held[address] -= 1
            if not self._held[address]:
                del self._held[address]
