"""Sets a database up for three roles: one that owns it, one that the service writes by, one that reads.

owner    owns the log's tables and functions and migrates them; nobody logs in as it
writer   appends to the log, keeps what is kept beside it, makes and owns the schemas of read models
reader   answers queries: reads the log and the read models, and no keys of persons
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import ClassVar

import asyncpg

from domain.languages import Words
from infra.grants import FUNCTIONS, SECLUDED, SHOWN, TABLES, digest
from infra.migrations import LOCK, migrate
from infra.scram import scram_verifier

_OLDEST_POSTGRES = 15

# Answers whether there is a role of this name.
KNOWN = "SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = $1)"

# Answers whether we may do what this role may.
OURS = "SELECT pg_has_role($1::name, 'USAGE')"

# Answers whether the first role can become the second: as its member, or as a superuser.
BECOMES = "SELECT pg_has_role($1::name, $2::name, 'MEMBER')"

# Answers what has another owner than it should: of the log, the owner; of the read models, the writer.
# What belongs to an extension stays the extension's.
FOREIGN = """
WITH homes (namespace, owner) AS (
    SELECT oid, CASE WHEN nspname IN ('public', 'personal') THEN $1::text ELSE $2::text END FROM pg_namespace
    WHERE nspname IN ('public', 'personal') OR nspname ~ '^read_[0-9a-f]{8}(_rebuilt|_check)?$'
), found (kind, name, id, class, namespace, present) AS (
    SELECT 'TABLE', oid::regclass::text, oid, tableoid, relnamespace, relowner
        FROM pg_class WHERE relkind IN ('r', 'p', 'v', 'm')
    UNION ALL
    SELECT 'ROUTINE', oid::regprocedure::text, oid, tableoid, pronamespace, proowner FROM pg_proc
    UNION ALL
    SELECT 'TEXT SEARCH DICTIONARY', oid::regdictionary::text, oid, tableoid, dictnamespace, dictowner
        FROM pg_ts_dict
    UNION ALL
    SELECT 'TEXT SEARCH CONFIGURATION', oid::regconfig::text, oid, tableoid, cfgnamespace, cfgowner
        FROM pg_ts_config
    UNION ALL
    SELECT 'SCHEMA', oid::regnamespace::text, oid, tableoid, oid, nspowner
        FROM pg_namespace WHERE nspname <> 'public'
)
SELECT format('ALTER %s %s OWNER TO %I', kind, name, owner)
FROM found JOIN homes USING (namespace)
WHERE present <> to_regrole(quote_ident(owner)) AND NOT EXISTS (
    SELECT FROM pg_depend WHERE classid = found.class AND objid = found.id AND deptype = 'e'
)
ORDER BY kind = 'SCHEMA'
"""

# Answers the tables and functions of the schema public, less those of extensions; of tables, their columns.
DEFINED = """
WITH found (kind, name, identity, columns, id, class) AS (
    SELECT 'TABLE', relname, oid::regclass::text, (
        SELECT array_agg(attname::text ORDER BY attnum) FROM pg_attribute
        WHERE attrelid = pg_class.oid AND attnum > 0 AND NOT attisdropped
    ), oid, tableoid
    FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm')
    UNION ALL
    SELECT 'ROUTINE', proname, oid::regprocedure::text, NULL, oid, tableoid
    FROM pg_proc WHERE pronamespace = 'public'::regnamespace
)
SELECT kind, name, identity, columns FROM found
WHERE NOT EXISTS (SELECT FROM pg_depend WHERE classid = class AND objid = id AND deptype = 'e')
"""

# Answers the schemas of read models.
READ_SCHEMAS = "SELECT nspname FROM pg_namespace WHERE nspowner = to_regrole(quote_ident($1))"


class RolesUnfit(Exception):
    """The roles cannot be set up in this way. Name others, or have them changed by a superuser."""

    code = "ROLES_UNFIT"
    german: ClassVar[str] = (
        "Die Rollen lassen sich so nicht einrichten. Andere sind zu nennen, oder ein Superuser hat sie zu "
        "ändern."
    )


class PostgresTooOld(Exception):
    """The register needs PostgreSQL 15 or later. Upgrade the server."""

    code = "POSTGRES_TOO_OLD"
    german: ClassVar[str] = "Das Register braucht PostgreSQL 15 oder neuer. Der Server ist zu aktualisieren."


class NotGranted(Exception):
    """The tables or functions have no declared grants. Add them to infra/grants.py."""


@dataclass(frozen=True)
class Roles:
    """The names of the roles, and the passwords that are to be set."""

    owner: str = "netzwerkregister_owner"
    writer: str = "netzwerkregister_writer"
    reader: str = "netzwerkregister_reader"
    writer_password: str | None = field(default=None, repr=False)
    reader_password: str | None = field(default=None, repr=False)


async def set_up(connection: asyncpg.Connection, roles: Roles) -> list[str]:
    """Makes the roles, migrates, and grants what each may do; all of it, or nothing.

    May be repeated: what was granted by hand since is taken back. Returns the names of the migrations.

    Raises:
        PostgresTooOld: the server is.
        RolesUnfit: they are not three, or one that is to have few rights has all.
        NewerDatabase: the database was migrated by a newer release.
        asyncpg.InsufficientPrivilegeError: this connection's role may not do it.
    """
    if (major := connection.get_server_version().major) < _OLDEST_POSTGRES:
        raise PostgresTooOld(Words(en=f"it is PostgreSQL {major}", de=f"es ist PostgreSQL {major}"))
    if len({roles.owner, roles.writer, roles.reader}) < 3:
        raise RolesUnfit(Words(en="they are to be three", de="es müssen drei sein"))
    async with connection.transaction():
        await connection.execute("SELECT pg_advisory_xact_lock($1)", LOCK)
        await _make_roles(connection, roles)
        await _open_database(connection, roles)
        for (statement,) in await connection.fetch(FOREIGN, roles.owner, roles.writer):
            await connection.execute(statement)
        await connection.execute(f"SET LOCAL ROLE {_quoted(roles.owner)}")
        applied = await migrate(connection)
        await _grant(connection, roles)
        await connection.execute(f"SET LOCAL ROLE {_quoted(roles.writer)}")
        await _share_read_models(connection, roles)
        await connection.execute("SET LOCAL ROLE NONE")
    return applied


async def _make_roles(connection: asyncpg.Connection, roles: Roles) -> None:
    for name, kind in ((roles.owner, "NOLOGIN"), (roles.writer, "LOGIN"), (roles.reader, "LOGIN")):
        if not await connection.fetchval(KNOWN, name):
            try:
                await connection.execute(f"CREATE ROLE {_quoted(name)} {kind}")
            except (asyncpg.ReservedNameError, asyncpg.PostgresSyntaxError) as error:
                raise RolesUnfit(f"{name}: {error}") from error
        if not await connection.fetchval(OURS, name):
            await connection.execute(f"GRANT {_quoted(name)} TO CURRENT_USER")
    beneath = ((roles.writer, roles.owner), (roles.reader, roles.owner), (roles.reader, roles.writer))
    for name, above in beneath:
        if await connection.fetchval(BECOMES, name, above):
            raise RolesUnfit(Words(en=f"{name} can become {above}", de=f"{name} kann {above} werden"))
    for name, password in ((roles.writer, roles.writer_password), (roles.reader, roles.reader_password)):
        if password is not None:
            await connection.execute(f"ALTER ROLE {_quoted(name)} PASSWORD '{scram_verifier(password)}'")


async def _open_database(connection: asyncpg.Connection, roles: Roles) -> None:
    """Opens the database and the schema public to these roles, and to nobody else."""
    database = _quoted(await connection.fetchval("SELECT current_database()"))
    owner, writer, reader = map(_quoted, (roles.owner, roles.writer, roles.reader))
    for statement in (
        f"REVOKE ALL ON DATABASE {database} FROM PUBLIC, {owner}, {writer}, {reader}",
        f"GRANT CONNECT, CREATE ON DATABASE {database} TO {owner}, {writer}",
        f"GRANT CONNECT ON DATABASE {database} TO {reader}",
        f"REVOKE ALL ON SCHEMA public FROM PUBLIC, {owner}, {writer}, {reader}",
        f"GRANT USAGE, CREATE ON SCHEMA public TO {owner}",
        f"GRANT USAGE ON SCHEMA public TO {writer}, {reader}",
    ):
        await connection.execute(statement)


async def _grant(connection: asyncpg.Connection, roles: Roles) -> None:
    """Grants what is declared, nothing else, and marks the database so. Raises NotGranted."""
    await connection.execute(f"COMMENT ON TABLE migrations IS '{digest()}'")
    writer, reader = _quoted(roles.writer), _quoted(roles.reader)
    defined = await connection.fetch(DEFINED)
    declared = {"TABLE": TABLES, "ROUTINE": FUNCTIONS}
    if unknown := sorted(name for kind, name, _, _ in defined if name not in declared[kind]):
        raise NotGranted(", ".join(unknown))
    for kind, name, identity, columns in defined:
        grant = declared[kind][name]
        await connection.execute(f"REVOKE ALL ON {kind} {identity} FROM PUBLIC, {writer}, {reader}")
        if grant.writer:
            await connection.execute(f"GRANT {grant.writer} ON {kind} {identity} TO {writer}")
        if grant.reader:
            shown = _shown(columns or (), grant.withheld)
            await connection.execute(f"GRANT {grant.reader}{shown} ON {kind} {identity} TO {reader}")
    for schema, grant in SECLUDED.items():
        everybody = f"FROM PUBLIC, {writer}, {reader}"
        await connection.execute(f"REVOKE ALL ON SCHEMA {schema} {everybody}")
        await connection.execute(f"REVOKE ALL ON ALL TABLES IN SCHEMA {schema} {everybody}")
        await connection.execute(f"GRANT USAGE ON SCHEMA {schema} TO {writer}")
        await connection.execute(f"GRANT {grant.writer} ON ALL TABLES IN SCHEMA {schema} TO {writer}")
        for table in SHOWN[schema]:
            await connection.execute(f"GRANT USAGE ON SCHEMA {schema} TO {reader}")
            await connection.execute(f"GRANT SELECT ON {schema}.{table} TO {reader}")


def _shown(columns: Sequence[str], withheld: Sequence[str]) -> str:
    """The columns that a grant is limited to; nothing where it is for all."""
    return f" ({', '.join(_quoted(each) for each in columns if each not in withheld)})" if withheld else ""


async def _share_read_models(connection: asyncpg.Connection, roles: Roles) -> None:
    """Lets the reader read the read models that the writer has made and those that it will make."""
    reader = _quoted(roles.reader)
    await connection.execute(f"ALTER DEFAULT PRIVILEGES GRANT USAGE ON SCHEMAS TO {reader}")
    await connection.execute(f"ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO {reader}")
    for (schema,) in await connection.fetch(READ_SCHEMAS, roles.writer):
        await connection.execute(f"GRANT USAGE ON SCHEMA {_quoted(schema)} TO {reader}")
        await connection.execute(f"GRANT SELECT ON ALL TABLES IN SCHEMA {_quoted(schema)} TO {reader}")


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
