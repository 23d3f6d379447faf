"""What a peer sends in many small pieces: it is read bit by bit, and held in few."""

import pytest
from starlette.websockets import WebSocket
from websockets.frames import Frame

from infra import websocket_protocol
from projections.direct_sockets import DirectSocket
from tests.infra.talking import client, served, until_gone


async def test_a_message_in_many_pieces_takes_no_more_memory_than_its_length(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    held: list[int] = []
    handle = websocket_protocol.DirectWebSocket.handle_cont

    def noted(protocol: websocket_protocol.DirectWebSocket, event: Frame) -> None:
        handle(protocol, event)
        held.append(len(protocol.frames))

    monkeypatch.setattr(websocket_protocol.DirectWebSocket, "handle_cont", noted)

    async def talk(websocket: WebSocket, direct: DirectSocket) -> None:
        direct.write([(await websocket.receive_text()).encode()])
        await until_gone(websocket)

    async with served(talk) as server, client(server) as websocket:
        await websocket.send(["x", *[""] * 3_000, *"yz" * 2_000])
        assert await websocket.recv() == "x" + "yz" * 2_000
    assert max(held) <= 1_001


async def test_what_a_peer_sends_is_read_in_small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    lengths: list[int] = []
    receive = websocket_protocol.DirectWebSocket.data_received

    def noted(protocol: websocket_protocol.DirectWebSocket, data: bytes) -> None:
        lengths.append(len(data))
        receive(protocol, data)

    monkeypatch.setattr(websocket_protocol.DirectWebSocket, "data_received", noted)

    async def talk(websocket: WebSocket, direct: DirectSocket) -> None:
        direct.write([str(len(await websocket.receive_text())).encode()])
        await until_gone(websocket)

    async with served(talk) as server, client(server) as websocket:
        await websocket.send("x" * 900_000)
        assert await websocket.recv() == "900000"
    assert max(lengths) <= 4_096
