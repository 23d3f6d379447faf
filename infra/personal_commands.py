"""The commands by which what is personal is kept safe, and not longer than it may be."""

import asyncio
import sys
from typing import Annotated
from uuid import UUID

import typer

from infra.actors import sever
from infra.database import Database, absence_told
from infra.hosting import database
from infra.master_keys import rotate_master_key
from infra.register import Register, now
from infra.retention import DuePerson, due, erase_due, forget_accesses
from infra.settings import Settings, read_settings
from infra.telling import Teller


def add_personal_commands(cli: typer.Typer, teller: Teller) -> None:
    say = teller.say

    @cli.command(
        help=say(
            "Go over to a new master key of what is personal: the keys of all persons are wrapped anew. "
            "Services go on meanwhile. Repeated after an interruption, it is brought to its end.",
            "Zu einem neuen Hauptschlüssel für Personenbezogenes übergehen: Die Schlüssel aller Personen "
            "werden neu verpackt. Dienste laufen weiter. Nach einer Unterbrechung ist der Befehl zu "
            "wiederholen.",
        )
    )
    def rotate_personal_key() -> None:
        rotate(teller)

    @cli.command(
        name="erase-due",
        help=say(
            "List the contact persons who left office so long ago that they are to be erased "
            "(NETZWERKREGISTER_RETENTION_MONTHS); with --yes, erase them, and forget who read what is "
            "personal longer ago than NETZWERKREGISTER_ACCESS_LOG_MONTHS.",
            "Die Ansprechpersonen auflisten, die so lange ausgeschieden sind, dass sie zu löschen sind "
            "(NETZWERKREGISTER_RETENTION_MONTHS); mit --yes sie löschen, und vergessen, wer vor mehr als "
            "NETZWERKREGISTER_ACCESS_LOG_MONTHS Personenbezogenes gelesen hat.",
        ),
    )
    def erase_those_due(
        yes: Annotated[
            bool,
            typer.Option("--yes", help=say("Erase them for good.", "Sie endgültig löschen.")),
        ] = False,
    ) -> None:
        tell_due(teller, erasing=yes)

    @cli.command(
        help=say(
            "Sever a pseudonym of the log from whom it stands for. The log stays as it is.",
            "Ein Pseudonym des Protokolls von der Person lösen, für die es steht. Das Protokoll bleibt, wie "
            "es ist.",
        )
    )
    def erase_actor(
        pseudonym: Annotated[UUID | None, typer.Option(help=say("The pseudonym.", "Das Pseudonym."))] = None,
        issuer: Annotated[
            str | None,
            typer.Option(help=say("Or who issues the subject's tokens.", "Oder wer die Token ausstellt.")),
        ] = None,
        subject: Annotated[
            str | None, typer.Option(help=say("And whom they name.", "Und wen sie nennen."))
        ] = None,
    ) -> None:
        if (pseudonym is None) is (issuer is None or subject is None):
            raise typer.BadParameter(
                say(
                    "Give --pseudonym, or --issuer and --subject.",
                    "Anzugeben ist --pseudonym, oder --issuer und --subject.",
                )
            )
        erase_mapping(pseudonym, issuer, subject, teller)


def rotate(teller: Teller) -> None:
    async def run(settings: Settings) -> int:
        assert settings.database_url is not None
        register = Register.of(settings)
        try:
            await register.keyring.admit()
            with absence_told():
                async with register.database.connection() as connection:
                    return await rotate_master_key(connection, settings.personal_key)
        finally:
            await register.database.close()

    with database(read_settings()) as settings:
        count = asyncio.run(run(settings))
        path = settings.personal_key
    teller.tell(
        f"The new master key is in {path}; keys wrapped by it: {count}. Back it up: backups of the database "
        "from now on need it, those of before need the old one.",
        f"Der neue Hauptschlüssel steht in {path}; mit ihm verpackte Schlüssel: {count}. Er ist zu sichern: "
        "Sicherungen der Datenbank von nun an brauchen ihn, die bisherigen den alten.",
    )


def tell_due(teller: Teller, *, erasing: bool) -> None:
    async def run(settings: Settings) -> tuple[list[DuePerson], int, int]:
        async with Register.of(settings).running() as register:
            persons = await due(register, now(), settings.retention_months)
            if not erasing:
                return persons, 0, 0
            erased = await erase_due(register, persons, now(), settings.retention_months)
            return persons, erased, await forget_accesses(register, now(), settings.access_log_months)

    with database(read_settings()) as settings:
        persons, erased, forgotten = asyncio.run(run(settings))
    for each in persons:
        typer.echo(f"eng_{each.person}\t{each.since}\t{each.organisation}")
    if erasing:
        teller.tell(
            f"{erased} erased; {forgotten} entries of who read what is personal are forgotten.",
            f"{erased} gelöscht; {forgotten} Einträge darüber, wer Personenbezogenes gelesen hat, vergessen.",
        )
    else:
        teller.tell(
            f"{len(persons)} are to be erased; --yes erases them.",
            f"{len(persons)} sind zu löschen; --yes löscht sie.",
        )


def erase_mapping(pseudonym: UUID | None, issuer: str | None, subject: str | None, teller: Teller) -> None:
    """Ends with 1 where there is no such."""

    async def run(settings: Settings) -> UUID | None:
        assert settings.database_url is not None
        with absence_told():
            async with Database(settings.database_url).connection() as connection:
                return await sever(connection, pseudonym, issuer, subject)

    with database(read_settings()) as settings:
        severed = asyncio.run(run(settings))
    if severed is None:
        teller.tell("There is no such actor.", "Einen solchen Akteur gibt es nicht.")
        sys.exit(1)
    teller.tell(
        f"{severed} stands for nobody any more. Running services forget it within a minute.",
        f"{severed} steht für niemanden mehr. Laufende Dienste vergessen es binnen einer Minute.",
    )
