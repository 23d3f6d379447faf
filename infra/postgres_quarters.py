"""Where the embedded PostgreSQL of one home lives.

All is in home/postgres; the account that runs PostgreSQL owns nothing there but data and run. If
it cannot get there (a clone below /root, say), these two are in a room below SHELTER, to which
home/postgres/data then points. Permissions of folders that are not ours are never changed.
"""

import hashlib
import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from secrets import token_urlsafe

from domain.languages import Words
from infra.postgres_account import (
    Account,
    PostgresUnavailable,
    Programs,
    find_account,
    find_programs,
    make_passage,
)

SHELTER = Path("/var/lib/netzwerkregister")
NAME = "netzwerkregister"  # of the database and of the role that owns it


@dataclass(frozen=True, slots=True)
class Quarters:
    """folder is home/postgres; room, usually the same, is what the account can reach."""

    folder: Path
    room: Path
    account: Account
    programs: Programs

    @property
    def data(self) -> Path:
        return self.room / "data"

    @property
    def run(self) -> Path:
        return self.room / "run"

    @property
    def server_lock(self) -> Path:
        return self.room / "server.lock"

    @property
    def log(self) -> Path:
        return self.folder / "server.log"

    def password(self) -> str:
        path = self.folder / "password"
        if not path.exists():
            if self.data.exists():
                raise PostgresUnavailable(
                    Words(
                        en=f"{path} is gone. Without it {self.data} stays closed.",
                        de=f"{path} fehlt. Ohne diese Datei bleibt {self.data} verschlossen.",
                    )
                )
            _write(path, token_urlsafe())
        return path.read_text()

    def are_ours(self) -> bool:
        return self.room == self.folder or _same_token(self.room, self.folder)

    def renew_room(self) -> None:
        """Replaces the room, which was made for a folder that has been deleted since."""
        token = token_urlsafe()
        _write(self.folder / "token", token)
        _write(make_passage(_absent(self.room)) / "token", token)

    def furnish(self, server_lock: int) -> None:
        """Makes what is missing, and refuses data which could not be served."""
        # A killed server leaves its socket's lock file with a process id, which may be another's now.
        _make_for(self.account, _absent(self.run))
        password = self.password()
        if not self.data.exists():
            self._make_data(password, server_lock)
        link = self.folder / "data"
        if self.room != self.folder and not link.is_symlink():
            link.symlink_to(self.data)
        self._check_data()

    def _make_data(self, password: str, server_lock: int) -> None:
        """Makes data under another name first, so that half-made data are never taken for whole."""
        new = _absent(self.room / "data.new")
        _make_for(self.account, new)
        self._must(
            # A file of ours the account could not read, a pipe of its own shell it can.
            *("/bin/sh", "-c", 'cat | "$0" "$@"', self.programs.folder / "initdb", "-D", new),
            *("-U", NAME, "--pwfile=/dev/stdin", "--auth=scram-sha-256", "--no-instructions"),
            *("--encoding=UTF8", "--locale=C"),
            *("--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
            typed=password,
            server_lock=server_lock,
        )
        self._must(
            *(self.programs.folder / "postgres", "--single", "-D", new),
            *("-c", "exit_on_error=on", "postgres"),
            typed=f"CREATE DATABASE {NAME}\n",
            server_lock=server_lock,
        )
        new.rename(self.data)
        _sync(self.room)

    def _must(self, *command: str | Path, typed: str, server_lock: int) -> None:
        done = self.account.run(*command, typed=typed, inherited=[server_lock])
        if done.returncode != 0:
            raise PostgresUnavailable(
                Words(
                    en=f"The data could not be made:\n{done.stdout[-2000:]}\n"
                    "Remove the cause and start again; what is half done is made anew.",
                    de=f"Die Daten konnten nicht angelegt werden:\n{done.stdout[-2000:]}\n"
                    "Die Ursache ist zu beheben und neu zu starten; Unfertiges wird neu angelegt.",
                )
            )

    def _check_data(self) -> None:
        if not self.account.owns(self.data):
            raise PostgresUnavailable(
                Words(
                    en=f"{self.data} belongs to the user with the id {self.data.stat().st_uid}. Start as "
                    f"that user; or delete {self.folder} to start with no data.",
                    de=f"{self.data} gehört dem Konto mit der Kennung {self.data.stat().st_uid}. Unter "
                    f"diesem Konto ist zu starten; oder {self.folder} ist zu löschen, um ohne Daten "
                    "zu beginnen.",
                )
            )
        made_by = (self.data / "PG_VERSION").read_text().strip()
        if made_by != self.programs.major:
            raise PostgresUnavailable(
                Words(
                    en=f"{self.data} was made by PostgreSQL {made_by}; installed is PostgreSQL "
                    f"{self.programs.major}. Dump the database with PostgreSQL {made_by} (pg_dump), "
                    f"move {self.folder} away, start again, and restore the dump.",
                    de=f"{self.data} stammt von PostgreSQL {made_by}; installiert ist PostgreSQL "
                    f"{self.programs.major}. Die Datenbank ist mit PostgreSQL {made_by} zu sichern "
                    f"(pg_dump), {self.folder} wegzulegen, neu zu starten und die Sicherung einzuspielen.",
                )
            )


def find_quarters(folder: Path) -> Quarters:
    account = find_account()
    return Quarters(folder, _room(folder, account), account, find_programs(account, SHELTER))


def _room(folder: Path, account: Account) -> Path:
    data = folder / "data"
    if account.uid is None or (data.exists() and not data.is_symlink()):
        return folder
    room = SHELTER / hashlib.sha256(os.fsencode(folder.parent)).hexdigest()[:16]
    if data.is_symlink():
        if data.readlink() != room / "data" or not data.exists() or not _same_token(room, folder):
            raise PostgresUnavailable(
                Words(
                    en=f"{data} points to {data.readlink()}, which is gone or belongs to another folder. "
                    f"Put its parent folder back as {room} and delete the link; or delete {folder} to "
                    "start with no data.",
                    de=f"{data} verweist auf {data.readlink()}; das fehlt oder gehört zu einem anderen "
                    f"Ordner. Dessen übergeordneter Ordner ist als {room} zurückzulegen und der Verweis zu "
                    f"löschen; oder {folder} ist zu löschen, um ohne Daten zu beginnen.",
                )
            )
        return room
    _make_for(account, folder / "run")
    if account.reaches(folder / "run"):
        return folder
    (folder / "run").rmdir()
    return room


def _same_token(room: Path, folder: Path) -> bool:
    theirs, ours = room / "token", folder / "token"
    return theirs.exists() and ours.exists() and theirs.read_text() == ours.read_text()


def _absent(folder: Path) -> Path:
    if folder.exists():
        shutil.rmtree(folder)
    return folder


def _make_for(account: Account, folder: Path) -> None:
    folder.mkdir(mode=0o700, exist_ok=True)
    account.give(folder)


def _write(path: Path, text: str) -> None:
    """Writes a file whole or not at all, for our eyes only."""
    new = path.with_name(path.name + ".new")
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    new.rename(path)
    _sync(path.parent)


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    os.fsync(descriptor)
    os.close(descriptor)
