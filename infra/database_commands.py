"""The command that sets a database up for the roles that the service runs by."""

import asyncio
from pathlib import Path
from typing import Annotated, ClassVar

import typer

from domain.languages import Words
from infra.database_setup import Roles, set_up
from infra.hosting import opened
from infra.settings import InvalidSetting, read_settings
from infra.telling import Teller


class PasswordUnfit(Exception):
    """A role gets no such password. Give a file whose first line has printable ASCII characters alone."""

    code = "PASSWORD_UNFIT"
    german: ClassVar[str] = (
        "Eine Rolle erhält kein solches Passwort. Anzugeben ist eine Datei, deren erste Zeile nur druckbare "
        "ASCII-Zeichen hat."
    )


def add_database_commands(cli: typer.Typer, teller: Teller) -> None:
    """Adds `setup-database`, with help in the teller's language."""
    say = teller.say

    @cli.command(
        help=say(
            "Make or migrate the database of DATABASE_URL, and the roles that the service runs by. To be run "
            "as the database's owner who may create roles, or as a superuser; may be repeated.",
            "Die Datenbank von DATABASE_URL und die Rollen einrichten oder umstellen, unter denen der Dienst "
            "läuft. Auszuführen als Eigentümer der Datenbank, der Rollen anlegen darf, oder als Superuser; "
            "kann wiederholt werden.",
        )
    )
    def setup_database(
        owner: Annotated[
            str,
            typer.Option(help=say("The role that owns the log.", "Die Rolle, der das Protokoll gehört.")),
        ] = Roles.owner,
        writer: Annotated[
            str, typer.Option(help=say("The role of the service.", "Die Rolle des Dienstes."))
        ] = Roles.writer,
        reader: Annotated[
            str, typer.Option(help=say("The role that queries.", "Die Rolle der Abfragen."))
        ] = Roles.reader,
        writer_password_file: Annotated[
            Path | None,
            typer.Option(
                help=say(
                    "A file with the password that the writer is to have.",
                    "Eine Datei mit dem Passwort, das die Rolle des Dienstes erhält.",
                )
            ),
        ] = None,
        reader_password_file: Annotated[
            Path | None,
            typer.Option(
                help=say(
                    "A file with the password that the reader is to have.",
                    "Eine Datei mit dem Passwort, das die Rolle der Abfragen erhält.",
                )
            ),
        ] = None,
    ) -> None:
        passwords = (read_password(each) for each in (writer_password_file, reader_password_file))
        set_up_database(Roles(owner, writer, reader, *passwords), teller)


def read_password(path: Path | None) -> str | None:
    """The first line of the file. Raises PasswordUnfit."""
    if path is None:
        return None
    try:
        text = path.read_text("utf-8", "replace").partition("\n")[0]
    except OSError as error:
        raise PasswordUnfit(f"{path}: {error.strerror}") from error
    if not (text.isascii() and text.isprintable() and text):
        raise PasswordUnfit(str(path))
    return text


def set_up_database(roles: Roles, teller: Teller) -> None:
    settings = read_settings()
    if settings.database_url is None:
        raise InvalidSetting(
            Words(
                en="DATABASE_URL is not set; the embedded PostgreSQL sets itself up",
                de="DATABASE_URL ist nicht gesetzt; das eingebettete PostgreSQL richtet sich selbst ein",
            )
        )

    async def run() -> list[str]:
        async with opened("DATABASE_URL", settings.database_url) as connection:
            return await set_up(connection, roles)

    applied = asyncio.run(run())
    teller.tell(
        f"{len(applied)} migrations applied. The log belongs to {roles.owner}. The service uses "
        f"{roles.writer} (DATABASE_URL), its queries {roles.reader} (NETZWERKREGISTER_READER_URL).",
        f"{len(applied)} Migrationen angewandt. Das Protokoll gehört {roles.owner}. Der Dienst nutzt "
        f"{roles.writer} (DATABASE_URL), seine Abfragen {roles.reader} (NETZWERKREGISTER_READER_URL).",
    )
    for role, password in ((roles.writer, roles.writer_password), (roles.reader, roles.reader_password)):
        if password is None:
            teller.tell(
                f"{role}: the password is as before, or none. It is set by \\password in psql.",
                f"{role}: Das Passwort ist wie zuvor, oder es gibt keines. Gesetzt wird es mit \\password in "
                "psql.",
            )
