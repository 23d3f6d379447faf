"""Sealed pages of the log, in the database: what is sent to many who resume far behind."""

from __future__ import annotations

from infra.database import Database, absence_told

# Answers a page's events.
SELECT_PAGE = "SELECT events FROM feed_pages WHERE form = $1 AND number = $2"

# Answers the number of the first page, from a number on, that is not kept.
SELECT_MISSING = """
SELECT coalesce((
    SELECT wanted FROM generate_series($2, (SELECT max(number) FROM feed_pages WHERE form = $1)) AS wanted
    WHERE NOT EXISTS (SELECT FROM feed_pages WHERE form = $1 AND number = wanted) ORDER BY wanted LIMIT 1
), greatest($2, (SELECT max(number) + 1 FROM feed_pages WHERE form = $1)))
"""

# Keeps a page, unless another process has.
INSERT_PAGE = "INSERT INTO feed_pages (form, number, events) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING"

# Forgets the pages of other forms.
DELETE_OTHERS = "DELETE FROM feed_pages WHERE form <> $1"

# A page that is lost in a crash is made again.
_UNHURRIED = "SET LOCAL synchronous_commit = off"


class PostgresSealedPages:
    """Implements `projections.sealing.SealedPages`."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._kept: set[str] = set()

    async def sealed(self, form: str, number: int) -> bytes | None:
        with absence_told():
            async with self._database.feeding() as connection:
                events: bytes | None = await connection.fetchval(SELECT_PAGE, form, number)
                return events

    async def first_missing(self, form: str, first: int) -> int:
        with absence_told():
            async with self._database.service() as connection:
                number: int = await connection.fetchval(SELECT_MISSING, form, first)
                return number

    async def keep(self, form: str, number: int, events: bytes) -> None:
        with absence_told():
            async with self._database.service() as connection, connection.transaction():
                await connection.execute(_UNHURRIED)
                if form not in self._kept:
                    await connection.execute(DELETE_OTHERS, form)
                await connection.execute(INSERT_PAGE, form, number, events)
        self._kept.add(form)
