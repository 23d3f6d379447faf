"""When the year's steps happen, and how a coordinator looks at the summit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from tests.api import Api


@dataclass(frozen=True)
class Days:
    """The days of a year that is just over; the summit was yesterday."""

    today: date

    @property
    def summit(self) -> date:
        return self.today - timedelta(days=1)

    @property
    def first_planned(self) -> date:
        """A month before, in the year before where the summit is in January."""
        last = self.summit.replace(day=1) - timedelta(days=1)
        return last.replace(day=min(last.day, self.summit.day))

    def before(self, days: int) -> str:
        return str(self.summit - timedelta(days=days))


async def at_the_summit(api: Api, summit: str, selection: str) -> Any:
    query = f"query ($id: ID!) {{ node(id: $id) {{ ... on Summit {{ {selection} }} }} }}"
    return (await api.data(query, {"id": summit}))["node"]


def names(nodes: list[dict[str, Any]]) -> list[str]:
    return [node["organisation"]["name"] for node in nodes]
