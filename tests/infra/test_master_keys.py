"""One master key takes the place of another; whatever fails meanwhile, the register goes on."""

from collections.abc import AsyncIterator
from pathlib import Path
from uuid import UUID, uuid4

import asyncpg
import pytest

from domain.personal import Access, MasterKeyWrong, Personal
from infra import master_keys
from infra.database import Database
from infra.keyring import PostgresKeyring
from infra.master_keys import rotate_master_key
from tests.databases import ask, connected

READING = Access(UUID(int=4711), "query")
WRAPPED = "SELECT string_agg(wrapped, '' ORDER BY person) || (SELECT digest_key FROM personal.master)"


class Crash(Exception):
    """The process ends here."""


@pytest.fixture
async def database(dsn: str) -> AsyncIterator[Database]:
    database = Database(dsn)
    yield database
    await database.close()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "personal.key"


def process(database: Database, path: Path) -> PostgresKeyring:
    """The keyring of one more process."""
    return PostgresKeyring(database, master_keys.master_keys(path))


async def sealed(keyring: PostgresKeyring, person: UUID | None = None) -> Personal:
    (value,) = await keyring.seal(person or uuid4(), "Erika")
    assert value is not None
    return value


def key_in(path: Path) -> bytes:
    assert path.stat().st_mode & 0o777 == 0o600
    return path.read_bytes()


def put(key: bytes, path: Path) -> None:
    path.write_bytes(key)


async def rotate(dsn: str, path: Path) -> int:
    async with connected(dsn) as connection:
        return await rotate_master_key(connection, path)


async def all_wrapped(dsn: str) -> object:
    return await ask(dsn, f"{WRAPPED} FROM personal.keys")


async def test_all_keys_are_wrapped_anew_and_running_processes_go_on(
    dsn: str, database: Database, path: Path
) -> None:
    running = process(database, path)
    before = [await sealed(running) for _ in range(3)]
    digest_key, master, wrapped = await running.digest_key(), key_in(path), await all_wrapped(dsn)
    assert await rotate(dsn, path) == 3
    assert key_in(path) != master
    assert await all_wrapped(dsn) != wrapped
    assert [file.name for file in path.parent.iterdir()] == ["personal.key"]
    assert set((await running.open(before, READING)).values()) == {"Erika"}
    after = await sealed(running)
    started = process(database, path)
    assert set((await started.open([*before, after], READING)).values()) == {"Erika"}
    assert await started.digest_key() == await running.digest_key() == digest_key


async def test_a_process_with_the_old_key_wraps_nothing_with_it(
    dsn: str, database: Database, path: Path
) -> None:
    stale_keys = master_keys.master_keys(path)()
    stale = PostgresKeyring(database, lambda: stale_keys)
    await sealed(stale)
    await rotate(dsn, path)
    with pytest.raises(MasterKeyWrong):
        await sealed(stale)
    assert await ask(dsn, "SELECT count(*) FROM personal.keys") == 1


async def test_a_key_that_is_being_made_is_waited_for(dsn: str, database: Database, path: Path) -> None:
    await sealed(process(database, path))
    async with connected(dsn) as making, connected(dsn) as rotating, making.transaction():
        await making.execute("SELECT FROM personal.master FOR SHARE")
        await rotating.execute("SET lock_timeout = '50ms'")
        with pytest.raises(asyncpg.LockNotAvailableError):
            await rotate_master_key(rotating, path)


@pytest.mark.parametrize("point", ["REWRAP_KEYS", "REWRAP_MASTER", "_take_place"])
async def test_after_a_crash_at_any_point_it_goes_on_and_can_be_repeated(
    dsn: str, database: Database, path: Path, monkeypatch: pytest.MonkeyPatch, point: str
) -> None:
    running = process(database, path)
    value, digest_key, master = await sealed(running), await running.digest_key(), key_in(path)

    def crash(*_: object) -> None:
        raise Crash

    with monkeypatch.context() as patched:
        if point == "_take_place":
            patched.setattr(master_keys, point, crash)
        else:
            patched.setattr(master_keys, point, "SELECT 1 / 0, $1, $2")
        with pytest.raises((Crash, asyncpg.PostgresError)):
            await rotate(dsn, path)
    assert key_in(path) == master
    assert (path.parent / "personal.key.new").exists()
    for keyring in (running, process(database, path)):
        later = await sealed(keyring)
        assert set((await keyring.open([value, later], READING)).values()) == {"Erika"}
    await rotate(dsn, path)
    assert key_in(path) != master
    assert not (path.parent / "personal.key.new").exists()
    for keyring in (running, process(database, path)):
        assert await keyring.open([value], READING) == {value: "Erika"}
        assert await keyring.digest_key() == digest_key


async def test_of_two_rotations_at_once_one_finds_that_the_other_has_put_the_key_in_place(
    dsn: str, database: Database, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    running = process(database, path)
    value, master = await sealed(running), key_in(path)
    take_place = master_keys._take_place

    async def after_the_other(connection: asyncpg.Connection, path: Path) -> None:
        monkeypatch.setattr(master_keys, "_take_place", take_place)
        assert await rotate(dsn, path) == 1
        await take_place(connection, path)

    monkeypatch.setattr(master_keys, "_take_place", after_the_other)
    assert await rotate(dsn, path) == 1
    assert key_in(path) != master
    assert [file.name for file in path.parent.iterdir()] == ["personal.key"]
    for keyring in (running, process(database, path)):
        assert await keyring.open([value], READING) == {value: "Erika"}


async def test_a_new_key_that_is_lost_before_it_is_in_place_is_told(
    dsn: str, database: Database, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await sealed(process(database, path))
    take_place = master_keys._take_place

    async def without_it(connection: asyncpg.Connection, path: Path) -> None:
        path.with_name("personal.key.new").unlink()
        await take_place(connection, path)

    monkeypatch.setattr(master_keys, "_take_place", without_it)
    with pytest.raises(MasterKeyWrong):
        await rotate(dsn, path)


def test_a_running_process_makes_no_key_whatever_is_renamed_meanwhile(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = master_keys.master_keys(path)
    there = iter([True])  # the new one, just before it takes the other's place
    monkeypatch.setattr(Path, "exists", lambda _: next(there, False))
    assert keys() == [key_in(path)]
    assert [file.name for file in path.parent.iterdir()] == ["personal.key"]


async def test_with_another_master_key_nothing_is_rotated(dsn: str, database: Database, path: Path) -> None:
    value = await sealed(process(database, path))
    kept, wrapped = key_in(path), await all_wrapped(dsn)
    put(bytes(32), path)
    with pytest.raises(MasterKeyWrong):
        await rotate(dsn, path)
    assert await all_wrapped(dsn) == wrapped
    lost = process(database, path)
    with pytest.raises(MasterKeyWrong):
        await lost.open([value], READING)
    put(kept, path)  # it is found again, and nothing is to be started anew
    assert await lost.open([value], READING) == {value: "Erika"}
    assert [file.name for file in path.parent.iterdir()] == ["personal.key"]


async def test_a_register_of_a_release_before_is_admitted_with_the_key_that_opens_it(
    dsn: str, database: Database, path: Path
) -> None:
    value = await sealed(process(database, path))
    async with connected(dsn) as connection:
        await connection.execute("DELETE FROM personal.master")
    other = PostgresKeyring(database, lambda: [bytes(32)])
    with pytest.raises(MasterKeyWrong):
        await other.seal(uuid4(), "Erika")
    assert await ask(dsn, "SELECT count(*) FROM personal.master") == 0
    assert await process(database, path).open([value], READING) == {value: "Erika"}


async def test_two_new_processes_with_different_keys_do_not_both_seal(dsn: str, database: Database) -> None:
    first, second = (PostgresKeyring(database, lambda key=key: [bytes([key]) * 32]) for key in (1, 2))  # type: ignore[misc]
    await sealed(first)
    with pytest.raises(MasterKeyWrong):
        await sealed(second)
