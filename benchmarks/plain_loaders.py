"""What the plain Strawberry peer reads by: Strawberry's own data loaders, on asyncpg."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence
from typing import Any
from uuid import UUID

import asyncpg
from strawberry.dataloader import DataLoader

LONGEST_PAGE = 100

# Answers the rows with these ids.
SELECT_REFERRED = "SELECT * FROM peers.{view} WHERE id = ANY($1::uuid[])"

# Answers the first rows of each of these.
SELECT_PAGES = """SELECT row.* FROM unnest($1::uuid[]) AS owner (id), LATERAL (
    SELECT * FROM peers.{view} WHERE {by} = owner.id ORDER BY position, id LIMIT $2) AS row"""


class Loaders:
    """Of one request: each reads for all objects that ask at once."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self.pool = pool
        self._loaders: dict[tuple[str, ...], DataLoader[UUID, Any]] = {}

    async def one(self, statement: str, *values: Any) -> Any:
        """The statement's first row."""
        return await self.pool.fetchrow(statement, *values)

    async def referred(self, view: str, key: UUID) -> asyncpg.Record:
        async def load(keys: list[UUID]) -> Sequence[asyncpg.Record]:
            rows = await self.pool.fetch(SELECT_REFERRED.format(view=view), keys)
            found = {row["id"]: row for row in rows}
            return [found[key] for key in keys]

        row: asyncpg.Record = await self._loader((view,), load).load(key)
        return row

    async def page(self, view: str, by: str, key: UUID, first: int | None) -> list[asyncpg.Record]:
        length = LONGEST_PAGE if first is None else first

        async def load(keys: list[UUID]) -> Sequence[list[asyncpg.Record]]:
            pages: dict[UUID, list[asyncpg.Record]] = defaultdict(list)
            for row in await self.pool.fetch(SELECT_PAGES.format(view=view, by=by), keys, length):
                pages[row[by]].append(row)
            return [pages[key] for key in keys]

        rows: list[asyncpg.Record] = await self._loader((view, by, str(length)), load).load(key)
        return rows

    def _loader(
        self, name: tuple[str, ...], load: Callable[[list[UUID]], Awaitable[Sequence[Any]]]
    ) -> DataLoader[UUID, Any]:
        if name not in self._loaders:
            self._loaders[name] = DataLoader(load_fn=load)
        return self._loaders[name]
