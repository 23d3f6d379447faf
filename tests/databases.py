"""Databases on the run's one server, for tests that need more than one, or share one."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit
from uuid import uuid4

import asyncpg


@asynccontextmanager
async def new_database(server: str, template: str) -> AsyncIterator[str]:
    """The DSN of a copy of the template; dropped at the end, whoever is still connected."""
    name = f"test_{uuid4().hex}"
    async with connected(server) as connection:
        await connection.execute(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
    try:
        yield urlsplit(server)._replace(path=f"/{name}").geturl()
    finally:
        async with connected(server) as connection:
            await connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@asynccontextmanager
async def connected(dsn: str) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(dsn)
    try:
        yield connection
    finally:
        await connection.close()


async def ask(dsn: str, question: str, *values: object) -> object:
    """The one value that a statement answers."""
    async with connected(dsn) as connection:
        return await connection.fetchval(question, *values)
