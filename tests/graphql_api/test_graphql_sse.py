"""Operations as streams over HTTP: graphql-sse in its mode of distinct connections."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import orjson
import pytest
import pytest_asyncio

from domain.callers import Role
from infra.register import now
from infra.settings import Settings
from infra.tokens import issue_token
from tests.api import Api
from tests.graphql_api.following import EVENTS, register
from tests.graphql_api.test_websocket import served

STREAM = "text/event-stream"


@pytest_asyncio.fixture
async def url(api: Api) -> AsyncIterator[str]:
    async with served(api) as url:
        yield url.replace("ws://", "http://")


@asynccontextmanager
async def streamed(
    url: str, token: str | None, query: str, **variables: Any
) -> AsyncIterator[AsyncIterator[tuple[str, Any]]]:
    """The messages of an operation's stream."""
    headers = {"accept": STREAM} | ({"authorization": f"Bearer {token}"} if token else {})
    asked = {"query": query, "variables": variables}
    async with (
        httpx.AsyncClient(timeout=5) as http,
        http.stream("POST", url, json=asked, headers=headers) as response,
    ):
        assert (response.status_code, response.headers["content-type"]) == (200, f"{STREAM}; charset=utf-8")
        yield _messages(response)


async def _messages(response: httpx.Response) -> AsyncIterator[tuple[str, Any]]:
    event = ""
    async for line in response.aiter_lines():
        name, _, value = line.partition(":")
        if name == "event":
            event = value.strip()
        elif name == "data":
            yield event, orjson.loads(value) if value.strip() else None


async def test_a_subscription_goes_on_behind_a_position(url: str, api: Api) -> None:
    for number in range(1, 4):
        await register(api, f"Verband {number}")
    async with streamed(url, api.token, EVENTS, after=1) as messages:
        for position in (2, 3):
            event, result = await anext(messages)
            assert (event, result["data"]["events"]["position"]) == ("next", position)
        await register(api, "Verband 4")
        event, result = await anext(messages)
        assert (event, result["data"]["events"]["previousPosition"]) == ("next", 3)


async def test_other_operations_are_a_stream_of_one_result(url: str, api: Api) -> None:
    async with streamed(url, api.token, "{ network { position } }") as messages:
        event, result = await anext(messages)
        assert (event, result["data"]) == ("next", {"network": {"position": 0}})
        assert await anext(messages) == ("complete", None)
        assert await anext(messages, None) is None


@pytest.mark.parametrize(
    ("role", "query", "status", "code"),
    [
        (None, EVENTS, 401, "UNAUTHENTICATED"),
        (Role.WITNESS, EVENTS, 403, "FORBIDDEN"),
        (Role.INTEGRATOR, "subscription { events(after: 7) { position } }", 400, "POSITION_NOT_RECORDED"),
        (Role.INTEGRATOR, "subscription { events { nonsense } }", 400, "GRAPHQL_VALIDATION_FAILED"),
        (Role.INTEGRATOR, "{ nonsense }", 400, "GRAPHQL_VALIDATION_FAILED"),
    ],
)
async def test_what_is_refused_is_no_stream(
    api: Api, role: Role | None, query: str, status: int, code: str
) -> None:
    token = api.acting_as(role).token if role else None
    headers = {"accept": STREAM} | ({"authorization": f"Bearer {token}"} if token else {})
    answer = await api.http.post("/graphql", json={"query": query}, headers=headers)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/graphql-response+json"
    assert [error["extensions"]["code"] for error in answer.json()["errors"]] == [code]


async def test_what_is_to_come_behind_a_position_that_there_is_not_is_refused(api: Api) -> None:
    headers = {"accept": STREAM, "authorization": f"Bearer {api.token}", "Netzwerkregister-Position": "7"}
    async with asyncio.timeout(5):
        answer = await api.http.post("/graphql", json={"query": EVENTS}, headers=headers)
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["extensions"]["code"] == "POSITION_NOT_RECORDED"


async def test_who_asks_for_the_head_alone_is_not_kept(url: str, api: Api) -> None:
    headers = {"accept": STREAM, "authorization": f"Bearer {api.token}", "x-requested-with": "test"}
    async with httpx.AsyncClient(timeout=5) as http:
        asked = {"query": "subscription { events { position } }"}
        for _ in range(2):  # by one connection
            head = await http.head(url, params=asked, headers=headers)
            assert (head.status_code, head.headers["content-type"]) == (200, f"{STREAM}; charset=utf-8")


async def test_it_ends_with_the_credentials(url: str, api: Api) -> None:
    token = issue_token(api.key, "test", now(), timedelta(seconds=2), roles=[Role.INTEGRATOR])
    async with streamed(url, token, EVENTS) as messages:
        await register(api, "Verband")
        assert (await anext(messages))[0] == "next"
        assert await anext(messages, None) is None


async def test_an_address_holds_so_many_streams(dsn: str, tmp_path: Path) -> None:
    settings = Settings(database_url=dsn, home=tmp_path, connections=1)
    async with (
        Api.over(settings) as api,
        served(api) as url,
        streamed(url.replace("ws:", "http:"), api.token, EVENTS, after=0) as messages,
        httpx.AsyncClient(timeout=5) as http,
    ):
        await register(api, "Verband")
        assert (await anext(messages))[0] == "next"
        headers = {"accept": STREAM, "authorization": f"Bearer {api.token}"}
        refused = await http.post(url.replace("ws:", "http:"), json={"query": EVENTS}, headers=headers)
        assert (refused.status_code, refused.headers["retry-after"]) == (429, "60")
