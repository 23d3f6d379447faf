"""The mutations: each command's input, its use case, its payload."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any
from uuid import UUID

import strawberry
from strawberry import UNSET

from domain import partial_date
from domain.network import Network
from domain.ports import Command, Recorded
from domain.summit import SummitDetails
from graphql_api.commands import CommandInput, Refused, command
from graphql_api.enums import Office, OrganisationKind, SummitFormat
from graphql_api.planner.errors import BadInput
from graphql_api.planner.fields import column, one
from graphql_api.planner.node_ids import decode_key
from graphql_api.scalars import Date, PartialDate, Position
from graphql_api.types import Attendance, Declaration, Organisation, Signature, Summit
from projections import ATTENDANCES, DECLARATIONS, ORGANISATIONS, SIGNATURES, SUMMITS


def given(description: str) -> Any:
    return strawberry.field(description=description)


def optional(description: str) -> Any:
    return strawberry.field(default=UNSET, description=description)


def position() -> Any:
    return column(
        "Where the log records it. Sent as the header Netzwerkregister-Position, it keeps later answers "
        "from being older.",
        "position",
    )


def _day(day: date | None) -> partial_date.PartialDate | None:
    try:
        return None if day is None else partial_date.PartialDate.of(day)
    except ValueError as error:
        raise BadInput("BAD_DATE", f"Nothing of this register happened on {day}: {error}.") from error


def _organisation(id_: str) -> UUID:
    return decode_key(id_, "org")


# Registering an organisation


@strawberry.input(description="An organisation to be registered (Organisation).")
class RegisterOrganisationInput(CommandInput):
    name: str = given("Its name (Name).")
    kind: OrganisationKind = given("What it is (Art).")
    ags: str | None = optional("Its Amtlicher Gemeindeschlüssel; none for associations.")
    parent: strawberry.ID | None = optional("What it lies in (übergeordnete Ebene).")
    population: int | None = optional("Its population (Einwohnerzahl).")
    latitude: float | None = optional("Degrees north, WGS 84 (Breitengrad).")
    longitude: float | None = optional("Degrees east, WGS 84 (Längengrad).")


@strawberry.type(description="The organisation was registered.")
class RegisterOrganisationPayload:
    position: Position = position()
    organisation: Organisation = one("The organisation.", ORGANISATIONS, "subject")


async def register_organisation(
    network: Network, command: Command, input: RegisterOrganisationInput
) -> Recorded:
    return await network.register_organisation(
        command,
        name=input.name,
        kind=input.kind,
        ags=input.ags,
        parent=None if input.parent is None else _organisation(input.parent),
        population=input.population,
        latitude=input.latitude,
        longitude=input.longitude,
    )


# The declaration


@strawberry.input(description="The declaration to be proclaimed (Gemeinsame Erklärung).")
class ProclaimDeclarationInput(CommandInput):
    title: str = given("Its title (Titel).")
    on: Date = given("The day on which it was proclaimed; not in the future.")


@strawberry.type(description="The declaration was proclaimed.")
class ProclaimDeclarationPayload:
    position: Position = position()
    declaration: Declaration = one("The declaration.", DECLARATIONS, "subject")


async def proclaim_declaration(
    network: Network, command: Command, input: ProclaimDeclarationInput
) -> Recorded:
    return await network.proclaim_declaration(command, title=input.title, on=_day(input.on))


@strawberry.input(description="A revision of the declaration (Fassung).")
class ReviseDeclarationInput(CommandInput):
    title: str = given("The title from now on (Titel).")
    on: Date = given("The day since which it is the current one; not in the future.")


@strawberry.type(description="The declaration was revised.")
class ReviseDeclarationPayload:
    position: Position = position()
    declaration: Declaration = one("The declaration.", DECLARATIONS, "subject")


async def revise_declaration(network: Network, command: Command, input: ReviseDeclarationInput) -> Recorded:
    return await network.revise_declaration(command, title=input.title, on=_day(input.on))


@strawberry.input(description="A signature of the declaration (Unterschrift).")
class SignDeclarationInput(CommandInput):
    organisation: strawberry.ID = given("Who signed.")
    on: Date = given("The day on which it signed; not in the future.")
    revision: int | None = optional("Which revision; the current one where it is left out.")
    office: Office | None = optional("By which office (Amt).")
    summit: strawberry.ID | None = optional("At which summit (Spitzentreffen).")


@strawberry.type(description="The signature was recorded.")
class SignDeclarationPayload:
    position: Position = position()
    signature: Signature = one("The signature.", SIGNATURES, "subject")


async def sign_declaration(network: Network, command: Command, input: SignDeclarationInput) -> Recorded:
    return await network.sign_declaration(
        command,
        _organisation(input.organisation),
        on=_day(input.on),
        revision=input.revision,
        office=input.office,
        summit=None if input.summit is None else decode_key(input.summit, "sum"),
    )


# Membership


@strawberry.input(description="An organisation's plan to join (Beitrittsabsicht).")
class PlanAccessionInput(CommandInput):
    organisation: strawberry.ID = given("Who plans to join: a municipality or a district.")
    on: Date = given("The day of the plan, or the day that it aims at.")


@strawberry.type(description="The planned accession was recorded.")
class PlanAccessionPayload:
    position: Position = position()
    organisation: Organisation = one("The organisation.", ORGANISATIONS, "subject")


async def plan_accession(network: Network, command: Command, input: PlanAccessionInput) -> Recorded:
    return await network.plan_accession(command, _organisation(input.organisation), on=_day(input.on))


@strawberry.input(description="An organisation's joining of the network (Beitritt).")
class JoinNetworkInput(CommandInput):
    organisation: strawberry.ID = given("Who joined: a municipality or a district that has signed.")
    on: Date = given("The day on which it joined; not in the future.")
    council_resolved_on: Date | None = optional(
        "The day on which its council resolved to join (Ratsbeschluss); not in the future."
    )


@strawberry.type(description="The joining was recorded.")
class JoinNetworkPayload:
    position: Position = position()
    organisation: Organisation = one("The new member.", ORGANISATIONS, "subject")


async def join_network(network: Network, command: Command, input: JoinNetworkInput) -> Recorded:
    return await network.join_network(
        command,
        _organisation(input.organisation),
        on=_day(input.on),
        council_resolved_on=_day(input.council_resolved_on),
    )


# Summits


@strawberry.input(description="A summit to be announced (Spitzentreffen).")
class AnnounceSummitInput(CommandInput):
    year: int = given("Its calendar year.")
    title: str = given("Its title (Titel).")
    on: PartialDate | None = optional("When it is planned, as exactly as it is known; may lie ahead.")
    place: str | None = optional("Where it is planned (Ort).")
    host: str | None = optional("The host's office (Gastgeber).")
    format: SummitFormat | None = optional("In which form it is planned.")


@strawberry.type(description="The summit was announced.")
class AnnounceSummitPayload:
    position: Position = position()
    summit: Summit = one("The summit.", SUMMITS, "subject")


async def announce_summit(network: Network, command: Command, input: AnnounceSummitInput) -> Recorded:
    details = SummitDetails(input.title, input.on, input.place, input.host, input.format)
    return await network.announce_summit(command, input.year, details)


@strawberry.input(
    description="A summit that took place. If its year has one announced, it is that one, and what is left "
    "out was as announced."
)
class HoldSummitInput(CommandInput):
    year: int = given("Its calendar year.")
    on: Date = given("The day on which it took place; not in the future.")
    title: str | None = optional("Its title (Titel); needed where it was not announced.")
    place: str | None = optional("Where it took place (Ort).")
    host: str | None = optional("The host's office (Gastgeber).")
    format: SummitFormat | None = optional("In which form it took place.")
    reported_attendance: int | None = optional("How many are said to have been there.")


@strawberry.type(description="The summit was recorded as held.")
class HoldSummitPayload:
    position: Position = position()
    summit: Summit = one("The summit.", SUMMITS, "subject")


async def hold_summit(network: Network, command: Command, input: HoldSummitInput) -> Recorded:
    details = SummitDetails(input.title, _day(input.on), input.place, input.host, input.format)
    return await network.hold_summit(command, input.year, details, input.reported_attendance)


@strawberry.input(description="An organisation's attendance of a summit (Teilnahme).")
class RecordAttendanceInput(CommandInput):
    summit: strawberry.ID = given("The summit; it has been held.")
    organisation: strawberry.ID = given("Who was there: a member, a signatory, or one that plans to join.")
    on: Date | None = optional("When; the summit's day where it is left out.")
    office: Office | None = optional("The office that represented it (Amt).")


@strawberry.type(description="The attendance was recorded.")
class RecordAttendancePayload:
    position: Position = position()
    attendance: Attendance = one("The attendance.", ATTENDANCES, "subject")


async def record_attendance(network: Network, command: Command, input: RecordAttendanceInput) -> Recorded:
    return await network.record_attendance(
        command,
        decode_key(input.summit, "sum"),
        _organisation(input.organisation),
        on=_day(input.on),
        office=input.office,
    )


def _result(name: str) -> Any:
    return strawberry.union(f"{name}Result", description="What was recorded, or why it was refused.")


@strawberry.type(description="What can be recorded. Every mutation needs a bearer token.")
class Mutation:
    register_organisation: (
        Annotated[RegisterOrganisationPayload | Refused, _result("RegisterOrganisation")] | None
    ) = command(
        "Registers an organisation beside the official register.",
        RegisterOrganisationInput,
        register_organisation,
    )
    plan_accession: Annotated[PlanAccessionPayload | Refused, _result("PlanAccession")] | None = command(
        "Records that an organisation plans to join.", PlanAccessionInput, plan_accession
    )
    proclaim_declaration: (
        Annotated[ProclaimDeclarationPayload | Refused, _result("ProclaimDeclaration")] | None
    ) = command(
        "Records the proclamation of the joint declaration, its first revision.",
        ProclaimDeclarationInput,
        proclaim_declaration,
    )
    revise_declaration: Annotated[ReviseDeclarationPayload | Refused, _result("ReviseDeclaration")] | None = (
        command(
            "Records a new revision of the joint declaration.", ReviseDeclarationInput, revise_declaration
        )
    )
    sign_declaration: Annotated[SignDeclarationPayload | Refused, _result("SignDeclaration")] | None = (
        command(
            "Records a signature. Anyone registered may sign, once a revision.",
            SignDeclarationInput,
            sign_declaration,
        )
    )
    join_network: Annotated[JoinNetworkPayload | Refused, _result("JoinNetwork")] | None = command(
        "Records that a municipality or a district joined. It has signed before, and joins once.",
        JoinNetworkInput,
        join_network,
    )
    announce_summit: Annotated[AnnounceSummitPayload | Refused, _result("AnnounceSummit")] | None = command(
        "Announces the summit of a year.", AnnounceSummitInput, announce_summit
    )
    hold_summit: Annotated[HoldSummitPayload | Refused, _result("HoldSummit")] | None = command(
        "Records that the summit of a year took place.", HoldSummitInput, hold_summit
    )
    record_attendance: Annotated[RecordAttendancePayload | Refused, _result("RecordAttendance")] | None = (
        command("Records that an organisation was at a summit.", RecordAttendanceInput, record_attendance)
    )
