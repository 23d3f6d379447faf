"""The commands that go over the whole history: to read it, to rebuild from it, to check what was built."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from typing import Annotated, TypeVar

import typer

from infra.database import Database
from infra.hosting import database
from infra.rebuild import rebuild
from infra.rebuild_check import Comparison, compared
from infra.replay import Replay, Replayed, paced
from infra.replay_lines import as_json, readable
from infra.settings import Settings, read_settings
from infra.telling import Teller
from projections import READ_MODELS

Outcome = TypeVar("Outcome")


def add_audit_commands(cli: typer.Typer, teller: Teller) -> None:
    """Adds `replay` and `rebuild`, with help in the teller's language."""
    say = teller.say

    @cli.command(
        help=say(
            "Print the history, event by event, in the order in which it was recorded.",
            "Die Geschichte ausgeben, Ereignis für Ereignis, in der Reihenfolge der Erfassung.",
        )
    )
    def replay(
        first: Annotated[
            int, typer.Option("--from", min=1, help=say("The first position.", "Die erste Position."))
        ] = 1,
        last: Annotated[
            int | None, typer.Option("--to", min=1, help=say("The last position.", "Die letzte Position."))
        ] = None,
        speed: Annotated[
            float | None,
            typer.Option(
                min=0.01,
                help=say(
                    "Events a second; else as fast as it goes.",
                    "Ereignisse je Sekunde; sonst so schnell wie möglich.",
                ),
            ),
        ] = None,
        json: Annotated[
            bool, typer.Option("--json", help=say("One JSON object a line.", "Ein JSON-Objekt je Zeile."))
        ] = False,
    ) -> None:
        print_history(first, last, speed, as_json if json else readable(teller.language))

    @cli.command(
        name="rebuild",
        help=say(
            "Fill the read models anew from the log, and put them in the place of the present ones.",
            "Die Lesemodelle aus dem Protokoll neu aufbauen und an die Stelle der jetzigen setzen.",
        ),
    )
    def _rebuild(
        check: Annotated[
            bool,
            typer.Option(
                "--check",
                help=say(
                    "Change nothing: tell every difference from the present ones; the exit status is 1 "
                    "where there is one.",
                    "Nichts ändern, sondern jede Abweichung von den jetzigen ausgeben; der Exit-Status ist "
                    "1, wenn es eine gibt.",
                ),
            ),
        ] = False,
    ) -> None:
        if check:
            check_read_models(teller)
        else:
            rebuild_read_models(teller)


def print_history(first: int, last: int | None, speed: float | None, line: Callable[[Replayed], str]) -> None:
    async def run(opened: Database) -> None:
        async for fact in paced(Replay(opened, first, last).facts(), speed):
            print(line(fact), flush=speed is not None)

    with _ended_quietly():
        _with_database(run)


def rebuild_read_models(teller: Teller) -> None:
    async def run(opened: Database) -> int:
        with teller.bars() as bar:
            return await rebuild(opened, READ_MODELS, bar("Rebuild"))

    position = _with_database(run)
    teller.tell(
        f"The read models are rebuilt, up to position {position}.",
        f"Die Lesemodelle sind neu aufgebaut, bis Position {position}.",
    )


def check_read_models(teller: Teller) -> None:
    """Ends with 1 where something differs."""

    async def run(opened: Database) -> Comparison:
        async with AsyncExitStack() as stack:
            # The bar is gone before anything is printed: it would take that to where it is drawn.
            with teller.bars() as bar:
                entering = compared(opened, READ_MODELS, bar("Rebuild"))
                comparison = await stack.enter_async_context(entering)
            await comparison.differences(lambda words: print(words.in_(teller.language)))
            return comparison

    with _ended_quietly():
        comparison = _with_database(run)
        teller.compared(comparison)
        if comparison.same:
            return
    sys.exit(1)


def _with_database(use: Callable[[Database], Awaitable[Outcome]]) -> Outcome:
    """What is done with the database alone: nothing is projected meanwhile."""

    async def run(settings: Settings) -> Outcome:
        async with _opened(settings) as opened:
            return await use(opened)

    with database(read_settings()) as settings:
        return asyncio.run(run(settings))


@asynccontextmanager
async def _opened(settings: Settings) -> AsyncIterator[Database]:
    assert settings.database_url is not None
    opened = Database(settings.database_url, statement_seconds=settings.statement_seconds)
    try:
        yield opened
    finally:
        await opened.close()


@contextmanager
def _ended_quietly() -> Iterator[None]:
    """Ctrl-C, or nobody who reads the output any more, is no error."""
    try:
        yield
        sys.stdout.flush()
    except KeyboardInterrupt:
        pass
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # nor is it one at the exit
