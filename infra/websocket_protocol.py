"""WebSockets as uvicorn speaks them, with a direct way to the transport and an end that always comes.

uvicorn pings each peer every 20 seconds and gives it 40 to answer, so one that is dead, or does not read, is
dropped within 60.
"""

from __future__ import annotations

import asyncio
from asyncio.transports import BaseTransport
from collections.abc import Callable, Sequence
from typing import Any

from uvicorn._types import ASGIReceiveEvent, ASGISendEvent
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import CloseCode, Frame
from websockets.http11 import Request
from websockets.protocol import State

from projections.direct_sockets import EXTENSION

# How long an end that is due may take before the transport is cut; shorter than the server's own patience.
_ENDING_SECONDS = 8.0

# So much is read of a peer before others have their turn. Everything is copied out of the buffer at once, so
# one serves all connections.
_READ = memoryview(bytearray(4_096))

# Of a message in more pieces than this, those that have come are put together.
_MOST_PIECES = 1_000

# A whole text message, unmasked (RFC 6455, 5.2).
_TEXT = b"\x81"
_SHORT, _MEDIUM = 125, 65_535


class DirectWebSocket(WebSocketsSansIOProtocol):
    """Offers the application a DirectSocket, and cuts off a peer that does not take its last bytes.

    A peer that sends many small frames, or without an end and reads nothing, costs others little time, and no
    more memory than a message may.
    """

    _direct: TransportSocket
    _cut: asyncio.TimerHandle | None = None
    _pong: Sequence[bytes] = ()
    """The answer to its last ping, where it did not take any more then."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.queue = _Inbox()  # type: ignore[assignment]

    def connection_made(self, transport: BaseTransport) -> None:
        super().connection_made(transport)
        self._direct = TransportSocket(self)

    def connection_lost(self, exc: Exception | None) -> None:
        if self._cut is not None:
            self._cut.cancel()
        super().connection_lost(exc)

    def read_on(self) -> None:
        """Reads again where nothing waits to be taken by the application."""
        if not self.read_paused and not self.transport.is_closing():
            self.transport.resume_reading()

    def handle_connect(self, event: Request) -> None:
        super().handle_connect(event)
        if self.response.status_code == 101:
            self.scope["extensions"][EXTENSION] = self._direct  # type: ignore[assignment]

    def start_keepalive(self) -> None:
        super().start_keepalive()
        # The connection is accepted. What it began with is not needed any more, and there are many.
        del self.request, self.response
        self.transport.pause_reading()
        self.transport.set_protocol(_InPieces(self))
        self.read_on()

    def handle_ping(self) -> None:
        # Only the last of several pings need be answered (RFC 6455, 5.5.3).
        if self.writable.is_set():
            super().handle_ping()
        else:
            self._pong = self.conn.data_to_send()

    def resume_writing(self) -> None:
        super().resume_writing()
        pong, self._pong = self._pong, ()
        if pong and self.conn.state is State.OPEN and not self.transport.is_closing():
            self.transport.write(b"".join(pong))

    def handle_cont(self, event: Frame) -> None:
        if event.data or event.fin:  # no length bounds how many are empty
            super().handle_cont(event)
        if len(self.frames) > _MOST_PIECES:
            self.frames = [b"".join(self.frames)]

    def send_receive_event_to_app(self) -> None:
        if self.curr_msg_data_type == "text" and not _is_utf_8(b"".join(self.frames)):
            self.conn.fail(CloseCode.INVALID_DATA)  # uvicorn logs it as a fault of ours
            self.handle_parser_exception()
        else:
            super().send_receive_event_to_app()

    def shutdown(self) -> None:
        told = self._direct.on_shutdown
        if told is None or self.conn.state is not State.OPEN:
            super().shutdown()
        else:
            self.stop_keepalive()
            told()
        self._cut_soon()

    def keepalive_timeout(self) -> None:
        super().keepalive_timeout()
        # Closing alone waits until all is sent, which it never will be.
        self.transport.abort()

    async def send(self, message: ASGISendEvent) -> None:
        await super().send(message)
        if message["type"] == "websocket.http.response.body" and not message.get("more_body"):
            self.handshake_complete = True  # by a refusal, which uvicorn else logs as a fault of ours

    async def run_asgi(self) -> None:
        await super().run_asgi()
        self._cut_soon()

    def _cut_soon(self) -> None:
        if self._cut is None and not self.disconnected:
            self._cut = self.loop.call_later(_ENDING_SECONDS, self.transport.abort)


class _InPieces(asyncio.BufferedProtocol):
    """Gives a connection what its peer sends in small pieces, as an event loop reads 256 KB at once."""

    __slots__ = ("_protocol",)

    def __init__(self, protocol: DirectWebSocket) -> None:
        self._protocol = protocol

    def connection_lost(self, exc: Exception | None) -> None:
        self._protocol.connection_lost(exc)

    def eof_received(self) -> None:
        self._protocol.eof_received()

    def pause_writing(self) -> None:
        self._protocol.pause_writing()

    def resume_writing(self) -> None:
        self._protocol.resume_writing()

    def get_buffer(self, sizehint: int) -> memoryview:
        return _READ

    def buffer_updated(self, nbytes: int) -> None:
        protocol = self._protocol
        protocol.data_received(bytes(_READ[:nbytes]))
        if nbytes == len(_READ) and not protocol.read_paused and not protocol.transport.is_closing():
            protocol.transport.pause_reading()
            protocol.loop.call_soon(protocol.read_on)


class _Inbox:
    """What uvicorn uses of an asyncio.Queue, without its 3 KB, which each idle connection would hold."""

    __slots__ = ("_messages", "_takers")

    def __init__(self) -> None:
        self._messages: list[ASGIReceiveEvent] = []
        self._takers: list[asyncio.Future[None]] = []

    def empty(self) -> bool:
        return not self._messages

    def put_nowait(self, message: ASGIReceiveEvent) -> None:
        self._messages.append(message)
        for taker in self._takers:
            if not taker.done():
                taker.set_result(None)

    async def get(self) -> ASGIReceiveEvent:
        while not self._messages:
            taker = asyncio.get_running_loop().create_future()
            self._takers.append(taker)
            try:
                await taker
            finally:
                self._takers.remove(taker)
        return self._messages.pop(0)


class TransportSocket:
    """Implements `projections.direct_sockets.DirectSocket`."""

    __slots__ = ("_protocol", "on_shutdown")

    def __init__(self, protocol: DirectWebSocket) -> None:
        self._protocol = protocol
        self.on_shutdown: Callable[[], None] | None = None

    def write(self, texts: Sequence[bytes]) -> None:
        protocol = self._protocol
        # A lost connection leaves the state as it was.
        if not texts or protocol.conn.state is not State.OPEN or protocol.transport.is_closing():
            return
        pieces: list[bytes] = []
        for text in texts:
            pieces += (_head(len(text)), text)
        protocol.transport.write(b"".join(pieces))

    @property
    def takes_more(self) -> bool:
        return self._protocol.writable.is_set()

    async def writable(self) -> None:
        await self._protocol.writable.wait()

    def abort(self) -> None:
        self._protocol.transport.abort()


def _is_utf_8(text: bytes) -> bool:
    try:
        text.decode()
    except UnicodeDecodeError:
        return False
    return True


def _head(length: int) -> bytes:
    if length <= _SHORT:
        return _TEXT + length.to_bytes(1)
    if length <= _MEDIUM:
        return b"\x81\x7e" + length.to_bytes(2)
    return b"\x81\x7f" + length.to_bytes(8)
