"""What is written to a WebSocket past ASGI, how it mixes with what is sent, and how connections end."""

import asyncio
from contextlib import suppress

import pytest
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket, WebSocketDisconnect

from infra import websocket_protocol
from projections.direct_sockets import EXTENSION, DirectSocket
from tests.infra.talking import (
    MORE_THAN_SOCKETS_HOLD,
    client,
    closing,
    deaf_client,
    served,
    texts_of,
    until_gone,
)
from tests.waiting import until


@pytest.mark.parametrize("length", [0, 1, 125, 126, 65_535, 65_536, 1_000_000])
async def test_a_text_of_any_length_arrives(length: int) -> None:
    text = ("ß" * (length // 2) + "s" * (length % 2)).encode()
    assert len(text) == length

    async def talk(websocket: WebSocket, direct: DirectSocket) -> None:
        direct.write([text])
        await until_gone(websocket)

    async with served(talk) as server, client(server) as websocket:
        assert await websocket.recv() == text.decode()


async def test_many_texts_are_each_a_message_and_keep_their_place_among_those_that_are_sent() -> None:
    async def talk(websocket: WebSocket, direct: DirectSocket) -> None:
        for number in range(0, 3_000, 300):
            await websocket.send_text(f"sent before {number}")
            direct.write([f"text {each}".encode() for each in range(number, number + 300)])
        direct.write([])
        await websocket.send_text("last")
        await websocket.close(1000)

    async with served(talk) as server, client(server) as websocket:
        heard = [str(text) async for text in websocket]
    expected = [
        text
        for number in range(0, 3_000, 300)
        for text in (f"sent before {number}", *(f"text {each}" for each in range(number, number + 300)))
    ]
    assert heard == [*expected, "last"]


async def test_pings_are_answered_amid_texts() -> None:
    async def talk(websocket: WebSocket, direct: DirectSocket) -> None:
        with suppress(WebSocketDisconnect):
            while True:
                direct.write([await websocket.receive_bytes()] * 50)

    async with served(talk, ping_interval=0.001) as server, client(server) as websocket:
        for number in range(20):
            await websocket.send(str(number).encode())
            await (await websocket.ping())
            assert [await websocket.recv() for _ in range(50)] == [str(number)] * 50


async def test_nothing_is_written_before_the_connection_is_accepted() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        websocket = WebSocket(scope, receive, send)
        scope["extensions"][EXTENSION].write([b"too early"])
        await websocket.accept()
        await websocket.send_text("in time")
        await until_gone(websocket)

    async def nothing(websocket: WebSocket, direct: DirectSocket) -> None: ...

    async with served(nothing) as server:
        server.config.loaded_app = app
        async with client(server) as websocket:
            assert await websocket.recv() == "in time"


async def test_nothing_is_written_once_the_connection_closes() -> None:
    ended = asyncio.Event()

    async def talk(websocket: WebSocket, direct: DirectSocket) -> None:
        await websocket.close(4400, "enough")
        direct.write([b"too late"])
        await until_gone(websocket)
        await direct.writable()
        direct.write([b"too late"])
        assert direct.takes_more
        ended.set()

    async with served(talk) as server:
        async with client(server) as websocket:
            assert [text async for text in texts_of(websocket)] == []
            assert websocket.close_code == 4400
        await asyncio.wait_for(ended.wait(), 5)


async def test_nothing_is_written_once_the_client_has_gone() -> None:
    ended = asyncio.Event()

    async def talk(websocket: WebSocket, direct: DirectSocket) -> None:
        await until_gone(websocket)
        for _ in range(10):
            direct.write(MORE_THAN_SOCKETS_HOLD)
        await asyncio.wait_for(direct.writable(), 5)
        ended.set()

    async with served(talk) as server:
        async with client(server):
            pass
        await asyncio.wait_for(ended.wait(), 5)


async def test_a_client_that_does_not_read_is_waited_for_and_hung_up_on_and_others_are_served() -> None:
    waited, abort, gone = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def talk(websocket: WebSocket, direct: DirectSocket) -> None:
        if websocket.headers.get("user-agent"):
            direct.write([b"served"])
            await until_gone(websocket)
            return
        assert direct.takes_more
        direct.write(MORE_THAN_SOCKETS_HOLD)
        await asyncio.sleep(0)  # the loop writes when it is done with what is to run
        waiting = asyncio.create_task(direct.writable())
        await abort.wait()
        assert not direct.takes_more
        assert not waiting.done()
        waited.set()
        direct.abort()
        await until_gone(websocket)
        await asyncio.wait_for(waiting, 5)
        gone.set()

    async with served(talk) as server, deaf_client(server):
        for _ in range(3):
            async with client(server) as websocket:
                assert await websocket.recv() == "served"
        abort.set()
        await asyncio.wait_for(waited.wait(), 5)
        await asyncio.wait_for(gone.wait(), 5)


async def test_a_client_that_answers_no_ping_is_dropped_also_when_it_does_not_take_what_was_written() -> None:
    gone = asyncio.Event()

    async def talk(websocket: WebSocket, direct: DirectSocket) -> None:
        direct.write(MORE_THAN_SOCKETS_HOLD)
        await until_gone(websocket)
        gone.set()

    async with served(talk, 0.05, 0.05) as server, deaf_client(server):
        await asyncio.wait_for(gone.wait(), 5)
        assert not server.server_state.connections


async def test_a_closed_connection_is_cut_when_its_client_does_not_take_the_rest(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(websocket_protocol, "_ENDING_SECONDS", 0.05)

    async def talk(websocket: WebSocket, direct: DirectSocket) -> None:
        direct.write(MORE_THAN_SOCKETS_HOLD)

    async with served(talk) as server, deaf_client(server):

        async def known(count: int) -> bool:
            return len(server.server_state.connections) == count

        await until(lambda: known(1), 5)
        await until(lambda: known(0), 5)


async def test_when_the_server_ends_the_application_closes_the_connections() -> None:
    async def talk(websocket: WebSocket, direct: DirectSocket) -> None:
        ending = asyncio.Event()
        direct.on_shutdown = ending.set
        direct.write([b"ready"])
        await ending.wait()
        direct.write([b"the last"])
        await websocket.close(1001, "until soon")

    async with served(talk) as server, client(server) as websocket:
        assert await websocket.recv() == "ready"
        server.should_exit = True
        assert await websocket.recv() == "the last"
        assert await closing(websocket) == 1001
        assert websocket.close_reason == "until soon"


async def test_a_connection_whose_application_does_not_listen_is_closed_when_the_server_ends() -> None:
    async def talk(websocket: WebSocket, direct: DirectSocket) -> None:
        direct.write([b"ready"])
        with pytest.raises(WebSocketDisconnect):
            await websocket.receive_text()

    async with served(talk) as server, client(server) as websocket:
        assert await websocket.recv() == "ready"
        server.should_exit = True
        assert await closing(websocket) == 1012


async def test_a_connection_that_its_application_does_not_close_is_cut_when_the_server_ends(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(websocket_protocol, "_ENDING_SECONDS", 0.05)

    async def talk(websocket: WebSocket, direct: DirectSocket) -> None:
        direct.on_shutdown = lambda: None
        direct.write([b"ready"])
        await until_gone(websocket)

    async with served(talk) as server, client(server) as websocket:
        assert await websocket.recv() == "ready"
        server.should_exit = True
        assert await closing(websocket) == 1006
