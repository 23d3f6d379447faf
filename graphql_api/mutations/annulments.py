"""Annulling a fact that was recorded wrongly."""

from __future__ import annotations

from typing import Annotated

import strawberry

from domain.network import Network
from domain.ports import Command, Recorded
from graphql_api.commands import CommandInput, Refused, command
from graphql_api.mutations.words import given, position, result
from graphql_api.planner.fields import one
from graphql_api.scalars import Position
from graphql_api.types import (
    Declaration,
    Impulse,
    Organisation,
    PracticeExample,
    ReportedFigure,
    Summit,
)
from projections import (
    DECLARATIONS,
    IMPULSES,
    ORGANISATIONS,
    PRACTICE_EXAMPLES,
    REPORTED_FIGURES,
    SUMMITS,
)


@strawberry.input(description="A fact that was recorded wrongly and has not happened (Aufhebung).")
class AnnulFactInput(CommandInput):
    position: Position = given(
        "Where the log records it, as the mutation that recorded it told; of an organisation's end, all that "
        "was recorded with it goes too."
    )
    reason: str = given("Why it is annulled (Grund).")


@strawberry.type(description="The fact stands no more. One of the fields names what it was about.")
class AnnulFactPayload:
    position: Position = position()
    organisation: Organisation | None = one(
        "The organisation, where it was about one.", ORGANISATIONS, "subject"
    )
    declaration: Declaration | None = one(
        "The declaration, where it was about that.", DECLARATIONS, "subject"
    )
    figure: ReportedFigure | None = one(
        "The reported figure, where it was about one.", REPORTED_FIGURES, "subject"
    )
    summit: Summit | None = one("The summit, where it was about one.", SUMMITS, "subject")
    impulse: Impulse | None = one("The impulse, where it was about one.", IMPULSES, "subject")
    example: PracticeExample | None = one(
        "The practice example, where it was about one.", PRACTICE_EXAMPLES, "subject"
    )


async def annul_fact(network: Network, command: Command, input: AnnulFactInput) -> Recorded:
    return await network.annul_fact(command, input.position, reason=input.reason)


@strawberry.type
class AnnulmentMutations:
    annul_fact: Annotated[AnnulFactPayload | Refused, result("AnnulFact")] | None = command(
        "Annuls a fact that was recorded wrongly. To correct one instead, give its own mutation corrects.",
        AnnulFactInput,
        annul_fact,
    )
