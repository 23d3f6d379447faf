"""What tests of the embedded PostgreSQL look at it with."""

import asyncio
import os
import shutil
import signal
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import asyncpg

HASTY = {"fsync": "off", "jit": "off"}

_ROOMY = 4 * 2**30


@contextmanager
def open_place() -> Iterator[Path]:
    """A folder that everybody can pass through; below pytest's tmp_path only its user can be.

    In memory where there is plenty: the tests make and drop hundreds of databases of as many files each.
    """
    memory = Path("/dev/shm")
    roomy = memory.is_dir() and shutil.disk_usage(memory).free > _ROOMY
    place = Path(tempfile.mkdtemp(dir=memory if roomy else "/tmp"))
    place.chmod(0o711)
    yield place
    while left := servers(place / "home"):  # by a register that was killed
        for process in left:
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        time.sleep(0.05)
    shutil.rmtree(place)


def ask(dsn: str, question: str) -> object:
    async def answer() -> object:
        connection = await asyncpg.connect(dsn)
        try:
            return await connection.fetchval(question)
        finally:
            await connection.close()

    return asyncio.run(answer())


def servers(home: Path) -> list[int]:
    """The processes that live in home's data folder, as only PostgreSQL's do."""
    data = (home / "postgres" / "data").resolve()
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if (process / "cwd").readlink() == data:
                found.append(int(process.name))
        except OSError:
            continue  # it ended meanwhile
    return found


def postmaster(home: Path) -> int:
    return int((home / "postgres" / "data" / "postmaster.pid").read_text().split("\n")[0])
