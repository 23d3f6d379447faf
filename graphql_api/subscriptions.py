"""What can be subscribed to: the log as it grows, and the nodes that its events change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import strawberry
from strawberry import UNSET

from graphql_api.changes import NodeChange, changed_nodes
from graphql_api.events import Event, EventFilter
from graphql_api.frames import frames
from graphql_api.planner.fields import Field, column, declared, planned
from graphql_api.planner.json_sql import Json, list_of
from graphql_api.planner.planner import Plan
from graphql_api.planner.prices import Price
from graphql_api.scalars import LogCursor, Position


@dataclass(frozen=True)
class Followed:
    """Frames of the log, one for each event that the filter leaves."""

    price: ClassVar = Price(20, planned=600, given={"filter": 500})

    def plan(self, field: Field) -> Plan:
        """The plan for a page of frames."""
        planning, row = field.planning, field.planning.alias()
        # A frame tells what was so at its own position, whenever it is read.
        with planning.as_of(f"{row}.position"):
            data = field.object(row).sql()
        return frames(field, row, f"{data} AS data")


@dataclass(frozen=True)
class _OfFrame:
    """The event that the frame tells."""

    def json(self, field: Field) -> Json:
        return field.object(field.row)


@dataclass(frozen=True)
class _ChangedByFrame:
    """The nodes that the frame's event changed."""

    price: ClassVar = Price(2_000, planned=2_000, rows=10)

    def json(self, field: Field) -> Json:
        planning, frame = field.planning, field.row
        row = planning.alias()
        touched = f"(SELECT {frame}.id AS stream_id, {frame}.position)"
        changed = changed_nodes(planning, touched, f"({frame}.position - 1)", f"{frame}.position")
        listed = list_of(field.object(row), f" ORDER BY {row}.token, {row}.id")
        return Json(f"(SELECT {listed.sql()} FROM ({changed}) AS {row})")


_POSITION = "The position of the event; null in a frame that tells of none."
_PREVIOUS = (
    "The position of the event before it that the same filter leaves, 0 where there is none: it is the one "
    "that you were told of last, or lies not behind your `after`, else something is missing. Null in a frame "
    "that tells of no event."
)
_SCANNED = "All up to here was looked through: give it as `after` to go on behind this frame."


@strawberry.type(
    description="What a feed of events tells at once: an event; or, where none was found for a while, how "
    "far the log was looked through."
)
class EventFrame:
    position: Position | None = column(_POSITION, "position")
    previous_position: LogCursor | None = column(_PREVIOUS, "previous_position")
    scanned_through: LogCursor = column(_SCANNED, "position")
    event: Event | None = planned(_OfFrame(), "The event, with all about it as it was at its position.")


@strawberry.type(
    description="What a feed of changes tells at once: the nodes that an event changed; or, where none was "
    "found for a while, how far the log was looked through."
)
class ChangesFrame:
    position: Position | None = column(_POSITION, "position")
    previous_position: LogCursor | None = column(_PREVIOUS, "previous_position")
    scanned_through: LogCursor = column(_SCANNED, "position")
    changes: list[NodeChange] = planned(
        _ChangedByFrame(), "The nodes that the event changed, as they were before it and after it."
    )


@strawberry.input(description="Of which events; what is left out does not matter.")
class ChangesFilter:
    type: list[str] | None = strawberry.field(default=UNSET, description="Of one of these types.")
    organisation: strawberry.ID | None = strawberry.field(
        default=UNSET,
        description="Those that concern this organisation, by its global id; also all of what it began, such "
        "as an impulse that it raised.",
    )


def _followed(description: str, filter_: Any) -> Any:
    arguments: Mapping[str, tuple[Any, str]] = {
        "after": (
            LogCursor | None,
            "How far you know the log: what was recorded behind it comes first, and then what is to come. 0 "
            "for all; where it is left out, only what is to come.",
        ),
        "filter": (filter_ | None, "Which ones; all where it is left out."),
    }
    return declared(description, {"plan": Followed()}, arguments)


@strawberry.type(
    description="What can be subscribed to, by graphql-transport-ws or graphql-sse. Nothing is left out, "
    "told twice or told out of order; who subscribes again with `after` goes on where it was."
)
class Subscription:
    events: EventFrame = _followed("The log, event by event (Protokoll).", EventFilter)
    network_changes: ChangesFrame = _followed(
        "The nodes that change, event by event (Änderungen).", ChangesFilter
    )
