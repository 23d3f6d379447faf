"""Hints that the log has grown or that the read side has caught up, within and between processes.

They only shorten waiting: whoever waits also polls, so a lost hint delays and never blocks.
"""

from __future__ import annotations

import asyncio

import structlog

from infra.database import CONNECTION_ERRORS, Database

_NOTIFY = "SELECT pg_notify($1, $2)"
_RECONNECT_SECONDS = 1.0

_log = structlog.get_logger(__name__)


class PositionSignal:
    """The highest position heard of, and those who wait for a higher one."""

    def __init__(self) -> None:
        self.position = 0
        self._waiting: dict[asyncio.Future[None], int] = {}

    def advance(self, position: int) -> None:
        if position > self.position:
            self.position = position
            for waiter, known in self._waiting.items():
                if known < position:
                    _wake(waiter)

    async def beyond(self, position: int, timeout: float) -> None:
        """Returns when a higher position is heard of, at the latest after `timeout` seconds."""
        if self.position > position:
            return
        loop = asyncio.get_running_loop()
        waiter: asyncio.Future[None] = loop.create_future()
        self._waiting[waiter] = position
        timer = loop.call_later(timeout, _wake, waiter)
        try:
            await waiter
        finally:
            timer.cancel()
            del self._waiting[waiter]


def _wake(waiter: asyncio.Future[None]) -> None:
    if not waiter.done():
        waiter.set_result(None)


class Notices:
    """The two signals of a process, told to the other processes and heard from them.

    Args:
        generation: whose read side is meant; other generations have channels of their own.
    """

    def __init__(self, database: Database, generation: str) -> None:
        self.log = PositionSignal()
        self.read = PositionSignal()
        self._database = database
        self._signals = {
            "netzwerkregister_log": self.log,
            f"netzwerkregister_{generation}": self.read,
        }
        self._untold: dict[str, int] = {}
        self._tell = asyncio.Event()

    def logged(self, position: int) -> None:
        """The log has been appended to, up to this position."""
        self._publish(self.log, position)

    def projected(self, position: int) -> None:
        """The read side has reached this position."""
        self._publish(self.read, position)

    def _publish(self, signal: PositionSignal, position: int) -> None:
        signal.advance(position)
        channel = next(name for name, each in self._signals.items() if each is signal)
        self._untold[channel] = position
        self._tell.set()

    async def run(self) -> None:
        """Tells and hears until cancelled; reconnects by itself."""
        while True:
            try:
                await self._exchange()
            except CONNECTION_ERRORS as error:
                _log.warning("notices interrupted", error=type(error).__name__)
            except Exception:
                _log.exception("notices failed")
            await asyncio.sleep(_RECONNECT_SECONDS)

    async def _exchange(self) -> None:
        async with self._database.connection() as connection:
            lost = asyncio.Event()

            def lose(_: object) -> None:
                lost.set()
                self._tell.set()

            connection.add_termination_listener(lose)
            for channel, signal in self._signals.items():
                await connection.add_listener(
                    channel, lambda *heard, signal=signal: signal.advance(int(heard[-1]))
                )
            while not lost.is_set():
                await self._tell.wait()
                self._tell.clear()
                untold, self._untold = self._untold, {}
                for channel, position in untold.items():
                    await connection.execute(_NOTIFY, channel, str(position))
        raise ConnectionError("the connection that listens was closed")
