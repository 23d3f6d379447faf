"""The keyring: what is sealed for a person is opened by that person's key alone, as long as there is one."""

import asyncio
import hmac
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from cryptography.exceptions import InvalidTag

from domain.personal import Access, MasterKeyWrong, Personal
from domain.ports import StoreUnavailable
from infra.database import Database
from infra.key_files import key_file
from infra.keyring import PostgresKeyring
from infra.master_keys import master_keys
from tests.databases import ask, connected

MASTER = bytes(range(32))
READING = Access(UUID(int=4711), "query Officers { network }")
COUNT = "SELECT count(*) FROM personal.keys"


@pytest.fixture
async def database(dsn: str) -> AsyncIterator[Database]:
    database = Database(dsn)
    yield database
    await database.close()


@pytest.fixture
def keyring(database: Database) -> PostgresKeyring:
    return PostgresKeyring(database, lambda: [MASTER])


async def sealed(keyring: PostgresKeyring, person: UUID, text: str = "Erika Mustermann") -> Personal:
    (value,) = await keyring.seal(person, text)
    assert value is not None
    return value


async def erase(dsn: str, person: UUID) -> None:
    async with connected(dsn) as connection:
        await connection.execute("DELETE FROM personal.keys WHERE person = $1", person)


async def test_what_is_sealed_is_opened(keyring: PostgresKeyring) -> None:
    texts = ("Erika Mustermann", "ärger@stadt.example", "", '"\\\n' * 500)
    values = await keyring.seal(uuid4(), *texts)
    opened = await keyring.open([value for value in values if value is not None], READING)
    assert tuple(opened[value] for value in values if value is not None) == texts


async def test_nothing_stays_nothing(keyring: PostgresKeyring) -> None:
    values = await keyring.seal(uuid4(), None, "Erika", None)
    assert [value is None for value in values] == [True, False, True]
    assert await keyring.open([], READING) == {}


async def test_a_sealed_value_shows_the_person_and_no_letter_of_the_text(keyring: PostgresKeyring) -> None:
    person = uuid4()
    value = await sealed(keyring, person)
    assert value.person == person
    assert b"Erika" not in bytes(value)
    assert b"Mustermann" not in bytes(value)


async def test_the_same_text_is_sealed_differently_each_time(keyring: PostgresKeyring) -> None:
    person = uuid4()
    one, other = await keyring.seal(person, "Erika", "Erika")
    assert len({one, other, await sealed(keyring, person, "Erika")}) == 3


async def test_each_person_has_a_key_of_their_own(dsn: str, keyring: PostgresKeyring) -> None:
    mine, yours = uuid4(), uuid4()
    value = await sealed(keyring, mine)
    await sealed(keyring, yours)
    assert await ask(dsn, COUNT) == 2
    with pytest.raises(InvalidTag):
        await keyring.open([Personal.of(yours, value.sealed)], READING)


async def test_a_key_serves_nobody_but_its_person(dsn: str, keyring: PostgresKeyring) -> None:
    one, other = uuid4(), uuid4()
    await sealed(keyring, one)
    await sealed(keyring, other)
    async with connected(dsn) as connection:
        await connection.execute(
            "UPDATE personal.keys SET wrapped = (SELECT wrapped FROM personal.keys WHERE person = $1)", one
        )
    with pytest.raises(MasterKeyWrong):
        await sealed(keyring, other)


async def test_values_of_many_persons_are_opened_at_once(keyring: PostgresKeyring) -> None:
    names = {await sealed(keyring, uuid4(), f"Person {number}"): f"Person {number}" for number in range(50)}
    assert await keyring.open(names.keys(), READING) == names


async def test_an_erased_person_is_nobody_for_every_process(dsn: str, keyring: PostgresKeyring) -> None:
    erased, stays = uuid4(), uuid4()
    values = [await sealed(keyring, erased), await sealed(keyring, stays)]
    assert None not in (await keyring.open(values, READING)).values()
    await erase(dsn, erased)
    assert await keyring.open(values, READING) == {values[0]: None, values[1]: "Erika Mustermann"}


async def test_what_another_process_sealed_is_opened(dsn: str, keyring: PostgresKeyring) -> None:
    value = await sealed(keyring, uuid4())
    database = Database(dsn)
    assert await PostgresKeyring(database, lambda: [MASTER]).open([value], READING) == {
        value: "Erika Mustermann"
    }
    await database.close()


async def test_with_another_master_key_nothing_is_opened_or_sealed(
    dsn: str, database: Database, keyring: PostgresKeyring
) -> None:
    person = uuid4()
    value = await sealed(keyring, person)
    other = PostgresKeyring(database, lambda: [bytes(32)])
    with pytest.raises(MasterKeyWrong):
        await other.open([value], READING)
    for anybody in (person, uuid4()):
        with pytest.raises(MasterKeyWrong):
            await other.seal(anybody, "Erika")
    assert await ask(dsn, COUNT) == 1


@pytest.mark.parametrize("length", [0, 16, 31, 33])
def test_a_master_key_of_another_length_is_none(length: int) -> None:
    with pytest.raises(MasterKeyWrong):
        PostgresKeyring(Database("postgresql://nobody@127.0.0.1:1/nothing"), lambda: [bytes(length)])


async def test_every_bit_of_a_value_counts(keyring: PostgresKeyring) -> None:
    person = uuid4()
    value = await sealed(keyring, person, "Erika")
    for index in range(len(value.sealed)):
        tampered = bytearray(value.sealed)
        tampered[index] ^= 1
        with pytest.raises(InvalidTag):
            await keyring.open([Personal.of(person, bytes(tampered))], READING)


async def test_a_value_cut_short_is_not_opened(keyring: PostgresKeyring) -> None:
    person = uuid4()
    value = await sealed(keyring, person, "Erika")
    for length in range(len(value.sealed)):
        with pytest.raises(InvalidTag):
            await keyring.open([Personal.of(person, value.sealed[:length])], READING)


async def test_commands_at_once_seal_for_a_new_person_with_one_key(dsn: str) -> None:
    databases = [Database(dsn) for _ in range(4)]
    keyrings = [PostgresKeyring(database, lambda: [MASTER]) for database in databases]
    for _ in range(10):
        person = uuid4()
        values = await asyncio.gather(*(sealed(keyring, person) for keyring in keyrings))
        assert await keyrings[0].open(values, READING) == dict.fromkeys(values, "Erika Mustermann")
    assert await ask(dsn, COUNT) == 10
    for database in databases:
        await database.close()


async def test_a_key_that_another_command_keeps_meanwhile_is_the_one_that_seals(
    dsn: str, keyring: PostgresKeyring
) -> None:
    person = uuid4()
    async with connected(dsn) as other:
        transaction = other.transaction()
        await transaction.start()
        # Somebody else's key, kept before ours is, and seen by us only after it.
        await other.execute("INSERT INTO personal.keys (person, wrapped) VALUES ($1, '')", person)
        sealing = asyncio.create_task(keyring.seal(person, "Erika"))
        async with connected(dsn) as watching:
            while not await watching.fetchval("SELECT count(*) FROM pg_locks WHERE NOT granted"):
                await asyncio.sleep(0.01)
        await transaction.commit()
    with pytest.raises(MasterKeyWrong):  # what is kept there is no key, and no other takes its place
        await sealing
    assert await ask(dsn, COUNT) == 1


async def test_without_the_database_nothing_is_sealed_or_opened() -> None:
    keyring = PostgresKeyring(Database("postgresql://nobody@127.0.0.1:1/nothing"), lambda: [MASTER])
    with pytest.raises(StoreUnavailable):
        await keyring.seal(uuid4(), "Erika")
    with pytest.raises(StoreUnavailable):
        await keyring.open([Personal.of(uuid4(), b"")], READING)


async def test_the_key_of_digests_is_the_same_in_every_process_and_release(database: Database) -> None:
    one, again = (PostgresKeyring(database, lambda: [MASTER]) for _ in range(2))
    assert await one.digest_key() == await again.digest_key() != MASTER
    assert await one.digest_key() == hmac.digest(MASTER, b"digests of idempotent commands", "sha256")


def test_a_key_file_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    home = tmp_path / "new" / "home"
    (key,) = master_keys(home / "personal.key")()
    assert len(key) == 32
    assert [key] == master_keys(home / "personal.key")() == [(home / "personal.key").read_bytes()]
    assert (home / "personal.key").stat().st_mode & 0o777 == 0o600
    assert [file.name for file in home.iterdir()] == ["personal.key"]
    assert key_file(home / "token.key") != key
