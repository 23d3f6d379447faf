"""How lists are narrowed and ordered."""

from __future__ import annotations

from enum import Enum

import strawberry
from strawberry import UNSET

from graphql_api.enums import MembershipStatus, OrganisationKind, SummitFormat
from graphql_api.scalars import Date


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


@strawberry.enum(description="What summits are ordered by.")
class SummitOrderField(Enum):
    YEAR = strawberry.enum_value("YEAR", description="The calendar year.")


@strawberry.enum(description="What revisions are ordered by.")
class RevisionOrderField(Enum):
    REVISION = strawberry.enum_value("REVISION", description="The number of the revision.")


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


@strawberry.input(one_of=True, description="How one organisation is named: by its id or by its AGS.")
class OrganisationBy:
    id: strawberry.ID | None = strawberry.field(default=UNSET, description="Its global id.")
    ags: str | None = strawberry.field(
        default=UNSET, description="Its Amtlicher Gemeindeschlüssel, the leading zero included."
    )


@strawberry.input(description="Which signatories are meant; all conditions hold for one signature.")
class SignatoryFilter:
    signed: bool = strawberry.field(
        default=True, description="False turns it round: those without such a signature."
    )
    revision: int | None = strawberry.field(default=UNSET, description="Signed this revision.")
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
    on: Date | None = strawberry.field(default=UNSET, description="Certainly given on this day.")
    since: Date | None = strawberry.field(default=UNSET, description="Certainly given on this day or later.")
    until: Date | None = strawberry.field(
        default=UNSET, description="Certainly given on this day or earlier."
    )


@strawberry.input(description="Which summits are meant; all conditions hold.")
class SummitFilter:
    held: bool | None = strawberry.field(
        default=UNSET, description="True: held already. False: announced and not held yet."
    )
    format: list[SummitFormat] | None = strawberry.field(default=UNSET, description="Of one of these forms.")
