"""Registering organisations, what changes of them, and how they end."""

from __future__ import annotations

from typing import Annotated

import strawberry

from domain.network import Network
from domain.ports import Command, Recorded
from graphql_api.commands import CommandInput, Refused, command
from graphql_api.enums import OrganisationKind
from graphql_api.mutations.words import day_of, given, optional, organisation_key, position, result
from graphql_api.planner.fields import one
from graphql_api.scalars import Date, Position
from graphql_api.types import Organisation
from projections import ORGANISATIONS

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
        parent=None if input.parent is None else organisation_key(input.parent),
        population=input.population,
        latitude=input.latitude,
        longitude=input.longitude,
    )


@strawberry.input(description="A new name of an organisation (Umbenennung).")
class RenameOrganisationInput(CommandInput):
    organisation: strawberry.ID = given("Whose name it is.")
    name: str = given("The name from now on (Name).")


@strawberry.type(description="The organisation was renamed.")
class RenameOrganisationPayload:
    position: Position = position()
    organisation: Organisation = one("The organisation.", ORGANISATIONS, "subject")


async def rename_organisation(network: Network, command: Command, input: RenameOrganisationInput) -> Recorded:
    return await network.rename_organisation(command, organisation_key(input.organisation), input.name)


@strawberry.input(
    description="Another kind of an organisation: a Gemeinde that became a Stadt, for instance."
)
class ChangeOrganisationKindInput(CommandInput):
    organisation: strawberry.ID = given("Which one.")
    kind: OrganisationKind = given("What it is from now on (Art).")


@strawberry.type(description="The organisation has another kind.")
class ChangeOrganisationKindPayload:
    position: Position = position()
    organisation: Organisation = one("The organisation.", ORGANISATIONS, "subject")


async def change_organisation_kind(
    network: Network, command: Command, input: ChangeOrganisationKindInput
) -> Recorded:
    return await network.change_organisation_kind(command, organisation_key(input.organisation), input.kind)


@strawberry.input(description="That an organisation lies in another from now on (Umgliederung).")
class ChangeParentInput(CommandInput):
    organisation: strawberry.ID = given("Which one.")
    parent: strawberry.ID = given("What it lies in from now on.")


@strawberry.type(description="The organisation lies in another.")
class ChangeParentPayload:
    position: Position = position()
    organisation: Organisation = one("The organisation.", ORGANISATIONS, "subject")


async def change_parent(network: Network, command: Command, input: ChangeParentInput) -> Recorded:
    return await network.change_parent(
        command, organisation_key(input.organisation), organisation_key(input.parent)
    )


@strawberry.input(description="A new figure of an organisation's population (Einwohnerzahl).")
class UpdatePopulationInput(CommandInput):
    organisation: strawberry.ID = given("Whose it is.")
    population: int = given("How many live there.")


@strawberry.type(description="The population was recorded.")
class UpdatePopulationPayload:
    position: Position = position()
    organisation: Organisation = one("The organisation.", ORGANISATIONS, "subject")


async def update_population(network: Network, command: Command, input: UpdatePopulationInput) -> Recorded:
    return await network.update_population(command, organisation_key(input.organisation), input.population)


# How organisations end


@strawberry.input(
    description="That an organisation was merged into another (Zusammenschluss, Eingemeindung)."
)
class MergeOrganisationsInput(CommandInput):
    organisation: strawberry.ID = given("The one that ended.")
    into: strawberry.ID = given("The one that stands in its place; it is registered.")
    on: Date = given("Since when; not in the future.")


@strawberry.type(description="The merger was recorded, and what follows from it.")
class MergeOrganisationsPayload:
    position: Position = position()
    organisation: Organisation = one(
        "The organisation that ended, with its successors.", ORGANISATIONS, "subject"
    )


async def merge_organisations(network: Network, command: Command, input: MergeOrganisationsInput) -> Recorded:
    return await network.merge_organisations(
        command, organisation_key(input.organisation), organisation_key(input.into), on=day_of(input.on)
    )


@strawberry.input(description="That an organisation was split into several (Teilung).")
class SplitOrganisationInput(CommandInput):
    organisation: strawberry.ID = given("The one that ended.")
    into: list[strawberry.ID] = given("Those that stand in its place, two or more; they are registered.")
    on: Date = given("Since when; not in the future.")


@strawberry.type(description="The split was recorded, and what follows from it.")
class SplitOrganisationPayload:
    position: Position = position()
    organisation: Organisation = one(
        "The organisation that ended, with its successors.", ORGANISATIONS, "subject"
    )


async def split_organisation(network: Network, command: Command, input: SplitOrganisationInput) -> Recorded:
    return await network.split_organisation(
        command,
        organisation_key(input.organisation),
        [organisation_key(each) for each in input.into],
        on=day_of(input.on),
    )


@strawberry.input(description="That an organisation was dissolved without a successor (Auflösung).")
class DissolveOrganisationInput(CommandInput):
    organisation: strawberry.ID = given("The one that ended.")
    on: Date = given("Since when; not in the future.")
    reason: str | None = optional("Why (Grund).")


@strawberry.type(description="The end was recorded, and what follows from it.")
class DissolveOrganisationPayload:
    position: Position = position()
    organisation: Organisation = one(
        "The organisation that ended, with its successors.", ORGANISATIONS, "subject"
    )


async def dissolve_organisation(
    network: Network, command: Command, input: DissolveOrganisationInput
) -> Recorded:
    return await network.dissolve_organisation(
        command, organisation_key(input.organisation), on=day_of(input.on), reason=input.reason
    )


@strawberry.type
class OrganisationMutations:
    register_organisation: (
        Annotated[RegisterOrganisationPayload | Refused, result("RegisterOrganisation")] | None
    ) = command(
        "Registers an organisation beside the official register.",
        RegisterOrganisationInput,
        register_organisation,
    )
    rename_organisation: (
        Annotated[RenameOrganisationPayload | Refused, result("RenameOrganisation")] | None
    ) = command(
        "Records that an organisation has another name.", RenameOrganisationInput, rename_organisation
    )
    change_organisation_kind: (
        Annotated[ChangeOrganisationKindPayload | Refused, result("ChangeOrganisationKind")] | None
    ) = command(
        "Records that an organisation is of another kind.",
        ChangeOrganisationKindInput,
        change_organisation_kind,
    )
    change_parent: Annotated[ChangeParentPayload | Refused, result("ChangeParent")] | None = command(
        "Records that an organisation lies in another district or Regierungsbezirk.",
        ChangeParentInput,
        change_parent,
    )
    update_population: Annotated[UpdatePopulationPayload | Refused, result("UpdatePopulation")] | None = (
        command("Records a population.", UpdatePopulationInput, update_population)
    )
    merge_organisations: (
        Annotated[MergeOrganisationsPayload | Refused, result("MergeOrganisations")] | None
    ) = command(
        "Records a merger. Membership and signatures pass to the successor by rule.",
        MergeOrganisationsInput,
        merge_organisations,
    )
    split_organisation: Annotated[SplitOrganisationPayload | Refused, result("SplitOrganisation")] | None = (
        command(
            "Records a split. Membership and signatures pass to each of the successors by rule.",
            SplitOrganisationInput,
            split_organisation,
        )
    )
    dissolve_organisation: (
        Annotated[DissolveOrganisationPayload | Refused, result("DissolveOrganisation")] | None
    ) = command(
        "Records that an organisation ended without a successor.",
        DissolveOrganisationInput,
        dissolve_organisation,
    )
