"""The impulses: raised at a summit, supported, decided on by the Land, put into effect, reported back."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

import strawberry

from domain.network import Network
from domain.ports import Command, Recorded
from graphql_api.commands import CommandInput, Refused, command
from graphql_api.enums import Topic
from graphql_api.mutations.words import day_of, given, organisation_key, position, result, summit_key
from graphql_api.planner.fields import one
from graphql_api.planner.node_ids import decode_key
from graphql_api.scalars import Date, Position
from graphql_api.types import Impulse, ImpulseStep
from projections import IMPULSE_STEPS, IMPULSES


@strawberry.input(
    description="What an organisation raised at a summit (Impuls, Idee, Anregung), on the day of the summit."
)
class RaiseImpulseInput(CommandInput):
    organisation: strawberry.ID = given("Who raised it: a member, one that plans to join, or a signatory.")
    summit: strawberry.ID = given("At which summit; it was opened or held.")
    title: str = given("Its title (Titel).")
    text: str = given("What is suggested (Text), at most 20,000 characters.")
    topics: list[Topic] = given("What it is about (Themen); at least one.")


@strawberry.type(description="The impulse was recorded.")
class RaiseImpulsePayload:
    position: Position = position()
    impulse: Impulse = one("The impulse.", IMPULSES, "subject")


async def raise_impulse(network: Network, command: Command, input: RaiseImpulseInput) -> Recorded:
    return await network.raise_impulse(
        command,
        organisation_key(input.organisation),
        summit_key(input.summit),
        title=input.title,
        text=input.text,
        topics=input.topics,
    )


@strawberry.input(description="That an organisation supports the impulse of another (Unterstützung).")
class SupportImpulseInput(CommandInput):
    impulse: strawberry.ID = given("Which one; by that day it was neither declined, withdrawn nor in effect.")
    organisation: strawberry.ID = given("Who: a member, one that plans to join, or a signatory.")
    on: Date = given("Since when; not in the future, nor before the impulse was raised.")


@strawberry.type(description="The support was recorded.")
class SupportImpulsePayload:
    position: Position = position()
    step: ImpulseStep = one("The step on the impulse's way.", IMPULSE_STEPS, "subject")


async def support_impulse(network: Network, command: Command, input: SupportImpulseInput) -> Recorded:
    return await network.support_impulse(
        command, _impulse_key(input.impulse), organisation_key(input.organisation), on=day_of(input.on)
    )


@strawberry.input(description="That the Land takes an impulse up in its engagement support (aufgegriffen).")
class TakeUpImpulseInput(CommandInput):
    impulse: strawberry.ID = given("Which one; it was neither taken up, declined nor withdrawn.")
    on: Date = given("Since when; not in the future, nor before the impulse was raised.")
    note: str = given("How it is taken up.")


@strawberry.type(description="The taking up was recorded.")
class TakeUpImpulsePayload:
    position: Position = position()
    step: ImpulseStep = one("The step on the impulse's way.", IMPULSE_STEPS, "subject")


async def take_up_impulse(network: Network, command: Command, input: TakeUpImpulseInput) -> Recorded:
    return await network.take_up_impulse(
        command, _impulse_key(input.impulse), on=day_of(input.on), note=input.note
    )


@strawberry.input(description="That the Land declined an impulse (abgelehnt).")
class DeclineImpulseInput(CommandInput):
    impulse: strawberry.ID = given("Which one; it was neither taken up, declined nor withdrawn.")
    on: Date = given("When; not in the future, nor before the impulse was raised.")
    reason: str = given("Why (Grund).")


@strawberry.type(description="The decline was recorded.")
class DeclineImpulsePayload:
    position: Position = position()
    step: ImpulseStep = one("The step on the impulse's way.", IMPULSE_STEPS, "subject")


async def decline_impulse(network: Network, command: Command, input: DeclineImpulseInput) -> Recorded:
    return await network.decline_impulse(
        command, _impulse_key(input.impulse), on=day_of(input.on), reason=input.reason
    )


@strawberry.input(description="That an impulse was put into effect (umgesetzt).")
class PutImpulseIntoEffectInput(CommandInput):
    impulse: strawberry.ID = given("Which one; it was taken up.")
    on: Date = given("When; not in the future, nor before it was taken up.")
    effect: str = given("What came of it (Wirkung).")


@strawberry.type(description="The effect was recorded.")
class PutImpulseIntoEffectPayload:
    position: Position = position()
    step: ImpulseStep = one("The step on the impulse's way.", IMPULSE_STEPS, "subject")


async def put_impulse_into_effect(
    network: Network, command: Command, input: PutImpulseIntoEffectInput
) -> Recorded:
    return await network.put_impulse_into_effect(
        command, _impulse_key(input.impulse), on=day_of(input.on), effect=input.effect
    )


@strawberry.input(
    description="That an impulse was withdrawn by who raised it, or was recorded by mistake (zurückgezogen)."
)
class WithdrawImpulseInput(CommandInput):
    impulse: strawberry.ID = given("Which one; it is neither declined nor put into effect.")
    on: Date = given("When; not in the future, nor before it was raised or taken up.")
    reason: str = given("Why (Grund).")


@strawberry.type(description="The withdrawal was recorded.")
class WithdrawImpulsePayload:
    position: Position = position()
    step: ImpulseStep = one("The step on the impulse's way.", IMPULSE_STEPS, "subject")


async def withdraw_impulse(network: Network, command: Command, input: WithdrawImpulseInput) -> Recorded:
    return await network.withdraw_impulse(
        command, _impulse_key(input.impulse), on=day_of(input.on), reason=input.reason
    )


@strawberry.input(
    description="That a later summit was told on its day what became of an impulse (Rückmeldung)."
)
class ReportImpulseBackInput(CommandInput):
    impulse: strawberry.ID = given("Which one; it was taken up or declined.")
    summit: strawberry.ID = given("At which summit; it was opened or held, and none is reported of it there.")
    report: str = given("What was reported.")


@strawberry.type(description="The report was recorded.")
class ReportImpulseBackPayload:
    position: Position = position()
    step: ImpulseStep = one("The step on the impulse's way.", IMPULSE_STEPS, "subject")


async def report_impulse_back(network: Network, command: Command, input: ReportImpulseBackInput) -> Recorded:
    return await network.report_impulse_back(
        command, _impulse_key(input.impulse), summit_key(input.summit), report=input.report
    )


def _impulse_key(id_: str) -> UUID:
    return decode_key(id_, "imp")


@strawberry.type
class ImpulseMutations:
    raise_impulse: Annotated[RaiseImpulsePayload | Refused, result("RaiseImpulse")] | None = command(
        "Records what an organisation raised at a summit.", RaiseImpulseInput, raise_impulse
    )
    support_impulse: Annotated[SupportImpulsePayload | Refused, result("SupportImpulse")] | None = command(
        "Records that an organisation supports the impulse of another.", SupportImpulseInput, support_impulse
    )
    take_up_impulse: Annotated[TakeUpImpulsePayload | Refused, result("TakeUpImpulse")] | None = command(
        "Records that the Land takes an impulse up.", TakeUpImpulseInput, take_up_impulse
    )
    decline_impulse: Annotated[DeclineImpulsePayload | Refused, result("DeclineImpulse")] | None = command(
        "Records that the Land declined an impulse.", DeclineImpulseInput, decline_impulse
    )
    put_impulse_into_effect: (
        Annotated[PutImpulseIntoEffectPayload | Refused, result("PutImpulseIntoEffect")] | None
    ) = command(
        "Records that an impulse was put into effect.", PutImpulseIntoEffectInput, put_impulse_into_effect
    )
    withdraw_impulse: Annotated[WithdrawImpulsePayload | Refused, result("WithdrawImpulse")] | None = command(
        "Records that an impulse was withdrawn.", WithdrawImpulseInput, withdraw_impulse
    )
    report_impulse_back: Annotated[ReportImpulseBackPayload | Refused, result("ReportImpulseBack")] | None = (
        command(
            "Records that a later summit was told what became of an impulse.",
            ReportImpulseBackInput,
            report_impulse_back,
        )
    )
