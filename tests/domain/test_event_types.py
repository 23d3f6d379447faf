"""The types of events, and what each says: its schema, and its payload."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

import pytest
from eventsourcing.utils import resolve_topic
from jsonschema import Draft202012Validator

from domain.corrections import ENVELOPE, CorrectableEvent
from domain.criteria import Criteria, Recognition
from domain.event_types import EventType, event_types, payload_of, schema_of
from domain.organisation import Organisation
from domain.partial_date import PartialDate
from domain.personal import Personal
from infra.transcoding import create_mapper
from tests.domain.given import NOW
from tests.domain.random_streams import RandomStreams
from tests.domain.test_identity import events
from tests.infra.random_commands import RandomCommands
from tests.infra.test_transcoding import EVERYTHING, written
from tests.rules.memory import MemoryStore

TYPES = event_types()
ALL_TYPES = pytest.mark.parametrize("topic", sorted(TYPES))

STREAM, OTHER, PERSON = UUID(int=2), UUID(int=3), UUID(int=701)


class Moved(CorrectableEvent):
    """An event with all that a payload may have.

    More of it is not told.
    """

    TOPIC = "test.moved"
    class_version = 3
    to: UUID
    by: tuple[Recognition, ...]
    at: datetime
    on: date
    since: PartialDate
    share: float
    whole: bool
    criteria: Criteria | None
    mover: Personal
    office: Recognition | None = Recognition.COMPARABLE


_moved: Any = Moved
MOVED = _moved(
    STREAM,
    1,
    NOW,
    to=OTHER,
    by=(Recognition.COMPARABLE,),
    at=NOW,
    on=date(2026, 3, 1),
    since=PartialDate(2026, 3),
    share=0.5,
    whole=False,
    criteria=Criteria("a", "b", "c", Recognition.EHRENAMTSKARTE, "d", "e"),
    mover=Personal.of(PERSON, b"sealed"),
)


# Which there are


def test_every_event_that_the_log_has_is_of_a_type() -> None:
    assert {topic: each.event for topic, each in TYPES.items()} == {event.TOPIC: event for event in events()}
    assert all(each.topic == topic for topic, each in TYPES.items())
    assert {resolve_topic(topic) for topic in TYPES} == {each.event for each in TYPES.values()}


def test_a_type_has_the_version_of_its_class() -> None:
    assert EventType.of(Moved) == EventType("test.moved", 3, Moved)
    assert EventType.of(Organisation.Renamed) == EventType("organisation.renamed", 1, Organisation.Renamed)
    assert TYPES["organisation.renamed"] == EventType.of(Organisation.Renamed)


# What they say


def refusals(schema: dict[str, Any], payload: dict[str, Any]) -> list[str]:
    validator = Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)
    return [error.message for error in validator.iter_errors(payload)]


def opened(payload: dict[str, Any], text: str | None) -> dict[str, Any]:
    return {name: text if isinstance(value, Personal) else value for name, value in payload.items()}


def events_of_streams() -> Iterator[CorrectableEvent]:
    for seed in range(3):
        yield from RandomStreams(seed, 600).events


def events_of_commands() -> Iterator[CorrectableEvent]:
    for seed in range(6):
        store = MemoryStore()
        asyncio.run(RandomCommands(store.network(), seed).send(1_000))
        yield from store.log


def test_what_is_recorded_is_as_the_schemas_have_it() -> None:
    mapper = create_mapper()
    schemas = {each.event: schema_of(each.event) for each in TYPES.values()}
    seen = set()
    for event in (*events_of_streams(), *events_of_commands()):
        payload = payload_of(event)
        for text in ("opened", "***", None):
            assert refusals(schemas[type(event)], opened(payload, text)) == []
        read: Any = mapper.to_domain_event(mapper.to_stored_event(event))
        assert payload_of(read) == payload
        seen.add(type(event))
    assert seen == set(schemas)


@pytest.mark.parametrize(
    ("topic", "version", "rest", "says"), EVERYTHING, ids=[each[0] for each in EVERYTHING]
)
def test_a_state_of_old_is_as_its_schema_has_it(
    topic: str, version: int, rest: str, says: dict[str, Any]
) -> None:
    event: Any = create_mapper().to_domain_event(written(topic, version, rest))
    schema, payload = schema_of(TYPES[topic].event), payload_of(event)
    assert set(schema["required"]) <= says.keys() - {"corrects"} <= payload.keys()
    as_written = {name: payload[name] for name in says if name != "corrects"}
    for known in (payload, as_written):
        assert refusals(schema, opened(known, "opened")) == []
    lacking = payload.keys() - says.keys()
    assert {name: payload[name] for name in lacking} == {
        name: schema["properties"][name]["default"] for name in lacking
    }


@ALL_TYPES
def test_a_schema_is_one_and_says_which(topic: str) -> None:
    schema = schema_of(TYPES[topic].event)
    Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == Draft202012Validator.META_SCHEMA["$schema"]
    assert schema["$id"] == f"urn:netzwerkregister:event:{topic}:v{TYPES[topic].version}"
    assert schema["title"] == topic
    assert not ENVELOPE & schema["properties"].keys()


@ALL_TYPES
def test_nothing_else_is_said_and_what_is_required_is(topic: str) -> None:
    (state, *_) = (each for each in EVERYTHING if each[0] == topic)
    event: Any = create_mapper().to_domain_event(written(*state[:3]))
    schema, payload = schema_of(TYPES[topic].event), opened(payload_of(event), None)
    assert len(refusals(schema, payload | {"corrects": 1})) == 1
    for name in schema["required"]:
        assert len(refusals(schema, {each: payload[each] for each in payload if each != name})) == 1


def test_every_kind_of_value_has_its_schema() -> None:
    evidence = ("collaboration", "contact_person", "cross_cutting_task", "recognition_evidence")
    text: dict[str, Any] = {"type": "string"}
    day = "^[1-9][0-9]{3}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$"
    recognition = {"type": "string", "enum": ["COMPARABLE", "EHRENAMTSKARTE", "EHRENAMTSKARTE_PLANNED"]}
    assert schema_of(Moved) == {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:netzwerkregister:event:test.moved:v3",
        "title": "test.moved",
        "description": "An event with all that a payload may have.",
        "type": "object",
        "properties": {
            "to": {"type": "string", "format": "uuid"},
            "by": {"type": "array", "items": recognition},
            "at": {"type": "string", "format": "date-time"},
            "on": {"type": "string", "format": "date"},
            "since": {"type": "string", "pattern": day},
            "share": {"type": "number"},
            "whole": {"type": "boolean"},
            "criteria": {
                "type": ["object", "null"],
                "properties": {
                    **dict.fromkeys((*evidence, "willingness_to_sign"), text),
                    "recognition": recognition,
                },
                "required": sorted((*evidence, "willingness_to_sign", "recognition")),
                "additionalProperties": False,
            },
            "mover": {"type": ["string", "null"], "x-personal": True},
            "office": {
                "type": ["string", "null"],
                "enum": [*recognition["enum"], None],
                "default": "COMPARABLE",
            },
        },
        "required": ["at", "by", "criteria", "mover", "on", "share", "since", "to", "whole"],
        "additionalProperties": False,
    }


def test_every_kind_of_value_is_plain_but_for_personal_ones() -> None:
    payload = payload_of(MOVED)
    assert payload == {
        "to": "00000000-0000-0000-0000-000000000003",
        "by": ["COMPARABLE"],
        "at": "2026-03-15T12:00:00+00:00",
        "on": "2026-03-01",
        "since": "2026-03",
        "share": 0.5,
        "whole": False,
        "criteria": {
            "contact_person": "a",
            "cross_cutting_task": "b",
            "willingness_to_sign": "c",
            "recognition": "EHRENAMTSKARTE",
            "recognition_evidence": "d",
            "collaboration": "e",
        },
        "mover": Personal.of(PERSON, b"sealed"),
        "office": "COMPARABLE",
    }
    assert type(payload["mover"]) is Personal
    assert {type(payload["office"]), type(payload["by"][0])} == {str}
    assert refusals(schema_of(Moved), opened(payload, "opened")) == []
    assert payload_of(replace(MOVED, criteria=None, office=None)) == payload | {
        "criteria": None,
        "office": None,
    }


@pytest.mark.parametrize("day", ["2026", "2026-12", "2026-02-29", "1000-01-01"])
def test_a_day_may_be_known_in_part(day: str) -> None:
    assert refusals(schema_of(Moved), opened(payload_of(MOVED), None) | {"since": day}) == []


@pytest.mark.parametrize("day", ["26", "0999", "2026-13", "2026-00", "2026-12-32", "2026-1", "2026-", None])
def test_another_text_is_no_day(day: str | None) -> None:
    assert len(refusals(schema_of(Moved), opened(payload_of(MOVED), None) | {"since": day})) == 1


def test_what_no_payload_can_have_is_refused() -> None:
    class Odd(CorrectableEvent):
        TOPIC = "test.odd"
        members: frozenset[str]

    class Either(CorrectableEvent):
        TOPIC = "test.either"
        one: int | str

    class Pair(CorrectableEvent):
        TOPIC = "test.pair"
        both: tuple[int, str]

    for event in (Odd, Either, Pair):
        with pytest.raises(TypeError, match="no JSON Schema"):
            schema_of(event)
    with pytest.raises(TypeError, match="no payload"):
        payload_of(replace(MOVED, to=frozenset()))


def test_only_an_events_own_docstring_describes_it() -> None:
    described = {topic: schema_of(each.event).get("description") for topic, each in TYPES.items()}
    assert described["organisation.left-network"] == "It is no member any more, from this day on."
    assert described["summit.closed"] == "All is recorded: it changes no more."
    assert described["organisation.renamed"] is None
    assert described["impulse.annulled"] is None
    assert described["practice-example.revised"] is None
