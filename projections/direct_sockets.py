"""How many texts go to many WebSockets: framed at once and written past ASGI, whose every message costs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

# The ASGI extension that a DirectSocket is offered as, in the scope of a connection.
EXTENSION = "netzwerkregister.websocket"


class DirectSocket(Protocol):
    """A WebSocket's way out, beside ASGI's `send`, which waits where the peer takes nothing: else messages
    keep the order in which either was called.

    Attributes:
        on_shutdown: is called when the server shuts down, and has the connection closed within seconds;
            where there is none, the server closes it.
    """

    on_shutdown: Callable[[], None] | None

    def write(self, texts: Sequence[bytes]) -> None:
        """Writes each as a message, in UTF-8, whether or not the peer takes it; what is not taken is held in
        memory: see `writable`. Does nothing before the connection is accepted and once it closes or is lost.
        """

    @property
    def takes_more(self) -> bool:
        """Whether `writable` would return at once."""

    async def writable(self) -> None:
        """Returns when the peer takes more, or is gone; never, where it neither reads nor goes."""

    def abort(self) -> None:
        """Hangs up at once, without a word: on a peer that does not take any."""
