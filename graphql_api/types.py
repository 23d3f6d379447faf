"""The types that are asked for: which column or rows each field shows."""

from __future__ import annotations

import strawberry

from domain.identity import DECLARATION_ID
from graphql_api import statistics
from graphql_api.conditions import (
    INVITATION_CONDITIONS,
    OFFICER_CONDITIONS,
    ORGANISATION_CONDITIONS,
    SIGNATURE_CONDITIONS,
    SUMMIT_CONDITIONS,
)
from graphql_api.enums import (
    Answer,
    Ending,
    Figure,
    MembershipStatus,
    Office,
    OrganisationKind,
    Recognition,
    SummitFormat,
    SummitState,
)
from graphql_api.inputs import (
    AgendaItemOrder,
    AttendanceOrder,
    EngagementOfficerFilter,
    InvitationFilter,
    OrganisationBy,
    OrganisationFilter,
    OrganisationOrder,
    RecordedOrder,
    ReportedFigureOrder,
    RevisionOrder,
    SignatureFilter,
    SignatureOrder,
    SummitFilter,
    SummitOrder,
)
from graphql_api.planner.fields import (
    ColumnOrElse,
    Field,
    One,
    column,
    lacking,
    node,
    one,
    part,
    personal,
    planned,
)
from graphql_api.planner.node_ids import decode_key
from graphql_api.planner.nodes import NodeById, NodesByIds
from graphql_api.relay import NODE_ARGUMENTS, NODES_ARGUMENTS, ConnectionOf, Node, connection
from graphql_api.scalars import Date, DateTime, PartialDate, Position
from graphql_api.standing import StandingOn
from projections import (
    AGENDA_ITEMS,
    ATTENDANCES,
    DECLARATIONS,
    ENGAGEMENT_OFFICERS,
    INVITATIONS,
    MEMBERSHIPS,
    ORGANISATIONS,
    REPORTED_FIGURES,
    REVISIONS,
    SIGNATURES,
    SUCCESSIONS,
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
        "When it joined (Beitritt); null where it is not known, or is no member.", "joined_on"
    )
    council_resolved_on: PartialDate | None = column(
        "When its council resolved to join (Ratsbeschluss); null where it is not known.",
        "council_resolved_on",
    )
    council_reference: str | None = column(
        "By which the council's resolution is found (Drucksache); null where it is not known.",
        "council_reference",
    )
    left_on: PartialDate | None = column(
        "Since when it is no member (Austritt); null where it is not known, or has not left.", "left_on"
    )
    left_reason: str | None = column("Why it left; null where it is not known, or has not.", "left_reason")
    source: str | None = column("Where it is known from how far it has gone (Quelle).", "standing_source")


@strawberry.type(description="The five criteria of membership (Kriterien), each attested with its evidence.")
class Criteria:
    contact_person: str = column(
        "There is a contact person for civic engagement (Ansprechperson).", "contact_person"
    )
    cross_cutting_task: str = column(
        "Engagement support is a cross-cutting task of the administration (Querschnittsaufgabe).",
        "cross_cutting_task",
    )
    willingness_to_sign: str = column(
        "It is willing to sign the declaration (Bereitschaft zur Unterzeichnung).", "willingness_to_sign"
    )
    recognition: Recognition = column("How volunteers are recognised (Anerkennung).", "recognition")
    recognition_evidence: str = column("The evidence for the recognition.", "recognition_evidence")
    collaboration: str = column(
        "It commits itself to continuous collaboration (Mitarbeit im Netzwerk).", "collaboration"
    )


@strawberry.type(
    description="How an organisation stood with the network on a day: a member for certain, possibly, or not."
)
class MembershipOnDay:
    on: Date = column("The day.", "day")
    member: bool = column("Whether it certainly was a member.", "certainly")
    undated: bool = column(
        "Whether the dates leave it open if it was, as they are not known exactly.",
        "({row}.possibly AND NOT {row}.certainly)",
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
        present="({row}.membership <> 'NONE' OR {row}.council_resolved_on IS NOT NULL)",
    )
    membership_on: MembershipOnDay = planned(
        StandingOn(MEMBERSHIPS),
        "Whether it was a member on a day, as far as the dates tell.",
        {"on": (Date, "The day; of one that lies ahead it is told what will be if nothing more happens.")},
    )
    memberships: ConnectionOf[MembershipPeriod] = connection(
        "Its memberships (Mitgliedschaften): each from a joining to the leaving after it.",
        MEMBERSHIPS,
        "RECORDED",
        of="{row}.organisation_id = {parent}.id",
        order_by=RecordedOrder,
    )
    engagement_officers: ConnectionOf[EngagementOfficer] = connection(
        "Its contact persons for civic engagement (Engagementbeauftragte).",
        ENGAGEMENT_OFFICERS,
        "RECORDED",
        of="{row}.organisation_id = {parent}.id",
        filters=(EngagementOfficerFilter, OFFICER_CONDITIONS),
        order_by=RecordedOrder,
    )
    ended: Ending | None = column("How it ended (Gebietsänderung); null where it has not.", "ended")
    ended_on: PartialDate | None = column(
        "When it ended; null where it is not known, or has not.", "ended_on"
    )
    ended_reason: str | None = column("Why it ended; null where no reason is recorded.", "ended_reason")
    successors: ConnectionOf[Succession] = connection(
        "What stands in its place since it ended (Rechtsnachfolge).",
        SUCCESSIONS,
        "RECORDED",
        of="{row}.predecessor_id = {parent}.id",
        order_by=RecordedOrder,
    )
    predecessors: ConnectionOf[Succession] = connection(
        "In whose place it stands since that ended (Rechtsvorgänger).",
        SUCCESSIONS,
        "RECORDED",
        of="{row}.successor_id = {parent}.id",
        order_by=RecordedOrder,
    )
    invitations: ConnectionOf[Invitation] = connection(
        "The summits that it was invited to (Einladungen).",
        INVITATIONS,
        "RECORDED",
        of="{row}.organisation_id = {parent}.id",
        filters=(InvitationFilter, INVITATION_CONDITIONS),
        order_by=RecordedOrder,
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


@strawberry.type(
    description="An organisation's membership (Mitgliedschaft), from its joining to its leaving, if it left."
)
@node("mem", MEMBERSHIPS, stream="organisation_id")
class MembershipPeriod(Node):
    organisation: Organisation = one("Whose it is.", ORGANISATIONS, "organisation_id")
    joined_on: PartialDate | None = column(
        "When it joined (Beitritt); null where it is not known.", "joined_on"
    )
    council_resolved_on: PartialDate | None = column(
        "When its council had resolved to join (Ratsbeschluss), as the joining says; null where it does not.",
        "council_resolved_on",
    )
    criteria: Criteria | None = part(
        "The criteria, attested (Kriterien); null where the joining is known without them.",
        present="{row}.contact_person IS NOT NULL",
    )
    inherited_from: Organisation | None = one(
        "The predecessor whose membership it goes on with; null where it joined itself.",
        ORGANISATIONS,
        "inherited_from_id",
    )
    left: bool = column("Whether it has ended (Austritt).", "has_left")
    left_on: PartialDate | None = column(
        "Since when it is no member; null where it is not known, or has not left.", "left_on"
    )
    left_reason: str | None = column("Why it left; null where no reason is recorded.", "left_reason")
    ending: Ending | None = column(
        "The organisation's own end, which ended the membership; null where it left itself.", "ending"
    )
    source: str | None = column("Where the joining is known from (Quelle).", "source")
    position: Position = column("Where the log records the joining.", "position")
    recorded_at: DateTime = column("When the joining was recorded.", "recorded_at")


@strawberry.type(description="That an organisation stands in the place of another (Rechtsnachfolge).")
@node("suc", SUCCESSIONS, stream="successor_id")
class Succession(Node):
    predecessor: Organisation = one("The one that ended.", ORGANISATIONS, "predecessor_id")
    successor: Organisation = one("The one that stands in its place.", ORGANISATIONS, "successor_id")
    ending: Ending = column("How the predecessor ended.", "ending")
    succeeded_on: PartialDate | None = column("Since when; null where it is not known.", "succeeded_on")
    source: str | None = column("Where it is known from (Quelle).", "source")
    position: Position = column("Where the log records it.", "position")
    recorded_at: DateTime = column("When it was recorded.", "recorded_at")


@strawberry.type(
    description="An organisation's contact person for civic engagement (Engagementbeauftragte). Name, e-mail "
    "and telephone are personal: they are sealed, and shown to those only who may see them."
)
@node("eng", ENGAGEMENT_OFFICERS, stream="stream_id")
class EngagementOfficer(Node):
    organisation: Organisation = one("Whose contact person it is.", ORGANISATIONS, "organisation_id")
    name: str | None = personal("The person's name; null where the person is erased.", "name")
    email: str | None = personal(
        "The person's e-mail address; null where none is recorded, or the person is erased.", "email"
    )
    phone: str | None = personal(
        "The person's telephone number; null where none is recorded, or the person is erased.", "phone"
    )
    appointed_on: PartialDate | None = column("Since when; null where it is not known.", "appointed_on")
    in_office: bool = column("Whether the person has not stepped down.", "in_office")
    stepped_down_on: PartialDate | None = column(
        "Since when no more; null where it is not known, or the person has not stepped down.",
        "stepped_down_on",
    )
    source: str | None = column("Where the appointment is known from (Quelle).", "source")
    position: Position = column("Where the log records the appointment.", "position")
    recorded_at: DateTime = column("When the appointment was recorded.", "recorded_at")


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
    inherited_from: Organisation | None = one(
        "The predecessor by whose signature it is bound; null where it signed itself.",
        ORGANISATIONS,
        "inherited_from_id",
    )
    withdrawn: bool = column("Whether it stands no more: withdrawn, or passed on.", "withdrawn")
    withdrawn_on: PartialDate | None = column(
        "Since when it stands no more; null where it is not known, or it stands.", "withdrawn_on"
    )
    withdrawn_reason: str | None = column(
        "Why it stands no more; null where no reason is recorded.", "withdrawn_reason"
    )
    ending: Ending | None = column(
        "The organisation's own end, with which it was passed on; null where that is not why.", "ending"
    )
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
    carried_forward_at: Summit | None = one(
        "The summit at which the declaration was carried forward to it (Fortschreibung); null where at none.",
        SUMMITS,
        "summit_id",
    )
    text: str | None = column(
        "Its full text (Wortlaut); null where it is not recorded.",
        "(SELECT content FROM texts WHERE sha256 = {row}.text_sha256)",
    )
    text_sha256: str | None = column(
        "The SHA-256 of its text in UTF-8, in hexadecimal digits, as the log has it; the text is served "
        "under it at /texts/.",
        "text_sha256",
    )
    source: str | None = column("Where it is known from (Quelle).", "source")
    position: Position = column("Where the log records it.", "position")
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


@strawberry.type(description="A yearly summit (Spitzentreffen), on its course from announced to closed.")
@node("sum", SUMMITS)
class Summit(Node):
    year: int = column("Its calendar year; there is at most one a year.", "year")
    title: str = column("Its title (Titel).", "title")
    state: SummitState = column("How far it has gone on its course (Stand).", "state")
    held: bool = column("Whether it has been held.", "({row}.state IN ('HELD', 'CLOSED'))")
    on: PartialDate | None = column("When (Datum); null where it is not known.", "held_on")
    place: str | None = column("Where (Ort); null where it is not known.", "place")
    host: str | None = column("The host's office (Gastgeber); null where it is not known.", "host")
    format: SummitFormat | None = column("In which form; null where it is not known.", "format")
    reported_attendance: int | None = column(
        "How many a source says were there (berichtete Teilnehmerzahl); the attendances recorded may be "
        "fewer. Null where none says.",
        "reported_attendance",
    )
    reason: str | None = column(
        "Why it was rescheduled last, or cancelled; null where no reason is recorded.", "reason"
    )
    source: str | None = column("Where it is known from (Quelle).", "source")
    agenda: ConnectionOf[AgendaItem] = connection(
        "What is on its agenda (Tagesordnung).",
        AGENDA_ITEMS,
        "NUMBER",
        of="{row}.summit_id = {parent}.id",
        order_by=AgendaItemOrder,
    )
    invitations: ConnectionOf[Invitation] = connection(
        "Who is invited, and how they answer (Einladungen).",
        INVITATIONS,
        "RECORDED",
        of="{row}.summit_id = {parent}.id",
        filters=(InvitationFilter, INVITATION_CONDITIONS),
        order_by=RecordedOrder,
    )
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


@strawberry.type(description="What is on the agenda of a summit (Tagesordnungspunkt).")
@node("agi", AGENDA_ITEMS, stream="summit_id")
class AgendaItem(Node):
    summit: Summit = one("The summit (Spitzentreffen).", SUMMITS, "summit_id")
    number: int = column("Its place on the agenda; numbers of items taken off are left out.", "number")
    title: str = column("What it is (Titel).", "title")
    description: str | None = column("More on it; null where there is no more.", "description")
    position: Position = column("Where the log records it.", "position")
    recorded_at: DateTime = column("When it was recorded.", "recorded_at")


@strawberry.type(description="An organisation's invitation to a summit (Einladung).")
@node("inv", INVITATIONS, stream="summit_id")
class Invitation(Node):
    summit: Summit = one("The summit (Spitzentreffen).", SUMMITS, "summit_id")
    organisation: Organisation = one("Who is invited.", ORGANISATIONS, "organisation_id")
    invited_on: PartialDate | None = column("When; null where it is not known.", "invited_on")
    answer_by: PartialDate | None = column(
        "By when an answer is asked for (Rückmeldefrist); null where no day is set.", "answer_by"
    )
    remind_on: PartialDate | None = column(
        "When to remind it, if it has not answered (Wiedervorlage); null where no day is set.", "remind_on"
    )
    reminders: int = column("How often it was reminded (Erinnerungen).", "reminders")
    reminded_on: PartialDate | None = column("When it was reminded last; null where never.", "reminded_on")
    answer: Answer = column("How it is answered (Antwort).", "answer")
    answered_on: PartialDate | None = column(
        "When it was answered; null where it is not known, or has not been.", "answered_on"
    )
    office: Office | None = column(
        "The office that is to come (Vertretung); null where none is named.", "office"
    )
    reason: str | None = column("What is said with the answer; null where nothing is.", "reason")
    source: str | None = column("Where the invitation is known from (Quelle).", "source")
    position: Position = column("Where the log records the invitation.", "position")
    recorded_at: DateTime = column("When the invitation was recorded.", "recorded_at")


@strawberry.type(description="An organisation's attendance of a summit (Teilnahme).")
@node("att", ATTENDANCES, stream="summit_id")
class Attendance(Node):
    summit: Summit = one("The summit (Spitzentreffen).", SUMMITS, "summit_id")
    organisation: Organisation = one("Who was there.", ORGANISATIONS, "organisation_id")
    attended_on: PartialDate | None = planned(
        ColumnOrElse("attended_on", SUMMITS, "summit_id", "held_on"),
        "When: on the summit's day where no other is recorded; null where that is not known.",
    )
    office: Office | None = column(
        "The office that represented it (Amt); null where it is not known.", "office"
    )
    walk_in: bool = lacking(
        "Whether it came without an invitation on record.",
        INVITATIONS,
        "{row}.summit_id = {parent}.summit_id AND {row}.organisation_id = {parent}.organisation_id",
    )
    source: str | None = column("Where it is known from (Quelle).", "source")
    position: Position = column("Where the log records it.", "position")
    recorded_at: DateTime = column("When it was recorded.", "recorded_at")


@strawberry.type(
    description="What a public source says of the network in numbers (gemeldete Zahl), beside what the "
    "register itself counts: the difference is what the register has no records of."
)
@node("fig", REPORTED_FIGURES)
class ReportedFigure(Node):
    figure: Figure = column("What is counted (Kennzahl).", "figure")
    number: int = column("How many the source says there are.", "number")
    at_least: bool = column("Whether it says that there are so many or more.", "at_least")
    reported_on: PartialDate | None = column(
        "The day that the number is of; null where it is not known.", "reported_on"
    )
    says: str = column("What the source says, in short.", "says")
    registered: int = statistics.registered(
        "How many the register counts for certain at the end of that day; now, where it is not known."
    )
    registered_undated: int = statistics.registered_undated(
        "Of how many more the register's dates leave it open."
    )
    source: str | None = column("The source (Quelle).", "source")
    position: Position = column("Where the log records it.", "position")
    recorded_at: DateTime = column("When it was recorded.", "recorded_at")


@strawberry.type(
    description="The network in figures (Statistik): of a day, what is certain for it and what the "
    "dates leave open; without a day, what the register holds now."
)
class NetworkStatistics:
    on: Date | None = statistics.day_in_question()
    members: int = statistics.figure(
        statistics.MEMBERS, "Members (Mitglieder); on a day, those that certainly were."
    )
    undated_members: int = statistics.figure(
        statistics.UNDATED_MEMBERS,
        "Organisations of which the dates do not say whether they were members on the day; none without a "
        "day.",
    )
    signatories: int = statistics.figure(
        statistics.SIGNATORIES,
        "Organisations whose signature stands (Unterzeichner); on a day, those whose certainly did.",
    )
    undated_signatories: int = statistics.figure(
        statistics.UNDATED_SIGNATORIES,
        "Organisations of which the dates do not say whether a signature stood on the day; none without a "
        "day.",
    )
    population_covered: int = statistics.figure(
        statistics.POPULATION,
        "Population (Einwohner) of all municipalities that are members or lie in a member district, each "
        "counted once; today's figures, rounded, from GeoNames (CC BY 4.0) unless recorded otherwise.",
    )
    undated_population_covered: int = statistics.figure(
        statistics.UNDATED_POPULATION,
        "Population that undated members would add to what is covered; none without a day.",
    )
    growth: list[statistics.YearOfGrowth] = statistics.growth()
    undated_growth: int = statistics.figure(
        statistics.UNDATED_GROWTH,
        "Members that no year of the growth counts, as their date is not known.",
    )
    reported_figures: list[ReportedFigure] = planned(
        statistics.Reported(REPORTED_FIGURES),
        "What public sources say, beside the register's own count; on a day, what they said of it and "
        "before.",
    )


def _organisation_by(field: Field, row: str) -> str:
    by = field.argument("by")
    if by.field("id").given:
        key = by.field("id").bind("uuid", lambda text: decode_key(text, "org"))
        return f"{row}.id = {key}"
    return f"{row}.ags = {by.field('ags').bind('text')}"


def _summit_of_year(field: Field, row: str) -> str:
    return f"{row}.year = {field.argument('year').bind('bigint')} AND {row}.state <> 'CANCELLED'"


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
        "The summit (Spitzentreffen) of a year, cancelled ones left out; null where there is none.",
        {"year": (int, "The calendar year.")},
    )
    summits: ConnectionOf[Summit] = connection(
        "The summits (Spitzentreffen), announced and held.",
        SUMMITS,
        "YEAR",
        filters=(SummitFilter, SUMMIT_CONDITIONS),
        order_by=SummitOrder,
    )
    reported_figures: ConnectionOf[ReportedFigure] = connection(
        "What public sources say of the network in numbers (gemeldete Zahlen).",
        REPORTED_FIGURES,
        "REPORTED_ON",
        order_by=ReportedFigureOrder,
    )
    statistics: NetworkStatistics = statistics.on_a_day("The network in figures (Statistik).")
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
