"""Each test runs the real server; data are made once where a test does not need its own."""

import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import asyncpg
import pytest

from infra.embedded_postgres import LONGEST_LOG, PostgresUnavailable, embedded_postgres
from tests.infra.running_postgres import HASTY, ask, open_place, postmaster, servers

REPOSITORY = Path(__file__).parents[2]
USER = """
import sys, time
from pathlib import Path
from infra.embedded_postgres import embedded_postgres
with embedded_postgres(Path(sys.argv[1]), options={"fsync": "off"}) as dsn:
    print(dsn, flush=True)
    time.sleep(600)
"""


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    with open_place() as place:
        with embedded_postgres(place / "home", options=HASTY):
            pass
        yield place / "home"


@pytest.fixture
def fresh() -> Iterator[Path]:
    with open_place() as place:
        yield place / "home"


@contextmanager
def renamed(path: Path, name: str) -> Iterator[Path]:
    moved = path.rename(path.with_name(name))
    try:
        yield moved
    finally:
        moved.rename(path)


@pytest.fixture
def users() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


def start_user(home: Path, users: ExitStack) -> subprocess.Popen[str]:
    user = subprocess.Popen(
        [sys.executable, "-c", USER, str(home)],
        cwd=REPOSITORY,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    users.enter_context(user)
    users.callback(user.kill)
    return user


def dsn_of(user: subprocess.Popen[str]) -> str:
    assert user.stdout is not None
    return user.stdout.readline().strip()


def test_the_server_runs_while_it_is_used_and_no_longer(fresh: Path) -> None:
    with embedded_postgres(fresh, options=HASTY) as dsn:
        assert ask(dsn, "SELECT current_database() || ' ' || current_user") == (
            "netzwerkregister netzwerkregister"
        )
        assert ask(dsn, "SELECT current_setting('server_encoding')") == "UTF8"
        assert ask(dsn, "SELECT current_setting('fsync')") == "off"
        assert postmaster(fresh) in servers(fresh)
    assert servers(fresh) == []
    assert not (fresh / "postgres" / "data" / "postmaster.pid").exists()


def test_data_outlive_the_server(home: Path) -> None:
    with embedded_postgres(home) as dsn:
        ask(dsn, "CREATE TABLE kept AS SELECT 42 AS answer")
    with embedded_postgres(home) as dsn:
        assert ask(dsn, "SELECT answer FROM kept") == 42


def test_only_who_knows_the_password_gets_in(home: Path) -> None:
    with embedded_postgres(home, options=HASTY) as dsn:
        password = (home / "postgres" / "password").read_text()
        with pytest.raises(asyncpg.InvalidPasswordError):
            ask(dsn.replace(password, "guessed"), "SELECT 1")
    assert stat.S_IMODE((home / "postgres" / "password").stat().st_mode) == 0o600


def test_the_server_stays_until_its_last_user_leaves(home: Path) -> None:
    with embedded_postgres(home, options=HASTY) as dsn:
        with embedded_postgres(home) as same:
            assert same == dsn
            first = postmaster(home)
        assert ask(dsn, "SELECT 1") == 1
        assert postmaster(home) == first
    assert servers(home) == []


def test_many_who_come_at_once_get_the_same_server(fresh: Path, users: ExitStack) -> None:
    crowd = [start_user(fresh, users) for _ in range(5)]
    assert len({dsn_of(user) for user in crowd}) == 1
    for user in crowd:
        user.send_signal(signal.SIGINT)
    for user in crowd:
        user.wait(timeout=20)
    assert servers(fresh) == []


def test_a_killed_user_leaves_a_server_that_the_next_takes_over_and_stops(
    home: Path, users: ExitStack
) -> None:
    user = start_user(home, users)
    dsn_of(user)
    left = postmaster(home)
    user.kill()
    assert user.stdout is not None
    assert user.stdout.read() == ""  # the server does not hold the pipe open
    assert left in servers(home)
    with embedded_postgres(home) as dsn:
        assert ask(dsn, "SELECT 1") == 1
        assert postmaster(home) == left
    assert servers(home) == []


def test_ctrl_c_in_one_terminal_does_not_stop_the_others_server(home: Path, users: ExitStack) -> None:
    user = start_user(home, users)
    dsn_of(user)
    with embedded_postgres(home) as dsn:
        os.killpg(user.pid, signal.SIGINT)
        user.wait(timeout=20)
        assert ask(dsn, "SELECT 1") == 1


def test_a_killed_server_recovers_at_the_next_start(home: Path) -> None:
    with embedded_postgres(home) as dsn:
        ask(dsn, "CREATE TABLE rescued AS SELECT 42 AS answer")
        os.kill(postmaster(home), signal.SIGKILL)
        with embedded_postgres(home) as new:
            assert ask(new, "SELECT answer FROM rescued") == 42
    assert servers(home) == []
    assert "automatic recovery in progress" in (home / "postgres" / "server.log").read_text()


def test_a_process_id_that_somebody_else_has_by_now_does_not_block(home: Path) -> None:
    with embedded_postgres(home, options=HASTY):
        data = home / "postgres" / "data"
        lines = (data / "postmaster.pid").read_text().split("\n")
    owner = data.stat().st_uid if os.geteuid() == 0 else None
    with subprocess.Popen(["sleep", "60"], user=owner) as other:
        (data / "postmaster.pid").write_text("\n".join([str(other.pid), *lines[1:]]))
        with embedded_postgres(home) as dsn:
            assert ask(dsn, "SELECT 1") == 1
        assert other.poll() is None
        other.kill()


def test_half_made_data_are_made_anew(fresh: Path, users: ExitStack) -> None:
    user = start_user(fresh, users)
    while not (fresh / "postgres" / "data.new" / "PG_VERSION").exists():
        assert user.poll() is None
        time.sleep(0.001)
    user.kill()
    assert not (fresh / "postgres" / "data").exists()
    with embedded_postgres(fresh, options=HASTY) as dsn:
        assert ask(dsn, "SELECT 1") == 1
    assert not (fresh / "postgres" / "data.new").exists()


@pytest.mark.parametrize("name", ["x" * 100, "a,b"])
def test_where_no_socket_can_be_it_listens_on_the_loopback(home: Path, name: str) -> None:
    with renamed(home, name) as odd, embedded_postgres(odd, options=HASTY) as dsn:
        assert "@127.0.0.1:" in dsn
        assert ask(dsn, "SELECT host(inet_server_addr())") == "127.0.0.1"
        with embedded_postgres(odd) as same:
            assert same == dsn


def test_odd_characters_in_the_path_do_no_harm(home: Path) -> None:
    with renamed(home, "ö %2F+&?#'\"$HOME") as odd, embedded_postgres(odd, options=HASTY) as dsn:
        assert "host=" in dsn
        assert ask(dsn, "SELECT 1") == 1


def test_data_of_another_major_version_are_refused(home: Path) -> None:
    version = home / "postgres" / "data" / "PG_VERSION"
    current = version.read_text()
    version.write_text("17\n")
    with pytest.raises(PostgresUnavailable, match=r"was made by PostgreSQL 17.*Dump"):
        embedded_postgres(home).__enter__()
    version.write_text(current)
    with embedded_postgres(home, options=HASTY) as dsn:
        assert ask(dsn, "SELECT 1") == 1


def test_a_server_that_does_not_start_says_why(home: Path) -> None:
    with pytest.raises(PostgresUnavailable, match='"shared_buffers": "plenty"') as refused:
        embedded_postgres(home, options={"shared_buffers": "plenty"}).__enter__()
    assert refused.value.code == "EMBEDDED_POSTGRES_FAILED"
    with embedded_postgres(home, options=HASTY) as dsn:
        assert ask(dsn, "SELECT 1") == 1


def test_a_lost_password_is_told(home: Path) -> None:
    refused = pytest.raises(PostgresUnavailable, match="password is gone")
    with renamed(home / "postgres" / "password", "mislaid"), refused:
        embedded_postgres(home).__enter__()
    assert servers(home) == []


def test_a_log_that_has_grown_long_is_put_aside(home: Path) -> None:
    log = home / "postgres" / "server.log"
    with log.open("ab") as file:
        file.truncate(LONGEST_LOG + 1)
    with embedded_postgres(home, options=HASTY):
        assert log.stat().st_size < LONGEST_LOG
    assert log.with_name("server.log.1").stat().st_size > LONGEST_LOG
