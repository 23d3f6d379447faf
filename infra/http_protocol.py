"""HTTP as uvicorn reads it with httptools, which itself sets no bound to a request's line and headers, and
waits for answers to end when the server does."""

from __future__ import annotations

from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from projections.hanging_up import HANG_UP, SHUTDOWN

_MOST_BYTES = 65_536
_ANSWER = b"HTTP/1.1 431 Request Header Fields Too Large\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"


class BoundedHead(HttpToolsProtocol):
    """Hangs up where the address and the headers of a request go on for more than 64 KiB; has answers that go
    on without end be ended."""

    _unfinished = 0
    """The bytes that came since a head, a piece of a body or a message was whole."""

    _answering: RequestResponseCycle | None = None
    """What is answered at present; further requests may have come behind it."""

    def data_received(self, data: bytes) -> None:
        self._unfinished += len(data)
        super().data_received(data)
        if self._unfinished > _MOST_BYTES and not self.transport.is_closing():
            self.transport.write(_ANSWER)
            self.transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        answering = self._answering  # uvicorn tells the last request that came alone
        if answering is not None and not answering.response_complete:
            answering.disconnected = True
            answering.message_event.set()
        super().connection_lost(exc)

    def shutdown(self) -> None:
        super().shutdown()
        if self._answering is not None and not self._answering.response_complete:
            self._answering.keep_alive = False
            self._extensions(self._answering).setdefault(SHUTDOWN, lambda: None)()

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: Any) -> None:
        self._answering = cycle
        self._extensions(cycle)[HANG_UP] = self.transport.abort
        super()._start_asgi_task(cycle, app)

    @staticmethod
    def _extensions(cycle: RequestResponseCycle) -> dict[str, Any]:
        extensions: dict[str, Any] = cycle.scope.setdefault("extensions", {})
        return extensions

    def on_headers_complete(self) -> None:
        self._unfinished = 0
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        self._unfinished = 0
        super().on_body(body)

    def on_message_complete(self) -> None:
        self._unfinished = 0
        super().on_message_complete()
