"""A check tells every difference of the read models from the log, and leaves nothing behind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID, uuid4

import pytest

from domain.declaration import Declaration
from domain.identity import DECLARATION_ID
from domain.organisation import Organisation
from infra import epochs
from infra.database import Database
from infra.facts import ProjectionFailed
from infra.read_tables import generation
from infra.rebuild import _LOCK, RebuildRunning
from infra.rebuild_check import Comparison, NothingToCompare, compared
from infra.register import Register
from projections import DECLARATIONS, ORGANISATIONS, READ_MODELS
from projections.kernel import Fact, ReadModel
from tests.databases import ask, connected
from tests.infra.correcting import OTHER, TOWN, command, found
from tests.infra.projecting import caught_up, rows, standing_still
from tests.infra.random_commands import RandomCommands
from tests.served import run

LIVE = generation(READ_MODELS)
SCHEMAS = "SELECT array_agg(nspname::text ORDER BY 1) FROM pg_namespace WHERE nspname LIKE 'read%'"
GENERATIONS = "SELECT array_agg(schema_name ORDER BY 1) FROM generations"


async def checked(dsn: str, models: Sequence[ReadModel] = READ_MODELS) -> tuple[list[str], Comparison]:
    """What a check tells. It leaves nothing behind, whatever becomes of it."""
    database = Database(dsn)
    before = await ask(dsn, SCHEMAS), await ask(dsn, GENERATIONS)
    told: list[str] = []
    try:
        async with compared(database, models, lambda done, total: None) as comparison:
            await comparison.differences(lambda words: told.append(words.en))
        return told, comparison
    finally:
        await database.close()
        assert (await ask(dsn, SCHEMAS), await ask(dsn, GENERATIONS)) == before


@pytest.fixture
async def filled(register: Register, dsn: str) -> str:
    """A register of two towns, the first of which has been renamed, and an officer."""
    network = register.network
    await found(network)
    await network.update_population(command(), TOWN, 5_000)
    await network.rename_organisation(command(), TOWN, "Neustadt")
    await network.appoint_engagement_officer(
        command(), TOWN, name="Erika Muster", email="erika@example.org", phone=None, on=None
    )
    await caught_up(register)
    return dsn


async def change(dsn: str, statement: str, *values: object) -> None:
    async with connected(dsn) as connection:
        done = await connection.execute(statement.replace("read.", f"{LIVE}."), *values)
        assert done[-2:] != " 0"


# Nothing differs


@pytest.mark.parametrize("fewest", [2, pytest.param(1_000, marks=pytest.mark.soak)])
async def test_nothing_differs_however_many_epochs_there_are(
    register: Register, dsn: str, monkeypatch: pytest.MonkeyPatch, fewest: int
) -> None:
    monkeypatch.setattr(epochs, "_FEWEST", fewest)
    monkeypatch.setattr(epochs, "_VERSIONS_A_ROW", 1)
    source = RandomCommands(register.network, 71)
    for _ in range(40):
        await source.send(30)
        await caught_up(register)
    cut = {name for name, versions in (await rows(dsn)).items() if len({each[-1] for each in versions}) > 2}
    assert len(cut) > 5 if fewest == 2 else not cut
    told, comparison = await checked(dsn)
    assert told == []
    assert comparison.same
    assert comparison.live == LIVE
    assert comparison.position == register.projector.state.position
    assert comparison.rows.keys() == {model.name for model in READ_MODELS} | {"log_entries"}
    assert comparison.rows["organisations"] == (await register.counts())["organisations"]
    assert comparison.rows["log_entries"] == comparison.position


async def test_it_checks_while_the_register_records(register: Register, dsn: str) -> None:
    await found(register.network)
    await caught_up(register)
    told: list[str] = []
    async with compared(register.database, READ_MODELS, lambda done, total: None) as comparison:
        filled = register.projector.state.position
        await RandomCommands(register.network, 72).send(60)
        await caught_up(register)
        await comparison.differences(lambda words: told.append(words.en))
    assert told == []
    assert comparison.position == filled


async def test_where_the_live_ones_are_behind_no_more_is_compared(dsn: str) -> None:
    async with Register(dsn).running() as register:
        await found(register.network)
        await caught_up(register)
    async with standing_still(dsn), Register(dsn).running() as register:
        await register.network.rename_organisation(command(), TOWN, "Neustadt")
        told, comparison = await checked(dsn)
    assert told == []
    assert comparison.position == 8
    assert comparison.rows["log_entries"] == 8


@pytest.mark.soak
async def test_rows_that_another_process_projected_are_the_same(
    register: Register, dsn: str, tmp_path: Path
) -> None:
    await RandomCommands(register.network, 73).send(1_000)
    await caught_up(register)
    assert checked_by_command(dsn, tmp_path)[:2] == (0, "")


# Something does


async def told_of(dsn: str) -> str:
    (told,) = (await checked(dsn))[0]
    return told


async def test_a_changed_byte_of_a_row(filled: str) -> None:
    await change(
        filled, "UPDATE read.organisations_v1 SET name = 'Neustad' WHERE valid_to IS NULL AND id = $1", TOWN
    )
    assert (
        await told_of(filled)
        == f'organisations {TOWN} from position 10: name: live "Neustad", rebuilt "Neustadt"'
    )


async def test_a_changed_byte_of_a_past_version(filled: str) -> None:
    await change(
        filled, "UPDATE read.organisations_v1 SET population = 1 WHERE id = $1 AND valid_from = 9", TOWN
    )
    assert await told_of(filled) == f"organisations {TOWN} from position 9: population: live 1, rebuilt 5000"


async def test_a_changed_value_that_was_cut_by_an_epoch_is_told_once(filled: str) -> None:
    columns = ", ".join(column.name for column in ORGANISATIONS.columns)
    await change(filled, "UPDATE read.organisations_v1 SET valid_to = 11 WHERE valid_to IS NULL")
    await change(
        filled,
        f"INSERT INTO read.organisations_v1 ({columns}, valid_from, epoch)"
        f" SELECT {columns}, 11, 11 FROM read.organisations_v1 WHERE valid_to = 11",
    )
    assert (await checked(filled))[0] == []
    await change(
        filled, "UPDATE read.organisations_v1 SET kind = 'LAND' WHERE valid_from >= 10 AND id = $1", TOWN
    )
    assert (
        await told_of(filled) == f'organisations {TOWN} from position 10: kind: live "LAND", rebuilt "STADT"'
    )
    await change(
        filled, "UPDATE read.organisations_v1 SET kind = 'KREIS' WHERE valid_from = 11 AND id = $1", TOWN
    )
    assert (await checked(filled))[0] == [
        f'organisations {TOWN} from position 10: kind: live "LAND", rebuilt "STADT"',
        f'organisations {TOWN} from position 11: kind: live "KREIS", rebuilt "STADT"',
    ]


async def test_a_removed_row_and_a_removed_version(filled: str) -> None:
    await change(filled, "DELETE FROM read.organisations_v1 WHERE id = $1", OTHER)
    await change(filled, "DELETE FROM read.organisations_v1 WHERE id = $1 AND valid_from = 9", TOWN)
    told, comparison = await checked(filled)
    first = await ask(filled, "SELECT notification_id FROM events WHERE originator_id = $1 LIMIT 1", OTHER)
    assert set(told) == {
        f"organisations {OTHER} from position {first}: only in the rebuilt tables",
        f"organisations {TOWN} from position 9: only in the rebuilt tables",
    }
    assert comparison.differing == {"organisations": 2}
    assert comparison.rows["organisations"] == 2


async def test_an_added_row_and_an_end_that_never_was(filled: str) -> None:
    new = uuid4()
    columns = ", ".join(column.name for column in ORGANISATIONS.columns if column.name != "id")
    await change(
        filled,
        f"INSERT INTO read.organisations_v1 (id, {columns}, valid_from, epoch)"
        f" SELECT $1::uuid, {columns}, 4, 0 FROM read.organisations_v1 WHERE id = $2 AND valid_to IS NULL",
        new,
        TOWN,
    )
    assert await told_of(filled) == f"organisations {new} from position 4: only in the live tables"
    await change(filled, "DELETE FROM read.organisations_v1 WHERE id = $1", new)
    await change(
        filled, "UPDATE read.organisations_v1 SET valid_to = 11 WHERE id = $1 AND valid_to IS NULL", TOWN
    )
    assert await told_of(filled) == f"organisations {TOWN} from position 11: only in the rebuilt tables"


async def test_versions_that_overlap(filled: str) -> None:
    columns = ", ".join(column.name for column in ORGANISATIONS.columns)
    await change(
        filled,
        f"INSERT INTO read.organisations_v1 ({columns}, valid_from, valid_to, epoch)"
        f" SELECT {columns}, valid_from, 10, 5 FROM read.organisations_v1 WHERE id = $1 AND valid_from = 9",
        TOWN,
    )
    assert f"organisations {TOWN} from position" in await told_of(filled)


async def test_a_changed_log_entry(filled: str) -> None:
    await change(filled, "UPDATE read.log_entries_v1 SET actor = $1 WHERE position = 3", UUID(int=1))
    assert (
        await told_of(filled)
        == f'log_entries 3 from position 3: actor: live "{UUID(int=1)}", rebuilt "{UUID(int=7)}"'
    )
    await change(filled, "DELETE FROM read.log_entries_v1 WHERE position = 3")
    assert await told_of(filled) == "log_entries 3 from position 3: only in the rebuilt tables"


async def test_sealed_values_are_not_told(filled: str) -> None:
    await change(filled, "UPDATE read.engagement_officers_v2 SET name = email, in_office = false")
    person = await ask(filled, f"SELECT id FROM {LIVE}.engagement_officers_v2")
    assert await told_of(filled) == (
        f"engagement_officers {person} from position 12: in_office: live false, rebuilt true;"
        " name: sealed values differ"
    )


async def test_a_derived_column(filled: str) -> None:
    await change(
        filled,
        "UPDATE read.search_entries_v1 SET title = 'Altstadt' WHERE id = $1 AND valid_to IS NULL",
        TOWN,
    )
    assert 'title: live "Altstadt", rebuilt "Neustadt"; ' in await told_of(filled)


async def test_many_differences_are_told_batch_by_batch(filled: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("infra.differences._BATCH", 3)
    await change(filled, "UPDATE read.log_entries_v1 SET topic = 'x'")
    told, comparison = await checked(filled)
    assert [line.split(" from ")[0] for line in told] == [f"log_entries {number}" for number in range(1, 13)]
    assert comparison.differing == {"log_entries": 12}


# A projection that is changed


def renamed_loudly(row: Any, fact: Fact[Organisation.Renamed]) -> Any:
    return ORGANISATIONS.changes[Organisation.Renamed](row, fact)._replace(name=fact.event.name.upper())


class LongerRow(NamedTuple):
    id: UUID
    title: str
    revision: int
    letters: int


def proclaimed(fact: Fact[Declaration.Proclaimed]) -> LongerRow:
    return LongerRow(fact.event.originator_id, fact.event.title + "!", 1, len(fact.event.title))


LOUD = replace(ORGANISATIONS, changes={**ORGANISATIONS.changes, Organisation.Renamed: renamed_loudly})
LONGER = replace(
    DECLARATIONS, version=2, row=LongerRow, opens={Declaration.Proclaimed: proclaimed}, changes={}
)


def instead(model: ReadModel) -> list[ReadModel]:
    """The read models with this one in the place of its namesake."""
    return [model if model.name == each.name else each for each in READ_MODELS]


async def test_a_changed_fold_shows_what_it_changes(filled: str) -> None:
    told, comparison = await checked(filled, instead(LOUD))
    assert told == [f'organisations {TOWN} from position 10: name: live "Neustadt", rebuilt "NEUSTADT"']
    assert comparison.live == LIVE == generation(instead(LOUD))


async def test_a_new_version_is_compared_with_the_generation_projected_last(filled: str) -> None:
    assert generation(instead(LONGER)) != LIVE
    told, comparison = await checked(filled, instead(LONGER))
    assert comparison.live == LIVE
    assert told == [
        "declarations: column letters is new",
        "declarations: column current_revision_id is gone",
        "declarations: column proclaimed_on is gone",
        "declarations: column proclaimed_on_earliest is gone",
        "declarations: column proclaimed_on_latest is gone",
        f'declarations {DECLARATION_ID} from position 1: title: live "Erklärung", rebuilt "Erklärung!"',
    ]
    assert comparison.differing == {"declarations": 6}


async def test_models_that_come_and_go_are_told(filled: str) -> None:
    models = [replace(model, name="texts") if model is DECLARATIONS else model for model in READ_MODELS]
    assert (await checked(filled, models))[0] == [
        "declarations: the model is gone",
        "texts: the model is new",
    ]


async def test_a_column_of_another_type_is_compared_by_its_text(filled: str) -> None:
    await change(filled, "ALTER TABLE read.declarations_v1 ALTER revision TYPE text")
    assert (await checked(filled))[0] == []
    await change(filled, "UPDATE read.declarations_v1 SET revision = '7'")
    assert (
        await told_of(filled)
        == f'declarations {DECLARATION_ID} from position 1: revision: live "7", rebuilt "1"'
    )


# What is in the way


def failing(fact: Fact[Any]) -> Any:
    raise ValueError("no such fold")


async def test_a_fold_that_fails_leaves_nothing_behind(filled: str) -> None:
    with pytest.raises(ProjectionFailed, match="position 1: "):
        await checked(filled, instead(replace(DECLARATIONS, opens={Declaration.Proclaimed: failing})))


async def test_what_an_interrupted_one_left_is_removed(filled: str) -> None:
    async with connected(filled) as connection:
        await connection.execute(
            f"CREATE SCHEMA {LIVE}_check; CREATE TABLE {LIVE}_check.organisations_v1 (id uuid)"
        )
        await connection.execute("INSERT INTO generations (schema_name) VALUES ($1)", f"{LIVE}_check")
    database = Database(filled)
    async with compared(database, READ_MODELS, lambda done, total: None) as comparison:
        await comparison.differences(lambda words: None)
        assert comparison.same
    await database.close()
    assert await ask(filled, GENERATIONS) == [LIVE]
    assert await ask(filled, SCHEMAS) == [LIVE]


async def test_it_needs_read_models(bare_dsn: str) -> None:
    with pytest.raises(NothingToCompare):
        await checked(bare_dsn)


async def test_only_one_at_a_time(filled: str) -> None:
    async with connected(filled) as connection:
        await connection.execute(f"SELECT pg_advisory_lock({_LOCK})")
        with pytest.raises(RebuildRunning):
            await checked(filled)


def checked_by_command(dsn: str, home: Path, **settings: str) -> tuple[int, str, str]:
    done = run(home, "rebuild", "--check", DATABASE_URL=dsn, **settings)
    return done.returncode, done.stdout, done.stderr


async def test_the_exit_status_says_whether_something_differs(loaded_dsn: str, tmp_path: Path) -> None:
    status, output, told = checked_by_command(loaded_dsn, tmp_path)
    assert (status, output) == (0, "")
    assert "organisations: 436 rows compared, 0 differences" in told
    assert f"Compared with {LIVE} up to position 517: no difference." in told

    await change(loaded_dsn, "UPDATE read.organisations_v1 SET name = 'Bonnn' WHERE name = 'Bonn'")
    status, output, told = checked_by_command(loaded_dsn, tmp_path, NETZWERKREGISTER_LANGUAGE="de")
    assert status == 1
    assert output.endswith(': name: jetzt "Bonnn", neu "Bonn"\n')
    assert " ab Position " in output
    assert output.count("\n") == 1
    assert "organisations: 436 Zeilen verglichen, 1 Abweichungen" in told
    assert f"Verglichen mit {LIVE} bis Position 517: Es gibt Abweichungen." in told
    assert await ask(loaded_dsn, GENERATIONS) == [LIVE]


async def test_what_it_cannot_do_is_told_in_german(bare_dsn: str, tmp_path: Path) -> None:
    status, output, told = checked_by_command(bare_dsn, tmp_path, NETZWERKREGISTER_LANGUAGE="de")
    assert (status, output) == (2, "")
    assert f"NO_READ_MODELS {LIVE}\nNoch sind keine Lesemodelle aufgebaut." in told
