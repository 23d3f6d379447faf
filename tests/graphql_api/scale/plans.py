"""What PostgreSQL does for a query of a reader, and what of that grows with a table."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import asyncpg

from graphql_api.finishing import Finishing
from graphql_api.operations import Operations
from graphql_api.requests import Request
from graphql_api.schema import create_schema
from infra.database import READING
from infra.read_store import BOUNDED
from infra.register import Register, now
from tests.api import PERMITTED

# More rows than this are many: neither a table of so many is read through, nor are so many read of one.
MANY = 10_000

# PostgreSQL plans a prepared statement for its values five times, then perhaps for any values.
_EXECUTIONS = 6

# Has the session told how it executes each statement.
_TELL = """
LOAD 'auto_explain';
SET auto_explain.log_min_duration = 0;
SET auto_explain.log_analyze = on;
SET auto_explain.log_timing = off;
SET auto_explain.log_format = json;
SET client_min_messages = log
"""

# Answers how many rows each table has, as the planner knows.
_SIZES = "SELECT relname, reltuples FROM pg_class WHERE relkind = 'r'"

Node = Mapping[str, Any]


@dataclass
class Explaining:
    """A register that is asked over one connection, and tells how it finds its answers."""

    operations: Operations
    sizes: Mapping[str, float]
    told: list[Node] = field(default_factory=list)

    async def grows(self, query: str) -> set[str]:
        """What reads many rows for this query, of the first plan and of the one that is settled on."""
        self.told.clear()
        for _ in range(_EXECUTIONS):
            answer = await self.operations.execute(Request(query, {}, caller=PERMITTED))
            assert not answer.errors, (query, answer.errors)
        while len(self.told) < _EXECUTIONS:
            await asyncio.sleep(0)  # the driver tells later
        plans = (self.told[0], self.told[-1])
        return {found for plan in plans for node in _nodes(plan) if (found := self._growing(node))}

    def _growing(self, node: Node) -> str | None:
        table = node.get("Relation Name")
        if table is None:
            return None
        removed = sum(count for name, count in node.items() if name.startswith("Rows Removed by"))
        rows = (node["Actual Rows"] + removed) * node["Actual Loops"]
        through = node["Node Type"] == "Seq Scan" and self.sizes[table] > MANY
        if not through and rows <= MANY:
            return None
        return f"{node['Node Type']} of {node.get('Index Name', table)}: {rows:,.0f} rows"


def _nodes(plan: Node) -> Iterator[Node]:
    yield plan
    for each in plan.get("Plans", ()):
        yield from _nodes(each)


@dataclass
class _Reads:
    """Reads as the readers do, over a connection that tells its plans."""

    connection: asyncpg.Connection
    tables: str

    async def recorded(self, position: int) -> None:
        """The log has every position that is asked for."""

    async def read(self, statement: str, parameters: Sequence[Any], seen: int = 0) -> tuple[str, int]:
        bounded = BOUNDED.format(most=2**30, statement=statement)
        row = await self.connection.fetchrow(bounded, *parameters)
        assert row is not None
        return row["data"], row["position"]


@asynccontextmanager
async def explaining(dsn: str) -> AsyncIterator[Explaining]:
    register = Register(dsn)
    async with register.database.connection(**READING) as connection:
        await connection.execute(_TELL)
        operations = Operations(
            create_schema()._schema,
            _Reads(connection, register.reads.tables),
            register.feeds,
            Finishing(dict.fromkeys(("personal", "payload", *register.log.finishers), _nothing)),
            {},
            now,
            uuid4,
            register.keyring.digest_key,
            most_cost=10**9,
        )
        sizes = {row["relname"]: row["reltuples"] for row in await connection.fetch(_SIZES)}
        explaining = Explaining(operations, sizes)

        def tell(_: object, said: asyncpg.PostgresLogMessage) -> None:
            if "plan:" in said.message:
                explaining.told.append(json.loads(said.message.partition("plan:")[2])["Plan"])

        connection.add_log_listener(tell)
        yield explaining
        connection.remove_log_listener(tell)


async def _nothing(marked: Any, _: object) -> Mapping[str, str]:
    """In the place of what is worked out after the statement."""
    return dict.fromkeys(marked, "null")
