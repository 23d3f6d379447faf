"""When in the world an event happened, and which organisations it concerns."""

from dataclasses import fields
from datetime import date, datetime
from typing import Any, get_args, get_type_hints
from uuid import UUID

import pytest

from domain.corrections import ENVELOPE, CorrectableEvent
from domain.event_types import effective_on, event_types, organisations_of
from domain.partial_date import PartialDate
from infra.transcoding import create_mapper
from tests.infra.test_transcoding import EVERYTHING, written

TYPES = event_types()

STREAM, OTHER, THIRD, SUMMIT, PERSON = (UUID(int=number) for number in range(1, 6))
DAY, PLANNED = PartialDate(2026, 3), PartialDate(2027)

# Of the fields with ids those that name no organisation.
NAMES_SOMETHING_ELSE = {
    "declaration.revised": {"summit_id"},
    "engagement-officers.appointed": {"person"},
    "engagement-officers.changed": {"person"},
    "engagement-officers.stepped-down": {"person"},
    "erasure.person-erased": {"person"},
    "impulse.raised": {"summit_id"},
    "impulse.reported-back": {"summit_id"},
    "organisation.signed-declaration": {"summit_id"},
    "summit-year.reserved": {"summit_id"},
    "summit-year.reserved-again": {"summit_id"},
    "summit.agenda-item-added": {"item_id"},
    "summit.agenda-item-changed": {"item_id"},
    "summit.agenda-item-removed": {"item_id"},
}

# Of the fields with days those on which something else happens than what the event is of.
ANOTHER_DAY = {
    "organisation.joined-network": {"council_resolved_on"},
    "summit.announced": {"on"},
    "summit.invited": {"answer_by", "remind_on"},
    "summit.reminded": {"remind_on"},
    "summit.rescheduled": {"on"},
}


class Moved(CorrectableEvent):
    TOPIC = "test.moved"
    concerns = frozenset({"mover"})
    mover: UUID
    to: tuple[UUID, ...]
    on: PartialDate | None
    until: date


# What is decided on


def fields_with(event: type[CorrectableEvent], *kinds: type) -> set[str]:
    """The fields of its payload in whose annotation there is one of these kinds."""

    def has_one(annotation: Any) -> bool:
        return annotation in kinds or any(map(has_one, get_args(annotation)))

    annotations = get_type_hints(event)
    return {name for name in (each.name for each in fields(event)) if has_one(annotations[name])} - ENVELOPE


def ids_of_something_else(event: type[CorrectableEvent]) -> set[str]:
    return fields_with(event, UUID) - event.concerns


def other_days(event: type[CorrectableEvent]) -> set[str]:
    return fields_with(event, PartialDate, date, datetime) - {event.effective}


def test_each_id_names_an_organisation_or_something_that_is_listed() -> None:
    undecided = {topic: ids_of_something_else(each.event) for topic, each in TYPES.items()}
    assert {topic: names for topic, names in undecided.items() if names} == NAMES_SOMETHING_ELSE


def test_each_day_is_the_one_on_which_it_happened_or_is_listed() -> None:
    undecided = {topic: other_days(each.event) for topic, each in TYPES.items()}
    assert {topic: names for topic, names in undecided.items() if names} == ANOTHER_DAY


def test_an_event_on_which_nothing_is_decided_is_found() -> None:
    assert ids_of_something_else(Moved) == {"to"}
    assert other_days(Moved) == {"on", "until"}


@pytest.mark.parametrize("topic", sorted(TYPES))
def test_what_is_decided_is_of_fields_that_there_are(topic: str) -> None:
    event = TYPES[topic].event
    own = {"originator_id"} if topic.startswith("organisation.") else set()
    assert own <= event.concerns <= own | fields_with(event, UUID)
    assert event.effective is None or event.effective in fields_with(event, PartialDate)


# What an event tells

HAPPENED: list[tuple[str, dict[str, Any], PartialDate | None, set[UUID]]] = [
    ("organisation.registered", {"parent_id": OTHER}, None, {STREAM, OTHER}),
    ("organisation.registered", {"parent_id": None}, None, {STREAM}),
    ("organisation.renamed", {"name": "Ort"}, None, {STREAM}),
    ("organisation.parent-changed", {"parent_id": OTHER}, None, {STREAM, OTHER}),
    ("organisation.signed-declaration", {"on": DAY, "summit_id": SUMMIT}, DAY, {STREAM}),
    ("organisation.signed-declaration", {"on": DAY, "inherited_from": OTHER}, DAY, {STREAM, OTHER}),
    ("organisation.joined-network", {"on": None, "council_resolved_on": DAY}, None, {STREAM}),
    ("organisation.joined-network", {"on": DAY, "inherited_from": OTHER}, DAY, {STREAM, OTHER}),
    ("organisation.left-network", {"on": DAY}, DAY, {STREAM}),
    ("organisation.merged-into", {"on": DAY, "successor_id": OTHER}, DAY, {STREAM, OTHER}),
    ("organisation.split-into", {"on": None, "successor_ids": [OTHER, THIRD]}, None, {STREAM, OTHER, THIRD}),
    ("organisation.succeeded", {"on": DAY, "predecessor_id": OTHER}, DAY, {STREAM, OTHER}),
    ("organisation.annulled", {"reason": "nie geschehen"}, None, {STREAM}),
    ("declaration.proclaimed", {"on": DAY}, DAY, set()),
    ("declaration.revised", {"on": DAY, "summit_id": SUMMIT}, DAY, set()),
    ("summit.announced", {"on": PLANNED}, None, set()),
    ("summit.rescheduled", {"on": PLANNED}, None, set()),
    ("summit.held", {"on": DAY}, DAY, set()),
    ("summit.invited", {"organisation_id": OTHER, "on": DAY, "answer_by": PLANNED}, DAY, {OTHER}),
    ("summit.reminded", {"organisation_id": OTHER, "on": None, "remind_on": PLANNED}, None, {OTHER}),
    ("summit.attended", {"organisation_id": OTHER, "on": DAY}, DAY, {OTHER}),
    ("summit.agenda-item-removed", {"item_id": SUMMIT}, None, set()),
    ("summit-year.reserved", {"summit_id": SUMMIT}, None, set()),
    ("engagement-officers.kept", {"organisation_id": OTHER}, None, {OTHER}),
    ("engagement-officers.appointed", {"organisation_id": OTHER, "person": PERSON, "on": DAY}, DAY, {OTHER}),
    ("engagement-officers.stepped-down", {"person": PERSON, "on": DAY}, DAY, set()),
    ("engagement-officers.stepped-down", {"person": PERSON, "on": DAY, "ended": OTHER}, DAY, {OTHER}),
    ("impulse.raised", {"organisation_id": OTHER, "summit_id": SUMMIT}, None, {OTHER}),
    ("impulse.supported", {"organisation_id": OTHER, "on": DAY}, DAY, {OTHER}),
    ("impulse.reported-back", {"summit_id": SUMMIT}, None, set()),
    ("practice-example.shared", {"organisation_id": OTHER, "on": DAY}, DAY, {OTHER}),
    ("practice-example.adopted", {"organisation_id": OTHER, "adopted_from": None, "on": DAY}, DAY, {OTHER}),
    (
        "practice-example.adopted",
        {"organisation_id": OTHER, "adopted_from": THIRD, "on": None},
        None,
        {OTHER, THIRD},
    ),
    ("practice-example.withdrawn", {"on": DAY}, DAY, set()),
    ("reported-figure.reported", {"on": DAY}, DAY, set()),
]


@pytest.mark.parametrize(
    ("topic", "says", "day", "organisations"), HAPPENED, ids=[each[0] for each in HAPPENED]
)
def test_an_event_tells_when_it_happened_and_whom_it_concerns(
    topic: str, says: dict[str, Any], day: PartialDate | None, organisations: set[UUID]
) -> None:
    event: Any = object.__new__(TYPES[topic].event)  # as the mapper makes it
    vars(event).update(says, originator_id=STREAM)
    assert effective_on(event) == day
    assert organisations_of(event) == organisations


def test_a_correction_tells_what_it_says_itself() -> None:
    (state,) = (each for each in EVERYTHING if each[0].endswith("council-resolved") and "corrects" in each[3])
    correction: Any = create_mapper().to_domain_event(written(*state[:3]))
    assert effective_on(correction) == PartialDate(2015)
    assert organisations_of(correction) == {correction.originator_id}


def test_a_state_of_old_that_names_nobody_concerns_the_stream_alone() -> None:
    (state, *_) = (each for each in EVERYTHING if each[0] == "organisation.joined-network")
    joined: Any = create_mapper().to_domain_event(written(*state[:3]))
    assert "inherited_from" not in vars(joined)
    assert organisations_of(joined) == {joined.originator_id}
