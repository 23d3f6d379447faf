"""A database filled with a long history, and with what is kept beside the log."""

from __future__ import annotations

from uuid import UUID

from benchmarks.generator import recorded, write
from infra.register import Register
from tests.databases import connected
from tests.graphql_api.scale.history import LongHistory

# Keeps that the personal data of each person was read; each is a person of the history.
READ = """
INSERT INTO personal.accesses (actor, person, what)
SELECT $1::uuid, person, 'query { network }' FROM unnest($2::uuid[]) AS person
"""

# Keeps a witness' signature for every tenth size of the log.
COSIGNED = """
INSERT INTO cosignatures (size, witness, signed_at, line)
SELECT size, 'witness', now(), 'line' FROM generate_series(10, (SELECT position FROM log_head), 10) AS size
"""


async def fill(dsn: str, history: LongHistory) -> None:
    """Writes the history into an empty, migrated database, and projects it."""
    async with connected(dsn) as connection:
        await write(connection, recorded(history.events(), UUID(int=2)))
        await connection.execute(READ, UUID(int=1), history.persons)
        await connection.execute(COSIGNED)
        await connection.execute("ANALYZE")
    register = Register(dsn)
    await register.projector.catch_up()
    await register.database.close()
    async with connected(dsn) as connection:
        await connection.execute("VACUUM ANALYZE")  # as autovacuum does in time
