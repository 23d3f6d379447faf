"""Personal values in answers: sealed in the statement's answer, opened after it."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import orjson

from domain.callers import Caller
from domain.personal import Access, Personal
from graphql_api.access import reads_everybodys_personal
from projections.reading import PersonalReader


class PersonalValues:
    """Tells the texts of sealed values, marked with the organisation whose person it is.

    A value is null where the person is erased, or of another organisation than the caller's own, and always
    to the public.
    """

    def __init__(self, reader: PersonalReader) -> None:
        self._reader = reader

    async def __call__(self, marked: Collection[str], caller: Caller) -> Mapping[str, str]:
        told = dict.fromkeys(marked, "null")
        if caller.actor is None:
            return told
        values: dict[str, Personal] = {}
        for each in marked:
            organisation, _, sealed = each.partition(":")
            if reads_everybodys_personal(caller) or organisation == str(caller.organisation):
                values[each] = Personal.fromhex(sealed)
        texts = await self._reader.open(set(values.values()), Access(caller.actor, caller.asking))
        return told | {each: orjson.dumps(texts[value]).decode() for each, value in values.items()}
