"""A register of which it is asked what was known when, and at which positions that changed."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from infra.settings import Settings
from tests.api import Api
from tests.databases import connected
from tests.graphql_api.telling import ASSOCIATION, BONN, COLOGNE, CRITERIA, log_position, org, record

SUNFLOWER, CORNFLOWER = "Bündnis Sonnenblume", "Bündnis Kornblume"

# Answers when each event was recorded, in their order.
MOMENTS = "SELECT recorded_at FROM events ORDER BY notification_id"


@dataclass(frozen=True)
class Register:
    """A service over the project's own data, what was recorded there on top, and at which positions."""

    api: Api
    dsn: str
    association: str = ""
    officer: str = ""
    loaded: int = 0
    registered: int = 0
    signed: int = 0
    joined: int = 0
    renamed: int = 0
    appointed: int = 0
    changed: int = 0

    @classmethod
    @asynccontextmanager
    async def over(cls, dsn: str, home: Path) -> AsyncIterator[Register]:
        async with Api.over(Settings(database_url=dsn, home=home)) as api:
            yield await _told(cls(api, dsn))

    async def network(self, position: int | None, selection: str, **more: Any) -> Any:
        """What is selected of the network, as of a position; None: of now."""
        declared = "".join(f", ${name}: ID!" for name in more)
        query = f"query ($asOf: AsOf{declared}) {{ network(asOf: $asOf) {{ {selection} }} }}"
        as_of = None if position is None else {"position": position}
        return (await self.api.data(query, {"asOf": as_of, **more}))["network"]

    async def moments(self) -> list[datetime]:
        async with connected(self.dsn) as connection:
            return [row["recorded_at"] for row in await connection.fetch(MOMENTS)]


async def _told(register: Register) -> Register:
    api = register.api
    loaded = await log_position(api)
    registering = {"name": SUNFLOWER, **ASSOCIATION}
    registered = await record(api, "registerOrganisation", registering, "organisation { id }")
    signed = await record(api, "signDeclaration", {"organisation": org(COLOGNE), "on": "2015-01-01"})
    joining = {"organisation": org(COLOGNE), "on": "2015-02-01", "criteria": CRITERIA}
    joined = await record(api, "joinNetwork", joining)
    association = registered["organisation"]["id"]
    renamed = await record(api, "renameOrganisation", {"organisation": association, "name": CORNFLOWER})
    of_cologne = {"organisation": org(COLOGNE)}
    appointing = {**of_cologne, "on": "2024-03-01", "name": "Zoë Öztürk", "email": "zoe@stadt.example"}
    appointed = await record(api, "appointEngagementOfficer", appointing, "officer { id }")
    officer = appointed["officer"]["id"]
    changing = {**of_cologne, "officer": officer, "name": "Zoë Kaya", "phone": "+49 221 1"}
    changed = await record(api, "changeEngagementOfficer", changing)
    forgotten = {"organisation": org(BONN), "on": "2024-03-01", "name": "Ada Kaya"}
    erased = (await record(api, "appointEngagementOfficer", forgotten, "officer { id }"))["officer"]["id"]
    await record(api, "erasePerson", {"officer": erased, "askedBy": "DATA_SUBJECT", "reason": "Antrag"})
    return replace(
        register,
        association=association,
        officer=officer,
        loaded=loaded,
        registered=registered["position"],
        signed=signed["position"],
        joined=joined["position"],
        renamed=renamed["position"],
        appointed=appointed["position"],
        changed=changed["position"],
    )
