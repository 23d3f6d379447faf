"""How events are written in the log: eventsourcing's mapper, and our values as tagged JSON.

Members of a StrEnum are written as their text and read back as it; they compare equal.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from typing import Any
from uuid import UUID

import orjson
from asyncpg.pgproto import pgproto
from eventsourcing.persistence import (
    DatetimeAsISO,
    JSONTranscoder,
    Mapper,
    StoredEvent,
    Transcoding,
    UUIDAsHex,
)

import domain.declaration
import domain.engagement_officers
import domain.erasure
import domain.impulse
import domain.organisation
import domain.practice_example
import domain.reported_figure
import domain.summit
import domain.summit_year  # noqa: F401  these modules register the topics that the mapper resolves
from domain.criteria import Criteria
from domain.partial_date import PartialDate
from domain.personal import Personal

_NO_STREAM = UUID(int=0)


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


class CriteriaAsObject(Transcoding):
    type = Criteria
    name = "criteria"

    def encode(self, obj: Criteria) -> dict[str, str]:
        return dict(vars(obj))

    def decode(self, data: dict[str, str]) -> Criteria:
        return Criteria(**data)  # type: ignore[arg-type]  # a Recognition is written as its text


class PersonalAsBase64(Transcoding):
    type = Personal
    name = "personal"

    def encode(self, obj: Personal) -> str:
        return b64encode(obj).decode()

    def decode(self, data: str) -> Personal:
        return Personal(b64decode(data, validate=True))


class MappedEvents:
    """Implements `projections.reading.EventReader`."""

    def __init__(self, mapper: Mapper[UUID]) -> None:
        self._mapper = mapper

    def read_event(self, topic: str, state: bytes) -> Any:
        return self._mapper.to_domain_event(StoredEvent(_NO_STREAM, 0, topic, state))


def create_mapper() -> Mapper[UUID]:
    transcoder = FastJSONTranscoder()
    for transcoding in (
        UUIDAsHex(),
        DriversUUIDAsHex(),
        DatetimeAsISO(),
        PartialDateAsText(),
        CriteriaAsObject(),
        PersonalAsBase64(),
    ):
        transcoder.register(transcoding)
    return Mapper(transcoder)
