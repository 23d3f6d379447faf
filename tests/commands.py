"""The command line within the tests' own process, where many commands are to be told quickly."""

from __future__ import annotations

import asyncio
import os
from dataclasses import dataclass
from pathlib import Path

from typer.testing import CliRunner

from domain.languages import Language, said_by
from infra.command_line import TOLD, command_line
from infra.telling import Teller


@dataclass(frozen=True)
class Outcome:
    """What a command told, and its exit status."""

    status: int
    out: str
    err: str


async def command(home: Path, *arguments: str, **settings: str) -> Outcome:
    """Runs the command to its end, as `netzwerkregister` does, in a thread."""
    outer = dict.fromkeys([name for name in os.environ if name.startswith("NETZWERKREGISTER_")])
    environment = {**outer, "NETZWERKREGISTER_HOME": str(home), "DATABASE_URL": None, **settings}
    cli = command_line(Teller(Language.EN))
    result = await asyncio.to_thread(CliRunner().invoke, cli, arguments, env=environment)
    if isinstance(result.exception, TOLD):
        return Outcome(2, result.stdout, f"{result.exception.code} {said_by(result.exception).en}")
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return Outcome(result.exit_code, result.stdout, result.stderr)
