"""The command `token`: bearer tokens of the local issuer, for trying out."""

from datetime import timedelta
from typing import Annotated

import typer

from domain.callers import Role
from infra.register import now
from infra.settings import read_settings
from infra.telling import Teller
from infra.tokens import LocalIssuerOff, issue_token, local_key


def add_token_commands(cli: typer.Typer, teller: Teller) -> None:
    """Adds `token`, with help in the teller's language."""
    say = teller.say

    @cli.command(
        help=say(
            "Print a bearer token for mutations, signed with the local key.",
            "Ein Bearer-Token für Vorgänge ausgeben, mit dem lokalen Schlüssel signiert.",
        )
    )
    def token(
        subject: Annotated[
            str, typer.Option(help=say("Whom the token names.", "Wen das Token nennt."))
        ] = "try-out",
        hours: Annotated[
            int,
            typer.Option(
                min=1, max=24 * 366, help=say("How long it is valid.", "Wie viele Stunden es gültig ist.")
            ),
        ] = 24,
        role: Annotated[
            list[Role] | None,
            typer.Option(
                help=say(
                    "A role that it gives; may be repeated. Without any: coordinator.",
                    "Eine Rolle, die es gibt; mehrfach möglich. Ohne Angabe: coordinator.",
                ),
            ),
        ] = None,
        organisation: Annotated[
            str | None,
            typer.Option(
                help=say(
                    "The AGS or id of the organisation for which a municipality acts.",
                    "AGS oder Kennung der Organisation, für die eine Kommune handelt.",
                )
            ),
        ] = None,
    ) -> None:
        roles = frozenset(role or {Role.COORDINATOR})
        if Role.MUNICIPALITY in roles and not organisation:
            raise typer.BadParameter(
                say(
                    "The role municipality needs --organisation.",
                    "Die Rolle municipality braucht --organisation.",
                )
            )
        print_token(subject, timedelta(hours=hours), roles, organisation, teller)


def print_token(
    subject: str, lasts: timedelta, roles: frozenset[Role], organisation: str | None, teller: Teller
) -> None:
    """Raises InvalidSetting, LocalIssuerOff, KeyUnusable."""
    settings = read_settings()
    if not settings.takes_local_tokens():
        raise LocalIssuerOff
    home = settings.home
    teller.tell(f"For the register whose home is {home}:", f"Für das Register mit dem Ordner {home}:")
    typer.echo(issue_token(local_key(home), subject, now(), lasts, roles=roles, organisation=organisation))
