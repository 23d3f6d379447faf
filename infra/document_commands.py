"""The command that has the register trust documents: what the public may run, where not everything."""

from pathlib import Path
from typing import Annotated, ClassVar

import typer
from uvicorn.importer import import_from_string

from domain.languages import Words
from infra.settings import InvalidSetting, read_settings
from infra.telling import Teller

# Of the service's own code, which knows the schema.
TRUST = "app:trust_document"


class DocumentUnfit(Exception):
    """This document does not fit the schema, and is not trusted. Correct it, or write it for this version."""

    code = "DOCUMENT_UNFIT"
    german: ClassVar[str] = (
        "Dieses Dokument passt nicht zum Schema, und ihm wird nicht vertraut. Es ist zu berichtigen oder für "
        "diese Version zu schreiben."
    )


def add_document_commands(cli: typer.Typer, teller: Teller) -> None:
    """Adds `trust-document`, with help in the teller's language."""
    say = teller.say

    @cli.command(
        help=say(
            "Have the register trust documents: copy each into NETZWERKREGISTER_DOCUMENTS, and print the id "
            "that it is asked for by. A service that runs trusts them from its next start on.",
            "Das Register Dokumenten vertrauen lassen: jedes in NETZWERKREGISTER_DOCUMENTS ablegen und die "
            "Kennung ausgeben, unter der es abgerufen wird. Ein laufender Dienst vertraut ihnen ab seinem "
            "nächsten Start.",
        )
    )
    def trust_document(
        files: Annotated[
            list[Path],
            typer.Argument(
                help=say("Files with a GraphQL document each.", "Dateien mit je einem GraphQL-Dokument.")
            ),
        ],
    ) -> None:
        folder = read_settings().documents
        if folder is None:
            raise InvalidSetting(
                Words(
                    en="NETZWERKREGISTER_DOCUMENTS names no folder",
                    de="NETZWERKREGISTER_DOCUMENTS nennt keinen Ordner",
                )
            )
        trust = import_from_string(TRUST)
        for file in files:
            typer.echo(f"{trust(folder, file)} {file}")
