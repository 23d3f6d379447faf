"""Who is in the network, as the read side has it."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

import asyncpg

from domain.organisation import MembershipStatus
from domain.ports import StoreUnavailable
from infra.database import CONNECTION_ERRORS, Database
from projections import ORGANISATIONS


class ReadRoll:
    """Implements `domain.ports.Roll`."""

    def __init__(self, database: Database, tables: str) -> None:
        self._database = database
        # Answers the organisations whose membership stands so and that have not ended.
        self._select = (
            f"SELECT id FROM {tables}.{ORGANISATIONS.table}"
            " WHERE valid_to IS NULL AND ended IS NULL AND membership = ANY($1) ORDER BY name_key, id"
        )

    async def standing_at(self, statuses: Sequence[MembershipStatus]) -> list[UUID]:
        try:
            async with self._database.service() as connection:
                return [row[0] for row in await connection.fetch(self._select, list(statuses))]
        except CONNECTION_ERRORS as error:
            raise StoreUnavailable from error
        except (asyncpg.UndefinedTableError, asyncpg.InvalidSchemaNameError) as error:
            raise StoreUnavailable from error  # a new generation's tables are not made yet
