"""An organisation: its registration, its membership and its signatures, one stream."""

from __future__ import annotations

import re
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from eventsourcing.domain import Aggregate, event

from domain import errors
from domain.identity import organisation_id
from domain.offices import Office
from domain.partial_date import PartialDate
from domain.rules import one_line, refuse_future, within


class OrganisationKind(StrEnum):
    LAND = "LAND"
    REGIERUNGSBEZIRK = "REGIERUNGSBEZIRK"
    KREIS = "KREIS"
    STAEDTEREGION = "STAEDTEREGION"
    KREISFREIE_STADT = "KREISFREIE_STADT"
    STADT = "STADT"
    GEMEINDE = "GEMEINDE"
    KOMMUNALER_SPITZENVERBAND = "KOMMUNALER_SPITZENVERBAND"


class MembershipStatus(StrEnum):
    NONE = "NONE"
    ACCESSION_PLANNED = "ACCESSION_PLANNED"
    MEMBER = "MEMBER"


DISTRICTS = frozenset({OrganisationKind.KREIS, OrganisationKind.STAEDTEREGION})
MUNICIPALITIES = frozenset(
    {OrganisationKind.KREISFREIE_STADT, OrganisationKind.STADT, OrganisationKind.GEMEINDE}
)
ELIGIBLE = DISTRICTS | MUNICIPALITIES

_AGS_DIGITS = {
    OrganisationKind.LAND: 2,
    OrganisationKind.REGIERUNGSBEZIRK: 3,
    **dict.fromkeys(DISTRICTS, 5),
    **dict.fromkeys(MUNICIPALITIES, 8),
}


class Organisation(Aggregate):
    TOPIC = "organisation"

    class Event(Aggregate.Event):
        TOPIC = "organisation.event"

    # Registration

    class Registered(Event, Aggregate.Created):
        TOPIC = "organisation.registered"
        ags: str | None
        name: str
        kind: OrganisationKind
        parent_id: UUID | None
        population: int | None
        latitude: float | None
        longitude: float | None

    class Renamed(Event):
        TOPIC = "organisation.renamed"
        name: str

    class KindChanged(Event):
        TOPIC = "organisation.kind-changed"
        kind: OrganisationKind

    class PopulationUpdated(Event):
        TOPIC = "organisation.population-updated"
        population: int

    @classmethod
    def register(
        cls,
        *,
        ags: str | None,
        name: str,
        kind: OrganisationKind,
        parent: Organisation | None,
        population: int | None,
        latitude: float | None,
        longitude: float | None,
        now: datetime,
    ) -> Organisation:
        name = one_line(name, errors.InvalidName)
        refuse_ags_unlike_kind(ags, kind, parent)
        refuse_impossible_population(population)
        within(latitude, -90, 90, field="latitude")
        within(longitude, -180, 180, field="longitude")
        return cls._create(
            cls.Registered,
            id=organisation_id(ags or name),
            timestamp=now,
            ags=ags,
            name=name,
            kind=kind,
            parent_id=parent.id if parent else None,
            population=population,
            latitude=latitude,
            longitude=longitude,
        )

    @event(Registered)
    def __init__(
        self,
        ags: str | None,
        name: str,
        kind: OrganisationKind,
        parent_id: UUID | None,
        population: int | None,
    ) -> None:
        self.ags = ags
        self.name = name
        self.kind = kind
        self.parent_id = parent_id
        self.population = population
        self.membership = MembershipStatus.NONE
        self.signed: frozenset[int] = frozenset()

    def rename(self, name: str, *, now: datetime) -> None:
        name = one_line(name, errors.InvalidName)
        self.trigger_event(self.Renamed, timestamp=now, name=name)

    @event(Renamed)
    def _renamed(self, name: str) -> None:
        self.name = name

    def change_kind(self, kind: OrganisationKind, *, now: datetime) -> None:
        refuse_ags_unlike_kind(self.ags, kind, None)
        self.trigger_event(self.KindChanged, timestamp=now, kind=kind)

    @event(KindChanged)
    def _kind_changed(self, kind: OrganisationKind) -> None:
        self.kind = kind

    def update_population(self, population: int, *, now: datetime) -> None:
        refuse_impossible_population(population)
        self.trigger_event(self.PopulationUpdated, timestamp=now, population=population)

    @event(PopulationUpdated)
    def _population_updated(self, population: int) -> None:
        self.population = population

    # Signatures

    class SignedDeclaration(Event):
        TOPIC = "organisation.signed-declaration"
        revision: int
        on: PartialDate | None
        office: Office | None
        summit_id: UUID | None

    def sign_declaration(
        self,
        revision: int,
        *,
        on: PartialDate | None,
        office: Office | None,
        summit_id: UUID | None,
        now: datetime,
    ) -> None:
        refuse_future(on, now)
        if revision in self.signed:
            raise errors.AlreadySigned(f"{self.name}, revision {revision}")
        self.trigger_event(
            self.SignedDeclaration,
            timestamp=now,
            revision=revision,
            on=on,
            office=office,
            summit_id=summit_id,
        )

    @event(SignedDeclaration)
    def _signed_declaration(self, revision: int) -> None:
        self.signed |= {revision}

    # Membership

    class PlannedAccession(Event):
        TOPIC = "organisation.planned-accession"
        on: PartialDate | None

    class JoinedNetwork(Event):
        TOPIC = "organisation.joined-network"
        on: PartialDate | None
        council_resolved_on: PartialDate | None

    def plan_accession(self, *, on: PartialDate | None, now: datetime) -> None:
        self._refuse_unless_eligible()
        if self.membership is MembershipStatus.ACCESSION_PLANNED:
            raise errors.AccessionAlreadyPlanned(self.name)
        self.trigger_event(self.PlannedAccession, timestamp=now, on=on)

    @event(PlannedAccession)
    def _planned_accession(self) -> None:
        self.membership = MembershipStatus.ACCESSION_PLANNED

    def join_network(
        self, *, on: PartialDate | None, council_resolved_on: PartialDate | None, now: datetime
    ) -> None:
        refuse_future(on, now)
        refuse_future(council_resolved_on, now, field="councilResolvedOn")
        self._refuse_unless_eligible()
        if not self.signed:
            raise errors.SignatureMissing(self.name)
        self.trigger_event(self.JoinedNetwork, timestamp=now, on=on, council_resolved_on=council_resolved_on)

    @event(JoinedNetwork)
    def _joined_network(self) -> None:
        self.membership = MembershipStatus.MEMBER

    def _refuse_unless_eligible(self) -> None:
        if self.kind not in ELIGIBLE:
            raise errors.NotEligible(f"{self.name} is {self.kind}")
        if self.membership is MembershipStatus.MEMBER:
            raise errors.AlreadyMember(self.name)

    @property
    def may_attend(self) -> bool:
        """Members, those that plan their accession, and signatories attend summits."""
        return self.membership is not MembershipStatus.NONE or bool(self.signed)


def refuse_ags_unlike_kind(ags: str | None, kind: OrganisationKind, parent: Organisation | None) -> None:
    digits = _AGS_DIGITS.get(kind)
    if (ags is None) != (digits is None):
        raise errors.InvalidAgs(f"{kind} with AGS {ags}")
    if ags is not None and not re.fullmatch(rf"[0-9]{{{digits}}}", ags):
        raise errors.InvalidAgs(f"{ags!r} for {kind}")
    if parent is not None and not (ags or "").startswith(parent.ags or ""):
        raise errors.InvalidAgs(f"{ags} does not begin with {parent.ags}")


def refuse_impossible_population(population: int | None) -> None:
    within(population, 0, 100_000_000, field="population")
