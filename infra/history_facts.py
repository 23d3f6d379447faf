"""The facts of a history as commands to the network, and the organisations that they call by name."""

from __future__ import annotations

from collections.abc import Iterable
from typing import assert_never
from uuid import UUID

from domain.errors import UnknownOrganisation
from domain.network import Network
from domain.organisation import Organisation
from domain.ports import Command, Recorded
from infra.history_files import (
    AccessionPlanned,
    DeclarationProclaimed,
    DeclarationRevised,
    DeclarationSigned,
    FigureReported,
    HistoryFact,
    NetworkJoined,
    SummitAttended,
    SummitHeld,
)

# Who bears a name: more than one may.
Names = dict[str, list[UUID]]


async def record_fact(network: Network, command: Command, names: Names, fact: HistoryFact) -> Recorded:
    match fact:
        case DeclarationProclaimed(title, on):
            return await network.proclaim_declaration(command, title=title, on=on)
        case DeclarationRevised(title, on):
            return await network.revise_declaration(command, title=title, on=on)
        case DeclarationSigned(name, on, year):
            summit = None if year is None else await network.summit_of(year)
            return await network.sign_declaration(command, _called(name, names), on=on, summit=summit)
        case AccessionPlanned(name, on):
            return await network.plan_accession(command, _called(name, names), on=on)
        case NetworkJoined(name, on, resolved_on):
            return await network.join_network(
                command, _called(name, names), on=on, council_resolved_on=resolved_on
            )
        case SummitHeld(year, details, reported_attendance):
            return await network.hold_summit(command, year, details, reported_attendance)
        case SummitAttended(name, year, on):
            summit = await network.summit_of(year)
            return await network.record_attendance(command, summit, _called(name, names), on=on)
        case FigureReported(figure, number, at_least, on, says):
            return await network.report_figure(command, figure, number, at_least=at_least, on=on, says=says)
        case _:
            assert_never(fact)


def _called(name: str, names: Names) -> UUID:
    match names.get(name, []):
        case [organisation]:
            return organisation
        case []:
            raise UnknownOrganisation(name)
        case several:
            raise UnknownOrganisation(f"{len(several)} × {name}")


def names_of(organisations: Iterable[Organisation]) -> Names:
    """Who is called what; one that has ended, where no other is called so."""
    living, ended = Names(), Names()
    for each in organisations:
        (ended if each.ended else living).setdefault(each.name, []).append(each.id)
    return ended | living
