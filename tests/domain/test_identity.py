"""Ids and topics are frozen: they are in the log, in links and in other people's systems."""

import uuid
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from eventsourcing.domain import Aggregate

from domain.declaration import Declaration
from domain.identity import (
    DECLARATION_ID,
    attendance_id,
    organisation_id,
    revision_id,
    signature_id,
    summit_year_id,
)
from domain.organisation import Organisation
from domain.summit import Summit, SummitYear

NETWORK = UUID("5b0c1f0e-7a53-5f0f-9a51-0d9a6a2f3c11")
TOWN = UUID("086ee78c-b010-5c40-a24b-0e1ca5618727")
SUMMIT = UUID("00000000-0000-0000-0000-0000000007e1")

AGGREGATES = (Organisation, Declaration, Summit, SummitYear)


def test_ids_are_as_they_were() -> None:
    assert organisation_id("05111000") == TOWN
    assert organisation_id("Städtetag Nordrhein-Westfalen") == UUID("7d24bb08-f457-545d-81cf-82f278bbe20f")
    assert UUID("487becc6-b28e-5af6-93c6-931fa61588d6") == DECLARATION_ID
    assert summit_year_id(2017) == UUID("271a7fa9-b3ee-538c-8f01-ba0defafd360")
    assert signature_id(TOWN, 2) == UUID("4cbbb9d2-739a-5f6d-92ef-df014efa3212")
    assert revision_id(1) == UUID("0c8b5754-e737-593d-9818-99c455a85738")
    assert attendance_id(SUMMIT, TOWN) == UUID("0e4656fb-faea-5edb-81c7-58555b440e74")


def test_ids_are_the_standards_uuid5() -> None:
    assert organisation_id("05111000") == uuid.uuid5(NETWORK, "organisation/05111000")
    assert organisation_id("Köln") == uuid.uuid5(NETWORK, "organisation/Köln")
    assert uuid.uuid5(NETWORK, "declaration") == DECLARATION_ID
    assert summit_year_id(2017) == uuid.uuid5(NETWORK, "summit-year/2017")
    assert signature_id(TOWN, 2) == uuid.uuid5(TOWN, "signature/2")
    assert revision_id(1) == uuid.uuid5(DECLARATION_ID, "revision/1")
    assert attendance_id(SUMMIT, TOWN).version == 5
    assert attendance_id(SUMMIT, TOWN).variant == uuid.RFC_4122


def events() -> Iterator[Any]:
    """Every event class; those between them and eventsourcing's included."""
    for aggregate in AGGREGATES:
        for name, member in vars(aggregate).items():
            if name != "Created" and isinstance(member, type) and issubclass(member, Aggregate.Event):
                yield member


def test_topics_are_as_they_were() -> None:
    assert sorted(event.TOPIC for event in events()) == [
        "declaration.event",
        "declaration.proclaimed",
        "declaration.revised",
        "organisation.event",
        "organisation.joined-network",
        "organisation.kind-changed",
        "organisation.planned-accession",
        "organisation.population-updated",
        "organisation.registered",
        "organisation.renamed",
        "organisation.signed-declaration",
        "summit-year.event",
        "summit-year.reserved",
        "summit.announced",
        "summit.attended",
        "summit.event",
        "summit.held",
        "summit.held-unannounced",
    ]


def test_topics_of_aggregates_are_as_they_were() -> None:
    topics = [aggregate.TOPIC for aggregate in AGGREGATES]
    assert topics == ["organisation", "declaration", "summit", "summit-year"]
