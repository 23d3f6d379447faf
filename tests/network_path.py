"""A TCP path to a service, which can be cut, or stand still while both ends take it for whole."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

_PIECE = 16_384


@dataclass
class NetworkPath:
    """Listens on `port`, and leads to whatever `leads_to` is when somebody connects."""

    port: int = 0
    leads_to: int = 0
    _ways: set[_Way] = field(default_factory=set)

    @classmethod
    @asynccontextmanager
    async def opened(cls) -> AsyncIterator[NetworkPath]:
        path = cls()
        server = await asyncio.start_server(path._connected, "127.0.0.1", 0)
        path.port = server.sockets[0].getsockname()[1]
        try:
            yield path
        finally:
            server.close()
            path.cut()

    def cut(self) -> None:
        """Resets all connections, with what was under way."""
        for way in self._ways:
            way.cut()

    def stall(self) -> None:
        """Has nothing more come through the present connections, though they stay open."""
        for way in self._ways:
            way.moves.clear()

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        way = _Way([writer])
        self._ways.add(way)
        try:
            from_service, to_service = await asyncio.open_connection("127.0.0.1", self.leads_to)
            way.ends.append(to_service)
            there = asyncio.create_task(way.carry(reader, to_service))
            await way.carry(from_service, writer)
            there.cancel()
            await asyncio.gather(there, return_exceptions=True)
        except OSError:
            pass
        finally:
            self._ways.discard(way)
            way.cut()


@dataclass(eq=False)
class _Way:
    """One connection, in both directions."""

    ends: list[asyncio.StreamWriter]
    moves: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.moves.set()

    async def carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while piece := await reader.read(_PIECE):
                await self.moves.wait()
                writer.write(piece)
                await writer.drain()
        except OSError:
            pass
        finally:
            writer.close()

    def cut(self) -> None:
        self.moves.set()
        for end in self.ends:
            end.transport.abort()
