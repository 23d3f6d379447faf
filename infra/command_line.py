"""The command `netzwerkregister`: serving, importing, auditing and telling where the register stands.

It starts without the service's own code, which only `serve` needs.
"""

import asyncio
import gc
import os
import signal
import sys
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from datetime import datetime, timedelta
from importlib.metadata import version
from pathlib import Path
from threading import Thread
from typing import Annotated, TypeVar
from uuid import UUID

import typer
import uvicorn
from uvicorn.importer import import_from_string
from uvicorn.supervisors import Multiprocess

from domain.languages import said_by
from domain.partial_date import PartialDate
from domain.personal import MasterKeyWrong
from domain.ports import StoreUnavailable
from infra import imports
from infra.actors import LOCAL_ISSUER
from infra.audit_commands import add_audit_commands
from infra.database_commands import PasswordUnfit, add_database_commands
from infra.database_setup import PostgresTooOld, RolesUnfit
from infra.document_commands import DocumentUnfit, add_document_commands
from infra.embedded_postgres import PostgresUnavailable
from infra.facts import ProjectionFailed
from infra.history_files import read_history
from infra.hosting import database, listen
from infra.http_protocol import BoundedHead
from infra.import_run import Progress, Report
from infra.key_files import KeyUnusable
from infra.log_bundles import FileInTheWay, LogNotEmpty
from infra.logs import configure_logs
from infra.migrations import NewerDatabase, SetupNeeded
from infra.own_data import IMPORTER, load_own_data
from infra.personal_commands import add_personal_commands
from infra.proof_commands import add_proof_commands
from infra.rebuild import RebuildRunning
from infra.rebuild_check import NothingToCompare
from infra.register import Register, now
from infra.register_files import read_register
from infra.settings import InvalidSetting, Settings, language_of, locale_language, read_settings
from infra.telling import Teller
from infra.text_files import UnreadableFile, read_file
from infra.token_commands import add_token_commands
from infra.tokens import LocalIssuerOff, issue_token, local_key
from infra.trusted_issuers import read_issuers
from infra.websocket_protocol import DirectWebSocket
from infra.witness import NotCosigned, RegisterNotReached
from projections.reading import NoAnswer

SERVICE = "app:create_worker"
DOCUMENTS = "app:trusted_documents"


Outcome = TypeVar("Outcome")


TOLD = (
    DocumentUnfit,
    FileInTheWay,
    InvalidSetting,
    KeyUnusable,
    LocalIssuerOff,
    LogNotEmpty,
    MasterKeyWrong,
    NewerDatabase,
    NoAnswer,
    NotCosigned,
    NothingToCompare,
    PasswordUnfit,
    PostgresTooOld,
    PostgresUnavailable,
    ProjectionFailed,
    RebuildRunning,
    RegisterNotReached,
    RolesUnfit,
    SetupNeeded,
    StoreUnavailable,
    UnreadableFile,
)


def main() -> None:
    """The command `netzwerkregister`."""
    # Leave by unwinding, so that an embedded PostgreSQL is stopped, also when the terminal closes.
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: sys.exit(0))
    configure_logs()
    teller = Teller(locale_language(os.environ))
    try:
        teller = Teller(language_of(os.environ))
        command_line(teller)()
    except KeyboardInterrupt:
        sys.exit(0)
    except TOLD as error:
        teller.error(error.code, said_by(error), error)
        sys.exit(2)


def command_line(teller: Teller) -> typer.Typer:
    """The commands, with help in the teller's language."""
    say = teller.say
    cli = typer.Typer(
        help=say(
            "The register of the Kommunen-Netzwerk: engagiert in NRW.",
            "Das Register des Kommunen-Netzwerks: engagiert in NRW.",
        ),
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
    )

    @cli.command(
        help=say(
            "Serve the register until Ctrl-C; with the embedded database, load the real data first.",
            "Das Register bereitstellen, bis Strg-C; bei eingebetteter Datenbank zuerst die echten Daten "
            "laden.",
        )
    )
    def serve(
        workers: Annotated[
            int, typer.Option(min=1, max=64, help=say("Processes that answer.", "Prozesse, die antworten."))
        ] = 1,
    ) -> None:
        serve_with(workers, teller)

    @cli.command(
        help=say(
            "Record what a register file has that the register does not.",
            "Erfassen, was eine Verzeichnisdatei enthält und das Register nicht.",
        )
    )
    def import_register(
        file: Annotated[
            Path,
            typer.Argument(
                help=say(
                    "Our CSV, or a GV100AD file of Destatis.",
                    "Eine CSV-Datei in unserem Format oder eine GV100AD-Datei von Destatis.",
                )
            ),
        ],
        ended_on: Annotated[
            datetime | None,
            typer.Option(
                formats=["%Y-%m-%d"],
                help=say(
                    "The day on which what the file does not have any more was dissolved. Record mergers "
                    "first. Nothing is, while a line of the file cannot be read.",
                    "Der Tag, an dem aufgelöst wurde, was die Datei nicht mehr enthält. Zusammenschlüsse "
                    "sind zuvor zu erfassen. Solange eine Zeile unlesbar ist, wird nichts aufgelöst.",
                ),
            ),
        ] = None,
    ) -> None:
        import_register_file(file, ended_on, teller)

    @cli.command(
        help=say(
            "Record the facts of a history file, each once.",
            "Die Einträge einer Geschichtsdatei erfassen, jeden einmal.",
        )
    )
    def import_history(
        file: Annotated[
            Path,
            typer.Argument(
                help=say(
                    "A history file (JSON), as in infra/data.",
                    "Eine Geschichtsdatei (JSON), wie in infra/data.",
                )
            ),
        ],
    ) -> None:
        import_history_file(file, teller)

    @cli.command(help=say("Tell where the register stands.", "Anzeigen, wo das Register steht."))
    def status() -> None:
        tell_status(teller)

    add_audit_commands(cli, teller)
    add_proof_commands(cli, teller)
    add_database_commands(cli, teller)
    add_token_commands(cli, teller)
    add_personal_commands(cli, teller)
    add_document_commands(cli, teller)
    return cli


def with_register(settings: Settings, use: Callable[[Register], Awaitable[Outcome]]) -> Outcome:
    """What is done with a running register, in a command that ends."""

    async def run() -> Outcome:
        async with Register.of(settings).running() as register:
            return await use(register)

    return asyncio.run(run())


def serve_with(workers: int, teller: Teller) -> None:
    asked = read_settings()
    local = asked.takes_local_tokens()
    if asked.issuers is not None:
        read_issuers(asked.issuers)  # each worker reads them again, and could tell nobody what is wrong
    if asked.documents is not None:
        import_from_string(DOCUMENTS)(asked)
    with loading() if workers == 1 else nullcontext(), database(asked) as settings:
        if asked.database_url is None:
            with teller.bars() as bar:
                loaded = with_register(settings, lambda register: load_own_data(register, bar))
            for outcome in loaded:
                if not outcome.ok:
                    teller.report(outcome)
        try:
            with_register(settings, prepare_keys)
        except KeyUnusable as error:  # all but signing goes on without it
            teller.error(error.code, said_by(error), error)
        os.environ["DATABASE_URL"] = settings.database_url or ""
        os.environ["NETZWERKREGISTER_READER_URL"] = settings.reader_url or ""
        os.environ["NETZWERKREGISTER_HOME"] = str(settings.home)
        config = server_config(settings, workers)
        with listen(settings) as listening, suppress(KeyboardInterrupt):
            host = f"[{settings.host}]" if ":" in settings.host else settings.host
            token = None
            if local and asked.database_url is None:  # else a log keeps what is told
                token = issue_token(local_key(settings.home), "try-out", now(), timedelta(days=1))
            teller.greet(f"http://{host}:{listening.getsockname()[1]}/graphql", token)
            if workers == 1:
                uvicorn.Server(config).run([listening])
            else:
                Multiprocess(config, [listening]).run()


@contextmanager
def loading() -> Iterator[None]:
    """Loads what this process will serve meanwhile, so that it is there once the database is."""
    thread = Thread(target=load_service)
    thread.start()
    try:
        yield
    finally:
        thread.join()


def load_service() -> None:
    gc.disable()  # what is loaded stays: to look through it again and again takes a tenth of the time
    try:
        with suppress(Exception):  # raised again where it is needed
            import_from_string(SERVICE)
    finally:
        gc.freeze()
        gc.enable()


async def prepare_keys(register: Register) -> None:
    """Raises KeyUnusable where checkpoints are signed by another key."""
    await register.keyring.destroy_erased()
    await register.log.admit_key()


def server_config(settings: Settings, workers: int) -> uvicorn.Config:
    return uvicorn.Config(
        SERVICE,
        factory=True,
        workers=workers,
        http=BoundedHead,
        ws=DirectWebSocket,
        ws_max_size=settings.body_bytes,
        ws_per_message_deflate=False,
        ws_ping_timeout=40.0,  # who reads nothing is told so first, after 30 s
        proxy_headers=bool(settings.proxies),
        forwarded_allow_ips=list(settings.proxies),
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=10,
    )


def import_register_file(file: Path, ended_on: datetime | None, teller: Teller) -> None:
    entries = read_register(read_file(file))
    import_with(
        lambda register, actor, bar: imports.import_register(
            register.network,
            register.recorder,
            entries,
            actor=actor,
            now=now,
            source=file.name,
            ended_on=None if ended_on is None else PartialDate.of(ended_on),
            progress=bar,
        ),
        teller,
    )


def import_history_file(file: Path, teller: Teller) -> None:
    entries = read_history(read_file(file))
    import_with(
        lambda register, actor, bar: imports.import_history(
            register.network,
            register.recorder,
            entries,
            actor=actor,
            now=now,
            source=file.name,
            progress=bar,
        ),
        teller,
    )


def import_with(record: Callable[[Register, UUID, Progress], Awaitable[Report]], teller: Teller) -> None:
    """Imports with a progress bar and tells what came of it; ends with 1 where something was refused."""

    async def run(register: Register) -> Report:
        actor = await register.actors.pseudonym(LOCAL_ISSUER, IMPORTER)
        with teller.bars() as bar:
            return await record(register, actor, bar("Import"))

    with database(read_settings()) as settings:
        report = with_register(settings, run)
        teller.report(report)
        if not report.ok:
            sys.exit(1)


def tell_status(teller: Teller) -> None:
    async def ask(register: Register) -> dict[str, object]:
        await register.reads.filled()
        health = await register.health()
        return {
            teller.say("version", "Version"): version("netzwerkregister"),
            teller.say("home", "Ordner"): read_settings().home,
            teller.say("log position", "Position des Protokolls"): health.log_position,
            teller.say("read position", "Position der Leseseite"): health.read_position,
            teller.say("lag", "Rückstand"): health.lag,
            **await register.counts(),
            teller.say("read models", "Lesemodelle"): register.reads.tables,
            "PostgreSQL": await register.database.server_version(),
            teller.say("ready", "bereit"): teller.reasons(health.reasons),
        }

    with database(read_settings()) as settings:
        teller.table(with_register(settings, ask))
