"""Who is invited to a summit, how they answer, and who attends."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

import strawberry

from domain.identity import attendance_id, invitation_id
from domain.network import Network
from domain.ports import Command, Recorded
from domain.rules import calendar_day
from graphql_api.commands import CommandInput, Refused, command
from graphql_api.enums import Answer, MembershipStatus, Office
from graphql_api.mutations.outcomes import outcomes, position_of_many
from graphql_api.mutations.words import (
    day_of,
    given,
    optional,
    organisation_key,
    position,
    result,
    summit_key,
)
from graphql_api.planner.fields import column, one, part
from graphql_api.scalars import Date, Position
from graphql_api.types import Attendance, Invitation, Organisation, Summit
from projections import ATTENDANCES, INVITATIONS, ORGANISATIONS, SUMMITS


@strawberry.type(description="Why an organisation was left out; the others are recorded.")
class ItemRefusal:
    code: str = column("Which rule refused it; stable.", "code")
    message: str = column("What the rule says and what to do, by Accept-Language.", "message")


@strawberry.type(description="What became of one organisation in a command for many invitations.")
class InvitationOutcome:
    organisation: Organisation | None = one(
        "Which organisation; null where it is not registered.", ORGANISATIONS, "organisation"
    )
    invitation: Invitation | None = one("Its invitation; null where none stands.", INVITATIONS, "key")
    refusal: ItemRefusal | None = part(
        "Why it was left out; null where it was recorded.", present="{row}.code IS NOT NULL"
    )


@strawberry.type(description="What became of one organisation in a command for many attendances.")
class AttendanceOutcome:
    organisation: Organisation | None = one(
        "Which organisation; null where it is not registered.", ORGANISATIONS, "organisation"
    )
    attendance: Attendance | None = one("Its attendance; null where none stands.", ATTENDANCES, "key")
    refusal: ItemRefusal | None = part(
        "Why it was left out; null where it was recorded.", present="{row}.code IS NOT NULL"
    )


# Invitations


@strawberry.input(
    description="Who is invited to a summit (Einladung): by their ids, by their membership, or both."
)
class InviteOrganisationsInput(CommandInput):
    summit: strawberry.ID = given("To which summit; it is announced.")
    organisations: list[strawberry.ID] | None = optional("Whom; at most 1,000.")
    membership: list[MembershipStatus] | None = optional(
        "All whose membership stands so and who are not invited yet."
    )
    on: Date | None = optional("When; today where it is left out.")
    answer_by: Date | None = optional("By when an answer is asked for (Rückmeldefrist).")
    remind_on: Date | None = optional("When to remind those that have not answered (Wiedervorlage).")


@strawberry.type(description="The invitations were recorded, in one piece.")
class InviteOrganisationsPayload:
    position: Position | None = position_of_many()
    summit: Summit = one("The summit.", SUMMITS, "subject")
    outcomes: list[InvitationOutcome] = outcomes(
        "What became of each organisation, in the order in which they were taken.", invitation_id
    )


async def invite_organisations(
    network: Network, command: Command, input: InviteOrganisationsInput
) -> Recorded:
    return await network.invite_organisations(
        command,
        summit_key(input.summit),
        organisations=[organisation_key(each) for each in input.organisations or ()],
        standing_at=input.membership or (),
        on=day_of(input.on or calendar_day(command.now)),
        answer_by=day_of(input.answer_by),
        remind_on=day_of(input.remind_on),
    )


@strawberry.input(description="That an invitation was accepted (Zusage).")
class AcceptInvitationInput(CommandInput):
    summit: strawberry.ID = given("To which summit.")
    organisation: strawberry.ID = given("Who answered.")
    on: Date = given("When; not in the future.")
    office: Office | None = optional("The office that is to come (Amt).")
    reason: str | None = optional("What is said with it.")


@strawberry.type(description="The acceptance was recorded.")
class AcceptInvitationPayload:
    position: Position = position()
    invitation: Invitation = one("The invitation.", INVITATIONS, "subject")


async def accept_invitation(network: Network, command: Command, input: AcceptInvitationInput) -> Recorded:
    return await network.answer_invitation(
        command,
        summit_key(input.summit),
        organisation_key(input.organisation),
        Answer.ACCEPTED,
        on=day_of(input.on),
        office=input.office,
        reason=input.reason,
    )


@strawberry.input(description="That an invitation was accepted for another office (Vertretung).")
class DelegateInvitationInput(CommandInput):
    summit: strawberry.ID = given("To which summit.")
    organisation: strawberry.ID = given("Who answered.")
    on: Date = given("When; not in the future.")
    office: Office = given("The office that is to come (Amt).")
    reason: str | None = optional("What is said with it.")


@strawberry.type(description="The delegation was recorded.")
class DelegateInvitationPayload:
    position: Position = position()
    invitation: Invitation = one("The invitation.", INVITATIONS, "subject")


async def delegate_invitation(network: Network, command: Command, input: DelegateInvitationInput) -> Recorded:
    return await network.answer_invitation(
        command,
        summit_key(input.summit),
        organisation_key(input.organisation),
        Answer.DELEGATED,
        on=day_of(input.on),
        office=input.office,
        reason=input.reason,
    )


@strawberry.input(description="That an invitation was declined (Absage).")
class DeclineInvitationInput(CommandInput):
    summit: strawberry.ID = given("To which summit.")
    organisation: strawberry.ID = given("Who answered.")
    on: Date = given("When; not in the future.")
    reason: str | None = optional("What is said with it.")


@strawberry.type(description="The declining was recorded.")
class DeclineInvitationPayload:
    position: Position = position()
    invitation: Invitation = one("The invitation.", INVITATIONS, "subject")


async def decline_invitation(network: Network, command: Command, input: DeclineInvitationInput) -> Recorded:
    return await network.answer_invitation(
        command,
        summit_key(input.summit),
        organisation_key(input.organisation),
        Answer.DECLINED,
        on=day_of(input.on),
        office=None,
        reason=input.reason,
    )


@strawberry.input(description="That organisations were reminded to answer (Erinnerung).")
class RemindOrganisationsInput(CommandInput):
    summit: strawberry.ID = given("To which summit they are invited.")
    organisations: list[strawberry.ID] | None = optional(
        "Whom; all that have not answered where it is left out."
    )
    on: Date | None = optional("When; today where it is left out.")
    remind_on: Date | None = optional("When to remind them again (Wiedervorlage).")


@strawberry.type(description="The reminders were recorded, in one piece.")
class RemindOrganisationsPayload:
    position: Position | None = position_of_many()
    summit: Summit = one("The summit.", SUMMITS, "subject")
    outcomes: list[InvitationOutcome] = outcomes(
        "What became of each organisation, in the order in which they were taken.", invitation_id
    )


async def remind_organisations(
    network: Network, command: Command, input: RemindOrganisationsInput
) -> Recorded:
    return await network.remind_organisations(
        command,
        summit_key(input.summit),
        organisations=_organisations(input.organisations),
        on=day_of(input.on or calendar_day(command.now)),
        remind_on=day_of(input.remind_on),
    )


@strawberry.input(description="That an organisation is not invited any more (Ausladung).")
class WithdrawInvitationInput(CommandInput):
    summit: strawberry.ID = given("To which summit; it is announced.")
    organisation: strawberry.ID = given("Which one.")
    on: Date = given("When; not in the future.")
    reason: str | None = optional("Why (Grund).")


@strawberry.type(description="The invitation stands no more.")
class WithdrawInvitationPayload:
    position: Position = position()
    summit: Summit = one("The summit.", SUMMITS, "subject")


async def withdraw_invitation(network: Network, command: Command, input: WithdrawInvitationInput) -> Recorded:
    return await network.withdraw_invitation(
        command,
        summit_key(input.summit),
        organisation_key(input.organisation),
        on=day_of(input.on),
        reason=input.reason,
    )


# Attendances


@strawberry.input(description="An organisation's attendance of a summit (Teilnahme).")
class RecordAttendanceInput(CommandInput):
    summit: strawberry.ID = given("The summit; it was opened or held.")
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
        summit_key(input.summit),
        organisation_key(input.organisation),
        on=day_of(input.on),
        office=input.office,
    )


@strawberry.input(
    description="Who was at a summit (Teilnahme): organisations by their ids, or all that accepted."
)
class RecordAttendancesInput(CommandInput):
    summit: strawberry.ID = given("The summit; it was opened or held.")
    organisations: list[strawberry.ID] | None = optional(
        "Who was there; all that accepted and are not recorded yet where it is left out."
    )
    on: Date | None = optional("When; the summit's day where it is left out.")


@strawberry.type(
    description="The attendances were recorded, in one piece, each by the office that was announced."
)
class RecordAttendancesPayload:
    position: Position | None = position_of_many()
    summit: Summit = one("The summit.", SUMMITS, "subject")
    outcomes: list[AttendanceOutcome] = outcomes(
        "What became of each organisation, in the order in which they were taken.", attendance_id
    )


async def record_attendances(network: Network, command: Command, input: RecordAttendancesInput) -> Recorded:
    return await network.record_attendances(
        command,
        summit_key(input.summit),
        organisations=_organisations(input.organisations),
        on=day_of(input.on),
    )


def _organisations(ids: list[strawberry.ID] | None) -> list[UUID] | None:
    return None if ids is None else [organisation_key(each) for each in ids]


@strawberry.type
class InvitationMutations:
    invite_organisations: (
        Annotated[InviteOrganisationsPayload | Refused, result("InviteOrganisations")] | None
    ) = command(
        "Records invitations to a summit, many in one command.",
        InviteOrganisationsInput,
        invite_organisations,
    )
    accept_invitation: Annotated[AcceptInvitationPayload | Refused, result("AcceptInvitation")] | None = (
        command("Records that an invitation was accepted.", AcceptInvitationInput, accept_invitation)
    )
    delegate_invitation: (
        Annotated[DelegateInvitationPayload | Refused, result("DelegateInvitation")] | None
    ) = command(
        "Records that an invitation was accepted for another office.",
        DelegateInvitationInput,
        delegate_invitation,
    )
    decline_invitation: Annotated[DeclineInvitationPayload | Refused, result("DeclineInvitation")] | None = (
        command("Records that an invitation was declined.", DeclineInvitationInput, decline_invitation)
    )
    remind_organisations: (
        Annotated[RemindOrganisationsPayload | Refused, result("RemindOrganisations")] | None
    ) = command(
        "Records reminders to those that have not answered, many in one command.",
        RemindOrganisationsInput,
        remind_organisations,
    )
    withdraw_invitation: (
        Annotated[WithdrawInvitationPayload | Refused, result("WithdrawInvitation")] | None
    ) = command(
        "Records that an organisation is not invited any more.", WithdrawInvitationInput, withdraw_invitation
    )
    record_attendance: Annotated[RecordAttendancePayload | Refused, result("RecordAttendance")] | None = (
        command(
            "Records that an organisation was at a summit, invited or not.",
            RecordAttendanceInput,
            record_attendance,
        )
    )
    record_attendances: Annotated[RecordAttendancesPayload | Refused, result("RecordAttendances")] | None = (
        command(
            "Records attendances of a summit, many in one command.",
            RecordAttendancesInput,
            record_attendances,
        )
    )
