"""The declaration, its revisions with their texts, and who signs them."""

from __future__ import annotations

from typing import Annotated

import strawberry

from domain.network import Network
from domain.ports import Command, Recorded
from graphql_api.commands import CommandInput, Refused, command
from graphql_api.enums import Office
from graphql_api.mutations.words import (
    day_of,
    given,
    optional,
    organisation_key,
    position,
    result,
    summit_key,
)
from graphql_api.planner.fields import one
from graphql_api.scalars import Date, Position
from graphql_api.types import Declaration, Signature
from projections import DECLARATIONS, SIGNATURES

# The declaration


@strawberry.input(description="The declaration to be proclaimed (Gemeinsame Erklärung).")
class ProclaimDeclarationInput(CommandInput):
    title: str = given("Its title (Titel).")
    on: Date = given("The day on which it was proclaimed; not in the future.")
    text: str | None = optional(
        "Its full text (Wortlaut), at most 100,000 characters; white space at its ends is taken off. Left "
        "out of a correction, that of the corrected one stays."
    )


@strawberry.type(description="The declaration was proclaimed.")
class ProclaimDeclarationPayload:
    position: Position = position()
    declaration: Declaration = one("The declaration.", DECLARATIONS, "subject")


async def proclaim_declaration(
    network: Network, command: Command, input: ProclaimDeclarationInput
) -> Recorded:
    return await network.proclaim_declaration(
        command, title=input.title, on=day_of(input.on), text=input.text
    )


@strawberry.input(description="A revision of the declaration (Fassung).")
class ReviseDeclarationInput(CommandInput):
    title: str = given("The title from now on (Titel).")
    on: Date = given("The day since which it is the current one; not in the future.")
    text: str | None = optional(
        "Its full text (Wortlaut), at most 100,000 characters; white space at its ends is taken off. Left "
        "out of a correction, that of the corrected one stays."
    )
    summit: strawberry.ID | None = optional("The summit at which it was carried forward (Fortschreibung).")


@strawberry.type(description="The declaration was revised.")
class ReviseDeclarationPayload:
    position: Position = position()
    declaration: Declaration = one("The declaration.", DECLARATIONS, "subject")


async def revise_declaration(network: Network, command: Command, input: ReviseDeclarationInput) -> Recorded:
    return await network.revise_declaration(
        command,
        title=input.title,
        on=day_of(input.on),
        text=input.text,
        summit=None if input.summit is None else summit_key(input.summit),
    )


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
        organisation_key(input.organisation),
        on=day_of(input.on),
        revision=input.revision,
        office=input.office,
        summit=None if input.summit is None else summit_key(input.summit),
    )


@strawberry.input(description="The full text of a revision that is known without it (Wortlaut).")
class RecordRevisionTextInput(CommandInput):
    revision: int = given("The number of the revision.")
    text: str = given("Its full text, at most 100,000 characters.")


@strawberry.type(description="The text was recorded.")
class RecordRevisionTextPayload:
    position: Position = position()
    declaration: Declaration = one("The declaration.", DECLARATIONS, "subject")


async def record_revision_text(
    network: Network, command: Command, input: RecordRevisionTextInput
) -> Recorded:
    return await network.record_revision_text(command, input.revision, input.text)


@strawberry.input(description="That an organisation withdrew its signature (Rücknahme der Unterschrift).")
class WithdrawSignatureInput(CommandInput):
    organisation: strawberry.ID = given("Whose signature it is.")
    revision: int = given("Under which revision it stands.")
    on: Date = given("The day since which it stands no more; not in the future.")
    reason: str | None = optional("Why (Grund).")


@strawberry.type(description="The withdrawal was recorded.")
class WithdrawSignaturePayload:
    position: Position = position()
    signature: Signature = one("The signature, withdrawn.", SIGNATURES, "subject")


async def withdraw_signature(network: Network, command: Command, input: WithdrawSignatureInput) -> Recorded:
    return await network.withdraw_signature(
        command,
        organisation_key(input.organisation),
        revision=input.revision,
        on=day_of(input.on),
        reason=input.reason,
    )


@strawberry.type
class DeclarationMutations:
    proclaim_declaration: (
        Annotated[ProclaimDeclarationPayload | Refused, result("ProclaimDeclaration")] | None
    ) = command(
        "Records the proclamation of the joint declaration, its first revision.",
        ProclaimDeclarationInput,
        proclaim_declaration,
    )
    revise_declaration: Annotated[ReviseDeclarationPayload | Refused, result("ReviseDeclaration")] | None = (
        command(
            "Records a new revision of the joint declaration.", ReviseDeclarationInput, revise_declaration
        )
    )
    record_revision_text: (
        Annotated[RecordRevisionTextPayload | Refused, result("RecordRevisionText")] | None
    ) = command("Records the full text of a revision.", RecordRevisionTextInput, record_revision_text)
    sign_declaration: Annotated[SignDeclarationPayload | Refused, result("SignDeclaration")] | None = command(
        "Records a signature. Anyone registered may sign, once a revision.",
        SignDeclarationInput,
        sign_declaration,
    )
    withdraw_signature: Annotated[WithdrawSignaturePayload | Refused, result("WithdrawSignature")] | None = (
        command(
            "Records that a signature was withdrawn. A member keeps one at least.",
            WithdrawSignatureInput,
            withdraw_signature,
        )
    )
