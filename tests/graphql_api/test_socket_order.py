"""The messages of a connection in their order, and its end: with the service, with the credentials."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest

from domain.network import Network
from graphql_api import websocket
from graphql_api.edge.admission import Gate
from graphql_api.following import Following
from graphql_api.websocket import Connection
from infra.settings import Settings
from projections.reading import QueryTooLong
from tests.api import Api
from tests.graphql_api.following import EVENTS, following, frame, frames, register, subscribe
from tests.graphql_api.telling import ASSOCIATION, document, log_position
from tests.graphql_api.test_api_keys import REVOKE, make
from tests.graphql_api.test_websocket import closed, connected, initialised, send, served, told


async def test_nothing_is_told_of_an_operation_that_was_completed(api: Api) -> None:
    for number in range(100):
        await register(api, f"Verband {number}")
    async with served(api) as url, connected(url) as connection:
        await initialised(connection, api.token)
        for round_ in range(50):
            await subscribe(connection, EVENTS, id="1", after=round_)
            await asyncio.sleep(round_ * 0.0005)
            await send(connection, type="complete", id="1")
            await send(connection, type="ping")
            positions = []
            while (message := await told(connection))["type"] != "pong":
                positions.append(message["payload"]["data"]["events"]["position"])
            assert positions == list(range(round_ + 1, round_ + 1 + len(positions)))


async def test_an_error_ends_an_operation_behind_what_was_told(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with served(api) as url, following(url, api.token, after=0) as connection:
        for number in range(1, 4):
            await register(api, f"Verband {number}")
        assert [each["position"] for each in await frames(connection, 3)] == [1, 2, 3]

        async def fail(*_: Any) -> Any:
            raise QueryTooLong

        monkeypatch.setattr("infra.feeds.LogFeeds.rows", fail)
        await register(api, "Verband 4")
        message = await told(connection)
        assert (message["type"], message["id"]) == ("error", "1")
        assert message["payload"][0]["extensions"]["code"] == "QUERY_TOO_LONG"
        monkeypatch.undo()
        await subscribe(connection, EVENTS, id="1", after=3)
        assert (await frame(connection))["position"] == 4


async def test_the_service_ends_behind_the_answers_to_what_was_asked(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go_on = asyncio.Event(), asyncio.Event()
    record = Network.register_organisation

    async def slowly(*given: Any, **named: Any) -> Any:
        begun.set()
        await go_on.wait()
        return await record(*given, **named)

    async with AsyncExitStack() as service:
        url = await service.enter_async_context(served(api))
        async with connected(url) as connection:
            await initialised(connection, api.token)
            await subscribe(connection, EVENTS, id="events")
            await send(connection, type="ping")
            assert (await told(connection))["type"] == "pong"
            monkeypatch.setattr(Network, "register_organisation", slowly)
            payload = {
                "query": document("registerOrganisation"),
                "variables": {"input": {"name": "Verband", **ASSOCIATION}},
            }
            await send(connection, type="subscribe", id="command", payload=payload)
            await begun.wait()
            ending = asyncio.create_task(service.aclose())
            await asyncio.sleep(0.3)
            assert connection.close_code is None
            go_on.set()
            messages = [await told(connection) for _ in range(2)]
            messages += [await told(connection)] if messages[0]["id"] == "events" else []
            assert [each["type"] for each in messages if each["id"] == "command"] == ["next", "complete"]
            assert await closed(connection) == (1001, "SERVICE_RESTARTS")
            await ending
    assert await log_position(api) == 1


async def test_a_follower_that_ends_late_does_not_take_the_next_ones_place(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As where the client does not take the error, and uses the id again."""
    monkeypatch.setattr(websocket, "ADMITTED_SECONDS", 0.2)
    key = await make(api)
    fail, error_goes = asyncio.Event(), asyncio.Event()
    tell, send_message = Following.tell, Connection.send_message

    async def failing(self: Following, subscribed: Any, follower: Any) -> None:
        if fail.is_set():
            await tell(self, subscribed, follower)
        fail.set()
        raise QueryTooLong

    async def slowly(self: Connection, message: Any) -> None:
        if message["type"] == "error":
            await error_goes.wait()
        await send_message(self, message)

    monkeypatch.setattr(Following, "tell", failing)
    monkeypatch.setattr(Connection, "send_message", slowly)
    async with served(api) as url, following(url, key["key"], after=0) as connection:
        await fail.wait()
        await subscribe(connection, EVENTS, after=0)
        await register(api, "Verband")
        assert (await frame(connection))["position"] == 1
        error_goes.set()
        assert (await told(connection))["type"] == "error"
        await api.data(REVOKE, {"id": key["apiKey"]["id"]})
        assert await closed(connection) == (4403, "CREDENTIALS_REFUSED")


async def test_a_revoked_key_ends_what_it_follows_though_its_address_may_not_try_others(
    dsn: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(websocket, "ADMITTED_SECONDS", 0.3)
    settings = Settings(database_url=dsn, home=tmp_path)
    async with Api.over(settings, requests_per_minute=6) as api, served(api) as url:
        key = await make(api)
        async with following(url, key["key"], after=0) as connection:
            await register(api, "Verband")
            assert (await frame(connection))["position"] == 1
            for _ in range(7):
                async with connected(url) as other:
                    payload = {"Authorization": "Bearer nwr_nonsense"}
                    await send(other, type="connection_init", payload=payload)
                    await closed(other)
            await api.data(REVOKE, {"id": key["apiKey"]["id"]})
            assert await closed(connection) == (4403, "CREDENTIALS_REFUSED")


async def test_looking_again_at_credentials_goes_on_whatever_comes_of_it(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(websocket, "ADMITTED_SECONDS", 0.1)
    admits, asked = Gate.still_admits, 0

    async def failing(*given: Any) -> bool:
        nonlocal asked
        asked += 1
        if asked < 3:
            raise RuntimeError
        return await admits(*given)

    monkeypatch.setattr(Gate, "still_admits", failing)
    key = await make(api)
    async with served(api) as url, following(url, key["key"], after=0) as connection:
        await register(api, "Verband")
        assert (await frame(connection))["position"] == 1
        await api.data(REVOKE, {"id": key["apiKey"]["id"]})
        assert await closed(connection) == (4403, "CREDENTIALS_REFUSED")


async def test_what_fails_before_an_operation_runs_is_told(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    async with served(api) as url, connected(url) as connection:
        await initialised(connection, api.token)

        async def fail(*_: Any) -> Any:
            raise RuntimeError

        with monkeypatch.context() as patched:
            patched.setattr(Gate, "caller", fail)
            await subscribe(connection, EVENTS, id="1")
            message = await told(connection)
        assert (message["type"], message["id"]) == ("error", "1")
        assert message["payload"][0]["extensions"]["code"] == "INTERNAL"
        await subscribe(connection, "{ network { name } }", id="1")
        assert (await told(connection))["type"] == "next"
