"""What witnesses send: their signatures of checkpoints that they have verified."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

import strawberry

from domain.ports import Command, Recorded
from graphql_api.commands import Refused, Service, command
from graphql_api.log import Checkpoint, CheckpointAt
from graphql_api.mutations.words import given, result
from graphql_api.planner.fields import planned
from projections.reading import Witnessing

_NOTHING = UUID(int=0)


@strawberry.input(description="A checkpoint that a witness has signed (Mitzeichnung).")
class CosignCheckpointInput:
    note: str = given(
        "The signed note as `log { checkpoint { note } }` told it, with the line of the witness's signature "
        "(C2SP tlog-cosignature) behind it."
    )


@strawberry.type(description="The signature is kept, and told with the checkpoint.")
class CosignCheckpointPayload:
    checkpoint: Checkpoint = planned(CheckpointAt("position"), "The checkpoint.")


async def cosign_checkpoint(log: Witnessing, _: Command, input: CosignCheckpointInput) -> Recorded:
    return Recorded(await log.cosign(input.note), _NOTHING)


@strawberry.type
class WitnessMutations:
    cosign_checkpoint: Annotated[CosignCheckpointPayload | Refused, result("CosignCheckpoint")] | None = (
        command(
            "Takes the signature of a witness whose key this register knows, under a checkpoint of its log. "
            "It is no fact of the log.",
            CosignCheckpointInput,
            cosign_checkpoint,
            Service.WITNESSING,
        )
    )
