"""The commands by which the log is taken away, verified, restored and witnessed."""

import asyncio
import os
import sys
from datetime import date, datetime, time
from pathlib import Path
from typing import Annotated

import orjson
import typer

from domain.rules import BERLIN
from infra import verify
from infra.bundle_state import as_json, facts_until
from infra.bundle_state import state as fold_state
from infra.checkpoint_keys import rotate_key
from infra.database import Database
from infra.hosting import database
from infra.log_bundles import export_bundle, import_bundle
from infra.log_check import check_log
from infra.register import Register, now
from infra.settings import Settings, read_settings
from infra.telling import Teller
from infra.verify import Difference, Malformed, in_base64
from infra.witness import witness_log, witness_of


def add_proof_commands(cli: typer.Typer, teller: Teller) -> None:
    say = teller.say

    @cli.command(
        help=say(
            "Write the whole log into one file that anyone can verify.",
            "Das ganze Protokoll in eine Datei schreiben, die jede Person prüfen kann.",
        )
    )
    def export(
        to: Annotated[Path, typer.Option(help=say("The file, which is new.", "Die Datei, die neu ist."))],
    ) -> None:
        export_to(to, teller)

    @cli.command(
        help=say(
            "Verify a bundle, without any database; or without one, the log in this register's database.",
            "Ein Bündel prüfen, ohne jede Datenbank; ohne Bündel das Protokoll in der Datenbank dieses "
            "Registers.",
        )
    )
    def verify(
        bundle: Annotated[Path | None, typer.Argument(help=say("A bundle.", "Ein Bündel."))] = None,
        against: Annotated[
            list[Path] | None,
            typer.Option(
                help=say(
                    "A checkpoint, or a bundle, of before, which must be continued; may be repeated.",
                    "Ein Checkpoint oder Bündel von früher, das fortgesetzt sein muss; auch mehrmals.",
                )
            ),
        ] = None,
        key: Annotated[
            list[str] | None,
            typer.Option(
                help=say(
                    "A verifier key of the log or of a witness, from elsewhere; may be repeated.",
                    "Ein Prüfschlüssel des Protokolls oder eines Zeugen, von anderer Stelle; auch mehrmals.",
                )
            ),
        ] = None,
    ) -> None:
        if bundle is None:
            verify_log(against or [], key or [], teller)
        else:
            verify_bundle(bundle, against or [], key or [])

    @cli.command(
        help=say(
            "Restore an empty register from a bundle, as it was to the byte.",
            "Ein leeres Register aus einem Bündel wiederherstellen, bytegenau.",
        )
    )
    def import_bundle(
        bundle: Annotated[Path, typer.Argument(help=say("A bundle.", "Ein Bündel."))],
    ) -> None:
        import_from(bundle, teller)

    @cli.command(
        help=say(
            "Print what the register knew by a bundle, without any database: how many rows each read model "
            "had, or one model's rows as JSON lines. The bundle is verified first.",
            "Ausgeben, was das Register nach einem Bündel wusste, ohne jede Datenbank: wie viele Zeilen "
            "jedes Lesemodell hatte, oder die Zeilen eines Modells als JSON. Das Bündel wird zuvor geprüft.",
        )
    )
    def state(
        bundle: Annotated[Path, typer.Argument(help=say("A bundle.", "Ein Bündel."))],
        as_of: Annotated[
            str | None,
            typer.Option(
                help=say(
                    "A position, a moment (2026-03-01T12:00:00+01:00), or a day (2026-03-01) to its end in "
                    "Berlin.",
                    "Eine Position, ein Zeitpunkt (2026-03-01T12:00:00+01:00) oder ein Tag (2026-03-01) bis "
                    "zu seinem Ende in Berlin.",
                )
            ),
        ] = None,
        of: Annotated[str | None, typer.Option(help=say("The read model.", "Das Lesemodell."))] = None,
        key: Annotated[
            list[str] | None,
            typer.Option(
                help=say(
                    "A verifier key of the log or of a witness, from elsewhere; may be repeated.",
                    "Ein Prüfschlüssel des Protokolls oder eines Zeugen, von anderer Stelle; auch mehrmals.",
                )
            ),
        ] = None,
    ) -> None:
        state_of(bundle, as_of, of, key or [], teller)

    @cli.command(
        help=say(
            "As a witness, verify that a register's log continues what was seen, and sign it. The token for "
            "the register, of the role witness, is NETZWERKREGISTER_TOKEN.",
            "Als Zeuge prüfen, dass das Protokoll eines Registers das bisher Gesehene fortsetzt, und es "
            "unterschreiben. Das Token für das Register, mit der Rolle witness, ist NETZWERKREGISTER_TOKEN.",
        )
    )
    def witness(
        url: Annotated[
            str,
            typer.Argument(help=say("The register, to /graphql.", "Das Register, bis /graphql.")),
        ],
        log_key: Annotated[
            str,
            typer.Option(
                help=say(
                    "The log's verifier key, as its operator gave it to you.",
                    "Der Prüfschlüssel des Protokolls, wie die betreibende Stelle ihn genannt hat.",
                )
            ),
        ],
        name: Annotated[
            str, typer.Option(help=say("The witness's own name.", "Der eigene Name des Zeugen."))
        ],
    ) -> None:
        witness_at(url, log_key, name, teller)

    @cli.command(
        help=say(
            "Print the witness's verifier key, for operators of registers.",
            "Den Prüfschlüssel des Zeugen ausgeben, für die Betreiber von Registern.",
        )
    )
    def witness_key(
        name: Annotated[
            str, typer.Option(help=say("The witness's own name.", "Der eigene Name des Zeugen."))
        ],
    ) -> None:
        typer.echo(witness_of(read_settings().home, name).vkey)

    @cli.command(
        help=say(
            "Go over to a new key that signs checkpoints. The one before signs too until "
            "checkpoint.previous.key is removed; where it is lost, the key in checkpoint.key takes its "
            "place. Start services anew after it.",
            "Zu einem neuen Schlüssel für Checkpoints übergehen. Der bisherige unterschreibt mit, bis "
            "checkpoint.previous.key entfernt wird; ist er verloren, tritt der in checkpoint.key an seine "
            "Stelle. Dienste sind danach neu zu starten.",
        )
    )
    def rotate_checkpoint_key() -> None:
        rotate(teller)


def export_to(path: Path, teller: Teller) -> None:
    """Ends with 1 where the log has not what makes a bundle."""

    async def run(register: Register) -> int:
        try:
            async with register.database.connection() as connection:
                with teller.bars() as bar:
                    return await export_bundle(connection, register.log, path, now(), bar("Export"))
        finally:
            await register.database.close()

    try:
        with database(read_settings()) as settings:
            size = asyncio.run(run(Register.of(settings)))
    except Difference as difference:
        typer.echo(str(difference), err=True)
        sys.exit(1)
    teller.tell(f"{size} events are in {path}.", f"{size} Ereignisse sind in {path}.")


def verify_bundle(bundle: Path, against: list[Path], keys: list[str]) -> None:
    told = [argument for each in against for argument in ("--against", str(each))]
    told += [argument for each in keys for argument in ("--key", each)]
    sys.exit(verify.main([str(bundle), *told]))


def verify_log(against: list[Path], keys: list[str], teller: Teller) -> None:
    """Ends with 1 where something differs."""

    async def run(settings: Settings) -> verify.Tree:
        assert settings.database_url is not None
        known = [*settings.witnesses, *map(verify.read_key, keys)]
        seen = [verify.read_seen(each)[0] for each in against]
        async with Database(settings.database_url).connection() as connection:
            with teller.bars() as bar:
                return await check_log(connection, settings.origin, known, seen, bar("Verify"))

    try:
        with database(read_settings()) as settings:
            tree = asyncio.run(run(settings))
    except Difference as difference:
        typer.echo(str(difference), err=True)
        sys.exit(1)
    except (Malformed, OSError) as error:
        typer.echo(str(error), err=True)
        sys.exit(2)
    typer.echo(f"{tree.size} {in_base64(tree.root())}")


def import_from(path: Path, teller: Teller) -> None:
    """Ends with 1 where the bundle is not what it says."""

    async def run(settings: Settings) -> verify.Checkpoint:
        assert settings.database_url is not None
        async with Database(settings.database_url).connection() as connection:
            with teller.bars() as bar:
                return await import_bundle(connection, path, bar("Import"))

    try:
        with database(read_settings()) as settings:
            checkpoint = asyncio.run(run(settings))
    except Difference as difference:
        typer.echo(str(difference), err=True)
        sys.exit(1)
    except OSError as error:
        typer.echo(str(error), err=True)
        sys.exit(2)
    teller.tell(
        f"{checkpoint.size} events are restored, with the root that the checkpoint signs. What is personal "
        "stays erased without the keys of persons, and checkpoints are signed with checkpoint.key alone: "
        "neither is in a bundle.",
        f"{checkpoint.size} Ereignisse sind wiederhergestellt, mit der signierten Wurzel. Ohne die "
        "Schlüssel der Personen bleibt Personenbezogenes gelöscht, und Checkpoints signiert nur "
        "checkpoint.key: Beides ist in keinem Bündel.",
    )


def state_of(bundle: Path, as_of: str | None, of: str | None, keys: list[str], teller: Teller) -> None:
    """Ends with 1 where the bundle does not verify, with 2 where something is asked that there is not."""
    try:
        until = read_until(as_of) if as_of else None
        verified = verify.verify_bundle(bundle, keys=keys)
    except Difference as difference:
        typer.echo(str(difference), err=True)
        sys.exit(1)
    except (ValueError, OSError) as error:
        typer.echo(str(error), err=True)
        sys.exit(2)
    if not verified.vouched:
        teller.tell(
            "Only the bundle itself vouches for the key that signs it: give it by --key.",
            "Für den Schlüssel, der es signiert, bürgt nur das Bündel selbst: Anzugeben ist er mit --key.",
        )
    rows = fold_state(facts_until(bundle, until))
    if of is None:
        teller.table({name: len(each) for name, each in rows.items()})
        return
    if of not in rows:
        typer.echo(", ".join(rows), err=True)
        sys.exit(2)
    for row in rows[of]:
        typer.echo(orjson.dumps(row._asdict(), as_json, orjson.OPT_PASSTHROUGH_DATACLASS).decode())


def read_until(text: str) -> int | datetime:
    """A position, a moment, or the end of a day in Berlin. Raises ValueError."""
    if text.isascii() and text.isdigit():
        return int(text)
    if len(text) == len("2026-03-01"):
        return datetime.combine(date.fromisoformat(text), time.max, BERLIN)
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(f"{text}: +00:00, +01:00, +02:00?")
    return moment


def witness_at(url: str, log_key: str, name: str, teller: Teller) -> None:
    """Ends with 1 where the log does not continue what was seen."""
    home = read_settings().home
    try:
        key = verify.read_key(log_key)
        size = witness_log(
            url, witness_of(home, name), key, home, os.environ.get("NETZWERKREGISTER_TOKEN"), now()
        )
    except Difference as difference:
        typer.echo(str(difference), err=True)
        sys.exit(1)
    except ValueError as error:
        typer.echo(str(error), err=True)
        sys.exit(2)
    teller.tell(
        f"{key.name} at {size} continues what was seen, and is signed.",
        f"{key.name} bei {size} setzt das Gesehene fort und ist unterschrieben.",
    )


def rotate(teller: Teller) -> None:
    async def run(settings: Settings) -> str:
        assert settings.database_url is not None
        async with Database(settings.database_url).connection() as connection:
            signer = await rotate_key(connection, settings.home, settings.origin)
            return signer.vkeys[0]

    with database(read_settings()) as settings:
        vkey = asyncio.run(run(settings))
    teller.tell(
        "The log is signed by this key from now on; tell it to auditors and witnesses, and start services "
        "anew:",
        "Das Protokoll wird von nun an mit diesem Schlüssel signiert; er ist Prüfenden und Zeugen zu nennen, "
        "und Dienste sind neu zu starten:",
    )
    typer.echo(vkey)
