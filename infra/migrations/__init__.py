"""Numbered SQL files for the log and the machinery, applied once each, in order."""

from __future__ import annotations

from importlib import resources
from typing import ClassVar

import asyncpg

from domain.languages import Words
from infra.grants import digest

# Held while migrating, so that of several starting processes one migrates and the others wait.
LOCK = 0x6E777201


class NewerDatabase(Exception):
    """The database was migrated by a newer release. Start that release, or restore a backup."""

    code = "DATABASE_NEWER"
    german: ClassVar[str] = (
        "Die Datenbank wurde von einer neueren Version umgestellt. Diese ist zu starten oder eine Sicherung "
        "wiederherzustellen."
    )


class SetupNeeded(Exception):
    """The database is not set up for this release. Have its owner run `netzwerkregister setup-database`."""

    code = "SETUP_NEEDED"
    german: ClassVar[str] = (
        "Die Datenbank ist für diese Version nicht eingerichtet. Ihr Eigentümer hat `netzwerkregister "
        "setup-database` auszuführen."
    )


# Answers who owns the list of migrations; none where there is no register yet.
OWNER = """
SELECT rolname FROM pg_class JOIN pg_roles ON pg_roles.oid = relowner
WHERE pg_class.oid = to_regclass('migrations')
"""

# Answers which grants are made; null where none are.
GRANTED = "SELECT obj_description(to_regclass('migrations'), 'pg_class')"

SELECT_DONE = "SELECT number FROM migrations"


def migrations() -> list[tuple[int, str, str]]:
    """Number, name and text of each migration."""
    files = (file for file in resources.files(__package__).iterdir() if file.name.endswith(".sql"))
    return sorted((int(file.name[:4]), file.name, file.read_text("utf-8")) for file in files)


async def make_ready(connection: asyncpg.Connection) -> None:
    """Migrates a database that is ours alone; of one that another role owns, sees that it is set up.

    Raises:
        SetupNeeded: it is not.
        NewerDatabase: the database knows a migration that this release does not.
    """
    try:
        owner = await connection.fetchval(OWNER)
        if owner in (None, await connection.fetchval("SELECT current_user")):
            await migrate(connection)
        else:
            await check_set_up(connection)
    except asyncpg.InsufficientPrivilegeError as error:
        raise SetupNeeded(str(error)) from error


async def check_set_up(connection: asyncpg.Connection) -> None:
    """Raises SetupNeeded, NewerDatabase."""
    granted = await connection.fetchval(GRANTED)
    if granted is None:
        raise SetupNeeded(Words(en="no grants are made", de="keine Rechte sind erteilt"))
    if missing := await _missing(connection):
        names = ", ".join(name for _, name, _ in missing)
        raise SetupNeeded(Words(en=f"{names}: not applied", de=f"{names}: nicht angewandt"))
    if granted != digest():
        raise SetupNeeded(Words(en="other grants are made", de="andere Rechte sind erteilt"))


async def migrate(connection: asyncpg.Connection) -> list[str]:
    """Applies what is missing and returns its names.

    Raises:
        NewerDatabase: the database knows a migration that this release does not.
    """
    applied: list[str] = []
    async with connection.transaction():
        await connection.execute("SELECT pg_advisory_xact_lock($1)", LOCK)
        await connection.execute(
            "CREATE TABLE IF NOT EXISTS migrations (number int PRIMARY KEY, name text NOT NULL,"
            " applied_at timestamptz NOT NULL DEFAULT now())"
        )
        for number, name, sql in await _missing(connection):
            await connection.execute(sql)
            await connection.execute("INSERT INTO migrations VALUES ($1, $2)", number, name)
            applied.append(name)
    return applied


async def _missing(connection: asyncpg.Connection) -> list[tuple[int, str, str]]:
    """The migrations that are not applied. Raises NewerDatabase."""
    known = migrations()
    done = {row[0] for row in await connection.fetch(SELECT_DONE)}
    if newer := done - {number for number, _, _ in known}:
        unknown = max(newer)
        raise NewerDatabase(
            Words(
                en=f"migration {unknown} is unknown here",
                de=f"Migration {unknown} ist hier nicht bekannt",
            )
        )
    return [each for each in known if each[0] not in done]
