"""Events as CloudEvents 1.0: each type by its schema, attributes as the specification has them."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import orjson
import pytest
from jsonschema import Draft202012Validator

from domain.event_types import event_types, schema_of
from graphql_api.cloud_events import CloudEventEncoder, Recorded
from infra.transcoding import MappedEvents, create_mapper
from tests.infra.test_transcoding import EVERYTHING, written

STREAM, ACTOR, CORRELATION, CAUSE, TOWN = (UUID(int=number) for number in range(1, 6))
MOMENT = datetime(2026, 3, 1, 12, 0, 0, 120, tzinfo=UTC)

# The attributes that the specification names.
CORE = {"specversion", "id", "source", "type", "subject", "time", "datacontenttype", "dataschema"}


def encoder(origin: str = "register.example/log") -> CloudEventEncoder:
    return CloudEventEncoder(origin, MappedEvents(create_mapper()))


def recorded(topic: str, state: bytes, **other: Any) -> Recorded:
    plain = Recorded(
        7_000_000_000,
        6_999_999_999,
        STREAM,
        3,
        topic,
        state,
        MOMENT,
        ACTOR,
        CORRELATION,
        None,
        None,
        (),
        None,
    )
    return plain._replace(**other)


def stored(topic: str) -> bytes:
    return next(written(*each[:3]).state for each in EVERYTHING if each[0] == topic)


@pytest.mark.parametrize(
    ("topic", "version", "rest"), [each[:3] for each in EVERYTHING], ids=lambda each: str(each)[:40]
)
def test_each_type_is_told_by_its_schema(topic: str, version: int, rest: str) -> None:
    event = orjson.loads(encoder().encode(recorded(topic, written(topic, version, rest).state)))
    schema = schema_of(event_types()[topic].event)
    Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER).validate(event["data"])
    assert event["type"] == topic
    assert event["dataschema"] == schema["$id"]


def test_every_type_is_among_them() -> None:
    assert {each[0] for each in EVERYTHING} == event_types().keys()


def test_attributes_are_named_and_typed_as_the_specification_allows() -> None:
    state = stored("organisation.renamed")
    full = recorded(
        "organisation.renamed",
        state,
        causation_id=CAUSE,
        source="Rats\x00beschluss\n\x85\ufffe „1“\\",
        organisations=(TOWN, STREAM),
        effective_on="2024-03",
    )
    event = orjson.loads(encoder().encode(full))
    told = event.pop("data")
    assert told == {"name": "Kölle"}
    for name, value in event.items():
        assert re.fullmatch("[a-z0-9]{1,20}", name)
        assert isinstance(value, str) or -(2**31) <= value < 2**31
    assert event == {
        "specversion": "1.0",
        "type": "organisation.renamed",
        "source": "urn:netzwerkregister:register.example%2Flog",
        "datacontenttype": "application/json",
        "dataschema": "urn:netzwerkregister:event:organisation.renamed:v1",
        "id": "7000000000",
        "subject": str(STREAM),
        "time": "2026-03-01T12:00:00.000120Z",
        "position": "7000000000",
        "previousposition": "6999999999",
        "streamversion": 3,
        "actor": str(ACTOR),
        "correlationid": str(CORRELATION),
        "causationid": str(CAUSE),
        "effectiveon": "2024-03",
        "organisations": f"org_{TOWN},org_{STREAM}",
        "recordedsource": "Rats beschluss    „1“\\",
    }
    assert event.keys() > CORE


def test_what_is_not_known_is_left_out() -> None:
    event = orjson.loads(encoder().encode(recorded("organisation.renamed", stored("organisation.renamed"))))
    assert event.keys() - CORE == {
        "position",
        "previousposition",
        "streamversion",
        "actor",
        "correlationid",
        "data",
    }
    whole_second = recorded(
        "organisation.renamed", stored("organisation.renamed"), recorded_at=MOMENT.replace(microsecond=0)
    )
    assert orjson.loads(encoder().encode(whole_second))["time"] == "2026-03-01T12:00:00Z"


def test_a_correction_tells_what_it_corrects() -> None:
    state = stored("organisation.renamed").replace(b'"name"', b'"corrects":2,"name"')
    event = orjson.loads(encoder().encode(recorded("organisation.renamed", state)))
    assert event["correctsversion"] == 2
    assert event["data"] == {"name": "Kölle"}


def test_personal_values_are_masked() -> None:
    topic = "engagement-officers.appointed"
    event = orjson.loads(encoder().encode(recorded(topic, stored(topic))))
    personal = {
        name
        for name, value in schema_of(event_types()[topic].event)["properties"].items()
        if "x-personal" in value
    }
    assert "name" in personal
    assert {event["data"][name] for name in personal} <= {"***", None}
    assert event["data"]["name"] == "***"


def test_the_form_depends_on_who_tells() -> None:
    assert encoder().form == encoder().form != encoder("another.example").form
