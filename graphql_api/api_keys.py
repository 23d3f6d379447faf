"""The keys of other systems, as administrators see them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import strawberry

from graphql_api.enums import ApiKeyRole
from graphql_api.planner.fields import Field, column, planned
from graphql_api.planner.json_sql import Json, list_of
from graphql_api.planner.prices import Price
from graphql_api.scalars import DateTime


@strawberry.type(
    description="A key by which another system asks (API-Schlüssel). The key itself is not kept."
)
class ApiKey:
    id: strawberry.ID = column("By which it is revoked.", "id")
    name: str = column("What it is for.", "name")
    roles: list[ApiKeyRole] = column(
        "What it may do.", "ARRAY(SELECT upper(role) FROM unnest({row}.roles) AS role)"
    )
    made_by: strawberry.ID = column("The pseudonym of who made it.", "made_by")
    made_at: DateTime = column("When it was made.", "made_at")
    expires_at: DateTime = column("Until when it is valid.", "expires_at")
    revoked_at: DateTime | None = column("Since when it is valid no more; null while it is.", "revoked_at")
    used_at: DateTime | None = column(
        "When it was last used, to the hour; null where it never was.", "used_at"
    )


# All but the digest, which nobody is to read.
API_KEYS = "(SELECT id, name, roles, made_by, made_at, expires_at, revoked_at, used_at FROM api_keys)"


@dataclass(frozen=True)
class _ApiKeys:
    price: ClassVar = Price(5, rows=100)

    def json(self, field: Field) -> Json:
        row = field.planning.alias()
        listed = list_of(field.object(row), f" ORDER BY {row}.made_at, {row}.id")
        return Json(f"(SELECT {listed.sql()} FROM {API_KEYS} AS {row})")


def api_keys(description: str) -> Any:
    return planned(_ApiKeys(), description)
