"""The keys that sign the log's checkpoints: made on first use, followed by others, lost."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from infra import checkpoint_keys
from infra.checkpoint_keys import log_signer, rotate_key
from infra.database import Database
from infra.key_files import KeyUnusable
from infra.log_bundles import export_bundle
from infra.log_check import check_log
from infra.log_proofs import SELECT_KEYS, LogProofs
from infra.settings import Settings
from infra.verify import Difference, read_checkpoint, read_key, valid_signatures, verify_bundle
from projections.reading import CannotSign
from tests.api import Api
from tests.commands import command
from tests.databases import connected
from tests.infra.logs import ORIGIN, register_associations, silent
from tests.served import serve

PRESENT, PREVIOUS = "checkpoint.key", "checkpoint.previous.key"
NOTE = "{ log { checkpoint { size note } } }"
KEYS = "{ log { keys { vkey fromSize untilSize } } }"

Listed = tuple[str, int, int | None]


@pytest.fixture
async def database(dsn: str) -> AsyncIterator[Database]:
    database = Database(dsn)
    yield database
    await database.close()


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def other_home(tmp_path: Path) -> Path:
    return tmp_path / "other"


async def listed(dsn: str) -> list[Listed]:
    async with connected(dsn) as connection:
        return [tuple(row) for row in await connection.fetch(SELECT_KEYS)]


async def rotate(dsn: str, home: Path) -> str:
    """Goes over to a new key, and returns it."""
    async with connected(dsn) as connection:
        return (await rotate_key(connection, home, ORIGIN)).vkeys[0]


async def signed(database: Database, home: Path, *keys: str) -> list[str]:
    """Which of these keys sign the checkpoint of a process that is started now."""
    log = LogProofs(database, log_signer(home, ORIGIN))
    await log.admit_key()
    async with database.service() as connection:
        size = await connection.fetchval("SELECT position FROM log_head")
        note = read_checkpoint(log.sign(size, await log.root_at(connection, size)).encode()).note
    return [each.key.vkey for each in valid_signatures(note, map(read_key, keys))]


def vkey(home: Path) -> str:
    return log_signer(home, ORIGIN).vkeys[0]


# First use.


async def test_the_key_is_made_and_listed_with_the_first_checkpoint(dsn: str, home: Path) -> None:
    await register_associations(dsn, 3)
    async with Api.over(Settings(database_url=dsn, home=home)) as api:
        note = read_checkpoint((await api.data(NOTE))["log"]["checkpoint"]["note"].encode()).note
        keys = (await api.data(KEYS))["log"]["keys"]
    own = vkey(home)
    assert keys == [{"vkey": own, "fromSize": 3, "untilSize": None}]
    assert len(valid_signatures(note, [read_key(own)])) == 1
    assert (home / PRESENT).stat().st_mode & 0o777 == 0o600


async def test_of_processes_that_start_at_once_one_enters_the_key(dsn: str, home: Path) -> None:
    databases = [Database(dsn) for _ in range(5)]
    await asyncio.gather(*(LogProofs(each, log_signer(home, ORIGIN)).admit_key() for each in databases))
    assert await listed(dsn) == [(vkey(home), 0, None)]
    for each in databases:
        await each.close()


async def test_of_processes_with_homes_of_their_own_one_signs(dsn: str, home: Path, other_home: Path) -> None:
    databases = [Database(dsn) for _ in range(6)]
    homes = [home, other_home] * 3
    outcomes = await asyncio.gather(
        *(
            LogProofs(each, log_signer(of, ORIGIN)).admit_key()
            for each, of in zip(databases, homes, strict=True)
        ),
        return_exceptions=True,
    )
    ((signs, _, until),) = await listed(dsn)
    assert until is None
    for of, outcome in zip(homes, outcomes, strict=True):
        assert isinstance(outcome, KeyUnusable) is (vkey(of) != signs)
    for each in databases:
        await each.close()


# Another home.


async def test_a_register_without_the_key_serves_all_but_what_is_signed(
    dsn: str, home: Path, other_home: Path
) -> None:
    await register_associations(dsn, 3)
    async with Api.over(Settings(database_url=dsn, home=home)) as api:
        await api.data(NOTE)
    messages = []
    async with Api.over(Settings(database_url=dsn, home=other_home)) as api:
        for language in ("en", "de"):
            response = await api.http.post(
                "/graphql",
                json={"query": NOTE},
                headers={
                    "authorization": f"Bearer {api.token}",
                    "accept-language": language,
                    "accept": "application/graphql-response+json",
                },
            )
            assert response.status_code == 500
            (error,) = response.json()["errors"]
            assert error["extensions"] == {"code": CannotSign.code}
            messages.append(error["message"])
        rest = """{ network { position } log {
            size keys { vkey } checkpoint { rootHash } inclusionProof(position: 2) { hashes }
            consistencyProof(from: 2) { hashes }
        } }"""
        log = (await api.data(rest))["log"]
        assert log["keys"] == [{"vkey": vkey(home)}]
        assert len(log["inclusionProof"]["hashes"]) == 2
    assert messages == [CannotSign.__doc__ and " ".join(CannotSign.__doc__.split()), CannotSign.german]


async def test_the_command_serves_without_the_key_and_says_so(dsn: str, home: Path, other_home: Path) -> None:
    assert (await command(home, "export", "--to", str(home / "bundle"), DATABASE_URL=dsn)).status == 0
    with serve(other_home, DATABASE_URL=dsn) as served:
        assert served.ask("{ network { position } }")["data"] == {"network": {"position": 0}}
        (error,) = served.ask(NOTE)["errors"]
        assert error["extensions"]["code"] == CannotSign.code
    told = other_home.with_name(f"{other_home.name}.log").read_text()
    assert f"KEY_UNUSABLE checkpoint.key: the log is signed by {vkey(home)}" in told


async def test_commands_that_sign_tell_the_key_that_they_need(dsn: str, home: Path, other_home: Path) -> None:
    bundle = home / "bundle"
    assert (await command(home, "export", "--to", str(bundle), DATABASE_URL=dsn)).status == 0
    told = await command(other_home, "export", "--to", str(other_home / "b"), DATABASE_URL=dsn)
    assert told.status == 2
    assert told.err.startswith("KEY_UNUSABLE ")
    assert vkey(home) in told.err
    assert vkey(other_home) in told.err
    assert (await command(other_home, "verify", DATABASE_URL=dsn)).status == 0


# Rotation.


async def test_while_one_key_follows_another_both_sign(dsn: str, database: Database, home: Path) -> None:
    await register_associations(dsn, 3)
    old = vkey(home)
    assert await signed(database, home, old) == [old]
    await register_associations(dsn, 2, "Bund")
    new = await rotate(dsn, home)
    assert new == vkey(home) != old
    assert await listed(dsn) == [(old, 3, 5), (new, 5, None)]
    assert await signed(database, home, old) == [old]  # those who know the old one alone
    assert await signed(database, home, old, new) == [new, old]
    (home / PREVIOUS).unlink()
    assert await signed(database, home, old, new) == [new]
    newest = await rotate(dsn, home)
    assert await listed(dsn) == [(old, 3, 5), (new, 5, 5), (newest, 5, None)]
    assert await signed(database, home, old, new, newest) == [newest, new]


async def test_rotation_by_the_command_is_told_by_the_api(dsn: str, home: Path) -> None:
    await register_associations(dsn, 3)
    async with Api.over(Settings(database_url=dsn, home=home)) as api:
        await api.data(NOTE)
    old = vkey(home)
    told = await command(home, "rotate-checkpoint-key", DATABASE_URL=dsn)
    new = vkey(home)
    assert (told.status, told.out.strip()) == (0, new)
    assert "start services anew" in " ".join(told.err.split())
    async with Api.over(Settings(database_url=dsn, home=home)) as api:
        keys = (await api.data(KEYS))["log"]["keys"]
        note = read_checkpoint((await api.data(NOTE))["log"]["checkpoint"]["note"].encode()).note
    assert keys == [
        {"vkey": old, "fromSize": 3, "untilSize": 3},
        {"vkey": new, "fromSize": 3, "untilSize": None},
    ]
    assert [each.key.vkey for each in valid_signatures(note, [read_key(old), read_key(new)])] == [new, old]


async def test_a_key_that_is_followed_before_it_was_used_signs_beside_the_next(
    dsn: str, database: Database, home: Path
) -> None:
    unused = vkey(home)
    new = await rotate(dsn, home)
    assert await listed(dsn) == [(new, 0, None)]
    assert await signed(database, home, unused, new) == [new, unused]


async def test_of_two_rotations_at_once_one_follows_the_other(
    dsn: str, database: Database, home: Path
) -> None:
    old = vkey(home)
    await signed(database, home)
    await asyncio.gather(rotate(dsn, home), rotate(dsn, home))
    keys = [key for key, _, _ in await listed(dsn)]
    assert keys[0] == old
    assert len(keys) == 3
    assert await signed(database, home, *keys) == [vkey(home), next(k for k in keys[1:] if k != vkey(home))]


async def test_bundles_verify_by_the_old_key_while_both_sign(
    dsn: str, database: Database, home: Path, tmp_path: Path
) -> None:
    await register_associations(dsn, 3)
    old = vkey(home)

    async def export(name: str) -> Path:
        log = LogProofs(database, log_signer(home, ORIGIN))
        async with database.connection() as connection:
            await export_bundle(connection, log, tmp_path / name, datetime.now(UTC), silent)
        return tmp_path / name

    before = await export("before")
    new = await rotate(dsn, home)
    both = await export("both")
    assert verify_bundle(both, [before], [old]).signed_by == [old]
    assert verify_bundle(both, [before], [new]).signed_by == [new]
    (home / PREVIOUS).unlink()
    after = await export("after")
    assert verify_bundle(after, [before, both], [new]).signed_by == [new]
    with pytest.raises(Difference) as told:
        verify_bundle(after, keys=[old])
    assert told.value.code == "KEY_DIFFERS"
    assert new in told.value.message


async def test_what_the_old_key_signed_is_continued_after_it(
    dsn: str, database: Database, home: Path, tmp_path: Path
) -> None:
    await register_associations(dsn, 3)
    log = LogProofs(database, log_signer(home, ORIGIN))
    await log.admit_key()
    async with database.service() as connection:
        seen = log.sign(3, await log.root_at(connection, 3))
    (tmp_path / "seen").write_text(seen)
    old = vkey(home)
    await rotate(dsn, home)
    (home / PREVIOUS).unlink()
    await register_associations(dsn, 3, "Bund")
    async with connected(dsn) as connection:
        checkpoint = read_checkpoint(seen.encode())
        assert (await check_log(connection, ORIGIN, (), [checkpoint], silent)).size == 6
    for keys in ((), ("--key", old)):
        told = await command(home, "verify", "--against", str(tmp_path / "seen"), *keys, DATABASE_URL=dsn)
        assert told.status == 0


# Loss, and what a crash leaves.


async def test_a_lost_key_is_told_and_rotation_goes_over_to_a_new_one(
    dsn: str, database: Database, home: Path
) -> None:
    await register_associations(dsn, 3)
    lost = vkey(home)
    await signed(database, home)
    (home / PRESENT).unlink()
    made = vkey(home)
    assert made != lost
    with pytest.raises(KeyUnusable) as told:
        await signed(database, home)
    assert lost in str(told.value)
    assert await listed(dsn) == [(lost, 3, None)]
    assert await rotate(dsn, home) == made
    assert await listed(dsn) == [(lost, 3, 3), (made, 3, None)]
    assert not (home / PREVIOUS).exists()
    assert await signed(database, home, lost, made) == [made]


async def test_with_the_lost_key_the_one_before_it_signs_no_more(
    dsn: str, database: Database, home: Path
) -> None:
    oldest = vkey(home)
    await signed(database, home)
    lost = await rotate(dsn, home)
    (home / PRESENT).unlink()
    new = await rotate(dsn, home)
    assert await signed(database, home, oldest, lost, new) == [new]


async def test_a_key_that_comes_back_when_others_have_followed_it_is_not_taken_up_again(
    dsn: str, database: Database, home: Path
) -> None:
    old = vkey(home)
    backup = (home / PRESENT).read_bytes()
    await signed(database, home)
    lost = await rotate(dsn, home)
    (home / PREVIOUS).unlink()
    (home / PRESENT).write_bytes(backup)
    new = await rotate(dsn, home)
    assert new not in (old, lost)
    assert await listed(dsn) == [(old, 0, 0), (lost, 0, 0), (new, 0, None)]
    assert await signed(database, home, old, lost, new) == [new]


class Crash(BaseException):
    pass


@pytest.mark.parametrize("step", ["fresh made", "one file moved", "both files moved"])
async def test_a_crash_between_files_and_database_leaves_what_rotation_mends(
    dsn: str, database: Database, home: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    old = vkey(home)
    await signed(database, home)
    replaced: list[Path] = []

    def replace(self: Path, target: Path) -> Path:
        if (step, len(replaced)) in (("fresh made", 0), ("one file moved", 1)):
            raise Crash
        replaced.append(target)
        self.rename(target)
        return target

    with monkeypatch.context() as patching:
        patching.setattr(Path, "replace", replace)
        if step == "both files moved":
            patching.setattr(checkpoint_keys, "END_KEY", "SELECT crash($1)")
        with pytest.raises(BaseException, match=r"crash|^$"):
            await rotate(dsn, home)
    assert await listed(dsn) == [(old, 0, None)]
    if step == "fresh made":
        assert await signed(database, home, old) == [old]
    else:
        with pytest.raises(KeyUnusable):
            await signed(database, home)
    new = await rotate(dsn, home)
    assert await listed(dsn) == [(old, 0, 0), (new, 0, None)]
    assert await signed(database, home, old, new) == [new, old]


@pytest.fixture(params=[b"", b"x" * 31])
def content(request: pytest.FixtureRequest, home: Path) -> bytes:
    """What stands in the key's file instead of a key."""
    home.mkdir()
    damaged: bytes = request.param
    (home / PRESENT).write_bytes(damaged)
    return damaged


async def test_a_key_file_that_is_damaged_is_told(dsn: str, home: Path, content: bytes) -> None:
    with pytest.raises(KeyUnusable):
        await rotate(dsn, home)
    told = await command(home, "rotate-checkpoint-key", DATABASE_URL=dsn)
    assert told.status == 2
    assert told.err.startswith(f"KEY_UNUSABLE {home / PRESENT}")
    assert await listed(dsn) == []
    assert (home / PRESENT).read_bytes() == content
