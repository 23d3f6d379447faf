"""The types that are asked for: which column or rows each field shows."""

from __future__ import annotations

import strawberry

from domain.identity import DECLARATION_ID
from graphql_api.conditions import (
    ORGANISATION_CONDITIONS,
    SIGNATURE_CONDITIONS,
    SUMMIT_CONDITIONS,
)
from graphql_api.enums import MembershipStatus, Office, OrganisationKind, SummitFormat
from graphql_api.inputs import (
    AttendanceOrder,
    OrganisationBy,
    OrganisationFilter,
    OrganisationOrder,
    RevisionOrder,
    SignatureFilter,
    SignatureOrder,
    SummitFilter,
    SummitOrder,
)
from graphql_api.planner.fields import Field, One, column, node, one, part, planned
from graphql_api.planner.node_ids import decode_key
from graphql_api.planner.nodes import NodeById, NodesByIds
from graphql_api.relay import NODE_ARGUMENTS, NODES_ARGUMENTS, ConnectionOf, Node, connection
from graphql_api.scalars import DateTime, PartialDate, Position
from graphql_api.statistics import NetworkStatistics, statistics
from projections import (
    ATTENDANCES,
    DECLARATIONS,
    ORGANISATIONS,
    REVISIONS,
    SIGNATURES,
    SUMMITS,
)

NETWORK_NAME = "Kommunen-Netzwerk: engagiert in NRW"


@strawberry.type(
    description="An organisation's way into the network (Mitgliedschaft), as far as it has gone."
)
class Membership:
    status: MembershipStatus = column("How far it has gone (Stand).", "membership")
    accession_planned_on: PartialDate | None = column(
        "When the accession was planned (Beitrittsabsicht); null where it is not known, or never was.",
        "accession_planned_on",
    )
    joined_on: PartialDate | None = column(
        "When it joined (Beitritt); null where it is not known, or has not.", "joined_on"
    )
    council_resolved_on: PartialDate | None = column(
        "When its council resolved to join (Ratsbeschluss); null where it is not known.",
        "council_resolved_on",
    )
    source: str | None = column(
        "Where this is known from (Quelle).", "coalesce({row}.joining_source, {row}.accession_source)"
    )


@strawberry.type(
    description="An organisation (Organisation): a municipality (Kommune), a district, a "
    "Regierungsbezirk, the Land or a municipal umbrella association. Population and coordinates from "
    "GeoNames, CC BY 4.0."
)
@node("org", ORGANISATIONS)
class Organisation(Node):
    ags: str | None = column(
        "Its Amtlicher Gemeindeschlüssel, the leading zero included; null for associations.", "ags"
    )
    name: str = column("Its name (Name).", "name")
    kind: OrganisationKind = column("What it is (Art).", "kind")
    population: int | None = column(
        "Its population (Einwohnerzahl), rounded and not official unless its source says so; null where "
        "it is not recorded.",
        "population",
    )
    latitude: float | None = column("Degrees north, WGS 84 (Breitengrad).", "latitude")
    longitude: float | None = column("Degrees east, WGS 84 (Längengrad).", "longitude")
    source: str | None = column("Where its registration is known from (Quelle).", "source")
    parent: Organisation | None = one(
        "What it lies in (übergeordnete Ebene): a municipality in its district or Regierungsbezirk, a "
        "district in its Regierungsbezirk, that in the Land.",
        ORGANISATIONS,
        "parent_id",
    )
    children: ConnectionOf[Organisation] = connection(
        "What lies directly in it (nachgeordnete Ebene).",
        ORGANISATIONS,
        "NAME",
        of="{row}.parent_id = {parent}.id",
        filters=(OrganisationFilter, ORGANISATION_CONDITIONS),
        order_by=OrganisationOrder,
    )
    membership: Membership | None = part(
        "Its way into the network (Mitgliedschaft); null where it has not set out.",
        present="{row}.membership <> 'NONE'",
    )
    signatures: ConnectionOf[Signature] = connection(
        "Its signatures of the declaration (Unterschriften).",
        SIGNATURES,
        "RECORDED",
        of="{row}.organisation_id = {parent}.id",
        filters=(SignatureFilter, SIGNATURE_CONDITIONS),
        order_by=SignatureOrder,
    )
    attendances: ConnectionOf[Attendance] = connection(
        "The summits that it attended (Teilnahmen).",
        ATTENDANCES,
        "RECORDED",
        of="{row}.organisation_id = {parent}.id",
        order_by=AttendanceOrder,
    )


@strawberry.type(description="An organisation's signature of the declaration (Unterschrift).")
@node("sig", SIGNATURES, stream="organisation_id")
class Signature(Node):
    organisation: Organisation = one("Who signed (Unterzeichner).", ORGANISATIONS, "organisation_id")
    revision: Revision = one("What was signed (Fassung).", REVISIONS, "revision_id")
    signed_on: PartialDate | None = column(
        "When it was signed (Datum); null where it is not known.", "signed_on"
    )
    office: Office | None = column("By which office (Amt); null where it is not known.", "office")
    summit: Summit | None = one("At which summit (Spitzentreffen); null where at none.", SUMMITS, "summit_id")
    source: str | None = column("Where it is known from (Quelle).", "source")
    position: Position = column("Where the log records it.", "position")
    recorded_at: DateTime = column("When it was recorded.", "recorded_at")


@strawberry.type(description="One revision of the declaration (Fassung); the first is what was proclaimed.")
@node("rev", REVISIONS, stream="declaration_id")
class Revision(Node):
    number: int = column("1 for the first, and so on.", "revision")
    title: str = column("Its title (Titel).", "title")
    revised_on: PartialDate | None = column(
        "Since when it has been the current one (Datum); null where it is not known.", "revised_on"
    )
    source: str | None = column("Where it is known from (Quelle).", "source")
    recorded_at: DateTime = column("When it was recorded.", "recorded_at")
    signatures: ConnectionOf[Signature] = connection(
        "The signatures under this revision (Unterschriften).",
        SIGNATURES,
        "RECORDED",
        of="{row}.revision_id = {parent}.id",
        filters=(SignatureFilter, SIGNATURE_CONDITIONS),
        order_by=SignatureOrder,
    )


@strawberry.type(description="The joint declaration (Gemeinsame Erklärung).")
@node("dec", DECLARATIONS)
class Declaration(Node):
    title: str = column("Its present title (Titel).", "title")
    proclaimed_on: PartialDate | None = column(
        "When it was proclaimed; null where it is not known.", "proclaimed_on"
    )
    current_revision: Revision = one("What is signed now (Fassung).", REVISIONS, "current_revision_id")
    revisions: ConnectionOf[Revision] = connection(
        "All its revisions (Fassungen).",
        REVISIONS,
        "REVISION",
        of="{row}.declaration_id = {parent}.id",
        order_by=RevisionOrder,
    )
    signatures: ConnectionOf[Signature] = connection(
        "The signatures under all its revisions (Unterschriften).",
        SIGNATURES,
        "RECORDED",
        filters=(SignatureFilter, SIGNATURE_CONDITIONS),
        order_by=SignatureOrder,
    )


@strawberry.type(description="A yearly summit (Spitzentreffen), announced or held.")
@node("sum", SUMMITS)
class Summit(Node):
    year: int = column("Its calendar year; there is at most one a year.", "year")
    title: str = column("Its title (Titel).", "title")
    held: bool = column("Whether it has been held; if not, it is announced.", "held")
    on: PartialDate | None = column("When (Datum); null where it is not known.", "held_on")
    place: str | None = column("Where (Ort); null where it is not known.", "place")
    host: str | None = column("The host's office (Gastgeber); null where it is not known.", "host")
    format: SummitFormat | None = column("In which form; null where it is not known.", "format")
    reported_attendance: int | None = column(
        "How many a source says were there (berichtete Teilnehmerzahl); the attendances recorded may be "
        "fewer. Null where none says.",
        "reported_attendance",
    )
    source: str | None = column("Where it is known from (Quelle).", "source")
    attendances: ConnectionOf[Attendance] = connection(
        "Who is recorded as having been there (Teilnahmen).",
        ATTENDANCES,
        "RECORDED",
        of="{row}.summit_id = {parent}.id",
        order_by=AttendanceOrder,
    )
    signatures: ConnectionOf[Signature] = connection(
        "The signatures given at it (Unterschriften).",
        SIGNATURES,
        "RECORDED",
        of="{row}.summit_id = {parent}.id",
        filters=(SignatureFilter, SIGNATURE_CONDITIONS),
        order_by=SignatureOrder,
    )


@strawberry.type(description="An organisation's attendance of a summit (Teilnahme).")
@node("att", ATTENDANCES, stream="summit_id")
class Attendance(Node):
    summit: Summit = one("The summit (Spitzentreffen).", SUMMITS, "summit_id")
    organisation: Organisation = one("Who was there.", ORGANISATIONS, "organisation_id")
    attended_on: PartialDate | None = column("When; null where it is not known.", "attended_on")
    office: Office | None = column(
        "The office that represented it (Amt); null where it is not known.", "office"
    )
    source: str | None = column("Where it is known from (Quelle).", "source")
    position: Position = column("Where the log records it.", "position")
    recorded_at: DateTime = column("When it was recorded.", "recorded_at")


def _organisation_by(field: Field, row: str) -> str:
    by = field.argument("by")
    if by.field("id").given:
        key = by.field("id").bind("uuid", lambda text: decode_key(text, "org"))
        return f"{row}.id = {key}"
    return f"{row}.ags = {by.field('ags').bind('text')}"


def _summit_of_year(field: Field, row: str) -> str:
    return f"{row}.year = {field.argument('year').bind('bigint')}"


@strawberry.type(
    description="The network of municipalities (Kommunen-Netzwerk: engagiert in NRW), at one position of "
    "the log: all that is asked below it belongs together."
)
class Network:
    name: str = column("Its name.", f"'{NETWORK_NAME}'::text")
    position: Position = column("The position of the log that the answer reflects.", "position")
    recorded_at: DateTime | None = column(
        "When the event at that position was recorded; null while the log is empty.", "recorded_at"
    )
    organisation: Organisation | None = planned(
        One(ORGANISATIONS, _organisation_by),
        "One organisation, by its id or AGS; null where there is none.",
        {"by": (OrganisationBy, "Its id or its AGS.")},
    )
    organisations: ConnectionOf[Organisation] = connection(
        "The registered organisations (Organisationen).",
        ORGANISATIONS,
        "NAME",
        filters=(OrganisationFilter, ORGANISATION_CONDITIONS),
        order_by=OrganisationOrder,
    )
    declaration: Declaration | None = planned(
        One(DECLARATIONS, lambda _, row: f"{row}.id = '{DECLARATION_ID}'"),
        "The joint declaration (Gemeinsame Erklärung); null until it is proclaimed.",
    )
    summit: Summit | None = planned(
        One(SUMMITS, _summit_of_year),
        "The summit (Spitzentreffen) of a year; null where there is none.",
        {"year": (int, "The calendar year.")},
    )
    summits: ConnectionOf[Summit] = connection(
        "The summits (Spitzentreffen), announced and held.",
        SUMMITS,
        "YEAR",
        filters=(SummitFilter, SUMMIT_CONDITIONS),
        order_by=SummitOrder,
    )
    statistics: NetworkStatistics = statistics("The network in figures (Statistik).")
    node: Node | None = planned(
        NodeById(), "Any node of the network by its id; null where there is none.", NODE_ARGUMENTS
    )
    nodes: list[Node | None] = planned(
        NodesByIds(), "Many nodes, in the order of their ids; null where there is none.", NODES_ARGUMENTS
    )


@strawberry.type(description="What can be asked.")
class Query:
    network: Network = part("The network as the register knows it now.")
    node: Node | None = planned(NodeById(), "Any node by its id; null where there is none.", NODE_ARGUMENTS)
    nodes: list[Node | None] = planned(
        NodesByIds(), "Many nodes, in the order of their ids; null where there is none.", NODES_ARGUMENTS
    )
