"""How the read side is asked: one statement, one snapshot, one position."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol


class ReadSideBehind(Exception):
    """The read side has not reached this position in time. What was recorded stands: ask again, or
    repeat the command with the same idempotency key."""

    code = "READ_SIDE_BEHIND"

    def __init__(self, position: int) -> None:
        super().__init__(position)
        self.position = position


class ReadStore(Protocol):
    tables: str
    """The schema that holds the read models' tables."""

    async def read(self, statement: str, parameters: Sequence[Any]) -> tuple[str, int]:
        """The data that the statement answers, as JSON text, and the position that it reflects.

        Raises:
            domain.ports.StoreUnavailable: the database does not answer.
        """

    async def reached(self, position: int) -> None:
        """Returns when the read side reflects this position.

        Raises:
            ReadSideBehind: it does not in time.
        """
