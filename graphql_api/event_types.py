"""The types of events, with the schema of every version that was ever recorded."""

from __future__ import annotations

from dataclasses import dataclass

import strawberry

from domain.event_schemas import published
from domain.event_types import event_types
from graphql_api.planner.fields import Field, column, planned
from graphql_api.planner.json_sql import Json, list_of, quoted
from graphql_api.planner.prices import Price
from graphql_api.scalars import JSON


@dataclass(frozen=True)
class _Published:
    """Every published version of every type, as rows."""

    @property
    def price(self) -> Price:
        return Price(500, rows=len(published()))

    def json(self, field: Field) -> Json:
        present = {each.topic: each.version for each in event_types().values()}
        rows = ", ".join(
            f"({quoted(topic)}, {version}, {version == present[topic]}, {quoted(schema)})"
            for (topic, version), schema in published().items()
        )
        row = field.planning.alias()
        listed = list_of(field.object(row), f" ORDER BY {row}.topic, {row}.version")
        return Json(
            f"(SELECT {listed.sql()} FROM (VALUES {rows}) AS {row} (topic, version, present, schema))"
        )


@strawberry.type(description="A type of events (Ereignisart), in one version of its shape.")
class EventType:
    type: str = column("Its name, for ever.", "topic")
    version: int = column("The version of the shape.", "version")
    present: bool = column(
        "Whether events are recorded in it now, and told in it whenever they were recorded.", "present"
    )
    schema: JSON = column("The JSON Schema (2020-12) of what such an event says.", "schema")


def types_of_events(description: str) -> list[EventType]:
    types: list[EventType] = planned(_Published(), description)
    return types
