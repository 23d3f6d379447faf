"""What is written in the log is frozen: every state ever written is read for ever, and written alike."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from eventsourcing.persistence import DatetimeAsISO, JSONTranscoder, Mapper, StoredEvent, UUIDAsHex

from domain.corrections import History
from domain.criteria import Recognition
from domain.partial_date import PartialDate
from domain.personal import Personal
from infra.transcoding import CriteriaAsObject, PartialDateAsText, PersonalAsBase64, create_mapper
from tests.domain.test_identity import events
from tests.infra.written_impulses import EXAMPLES, IMPULSES
from tests.infra.written_organisations import ORGANISATIONS
from tests.infra.written_summits import SUMMITS

STREAM, OTHER = UUID(int=1), UUID("a1bbb5d8-e576-5a5c-8999-7936d93329dc")
MOMENT = datetime(2026, 1, 2, 3, 4, 5, 678901, tzinfo=UTC)
TIMESTAMP = '"timestamp":{"_type_":"datetime_iso","_data_":"2026-01-02T03:04:05.678901+00:00"}'

# Topic, version, the rest of the state as it was written in 2026, and what it says.
HISTORY: list[tuple[str, int, str, dict[str, Any]]] = [
    (
        "organisation.registered",
        1,
        '"originator_topic":"organisation","ags":"05315000","name":"Köln","kind":"KREISFREIE_STADT",'
        '"parent_id":{"_type_":"uuid_hex","_data_":"a1bbb5d8e5765a5c89997936d93329dc"},'
        '"population":1,"latitude":50.9,"longitude":6.9',
        {
            "ags": "05315000",
            "name": "Köln",
            "kind": "KREISFREIE_STADT",
            "parent_id": OTHER,
            "population": 1,
            "latitude": 50.9,
            "longitude": 6.9,
        },
    ),
    ("organisation.renamed", 2, '"name":"Kölle"', {"name": "Kölle"}),
    ("organisation.kind-changed", 3, '"kind":"STADT"', {"kind": "STADT"}),
    ("organisation.population-updated", 4, '"population":2', {"population": 2}),
    (
        "organisation.signed-declaration",
        5,
        '"revision":1,"on":{"_type_":"partial_date","_data_":"2012-12-05"},"office":"OBERBUERGERMEISTER",'
        '"summit_id":{"_type_":"uuid_hex","_data_":"a1bbb5d8e5765a5c89997936d93329dc"}',
        {
            "revision": 1,
            "on": PartialDate(2012, 12, 5),
            "office": "OBERBUERGERMEISTER",
            "summit_id": OTHER,
        },
    ),
    (
        "organisation.planned-accession",
        6,
        '"on":{"_type_":"partial_date","_data_":"2013"}',
        {"on": PartialDate(2013)},
    ),
    (
        "organisation.joined-network",
        7,
        '"on":{"_type_":"partial_date","_data_":"2014-02"},"council_resolved_on":null',
        {"on": PartialDate(2014, 2), "council_resolved_on": None},
    ),
    (
        "declaration.proclaimed",
        1,
        '"originator_topic":"declaration","title":"Erklärung","on":null',
        {"title": "Erklärung", "on": None},
    ),
    (
        "declaration.revised",
        2,
        '"revision":2,"title":"Fassung","on":null',
        {"revision": 2, "title": "Fassung", "on": None},
    ),
    (
        "summit-year.reserved",
        1,
        '"originator_topic":"summit-year","year":2017,'
        '"summit_id":{"_type_":"uuid_hex","_data_":"a1bbb5d8e5765a5c89997936d93329dc"}',
        {"year": 2017, "summit_id": OTHER},
    ),
    (
        "summit.announced",
        1,
        '"originator_topic":"summit","year":2017,"title":"T","on":{"_type_":"partial_date","_data_":"2017"},'
        '"place":"Ort","host":null,"format":"DIGITAL"',
        {
            "year": 2017,
            "title": "T",
            "on": PartialDate(2017),
            "place": "Ort",
            "host": None,
            "format": "DIGITAL",
        },
    ),
    (
        "summit.held",
        2,
        '"title":null,"on":{"_type_":"partial_date","_data_":"2017-12-06"},"place":null,"host":"Gast",'
        '"format":null,"reported_attendance":40',
        {
            "title": None,
            "on": PartialDate(2017, 12, 6),
            "place": None,
            "host": "Gast",
            "format": None,
            "reported_attendance": 40,
        },
    ),
    (
        "summit.attended",
        3,
        '"organisation_id":{"_type_":"uuid_hex","_data_":"a1bbb5d8e5765a5c89997936d93329dc"},'
        '"on":null,"office":null',
        {"organisation_id": OTHER, "on": None, "office": None},
    ),
    (
        "summit.held-unannounced",
        1,
        '"originator_topic":"summit","year":2016,"title":"T","on":null,"place":null,"host":null,'
        '"format":"HYBRID","reported_attendance":null',
        {
            "year": 2016,
            "title": "T",
            "on": None,
            "place": None,
            "host": None,
            "format": "HYBRID",
            "reported_attendance": None,
        },
    ),
    (
        "engagement-officers.changed",
        3,
        '"person":{"_type_":"uuid_hex","_data_":"a1bbb5d8e5765a5c89997936d93329dc"},'
        '"name":{"_type_":"personal","_data_":"obu12OV2WlyJmXk22TMp3AEA/w=="},"email":null,"phone":null',
        {"person": OTHER, "name": Personal.of(OTHER, b"\x01\x00\xff"), "email": None, "phone": None},
    ),
]


def written(topic: str, version: int, rest: str) -> StoredEvent:
    state = ",".join(filter(None, (TIMESTAMP, rest)))
    return StoredEvent(STREAM, version, topic, f"{{{state}}}".encode())


def stock_mapper() -> Mapper[UUID]:
    """eventsourcing's own, with our values."""
    transcoder = JSONTranscoder()
    for transcoding in (UUIDAsHex(), DatetimeAsISO(), PartialDateAsText()):
        transcoder.register(transcoding)
    transcoder.register(CriteriaAsObject())
    transcoder.register(PersonalAsBase64())
    return Mapper(transcoder)


EVERYTHING = [*HISTORY, *ORGANISATIONS, *SUMMITS, *IMPULSES, *EXAMPLES]


@pytest.mark.parametrize(
    ("topic", "version", "rest", "says"), EVERYTHING, ids=[each[0] for each in EVERYTHING]
)
@pytest.mark.parametrize("mapper", [create_mapper(), stock_mapper()], ids=["ours", "stock"])
def test_an_event_of_old_is_read_and_written_alike(
    mapper: Mapper[UUID], topic: str, version: int, rest: str, says: dict[str, Any]
) -> None:
    stored = written(topic, version, rest)
    event = mapper.to_domain_event(stored)
    assert topic == type(event).TOPIC  # type: ignore[attr-defined]
    known = dict(vars(event))
    known.pop("originator_topic", None)
    assert known == {
        "originator_id": STREAM,
        "originator_version": version,
        "timestamp": MOMENT,
        **says,
    }
    assert mapper.to_stored_event(event) == stored


def test_streams_of_old_make_their_aggregates() -> None:
    mapper = create_mapper()
    organisation: Any = None
    for topic, version, rest, _ in HISTORY[:7]:
        organisation = mapper.to_domain_event(written(topic, version, rest)).mutate(organisation)  # type: ignore[attr-defined]
    assert organisation.version == 7
    assert (organisation.name, organisation.kind, organisation.population) == ("Kölle", "STADT", 2)
    assert organisation.membership == "MEMBER"
    assert organisation.signed == {1}
    assert organisation.modified_on == MOMENT


def test_text_that_looks_like_a_tagged_value_stays_text() -> None:
    stored = written("organisation.renamed", 2, r'"name":"{\"_type_\": \"partial_date\", \"_data_\": 1}"')
    event: Any = create_mapper().to_domain_event(stored)
    assert event.name == '{"_type_": "partial_date", "_data_": 1}'


def test_a_state_of_every_event_is_kept() -> None:
    assert {topic for topic, *_ in EVERYTHING} == {event.TOPIC for event in events()}


def test_what_a_state_of_old_does_not_say_is_as_it_was_then() -> None:
    read: dict[str, Any] = {
        topic: create_mapper().to_domain_event(written(topic, version, rest))
        for topic, version, rest, _ in HISTORY
    }
    signed, joined = read["organisation.signed-declaration"], read["organisation.joined-network"]
    assert (signed.time, signed.inherited_from) == (1, None)
    assert (joined.time, joined.inherited_from, joined.criteria) == (1, None, None)
    assert read["declaration.revised"].summit_id is None
    assert {event.corrects for event in read.values()} == {None}


def test_corrections_stand_as_they_are_read() -> None:
    registered, renamed = (written(*entry[:3]) for entry in HISTORY[:2])
    stream = [
        registered,
        renamed,
        written("organisation.renamed", 3, '"name":"Colonia","corrects":2'),
        written("organisation.population-updated", 4, '"population":3'),
        written("organisation.annulled", 5, '"reason":"nie geschehen","corrects":4'),
    ]
    read: list[Any] = [create_mapper().to_domain_event(stored) for stored in stream]
    organisation = History(read).aggregate()
    assert (organisation.name, organisation.population, organisation.version) == ("Colonia", 1, 5)


def test_criteria_say_which_recognition_they_are_about() -> None:
    (state,) = [entry for entry in ORGANISATIONS if entry[1:2] == (10,)]
    joined: Any = create_mapper().to_domain_event(written(*state[:3]))
    assert joined.criteria == joined.criteria.checked()
    assert joined.criteria.checked().recognition is Recognition.EHRENAMTSKARTE
