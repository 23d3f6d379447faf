"""Long texts, kept beside the log by their content."""

from __future__ import annotations

import re
from hashlib import sha256

from domain.ports import StoreUnavailable
from infra.database import CONNECTION_ERRORS, Database

KEEP = "INSERT INTO texts (sha256, content) VALUES ($1, $2) ON CONFLICT DO NOTHING"

# Answers a text by the digest of its content.
SELECT_TEXT = "SELECT content FROM texts WHERE sha256 = $1"


class KeptTexts:
    """Implements `domain.ports.Texts`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def keep(self, text: str) -> str:
        digest = sha256(text.encode()).hexdigest()
        try:
            async with self._database.service() as connection:
                await connection.execute(KEEP, digest, text)
        except CONNECTION_ERRORS as error:
            raise StoreUnavailable from error
        return digest

    async def read(self, digest: str) -> str | None:
        """The text; None where none is kept by this digest, in any case. Raises StoreUnavailable."""
        if not re.fullmatch(r"[0-9A-Fa-f]{64}", digest):
            return None
        try:
            async with self._database.service() as connection:
                text: str | None = await connection.fetchval(SELECT_TEXT, digest.lower())
                return text
        except CONNECTION_ERRORS as error:
            raise StoreUnavailable from error
