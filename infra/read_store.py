"""The read side as queries see it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

import asyncpg

from domain.ports import StoreUnavailable
from infra.database import CONNECTION_ERRORS, Database
from infra.notices import Notices
from projections.reading import ReadSideBehind, TooMuchAsked, ValueNotReadable

# Answers the position that the read side has reached.
SELECT_POSITION = "SELECT position FROM generations WHERE schema_name = $1"

POLL_SECONDS = 0.25


class PostgresReadStore:
    """Implements `projections.reading.ReadStore`."""

    def __init__(
        self, database: Database, notices: Notices, tables: str, *, patience_seconds: float = 5.0
    ) -> None:
        self.tables = tables
        self._database = database
        self._notices = notices
        self._patience_seconds = patience_seconds

    async def read(self, statement: str, parameters: Sequence[Any]) -> tuple[str, int]:
        try:
            async with self._database.reader() as connection:
                row = await connection.fetchrow(statement, *parameters)
        except CONNECTION_ERRORS as error:
            raise StoreUnavailable from error
        except asyncpg.QueryCanceledError as error:
            raise TooMuchAsked from error
        except asyncpg.DataError as error:
            raise ValueNotReadable from error
        if row is None:
            raise ReadSideBehind(0)  # the projector has not entered this generation yet
        return row["data"], row["position"]

    async def reached(self, position: int) -> None:
        try:
            async with asyncio.timeout(self._patience_seconds):
                while self._notices.read.position < position:
                    await self._notices.read.beyond(self._notices.read.position, POLL_SECONDS)
                    if self._notices.read.position < position:
                        self._notices.read.advance(await self.position())
        except TimeoutError as error:
            raise ReadSideBehind(position) from error

    async def position(self) -> int:
        """The position that the read side has reached."""
        try:
            async with self._database.reader() as connection:
                return await connection.fetchval(SELECT_POSITION, self.tables) or 0
        except CONNECTION_ERRORS as error:
            raise StoreUnavailable from error
