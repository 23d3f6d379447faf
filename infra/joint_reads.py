"""Reads that come at the same moment are asked together.

Who waited for the read side to reach a position is woken with all others that did, and most of them ask the
same for something else. Their statements go to the server one behind the other, and are one journey.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

import asyncpg

from domain.ports import StoreUnavailable
from projections.reading import TooBusy

MOST_TOGETHER = 16

Parameters = Sequence[Any]
AskTogether = Callable[[str, Sequence[Parameters]], Awaitable[Sequence[asyncpg.Record]]]


@dataclass(frozen=True, eq=False)
class _Read:
    parameters: Parameters
    row: asyncio.Future[asyncpg.Record | None]


class JointReads:
    """Gathers reads of the same statement until all that were woken have come.

    Args:
        ask: answers a statement that has one row, for several lists of parameters, in their order.
    """

    def __init__(self, ask: AskTogether) -> None:
        self._ask = ask
        self._coming: dict[str, list[_Read]] = {}
        self._asking: set[asyncio.Task[None]] = set()

    async def read(self, statement: str, parameters: Parameters) -> asyncpg.Record | None:
        """The statement's row; None where it has to be asked for alone. Raises TooBusy, StoreUnavailable."""
        loop = asyncio.get_running_loop()
        read = _Read(parameters, loop.create_future())
        if statement not in self._coming:
            self._coming[statement] = []
            loop.call_soon(self._go, statement)
        self._coming[statement].append(read)
        return await read.row

    def _go(self, statement: str) -> None:
        come = self._coming.pop(statement)
        for first in range(0, len(come), MOST_TOGETHER):
            task = asyncio.create_task(self._answer(statement, come[first : first + MOST_TOGETHER]))
            self._asking.add(task)
            task.add_done_callback(self._asking.discard)

    async def _answer(self, statement: str, reads: Sequence[_Read]) -> None:
        rows: Sequence[asyncpg.Record | None]
        try:
            rows = await self._ask(statement, [read.parameters for read in reads])
        except (TooBusy, StoreUnavailable) as error:
            for read in reads:
                if not read.row.done():
                    read.row.set_exception(error)
            return
        except Exception:  # one of them cannot be answered: which, each finds out alone
            rows = ()
        if len(rows) != len(reads):
            rows = [None] * len(reads)
        for read, row in zip(reads, rows, strict=True):
            if not read.row.done():
                read.row.set_result(row)
