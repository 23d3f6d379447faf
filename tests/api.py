"""The service as a client sees it, without a socket in between."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
from joserfc.jwk import OctKey
from starlette.applications import Starlette

from app import create_app
from domain.callers import Caller, Role
from infra.register import now
from infra.settings import Settings
from infra.tokens import issue_token, local_key

# That may be had without an organisation.
EVERY_ROLE = frozenset(Role) - {Role.PUBLIC, Role.MUNICIPALITY}
PERMITTED = Caller(UUID(int=1), EVERY_ROLE)


@dataclass(frozen=True)
class Api:
    """A client with a token of every role that needs no organisation."""

    app: Starlette
    http: httpx.AsyncClient
    key: OctKey
    token: str

    @classmethod
    @asynccontextmanager
    async def over(cls, settings: Settings, requests_per_minute: int = 0) -> AsyncIterator[Api]:
        """The service with these settings, which does not count requests unless it is told to."""
        app = create_app(replace(settings, requests_per_minute=requests_per_minute))
        key = local_key(settings.home)
        token = issue_token(key, "test", now(), timedelta(hours=1), roles=EVERY_ROLE)
        transport = httpx.ASGITransport(app=app)
        async with (
            app.router.lifespan_context(app),
            httpx.AsyncClient(transport=transport, base_url="http://register") as http,
        ):
            yield cls(app, http, key, token)

    def acting_as(self, *roles: Role, organisation: str | None = None) -> Api:
        """The same service, asked in these roles."""
        subject = ", ".join(roles)
        lasts = timedelta(hours=1)
        token = issue_token(self.key, subject, now(), lasts, roles=roles, organisation=organisation)
        return replace(self, token=token)

    async def ask(
        self, query: str, variables: dict[str, Any] | None = None, **headers: str
    ) -> dict[str, Any]:
        """The whole response to an operation, sent with the token."""
        response = await self.http.post(
            "/graphql",
            json={"query": query, "variables": variables or {}},
            headers={"authorization": f"Bearer {self.token}", **headers},
        )
        answer: dict[str, Any] = response.json()
        return answer

    async def data(self, query: str, variables: dict[str, Any] | None = None, **headers: str) -> Any:
        """The data of an operation that has no errors."""
        answer = await self.ask(query, variables, **headers)
        assert "errors" not in answer, answer["errors"]
        return answer["data"]

    async def code(self, query: str, variables: dict[str, Any] | None = None) -> str:
        """The code of the operation's only error."""
        answer = await self.ask(query, variables)
        (error,) = answer["errors"]
        code: str = error["extensions"]["code"]
        return code
