"""A log of which something is known: what was recorded where; and its events as a client asks for them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from infra.settings import Settings
from tests.api import Api
from tests.graphql_api.exchange.seeing import summit_of_2017
from tests.graphql_api.telling import ASSOCIATION, COLOGNE, CRITERIA, as_another, log_position, org, record
from tests.graphql_api.test_corrections import annul

EVENTS = """query ($first: Int, $after: String, $last: Int, $before: String, $newestFirst: Boolean,
    $filter: EventFilter) {
    events(first: $first, after: $after, last: $last, before: $before, newestFirst: $newestFirst,
        filter: $filter) {
        totalCount edges { cursor node { position } }
        nodes { position type stream version actor correlationId recordedAt effectiveOn corrects correctedBy }
        pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    }
}"""
HISTORY = """query ($id: ID!) { node(id: $id) { history {
    nodes { position type version effectiveOn corrects correctedBy payload }
} } }"""
TWO_AT_ONCE = """mutation ($one: RegisterOrganisationInput!, $other: RegisterOrganisationInput!) {
    one: registerOrganisation(input: $one) { ... on RegisterOrganisationPayload { position } }
    other: registerOrganisation(input: $other) { ... on RegisterOrganisationPayload { position } }
}"""


@dataclass(frozen=True)
class Told:
    """A service over the project's own data, and at which positions what was recorded there on top."""

    api: Api
    loaded: int
    at_once: tuple[int, int]
    by_another: int
    signed: int
    corrected: int
    withdrawn: int
    joined: int
    annulled: int
    attended: int
    appointed: int
    changed: int
    officer: str

    @classmethod
    @asynccontextmanager
    async def over(cls, dsn: str, home: Path) -> AsyncIterator[Told]:
        async with Api.over(Settings(database_url=dsn, home=home)) as api:
            yield await _tell(api, home)


async def _tell(api: Api, home: Path) -> Told:
    cologne = {"organisation": org(COLOGNE)}
    loaded = await log_position(api)
    names = {key: {"name": f"Verein {key}", **ASSOCIATION} for key in ("one", "other")}
    at_once = await api.data(TWO_AT_ONCE, names)
    another = as_another(api, home, "another")
    by_another = await record(another, "registerOrganisation", {"name": "Verein", **ASSOCIATION})
    signed = await record(api, "signDeclaration", {**cologne, "on": "2015-01-01"})
    right = {**cologne, "on": "2015-01-02", "corrects": signed["position"]}
    corrected = await record(api, "signDeclaration", right, "signature { id revision { number } }")
    joined = await record(api, "joinNetwork", {**cologne, "on": "2015-02-01", "criteria": CRITERIA})
    annulled = await annul(api, joined["position"])
    attending = {**cologne, "summit": await summit_of_2017(api)}
    attended = await record(api, "recordAttendance", attending)
    withdrawing = {**cologne, "revision": corrected["signature"]["revision"]["number"], "on": "2019-12-31"}
    withdrawn = await record(api, "withdrawSignature", withdrawing)
    appointing = {**cologne, "on": "2024-03-01", "name": "Zoë Öztürk", "phone": "+49 221 1"}
    appointed = await record(api, "appointEngagementOfficer", appointing, "officer { id }")
    officer = appointed["officer"]["id"]
    changing = {**cologne, "officer": officer, "name": "Zoë Kaya"}
    changed = await record(api, "changeEngagementOfficer", changing)
    return Told(
        api,
        loaded,
        (at_once["one"]["position"], at_once["other"]["position"]),
        by_another["position"],
        signed["position"],
        corrected["position"],
        withdrawn["position"],
        joined["position"],
        annulled["position"],
        attended["position"],
        appointed["position"],
        changed["position"],
        officer,
    )


async def page(told: Told, **given: Any) -> Any:
    return (await told.api.data(EVENTS, given))["events"]


async def positions(told: Told, **filter_: Any) -> list[int]:
    """Of the events that a filter leaves; there are no more than a page of them."""
    found = await page(told, filter=filter_)
    assert found["totalCount"] == len(found["nodes"])
    return [node["position"] for node in found["nodes"]]


async def history(told: Told, id_: str) -> list[dict[str, Any]]:
    nodes: list[dict[str, Any]] = (await told.api.data(HISTORY, {"id": id_}))["node"]["history"]["nodes"]
    return nodes
