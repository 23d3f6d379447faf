"""What Relay asks of a schema: nodes, and connections of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Generic, TypeVar

import strawberry

from graphql_api.events import HISTORY, HISTORY_ARGUMENTS, Event, history
from graphql_api.planner.connections import Condition, Connection
from graphql_api.planner.fields import Column, NodeId, NodeType, declared, planned
from graphql_api.planner.prices import LOOK_UP
from projections.kernel import ReadModel

NodeOf = TypeVar("NodeOf")
AClass = TypeVar("AClass", bound=type)

# Answers the version of a stream at the position that the answer reflects.
STREAM_VERSION = """(SELECT originator_version FROM events
WHERE originator_id = {stream} AND notification_id <= {position}
ORDER BY originator_version DESC LIMIT 1)"""

NODE_ARGUMENTS = {"id": (strawberry.ID, "The node's global id.")}
NODES_ARGUMENTS = {"ids": (list[strawberry.ID], "At most 100 global ids.")}


FORWARD_ARGUMENTS: Mapping[str, tuple[Any, str]] = {
    "first": (
        int | None,
        "The longest page, from the start or after `after`; at most 100, and 100 where it is left out.",
    ),
    "after": (str | None, "A cursor of this connection: the page begins behind it."),
}
_BACKWARD_ARGUMENTS: Mapping[str, tuple[Any, str]] = {
    "last": (int | None, "The longest page, from the end or before `before`; at most 100."),
    "before": (str | None, "A cursor of this connection: the page ends before it."),
}


def connection(
    description: str,
    model: ReadModel,
    order: str,
    *,
    of: str = "true",
    filters: tuple[Any, Mapping[str, Condition]] | None = None,
    order_by: Any,
) -> Any:
    """A connection: which rows in which order.

    Args:
        of: the rows' condition, naming the row asked {parent} and the rows found {row}.
        filters: the filter's input type and what its fields mean.
    """
    arguments = {**FORWARD_ARGUMENTS, **_BACKWARD_ARGUMENTS}
    if filters is not None:
        arguments["filter"] = (filters[0] | None, "Which ones; all where it is left out.")
    arguments["order_by"] = (order_by | None, f"The order; {order} ascending where it is left out.")
    plan = Connection(model, of, order, filters[1] if filters else {})
    return planned(plan, description, arguments)


@strawberry.interface(description="A thing with a global id and a history (Knoten).")
class Node:
    id: strawberry.ID = strawberry.field(
        description="Globally unique and stable; give it to `node` to come back here."
    )
    version: int = strawberry.field(
        description="The version of the stream that records this; `expectedVersion` refers to it."
    )
    history: ConnectionOf[Event] = declared(HISTORY, {}, HISTORY_ARGUMENTS)


@strawberry.type(description="Where a page lies in its connection (Seite).")
class PageInfo:
    has_next_page: bool = strawberry.field(description="Whether rows follow this page.")
    has_previous_page: bool = strawberry.field(description="Whether rows precede this page.")
    start_cursor: str | None = strawberry.field(description="The cursor of the page's first row.")
    end_cursor: str | None = strawberry.field(description="The cursor of the page's last row.")


@strawberry.type(description="A row of a connection, with its cursor.")
class Edge(Generic[NodeOf]):
    cursor: str = strawberry.field(description="Where the row lies; give it as `after` or `before`.")
    node: NodeOf = strawberry.field(description="The row.")


@strawberry.type(name="Connection", description="A page of rows (Liste).")
class ConnectionOf(Generic[NodeOf]):
    nodes: list[NodeOf] = strawberry.field(description="The page's rows.")
    edges: list[Edge[NodeOf]] = strawberry.field(description="The page's rows with their cursors.")
    page_info: PageInfo = strawberry.field(description="Where the page lies.")
    total_count: int = strawberry.field(description="How many rows there are on all pages together.")


def node(token: str, model: ReadModel, *, stream: str = "id") -> Callable[[AClass], AClass]:
    """Marks a type as a node and plans its `id` and `version`."""

    def mark(cls: AClass) -> AClass:
        cls.__node__ = NodeType(token, model, stream)  # type: ignore[attr-defined]
        cls.id = planned(  # type: ignore[attr-defined]
            NodeId(token), "Globally unique and stable; give it to `node` to come back here."
        )
        cls.version = planned(  # type: ignore[attr-defined]
            Column(STREAM_VERSION.format(stream=f"{{row}}.{stream}", position="{position}"), LOOK_UP),
            "The version of the stream that records this; `expectedVersion` refers to it.",
        )
        cls.history = history(model, stream)  # type: ignore[attr-defined]
        inherited = {"id": strawberry.ID, "version": int, "history": ConnectionOf[Event]}
        cls.__annotations__ = inherited | cls.__annotations__
        return cls

    return mark
