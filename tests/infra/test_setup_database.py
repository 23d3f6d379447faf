"""A database that is set up for three roles: what each may do, and that the service does all it does."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg
import pytest
import pytest_asyncio

from infra.database import Database
from infra.database_setup import DEFINED, NotGranted, RolesUnfit
from infra.grants import FUNCTIONS, SECLUDED, TABLES
from infra.register import now
from infra.settings import Settings
from infra.verify import read_key, read_note
from projections import ORGANISATIONS
from tests.api import Api
from tests.commands import command
from tests.databases import ask, connected, new_database
from tests.graphql_api.every_list import exchange, parents
from tests.graphql_api.exporting import rows
from tests.infra.logs import WITNESS
from tests.infra.set_up import SetUp, run_setup, set_up_database
from tests.served import serve

pytestmark = pytest.mark.asyncio(loop_scope="module")

DENIED = asyncpg.InsufficientPrivilegeError
REFUSED = r"permission denied|must be owner"
GROWING = ("events", "log_leaves", "log_subtrees", "texts")
COSIGN = "mutation ($note: String!) { cosignCheckpoint(input: { note: $note }) { __typename } }"


@dataclass(frozen=True)
class Serving:
    """The service over a set-up database in which the project's own data were before, and its home."""

    made: SetUp
    api: Api
    settings: Settings

    async def command(self, *arguments: str) -> str:
        """What a command prints that succeeds."""
        urls = {"DATABASE_URL": self.made.writer, "NETZWERKREGISTER_READER_URL": self.made.reader}
        outcome = await command(self.settings.home, *arguments, **urls)
        assert outcome.status == 0, outcome
        return outcome.out


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def made(server: str) -> AsyncIterator[SetUp]:
    """A database that was empty; its administrator, who is no superuser, has set it up."""
    async with set_up_database(server, "template0") as made:
        yield made


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def serving(
    server: str, loaded_template: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Serving]:
    async with set_up_database(server, loaded_template) as made:
        settings = Settings(
            database_url=made.writer,
            reader_url=made.reader,
            home=tmp_path_factory.mktemp("home"),
            witnesses=(read_key(WITNESS.vkey),),
        )
        async with Api.over(settings) as api:
            await exchange(api)
            yield Serving(made, api, settings)


async def test_setting_up_again_changes_nothing(made: SetUp) -> None:
    before = await _privileges(made.superuser)
    assert await run_setup(made.administrator, made.roles) == []
    assert await _privileges(made.superuser) == before


async def test_what_was_granted_by_hand_is_taken_back(made: SetUp) -> None:
    before = await _privileges(made.superuser)
    async with connected(made.superuser) as connection:
        await connection.execute(f"GRANT DELETE, TRUNCATE ON events TO {made.roles.writer}")
        await connection.execute(f"GRANT SELECT ON personal.keys TO {made.roles.reader}")
        await connection.execute("GRANT UPDATE ON log_head TO PUBLIC")
    await run_setup(made.administrator, made.roles)
    assert await _privileges(made.superuser) == before


async def test_each_table_and_function_is_declared_and_has_what_is_declared(made: SetUp) -> None:
    async with connected(made.superuser) as connection:
        defined = await connection.fetch(DEFINED)
        for kind, declared, answer in (
            ("TABLE", TABLES, "has_table_privilege"),
            ("ROUTINE", FUNCTIONS, "has_function_privilege"),
        ):
            found = {name: identity for each, name, identity, _ in defined if each == kind}
            assert found
            assert found.keys() <= declared.keys()
            possible = ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER")
            for name, identity in found.items():
                grant = declared[name]
                for role, granted in ((made.roles.writer, grant.writer), (made.roles.reader, grant.reader)):
                    if role == made.roles.reader and grant.withheld:
                        continue
                    for privilege in possible if kind == "TABLE" else ("EXECUTE",):
                        held = await connection.fetchval(
                            f"SELECT {answer}($1, $2, $3)", role, identity, privilege
                        )
                        assert held == (privilege in granted), (role, privilege, name)
        schemas = "SELECT nspname FROM pg_namespace WHERE nspname !~ '^(pg_|information_schema|read_)'"
        names = {name for (name,) in await connection.fetch(schemas)}
        assert names == {"public", *SECLUDED}


async def test_a_table_that_is_not_declared_is_found_out(made: SetUp) -> None:
    async with connected(made.superuser) as connection:
        await connection.execute("CREATE TABLE forgotten ()")
        try:
            with pytest.raises(NotGranted, match="forgotten"):
                await run_setup(made.superuser, made.roles)
        finally:
            await connection.execute("DROP TABLE forgotten")


async def test_a_withheld_column_is_all_that_the_reader_does_not_see(
    server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    hiding = replace(TABLES["checkpoint_keys"], withheld=("vkey",))
    monkeypatch.setattr("infra.database_setup.TABLES", {**TABLES, "checkpoint_keys": hiding})
    async with set_up_database(server, "template0") as made, connected(made.reader) as reader:
        await reader.fetch("SELECT from_size, until_size, made_at FROM checkpoint_keys")
        with pytest.raises(DENIED):
            await reader.fetch("SELECT vkey FROM checkpoint_keys")


async def test_the_service_answers_records_and_exports(serving: Serving) -> None:
    nodes = await parents(serving.api)
    assert all(nodes.values())
    exported = await rows(serving.api, "events")
    assert exported[-1]["position"] == await ask(serving.made.reader, "SELECT position FROM log_head")
    asked = """{ network(asOf: { recordedAt: "2026-01-01T00:00:00Z" }) { position } log {
        inclusionProof(position: 7) { leaf leafHash hashes }
        consistencyProof(from: 7) { hashes }
        keys { vkey } } }"""
    assert (await serving.api.data(asked))["log"]["inclusionProof"]["hashes"]


async def test_the_service_takes_the_signatures_of_witnesses(serving: Serving) -> None:
    asked = await serving.api.data("{ log { checkpoint { note } } }")
    note = asked["log"]["checkpoint"]["note"]
    signed = note + WITNESS.cosign(read_note(note.encode()).body, now())
    answer = await serving.api.data(COSIGN, {"note": signed})
    assert answer["cosignCheckpoint"]["__typename"] == "CosignCheckpointPayload"


@pytest.mark.parametrize(
    "arguments",
    [("status",), ("verify",), ("rebuild", "--check"), ("rebuild",), ("replay", "--to", "3")],
    ids=" ".join,
)
async def test_the_commands_need_no_more_than_the_writer(
    serving: Serving, arguments: tuple[str, ...]
) -> None:
    await serving.command(*arguments)


async def test_what_was_rebuilt_is_the_readers_to_read(serving: Serving) -> None:
    await serving.command("rebuild")
    asked = await serving.api.data("{ network { statistics { members } } }")
    assert asked["network"]["statistics"]["members"] > 0


async def test_a_bundle_is_exported_and_imported_and_keys_are_rotated(
    serving: Serving, made: SetUp, tmp_path: Path
) -> None:
    bundle = tmp_path / "bundle.zip"
    await serving.command("export", "--to", str(bundle))
    fresh = Serving(made, serving.api, Settings(home=tmp_path / "fresh"))
    await fresh.command("import-bundle", str(bundle))
    await fresh.command("rotate-checkpoint-key")
    await fresh.command("verify")


@pytest.mark.parametrize("table", GROWING)
@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM {}",
        "TRUNCATE {}",
        "ALTER TABLE {} DISABLE TRIGGER ALL",
        "DROP TABLE {}",
        "DROP TRIGGER {}_only_grow ON {}",
    ],
)
async def test_the_writer_changes_nothing_of_the_log(serving: Serving, table: str, statement: str) -> None:
    async with connected(serving.made.writer) as writer:
        with pytest.raises(DENIED, match=REFUSED):
            await writer.execute(statement.format(table, table))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE events SET state = ''",
        "UPDATE log_leaves SET hash = ''",
        "DELETE FROM log_head",
        "DELETE FROM command_keys",
        "DELETE FROM checkpoint_keys",
        "INSERT INTO migrations VALUES (9999, 'x')",
        "CREATE TABLE public.mine ()",
        "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE sql AS ''",
        "SET session_replication_role = replica",
        "SET ROLE {owner}",
        "CREATE ROLE mine",
        "CREATE TEMPORARY TABLE mine ()",
    ],
)
async def test_the_writer_may_not(serving: Serving, statement: str) -> None:
    async with connected(serving.made.writer) as writer:
        with pytest.raises(DENIED, match=REFUSED):
            await writer.execute(statement.format(owner=serving.made.roles.owner))


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT FROM personal.keys",
        "SELECT FROM actors",
        "SELECT FROM command_keys",
        "INSERT INTO texts VALUES ('a', 'b')",
        "UPDATE generations SET position = 0",
        "DELETE FROM {tables}.{table}",
        "DROP SCHEMA {tables} CASCADE",
        "SELECT lock_head('{{}}', '{{}}', '{{}}')",
        "CREATE SCHEMA mine",
        "SET ROLE {writer}",
    ],
)
async def test_the_reader_may_not(serving: Serving, statement: str) -> None:
    tables = await ask(serving.made.superuser, "SELECT schema_name FROM generations")
    table = ORGANISATIONS.table
    async with connected(serving.made.reader) as reader:
        await reader.fetchval(f"SELECT count(*) FROM {tables}.{table}")
        with pytest.raises(DENIED, match=REFUSED):
            await reader.execute(
                statement.format(tables=tables, table=table, writer=serving.made.roles.writer)
            )


async def test_queries_are_asked_by_the_reader_and_cannot_write(serving: Serving) -> None:
    database = Database(serving.made.writer, serving.made.reader)
    try:
        async with database.reader() as queries, database.streaming() as streams:
            for connection in (queries, streams):
                assert await connection.fetchval("SELECT current_user") == serving.made.roles.reader
                assert await connection.fetchval("SHOW transaction_read_only") == "on"
        async with database.service() as connection:
            assert await connection.fetchval("SELECT current_user") == serving.made.roles.writer
    finally:
        await database.close()


async def test_a_missing_migration_is_the_owners_to_apply(made: SetUp, tmp_path: Path) -> None:
    async with connected(made.superuser) as connection:
        forgotten = await connection.fetchrow(
            "DELETE FROM migrations WHERE number = (SELECT max(number) FROM migrations) RETURNING *"
        )
    assert forgotten
    try:
        outcome = await command(tmp_path, "status", DATABASE_URL=made.writer)
        assert (outcome.status, outcome.err[:12]) == (2, "SETUP_NEEDED")
        assert forgotten["name"] in outcome.err
    finally:
        async with connected(made.superuser) as connection:
            await connection.execute("INSERT INTO migrations VALUES ($1, $2, $3)", *forgotten)


async def test_a_reader_of_another_database_is_told(serving: Serving, made: SetUp, tmp_path: Path) -> None:
    urls = {"DATABASE_URL": serving.made.writer, "NETZWERKREGISTER_READER_URL": made.superuser}
    outcome = await command(tmp_path, "status", **urls)
    assert "READER_URL is another database than DATABASE_URL" in outcome.err


async def test_a_role_that_could_become_the_owner_is_refused(made: SetUp) -> None:
    everything = urlsplit(made.superuser).username
    assert everything
    with pytest.raises(RolesUnfit, match=f"{everything} can become {made.roles.owner}"):
        await run_setup(made.superuser, replace(made.roles, reader=everything))
    with pytest.raises(RolesUnfit, match="three"):
        await run_setup(made.superuser, replace(made.roles, reader=made.roles.writer))
    with pytest.raises(RolesUnfit, match="reserved"):
        await run_setup(made.superuser, replace(made.roles, reader="pg_reader"))


async def test_the_command_sets_up_and_migrates(server: str, made: SetUp, tmp_path: Path) -> None:
    names = (("owner", made.roles.owner), ("writer", made.roles.writer), ("reader", made.roles.reader))
    told = [word for option, name in names for word in (f"--{option}", name)]
    outcome = await command(tmp_path, "setup-database", *told, DATABASE_URL=made.administrator)
    assert outcome.status == 0, outcome
    assert "0 migrations applied" in outcome.err
    assert f"{made.roles.writer}: the password is as before" in outcome.err
    async with new_database(server, "template0") as dsn:
        database = urlsplit(dsn).path
        foreign = urlsplit(made.writer)._replace(path=database).geturl()
        outcome = await command(tmp_path, "setup-database", *told, DATABASE_URL=foreign)
    assert outcome.err.startswith("INVALID_SETTING DATABASE_URL: permission denied")


@pytest.mark.soak
async def test_the_command_serves_by_these_roles_and_logs_neither_token_nor_password(
    made: SetUp, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    urls = {"DATABASE_URL": made.writer, "NETZWERKREGISTER_READER_URL": made.reader}
    with serve(home, workers=2, **urls) as served:
        assert "errors" not in served.ask("{ network { position } }")
        asked = "SELECT count(*) FROM pg_stat_activity WHERE usename = $1"
        for role in (made.roles.writer, made.roles.reader):
            assert await ask(made.superuser, asked, role)
    logged = (tmp_path / "home.log").read_text()
    assert "/graphql" in logged
    assert "Bearer" not in logged
    assert str(urlsplit(made.writer).password) not in logged


async def _privileges(dsn: str) -> list[asyncpg.Record]:
    """Who may do what, and whose everything is."""
    async with connected(dsn) as connection:
        return [
            *await connection.fetch(
                "SELECT oid::regclass::text, relowner, array(SELECT unnest(relacl)::text ORDER BY 1)"
                " FROM pg_class WHERE relnamespace IN ('public'::regnamespace, 'personal'::regnamespace)"
                " ORDER BY 1"
            ),
            *await connection.fetch(
                "SELECT oid::regprocedure::text, proowner, array(SELECT unnest(proacl)::text ORDER BY 1)"
                " FROM pg_proc WHERE pronamespace = 'public'::regnamespace ORDER BY 1"
            ),
            *await connection.fetch(
                "SELECT nspname, nspowner, array(SELECT unnest(nspacl)::text ORDER BY 1)"
                " FROM pg_namespace ORDER BY 1"
            ),
        ]
