"""Numbered SQL files for the log and the machinery, applied once each, in order."""

from __future__ import annotations

from importlib import resources
from typing import ClassVar

import asyncpg

from domain.languages import Words

# Held while migrating, so that of several starting processes one migrates and the others wait.
_LOCK = 0x6E777201


class NewerDatabase(Exception):
    """The database was migrated by a newer release. Start that release, or restore a backup."""

    code = "DATABASE_NEWER"
    german: ClassVar[str] = (
        "Die Datenbank wurde von einer neueren Version umgestellt. Diese ist zu starten oder eine Sicherung "
        "wiederherzustellen."
    )


def migrations() -> list[tuple[int, str, str]]:
    """Number, name and text of each migration."""
    files = (file for file in resources.files(__package__).iterdir() if file.name.endswith(".sql"))
    return sorted((int(file.name[:4]), file.name, file.read_text("utf-8")) for file in files)


async def migrate(connection: asyncpg.Connection) -> list[str]:
    """Applies what is missing and returns its names.

    Raises:
        NewerDatabase: the database knows a migration that this release does not.
    """
    known = migrations()
    applied: list[str] = []
    async with connection.transaction():
        await connection.execute("SELECT pg_advisory_xact_lock($1)", _LOCK)
        await connection.execute(
            "CREATE TABLE IF NOT EXISTS migrations (number int PRIMARY KEY, name text NOT NULL,"
            " applied_at timestamptz NOT NULL DEFAULT now())"
        )
        done = {row[0] for row in await connection.fetch("SELECT number FROM migrations")}
        if newer := done - {number for number, _, _ in known}:
            unknown = max(newer)
            raise NewerDatabase(
                Words(
                    en=f"migration {unknown} is unknown here",
                    de=f"Migration {unknown} ist hier nicht bekannt",
                )
            )
        for number, name, sql in known:
            if number not in done:
                await connection.execute(sql)
                await connection.execute("INSERT INTO migrations VALUES ($1, $2)", number, name)
                applied.append(name)
    return applied
