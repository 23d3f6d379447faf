"""The read side as queries see it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

import asyncpg

from domain.ports import StoreUnavailable
from infra.database import CONNECTION_ERRORS, Database
from infra.notices import Notices
from projections.reading import QueryTooLarge, QueryTooLong, ReadSideBehind, ValueNotReadable

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
            answer = await self._read(statement, parameters)
        except (asyncpg.UndefinedTableError, asyncpg.InvalidSchemaNameError):
            answer = None
        if answer is None:  # a new register, or a new generation: its projector has only just begun
            await self._tables_are_made()
            answer = await self._read(statement, parameters)
        assert answer is not None
        return answer

    async def _read(self, statement: str, parameters: Sequence[Any]) -> tuple[str, int] | None:
        try:
            async with self._database.reader() as connection:
                row = await connection.fetchrow(statement, *parameters)
        except CONNECTION_ERRORS as error:
            raise StoreUnavailable from error
        except asyncpg.QueryCanceledError as error:
            raise QueryTooLong from error
        except asyncpg.ProgramLimitExceededError as error:
            raise QueryTooLarge from error
        except asyncpg.DataError as error:
            raise ValueNotReadable from error
        return None if row is None else (row["data"], row["position"])

    async def _tables_are_made(self) -> None:
        try:
            async with asyncio.timeout(self._patience_seconds):
                while await self.position() is None:
                    await asyncio.sleep(POLL_SECONDS)
        except TimeoutError as error:
            raise ReadSideBehind(0) from error

    async def reached(self, position: int) -> None:
        try:
            async with asyncio.timeout(self._patience_seconds):
                while self._notices.read.position < position:
                    await self._notices.read.beyond(self._notices.read.position, POLL_SECONDS)
                    if self._notices.read.position < position:
                        self._notices.read.advance(await self.position() or 0)
        except TimeoutError as error:
            raise ReadSideBehind(position) from error

    async def position(self) -> int | None:
        """The position that the read side has reached; None until its tables are made."""
        try:
            async with self._database.reader() as connection:
                position: int | None = await connection.fetchval(SELECT_POSITION, self.tables)
                return position
        except CONNECTION_ERRORS as error:
            raise StoreUnavailable from error
