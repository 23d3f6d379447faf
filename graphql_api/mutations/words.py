"""The words that inputs and payloads of mutations are declared with."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import strawberry
from strawberry import UNSET

from domain import partial_date
from domain.languages import Words, said_by
from graphql_api.planner.errors import BadInput
from graphql_api.planner.fields import column
from graphql_api.planner.node_ids import decode_key


def given(description: str) -> Any:
    return strawberry.field(description=description)


def optional(description: str) -> Any:
    return strawberry.field(default=UNSET, description=description)


def position() -> Any:
    return column(
        "Where the log records it. Sent as the header Netzwerkregister-Position, it keeps later answers "
        "from being older.",
        "position",
    )


def result(name: str) -> Any:
    return strawberry.union(f"{name}Result", description="What was recorded, or why it was refused.")


def day_of(day: date | None) -> partial_date.PartialDate | None:
    try:
        return None if day is None else partial_date.PartialDate.of(day)
    except ValueError as error:
        reason = said_by(error)
        raise BadInput(
            "BAD_DATE",
            Words(
                en=f"Nothing of this register happened on {day}: {reason.en}.",
                de=f"Nichts in diesem Register geschah am {day}: {reason.de}.",
            ),
        ) from error


def organisation_key(id_: str) -> UUID:
    return decode_key(id_, "org")


def summit_key(id_: str) -> UUID:
    return decode_key(id_, "sum")
