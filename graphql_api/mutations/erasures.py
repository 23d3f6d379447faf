"""Erasing a person."""

from __future__ import annotations

from typing import Annotated

import strawberry

from domain.network import Network
from domain.ports import Command, Recorded
from graphql_api.commands import CommandInput, Refused, command
from graphql_api.enums import AskedBy
from graphql_api.mutations.words import given, position, result
from graphql_api.personal_data import Erasure
from graphql_api.planner.fields import one
from graphql_api.planner.node_ids import decode_key
from graphql_api.scalars import Position
from graphql_api.types import EngagementOfficer
from projections import ENGAGEMENT_OFFICERS, ERASURES


@strawberry.input(description="That a contact person is to be erased (Löschung). It cannot be taken back.")
class ErasePersonInput(CommandInput):
    officer: strawberry.ID = given("The contact person.")
    asked_by: AskedBy = given("At whose request, or for what reason.")
    reason: str = given(
        "Why (Grund), on one line of at most 200 characters. It stays in the log for ever: repeat nothing "
        "personal in it, such as the name."
    )


@strawberry.type(description="The person is erased: the key to all that was personal is destroyed.")
class ErasePersonPayload:
    position: Position = position()
    officer: EngagementOfficer | None = one(
        "What is left of the contact person; null where the appointment was annulled.",
        ENGAGEMENT_OFFICERS,
        "subject",
    )
    erasure: Erasure = one("The erasure.", ERASURES, "subject")


async def erase_person(network: Network, command: Command, input: ErasePersonInput) -> Recorded:
    return await network.erase_person(
        command, decode_key(input.officer, "eng"), asked_by=input.asked_by, reason=input.reason
    )


@strawberry.type
class ErasureMutations:
    erase_person: Annotated[ErasePersonPayload | Refused, result("ErasePerson")] | None = command(
        "Erases a contact person for good: name, e-mail and telephone are null everywhere from now on, also "
        "in the past. The log keeps that it happened, and still proves that nothing else was altered.",
        ErasePersonInput,
        erase_person,
    )
