"""What became different between two positions of the log: which nodes, from what to what, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import strawberry

from domain.languages import Words
from graphql_api.events import HISTORY_ARGUMENTS, Event, Events, turns
from graphql_api.inputs import AsOf
from graphql_api.planner.connections import PAGE_ROWS, Page, Rows
from graphql_api.planner.cursors import Keyset
from graphql_api.planner.errors import BadInput
from graphql_api.planner.fields import Field, NodeType, planned
from graphql_api.planner.json_sql import Json
from graphql_api.planner.nodes import node_of, node_types
from graphql_api.planner.prices import LOOK_UP, Price
from graphql_api.relay import FORWARD_ARGUMENTS, ConnectionOf, Node

if TYPE_CHECKING:
    from graphql_api.planner.planner import Planning

# Answers the nodes of one type whose row at one position is not the one at the other, of streams touched.
_CHANGED = """SELECT '{token}' AS token, coalesce(former.id, later.id) AS id, touched.stream_id,
    touched.position, {since} AS since, {until} AS until
FROM {touched} AS touched JOIN ({former} AS former FULL JOIN {later} AS later ON former.id = later.id)
    ON touched.stream_id = coalesce(former.{stream}, later.{stream})
WHERE ({former_columns}) IS DISTINCT FROM ({later_columns})"""

# Answers the streams that go on between two positions, and where they do last.
_TOUCHED = """SELECT originator_id AS stream_id, max(notification_id) AS position FROM events
    WHERE notification_id > {since} AND notification_id <= {until} GROUP BY originator_id"""


@dataclass(frozen=True)
class Changes:
    """Pages of the nodes that differ, by where they were last touched."""

    price: ClassVar = Price(20_000, rows=PAGE_ROWS, total=20_000)

    def json(self, field: Field) -> Json:
        return Page(self.rows(field), field).json()

    def rows(self, field: Field) -> Rows:
        planning = field.planning
        given = field.argument("from"), field.argument("to")
        planning.bindings.check(
            lambda variables: _refuse_backwards(*(each.read(variables) for each in given))
        )
        since, until = (
            f"{planning.past(as_of)}.position" if as_of.given else otherwise
            for as_of, otherwise in zip(given, ("0", "checkpoint.position"), strict=True)
        )
        changed = changed_nodes(planning, "touched", since, until)
        touched = _TOUCHED.format(since=since, until=until)
        return Rows(
            alias=planning.alias(),
            table=f"(WITH touched AS MATERIALIZED ({touched}) {changed})",
            condition="true",
            key="position",
            descending=False,
            cursor=Keyset("changes", int),
        )


def changed_nodes(planning: Planning, touched: str, since: str, until: str) -> str:
    """The SQL of the nodes of these streams that differ between two positions.

    Args:
        touched: what has the streams, as FROM has it: rows of `stream_id` and `position`.
    """
    return " UNION ALL ".join(
        _changed(planning, node_type, touched, since, until) for _, node_type in node_types(planning).values()
    )


def _changed(planning: Planning, node_type: NodeType, touched: str, since: str, until: str) -> str:
    model = node_type.model
    # An array, as an index finds what is in it.
    in_touched = f"WHERE {node_type.stream} = ANY(ARRAY(SELECT stream_id FROM {touched} AS touched))"
    found = {}
    for name, position in (("former", since), ("later", until)):
        with planning.as_of(position):
            found[name] = f"(SELECT * FROM {planning.rows(model)} AS {name} {in_touched})"
    return _CHANGED.format(
        token=node_type.token,
        since=since,
        until=until,
        touched=touched,
        stream=node_type.stream,
        former_columns=", ".join(f"former.{each.name}" for each in model.columns),
        later_columns=", ".join(f"later.{each.name}" for each in model.columns),
        **found,
    )


def _refuse_backwards(since: Mapping[str, Any] | None, until: Mapping[str, Any] | None) -> None:
    """Of positions; where one is named by a moment, only the statement knows it, and finds nothing."""
    earlier, later = (as_of and as_of.get("position") for as_of in (since, until))
    if earlier and later and earlier > later:
        raise BadInput(
            "BAD_RANGE",
            Words(
                en=f"`from` is position {earlier}, which lies behind {later}, that of `to`. Give the earlier "
                "one as `from`.",
                de=f"`from` ist Position {earlier}, der spätere Stand aber Position {later}. Anzugeben "
                "ist als `from` die frühere.",
            ),
        )


@dataclass(frozen=True)
class _NodeAt:
    """The node as it was at one of the two positions."""

    position: str
    price: ClassVar = LOOK_UP

    def json(self, field: Field) -> Json:
        with field.planning.as_of(f"{field.row}.{self.position}"):
            return node_of(field, f"{field.row}.token", f"{field.row}.id")


@dataclass(frozen=True)
class _NodeId:
    def json(self, field: Field) -> Json:
        return Json(f"'\"' || {field.row}.token || '_' || {field.row}.id || '\"'")


@dataclass(frozen=True)
class _EventsBetween(Events):
    """The events between the two positions that touched the node."""

    price: ClassVar = Price(100, planned=600, rows=PAGE_ROWS, total=100)

    def conditions(self, field: Field, row: str) -> list[str]:
        change, planning = field.row, field.planning
        turned = " ".join(
            f"WHEN '{each.token}' THEN {row}.position IN ({turns(planning, each.model, change)})"
            for _, each in node_types(planning).values()
            if each.stream != "id"
        )
        between = f"{row}.position > {change}.since AND {row}.position <= {change}.until"
        of_stream = f"{row}.id = {change}.stream_id"
        turned = f"CASE {change}.token {turned} ELSE true END"
        return [*super().conditions(field, row), of_stream, between, turned]


@strawberry.type(description="A node that is not at one position what it is at another (Änderung).")
class NodeChange:
    id: strawberry.ID = planned(_NodeId(), "The node's global id.")
    before: Node | None = planned(
        _NodeAt("since"), "The node as it was at the earlier position; null where there was none."
    )
    after: Node | None = planned(
        _NodeAt("until"), "The node as it was at the later position; null where there was none any more."
    )
    events: ConnectionOf[Event] = planned(
        _EventsBetween(), "What was recorded between the two that touched it.", HISTORY_ARGUMENTS
    )


_ARGUMENTS: Mapping[str, tuple[Any, str]] = {
    "from": (AsOf | None, "The earlier state; an empty log where it is left out."),
    "to": (AsOf | None, "The later state; now where it is left out."),
    **FORWARD_ARGUMENTS,
}


def changes(description: str) -> Any:
    return planned(Changes(), description, _ARGUMENTS)
