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

_CONTAINERS = (dict, list)


class DriversUUIDAsHex(UUIDAsHex):
    """Reads into the driver's UUID, a faster subclass of the standard library's, and writes both alike."""

    type = pgproto.UUID  # type: ignore[assignment]  # a subclass of it

    def decode(self, data: str) -> UUID:
        return pgproto.UUID(data)


class FastJSONTranscoder(JSONTranscoder):
    """Writes the bytes that eventsourcing's transcoder writes, and reads them in half its time."""

    def decode(self, data: bytes) -> Any:
        return self._revived(orjson.loads(data))

    def _revived(self, value: Any) -> Any:
        if type(value) is dict:
            if "_type_" in value and "_data_" in value and len(value) == 2:
                return self.names[value["_type_"]].decode(value["_data_"])
            for name, member in value.items():
                if type(member) in _CONTAINERS:
                    value[name] = self._revived(member)
            return value
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
