"""Personal values in answers: sealed in the statement's answer, opened after it."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import orjson

from domain.personal import Personal
from projections.reading import PersonalReader


class PersonalValues:
    """Tells the texts of sealed values; null where a person is erased. Their statement is refused to those
    who may not know them."""

    def __init__(self, reader: PersonalReader) -> None:
        self._reader = reader

    async def __call__(self, marked: Collection[str], permitted: bool) -> Mapping[str, str]:
        assert permitted
        values = {each: Personal.fromhex(each) for each in marked}
        texts = await self._reader.open(set(values.values()))
        return {each: orjson.dumps(texts[value]).decode() for each, value in values.items()}
