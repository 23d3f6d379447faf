"""Turns at what few can have at once: nobody who wants much of it keeps others waiting."""

from __future__ import annotations

import asyncio
from collections import OrderedDict, deque
from collections.abc import AsyncIterator, Hashable, Sequence
from contextlib import asynccontextmanager


class Turns:
    """Gives clients their turns one after another, and each client's in the order that they were asked for.

    Args:
        at_once: how many are taken at a time.
    """

    def __init__(self, at_once: int) -> None:
        self._free = at_once
        self._asked: OrderedDict[Hashable, deque[asyncio.Future[None]]] = OrderedDict()

    @asynccontextmanager
    async def taken(self, clients: Sequence[Hashable]) -> AsyncIterator[None]:
        """Enters at the turn of whichever of these clients is the first to have one."""
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        for client in clients:
            self._asked.setdefault(client, deque()).append(turn)
        self._give()
        try:
            await turn
            yield
        finally:
            if turn.cancelled():
                self._forget(turn, clients)
            else:
                self._free += 1
                self._give()

    def _give(self) -> None:
        while self._free and self._asked:
            client, turns = self._asked.popitem(last=False)
            while turns:
                turn = turns.popleft()
                if not turn.done():
                    turn.set_result(None)
                    self._free -= 1
                    break
            if turns:
                self._asked[client] = turns

    def _forget(self, turn: asyncio.Future[None], clients: Sequence[Hashable]) -> None:
        for client in clients:
            turns = self._asked.get(client)
            if turns is not None and turn in turns:
                turns.remove(turn)
                if not turns:
                    del self._asked[client]
