"""What stood at a position, row for row: what the tables find is what the log folds to, up to there."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any
from uuid import UUID

import pytest
import pytest_asyncio

from graphql_api.planner.planner import Planning
from graphql_api.schema import create_schema
from infra.read_tables import generation
from projections import READ_MODELS
from projections.kernel import ReadModel
from tests.databases import ask, connected, new_database
from tests.graphql_api.conftest import ToldHistory
from tests.graphql_api.differential import OFTEN, SEED, SELDOM, Cut, record_history
from tests.graphql_api.reference import Reference
from tests.graphql_api.reference.folding import Folded

pytestmark = pytest.mark.asyncio(loop_scope="module")

TABLES = generation(READ_MODELS)

# Answers pairs of versions of one row that both stand at some position, and versions that never do.
OVERLAPS = """
SELECT count(*) FROM {table} AS one JOIN {table} AS other ON one.id = other.id
WHERE one.valid_to <= one.valid_from OR one.valid_from < other.valid_from
    AND (one.valid_to > other.valid_from OR one.valid_to IS NULL)
    OR one.valid_from = other.valid_from AND one.ctid <> other.ctid
"""

# Answers versions that do not lie in their epoch: that begins later than they do, or ends before.
OUTSIDE = """
SELECT count(*) FROM {table} AS version WHERE valid_from < epoch
    OR coalesce(valid_to, 1e18) > (SELECT min(epoch) FROM {table} AS next WHERE next.epoch > version.epoch)
"""

EPOCHS = "SELECT array_agg(DISTINCT epoch) FROM {table}"


@dataclass(frozen=True)
class Past:
    """A register's tables, and its log in memory."""

    dsn: str
    cut: Cut
    folded: Folded

    async def rows(self, model: ReadModel, positions: Sequence[int]) -> dict[int, dict[UUID, Any]]:
        """The rows that stood at each of these positions, as queries find them."""
        planning = Planning(create_schema()._schema, TABLES, {}, {}, "")
        with planning.as_of("asked.position"):
            found = planning.rows(model)
        columns = ", ".join(f"found.{column.name}" for column in model.columns)
        statement = (
            f"SELECT asked.position AS as_of, {columns}"
            f" FROM unnest($1::bigint[]) AS asked (position), LATERAL {found} AS found"
        )
        rows: dict[int, dict[UUID, Any]] = {position: {} for position in positions}
        async with connected(self.dsn) as connection:
            for as_of, *values in await connection.fetch(statement, positions):
                assert values[0] not in rows[as_of], f"two versions of {values[0]} stand at {as_of}"
                rows[as_of][values[0]] = tuple(values)
        return rows

    async def positions(self, model: ReadModel) -> list[int]:
        """Some at random, the first and the last, and those around the beginnings of epochs."""
        last = self.folded.position
        epochs: Any = await ask(self.dsn, EPOCHS.format(table=f"{TABLES}.{model.table}"))
        around = {epoch + step for epoch in epochs for step in (-1, 0, 1)} & {*range(1, last)}
        return sorted({1, last, *around, *Random(SEED).sample(range(1, last), 80)})


@pytest_asyncio.fixture(
    scope="module", loop_scope="module", params=["often", pytest.param("seldom", marks=pytest.mark.soak)]
)
async def past(
    request: pytest.FixtureRequest,
    server: str,
    loaded_template: str,
    told_history: ToldHistory,
    tmp_path_factory: pytest.TempPathFactory,
) -> AsyncIterator[Past]:
    if request.param == "often":
        async with new_database(server, told_history.template) as dsn:
            yield Past(dsn, OFTEN, (await Reference.of(dsn)).folded)
        return
    async with new_database(server, loaded_template) as dsn:
        await record_history(dsn, tmp_path_factory.mktemp("home"), SELDOM)
        yield Past(dsn, SELDOM, (await Reference.of(dsn)).folded)


async def test_what_is_past_lies_in_as_many_epochs_as_it_is_cut_into(past: Past) -> None:
    counts = {}
    for model in READ_MODELS:
        epochs: Any = await ask(past.dsn, EPOCHS.format(table=f"{TABLES}.{model.table}"))
        counts[model.name] = len(epochs)
    if past.cut == SELDOM:
        assert set(counts.values()) == {1}
    else:
        assert sum(count > 1 for count in counts.values()) > len(counts) / 2
        assert max(counts.values()) > 8


@pytest.mark.parametrize("model", READ_MODELS, ids=lambda model: model.name)
async def test_the_rows_as_of_a_position_are_those_that_the_log_folds_to(
    past: Past, model: ReadModel
) -> None:
    positions = await past.positions(model)
    rows = await past.rows(model, positions)
    for position in positions:
        folded = getattr(past.folded.until(position), model.name)
        assert rows[position] == {key: _flat(model, row) for key, row in folded.items()}, position


def _flat(model: ReadModel, row: Any) -> tuple[Any, ...]:
    """As the driver reads it: lists are lists."""
    return tuple(list(value) if isinstance(value, tuple) else value for value in model.flat(row))


@pytest.mark.parametrize("model", READ_MODELS, ids=lambda model: model.name)
async def test_versions_of_a_row_follow_each_other_and_lie_in_their_epochs(
    past: Past, model: ReadModel
) -> None:
    for wrong in (OVERLAPS, OUTSIDE):
        assert await ask(past.dsn, wrong.format(table=f"{TABLES}.{model.table}")) == 0
