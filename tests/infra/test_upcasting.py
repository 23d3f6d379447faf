"""An event whose shape has changed is brought into its present shape as it is read; its bytes stay."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import orjson
import pytest
from eventsourcing.persistence import StoredEvent
from eventsourcing.utils import register_topic

from domain.corrections import CorrectableEvent
from domain.event_types import effective_on, organisations_of, payload_of, schema_of
from domain.partial_date import PartialDate
from infra.transcoding import FastJSONTranscoder, create_mapper

STREAM, TOWN = UUID(int=1), UUID("a1bbb5d8-e576-5a5c-8999-7936d93329dc")
MOMENT = datetime(2026, 1, 2, 3, 4, 5, 678901, tzinfo=UTC)

# As version 1 was stored.
STORED_IN_VERSION_1 = (
    b'{"timestamp":{"_type_":"datetime_iso","_data_":"2026-01-02T03:04:05.678901+00:00"},"year":2014,'
    b'"town":{"_type_":"uuid_hex","_data_":"a1bbb5d8e5765a5c89997936d93329dc"}}'
)


class VisitedInVersion1(CorrectableEvent):
    """As the class was. It has a topic of its own here, as one topic is of one class."""

    TOPIC = "test.visited-in-version-1"
    year: int
    town: UUID


class Visited(CorrectableEvent):
    """A town was visited. Version 1 had the year alone, version 2 no guests."""

    TOPIC = "test.visited"
    class_version = 3
    effective = "on"
    concerns = frozenset({"town"})
    on: PartialDate
    town: UUID
    guests: int | None

    @staticmethod
    def upcast_v1_v2(state: dict[str, Any]) -> None:
        state["on"] = PartialDate(state.pop("year"))

    @staticmethod
    def upcast_v2_v3(state: dict[str, Any]) -> None:
        state["guests"] = None


class Named(CorrectableEvent):
    """Version 1 called its text otherwise."""

    TOPIC = "test.named"
    class_version = 2
    name: str

    @staticmethod
    def upcast_v1_v2(state: dict[str, Any]) -> None:
        state["name"] = state.pop("title")


@pytest.fixture(autouse=True)
def _registered() -> None:
    register_topic(Visited.TOPIC, Visited)
    register_topic(Named.TOPIC, Named)


def stored(state: bytes, topic: str = Visited.TOPIC) -> StoredEvent:
    return StoredEvent(STREAM, 2, topic, state)


def visited(**said: Any) -> Any:
    event: Any = Visited
    return event(STREAM, 2, MOMENT, **said)


def test_version_1_was_stored_so() -> None:
    event: Any = VisitedInVersion1
    written = create_mapper().to_stored_event(event(STREAM, 2, MOMENT, year=2014, town=TOWN))
    assert replace(written, topic=Visited.TOPIC) == stored(STORED_IN_VERSION_1)
    assert b"class_version" not in written.state


def test_what_version_1_stored_is_read_in_the_present_version() -> None:
    event: Any = create_mapper().to_domain_event(stored(STORED_IN_VERSION_1))
    assert type(event) is Visited
    assert vars(event) == {
        "originator_id": STREAM,
        "originator_version": 2,
        "timestamp": MOMENT,
        "on": PartialDate(2014),
        "town": TOWN,
        "guests": None,
    }
    assert event == visited(on=PartialDate(2014), town=TOWN, guests=None)


def test_what_is_told_of_it_is_in_the_present_version() -> None:
    event: Any = create_mapper().to_domain_event(stored(STORED_IN_VERSION_1))
    assert payload_of(event) == {"on": "2014", "town": str(TOWN), "guests": None}
    assert payload_of(event).keys() == schema_of(Visited)["properties"].keys()
    assert schema_of(Visited)["$id"] == "urn:netzwerkregister:event:test.visited:v3"
    assert effective_on(event) == PartialDate(2014)
    assert organisations_of(event) == {TOWN}


def test_the_stored_bytes_stay() -> None:
    event, mapper = stored(STORED_IN_VERSION_1), create_mapper()
    first, again = mapper.to_domain_event(event), mapper.to_domain_event(event)
    assert event == stored(STORED_IN_VERSION_1)
    assert first == again


def test_only_the_steps_that_are_left_are_taken() -> None:
    """From version 2: the first step would fail, as there is no year."""
    state = (
        STORED_IN_VERSION_1.replace(b'"year":2014', b'"on":{"_type_":"partial_date","_data_":"2014-05"}')[:-1]
        + b',"class_version":2}'
    )
    event: Any = create_mapper().to_domain_event(stored(state))
    assert (event.on, event.guests) == (PartialDate(2014, 5), None)
    assert "class_version" not in vars(event)


def test_the_present_version_says_which_it_is_and_is_read_as_it_was_written() -> None:
    event = visited(on=PartialDate(2015), town=TOWN, guests=7)
    mapper = create_mapper()
    written = mapper.to_stored_event(event)
    assert orjson.loads(written.state)["class_version"] == 3
    assert "class_version" not in vars(event)
    assert mapper.to_domain_event(written) == event
    assert mapper.to_stored_event(mapper.to_domain_event(written)) == written


def test_version_2_says_that_it_is() -> None:
    event: Any = Named
    written = create_mapper().to_stored_event(event(STREAM, 2, MOMENT, name="Ort"))
    assert written.state.endswith(b',"name":"Ort","class_version":2}')
    of_old = written.state.replace(b'"name":"Ort","class_version":2', b'"title":"Ort"')
    assert create_mapper().to_domain_event(stored(of_old, Named.TOPIC)) == event(
        STREAM, 2, MOMENT, name="Ort"
    )


def test_a_correction_of_old_corrects_the_same_version() -> None:
    state = STORED_IN_VERSION_1[:-1] + b',"corrects":1}'
    event: Any = create_mapper().to_domain_event(stored(state))
    assert (event.corrects, event.on) == (1, PartialDate(2014))


def test_the_version_is_a_number_to_the_transcoder() -> None:
    transcoder = FastJSONTranscoder()
    assert transcoder.decode(b'{"class_version":2}') == {"class_version": 2}
    assert transcoder.encode({"class_version": 2}) == b'{"class_version":2}'


def test_what_no_step_leads_on_from_is_not_read() -> None:
    """So nothing half read gets on, were the gate to let such a class through."""

    class Lost(CorrectableEvent):
        TOPIC = "test.lost"
        class_version = 2

    register_topic(Lost.TOPIC, Lost)
    with pytest.raises(AttributeError, match="upcast_v1_v2"):
        create_mapper().to_domain_event(stored(STORED_IN_VERSION_1, Lost.TOPIC))
