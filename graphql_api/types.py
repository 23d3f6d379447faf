"""The nodes: which column or rows each field shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import strawberry

from graphql_api import statistics
from graphql_api.conditions import (
    ADOPTION_CONDITIONS,
    EXAMPLE_CONDITIONS,
    IMPULSE_CONDITIONS,
    INVITATION_CONDITIONS,
    OFFICER_CONDITIONS,
    ORGANISATION_CONDITIONS,
    SIGNATURE_CONDITIONS,
    STEP_CONDITIONS,
)
from graphql_api.enums import (
    AdoptionKind,
    Answer,
    Ending,
    ExampleKind,
    Figure,
    ImpulseState,
    ImpulseStepKind,
    MembershipStatus,
    Office,
    OrganisationKind,
    Recognition,
    SummitFormat,
    SummitState,
    TargetGroup,
    Topic,
)
from graphql_api.inputs import (
    AdoptionFilter,
    AdoptionOrder,
    AgendaItemOrder,
    AttendanceOrder,
    EngagementOfficerFilter,
    ImpulseFilter,
    ImpulseOrder,
    ImpulseStepFilter,
    ImpulseStepOrder,
    InvitationFilter,
    OrganisationFilter,
    OrganisationOrder,
    PracticeExampleFilter,
    PracticeExampleOrder,
    RecordedOrder,
    RevisionOrder,
    SignatureFilter,
    SignatureOrder,
)
from graphql_api.planner.fields import (
    ColumnOrElse,
    Field,
    One,
    column,
    lacking,
    one,
    part,
    personal,
    planned,
)
from graphql_api.planner.json_sql import Json
from graphql_api.planner.prices import LONG, LOOK_UP
from graphql_api.relay import ConnectionOf, Node, connection, node
from graphql_api.scalars import Date, DateTime, PartialDate, Position
from graphql_api.standing import StandingOn
from projections import (
    ADOPTIONS,
    AGENDA_ITEMS,
    ATTENDANCES,
    DECLARATIONS,
    ENGAGEMENT_OFFICERS,
    ERASURES,
    IMPULSE_STEPS,
    IMPULSES,
    INVITATIONS,
    MEMBERSHIPS,
    ORGANISATIONS,
    PRACTICE_EXAMPLES,
    REPORTED_FIGURES,
    REVISIONS,
    SIGNATURES,
    SUCCESSIONS,
    SUMMITS,
)


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
    impulses: ConnectionOf[Impulse] = connection(
        "The impulses that it raised (Impulse).",
        IMPULSES,
        "RECORDED",
        of="{row}.organisation_id = {parent}.id",
        filters=(ImpulseFilter, IMPULSE_CONDITIONS),
        order_by=ImpulseOrder,
    )
    supports: ConnectionOf[ImpulseStep] = connection(
        "Its support of others' impulses (Unterstützung).",
        IMPULSE_STEPS,
        "RECORDED",
        of="{row}.organisation_id = {parent}.id AND {row}.kind = 'SUPPORTED'",
        order_by=ImpulseStepOrder,
    )
    practice_examples: ConnectionOf[PracticeExample] = connection(
        "The practice examples and strategies that it shared (Praxisbeispiele).",
        PRACTICE_EXAMPLES,
        "RECORDED",
        of="{row}.organisation_id = {parent}.id",
        filters=(PracticeExampleFilter, EXAMPLE_CONDITIONS),
        order_by=PracticeExampleOrder,
    )
    adoptions: ConnectionOf[Adoption] = connection(
        "The practice examples of others that it adopted (Übernahmen).",
        ADOPTIONS,
        "RECORDED",
        of="{row}.organisation_id = {parent}.id",
        filters=(AdoptionFilter, ADOPTION_CONDITIONS),
        order_by=AdoptionOrder,
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


@dataclass(frozen=True)
class _ErasedNow:
    """Whether the person of the row is erased by now: what is erased is known of no past either."""

    price: ClassVar = LOOK_UP

    def json(self, field: Field) -> Json:
        row = field.planning.alias()
        with field.planning.as_of(None):
            rows = field.planning.rows(ERASURES)
        return Json(f"(EXISTS (SELECT FROM {rows} AS {row} WHERE {row}.id = {field.row}.id))::text")


def erased_now() -> Any:
    return planned(
        _ErasedNow(), "Whether the person is erased by now (gelöscht), whatever state the answer is of."
    )


@strawberry.type(
    description="An organisation's contact person for civic engagement (Engagementbeauftragte). Name, e-mail "
    "and telephone are personal: they are sealed, and shown to those only who may see them."
)
@node("eng", ENGAGEMENT_OFFICERS, stream="stream_id")
class EngagementOfficer(Node):
    organisation: Organisation = one("Whose contact person it is.", ORGANISATIONS, "organisation_id")
    name: str | None = personal(
        "The person's name; null where the person is erased.", "name", "organisation_id"
    )
    email: str | None = personal(
        "The person's e-mail address; null where none is recorded, or the person is erased.",
        "email",
        "organisation_id",
    )
    phone: str | None = personal(
        "The person's telephone number; null where none is recorded, or the person is erased.",
        "phone",
        "organisation_id",
    )
    appointed_on: PartialDate | None = column("Since when; null where it is not known.", "appointed_on")
    in_office: bool = column("Whether the person has not stepped down.", "in_office")
    stepped_down_on: PartialDate | None = column(
        "Since when no more; null where it is not known, or the person has not stepped down.",
        "stepped_down_on",
    )
    erased: bool = erased_now()
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
    impulses: ConnectionOf[Impulse] = connection(
        "The impulses that were raised at it (Impulse).",
        IMPULSES,
        "RECORDED",
        of="{row}.summit_id = {parent}.id",
        filters=(ImpulseFilter, IMPULSE_CONDITIONS),
        order_by=ImpulseOrder,
    )
    impulse_reports: ConnectionOf[ImpulseStep] = connection(
        "What it was told of impulses of earlier summits (Rückmeldungen).",
        IMPULSE_STEPS,
        "RECORDED",
        of="{row}.summit_id = {parent}.id AND {row}.kind = 'REPORTED_BACK'",
        order_by=ImpulseStepOrder,
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
        "By when an answer is asked for (Antwortfrist); null where no day is set.", "answer_by"
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
    description="What an organisation raised at a summit (Impuls, Idee, Anregung), and how far it has gone."
)
@node("imp", IMPULSES)
class Impulse(Node):
    title: str = column("Its title (Titel).", "title")
    text: str = column("What is suggested (Text).", "text", LONG)
    topics: list[Topic] = column("What it is about (Themen).", "topics")
    raised_by: Organisation = one("Who raised it.", ORGANISATIONS, "organisation_id")
    raised_at: Summit = one("The summit at which it was raised (Spitzentreffen).", SUMMITS, "summit_id")
    state: ImpulseState = column("How far it has gone (Stand).", "state")
    supporter_count: int = column("How many organisations support it (Unterstützende).", "supporter_count")
    decided_on: PartialDate | None = column(
        "When the Land took it up or declined it; null where it is not known, or has not.", "decided_on"
    )
    decision: str | None = column(
        "How the Land takes it up, or why it declined it (Entscheidung); null where it has not.", "decision"
    )
    in_effect_on: PartialDate | None = column(
        "When it was put into effect; null where it is not known, or has not been.", "in_effect_on"
    )
    effect: str | None = column("What came of it (Wirkung); null where it is not in effect.", "effect")
    withdrawn_on: PartialDate | None = column(
        "When it was withdrawn; null where it is not known, or has not been.", "withdrawn_on"
    )
    withdrawn_reason: str | None = column("Why it was withdrawn; null where it was not.", "withdrawn_reason")
    timeline: ConnectionOf[ImpulseStep] = connection(
        "Its way, from its raising on (Verlauf), in the order of recording: a step that was corrected keeps "
        "its place.",
        IMPULSE_STEPS,
        "NUMBER",
        of="{row}.impulse_id = {parent}.id",
        filters=(ImpulseStepFilter, STEP_CONDITIONS),
        order_by=ImpulseStepOrder,
    )
    source: str | None = column("Where its raising is known from (Quelle).", "source")
    position: Position = column("Where the log records its raising.", "position")
    recorded_at: DateTime = column("When its raising was recorded.", "recorded_at")


@strawberry.type(description="A step on the way of an impulse (Schritt).")
@node("ims", IMPULSE_STEPS, stream="impulse_id")
class ImpulseStep(Node):
    impulse: Impulse = one("The impulse (Impuls).", IMPULSES, "impulse_id")
    number: int = column("Its place on the way; not every number is taken.", "number")
    kind: ImpulseStepKind = column("What happened (Art).", "kind")
    on: PartialDate | None = planned(
        ColumnOrElse("happened_on", SUMMITS, "summit_id", "held_on"),
        "When: of what happened at a summit, its day; null where that is not known.",
    )
    organisation: Organisation | None = one(
        "Who raised or supported it; null of what the Land did.", ORGANISATIONS, "organisation_id"
    )
    summit: Summit | None = one(
        "The summit at which it was raised or reported back; null of other steps.", SUMMITS, "summit_id"
    )
    text: str | None = column(
        "How it is taken up, why it was declined or withdrawn, what came of it, or what was reported; null "
        "of raising and supporting.",
        "text",
    )
    source: str | None = column("Where it is known from (Quelle).", "source")
    position: Position = column("Where the log records it.", "position")
    recorded_at: DateTime = column("When it was recorded.", "recorded_at")


@strawberry.type(
    description="A practice example (Praxisbeispiel) or a strategy that a member shares with the others."
)
@node("exa", PRACTICE_EXAMPLES)
class PracticeExample(Node):
    kind: ExampleKind = column("What it is (Art).", "kind")
    title: str = column("Its title (Titel).", "title")
    summary: str = column("It in short (Kurzfassung).", "summary")
    text: str = column("All of it (Text).", "text", LONG)
    topics: list[Topic] = column("What it is about (Themen).", "topics")
    target_groups: list[TargetGroup] = column("For whom it is (Zielgruppen).", "target_groups")
    link: str | None = column("Where on the web there is more; null where nowhere.", "link")
    shared_by: Organisation = one("The member that shared it.", ORGANISATIONS, "organisation_id")
    shared_on: PartialDate | None = column("When; null where it is not known.", "shared_on")
    revised_on: PartialDate | None = column(
        "When it was revised last; null where it is not known, or never was.", "revised_on"
    )
    withdrawn: bool = column("Whether it is shared no more (zurückgezogen).", "withdrawn")
    withdrawn_on: PartialDate | None = column(
        "Since when it is shared no more; null where it is not known, or it is shared.", "withdrawn_on"
    )
    withdrawn_reason: str | None = column(
        "Why it is shared no more; null where no reason is recorded.", "withdrawn_reason"
    )
    adopter_count: int = column("How many organisations adopted it (Übernahmen).", "adopter_count")
    adoptions: ConnectionOf[Adoption] = connection(
        "Who adopted it, from whom and when (Übernahmen): its way into the area.",
        ADOPTIONS,
        "RECORDED",
        of="{row}.example_id = {parent}.id",
        filters=(AdoptionFilter, ADOPTION_CONDITIONS),
        order_by=AdoptionOrder,
    )
    source: str | None = column("Where it is known from as it is now (Quelle).", "source")
    position: Position = column("Where the log records its sharing.", "position")
    recorded_at: DateTime = column("When its sharing was recorded.", "recorded_at")


def _adopted_from(field: Field, row: str) -> str:
    """The one that is named, or the one that shared the example."""
    example, adoption = field.planning.alias(), field.row
    sharer = (
        f"SELECT {example}.organisation_id FROM {field.planning.rows(PRACTICE_EXAMPLES)} AS {example}"
        f" WHERE {example}.id = {adoption}.example_id"
    )
    return f"{row}.id = coalesce({adoption}.adopted_from_id, ({sharer}))"


@strawberry.type(description="That an organisation adopted a practice example of another (Übernahme).")
@node("ado", ADOPTIONS, stream="example_id")
class Adoption(Node):
    example: PracticeExample = one("What was adopted (Praxisbeispiel).", PRACTICE_EXAMPLES, "example_id")
    organisation: Organisation = one("Who adopted it.", ORGANISATIONS, "organisation_id")
    kind: AdoptionKind = column("How much of it was taken over.", "kind")
    adopted_from: Organisation = planned(
        One(ORGANISATIONS, _adopted_from),
        "From whom: the one that shared it, or one that had adopted it before.",
    )
    adopted_on: PartialDate | None = column("When; null where it is not known.", "adopted_on")
    note: str | None = column("How it went (Erfahrung), as recorded last; null where nothing is.", "note")
    note_on: PartialDate | None = column(
        "When that was reported; null where it is not known, or nothing is.", "note_on"
    )
    passed_on: ConnectionOf[Adoption] = connection(
        "Who adopted it from this one in turn (weitergegeben an).",
        ADOPTIONS,
        "RECORDED",
        of="{row}.example_id = {parent}.example_id AND {row}.adopted_from_id = {parent}.organisation_id",
        filters=(AdoptionFilter, ADOPTION_CONDITIONS),
        order_by=AdoptionOrder,
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
