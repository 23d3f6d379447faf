"""The payloads of events: stored as the log has them, told as their type's schema says."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import orjson

from domain.callers import Caller
from domain.event_types import payload_of
from domain.personal import Access, Personal
from graphql_api.access import reads_everybodys_personal
from projections.reading import EventReader, PersonalReader

MASKED = "***"


class Payloads:
    """Tells payloads in the present version of their schema. What is personal in them is masked from those
    who may not know it."""

    def __init__(self, events: EventReader, personal: PersonalReader) -> None:
        self._events = events
        self._personal = personal

    async def __call__(self, marked: Collection[str], caller: Caller) -> Mapping[str, str]:
        payloads = {each: payload_of(self._read(each)) for each in marked}
        sealed = {
            value
            for payload in payloads.values()
            for value in payload.values()
            if isinstance(value, Personal)
        }
        texts: Mapping[Personal, str | None] = dict.fromkeys(sealed, MASKED)
        if caller.actor is not None and reads_everybodys_personal(caller):
            access = Access(caller.actor, f"payload: {caller.asking}")
            texts = await self._personal.open(sealed, access)
        return {
            each: orjson.dumps(payload, default=lambda value: texts[value]).decode()
            for each, payload in payloads.items()
        }

    def _read(self, marked: str) -> Any:
        topic, _, state = marked.partition(":")
        return self._events.read_event(topic, bytes.fromhex(state))
