"""The types of events that are recorded, by their topics, and what may be told of any event."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import MISSING, Field, dataclass, fields, is_dataclass
from datetime import date, datetime
from enum import Enum, StrEnum
from functools import cache
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints
from uuid import UUID

from eventsourcing.domain import Aggregate
from eventsourcing.utils import construct_topic

from domain.corrections import ENVELOPE, CorrectableEvent
from domain.declaration import Declaration
from domain.engagement_officers import EngagementOfficers
from domain.erasure import Erasure
from domain.impulse import Impulse
from domain.organisation import Organisation
from domain.partial_date import PartialDate
from domain.personal import Personal
from domain.practice_example import PracticeExample
from domain.reported_figure import ReportedFigure
from domain.summit import Summit
from domain.summit_year import SummitYear

Schema = dict[str, Any]

_AGGREGATES: Sequence[type[Aggregate]] = (
    Organisation,
    Declaration,
    Summit,
    SummitYear,
    EngagementOfficers,
    Erasure,
    Impulse,
    PracticeExample,
    ReportedFigure,
)

_DAY = "^[1-9][0-9]{3}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$"

_SCHEMAS: Mapping[Any, Schema] = {
    str: {"type": "string"},
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    float: {"type": "number"},
    UUID: {"type": "string", "format": "uuid"},
    PartialDate: {"type": "string", "pattern": _DAY},
    date: {"type": "string", "format": "date"},
    datetime: {"type": "string", "format": "date-time"},
    # Masked unless permitted; null where the person is erased.
    Personal: {"type": ["string", "null"], "x-personal": True},
}


@dataclass(frozen=True)
class EventType:
    """A class of events that are recorded, and the version of the shape that they are recorded in."""

    topic: str
    version: int
    event: type[CorrectableEvent]

    @classmethod
    def of(cls, event: type[CorrectableEvent]) -> EventType:
        return cls(construct_topic(event), event.class_version, event)


@cache
def event_types() -> Mapping[str, EventType]:
    """Every type of event that is recorded, by its topic."""
    types = (EventType.of(event) for aggregate in _AGGREGATES for event in _recorded(aggregate))
    return {each.topic: each for each in types}


def _recorded(aggregate: type[Aggregate]) -> Sequence[type[CorrectableEvent]]:
    """Its event classes; without those that others derive from, of which there are no events."""
    members = vars(aggregate).values()
    classes = [each for each in members if isinstance(each, type) and issubclass(each, CorrectableEvent)]
    bases = {base for each in classes for base in each.__mro__[1:]}
    derived_from = {construct_topic(each) for each in classes if each in bases}
    return [each for each in classes if construct_topic(each) not in derived_from]


# What an event says: its payload


def schema_of(event: type[CorrectableEvent]) -> Schema:
    """The JSON Schema of the payload of such events, in the present version.

    What has a default is not required: states of before may not have it.
    """
    topic = construct_topic(event)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:netzwerkregister:event:{topic}:v{event.class_version}",
        "title": topic,
        **_description(event),
        **_object(event, _said(event)),
    }


def payload_of(event: CorrectableEvent) -> dict[str, Any]:
    """What the event says, as its schema has it. Personal values stay sealed, for the caller to open.

    What a state of before does not have is as it was then: the field's default.
    """
    return {each.name: _plain(getattr(event, each.name)) for each in _said(type(event))}


def _said(event: type[CorrectableEvent]) -> Sequence[Field[Any]]:
    return [each for each in fields(event) if each.name not in ENVELOPE]


def _description(event: type[CorrectableEvent]) -> Schema:
    for each in event.__mro__:
        # eventsourcing derives a class of the same name from one that has a docstring.
        if each.__qualname__ == event.__qualname__:
            text = (each.__doc__ or "").strip()
            if text and not text.startswith(f"{each.__name__}("):  # as dataclasses write one themselves
                return {"description": text.splitlines()[0]}
    return {}


def _object(kind: type[Any], members: Sequence[Field[Any]]) -> Schema:
    annotations = get_type_hints(kind)
    return {
        "type": "object",
        "properties": {each.name: _schema(annotations[each.name]) | _default(each) for each in members},
        "required": sorted(each.name for each in members if each.default is MISSING),
        "additionalProperties": False,
    }


def _default(field: Field[Any]) -> Schema:
    return {} if field.default is MISSING else {"default": _plain(field.default)}


def _schema(kind: Any) -> Schema:
    """Of what a field is annotated with. Raises TypeError where no payload has such."""
    if kind in _SCHEMAS:
        return dict(_SCHEMAS[kind])
    match get_origin(kind), get_args(kind):
        case (origin, [one, other]) if origin in (Union, UnionType) and type(None) in (one, other):
            return _or_null(_schema(one if other is type(None) else other))
        case (origin, [item, *more]) if origin is Sequence or (origin is tuple and more == [...]):
            return {"type": "array", "items": _schema(item)}
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return {"type": "string", "enum": sorted(each.value for each in kind)}
    if isinstance(kind, type) and is_dataclass(kind):
        return _object(kind, fields(kind))
    raise TypeError(f"no JSON Schema is known of {kind}")


def _or_null(schema: Schema) -> Schema:
    if "null" in schema["type"]:
        return schema
    values = {"enum": [*schema["enum"], None]} if "enum" in schema else {}
    return {**schema, **values, "type": [schema["type"], "null"]}


def _plain(value: Any) -> Any:
    """The value as JSON has it. Raises TypeError where no payload has such."""
    match value:
        case Enum():
            return value.value
        case None | str() | bool() | int() | float() | Personal():
            return value
        case UUID() | PartialDate():
            return str(value)
        case date():
            return value.isoformat()
        case list() | tuple():
            return [_plain(each) for each in value]
        case _ if is_dataclass(value):
            return {each.name: _plain(getattr(value, each.name)) for each in fields(value)}
        case _:
            raise TypeError(f"no payload has a {type(value)}")


# When it happened, and to whom


def effective_on(event: CorrectableEvent) -> PartialDate | None:
    """The day in the world on which it happened; None where the event does not say."""
    day: PartialDate | None = getattr(event, event.effective) if event.effective else None
    return day


def organisations_of(event: CorrectableEvent) -> frozenset[UUID]:
    """The organisations that it concerns, as far as the event itself names them."""
    named: set[UUID] = set()
    for each in event.concerns:
        value = getattr(event, each)
        if isinstance(value, UUID):
            named.add(value)
        elif value is not None:
            named.update(value)
    return frozenset(named)
