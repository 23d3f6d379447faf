"""The pseudonyms by which the log knows who recorded something."""

from __future__ import annotations

from time import monotonic
from uuid import UUID, uuid4

import asyncpg

from infra.database import Database, absence_told

LOCAL_ISSUER = "netzwerkregister-local"

# Answers the pseudonym of a subject, where it has one.
SELECT_PSEUDONYM = "SELECT pseudonym FROM actors WHERE issuer = $1 AND subject = $2"

# Answers the pseudonym of a subject: this one, unless another process has given one meanwhile.
KEEP_PSEUDONYM = """
INSERT INTO actors (pseudonym, issuer, subject) VALUES ($3, $1, $2)
ON CONFLICT (issuer, subject) DO UPDATE SET subject = excluded.subject RETURNING pseudonym
"""

# Severs a pseudonym from whom it stands for, named by either.
SEVER = """
DELETE FROM actors WHERE pseudonym = $1 OR (issuer = $2 AND subject = $3) RETURNING pseudonym
"""

# How long a severed pseudonym may still be given.
_KNOWN_SECONDS = 30.0
_MOST_KNOWN = 10_000


class Actors:
    """Gives each subject of an issuer a random pseudonym, the same in all processes."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._known: dict[tuple[str, str], tuple[UUID, float]] = {}

    async def pseudonym(self, issuer: str, subject: str) -> UUID:
        """Raises StoreUnavailable."""
        known, until = self._known.get((issuer, subject), (None, 0.0))
        if known is None or monotonic() > until:
            asked = monotonic()
            with absence_told():
                async with self._database.service() as connection:
                    known = await connection.fetchval(SELECT_PSEUDONYM, issuer, subject)
                    if known is None:
                        known = await connection.fetchval(KEEP_PSEUDONYM, issuer, subject, uuid4())
            assert known is not None
            if len(self._known) >= _MOST_KNOWN:
                self._known.clear()
            self._known[issuer, subject] = known, asked + _KNOWN_SECONDS
        return known


async def sever(
    connection: asyncpg.Connection, pseudonym: UUID | None, issuer: str | None, subject: str | None
) -> UUID | None:
    """Severs a pseudonym from its subject; which one, None where there is no such."""
    severed: UUID | None = await connection.fetchval(SEVER, pseudonym, issuer, subject)
    return severed
