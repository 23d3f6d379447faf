"""The way into the network, and out of it."""

from __future__ import annotations

from typing import Annotated

import strawberry

from domain import criteria
from domain.network import Network
from domain.ports import Command, Recorded
from graphql_api.commands import CommandInput, Refused, command
from graphql_api.enums import Recognition
from graphql_api.mutations.words import day_of, given, optional, organisation_key, position, result
from graphql_api.planner.fields import one
from graphql_api.scalars import Date, Position
from graphql_api.types import Organisation
from projections import ORGANISATIONS

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
    return await network.plan_accession(command, organisation_key(input.organisation), on=day_of(input.on))


@strawberry.input(
    description="What a new member attests (Kriterien): for each criterion its evidence, as a text."
)
class CriteriaInput:
    contact_person: str = given("The contact person for civic engagement, by office (Ansprechperson).")
    cross_cutting_task: str = given(
        "How engagement support is a cross-cutting task of the administration (Querschnittsaufgabe)."
    )
    willingness_to_sign: str = given("The willingness to sign the declaration.")
    recognition: Recognition = given("How volunteers are recognised (Anerkennung).")
    recognition_evidence: str = given("The evidence for the recognition.")
    collaboration: str = given("The commitment to continuous collaboration (Mitarbeit im Netzwerk).")


@strawberry.input(description="An organisation's joining of the network (Beitritt).")
class JoinNetworkInput(CommandInput):
    organisation: strawberry.ID = given("Who joined: a municipality or a district that has signed.")
    on: Date = given("The day on which it joined; not in the future.")
    council_resolved_on: Date | None = optional(
        "The day on which its council resolved to join (Ratsbeschluss), where that is not recorded yet; not "
        "in the future."
    )
    criteria: CriteriaInput = given("The five criteria, each attested with its evidence.")


@strawberry.type(description="The joining was recorded.")
class JoinNetworkPayload:
    position: Position = position()
    organisation: Organisation = one("The new member.", ORGANISATIONS, "subject")


async def join_network(network: Network, command: Command, input: JoinNetworkInput) -> Recorded:
    return await network.join_network(
        command,
        organisation_key(input.organisation),
        on=day_of(input.on),
        council_resolved_on=day_of(input.council_resolved_on),
        criteria=criteria.Criteria(**vars(input.criteria)),
    )


@strawberry.input(description="That an organisation does not plan to join any more.")
class WithdrawAccessionInput(CommandInput):
    organisation: strawberry.ID = given("Which one.")
    on: Date = given("Since when; not in the future.")
    reason: str | None = optional("Why (Grund).")


@strawberry.type(description="The withdrawal was recorded.")
class WithdrawAccessionPayload:
    position: Position = position()
    organisation: Organisation = one("The organisation.", ORGANISATIONS, "subject")


async def withdraw_accession(network: Network, command: Command, input: WithdrawAccessionInput) -> Recorded:
    return await network.withdraw_accession(
        command, organisation_key(input.organisation), on=day_of(input.on), reason=input.reason
    )


@strawberry.input(description="A council's resolution to join the network (Ratsbeschluss).")
class ResolveAccessionInput(CommandInput):
    organisation: strawberry.ID = given("Whose council it is.")
    on: Date = given("The day of the resolution; not in the future.")
    reference: str | None = optional("By which it is found (Drucksache).")


@strawberry.type(description="The resolution was recorded.")
class ResolveAccessionPayload:
    position: Position = position()
    organisation: Organisation = one("The organisation.", ORGANISATIONS, "subject")


async def resolve_accession(network: Network, command: Command, input: ResolveAccessionInput) -> Recorded:
    return await network.resolve_accession(
        command, organisation_key(input.organisation), on=day_of(input.on), reference=input.reference
    )


@strawberry.input(description="An organisation's leaving of the network (Austritt).")
class LeaveNetworkInput(CommandInput):
    organisation: strawberry.ID = given("Who left.")
    on: Date = given("The first day on which it is no member; not in the future.")
    reason: str | None = optional("Why (Grund).")


@strawberry.type(description="The leaving was recorded.")
class LeaveNetworkPayload:
    position: Position = position()
    organisation: Organisation = one("The organisation.", ORGANISATIONS, "subject")


async def leave_network(network: Network, command: Command, input: LeaveNetworkInput) -> Recorded:
    return await network.leave_network(
        command, organisation_key(input.organisation), on=day_of(input.on), reason=input.reason
    )


@strawberry.type
class MembershipMutations:
    plan_accession: Annotated[PlanAccessionPayload | Refused, result("PlanAccession")] | None = command(
        "Records that an organisation plans to join.", PlanAccessionInput, plan_accession
    )
    withdraw_accession: Annotated[WithdrawAccessionPayload | Refused, result("WithdrawAccession")] | None = (
        command(
            "Records that an organisation does not plan to join any more.",
            WithdrawAccessionInput,
            withdraw_accession,
        )
    )
    resolve_accession: Annotated[ResolveAccessionPayload | Refused, result("ResolveAccession")] | None = (
        command("Records that a council resolved to join.", ResolveAccessionInput, resolve_accession)
    )
    join_network: Annotated[JoinNetworkPayload | Refused, result("JoinNetwork")] | None = command(
        "Records that a municipality or a district joined, first or again. It has signed.",
        JoinNetworkInput,
        join_network,
    )
    leave_network: Annotated[LeaveNetworkPayload | Refused, result("LeaveNetwork")] | None = command(
        "Records that a member left.", LeaveNetworkInput, leave_network
    )
