"""How lists are narrowed and ordered."""

from __future__ import annotations

from enum import Enum

import strawberry
from strawberry import UNSET

from graphql_api.enums import (
    AdoptionKind,
    Answer,
    ExampleKind,
    ImpulseState,
    ImpulseStepKind,
    MembershipStatus,
    OrganisationKind,
    SummitFormat,
    SummitState,
    TargetGroup,
    Topic,
)
from graphql_api.scalars import Date, DateTime, Position


@strawberry.enum(description="The direction of an order. Unknown values come last in both.")
class OrderDirection(Enum):
    ASC = strawberry.enum_value("ASC", description="Ascending (aufsteigend).")
    DESC = strawberry.enum_value("DESC", description="Descending (absteigend).")


@strawberry.enum(description="What organisations are ordered by.")
class OrganisationOrderField(Enum):
    NAME = strawberry.enum_value("NAME", description="The name, as German lists sort it (DIN 5007-1).")
    POPULATION = strawberry.enum_value("POPULATION", description="The population (Einwohnerzahl).")
    JOINED_ON = strawberry.enum_value("JOINED_ON", description="The day of joining (Beitritt).")


@strawberry.enum(description="What signatures are ordered by.")
class SignatureOrderField(Enum):
    RECORDED = strawberry.enum_value("RECORDED", description="The order of recording.")
    SIGNED_ON = strawberry.enum_value("SIGNED_ON", description="The day of signing.")


@strawberry.enum(description="What attendances are ordered by.")
class AttendanceOrderField(Enum):
    RECORDED = strawberry.enum_value("RECORDED", description="The order of recording.")


@strawberry.enum(description="What facts are ordered by.")
class RecordedOrderField(Enum):
    RECORDED = strawberry.enum_value("RECORDED", description="The order of recording.")


@strawberry.enum(description="What the items of an agenda are ordered by.")
class AgendaItemOrderField(Enum):
    NUMBER = strawberry.enum_value("NUMBER", description="The order on the agenda.")


@strawberry.enum(description="What reported figures are ordered by.")
class ReportedFigureOrderField(Enum):
    RECORDED = strawberry.enum_value("RECORDED", description="The order of recording.")
    REPORTED_ON = strawberry.enum_value("REPORTED_ON", description="The day that the figure is of.")


@strawberry.enum(description="What summits are ordered by.")
class SummitOrderField(Enum):
    YEAR = strawberry.enum_value("YEAR", description="The calendar year.")


@strawberry.enum(description="What revisions are ordered by.")
class RevisionOrderField(Enum):
    REVISION = strawberry.enum_value("REVISION", description="The number of the revision.")


@strawberry.enum(description="What impulses are ordered by.")
class ImpulseOrderField(Enum):
    RECORDED = strawberry.enum_value("RECORDED", description="The order of recording.")
    TITLE = strawberry.enum_value("TITLE", description="The title, as German lists sort it (DIN 5007-1).")
    SUPPORTERS = strawberry.enum_value("SUPPORTERS", description="How many support it.")


@strawberry.enum(description="What the steps of impulses are ordered by.")
class ImpulseStepOrderField(Enum):
    NUMBER = strawberry.enum_value("NUMBER", description="The place on the way of its impulse.")
    RECORDED = strawberry.enum_value("RECORDED", description="The order of recording.")


@strawberry.enum(description="What practice examples are ordered by.")
class PracticeExampleOrderField(Enum):
    RECORDED = strawberry.enum_value("RECORDED", description="The order of recording.")
    TITLE = strawberry.enum_value("TITLE", description="The title, as German lists sort it (DIN 5007-1).")
    ADOPTERS = strawberry.enum_value("ADOPTERS", description="How many adopted it.")


@strawberry.enum(description="What adoptions are ordered by.")
class AdoptionOrderField(Enum):
    RECORDED = strawberry.enum_value("RECORDED", description="The order of recording.")
    ADOPTED_ON = strawberry.enum_value("ADOPTED_ON", description="The day of adopting.")


@strawberry.input(description="An order of organisations; ties are broken by the id.")
class OrganisationOrder:
    field: OrganisationOrderField = strawberry.field(description="What it is by.")
    direction: OrderDirection = strawberry.field(
        default=OrderDirection.ASC, description="Ascending where it is left out."
    )


@strawberry.input(description="An order of signatures; ties are broken by the id.")
class SignatureOrder:
    field: SignatureOrderField = strawberry.field(description="What it is by.")
    direction: OrderDirection = strawberry.field(
        default=OrderDirection.ASC, description="Ascending where it is left out."
    )


@strawberry.input(description="An order of attendances; ties are broken by the id.")
class AttendanceOrder:
    field: AttendanceOrderField = strawberry.field(description="What it is by.")
    direction: OrderDirection = strawberry.field(
        default=OrderDirection.ASC, description="Ascending where it is left out."
    )


@strawberry.input(description="An order of facts; ties are broken by the id.")
class RecordedOrder:
    field: RecordedOrderField = strawberry.field(description="What it is by.")
    direction: OrderDirection = strawberry.field(
        default=OrderDirection.ASC, description="Ascending where it is left out."
    )


@strawberry.input(description="An order of the items of an agenda.")
class AgendaItemOrder:
    field: AgendaItemOrderField = strawberry.field(description="What it is by.")
    direction: OrderDirection = strawberry.field(
        default=OrderDirection.ASC, description="Ascending where it is left out."
    )


@strawberry.input(description="An order of reported figures; ties are broken by the id.")
class ReportedFigureOrder:
    field: ReportedFigureOrderField = strawberry.field(description="What it is by.")
    direction: OrderDirection = strawberry.field(
        default=OrderDirection.ASC, description="Ascending where it is left out."
    )


@strawberry.input(description="An order of summits.")
class SummitOrder:
    field: SummitOrderField = strawberry.field(description="What it is by.")
    direction: OrderDirection = strawberry.field(
        default=OrderDirection.ASC, description="Ascending where it is left out."
    )


@strawberry.input(description="An order of revisions.")
class RevisionOrder:
    field: RevisionOrderField = strawberry.field(description="What it is by.")
    direction: OrderDirection = strawberry.field(
        default=OrderDirection.ASC, description="Ascending where it is left out."
    )


@strawberry.input(description="An order of impulses; ties are broken by the id.")
class ImpulseOrder:
    field: ImpulseOrderField = strawberry.field(description="What it is by.")
    direction: OrderDirection = strawberry.field(
        default=OrderDirection.ASC, description="Ascending where it is left out."
    )


@strawberry.input(description="An order of the steps of impulses; ties are broken by the id.")
class ImpulseStepOrder:
    field: ImpulseStepOrderField = strawberry.field(description="What it is by.")
    direction: OrderDirection = strawberry.field(
        default=OrderDirection.ASC, description="Ascending where it is left out."
    )


@strawberry.input(description="An order of practice examples; ties are broken by the id.")
class PracticeExampleOrder:
    field: PracticeExampleOrderField = strawberry.field(description="What it is by.")
    direction: OrderDirection = strawberry.field(
        default=OrderDirection.ASC, description="Ascending where it is left out."
    )


@strawberry.input(description="An order of adoptions; ties are broken by the id.")
class AdoptionOrder:
    field: AdoptionOrderField = strawberry.field(description="What it is by.")
    direction: OrderDirection = strawberry.field(
        default=OrderDirection.ASC, description="Ascending where it is left out."
    )


@strawberry.input(one_of=True, description="How one organisation is named: by its id or by its AGS.")
class OrganisationBy:
    id: strawberry.ID | None = strawberry.field(default=UNSET, description="Its global id.")
    ags: str | None = strawberry.field(
        default=UNSET, description="Its Amtlicher Gemeindeschlüssel, the leading zero included."
    )


@strawberry.input(one_of=True, description="As of when: a position of the log, or a moment of recording.")
class AsOf:
    position: Position | None = strawberry.field(
        default=UNSET, description="The last position that is to count; the log has it already."
    )
    recorded_at: DateTime | None = strawberry.field(
        default=UNSET,
        description="A moment that has passed: what was recorded then or before counts. The answer's "
        "`position` tells which position that is.",
    )


@strawberry.enum(description="How sure the recorded dates make an answer.")
class Certainty(Enum):
    CERTAIN = strawberry.enum_value("CERTAIN", description="The dates leave no doubt (sicher).")
    UNDATED = strawberry.enum_value(
        "UNDATED", description="The dates leave it open, as they are not known exactly (undatiert)."
    )


@strawberry.input(description="Which members of a day are meant.")
class MemberOnFilter:
    on: Date = strawberry.field(description="The day.")
    certainty: Certainty = strawberry.field(
        default=Certainty.CERTAIN,
        description="Those that certainly were members, or those that may have been.",
    )


@strawberry.input(
    description="Which signatories are meant; all conditions hold for one signature that stands."
)
class SignatoryFilter:
    signed: bool = strawberry.field(
        default=True, description="False turns it round: those without such a signature."
    )
    revision: int | None = strawberry.field(default=UNSET, description="Signed this revision.")
    current_revision: bool | None = strawberry.field(
        default=UNSET, description="True: signed the current revision. False: another one."
    )
    on: Date | None = strawberry.field(default=UNSET, description="Certainly signed on this day.")
    since: Date | None = strawberry.field(default=UNSET, description="Certainly signed on this day or later.")
    until: Date | None = strawberry.field(
        default=UNSET, description="Certainly signed on this day or earlier."
    )


@strawberry.input(description="Which organisations are meant; all conditions hold.")
class OrganisationFilter:
    kind: list[OrganisationKind] | None = strawberry.field(default=UNSET, description="One of these kinds.")
    membership: list[MembershipStatus] | None = strawberry.field(
        default=UNSET, description="One of these states of membership."
    )
    member_on: MemberOnFilter | None = strawberry.field(
        default=UNSET, description="Members on a day, certain or undated."
    )
    ended: bool | None = strawberry.field(
        default=UNSET, description="True: merged, split or dissolved. False: those that there are."
    )
    signatory: SignatoryFilter | None = strawberry.field(
        default=UNSET, description="Signed the declaration, in this way."
    )
    parent: strawberry.ID | None = strawberry.field(
        default=UNSET, description="Lies directly in this organisation."
    )
    text: str | None = strawberry.field(
        default=UNSET,
        description="The name contains this text, or the AGS begins with it. Case, umlauts and "
        "accents do not matter: ö is as good as o.",
    )


@strawberry.input(description="Which signatures are meant; all conditions hold.")
class SignatureFilter:
    revision: int | None = strawberry.field(default=UNSET, description="Of this revision.")
    current_revision: bool | None = strawberry.field(
        default=UNSET, description="True: of the current revision. False: of another one."
    )
    withdrawn: bool | None = strawberry.field(
        default=UNSET, description="True: withdrawn or passed on. False: those that stand."
    )
    on: Date | None = strawberry.field(default=UNSET, description="Certainly given on this day.")
    since: Date | None = strawberry.field(default=UNSET, description="Certainly given on this day or later.")
    until: Date | None = strawberry.field(
        default=UNSET, description="Certainly given on this day or earlier."
    )


@strawberry.input(description="Which summits are meant; all conditions hold.")
class SummitFilter:
    held: bool | None = strawberry.field(
        default=UNSET, description="True: held or closed. False: announced, open or cancelled."
    )
    state: list[SummitState] | None = strawberry.field(default=UNSET, description="In one of these states.")
    format: list[SummitFormat] | None = strawberry.field(default=UNSET, description="Of one of these forms.")


@strawberry.input(description="Which invitations are meant; all conditions hold.")
class InvitationFilter:
    answer: list[Answer] | None = strawberry.field(
        default=UNSET, description="Answered in one of these ways."
    )
    reminder_due: Date | None = strawberry.field(
        default=UNSET,
        description="Not answered, and to be reminded on this day or before (fällige Erinnerungen): of "
        "summits that are announced, by organisations that there are.",
    )


@strawberry.input(description="Which engagement officers are meant; all conditions hold.")
class EngagementOfficerFilter:
    in_office: bool | None = strawberry.field(
        default=UNSET, description="True: in office. False: those that stepped down."
    )


@strawberry.input(description="Which impulses are meant; all conditions hold.")
class ImpulseFilter:
    state: list[ImpulseState] | None = strawberry.field(default=UNSET, description="In one of these states.")
    topics: list[Topic] | None = strawberry.field(
        default=UNSET, description="About one of these topics, or several."
    )
    raised_by: strawberry.ID | None = strawberry.field(
        default=UNSET, description="Raised by this organisation."
    )
    raised_at: strawberry.ID | None = strawberry.field(default=UNSET, description="Raised at this summit.")


@strawberry.input(description="Which steps are meant; all conditions hold.")
class ImpulseStepFilter:
    kind: list[ImpulseStepKind] | None = strawberry.field(default=UNSET, description="Of one of these kinds.")


@strawberry.input(description="Which practice examples are meant; all conditions hold.")
class PracticeExampleFilter:
    kind: list[ExampleKind] | None = strawberry.field(default=UNSET, description="Of one of these kinds.")
    topics: list[Topic] | None = strawberry.field(
        default=UNSET, description="About one of these topics, or several."
    )
    target_groups: list[TargetGroup] | None = strawberry.field(
        default=UNSET, description="For one of these target groups, or several."
    )
    shared_by: strawberry.ID | None = strawberry.field(
        default=UNSET, description="Shared by this organisation."
    )
    withdrawn: bool | None = strawberry.field(
        default=UNSET, description="True: withdrawn. False: those that are shared."
    )


@strawberry.input(description="Which adoptions are meant; all conditions hold.")
class AdoptionFilter:
    kind: list[AdoptionKind] | None = strawberry.field(default=UNSET, description="Of one of these kinds.")
    direct: bool | None = strawberry.field(
        default=UNSET,
        description="True: from the organisation that shared the example. False: from one that had adopted "
        "it.",
    )
