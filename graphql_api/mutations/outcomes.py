"""What became of each organisation of a command for many, in its payload."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

from graphql_api.planner.arguments import Variables
from graphql_api.planner.fields import Field, column, planned
from graphql_api.planner.json_sql import Json, list_of
from graphql_api.planner.planner import ITEMS, SUBJECT
from graphql_api.planner.prices import Price

# From a summit and an organisation to the id of what one command for many records of both.
Key = Callable[[UUID, UUID], UUID]

# All municipalities and districts of the Land.
_MOST_ITEMS = 450


@dataclass(frozen=True)
class Outcomes:
    """A row for each item: organisation, key, code, message."""

    key: Key
    price: ClassVar = Price(20, rows=_MOST_ITEMS)

    def json(self, field: Field) -> Json:
        def listed(read: Callable[[Variables, Any], Any]) -> Callable[[Variables], list[Any]]:
            return lambda variables: [read(variables, item) for item in variables[ITEMS]]

        bind = field.planning.bindings.parameter
        columns = [
            bind(listed(lambda _, item: item.organisation), "uuid[]"),
            bind(listed(lambda variables, item: self.key(variables[SUBJECT], item.organisation)), "uuid[]"),
            bind(listed(lambda _, item: item.code), "text[]"),
            bind(listed(lambda _, item: item.message), "text[]"),
        ]
        row = field.planning.alias()
        json = list_of(field.object(row), f" ORDER BY {row}.number")
        return Json(
            f"(SELECT {json.sql()} FROM unnest({', '.join(columns)})"
            f" WITH ORDINALITY AS {row} (organisation, key, code, message, number))"
        )


def outcomes(description: str, key: Key) -> Any:
    return planned(Outcomes(key), description)


def position_of_many() -> Any:
    return column(
        "Where the log records the last of them; null where nothing was recorded.",
        "nullif({row}.position, 0)",
    )
