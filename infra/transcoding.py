"""How events are written in the log: eventsourcing's mapper, and our values as tagged JSON.

Members of a StrEnum are written as their text and read back as it; they compare equal.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

import orjson
from asyncpg.pgproto import pgproto
from eventsourcing.persistence import (
    DatetimeAsISO,
    JSONTranscoder,
    Mapper,
    Transcoding,
    UUIDAsHex,
)

import domain.declaration
import domain.organisation
import domain.summit  # noqa: F401  these modules register the topics that the mapper resolves
from domain.partial_date import PartialDate


class DriversUUIDAsHex(UUIDAsHex):
    """Reads into the driver's UUID, a faster subclass of the standard library's, and writes both alike."""

    type = pgproto.UUID  # type: ignore[assignment]  # a subclass of it

    def decode(self, data: str) -> UUID:
        return pgproto.UUID(data)


class FastJSONTranscoder(JSONTranscoder):
    """Writes the bytes that eventsourcing's transcoder writes, and reads them in half its time."""

    def decode(self, data: bytes) -> Any:
        state = orjson.loads(data)
        if type(state) is not dict:
            return self._revived(state)
        for name, value in state.items():
            if type(value) is dict:
                tag = value.get("_type_")
                if tag is None or type(inner := value.get("_data_")) is not str:
                    state[name] = self._revived(value)
                else:  # by far the most: a tagged text as a member of an event
                    state[name] = self.names[tag].decode(inner)
            elif type(value) is list:
                state[name] = self._revived(value)
        return state

    def _revived(self, value: Any) -> Any:
        """Any value, from within, as eventsourcing's own transcoder does it."""
        if type(value) is dict:
            return self._decode_obj({name: self._revived(member) for name, member in value.items()})
        return [self._revived(item) for item in value] if type(value) is list else value


class PartialDateAsText(Transcoding):
    type = PartialDate
    name = "partial_date"

    def encode(self, obj: PartialDate) -> str:
        return str(obj)

    def decode(self, data: str) -> PartialDate:
        return PartialDate.parse(data)


def create_mapper() -> Mapper[UUID]:
    transcoder = FastJSONTranscoder()
    for transcoding in (UUIDAsHex(), DriversUUIDAsHex(), DatetimeAsISO(), PartialDateAsText()):
        transcoder.register(transcoding)
    return Mapper(transcoder)
