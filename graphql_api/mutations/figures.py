"""What public sources say of the network in numbers."""

from __future__ import annotations

from typing import Annotated

import strawberry

from domain.network import Network
from domain.ports import Command, Recorded
from graphql_api.commands import CommandInput, Refused, command
from graphql_api.enums import Figure
from graphql_api.mutations.words import given, optional, position, result
from graphql_api.planner.fields import one
from graphql_api.planner.node_ids import decode_key
from graphql_api.scalars import PartialDate, Position
from graphql_api.types import ReportedFigure
from projections import REPORTED_FIGURES


@strawberry.input(
    description="What a public source says of the network in numbers (gemeldete Zahl); name it as the source."
)
class ReportFigureInput(CommandInput):
    figure: Figure = given("What is counted (Kennzahl).")
    number: int = given("How many the source says there are.")
    at_least: bool | None = optional("Whether it says that there are so many or more.")
    on: PartialDate | None = optional("The day that the number is of, as exactly as it is known.")
    says: str = given("What the source says, in short.")


@strawberry.type(description="The figure was recorded.")
class ReportFigurePayload:
    position: Position = position()
    figure: ReportedFigure = one("The reported figure.", REPORTED_FIGURES, "subject")


async def report_figure(network: Network, command: Command, input: ReportFigureInput) -> Recorded:
    return await network.report_figure(
        command,
        input.figure,
        input.number,
        at_least=bool(input.at_least),
        on=input.on,
        says=input.says,
    )


@strawberry.input(description="That a reported figure is not counted on any more.")
class RetractFigureInput(CommandInput):
    figure: strawberry.ID = given("Which one.")
    reason: str = given("Why (Grund).")


@strawberry.type(description="The retraction was recorded; the figure is shown no more.")
class RetractFigurePayload:
    position: Position = position()


async def retract_figure(network: Network, command: Command, input: RetractFigureInput) -> Recorded:
    return await network.retract_figure(command, decode_key(input.figure, "fig"), reason=input.reason)


@strawberry.type
class FigureMutations:
    report_figure: Annotated[ReportFigurePayload | Refused, result("ReportFigure")] | None = command(
        "Records what a public source says of a number on a day.", ReportFigureInput, report_figure
    )
    retract_figure: Annotated[RetractFigurePayload | Refused, result("RetractFigure")] | None = command(
        "Records that a reported figure is not counted on any more.", RetractFigureInput, retract_figure
    )
