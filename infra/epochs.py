"""Epochs: how a past state of a table is found among few versions, however long the log is.

A table's versions are cut at positions where many have gathered: each row that is current then ends, and
goes on unchanged as a version of the next epoch. So all that stood at a position lies in one epoch, among at
most a few times as many versions as rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import asyncpg

from projections.kernel import ReadModel

_VERSIONS_A_ROW = 3
_FEWEST = 1_000


@dataclass(frozen=True)
class Epoch:
    """A table's present epoch.

    Attributes:
        start: the position where it begins; 0 for the first.
        versions: how many lie in it.
        current: how many of them are current.
    """

    start: int = 0
    versions: int = 0
    current: int = 0

    def grown(self, versions: int, current: int) -> Epoch:
        return replace(self, versions=self.versions + versions, current=self.current + current)

    @property
    def full(self) -> bool:
        return self.versions > _VERSIONS_A_ROW * self.current + _FEWEST


async def present_epochs(
    connection: asyncpg.Connection, schema: str, models: Sequence[ReadModel]
) -> dict[str, Epoch]:
    """The last epoch of each model's table, by the model's name."""
    statement = " UNION ALL ".join(
        f"SELECT '{model.name}', epoch, count(*), count(*) FILTER (WHERE valid_to IS NULL)"
        f" FROM {schema}.{model.table}"
        f" WHERE epoch = (SELECT max(epoch) FROM {schema}.{model.table}) GROUP BY epoch"
        for model in models
    )
    found = {name: Epoch(*counted) for name, *counted in await connection.fetch(statement)}
    return {model.name: found.get(model.name, Epoch()) for model in models}


async def next_epoch(
    connection: asyncpg.Connection, schema: str, model: ReadModel, epoch: Epoch, position: int
) -> Epoch:
    """Cuts the table's versions at this position, the last one that they reflect."""
    table = f"{schema}.{model.table}"
    columns = ", ".join(column.name for column in model.columns)
    await connection.execute(
        f"UPDATE {table} SET epoch = $1 WHERE valid_to IS NULL AND valid_from = $1", position
    )
    await connection.execute(
        f"WITH ended AS (UPDATE {table} SET valid_to = $1 WHERE valid_to IS NULL AND valid_from < $1"
        f" RETURNING {columns}) INSERT INTO {table} ({columns}, valid_from, epoch)"
        f" SELECT {columns}, $1, $1 FROM ended",
        position,
    )
    return Epoch(position, epoch.current, epoch.current)
