"""How requests are read from a socket: how long their heads may be, and who may say where they come from."""

import asyncio
import socket
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import pytest
import uvicorn
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from infra.command_line import server_config
from infra.settings import Settings
from projections.hanging_up import HANG_UP, SHUTDOWN
from tests.waiting import until


async def tell_client(scope: Scope, receive: Receive, send: Send) -> None:
    client = Request(scope).client
    await PlainTextResponse(f"{client.host if client else ''} {scope['scheme']}")(scope, receive, send)


async def tell_until_shutdown(scope: Scope, receive: Receive, send: Send) -> None:
    """Answers without end, until the server ends; a path `/late` begins when it is already ending."""
    ended = asyncio.Event()
    if scope["path"] == "/late":
        while SHUTDOWN not in scope["extensions"]:
            await asyncio.sleep(0.01)
        ended.set()
    scope["extensions"][SHUTDOWN] = ended.set
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"begun", "more_body": True})
    await ended.wait()
    await send({"type": "http.response.body", "body": b"ended"})


class TellUntilGone:
    """Answers without end, until it hears that the client has gone."""

    def __init__(self) -> None:
        self.gone = asyncio.Event()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"begun", "more_body": True})
        while (await receive())["type"] != "http.disconnect":
            pass
        self.gone.set()


async def hang_up(scope: Scope, receive: Receive, send: Send) -> None:
    scope["extensions"][HANG_UP]()
    assert (await receive())["type"] == "http.request"
    assert (await receive())["type"] == "http.disconnect"


@asynccontextmanager
async def served(proxies: Sequence[str] = (), app: ASGIApp = tell_client) -> AsyncIterator[int]:
    config = server_config(Settings(proxies=tuple(proxies)), workers=1)
    config.app, config.factory, config.lifespan = app, False, "off"
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        server = uvicorn.Server(config)
        serving = asyncio.create_task(server.serve([listening]))

        async def started() -> bool:
            return server.started

        await until(started, 5)
        yield listening.getsockname()[1]
        server.should_exit = True
        await serving


async def answered(port: int, *pieces: bytes) -> list[str]:
    """The lines of all that the server sends until it hangs up."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        for piece in pieces:
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(0.01)
        return (await asyncio.wait_for(reader.read(), 5)).decode().split("\r\n")
    except ConnectionResetError:
        return []
    finally:
        writer.close()


def request(*headers: str, path: str = "/") -> bytes:
    return "\r\n".join([f"GET {path} HTTP/1.1", "Host: register", *headers, "", ""]).encode()


@pytest.mark.parametrize("begins", [b"GET /", b"GET / HTTP/1.1\r\nHost: x\r\nX: ", b"GET / HTTP/1.1\r\n"])
async def test_a_head_that_does_not_end_is_hung_up_on(begins: bytes) -> None:
    filling = b"X: y\r\n" * 5_000 if begins.endswith(b"\n") else b"x" * 30_000
    async with served() as port:
        lines = await answered(port, begins, filling, filling, filling, filling)
        assert not lines or lines[0] == "HTTP/1.1 431 Request Header Fields Too Large"
        assert (await answered(port, request("Connection: close")))[0] == "HTTP/1.1 200 OK"


async def test_long_bodies_and_many_requests_of_one_connection_are_no_long_head() -> None:
    posted = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n"
    async with served() as port:
        lines = await answered(
            port,
            posted,
            b" " * 50_000,
            b" " * 50_000,
            *(request("X: " + "x" * 30_000) for _ in range(3)),
            request("Connection: close"),
        )
    assert "".join(lines).count("HTTP/1.1 200 OK") == 5


@pytest.mark.parametrize(
    ("proxies", "told"),
    [
        ([], "127.0.0.1 http"),
        (["192.0.2.0/24"], "127.0.0.1 http"),
        (["127.0.0.1/32"], "198.51.100.7 https"),
        (["127.0.0.0/8", "198.51.100.7/32"], "203.0.113.9 https"),
    ],
)
async def test_only_proxies_that_are_set_tell_where_a_request_comes_from(
    proxies: list[str], told: str
) -> None:
    forwarded = request(
        "X-Forwarded-For: 203.0.113.9, 198.51.100.7", "X-Forwarded-Proto: https", "Connection: close"
    )
    async with served(proxies) as port:
        assert (await answered(port, forwarded))[-1] == told


@pytest.mark.parametrize("behind", [b"", request(), request(path="/late")])
async def test_an_answer_without_end_is_ended_with_the_server(behind: bytes) -> None:
    async with served(app=tell_until_shutdown) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(request() + behind)
        await reader.readuntil(b"begun")
    assert b"ended" in await asyncio.wait_for(reader.read(), 5)
    writer.close()


async def test_an_answer_that_begins_while_the_server_ends_is_told_so() -> None:
    async with served(app=tell_until_shutdown) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(request(path="/late"))
        await writer.drain()
        await asyncio.sleep(0.05)
    assert (await asyncio.wait_for(reader.read(), 5)).count(b"ended") == 1
    writer.close()


@pytest.mark.parametrize("behind", [b"", request(), request() * 2], ids=["none", "one", "two"])
async def test_what_is_answered_hears_of_a_client_that_goes_whatever_it_asked_behind(behind: bytes) -> None:
    app = TellUntilGone()
    async with served(app=app) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(request() + behind)
        await reader.readuntil(b"begun")
        writer.close()
        await asyncio.wait_for(app.gone.wait(), 5)


async def test_a_client_can_be_hung_up_on(caplog: pytest.LogCaptureFixture) -> None:
    async with served(app=hang_up) as port:
        assert await answered(port, request()) == [""]
    assert not caplog.records
