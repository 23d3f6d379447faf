"""What stood on a day: conditions on a row of memberships or signatures, as certain and as undated.

A day is an SQL expression; without one, what stands now is meant, and nothing is open.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from graphql_api.planner.fields import Field
from graphql_api.planner.json_sql import Json
from graphql_api.planner.prices import Price
from projections.kernel import ReadModel


@dataclass(frozen=True)
class StandingOn:
    """Whether the organisation of the row was a member on the day that is asked for."""

    memberships: ReadModel
    price: ClassVar = Price(10)

    def json(self, field: Field) -> Json:
        day = field.argument("on").bind_day()
        standing, membership = field.planning.alias(), field.planning.alias()
        rows = (
            f"SELECT {day} AS day,"
            f" coalesce(bool_or({member_certainly(membership, day)}), false) AS certainly,"
            f" coalesce(bool_or({member_possibly(membership, day)}), false) AS possibly"
            f" FROM {field.planning.rows(self.memberships)} AS {membership}"
            f" WHERE {membership}.organisation_id = {field.row}.id"
        )
        return Json(f"(SELECT {field.object(standing).sql()} FROM ({rows}) AS {standing})")


def summit_day(row: str) -> str:
    """The last day on which the summit of the row can have been, as far as its date is known."""
    return f"coalesce({row}.held_on_latest, make_date({row}.year::int, 12, 31))"


def member_certainly(row: str, day: str) -> str:
    return _certainly(f"{row}.joined_on", f"{row}.has_left", f"{row}.left_on", day)


def member_possibly(row: str, day: str) -> str:
    """Also true of those that certainly were."""
    return _possibly(f"{row}.joined_on", f"{row}.has_left", f"{row}.left_on", day)


def signed_certainly(row: str, day: str) -> str:
    return _certainly(f"{row}.signed_on", f"{row}.withdrawn", f"{row}.withdrawn_on", day)


def signed_possibly(row: str, day: str) -> str:
    """Also true of those that certainly had signed."""
    return _possibly(f"{row}.signed_on", f"{row}.withdrawn", f"{row}.withdrawn_on", day)


def _certainly(begun: str, ended: str, end: str, day: str) -> str:
    if not day:
        return f"NOT {ended}"
    return (
        f"(coalesce({begun}_latest <= {day}, false)"
        f" AND (NOT {ended} OR coalesce({end}_earliest > {day}, false)))"
    )


def _possibly(begun: str, ended: str, end: str, day: str) -> str:
    if not day:
        return f"NOT {ended}"
    return (
        f"(coalesce({begun}_earliest <= {day}, true)"
        f" AND (NOT {ended} OR coalesce({end}_latest > {day}, true)))"
    )
