"""Organisations: what is registered, and where each stands with the network."""

from __future__ import annotations

from typing import NamedTuple
from uuid import UUID

from domain.organisation import MembershipStatus, Organisation
from domain.partial_date import PartialDate
from projections.german_order import name_key
from projections.kernel import Fact, Order, ReadModel


class OrganisationRow(NamedTuple):
    id: UUID
    ags: str | None
    name: str
    name_key: str
    kind: str
    parent_id: UUID | None
    population: int | None
    latitude: float | None
    longitude: float | None
    source: str | None
    membership: str
    accession_planned_on: PartialDate | None
    accession_source: str | None
    joined_on: PartialDate | None
    council_resolved_on: PartialDate | None
    joining_source: str | None


def registered(fact: Fact[Organisation.Registered]) -> OrganisationRow:
    event = fact.event
    return OrganisationRow(
        id=event.originator_id,
        ags=event.ags,
        name=event.name,
        name_key=name_key(event.name),
        kind=event.kind,
        parent_id=event.parent_id,
        population=event.population,
        latitude=event.latitude,
        longitude=event.longitude,
        source=fact.source,
        membership=MembershipStatus.NONE,
        accession_planned_on=None,
        accession_source=None,
        joined_on=None,
        council_resolved_on=None,
        joining_source=None,
    )


def renamed(row: OrganisationRow, fact: Fact[Organisation.Renamed]) -> OrganisationRow:
    return row._replace(name=fact.event.name, name_key=name_key(fact.event.name))


def kind_changed(row: OrganisationRow, fact: Fact[Organisation.KindChanged]) -> OrganisationRow:
    return row._replace(kind=fact.event.kind)


def population_updated(row: OrganisationRow, fact: Fact[Organisation.PopulationUpdated]) -> OrganisationRow:
    return row._replace(population=fact.event.population)


def planned_accession(row: OrganisationRow, fact: Fact[Organisation.PlannedAccession]) -> OrganisationRow:
    return row._replace(
        membership=MembershipStatus.ACCESSION_PLANNED,
        accession_planned_on=fact.event.on,
        accession_source=fact.source,
    )


def joined_network(row: OrganisationRow, fact: Fact[Organisation.JoinedNetwork]) -> OrganisationRow:
    return row._replace(
        membership=MembershipStatus.MEMBER,
        joined_on=fact.event.on,
        council_resolved_on=fact.event.council_resolved_on,
        joining_source=fact.source,
    )


ORGANISATIONS = ReadModel(
    name="organisations",
    version=1,
    row=OrganisationRow,
    opens={Organisation.Registered: registered},
    changes={
        Organisation.Renamed: renamed,
        Organisation.KindChanged: kind_changed,
        Organisation.PopulationUpdated: population_updated,
        Organisation.PlannedAccession: planned_accession,
        Organisation.JoinedNetwork: joined_network,
    },
    orders={
        "NAME": Order.by("name_key"),
        "POPULATION": Order("coalesce(population, 9223372036854775807)", "coalesce(population, -1)", int),
        "JOINED_ON": Order("coalesce(joined_on, '~')", "coalesce(joined_on, '')", str),
    },
    indexes=("ags", "parent_id, name_key, id"),
)
