"""Events of the log as CloudEvents 1.0, in the JSON format: for those who do not ask by GraphQL.

What is personal is masked, whoever asks. Attributes of our own are named in lower-case letters and digits;
positions among them are texts, as an Integer has 32 bits there.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any, NamedTuple
from urllib.parse import quote
from uuid import UUID

import orjson

from domain.event_types import EventType, event_types, payload_of, schema_of
from graphql_api.payloads import MASKED
from graphql_api.planner.node_ids import encode
from projections.reading import EventReader

# Raised where an event is told in other bytes than before, though the schema of its type is the same.
_FORM = 1

# What no text of an attribute has: control characters, and what is no character.
_NO_CHARACTERS = "".join(
    chr(plane + last) for plane in range(0, 0x110000, 0x10000) for last in (0xFFFE, 0xFFFF)
)
_DISALLOWED = re.compile(f"[\x00-\x1f\x7f-\x9f\ufdd0-\ufdef{_NO_CHARACTERS}]")


class Recorded(NamedTuple):
    """An event as the log has it.

    Attributes:
        previous_position: of the event before it that the same filter leaves; 0 where there is none.
        state: as it is stored.
        source: where the fact is known from.
        organisations: those that it concerns.
        effective_on: when what it tells happened in the world.
    """

    position: int
    previous_position: int
    stream: UUID
    version: int
    topic: str
    state: bytes
    recorded_at: datetime
    actor: UUID
    correlation_id: UUID
    causation_id: UUID | None
    source: str | None
    organisations: tuple[UUID, ...]
    effective_on: str | None


class CloudEventEncoder:
    """Makes CloudEvents of one register's events.

    Attributes:
        source: what the register calls itself in them.
        form: tells all that the bytes of an event depend on besides what the log has.

    Args:
        origin: what the register's log calls itself.
    """

    def __init__(self, origin: str, events: EventReader) -> None:
        self.source = f"urn:netzwerkregister:{quote(origin, safe='')}"
        self._read = events.read_event
        types = event_types()
        self._heads: Mapping[str, str] = {topic: _head(self.source, each) for topic, each in types.items()}
        shapes = {
            topic: [schema_of(each.event), each.event.effective, sorted(each.event.concerns)]
            for topic, each in types.items()
        }
        dependent = orjson.dumps([_FORM, origin, MASKED, shapes], option=orjson.OPT_SORT_KEYS)
        self.form = sha256(dependent).hexdigest()

    def encode(self, recorded: Recorded) -> bytes:
        """One JSON object."""
        (
            position,
            previous,
            stream,
            version,
            topic,
            state,
            recorded_at,
            actor,
            correlation,
            causation,
            source,
            organisations,
            effective_on,
        ) = recorded
        event = self._read(topic, state)
        told = (
            f'{self._heads[topic]}{position}","subject":"{stream}","time":"{recorded_at.isoformat()[:-6]}Z",'
            f'"position":"{position}","previousposition":"{previous}","streamversion":{version},'
            f'"actor":"{actor}","correlationid":"{correlation}"'
        )
        if causation is not None:
            told += f',"causationid":"{causation}"'
        if event.corrects is not None:
            told += f',"correctsversion":{event.corrects}'
        if effective_on is not None:
            told += f',"effectiveon":"{effective_on}"'
        if organisations:
            told += f',"organisations":"{",".join([encode("org", each) for each in organisations])}"'
        if source is not None:
            told += f',"recordedsource":{_text(source)}'
        return b'%b,"data":%b}' % (told.encode(), orjson.dumps(payload_of(event), default=_masked))


def _head(source: str, type_: EventType) -> str:
    """What is the same in all events of a type, up to the id."""
    attributes = {
        "specversion": "1.0",
        "type": type_.topic,
        "source": source,
        "datacontenttype": "application/json",
        "dataschema": schema_of(type_.event)["$id"],
    }
    return orjson.dumps(attributes).decode()[:-1] + ',"id":"'


def _text(value: str) -> str:
    """The text as JSON, without the characters that no attribute may have."""
    return orjson.dumps(_DISALLOWED.sub(" ", value)).decode()


def _masked(_: Any) -> str:
    """Of what JSON does not know, a payload has personal values alone."""
    return MASKED
