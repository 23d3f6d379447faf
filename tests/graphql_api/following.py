"""Subscriptions as clients follow them, and events for them to follow."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from websockets.asyncio.client import ClientConnection

from tests.api import Api
from tests.graphql_api.telling import ASSOCIATION, document
from tests.graphql_api.test_websocket import connected, initialised, send, told

EVENTS = """subscription ($after: LogCursor, $filter: EventFilter) {
    events(after: $after, filter: $filter) {
        position previousPosition scannedThrough event { position type version payload }
    }
}"""
CHANGES = """subscription ($after: LogCursor, $filter: ChangesFilter) {
    networkChanges(after: $after, filter: $filter) {
        position previousPosition scannedThrough
        changes { id before { ...it } after { ...it } }
    }
}
fragment it on Node { ... on Organisation { name version } }"""


@asynccontextmanager
async def following(
    url: str, token: str | None, query: str = EVENTS, max_queue: int = 16, **variables: Any
) -> AsyncIterator[ClientConnection]:
    """A connection with one subscription, of id 1."""
    async with connected(url, max_queue=max_queue) as connection:
        await initialised(connection, token)
        await subscribe(connection, query, **variables)
        try:
            yield connection
        finally:
            connection.transport.abort()  # else what was not read is waited for


async def subscribe(connection: ClientConnection, query: str, id: str = "1", **variables: Any) -> None:
    await send(connection, type="subscribe", id=id, payload={"query": query, "variables": variables})


async def frame(connection: ClientConnection) -> dict[str, Any]:
    """The next frame of a subscription."""
    message = await told(connection)
    assert message["type"] == "next", message
    data: dict[str, Any]
    ((_, data),) = message["payload"]["data"].items()
    return data


async def frames(connection: ClientConnection, count: int) -> list[dict[str, Any]]:
    return [await frame(connection) for _ in range(count)]


async def register(api: Api, name: str) -> int:
    """Registers an association; the position."""
    answer = await api.data(document("registerOrganisation"), {"input": {"name": name, **ASSOCIATION}})
    position: int = answer["answer"]["position"]
    return position


async def refused(url: str, token: str | None, query: str, **variables: Any) -> str:
    """The code by which a subscription is refused."""
    async with connected(url) as connection:
        await initialised(connection, token)
        await subscribe(connection, query, **variables)
        message = await told(connection)
        assert message["type"] == "error", message
        code: str = message["payload"][0]["extensions"]["code"]
        return code
