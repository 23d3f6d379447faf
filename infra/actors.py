"""The pseudonyms by which the log knows who recorded something."""

from __future__ import annotations

from uuid import UUID, uuid4

from domain.ports import StoreUnavailable
from infra.database import CONNECTION_ERRORS, Database

LOCAL_ISSUER = "netzwerkregister-local"

# Answers the pseudonym of a subject; a new one where it has none.
PSEUDONYM = """
INSERT INTO actors (pseudonym, issuer, subject) VALUES ($1, $2, $3)
ON CONFLICT (issuer, subject) DO UPDATE SET subject = excluded.subject RETURNING pseudonym
"""


class Actors:
    """Gives each subject of an issuer a random pseudonym, once and for all processes."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._known: dict[tuple[str, str], UUID] = {}

    async def pseudonym(self, issuer: str, subject: str) -> UUID:
        """Raises StoreUnavailable."""
        known = self._known.get((issuer, subject))
        if known is None:
            try:
                async with self._database.service() as connection:
                    known = await connection.fetchval(PSEUDONYM, uuid4(), issuer, subject)
            except CONNECTION_ERRORS as error:
                raise StoreUnavailable from error
            assert known is not None
            self._known[issuer, subject] = known
        return known
