"""What is due is erased, and who read what is personal is forgotten in time."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from domain.organisation import OrganisationKind
from domain.partial_date import PartialDate
from domain.personal import Access
from domain.ports import Command
from infra.actors import LOCAL_ISSUER
from infra.register import Register
from infra.retention import RETENTION, due, erase_due, forget_accesses
from tests.databases import ask, connected
from tests.served import run

NOW = datetime(2026, 7, 1, 12, tzinfo=UTC)
ACCESSES = "SELECT count(*) FROM personal.accesses"


def command(now: datetime = NOW) -> Command:
    return Command(actor=UUID(int=7), now=now, correlation_id=uuid4())


async def officers(register: Register, *stepped_down: PartialDate | None) -> list[UUID]:
    """Officers who stepped down on these days."""
    network, kind = register.network, OrganisationKind.KOMMUNALER_SPITZENVERBAND
    town = (await network.register_organisation(command(), name="Bund", kind=kind)).subject
    appointed = []
    for on in stepped_down:
        recorded = await network.appoint_engagement_officer(
            command(), town, name="Erika", email=None, phone=None, on=None
        )
        officer = recorded.subject
        await network.step_down_engagement_officer(command(), town, officer, on=on)
        appointed.append(officer)
    return appointed


async def test_who_certainly_left_so_many_months_ago_is_due_and_erased(dsn: str, register: Register) -> None:
    certain, year, undated, recent = await officers(
        register, PartialDate(2024, 7, 1), PartialDate(2024), None, PartialDate(2024, 7, 2)
    )
    found = await due(register, NOW, 24)
    assert [(each.person, str(each.since), each.organisation) for each in found] == [
        (certain, "2024-07-01", "Bund")
    ]
    assert await erase_due(register, found, NOW, 24) == 1
    assert await erase_due(register, found, NOW, 24) == 0  # somebody else was first
    assert await due(register, NOW, 24) == []
    by = "SELECT actor FROM events WHERE topic = 'erasure.person-erased'"
    assert await ask(dsn, by) == await register.actors.pseudonym(LOCAL_ISSUER, RETENTION)
    assert await ask(dsn, "SELECT count(*) FROM personal.keys") == 3
    later = await due(register, NOW + timedelta(days=366 * 10), 24)
    # On an unknown day: counted from when it was recorded.
    assert [each.person for each in later] == [recent, year, undated]


async def test_a_key_that_an_interrupted_erasure_left_is_destroyed(dsn: str, register: Register) -> None:
    gone, here = await officers(register, PartialDate(2024, 7, 1), PartialDate(2026, 7, 1))
    async with connected(dsn) as connection:
        wrapped = await connection.fetchval("SELECT wrapped FROM personal.keys WHERE person = $1", gone)
        await erase_due(register, await due(register, NOW, 24), NOW, 24)
        await connection.execute("INSERT INTO personal.keys VALUES ($1, $2)", gone, wrapped)
    assert await erase_due(register, await due(register, NOW, 24), NOW, 24) == 0
    assert await ask(dsn, "SELECT array_agg(person) FROM personal.keys") == [here]


async def test_what_was_read_long_ago_is_forgotten(dsn: str, register: Register) -> None:
    (value,) = await register.keyring.seal(uuid4(), "Erika")
    assert value is not None
    for _ in range(2):
        await register.keyring.open([value], Access(UUID(int=7), "query"))
    async with connected(dsn) as connection:
        await connection.execute(
            "UPDATE personal.accesses SET at = $1 WHERE number = 1", NOW - timedelta(days=366)
        )
        await connection.execute(
            "UPDATE personal.accesses SET at = $1 WHERE number = 2", NOW - timedelta(days=360)
        )
    assert await forget_accesses(register, NOW, 12) == 1
    assert await ask(dsn, ACCESSES) == 1


@pytest.mark.soak
def test_the_commands_do_it(tmp_path_factory: pytest.TempPathFactory) -> None:
    home = tmp_path_factory.mktemp("home")
    rotated = run(home, "rotate-personal-key")
    assert rotated.returncode == 0, rotated.stderr
    assert "wrapped by it: 0." in " ".join(rotated.stderr.split())
    assert (home / "personal.key").exists()
    listed, erased = run(home, "erase-due"), run(home, "erase-due", "--yes")
    assert ("0 are to be erased" in listed.stderr, "0 erased" in erased.stderr) == (True, True)
    assert run(home, "erase-actor", "--issuer", LOCAL_ISSUER).returncode == 2
    named = ("--issuer", LOCAL_ISSUER, "--subject", RETENTION)
    assert [run(home, "erase-actor", *named).returncode for _ in range(2)] == [0, 1]
