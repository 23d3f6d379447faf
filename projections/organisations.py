"""Organisations: what is registered, and where each stands with the network."""

from __future__ import annotations

from typing import NamedTuple
from uuid import UUID

from domain.organisation import Ending, MembershipStatus, Organisation
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
    joined_on: PartialDate | None
    council_resolved_on: PartialDate | None
    council_reference: str | None
    standing_source: str | None
    left_on: PartialDate | None
    left_reason: str | None
    memberships: int
    ended: str | None
    ended_on: PartialDate | None
    ended_reason: str | None


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
        joined_on=None,
        council_resolved_on=None,
        council_reference=None,
        standing_source=None,
        left_on=None,
        left_reason=None,
        memberships=0,
        ended=None,
        ended_on=None,
        ended_reason=None,
    )


def renamed(row: OrganisationRow, fact: Fact[Organisation.Renamed]) -> OrganisationRow:
    return row._replace(name=fact.event.name, name_key=name_key(fact.event.name))


def kind_changed(row: OrganisationRow, fact: Fact[Organisation.KindChanged]) -> OrganisationRow:
    return row._replace(kind=fact.event.kind)


def parent_changed(row: OrganisationRow, fact: Fact[Organisation.ParentChanged]) -> OrganisationRow:
    return row._replace(parent_id=fact.event.parent_id)


def population_updated(row: OrganisationRow, fact: Fact[Organisation.PopulationUpdated]) -> OrganisationRow:
    return row._replace(population=fact.event.population)


def planned_accession(row: OrganisationRow, fact: Fact[Organisation.PlannedAccession]) -> OrganisationRow:
    return row._replace(
        membership=MembershipStatus.ACCESSION_PLANNED,
        accession_planned_on=fact.event.on,
        standing_source=fact.source,
    )


def withdrew_accession(row: OrganisationRow, fact: Fact[Organisation.WithdrewAccession]) -> OrganisationRow:
    return row._replace(
        membership=MembershipStatus.LEFT if row.memberships else MembershipStatus.NONE,
        accession_planned_on=None,
        council_resolved_on=None,
        council_reference=None,
        standing_source=fact.source,
    )


def council_resolved(row: OrganisationRow, fact: Fact[Organisation.CouncilResolved]) -> OrganisationRow:
    return row._replace(council_resolved_on=fact.event.on, council_reference=fact.event.reference)


def joined_network(row: OrganisationRow, fact: Fact[Organisation.JoinedNetwork]) -> OrganisationRow:
    named, known = fact.event.council_resolved_on, row.council_resolved_on
    other = named and known and (named.latest < known.earliest or known.latest < named.earliest)
    return row._replace(
        membership=MembershipStatus.MEMBER,
        joined_on=fact.event.on,
        council_resolved_on=named or known,
        council_reference=None if other else row.council_reference,
        standing_source=fact.source,
        left_on=None,
        left_reason=None,
        memberships=row.memberships + 1,
    )


def left_network(row: OrganisationRow, fact: Fact[Organisation.LeftNetwork]) -> OrganisationRow:
    """What belonged to the membership that ended is shown by that one, as its joining says it."""
    return row._replace(
        membership=MembershipStatus.LEFT,
        accession_planned_on=None,
        joined_on=None,
        council_resolved_on=None,
        council_reference=None,
        standing_source=fact.source,
        left_on=fact.event.on,
        left_reason=fact.event.reason,
    )


def merged_into(row: OrganisationRow, fact: Fact[Organisation.MergedInto]) -> OrganisationRow:
    return row._replace(ended=Ending.MERGED, ended_on=fact.event.on)


def split_into(row: OrganisationRow, fact: Fact[Organisation.SplitInto]) -> OrganisationRow:
    return row._replace(ended=Ending.SPLIT, ended_on=fact.event.on)


def dissolved(row: OrganisationRow, fact: Fact[Organisation.Dissolved]) -> OrganisationRow:
    return row._replace(ended=Ending.DISSOLVED, ended_on=fact.event.on, ended_reason=fact.event.reason)


ORGANISATIONS = ReadModel(
    name="organisations",
    version=1,
    row=OrganisationRow,
    opens={Organisation.Registered: registered},
    changes={
        Organisation.Renamed: renamed,
        Organisation.KindChanged: kind_changed,
        Organisation.ParentChanged: parent_changed,
        Organisation.PopulationUpdated: population_updated,
        Organisation.PlannedAccession: planned_accession,
        Organisation.WithdrewAccession: withdrew_accession,
        Organisation.CouncilResolved: council_resolved,
        Organisation.JoinedNetwork: joined_network,
        Organisation.LeftNetwork: left_network,
        Organisation.MergedInto: merged_into,
        Organisation.SplitInto: split_into,
        Organisation.Dissolved: dissolved,
    },
    orders={
        "NAME": Order.by("name_key"),
        "POPULATION": Order("coalesce(population, 9223372036854775807)", "coalesce(population, -1)", int),
        "JOINED_ON": Order("coalesce(joined_on, '~')", "coalesce(joined_on, '')", str),
    },
    indexes=("ags", "parent_id, name_key, id"),
)
