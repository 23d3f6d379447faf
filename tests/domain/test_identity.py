"""Ids and topics are frozen: they are in the log, in links and in other people's systems."""

import uuid
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from eventsourcing.domain import Aggregate

from domain.declaration import Declaration
from domain.engagement_officers import EngagementOfficers
from domain.erasure import Erasure
from domain.identity import (
    DECLARATION_ID,
    adoption_id,
    agenda_item_id,
    attendance_id,
    engagement_officers_id,
    erasure_id,
    impulse_step_id,
    invitation_id,
    membership_id,
    organisation_id,
    revision_id,
    signature_id,
    succession_id,
    summit_year_id,
)
from domain.impulse import Impulse
from domain.organisation import Organisation
from domain.practice_example import PracticeExample
from domain.reported_figure import ReportedFigure
from domain.summit import Summit
from domain.summit_year import SummitYear

NETWORK = UUID("5b0c1f0e-7a53-5f0f-9a51-0d9a6a2f3c11")
TOWN = UUID("086ee78c-b010-5c40-a24b-0e1ca5618727")
OTHER_TOWN = UUID("bb4a29b0-f95c-5c7c-a565-e9914e9b483a")
SUMMIT = UUID("00000000-0000-0000-0000-0000000007e1")
IMPULSE, EXAMPLE = UUID(int=41), UUID(int=42)

AGGREGATES = (
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
# What an event class may be derived from, of which itself there are no events.
BETWEEN = {*(f"{aggregate.TOPIC}.event" for aggregate in AGGREGATES), "impulse.step", "practice-example.said"}


def test_ids_are_as_they_were() -> None:
    assert organisation_id("05111000") == TOWN
    assert organisation_id("Städtetag Nordrhein-Westfalen") == UUID("7d24bb08-f457-545d-81cf-82f278bbe20f")
    assert UUID("487becc6-b28e-5af6-93c6-931fa61588d6") == DECLARATION_ID
    assert summit_year_id(2017) == UUID("271a7fa9-b3ee-538c-8f01-ba0defafd360")
    assert signature_id(TOWN, 2) == UUID("4cbbb9d2-739a-5f6d-92ef-df014efa3212")
    assert revision_id(1) == UUID("0c8b5754-e737-593d-9818-99c455a85738")
    assert attendance_id(SUMMIT, TOWN) == UUID("0e4656fb-faea-5edb-81c7-58555b440e74")
    assert signature_id(TOWN, 2, 3) == UUID("a75f4cf2-5a08-5542-a3a7-7ab8e72732e7")
    assert membership_id(TOWN, 1) == UUID("f9f26b3c-7fc5-5869-8dbb-2acb04a5c10f")
    assert membership_id(TOWN, 2) == UUID("ecdd94e9-cd27-5eaf-9c47-e999486a8562")
    assert engagement_officers_id(TOWN) == UUID("d0a45081-1383-551c-975e-c7893e144e87")
    assert invitation_id(SUMMIT, TOWN) == UUID("aacede09-f58e-5efc-8bfa-2c32ab80ddb1")
    assert agenda_item_id(SUMMIT, 1) == UUID("43e9b725-7935-5dba-a344-57c7b1baf9f2")
    assert succession_id(TOWN, OTHER_TOWN) == UUID("55b4c180-07d9-50db-a7f7-e73c280218b1")
    assert impulse_step_id(IMPULSE, 1) == UUID("779824eb-e3e5-58fc-8294-f5c4f5fae768")
    assert adoption_id(EXAMPLE, TOWN) == UUID("bb8f2bb5-7d08-5ed0-b944-eabc5f7f59e6")


def test_ids_are_the_standards_uuid5() -> None:
    assert organisation_id("05111000") == uuid.uuid5(NETWORK, "organisation/05111000")
    assert organisation_id("Köln") == uuid.uuid5(NETWORK, "organisation/Köln")
    assert uuid.uuid5(NETWORK, "declaration") == DECLARATION_ID
    assert summit_year_id(2017) == uuid.uuid5(NETWORK, "summit-year/2017")
    assert signature_id(TOWN, 2) == uuid.uuid5(TOWN, "signature/2")
    assert revision_id(1) == uuid.uuid5(DECLARATION_ID, "revision/1")
    assert signature_id(TOWN, 2, 3) == uuid.uuid5(TOWN, "signature/2/3")
    assert membership_id(TOWN, 2) == uuid.uuid5(TOWN, "membership/2")
    assert engagement_officers_id(TOWN) == uuid.uuid5(TOWN, "engagement-officers")
    assert erasure_id(TOWN) == uuid.uuid5(TOWN, "erasure")
    assert agenda_item_id(SUMMIT, 1) == uuid.uuid5(SUMMIT, "agenda/1")
    assert impulse_step_id(IMPULSE, 2) == uuid.uuid5(IMPULSE, "step/2")
    for of_bytes in (attendance_id, invitation_id, succession_id, adoption_id):
        id_ = of_bytes(SUMMIT, TOWN)
        assert (id_.version, id_.variant) == (5, uuid.RFC_4122)


def test_a_signature_given_once_has_the_id_that_it_had_before_any_was_withdrawn() -> None:
    assert signature_id(TOWN, 2, 1) == signature_id(TOWN, 2) != signature_id(TOWN, 2, 2)


def test_who_succeeds_whom_is_told_apart() -> None:
    assert succession_id(TOWN, OTHER_TOWN) != succession_id(OTHER_TOWN, TOWN)
    assert len({of(SUMMIT, TOWN) for of in (invitation_id, attendance_id, succession_id, adoption_id)}) == 4


def events() -> Iterator[Any]:
    """Every event class that the log has events of."""
    return (event for event in event_classes() if event.TOPIC not in BETWEEN)


def event_classes() -> Iterator[Any]:
    """Every event class; those between them and eventsourcing's included."""
    for aggregate in AGGREGATES:
        for name, member in vars(aggregate).items():
            if name != "Created" and isinstance(member, type) and issubclass(member, Aggregate.Event):
                yield member


def test_topics_are_as_they_were() -> None:
    assert sorted(event.TOPIC for event in event_classes()) == [
        "declaration.annulled",
        "declaration.event",
        "declaration.proclaimed",
        "declaration.revised",
        "declaration.text-recorded",
        "engagement-officers.annulled",
        "engagement-officers.appointed",
        "engagement-officers.changed",
        "engagement-officers.event",
        "engagement-officers.kept",
        "engagement-officers.stepped-down",
        "erasure.event",
        "erasure.person-erased",
        "impulse.annulled",
        "impulse.declined",
        "impulse.event",
        "impulse.put-into-effect",
        "impulse.raised",
        "impulse.reported-back",
        "impulse.step",
        "impulse.supported",
        "impulse.taken-up",
        "impulse.withdrawn",
        "organisation.annulled",
        "organisation.council-resolved",
        "organisation.dissolved",
        "organisation.event",
        "organisation.joined-network",
        "organisation.kind-changed",
        "organisation.left-network",
        "organisation.merged-into",
        "organisation.parent-changed",
        "organisation.planned-accession",
        "organisation.population-updated",
        "organisation.registered",
        "organisation.renamed",
        "organisation.signature-withdrawn",
        "organisation.signed-declaration",
        "organisation.split-into",
        "organisation.succeeded",
        "organisation.withdrew-accession",
        "practice-example.adopted",
        "practice-example.annulled",
        "practice-example.event",
        "practice-example.experience-reported",
        "practice-example.revised",
        "practice-example.said",
        "practice-example.shared",
        "practice-example.withdrawn",
        "reported-figure.annulled",
        "reported-figure.event",
        "reported-figure.reported",
        "reported-figure.retracted",
        "summit-year.event",
        "summit-year.released",
        "summit-year.reserved",
        "summit-year.reserved-again",
        "summit.agenda-item-added",
        "summit.agenda-item-changed",
        "summit.agenda-item-removed",
        "summit.announced",
        "summit.annulled",
        "summit.attended",
        "summit.cancelled",
        "summit.closed",
        "summit.event",
        "summit.held",
        "summit.held-unannounced",
        "summit.invitation-answered",
        "summit.invitation-withdrawn",
        "summit.invited",
        "summit.moved-to-format",
        "summit.opened",
        "summit.reminded",
        "summit.rescheduled",
    ]


def test_topics_of_aggregates_are_as_they_were() -> None:
    assert [aggregate.TOPIC for aggregate in AGGREGATES] == [
        "organisation",
        "declaration",
        "summit",
        "summit-year",
        "engagement-officers",
        "erasure",
        "impulse",
        "practice-example",
        "reported-figure",
    ]
