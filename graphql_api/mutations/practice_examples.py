"""What members share with each other, and who adopts it."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

import strawberry

from domain.example_content import ExampleContent
from domain.network import Network
from domain.ports import Command, Recorded
from graphql_api.commands import CommandInput, Refused, command
from graphql_api.enums import AdoptionKind, ExampleKind, TargetGroup, Topic
from graphql_api.mutations.words import day_of, given, optional, organisation_key, position, result
from graphql_api.planner.fields import one
from graphql_api.planner.node_ids import decode_key
from graphql_api.scalars import Date, Position
from graphql_api.types import Adoption, PracticeExample
from projections import ADOPTIONS, PRACTICE_EXAMPLES


@strawberry.input(description="What is shared, and what it is about and for whom. It names no person.")
class ExampleContentInput:
    kind: ExampleKind = given("What it is (Art).")
    title: str = given("Its title (Titel).")
    summary: str = given("It in short (Kurzfassung), at most 2,000 characters.")
    text: str = given("All of it (Text), at most 20,000 characters.")
    topics: list[Topic] = given("What it is about (Themen); at least one.")
    target_groups: list[TargetGroup] = given("For whom it is (Zielgruppen); at least one.")
    link: str | None = optional("Where on the web there is more: an address with http or https.")


@strawberry.input(description="A practice example or a strategy that a member shares (Praxisbeispiel).")
class SharePracticeExampleInput(CommandInput):
    organisation: strawberry.ID = given("The member that shares it.")
    content: ExampleContentInput = given("What is shared.")
    on: Date = given("When; not in the future.")


@strawberry.type(description="The practice example is shared.")
class SharePracticeExamplePayload:
    position: Position = position()
    example: PracticeExample = one("The practice example.", PRACTICE_EXAMPLES, "subject")


async def share_practice_example(
    network: Network, command: Command, input: SharePracticeExampleInput
) -> Recorded:
    return await network.share_practice_example(
        command, organisation_key(input.organisation), _content(input.content), on=day_of(input.on)
    )


@strawberry.input(description="What a practice example says from now on (Überarbeitung), as a whole.")
class RevisePracticeExampleInput(CommandInput):
    example: strawberry.ID = given("Which one.")
    content: ExampleContentInput = given("What is shared from now on; the link is no more if left out.")
    on: Date = given("Since when; not in the future, nor before what it revises.")


@strawberry.type(description="The practice example is revised.")
class RevisePracticeExamplePayload:
    position: Position = position()
    example: PracticeExample = one("The practice example.", PRACTICE_EXAMPLES, "subject")


async def revise_practice_example(
    network: Network, command: Command, input: RevisePracticeExampleInput
) -> Recorded:
    return await network.revise_practice_example(
        command, _example_key(input.example), _content(input.content), on=day_of(input.on)
    )


@strawberry.input(description="That a practice example is shared no more (zurückgezogen).")
class WithdrawPracticeExampleInput(CommandInput):
    example: strawberry.ID = given("Which one.")
    on: Date = given("Since when; not in the future, nor before what was shared, revised or adopted of it.")
    reason: str | None = optional("Why (Grund).")


@strawberry.type(description="The withdrawal was recorded; what was adopted stays on record.")
class WithdrawPracticeExamplePayload:
    position: Position = position()
    example: PracticeExample = one("The practice example.", PRACTICE_EXAMPLES, "subject")


async def withdraw_practice_example(
    network: Network, command: Command, input: WithdrawPracticeExampleInput
) -> Recorded:
    return await network.withdraw_practice_example(
        command, _example_key(input.example), on=day_of(input.on), reason=input.reason
    )


@strawberry.input(
    description="That an organisation took over a practice example of another (Übernahme). How it went can "
    "be told later by reportExperience."
)
class AdoptPracticeExampleInput(CommandInput):
    example: strawberry.ID = given("Which one.")
    organisation: strawberry.ID = given("Who took it over.")
    kind: AdoptionKind = given("How much of it.")
    adopted_from: strawberry.ID | None = optional(
        "An organisation that had adopted it before; left out, it is the one that shared it."
    )
    on: Date = given("When; not in the future, nor before it was shared or adopted there.")
    note: str | None = optional("How it went (Erfahrung).")


@strawberry.type(description="The adoption was recorded.")
class AdoptPracticeExamplePayload:
    position: Position = position()
    adoption: Adoption = one("The adoption.", ADOPTIONS, "subject")


async def adopt_practice_example(
    network: Network, command: Command, input: AdoptPracticeExampleInput
) -> Recorded:
    return await network.adopt_practice_example(
        command,
        _example_key(input.example),
        organisation_key(input.organisation),
        input.kind,
        adopted_from=None if input.adopted_from is None else organisation_key(input.adopted_from),
        on=day_of(input.on),
        note=input.note,
    )


@strawberry.input(
    description="How it went with a practice example that was adopted (Erfahrung); the last report shows."
)
class ReportExperienceInput(CommandInput):
    example: strawberry.ID = given("Which one.")
    organisation: strawberry.ID = given("Who adopted it.")
    on: Date = given("When that was reported; not in the future, nor before it was adopted.")
    note: str = given("How it went.")


@strawberry.type(description="The experience was recorded.")
class ReportExperiencePayload:
    position: Position = position()
    adoption: Adoption = one("The adoption.", ADOPTIONS, "subject")


async def report_experience(network: Network, command: Command, input: ReportExperienceInput) -> Recorded:
    return await network.report_experience(
        command,
        _example_key(input.example),
        organisation_key(input.organisation),
        on=day_of(input.on),
        note=input.note,
    )


def _content(given: ExampleContentInput) -> ExampleContent:
    return ExampleContent(
        kind=given.kind,
        title=given.title,
        summary=given.summary,
        text=given.text,
        topics=given.topics,
        target_groups=given.target_groups,
        link=given.link,
    )


def _example_key(id_: str) -> UUID:
    return decode_key(id_, "exa")


@strawberry.type
class PracticeExampleMutations:
    share_practice_example: (
        Annotated[SharePracticeExamplePayload | Refused, result("SharePracticeExample")] | None
    ) = command(
        "Records a practice example or a strategy that a member shares.",
        SharePracticeExampleInput,
        share_practice_example,
    )
    revise_practice_example: (
        Annotated[RevisePracticeExamplePayload | Refused, result("RevisePracticeExample")] | None
    ) = command(
        "Records what a practice example says from now on.",
        RevisePracticeExampleInput,
        revise_practice_example,
    )
    withdraw_practice_example: (
        Annotated[WithdrawPracticeExamplePayload | Refused, result("WithdrawPracticeExample")] | None
    ) = command(
        "Records that a practice example is shared no more.",
        WithdrawPracticeExampleInput,
        withdraw_practice_example,
    )
    adopt_practice_example: (
        Annotated[AdoptPracticeExamplePayload | Refused, result("AdoptPracticeExample")] | None
    ) = command(
        "Records that an organisation took over a practice example of another.",
        AdoptPracticeExampleInput,
        adopt_practice_example,
    )
    report_experience: Annotated[ReportExperiencePayload | Refused, result("ReportExperience")] | None = (
        command("Records how it went with what was adopted.", ReportExperienceInput, report_experience)
    )
