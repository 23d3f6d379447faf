"""Operations over a WebSocket, as another's client speaks it: graphql-transport-ws, to its letter."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import orjson
import pytest
import pytest_asyncio
import uvicorn
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import InvalidStatus
from websockets.typing import Subprotocol

from domain.network import Network
from infra.command_line import server_config
from infra.hosting import listen
from infra.register import now
from infra.settings import Settings
from infra.tokens import issue_token
from tests.api import Api
from tests.graphql_api.telling import ASSOCIATION, document, log_position
from tests.graphql_api.test_api_keys import REVOKE, make
from tests.waiting import until

TRANSPORT = Subprotocol("graphql-transport-ws")
SHARED = pytest.mark.asyncio(loop_scope="module")
NAME = "{ network { name } }"
EVENTS = "{ events { totalCount } }"


@asynccontextmanager
async def served(api: Api) -> AsyncIterator[str]:
    """The address of a service behind the server that it is served by."""
    config = server_config(Settings(), 1)
    config.app, config.factory, config.lifespan = api.app, False, "off"
    server = uvicorn.Server(config)
    with listen(Settings(port=0)) as listening:
        serving = asyncio.create_task(server.serve([listening]))
        yield f"ws://127.0.0.1:{listening.getsockname()[1]}/graphql"
        server.should_exit = True
        await serving


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def url(shared_api: Api) -> AsyncIterator[str]:
    async with served(shared_api) as url:
        yield url


@asynccontextmanager
async def connected(url: str, **options: Any) -> AsyncIterator[ClientConnection]:
    async with connect(url, subprotocols=[TRANSPORT], **options) as connection:
        yield connection


async def send(connection: ClientConnection, **message: Any) -> None:
    await connection.send(orjson.dumps(message).decode())


async def told(connection: ClientConnection) -> dict[str, Any]:
    async with asyncio.timeout(5):
        text = await connection.recv()
    assert isinstance(text, str), "binary frames break clients"
    message: dict[str, Any] = orjson.loads(text)
    return message


async def initialised(connection: ClientConnection, token: str | None = None) -> None:
    payload = {"Authorization": f"Bearer {token}"} if token else {}
    await send(connection, type="connection_init", payload=payload)
    assert await told(connection) == {"type": "connection_ack"}


async def ask(connection: ClientConnection, query: str, **payload: Any) -> list[dict[str, Any]]:
    """What the register says of an operation, to its end."""
    await send(connection, type="subscribe", id="1", payload={"query": query, **payload})
    messages = [await told(connection)]
    while messages[-1]["type"] == "next":
        messages.append(await told(connection))
    return messages


async def closed(connection: ClientConnection) -> tuple[int | None, str | None]:
    async with asyncio.timeout(5):
        await connection.wait_closed()
    return connection.close_code, connection.close_reason


@SHARED
async def test_the_public_asks_and_is_answered(url: str) -> None:
    async with connected(url) as connection:
        await initialised(connection)
        following, complete = await ask(connection, NAME)
        assert following["payload"]["data"] == {"network": {"name": "Kommunen-Netzwerk: engagiert in NRW"}}
        assert complete == {"type": "complete", "id": "1"}
        (refused,) = await ask(connection, EVENTS)
        assert refused["type"] == "error"
        assert refused["payload"][0]["extensions"]["code"] == "UNAUTHENTICATED"
        await send(connection, type="ping")
        assert await told(connection) == {"type": "pong"}


@SHARED
async def test_a_token_is_given_in_the_first_message_or_the_handshake(url: str, shared_api: Api) -> None:
    async with connected(url) as connection:
        await initialised(connection, shared_api.token)
        assert [message["type"] for message in await ask(connection, EVENTS)] == ["next", "complete"]
    headers = {"Authorization": f"Bearer {shared_api.token}"}
    async with connected(url, additional_headers=headers) as connection:
        await initialised(connection)
        assert [message["type"] for message in await ask(connection, EVENTS)] == ["next", "complete"]


@pytest_asyncio.fixture
async def own_url(api: Api) -> AsyncIterator[str]:
    """An empty register's service behind a real server."""
    async with served(api) as url:
        yield url


async def test_an_answer_is_not_older_than_what_the_connection_was_told(own_url: str, api: Api) -> None:
    async with connected(own_url) as connection:
        await initialised(connection, api.token)
        for number in range(1, 6):
            input_ = {"name": f"Verband {number}", **ASSOCIATION}
            registering = document("registerOrganisation")
            recorded, _ = await ask(connection, registering, variables={"input": input_})
            assert recorded["payload"]["data"]["answer"]["position"] == number
            counted, _ = await ask(connection, "{ network { position } }")
            assert counted["payload"]["data"] == {"network": {"position": number}}


async def test_a_key_that_is_revoked_meanwhile_closes_it(own_url: str, api: Api) -> None:
    made = await make(api)
    async with connected(own_url) as connection:
        await initialised(connection, made["key"])
        assert [message["type"] for message in await ask(connection, EVENTS)] == ["next", "complete"]
        await api.data(REVOKE, {"id": made["apiKey"]["id"]})
        await send(connection, type="subscribe", id="2", payload={"query": EVENTS})
        assert await closed(connection) == (4403, "CREDENTIALS_REFUSED")


async def test_a_command_whose_client_goes_is_recorded_all_the_same(
    own_url: str, api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go_on = asyncio.Event(), asyncio.Event()
    register = Network.register_organisation

    async def slowly(*given: Any, **named: Any) -> Any:
        begun.set()
        await go_on.wait()
        return await register(*given, **named)

    monkeypatch.setattr(Network, "register_organisation", slowly)
    async with connected(own_url) as connection:
        await initialised(connection, api.token)
        input_ = {"input": {"name": "Verband", **ASSOCIATION}}
        payload = {"query": document("registerOrganisation"), "variables": input_}
        await send(connection, type="subscribe", id="1", payload=payload)
        await begun.wait()
        await send(connection, type="complete", id="1")
    go_on.set()

    async def recorded() -> bool:
        return await log_position(api) == 1

    await until(recorded, 5)


async def test_an_address_holds_so_many_connections(dsn: str, tmp_path: Path) -> None:
    settings = Settings(database_url=dsn, home=tmp_path, connections=2)
    async with Api.over(settings) as api, served(api) as url:
        async with connected(url), connected(url):
            with pytest.raises(InvalidStatus) as refused:
                async with connected(url):
                    pass
        assert refused.value.response.status_code == 429
        assert refused.value.response.headers["retry-after"] == "60"
        async with connected(url) as connection:
            await initialised(connection)


@SHARED
@pytest.mark.parametrize("token", ["nonsense", "a.b.c", "nwr_nonsense"])
async def test_credentials_that_are_refused_close_it(url: str, token: str) -> None:
    async with connected(url) as connection:
        await send(connection, type="connection_init", payload={"Authorization": f"Bearer {token}"})
        assert await closed(connection) == (4403, "CREDENTIALS_REFUSED")


@SHARED
async def test_it_ends_when_the_credentials_do(url: str, shared_api: Api) -> None:
    token = issue_token(shared_api.key, "test", now(), timedelta(seconds=2))
    async with connected(url) as connection:
        await initialised(connection, token)
        assert await closed(connection) == (4403, "CREDENTIALS_EXPIRED")


MALFORMED = [
    "",
    "{",
    "nonsense",
    "[]",
    "1",
    "null",
    "{}",
    '{"type": 1}',
    '{"type": "start", "id": "1"}',
    '{"type": "subscribe"}',
    '{"type": "subscribe", "id": 1, "payload": {"query": "{ network { name } }"}}',
    '{"type": "subscribe", "id": "", "payload": {"query": "{ network { name } }"}}',
    '{"type": "subscribe", "id": "1"}',
    '{"type": "subscribe", "id": "1", "payload": []}',
    '{"type": "subscribe", "id": "1", "payload": {}}',
    '{"type": "subscribe", "id": "1", "payload": {"query": 1}}',
    '{"type": "subscribe", "id": "1", "payload": {"query": "{ a }", "variables": []}}',
    '{"type": "subscribe", "id": "1", "payload": {"query": "{ a }", "operationName": 1}}',
    '{"type": "complete"}',
    '{"type": "ping", "payload": "x"}',
    '{"type": "connection_init", "payload": []}',
    b"{}",
    b"\x00\xff",
]


@SHARED
@pytest.mark.parametrize("frame", MALFORMED)
async def test_what_is_no_message_closes_it(
    url: str, frame: str | bytes, caplog: pytest.LogCaptureFixture
) -> None:
    async with connected(url) as connection:
        await initialised(connection)
        await connection.send(frame)
        code, _ = await closed(connection)
    assert code == 4400
    assert not caplog.records


@SHARED
async def test_the_protocols_own_rules_hold(url: str) -> None:
    async with connected(url) as connection:
        await send(connection, type="subscribe", id="1", payload={"query": NAME})
        assert (await closed(connection))[0] == 4401
    async with connected(url) as connection:
        await initialised(connection)
        await send(connection, type="connection_init")
        assert (await closed(connection))[0] == 4429
    async with connect(url, subprotocols=[Subprotocol("graphql-ws")]) as connection:
        assert (await closed(connection))[0] == 4406


@SHARED
async def test_pages_of_other_sites_may_not_connect(url: str) -> None:
    own = url.replace("ws://", "http://").removesuffix("/graphql")
    async with connected(url, additional_headers={"Origin": own}) as connection:
        await initialised(connection)
    for other in ("https://evil.example", "null", "http://127.0.0.1:1"):
        with pytest.raises(InvalidStatus) as refused:
            async with connected(url, additional_headers={"Origin": other}):
                pass
        assert refused.value.response.status_code == 403
