"""What of an answer is worked out once its statement has answered: unsealed, read, proved.

The statement marks such values with their kind; here each is put in its place.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from secrets import token_hex

from domain.callers import Caller
from projections.reading import Finisher


class Finishing:
    """Puts in the place of each marked value what its finisher makes of it.

    Attributes:
        mark: what stands before each; random, so that no text of a client can pass for one.
    """

    def __init__(self, finishers: Mapping[str, Finisher]) -> None:
        self.mark = token_hex(16)
        self._finishers = finishers
        self._marked = re.compile(f'"{self.mark}:([a-z]+):([0-9A-Za-z.:-]*)"')

    async def finished(self, data: str, caller: Caller) -> str:
        """The same JSON without marks, as the caller may know it."""
        wanted: dict[str, set[str]] = {}
        for kind, value in self._marked.findall(data):
            wanted.setdefault(kind, set()).add(value)
        told = {kind: await self._finishers[kind](values, caller) for kind, values in wanted.items()}
        return self._marked.sub(lambda match: told[match[1]][match[2]], data)
