"""Who answers the dashboards' queries, held to one core each: made sure that all answer alike, then timed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
import uvloop

from benchmarks.children import Child
from benchmarks.dashboards import Dashboard
from benchmarks.http_load import answer, post, rate

CONNECTIONS = 8
_COMPARED = 5


def _as_it_is(dashboard: Dashboard, variables: Mapping[str, Any]) -> bytes:
    return dashboard.body(variables)


def _network(_: Dashboard, data: Any) -> Any:
    return data["network"]


@dataclass(frozen=True)
class Contender:
    """A server, and how it is asked.

    Attributes:
        body: of a request.
        network: from the data of its answer to `data.network`.
        requests: how many a connection in one turn.
    """

    name: str
    server: Child
    path: str = "/graphql"
    body: Callable[[Dashboard, Mapping[str, Any]], bytes] = _as_it_is
    network: Callable[[Dashboard, Any], Any] = _network
    requests: int = 250

    def unseen(self, dashboard: Dashboard) -> float:
        """Requests a second, each with variables that nobody has sent."""
        return self._rate(
            [[self._request(dashboard) for _ in range(self.requests)] for _ in range(CONNECTIONS)]
        )

    def repeated(self, dashboard: Dashboard, variables: Mapping[str, Any]) -> float:
        """Requests a second, all with the same variables."""
        request = post(self.path, self.body(dashboard, variables))
        return self._rate([[request] * self.requests] * CONNECTIONS)

    def answer(self, dashboard: Dashboard, variables: Mapping[str, Any]) -> Any:
        """What it answers of the network."""
        request = post(self.path, self.body(dashboard, variables))
        told = orjson.loads(asyncio.run(answer(self.server, request)))
        if told.get("errors"):
            raise AssertionError(f"{self.name} refuses {dashboard.name}: {told['errors']}")
        return self.network(dashboard, told["data"])

    def _request(self, dashboard: Dashboard) -> bytes:
        return post(self.path, self.body(dashboard, next(dashboard.unseen)))

    def _rate(self, requests: Sequence[Sequence[bytes]]) -> float:
        return uvloop.run(rate(self.server, requests))


def compare(dashboard: Dashboard, contenders: Sequence[Contender]) -> None:
    """Makes sure that all answer the same, and all of it."""
    first, *others = contenders
    for _ in range(_COMPARED):
        variables = next(dashboard.unseen)
        expected = first.answer(dashboard, variables)
        if not dashboard.whole(expected):
            raise AssertionError(f"{first.name} answers less of {dashboard.name} than there is: {expected}")
        for other in others:
            if other.answer(dashboard, variables) != expected:
                raise AssertionError(f"{other.name} answers {dashboard.name} of {variables} differently")
