"""Databases that are set up for roles, as an administrator of them alone does it, who is no superuser."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit
from uuid import uuid4

from infra.database_setup import Roles, set_up
from tests.databases import connected, new_database


@dataclass(frozen=True)
class SetUp:
    """A database, as each of its roles reaches it."""

    roles: Roles
    superuser: str
    administrator: str
    writer: str
    reader: str


@asynccontextmanager
async def set_up_database(server: str, template: str) -> AsyncIterator[SetUp]:
    """A copy of the template that its administrator has set up; gone at the end, with the roles.

    Roles are the whole server's, so each database has its own.
    """
    mark = uuid4().hex[:8]
    roles = Roles(f"owner_{mark}", f"writer_{mark}", f"reader_{mark}", "w: @/?#", "r")
    administrator = f"administrator_{mark}"
    async with new_database(server, template) as superuser:
        name = urlsplit(superuser).path[1:]
        async with connected(server) as connection:
            await connection.execute(f"CREATE ROLE {administrator} LOGIN CREATEROLE PASSWORD 'a'")
            await connection.execute(f"ALTER DATABASE {name} OWNER TO {administrator}")
        made = SetUp(
            roles,
            superuser,
            as_role(superuser, administrator, "a"),
            as_role(superuser, roles.writer, "w%3A%20%40%2F%3F%23"),
            as_role(superuser, roles.reader, "r"),
        )
        try:
            await run_setup(made.administrator if template == "template0" else superuser, roles)
            yield made
        finally:
            async with connected(superuser) as connection:
                for role in (roles.reader, roles.writer, roles.owner, administrator):
                    if await connection.fetchval("SELECT to_regrole($1)", role):
                        await connection.execute(f"REASSIGN OWNED BY {role} TO CURRENT_USER")
                        await connection.execute(f"DROP OWNED BY {role} CASCADE")
                        await connection.execute(f"DROP ROLE {role}")


async def run_setup(dsn: str, roles: Roles) -> list[str]:
    async with connected(dsn) as connection:
        return await set_up(connection, roles)


def as_role(dsn: str, role: str, password: str) -> str:
    parts = urlsplit(dsn)
    place = parts.netloc.rpartition("@")[2]
    return parts._replace(netloc=f"{role}:{password}@{place}").geturl()
