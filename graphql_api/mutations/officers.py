"""The organisations' contact persons for civic engagement (Engagementbeauftragte)."""

from __future__ import annotations

from typing import Annotated

import strawberry

from domain.network import Network
from domain.ports import Command, Recorded
from graphql_api.commands import CommandInput, Refused, command, optional_personal, personal_input
from graphql_api.mutations.words import day_of, given, organisation_key, position, result
from graphql_api.planner.fields import one
from graphql_api.planner.node_ids import decode_key
from graphql_api.scalars import Date, Position
from graphql_api.types import EngagementOfficer
from projections import ENGAGEMENT_OFFICERS


@strawberry.input(
    description="An organisation's new contact person for civic engagement (Engagementbeauftragte)."
)
class AppointEngagementOfficerInput(CommandInput):
    organisation: strawberry.ID = given("Whose contact person it is.")
    name: str = personal_input("The person's name; sealed.")
    email: str | None = optional_personal("The person's e-mail address; sealed.")
    phone: str | None = optional_personal("The person's telephone number; sealed.")
    on: Date = given("Since when; not in the future.")


@strawberry.type(description="The appointment was recorded.")
class AppointEngagementOfficerPayload:
    position: Position = position()
    officer: EngagementOfficer = one("The engagement officer.", ENGAGEMENT_OFFICERS, "subject")


async def appoint_engagement_officer(
    network: Network, command: Command, input: AppointEngagementOfficerInput
) -> Recorded:
    return await network.appoint_engagement_officer(
        command,
        organisation_key(input.organisation),
        name=input.name,
        email=input.email,
        phone=input.phone,
        on=day_of(input.on),
    )


@strawberry.input(
    description="How a contact person is called and reached from now on; what is left out is no more."
)
class ChangeEngagementOfficerInput(CommandInput):
    organisation: strawberry.ID = given("Whose contact person it is.")
    officer: strawberry.ID = given("Which one.")
    name: str = personal_input("The person's name; sealed.")
    email: str | None = optional_personal("The person's e-mail address; sealed.")
    phone: str | None = optional_personal("The person's telephone number; sealed.")


@strawberry.type(description="The change was recorded.")
class ChangeEngagementOfficerPayload:
    position: Position = position()
    officer: EngagementOfficer = one("The engagement officer.", ENGAGEMENT_OFFICERS, "subject")


async def change_engagement_officer(
    network: Network, command: Command, input: ChangeEngagementOfficerInput
) -> Recorded:
    return await network.change_engagement_officer(
        command,
        organisation_key(input.organisation),
        decode_key(input.officer, "eng"),
        name=input.name,
        email=input.email,
        phone=input.phone,
    )


@strawberry.input(description="That a contact person stepped down.")
class StepDownEngagementOfficerInput(CommandInput):
    organisation: strawberry.ID = given("Whose contact person it was.")
    officer: strawberry.ID = given("Which one.")
    on: Date = given("Since when; not in the future.")


@strawberry.type(description="The stepping down was recorded.")
class StepDownEngagementOfficerPayload:
    position: Position = position()
    officer: EngagementOfficer = one("The engagement officer.", ENGAGEMENT_OFFICERS, "subject")


async def step_down_engagement_officer(
    network: Network, command: Command, input: StepDownEngagementOfficerInput
) -> Recorded:
    return await network.step_down_engagement_officer(
        command,
        organisation_key(input.organisation),
        decode_key(input.officer, "eng"),
        on=day_of(input.on),
    )


@strawberry.type
class OfficerMutations:
    appoint_engagement_officer: (
        Annotated[AppointEngagementOfficerPayload | Refused, result("AppointEngagementOfficer")] | None
    ) = command(
        "Records a contact person. Name, e-mail and telephone are kept sealed.",
        AppointEngagementOfficerInput,
        appoint_engagement_officer,
    )
    change_engagement_officer: (
        Annotated[ChangeEngagementOfficerPayload | Refused, result("ChangeEngagementOfficer")] | None
    ) = command(
        "Records that a contact person has another name, or is reached otherwise.",
        ChangeEngagementOfficerInput,
        change_engagement_officer,
    )
    step_down_engagement_officer: (
        Annotated[StepDownEngagementOfficerPayload | Refused, result("StepDownEngagementOfficer")] | None
    ) = command(
        "Records that a contact person stepped down.",
        StepDownEngagementOfficerInput,
        step_down_engagement_officer,
    )
