"""The composition root: the application, put together from its rooms; and the command line."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from importlib.metadata import version
from pathlib import Path
from socket import socket
from typing import Annotated, TypeVar
from uuid import UUID, uuid4

import prometheus_client
import typer
import uvicorn
from rich.console import Console
from rich.progress import Progress
from rich.table import Table
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route
from uvicorn.supervisors import Multiprocess

from domain.errors import explain
from domain.ports import StoreUnavailable
from graphql_api.explorer import explorer_routes
from graphql_api.http import GraphQLView
from graphql_api.operations import Operations
from graphql_api.schema import create_schema
from infra.actors import LOCAL_ISSUER
from infra.embedded_postgres import PostgresUnavailable
from infra.history_files import read_history
from infra.hosting import database, leave_when_orphaned, listen
from infra.import_run import Report
from infra.imports import import_history, import_register
from infra.logs import configure_logs
from infra.metrics import observe
from infra.migrations import NewerDatabase
from infra.own_data import IMPORTER, load_own_data
from infra.register import Register, now
from infra.register_files import UnreadableFile, read_register
from infra.settings import InvalidSetting, Settings
from infra.tokens import Tokens, issue_token, local_key
from projections.reading import NoAnswer


def create_app(settings: Settings) -> Starlette:
    """The service of one worker. Its database is there, and migrated."""
    schema = create_schema()
    register = Register.of(settings)
    tokens = Tokens(local_key(settings.home), register.actors, now)
    operations = Operations(schema._schema, register.reads, register.network, now, uuid4)
    sdl = schema.as_str()

    async def print_schema(_: Request) -> Response:
        return PlainTextResponse(sdl)

    async def livez(_: Request) -> Response:
        return PlainTextResponse("live")

    async def readyz(_: Request) -> Response:
        health = await register.health()
        report = {
            "ready": not health.reasons,
            "reasons": health.reasons,
            "logPosition": health.log_position,
            "readPosition": health.read_position,
        }
        return JSONResponse(report, status_code=503 if health.reasons else 200)

    async def metrics(_: Request) -> Response:
        observe(await register.health(), register.projector.state)
        return Response(prometheus_client.generate_latest(), media_type=prometheus_client.CONTENT_TYPE_LATEST)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        orphaned = asyncio.create_task(leave_when_orphaned())
        try:
            async with register.running():
                yield
        finally:
            orphaned.cancel()

    return Starlette(
        routes=[
            Route("/", lambda _: RedirectResponse("/graphql")),
            Route("/graphql", GraphQLView(schema, operations, tokens.authenticate)),
            Route("/graphql/schema.graphql", print_schema),
            *explorer_routes(),
            Route("/livez", livez),
            Route("/readyz", readyz),
            Route("/metrics", metrics),
        ],
        lifespan=lifespan,
    )


def create_worker() -> Starlette:
    """The service of one worker of several, which their parent starts with its own settings."""
    configure_logs()
    return create_app(read_settings())


# The command line

cli = typer.Typer(
    help="The register of the Kommunen-Netzwerk: engagiert in NRW.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
console = Console(stderr=True)
Outcome = TypeVar("Outcome")
Bar = Callable[[int, int], None]


TOLD = (InvalidSetting, NewerDatabase, NoAnswer, PostgresUnavailable, StoreUnavailable, UnreadableFile)


def main() -> None:
    """The command `netzwerkregister`."""
    # Leave by unwinding, so that an embedded PostgreSQL is stopped, also when the terminal closes.
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: sys.exit(0))
    configure_logs()
    try:
        cli()
    except KeyboardInterrupt:
        sys.exit(0)
    except TOLD as error:
        console.print(f"[bold red]{error.code}[/] {error}\n{explain(error)}", highlight=False, soft_wrap=True)
        sys.exit(2)


def read_settings() -> Settings:
    return Settings.from_environment(os.environ)


def with_register(settings: Settings, use: Callable[[Register], Awaitable[Outcome]]) -> Outcome:
    """What is done with a running register, in a command that ends."""

    async def run() -> Outcome:
        async with Register.of(settings).running() as register:
            return await use(register)

    return asyncio.run(run())


@cli.command()
def serve(
    workers: Annotated[int, typer.Option(min=1, max=64, help="Processes that answer.")] = 1,
) -> None:
    """Serve the register until Ctrl-C; with the embedded database, load the real data first."""
    asked = read_settings()
    with database(asked) as settings:
        if asked.database_url is None:
            with Progress(console=console, transient=True) as progress:
                loaded = with_register(settings, lambda register: load_own_data(register, bars(progress)))
            for outcome in loaded:
                if not outcome.ok:
                    tell(outcome)
        os.environ["DATABASE_URL"] = settings.database_url or ""
        os.environ["NETZWERKREGISTER_HOME"] = str(settings.home)
        config = uvicorn.Config(
            create_app(settings) if workers == 1 else "app:create_worker",
            factory=workers > 1,
            workers=workers,
            http="httptools",
            ws="none",
            log_level="warning",
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=10,
        )
        with listen(settings) as listening, suppress(KeyboardInterrupt):
            greet(settings, listening)
            if workers == 1:
                uvicorn.Server(config).run([listening])
            else:
                Multiprocess(config, [listening]).run()


def greet(settings: Settings, listening: socket) -> None:
    token = issue_token(local_key(settings.home), "try-out", now(), timedelta(days=1))
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    address = f"http://{host}:{listening.getsockname()[1]}/graphql"
    console.print(
        f"The register is at [bold]{address}[/], for programs and, in a browser, the explorer.\n"
        f"For a mutation, send this token (valid for a day) as the header Authorization:\n"
        f"Bearer {token}\nCtrl-C stops it.",
        highlight=False,
        soft_wrap=True,
    )


@cli.command(name="import-register")
def import_register_file(
    file: Annotated[
        Path, typer.Argument(exists=True, dir_okay=False, help="Our CSV, or a GV100AD file of Destatis.")
    ],
) -> None:
    """Record what a register file has that the register does not."""
    entries = read_register(file.read_bytes())
    import_with(
        lambda register, actor, bar: import_register(
            register.network, entries, actor=actor, now=now, source=file.name, progress=bar
        )
    )


@cli.command(name="import-history")
def import_history_file(
    file: Annotated[
        Path, typer.Argument(exists=True, dir_okay=False, help="A history file (JSON), as in infra/data.")
    ],
) -> None:
    """Record the facts of a history file, each once."""
    entries = read_history(file.read_bytes())
    import_with(
        lambda register, actor, bar: import_history(
            register.network,
            register.recorder,
            entries,
            actor=actor,
            now=now,
            source=file.name,
            progress=bar,
        )
    )


def import_with(record: Callable[[Register, UUID, Bar], Awaitable[Report]]) -> None:
    """Imports with a progress bar and tells what came of it."""

    async def run(register: Register) -> Report:
        actor = await register.actors.pseudonym(LOCAL_ISSUER, IMPORTER)
        with Progress(console=console, transient=True) as progress:
            return await record(register, actor, bars(progress)("Import"))

    with database(read_settings()) as settings:
        report(with_register(settings, run))


@cli.command()
def status() -> None:
    """Tell where the register stands."""

    async def ask(register: Register) -> dict[str, object]:
        await register.reads.filled()
        health = await register.health()
        return {
            "version": version("netzwerkregister"),
            "home": str(read_settings().home),
            "log position": health.log_position,
            "read position": health.read_position,
            "lag": health.lag,
            **await register.counts(),
            "read models": register.reads.tables,
            "PostgreSQL": await register.database.server_version(),
            "ready": "; ".join(health.reasons) or "yes",
        }

    with database(read_settings()) as settings:
        table = Table(box=None, show_header=False)
        for name, value in with_register(settings, ask).items():
            table.add_row(name, str(value))
        Console().print(table)


@cli.command()
def token(
    subject: Annotated[str, typer.Option(help="Whom the token names.")] = "try-out",
    hours: Annotated[int, typer.Option(min=1, max=24 * 366, help="How long it is valid.")] = 24,
) -> None:
    """Print a bearer token for mutations, signed with the local key."""
    home = read_settings().home
    console.print(f"For the register whose home is {home}:", highlight=False, soft_wrap=True)
    typer.echo(issue_token(local_key(home), subject, now(), timedelta(hours=hours)))


def bars(progress: Progress) -> Callable[[str], Bar]:
    """Makes progress bars by name."""

    def bar(name: str) -> Bar:
        task = progress.add_task(name, total=None)
        return lambda done, total: progress.update(task, completed=done, total=total)

    return bar


def report(outcome: Report) -> None:
    """Tells what came of an import; ends the process with 1 where something was refused."""
    tell(outcome)
    if not outcome.ok:
        sys.exit(1)


def tell(outcome: Report) -> None:
    for kind, count in outcome.recorded.items():
        console.print(f"{count} {kind}")
    console.print(f"{outcome.unchanged} unchanged, {len(outcome.refused)} refused")
    for refused in outcome.refused:
        console.print(
            f"{refused.line}: {refused.what}: {refused.code} {refused.reason}",
            highlight=False,
            markup=False,
            soft_wrap=True,
        )
