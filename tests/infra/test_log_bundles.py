"""The log taken away in a bundle, and restored from it: to the byte, or not at all."""

import asyncio
import json
import zipfile
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import pytest_asyncio

from infra.checkpoint_keys import log_signer
from infra.database import Database
from infra.log_bundles import FileInTheWay, LogNotEmpty, export_bundle, import_bundle
from infra.log_check import check_log
from infra.log_proofs import LogProofs
from infra.own_data import load_own_data
from infra.register import Register
from infra.settings import Settings
from infra.verify import Difference, verify_bundle
from tests.api import Api
from tests.commands import command
from tests.databases import connected, new_database
from tests.graphql_api.telling import COLOGNE, org, record
from tests.infra.bundling import Log, framed, leaf, made_up, write_bundle
from tests.infra.bundling import rewrite as rewritten
from tests.infra.logs import (
    ORIGIN,
    SIGNER,
    WITNESS,
    cosign,
    key_of,
    leaves,
    silent,
    tamper,
    tree_of,
    write_log,
)
from tests.infra.projecting import caught_up, rows

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
PERSON = {"name": "Zoë Öztürk-Beispiel", "email": "zoe@stadt.example", "phone": "+49 221 000-0"}
KNOWN = (WITNESS.vkey,)

# What of a log a bundle restores, by table.
WHOLE = {
    "events": "SELECT * FROM events ORDER BY notification_id",
    "hashes": "SELECT * FROM leaf_hashes(1, 1000000) ORDER BY position",
    "subtrees": "SELECT * FROM log_subtrees ORDER BY level, number",
    "head": "SELECT position, recorded_at, peaks FROM log_head",
    "texts": "SELECT * FROM texts ORDER BY sha256",
    "keys": "SELECT vkey, from_size, until_size FROM checkpoint_keys ORDER BY from_size",
}


async def whole(dsn: str) -> dict[str, list[tuple[Any, ...]]]:
    async with connected(dsn) as connection:
        return {name: [tuple(row) for row in await connection.fetch(sql)] for name, sql in WHOLE.items()}


async def export(dsn: str, path: Path, home: Path | None = None) -> int:
    """As the command does; by the tests' own key where there is no home."""
    database = Database(dsn)
    try:
        log = LogProofs(database, log_signer(home, ORIGIN) if home else SIGNER)
        async with database.connection() as connection:
            return await export_bundle(connection, log, path, AT, silent)
    finally:
        await database.close()


async def restore(dsn: str, path: Path) -> int:
    async with connected(dsn) as connection:
        return (await import_bundle(connection, path, silent)).size


def listed(folder: Path) -> list[Path]:
    return list(folder.iterdir())


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def source(server: str, loaded_template: str, home: Path) -> AsyncIterator[str]:
    """A register with texts, personal values, and cosignatures at two sizes; tests leave it as it is."""
    async with new_database(server, loaded_template) as dsn:
        async with Api.over(Settings(database_url=dsn, home=home)) as api:
            await record(api, "recordRevisionText", {"revision": 1, "text": "Zukunftsfaktor Engagement"})
            await record(
                api, "appointEngagementOfficer", {"organisation": org(COLOGNE), "on": "2024-03-01", **PERSON}
            )
            await api.data("{ log { checkpoint { note } } }")
        async with connected(dsn) as connection:
            for size in (256, 300):
                await cosign(connection, size)
        yield dsn


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def bundle(source: str, home: Path) -> Path:
    path = home / "bundle"
    await export(source, path, home)
    return path


@pytest.fixture
async def restored(bare_dsn: str, bundle: Path) -> str:
    """A register that was empty until the bundle was imported."""
    await restore(bare_dsn, bundle)
    return bare_dsn


# Taken away.


async def test_the_whole_log_is_in_a_bundle_that_verifies(source: str, bundle: Path, home: Path) -> None:
    (vkey,) = log_signer(home, ORIGIN).vkeys
    verified = verify_bundle(bundle, keys=[vkey, *KNOWN])
    async with connected(source) as connection:
        tree = await tree_of(connection)
    assert (verified.checkpoint.size, verified.checkpoint.root) == (tree.size, tree.root())
    assert (verified.signed_by, verified.vouched) == ([vkey], True)
    assert [(size, name) for size, name, _ in verified.cosignatures] == [
        (256, key_of(WITNESS).name),
        (300, key_of(WITNESS).name),
    ]
    with zipfile.ZipFile(bundle) as archive:
        names = archive.namelist()
        facts = json.loads(archive.read("bundle.json"))
    assert len([name for name in names if name.startswith("texts/")]) == 1
    assert len([name for name in names if name.startswith("schemas/")]) > 50
    assert facts["made_at"] == AT.isoformat()
    assert facts["keys"][0]["vkey"] == vkey


async def test_a_cosignature_of_the_whole_log_stands_under_its_checkpoint(dsn: str, tmp_path: Path) -> None:
    await write_log(dsn, 5)
    async with connected(dsn) as connection:
        for size in (0, 5):
            await cosign(connection, size)
    await export(dsn, tmp_path / "bundle")
    verified = verify_bundle(tmp_path / "bundle", keys=[*SIGNER.vkeys, *KNOWN])
    assert [size for size, _, _ in verified.cosignatures] == [0, 5]


async def test_an_empty_log_is_a_bundle_and_comes_back(dsn: str, bare_dsn: str, tmp_path: Path) -> None:
    assert await export(dsn, tmp_path / "bundle") == 0
    assert verify_bundle(tmp_path / "bundle").checkpoint.size == 0
    assert await restore(bare_dsn, tmp_path / "bundle") == 0
    assert await whole(bare_dsn) == await whole(dsn)


@pytest.fixture
def content(bundle: Path) -> bytes:
    return bundle.read_bytes()


async def test_nothing_personal_can_be_read_in_a_bundle(source: str, content: bytes) -> None:
    assert b"Zukunftsfaktor" in content
    for value in (*PERSON.values(), "Zoë", "Öztürk", "Beispiel"):
        assert value.encode() not in content
        assert json.dumps(value)[1:-1].encode() not in content
    async with connected(source) as connection:
        for (key,) in await connection.fetch("SELECT wrapped FROM personal.keys"):
            assert key not in content


async def test_a_bundle_overwrites_nothing(dsn: str, tmp_path: Path) -> None:
    path = tmp_path / "bundle"
    path.write_bytes(b"precious")
    with pytest.raises(FileInTheWay):
        await export(dsn, path, tmp_path)
    told = await command(tmp_path, "export", "--to", str(path), DATABASE_URL=dsn)
    assert (told.status, told.err) == (2, f"FILE_EXISTS {path}")
    assert path.read_bytes() == b"precious"


async def test_what_a_kill_leaves_is_no_bundle_and_in_nobodys_way(dsn: str, tmp_path: Path) -> None:
    await write_log(dsn, 100)
    path = tmp_path / "bundle"
    database = Database(dsn)

    class Killed(BaseException):
        pass

    def kill(done: int, total: int) -> None:
        (draft,) = listed(tmp_path)  # as it would be left, without a chance to clean up
        (tmp_path / f"left {draft.name}").write_bytes(draft.read_bytes())
        raise Killed

    async with database.connection() as connection:
        with pytest.raises(Killed):
            await export_bundle(connection, LogProofs(database, SIGNER), path, AT, kill)
    await database.close()
    (left,) = listed(tmp_path)
    assert left.name.startswith("left bundle.")
    with pytest.raises(Difference) as told:
        verify_bundle(left)
    assert told.value.code in ("NOT_A_BUNDLE", "BUNDLE_CUT_OFF")
    assert await export(dsn, path) == 100


async def test_a_bundle_is_of_one_state_while_others_append(dsn: str, tmp_path: Path) -> None:
    await write_log(dsn, 300)
    writing = asyncio.create_task(write_log(dsn, 3_000, seed=3))
    sizes: list[int] = []
    while not writing.done():
        path = tmp_path / str(len(sizes))
        sizes.append(await export(dsn, path))
        assert verify_bundle(path, keys=SIGNER.vkeys).checkpoint.size == sizes[-1]
    await writing
    assert len({*sizes}) > 1
    assert verify_bundle(path, [tmp_path / "0"]).checkpoint.size == sizes[-1]


async def test_a_bundle_of_a_log_that_was_tampered_with_tells_the_position(dsn: str, tmp_path: Path) -> None:
    await write_log(dsn, 300)
    for number, (statement, expected) in enumerate(
        (
            ("UPDATE events SET state = 'x' WHERE notification_id = 250", ("LEAF_DIFFERS", 250)),
            ("DELETE FROM events WHERE notification_id = 123", ("POSITION_MISSING", 123)),
            ("DELETE FROM events WHERE notification_id = 1", ("POSITION_MISSING", 1)),
        )
    ):
        await tamper(dsn, statement)
        path = tmp_path / str(number)
        await export(dsn, path)
        with pytest.raises(Difference) as told:
            verify_bundle(path, keys=SIGNER.vkeys)
        assert (told.value.code, told.value.position) == expected


@pytest.mark.parametrize(
    ("statement", "position"),
    [
        ("DELETE FROM log_leaves WHERE position = (SELECT min(position) FROM log_leaves)", 1),
        ("UPDATE log_leaves SET hash = substring(hash FOR 33) WHERE position = 1", 2),
    ],
)
async def test_a_log_without_a_hash_is_not_exported_and_the_position_is_told(
    dsn: str, tmp_path: Path, statement: str, position: int
) -> None:
    await write_log(dsn, 300)
    await tamper(dsn, statement)
    with pytest.raises(Difference) as told:
        await export(dsn, tmp_path / "bundle", tmp_path)
    assert (told.value.code, told.value.position) == ("LEAF_DIFFERS", position)
    done = await command(tmp_path, "export", "--to", str(tmp_path / "bundle"), DATABASE_URL=dsn)
    assert (done.status, done.out) == (1, "")
    assert f"LEAF_DIFFERS: position {position}: " in done.err
    assert not [each.name for each in listed(tmp_path) if each.name.startswith("bundle")]


# Restored.


async def test_a_restored_log_is_the_same_to_the_byte(source: str, restored: str, bundle: Path) -> None:
    before, after = await whole(source), await whole(restored)
    for name, same in before.items():
        assert after[name] == same, name
    async with connected(source) as one, connected(restored) as other:
        assert await leaves(one) == await leaves(other)
        tree = await check_log(other, ORIGIN, [key_of(WITNESS)], [], silent)
    assert tree.root() == verify_bundle(bundle).checkpoint.root


async def test_read_models_are_the_same_but_for_what_is_personal(
    source: str, restored: str, home: Path
) -> None:
    async with Register(restored).running() as register:
        await caught_up(register, seconds=30)
        assert await rows(restored) == await rows(source)
    officer = """{ network { organisation(by: { ags: "05315000" }) {
        name engagementOfficers { nodes { name email phone appointedOn } }
    } } }"""
    async with Api.over(Settings(database_url=restored, home=home)) as api:
        network = (await api.data(officer))["network"]["organisation"]
    (found,) = network["engagementOfficers"]["nodes"]
    assert found == {"name": None, "email": None, "phone": None, "appointedOn": "2024-03-01"}


async def test_a_restored_log_grows_on(source: str, restored: str, home: Path, tmp_path: Path) -> None:
    size = len((await whole(source))["events"])
    await write_log(restored, 300)
    async with connected(restored) as connection:
        assert (await check_log(connection, ORIGIN, [], [], silent)).size == size + 300
    await export(restored, tmp_path / "later", home)
    assert verify_bundle(tmp_path / "later", [home / "bundle"]).checkpoint.size == size + 300


async def test_the_projects_own_data_are_not_loaded_on_top(restored: str) -> None:
    before = await whole(restored)
    async with Register(restored).running() as register:
        assert await load_own_data(register, lambda _: silent) == []
    assert await whole(restored) == before


async def test_a_bundle_is_imported_into_an_empty_register_only(bare_dsn: str, bundle: Path) -> None:
    await write_log(bare_dsn, 1)
    before = await whole(bare_dsn)
    with pytest.raises(LogNotEmpty):
        await restore(bare_dsn, bundle)
    told = await command(bundle.parent, "import-bundle", str(bundle), DATABASE_URL=bare_dsn)
    assert (told.status, told.err.split()[0]) == (2, "LOG_NOT_EMPTY")
    assert await whole(bare_dsn) == before


async def test_a_bundle_is_imported_before_the_first_checkpoint_is_signed(dsn: str, bundle: Path) -> None:
    database = Database(dsn)
    await LogProofs(database, SIGNER).admit_key()
    await database.close()
    with pytest.raises(LogNotEmpty):
        await restore(dsn, bundle)


async def test_a_bundle_is_imported_once(restored: str, bundle: Path) -> None:
    with pytest.raises(LogNotEmpty):
        await restore(restored, bundle)


def damaged(bundle: Path, how: str) -> Path:
    with zipfile.ZipFile(bundle) as archive:
        contents = {name: archive.read(name) for name in archive.namelist()}
    text = next(name for name in contents if name.startswith("texts/"))
    content = contents["events"]
    match how:
        case "an event":
            at = len(content) // 2
            changed = content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]
            return rewritten(bundle, {"events": changed})
        case "the last event missing":
            return rewritten(bundle, {"events": content[: content.rindex(b"\x01\x01\0\0\0\0\0\0\0\x08") - 4]})
        case "no event":
            return rewritten(bundle, {"events": framed(())})
        case "another checkpoint":
            note = contents["checkpoint"].decode()
            return rewritten(bundle, {"checkpoint": note.replace("\n— ", "\nmore\n\n— ", 1).encode()})
        case "a checkpoint by nobody":
            note = contents["checkpoint"].decode()
            body = note.partition("\n\n")[0]
            return rewritten(bundle, {"checkpoint": f"{body}\n\n{WITNESS.cosign('x', AT)}".encode()})
        case "a text":
            return rewritten(bundle, {text: b"another"})
        case "cut off":
            path = bundle.with_name("cut")
            path.write_bytes(bundle.read_bytes()[:-100])
            return path
        case _:
            path = bundle.with_name("none")
            path.write_bytes(b"nonsense")
            return path


@pytest.mark.parametrize(
    "how",
    [
        *("an event", "the last event missing", "no event", "another checkpoint", "a checkpoint by nobody"),
        *("a text", "cut off", "no bundle"),
    ],
)
async def test_of_a_damaged_bundle_nothing_is_imported(bare_dsn: str, bundle: Path, how: str) -> None:
    before = await whole(bare_dsn)
    path = damaged(bundle, how)
    with pytest.raises(Difference):
        await restore(bare_dsn, path)
    assert await whole(bare_dsn) == before
    assert not before["events"]
    told = await command(bundle.parent, "import-bundle", str(path), DATABASE_URL=bare_dsn)
    assert told.status == 1
    await restore(bare_dsn, bundle)


async def test_a_log_that_was_made_elsewhere_comes_in_with_all_its_columns(
    bare_dsn: str, tmp_path: Path
) -> None:
    log = made_up(500)
    assert await restore(bare_dsn, write_bundle(tmp_path / "bundle", log)) == 500
    async with connected(bare_dsn) as connection:
        assert await leaves(connection) == [*log.leaves]
        assert (await check_log(connection, log.signer.origin, (), (), silent)).root() == log.root(500)


NO_EVENTS: dict[str, dict[str, object]] = {
    "a topic that is not UTF-8": {"topic": b"\xff"},
    "a topic with a NUL": {"topic": "a\0b"},
    "a version that is there already": {"originator_id": UUID(int=1), "originator_version": 1},
}
NO_KEYS: dict[str, dict[str, object]] = {
    "no size": {},
    "a size that is none": {"from_size": "x", "until_size": None},
    "a size that is too large": {"from_size": 2**63, "until_size": None},
}


@pytest.mark.parametrize("how", NO_EVENTS)
async def test_what_no_register_records_is_not_imported(bare_dsn: str, tmp_path: Path, how: str) -> None:
    leaves = made_up().leaves
    log = Log((*leaves[:4], leaf(5, **NO_EVENTS[how]), *leaves[5:]))
    path = write_bundle(tmp_path / "bundle", log)
    with pytest.raises(Difference, match="NOT_A_BUNDLE"):
        await restore(bare_dsn, path)
    assert not (await whole(bare_dsn))["events"]


@pytest.mark.parametrize("how", NO_KEYS)
async def test_a_key_that_was_never_listed_so_is_not_imported(
    bare_dsn: str, tmp_path: Path, how: str
) -> None:
    path = write_bundle(tmp_path / "bundle", made_up())
    with zipfile.ZipFile(path) as archive:
        facts = json.loads(archive.read("bundle.json"))
    vkey = facts["keys"][0]["vkey"]
    changed = json.dumps(facts | {"keys": [{"vkey": vkey, **NO_KEYS[how]}]}).encode()
    with pytest.raises(Difference, match="NOT_A_BUNDLE"):
        await restore(bare_dsn, rewritten(path, {"bundle.json": changed}))
    assert not (await whole(bare_dsn))["events"]


async def test_the_commands_take_away_and_restore(
    source: str, bare_dsn: str, home: Path, tmp_path: Path
) -> None:
    path = tmp_path / "bundle"
    taken = await command(home, "export", "--to", str(path), DATABASE_URL=source)
    size = len((await whole(source))["events"])
    assert (taken.status, taken.out) == (0, "")
    assert f"{size} events are in" in taken.err
    told = await command(tmp_path, "verify", str(path), "--key", log_signer(home, ORIGIN).vkeys[0])
    assert told.status == 0
    done = await command(tmp_path, "import-bundle", str(path), DATABASE_URL=bare_dsn)
    assert done.status == 0
    assert f"{size} events are restored" in done.err
    missing = await command(tmp_path, "import-bundle", str(tmp_path / "none"), DATABASE_URL=bare_dsn)
    assert missing.status == 2
    assert await whole(bare_dsn) == await whole(source)
