"""Personal values in answers: sealed and marked by the statement, opened after it."""

from __future__ import annotations

import re
from secrets import token_hex

import orjson

from domain.personal import Personal
from projections.reading import PersonalReader


class PersonalValues:
    """Opens the sealed values of an answer.

    Attributes:
        mark: what stands before each; random, so that no text of a client can pass for one.
    """

    def __init__(self, reader: PersonalReader) -> None:
        self.mark = token_hex(16)
        self._reader = reader
        self._marked = re.compile(f'"{self.mark}:([0-9a-f]*)"')

    async def opened(self, data: str) -> str:
        """The same JSON with the texts of its marked values; null where a person is erased."""
        values = {Personal.fromhex(sealed) for sealed in self._marked.findall(data)}
        texts = await self._reader.open(values)

        def told(match: re.Match[str]) -> str:
            return orjson.dumps(texts[Personal.fromhex(match[1])]).decode()

        return self._marked.sub(told, data)
