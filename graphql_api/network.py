"""The roots of what is asked: the network as a whole, and what is found in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import strawberry

from domain.identity import DECLARATION_ID
from domain.topics import TARGET_GROUPS, TOPICS
from graphql_api import attendance_statistics, exchange_statistics, statistics
from graphql_api.api_keys import ApiKey, api_keys
from graphql_api.changes import NodeChange, changes
from graphql_api.conditions import (
    ADOPTION_CONDITIONS,
    EXAMPLE_CONDITIONS,
    IMPULSE_CONDITIONS,
    INVITATION_CONDITIONS,
    OFFICER_CONDITIONS,
    ORGANISATION_CONDITIONS,
    SIGNATURE_CONDITIONS,
    SUMMIT_CONDITIONS,
)
from graphql_api.enums import TargetGroup, Topic
from graphql_api.event_types import EventType, types_of_events
from graphql_api.events import Event, events
from graphql_api.inputs import (
    AdoptionFilter,
    AdoptionOrder,
    AsOf,
    AttendanceOrder,
    EngagementOfficerFilter,
    ImpulseFilter,
    ImpulseOrder,
    InvitationFilter,
    OrganisationBy,
    OrganisationFilter,
    OrganisationOrder,
    PracticeExampleFilter,
    PracticeExampleOrder,
    RecordedOrder,
    ReportedFigureOrder,
    SignatureFilter,
    SignatureOrder,
    SummitFilter,
    SummitOrder,
)
from graphql_api.log import Log
from graphql_api.personal_data import (
    ACCESSES_ARGUMENTS,
    SUBJECT_ARGUMENTS,
    Accesses,
    DataSubject,
    Due,
    DueForErasure,
    Erasure,
    PersonalDataAccess,
    SubjectOf,
)
from graphql_api.planner.fields import Field, Listed, One, column, part, planned
from graphql_api.planner.json_sql import Json
from graphql_api.planner.node_ids import decode_key
from graphql_api.planner.nodes import NodeById, NodesByIds
from graphql_api.planner.prices import Price
from graphql_api.relay import (
    FORWARD_ARGUMENTS,
    NODE_ARGUMENTS,
    NODES_ARGUMENTS,
    ConnectionOf,
    Node,
    connection,
)
from graphql_api.scalars import Date, DateTime, Position
from graphql_api.search import SearchResult, search
from graphql_api.types import (
    Adoption,
    Attendance,
    Declaration,
    EngagementOfficer,
    Impulse,
    Invitation,
    MembershipPeriod,
    Organisation,
    PracticeExample,
    ReportedFigure,
    Signature,
    Summit,
)
from graphql_api.webhooks import Webhook, webhooks
from projections import (
    ADOPTIONS,
    ATTENDANCES,
    DECLARATIONS,
    ENGAGEMENT_OFFICERS,
    ERASURES,
    IMPULSES,
    INVITATIONS,
    MEMBERSHIPS,
    ORGANISATIONS,
    PRACTICE_EXAMPLES,
    REPORTED_FIGURES,
    SIGNATURES,
    SUMMITS,
)

NETWORK_NAME = "Kommunen-Netzwerk: engagiert in NRW"


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
    attendance: list[attendance_statistics.SummitAttendance] = attendance_statistics.by_summit()
    impulses: list[exchange_statistics.ImpulsesInState] = exchange_statistics.impulses_by_state()
    days_to_decision: exchange_statistics.DaysToDecision = exchange_statistics.days_to_decision()
    most_adopted: list[exchange_statistics.AdoptedExample] = exchange_statistics.most_adopted()
    sharing: list[exchange_statistics.Sharing] = exchange_statistics.sharing()


@strawberry.type(description="A topic (Thema) in both languages.")
class TopicWords:
    topic: Topic = column("The topic.", "code")
    german: str = column("In German.", "de")
    english: str = column("In English.", "en")


@strawberry.type(description="A target group (Zielgruppe) in both languages.")
class TargetGroupWords:
    target_group: TargetGroup = column("The target group.", "code")
    german: str = column("In German.", "de")
    english: str = column("In English.", "en")


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
    memberships: ConnectionOf[MembershipPeriod] = connection(
        "All memberships (Mitgliedschaften): each from a joining to the leaving after it.",
        MEMBERSHIPS,
        "RECORDED",
        order_by=RecordedOrder,
    )
    engagement_officers: ConnectionOf[EngagementOfficer] = connection(
        "All contact persons for civic engagement (Engagementbeauftragte).",
        ENGAGEMENT_OFFICERS,
        "RECORDED",
        filters=(EngagementOfficerFilter, OFFICER_CONDITIONS),
        order_by=RecordedOrder,
    )
    erasures: ConnectionOf[Erasure] = connection(
        "Which persons were erased (Löschungen).", ERASURES, "RECORDED", order_by=RecordedOrder
    )
    signatures: ConnectionOf[Signature] = connection(
        "All signatures (Unterschriften).",
        SIGNATURES,
        "RECORDED",
        filters=(SignatureFilter, SIGNATURE_CONDITIONS),
        order_by=SignatureOrder,
    )
    invitations: ConnectionOf[Invitation] = connection(
        "All invitations to summits (Einladungen).",
        INVITATIONS,
        "RECORDED",
        filters=(InvitationFilter, INVITATION_CONDITIONS),
        order_by=RecordedOrder,
    )
    attendances: ConnectionOf[Attendance] = connection(
        "All attendances of summits (Teilnahmen).", ATTENDANCES, "RECORDED", order_by=AttendanceOrder
    )
    impulses: ConnectionOf[Impulse] = connection(
        "What was raised at the summits (Impulse).",
        IMPULSES,
        "RECORDED",
        filters=(ImpulseFilter, IMPULSE_CONDITIONS),
        order_by=ImpulseOrder,
    )
    practice_examples: ConnectionOf[PracticeExample] = connection(
        "What members share with each other (Praxisbeispiele).",
        PRACTICE_EXAMPLES,
        "RECORDED",
        filters=(PracticeExampleFilter, EXAMPLE_CONDITIONS),
        order_by=PracticeExampleOrder,
    )
    adoptions: ConnectionOf[Adoption] = connection(
        "Who adopted what from whom (Übernahmen).",
        ADOPTIONS,
        "RECORDED",
        filters=(AdoptionFilter, ADOPTION_CONDITIONS),
        order_by=AdoptionOrder,
    )
    search: ConnectionOf[SearchResult] = search(
        "What is found by its words (Suche), the best first: in the names of organisations, and the titles "
        "and texts of impulses and practice examples. German words in any form, with or without umlauts; "
        "after them titles that have something written nearly so. What was withdrawn is not found.",
    )
    topics: list[TopicWords] = planned(
        Listed(TOPICS), "What impulses and practice examples are about (Themen)."
    )
    target_groups: list[TargetGroupWords] = planned(
        Listed(TARGET_GROUPS), "For whom practice examples are (Zielgruppen)."
    )
    reported_figures: ConnectionOf[ReportedFigure] = connection(
        "What public sources say of the network in numbers (gemeldete Zahlen).",
        REPORTED_FIGURES,
        "REPORTED_ON",
        order_by=ReportedFigureOrder,
    )
    events: ConnectionOf[Event] = events("The log up to this position, event by event (Protokoll).")
    statistics: NetworkStatistics = statistics.on_a_day("The network in figures (Statistik).")
    node: Node | None = planned(
        NodeById(), "Any node of the network by its id; null where there is none.", NODE_ARGUMENTS
    )
    nodes: list[Node | None] = planned(
        NodesByIds(), "Many nodes, in the order of their ids; null where there is none.", NODES_ARGUMENTS
    )


@dataclass(frozen=True)
class _NetworkAsOf:
    """The network at the position that the answer reflects, or at an earlier one."""

    price: ClassVar = Price(given={"asOf": 500})

    def json(self, field: Field) -> Json:
        as_of = field.argument("asOf")
        if not as_of.given:
            return field.object(field.row)
        past = field.planning.past(as_of)
        with field.planning.as_of(f"{past}.position"):
            return field.object(past)


@strawberry.type(description="What can be asked.")
class Query:
    events: ConnectionOf[Event] = events("The log, event by event (Protokoll).")
    network: Network = planned(
        _NetworkAsOf(),
        "The network as the register knows it now; or as it knew it once, by what was recorded until then: "
        "as this release reads the log, and persons that were erased since left out.",
        {"as_of": (AsOf | None, "As of when; now where it is left out.")},
    )
    event_types: list[EventType] = types_of_events(
        "The types of events with their schemas, in every version (Ereignisarten)."
    )
    api_keys: list[ApiKey] = api_keys(
        "The keys by which other systems ask, the oldest first (API-Schlüssel)."
    )
    webhooks: list[Webhook] = webhooks(
        "The webhooks, the oldest first: those that you registered; an administrator sees all."
    )
    log: Log = part("The log as a whole, and what proves it (Protokoll).")
    changes: ConnectionOf[NodeChange] = changes(
        "Which nodes differ between two states of the register, by when they were touched last (Änderungen)."
    )
    personal_data_accesses: ConnectionOf[PersonalDataAccess] = planned(
        Accesses(), "Who was told what is personal of whom, the newest first (Zugriffe).", ACCESSES_ARGUMENTS
    )
    due_for_erasure: ConnectionOf[DueForErasure] = planned(
        Due(),
        "Contact persons who left office so long ago that they are to be erased, the longest due first "
        "(fällige Löschungen).",
        FORWARD_ARGUMENTS,
    )
    data_subject: DataSubject | None = planned(
        SubjectOf(),
        "All that the register holds about one person (Auskunft); null where there never was such a one.",
        SUBJECT_ARGUMENTS,
    )
    node: Node | None = planned(NodeById(), "Any node by its id; null where there is none.", NODE_ARGUMENTS)
    nodes: list[Node | None] = planned(
        NodesByIds(), "Many nodes, in the order of their ids; null where there is none.", NODES_ARGUMENTS
    )
