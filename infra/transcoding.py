"""How events are written in the log: eventsourcing's mapper, and our values as tagged JSON.

Members of a StrEnum are written as their text and read back as it; they compare equal.
"""

from __future__ import annotations

from uuid import UUID

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


class PartialDateAsText(Transcoding):
    type = PartialDate
    name = "partial_date"

    def encode(self, obj: PartialDate) -> str:
        return str(obj)

    def decode(self, data: str) -> PartialDate:
        return PartialDate.parse(data)


def create_mapper() -> Mapper[UUID]:
    transcoder = JSONTranscoder()
    for transcoding in (UUIDAsHex(), DatetimeAsISO(), PartialDateAsText()):
        transcoder.register(transcoding)
    return Mapper(transcoder)
