"""An organisation: its registration, its signatures, its membership and its end, one stream."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from eventsourcing.domain import Aggregate, event

from domain import errors
from domain.corrections import Annulment, CorrectableEvent
from domain.criteria import Criteria
from domain.identity import organisation_id
from domain.offices import Office
from domain.partial_date import PartialDate
from domain.rules import one_line, optional_text, refuse_before, refuse_future, within


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
    LEFT = "LEFT"


class Ending(StrEnum):
    """How an organisation ends."""

    MERGED = "MERGED"
    SPLIT = "SPLIT"
    DISSOLVED = "DISSOLVED"


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

    class Event(CorrectableEvent):
        TOPIC = "organisation.event"
        concerns = frozenset({"originator_id"})

    class Annulled(Event, Annulment):
        TOPIC = "organisation.annulled"

    @event(Annulled)
    def _annulled(self) -> None:
        """What stands is folded anew when the organisation is loaded."""

    # Registration

    class Registered(Event, Aggregate.Created):
        TOPIC = "organisation.registered"
        concerns = frozenset({"originator_id", "parent_id"})
        ags: str | None
        name: str
        kind: OrganisationKind
        parent_id: UUID | None
        population: int | None
        latitude: float | None
        longitude: float | None

    class Renamed(Event):
        TOPIC = "organisation.renamed"
        decided_by = "rename"
        name: str

    class KindChanged(Event):
        TOPIC = "organisation.kind-changed"
        decided_by = "change_kind"
        kind: OrganisationKind

    class ParentChanged(Event):
        """It lies in another district or Regierungsbezirk from now on."""

        TOPIC = "organisation.parent-changed"
        decided_by = "change_parent"
        concerns = frozenset({"originator_id", "parent_id"})
        parent_id: UUID

    class PopulationUpdated(Event):
        TOPIC = "organisation.population-updated"
        decided_by = "update_population"
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
        self.joined_on: PartialDate | None = None
        self.left_on: PartialDate | None = None
        self.memberships = 0
        self.ended: Ending | None = None
        self._predecessors: frozenset[UUID] = frozenset()
        self._signed_on: Mapping[int, PartialDate | None] = {}
        self._signatures: Mapping[int, int] = {}

    def rename(self, name: str, *, now: datetime) -> None:
        self.refuse_ended()
        name = one_line(name, errors.InvalidName)
        if name == self.name:
            raise errors.NothingChanges(name)
        self.trigger_event(self.Renamed, timestamp=now, name=name)

    @event(Renamed)
    def _renamed(self, name: str) -> None:
        self.name = name

    def change_kind(self, kind: OrganisationKind, *, now: datetime) -> None:
        self.refuse_ended()
        refuse_ags_unlike_kind(self.ags, kind, None)
        if kind == self.kind:
            raise errors.NothingChanges(kind)
        self.trigger_event(self.KindChanged, timestamp=now, kind=kind)

    @event(KindChanged)
    def _kind_changed(self, kind: OrganisationKind) -> None:
        self.kind = kind

    def change_parent(self, parent_id: UUID, *, now: datetime) -> None:
        self.refuse_ended()
        if parent_id == self.parent_id:
            raise errors.NothingChanges
        self.trigger_event(self.ParentChanged, timestamp=now, parent_id=parent_id)

    @event(ParentChanged)
    def _parent_changed(self, parent_id: UUID) -> None:
        self.parent_id = parent_id

    def update_population(self, population: int, *, now: datetime) -> None:
        self.refuse_ended()
        refuse_impossible_population(population)
        if population == self.population:
            raise errors.NothingChanges(str(population))
        self.trigger_event(self.PopulationUpdated, timestamp=now, population=population)

    @event(PopulationUpdated)
    def _population_updated(self, population: int) -> None:
        self.population = population

    # Signatures

    class SignedDeclaration(Event):
        """It signed a revision; or, after its predecessor, is bound by that one's signature.

        Attributes:
            time: 1, or one more for each signature of the same revision that was withdrawn before.
        """

        TOPIC = "organisation.signed-declaration"
        decided_by = "sign_declaration"
        works_out = frozenset({"time"})
        effective = "on"
        concerns = frozenset({"originator_id", "inherited_from"})
        revision: int
        on: PartialDate | None
        office: Office | None
        summit_id: UUID | None
        time: int = 1
        inherited_from: UUID | None = None

        @property
        def entailed_by(self) -> UUID | None:
            return self.inherited_from

    class SignatureWithdrawn(Event):
        """Its signature stands no more: withdrawn, or passed on as the organisation ended."""

        TOPIC = "organisation.signature-withdrawn"
        decided_by = "withdraw_signature"
        works_out = frozenset({"time"})
        effective = "on"
        revision: int
        time: int
        on: PartialDate | None
        reason: str | None
        ending: Ending | None

        @property
        def entailed_by(self) -> UUID | None:
            return self.originator_id if self.ending else None

    @property
    def signed(self) -> frozenset[int]:
        """The revisions under which its signature stands."""
        return frozenset(self._signed_on)

    def times_signed(self, revision: int) -> int:
        """How often it signed this revision, what was withdrawn since included."""
        return self._signatures.get(revision, 0)

    def sign_declaration(
        self,
        revision: int,
        *,
        on: PartialDate | None,
        office: Office | None,
        summit_id: UUID | None,
        inherited_from: UUID | None = None,
        now: datetime,
    ) -> None:
        self.refuse_ended()
        refuse_future(on, now)
        if revision in self._signed_on:
            raise errors.AlreadySigned(f"{self.name}, {revision}")
        self.trigger_event(
            self.SignedDeclaration,
            timestamp=now,
            revision=revision,
            on=on,
            office=office,
            summit_id=summit_id,
            time=self.times_signed(revision) + 1,
            inherited_from=inherited_from,
        )

    @event(SignedDeclaration)
    def _signed_declaration(self, revision: int, on: PartialDate | None, time: int = 1) -> None:
        self._signed_on = {**self._signed_on, revision: on}
        self._signatures = {**self._signatures, revision: time}

    def withdraw_signature(
        self,
        revision: int,
        *,
        on: PartialDate | None,
        reason: str | None,
        ending: Ending | None = None,
        now: datetime,
    ) -> None:
        self.refuse_ended()
        refuse_future(on, now)
        reason = optional_text(reason, "reason")
        if revision not in self._signed_on:
            raise errors.NotSigned(f"{self.name}, {revision}")
        if len(self._signed_on) == 1 and self.membership is MembershipStatus.MEMBER:
            raise errors.SignatureMissing(self.name)
        refuse_before(on, self._signed_on[revision])
        self.trigger_event(
            self.SignatureWithdrawn,
            timestamp=now,
            revision=revision,
            time=self._signatures[revision],
            on=on,
            reason=reason,
            ending=ending,
        )

    @event(SignatureWithdrawn)
    def _signature_withdrawn(self, revision: int) -> None:
        self._signed_on = {known: on for known, on in self._signed_on.items() if known != revision}

    # Membership

    class PlannedAccession(Event):
        TOPIC = "organisation.planned-accession"
        decided_by = "plan_accession"
        effective = "on"
        on: PartialDate | None

    class WithdrewAccession(Event):
        """It does not plan to join any more, or has ended."""

        TOPIC = "organisation.withdrew-accession"
        decided_by = "withdraw_accession"
        effective = "on"
        on: PartialDate | None
        reason: str | None
        ending: Ending | None = None

        @property
        def entailed_by(self) -> UUID | None:
            return self.originator_id if self.ending else None

    class CouncilResolved(Event):
        """Its council resolved to join."""

        TOPIC = "organisation.council-resolved"
        decided_by = "resolve_accession"
        effective = "on"
        on: PartialDate | None
        reference: str | None

    class JoinedNetwork(Event):
        """It became a member; or, after its predecessor, is one.

        Attributes:
            time: 1, or one more for each time that it had left before.
        """

        TOPIC = "organisation.joined-network"
        decided_by = "join_network"
        works_out = frozenset({"time"})
        effective = "on"
        concerns = frozenset({"originator_id", "inherited_from"})
        on: PartialDate | None
        council_resolved_on: PartialDate | None
        criteria: Criteria | None = None
        time: int = 1
        inherited_from: UUID | None = None

        @property
        def entailed_by(self) -> UUID | None:
            return self.inherited_from

    class LeftNetwork(Event):
        """It is no member any more, from this day on."""

        TOPIC = "organisation.left-network"
        decided_by = "leave_network"
        works_out = frozenset({"time"})
        effective = "on"
        time: int
        on: PartialDate | None
        reason: str | None
        ending: Ending | None

        @property
        def entailed_by(self) -> UUID | None:
            return self.originator_id if self.ending else None

    def plan_accession(self, *, on: PartialDate | None, now: datetime) -> None:
        self._refuse_unless_eligible()
        if self.membership is MembershipStatus.ACCESSION_PLANNED:
            raise errors.AccessionAlreadyPlanned(self.name)
        self.trigger_event(self.PlannedAccession, timestamp=now, on=on)

    @event(PlannedAccession)
    def _planned_accession(self) -> None:
        self.membership = MembershipStatus.ACCESSION_PLANNED

    def withdraw_accession(
        self, *, on: PartialDate | None, reason: str | None, ending: Ending | None = None, now: datetime
    ) -> None:
        self.refuse_ended()
        refuse_future(on, now)
        reason = optional_text(reason, "reason")
        if self.membership is not MembershipStatus.ACCESSION_PLANNED:
            raise errors.NoAccessionPlanned(self.name)
        self.trigger_event(self.WithdrewAccession, timestamp=now, on=on, reason=reason, ending=ending)

    @event(WithdrewAccession)
    def _withdrew_accession(self) -> None:
        self.membership = MembershipStatus.LEFT if self.memberships else MembershipStatus.NONE

    def resolve_accession(self, *, on: PartialDate | None, reference: str | None, now: datetime) -> None:
        self._refuse_unless_eligible()
        refuse_future(on, now)
        reference = None if reference is None else one_line(reference, errors.InvalidTitle, "reference")
        self.trigger_event(self.CouncilResolved, timestamp=now, on=on, reference=reference)

    @event(CouncilResolved)
    def _council_resolved(self) -> None:
        """The rules ask for no resolution."""

    def join_network(
        self,
        *,
        on: PartialDate | None,
        council_resolved_on: PartialDate | None,
        criteria: Criteria | None = None,
        inherited_from: UUID | None = None,
        now: datetime,
    ) -> None:
        self._refuse_unless_eligible()
        refuse_future(on, now)
        refuse_future(council_resolved_on, now, field="councilResolvedOn")
        criteria = criteria and criteria.checked()
        if not self._signed_on:
            raise errors.SignatureMissing(self.name)
        refuse_before(on, self.left_on)
        self.trigger_event(
            self.JoinedNetwork,
            timestamp=now,
            on=on,
            council_resolved_on=council_resolved_on,
            criteria=criteria,
            time=self.memberships + 1,
            inherited_from=inherited_from,
        )

    @event(JoinedNetwork)
    def _joined_network(self, on: PartialDate | None, time: int = 1) -> None:
        self.membership = MembershipStatus.MEMBER
        self.joined_on = on
        self.memberships = time

    def leave_network(
        self, *, on: PartialDate | None, reason: str | None, ending: Ending | None = None, now: datetime
    ) -> None:
        self.refuse_ended()
        refuse_future(on, now)
        reason = optional_text(reason, "reason")
        if self.membership is not MembershipStatus.MEMBER:
            raise errors.NotMember(self.name)
        refuse_before(on, self.joined_on)
        self.trigger_event(
            self.LeftNetwork, timestamp=now, time=self.memberships, on=on, reason=reason, ending=ending
        )

    @event(LeftNetwork)
    def _left_network(self, on: PartialDate | None) -> None:
        self.membership = MembershipStatus.LEFT
        self.left_on = on

    def _refuse_unless_eligible(self) -> None:
        self.refuse_ended()
        if not self.eligible:
            raise errors.NotEligible(f"{self.name}: {self.kind}")
        if self.membership is MembershipStatus.MEMBER:
            raise errors.AlreadyMember(self.name)

    @property
    def eligible(self) -> bool:
        """Municipalities and districts can join."""
        return self.kind in ELIGIBLE

    def refuse_unless_member(self) -> None:
        self.refuse_ended()
        if self.membership is not MembershipStatus.MEMBER:
            raise errors.NotMember(self.name)

    def refuse_unless_entitled(self) -> None:
        """Members, those that plan their accession, and signatories are invited to summits and attend."""
        self.refuse_ended()
        planned_or_member = {MembershipStatus.ACCESSION_PLANNED, MembershipStatus.MEMBER}
        if self.membership not in planned_or_member and not self._signed_on:
            raise errors.NotEntitledToAttend(self.name)

    # Its end, and that of its predecessors

    class MergedInto(Event):
        TOPIC = "organisation.merged-into"
        decided_by = "merge_into"
        effective = "on"
        concerns = frozenset({"originator_id", "successor_id"})
        successor_id: UUID
        on: PartialDate | None

    class SplitInto(Event):
        TOPIC = "organisation.split-into"
        decided_by = "split_into"
        effective = "on"
        concerns = frozenset({"originator_id", "successor_ids"})
        successor_ids: Sequence[UUID]
        on: PartialDate | None

    class Dissolved(Event):
        TOPIC = "organisation.dissolved"
        decided_by = "dissolve"
        effective = "on"
        on: PartialDate | None
        reason: str | None

    class Succeeded(Event):
        """It stands in the place of another that ended, alone or with others."""

        TOPIC = "organisation.succeeded"
        decided_by = "succeed"
        effective = "on"
        concerns = frozenset({"originator_id", "predecessor_id"})
        predecessor_id: UUID
        ending: Ending
        on: PartialDate | None

        @property
        def entailed_by(self) -> UUID:
            return self.predecessor_id

    def merge_into(self, successor_id: UUID, *, on: PartialDate | None, now: datetime) -> None:
        self._refuse_to_end(on, now)
        if successor_id == self.id:
            raise errors.InvalidSuccessor(self.name)
        self.trigger_event(self.MergedInto, timestamp=now, successor_id=successor_id, on=on)

    @event(MergedInto)
    def _merged_into(self) -> None:
        self.ended = Ending.MERGED

    def split_into(self, successor_ids: Sequence[UUID], *, on: PartialDate | None, now: datetime) -> None:
        self._refuse_to_end(on, now)
        if len(set(successor_ids)) < 2 or self.id in successor_ids:
            raise errors.InvalidSuccessor(self.name)
        self.trigger_event(self.SplitInto, timestamp=now, successor_ids=list(successor_ids), on=on)

    @event(SplitInto)
    def _split_into(self) -> None:
        self.ended = Ending.SPLIT

    def dissolve(self, *, on: PartialDate | None, reason: str | None, now: datetime) -> None:
        self._refuse_to_end(on, now)
        reason = optional_text(reason, "reason")
        self.trigger_event(self.Dissolved, timestamp=now, on=on, reason=reason)

    @event(Dissolved)
    def _dissolved(self) -> None:
        self.ended = Ending.DISSOLVED

    def succeed(self, predecessor_id: UUID, ending: Ending, *, on: PartialDate | None, now: datetime) -> None:
        self.refuse_ended()
        if predecessor_id in self._predecessors:  # its end was annulled, the succession was not
            raise errors.NothingChanges(self.name, field="into")
        self.trigger_event(self.Succeeded, timestamp=now, predecessor_id=predecessor_id, ending=ending, on=on)

    @event(Succeeded)
    def _succeeded(self, predecessor_id: UUID) -> None:
        """What is inherited is recorded by itself."""
        self._predecessors |= {predecessor_id}

    def _refuse_to_end(self, on: PartialDate | None, now: datetime) -> None:
        self.refuse_ended()
        refuse_future(on, now)

    def refuse_ended(self) -> None:
        if self.ended:
            raise errors.OrganisationEnded(self.name)


def refuse_ags_unlike_kind(ags: str | None, kind: OrganisationKind, parent: Organisation | None) -> None:
    digits = _AGS_DIGITS.get(kind)
    if (ags is None) != (digits is None):
        raise errors.InvalidAgs(f"{kind}: {ags}")
    if ags is not None and not re.fullmatch(rf"[0-9]{{{digits}}}", ags):
        raise errors.InvalidAgs(f"{kind}: {ags!r}")
    if parent is not None and not (ags or "").startswith(parent.ags or ""):
        raise errors.InvalidAgs(f"{ags} ≠ {parent.ags}…")


def refuse_impossible_population(population: int | None) -> None:
    within(population, 0, 100_000_000, field="population")
