"""The yearly summits: their course and their agenda."""

from __future__ import annotations

from typing import Annotated

import strawberry

from domain.network import Network
from domain.ports import Command, Recorded
from domain.summit_details import SummitDetails
from graphql_api.commands import CommandInput, Refused, command
from graphql_api.enums import SummitFormat
from graphql_api.mutations.words import day_of, given, optional, position, result, summit_key
from graphql_api.planner.fields import one
from graphql_api.planner.node_ids import decode_key
from graphql_api.scalars import Date, PartialDate, Position
from graphql_api.types import AgendaItem, Summit
from projections import AGENDA_ITEMS, SUMMITS

# Summits


@strawberry.input(description="A summit to be announced (Spitzentreffen).")
class AnnounceSummitInput(CommandInput):
    year: int = given("Its calendar year.")
    title: str = given("Its title (Titel).")
    on: PartialDate | None = optional("When it is planned, as exactly as it is known; may lie ahead.")
    place: str | None = optional("Where it is planned (Ort).")
    host: str | None = optional("The host's office (Gastgeber).")
    format: SummitFormat | None = optional("In which form it is planned.")


@strawberry.type(description="The summit was announced.")
class AnnounceSummitPayload:
    position: Position = position()
    summit: Summit = one("The summit.", SUMMITS, "subject")


async def announce_summit(network: Network, command: Command, input: AnnounceSummitInput) -> Recorded:
    details = SummitDetails(input.title, input.on, input.place, input.host, input.format)
    return await network.announce_summit(command, input.year, details)


@strawberry.input(
    description="A summit that took place. If its year has one announced, it is that one, and what is left "
    "out was as announced."
)
class HoldSummitInput(CommandInput):
    year: int = given("Its calendar year.")
    on: Date = given("The day on which it took place; not in the future.")
    title: str | None = optional("Its title (Titel); needed where it was not announced.")
    place: str | None = optional("Where it took place (Ort).")
    host: str | None = optional("The host's office (Gastgeber).")
    format: SummitFormat | None = optional("In which form it took place.")
    reported_attendance: int | None = optional("How many are said to have been there.")


@strawberry.type(description="The summit was recorded as held.")
class HoldSummitPayload:
    position: Position = position()
    summit: Summit = one("The summit.", SUMMITS, "subject")


async def hold_summit(network: Network, command: Command, input: HoldSummitInput) -> Recorded:
    details = SummitDetails(input.title, day_of(input.on), input.place, input.host, input.format)
    return await network.hold_summit(command, input.year, details, input.reported_attendance)


@strawberry.input(
    description="Another time for a summit that is announced, in its year or another (Verlegung)."
)
class RescheduleSummitInput(CommandInput):
    summit: strawberry.ID = given("Which one.")
    year: int = given("Its calendar year from now on; no other summit has it.")
    on: PartialDate | None = optional("When it is planned, as exactly as it is known; left out, no day is.")
    reason: str | None = optional("Why (Grund).")


@strawberry.type(description="The summit was rescheduled.")
class RescheduleSummitPayload:
    position: Position = position()
    summit: Summit = one("The summit.", SUMMITS, "subject")


async def reschedule_summit(network: Network, command: Command, input: RescheduleSummitInput) -> Recorded:
    return await network.reschedule_summit(
        command, summit_key(input.summit), input.year, on=input.on, reason=input.reason
    )


@strawberry.input(description="Another form for a summit that is announced.")
class MoveSummitToFormatInput(CommandInput):
    summit: strawberry.ID = given("Which one.")
    format: SummitFormat = given("In which form it is planned from now on.")
    place: str | None = optional("Where it is planned from now on (Ort); nowhere where it is left out.")


@strawberry.type(description="The summit has another form.")
class MoveSummitToFormatPayload:
    position: Position = position()
    summit: Summit = one("The summit.", SUMMITS, "subject")


async def move_summit_to_format(
    network: Network, command: Command, input: MoveSummitToFormatInput
) -> Recorded:
    return await network.move_summit_to_format(
        command, summit_key(input.summit), input.format, place=input.place
    )


@strawberry.input(description="That a summit will not take place (Absage).")
class CancelSummitInput(CommandInput):
    summit: strawberry.ID = given("Which one.")
    reason: str | None = optional("Why (Grund).")


@strawberry.type(description="The cancellation was recorded; another summit may have the year.")
class CancelSummitPayload:
    position: Position = position()
    summit: Summit = one("The summit.", SUMMITS, "subject")


async def cancel_summit(network: Network, command: Command, input: CancelSummitInput) -> Recorded:
    return await network.cancel_summit(command, summit_key(input.summit), reason=input.reason)


@strawberry.input(description="That a summit began (Eröffnung).")
class OpenSummitInput(CommandInput):
    summit: strawberry.ID = given("Which one.")
    on: Date = given("The day; not in the future.")


@strawberry.type(description="The opening was recorded.")
class OpenSummitPayload:
    position: Position = position()
    summit: Summit = one("The summit.", SUMMITS, "subject")


async def open_summit(network: Network, command: Command, input: OpenSummitInput) -> Recorded:
    return await network.open_summit(command, summit_key(input.summit), on=day_of(input.on))


@strawberry.input(description="That all of a summit is recorded (Abschluss): it changes no more.")
class CloseSummitInput(CommandInput):
    summit: strawberry.ID = given("Which one; it was opened or held.")


@strawberry.type(description="The closing was recorded.")
class CloseSummitPayload:
    position: Position = position()
    summit: Summit = one("The summit.", SUMMITS, "subject")


async def close_summit(network: Network, command: Command, input: CloseSummitInput) -> Recorded:
    return await network.close_summit(command, summit_key(input.summit))


# The agenda


@strawberry.input(description="An item for a summit's agenda (Tagesordnungspunkt); it becomes the last.")
class AddAgendaItemInput(CommandInput):
    summit: strawberry.ID = given("Whose agenda it is.")
    title: str = given("What it is (Titel).")
    description: str | None = optional("More on it.")


@strawberry.type(description="The item is on the agenda.")
class AddAgendaItemPayload:
    position: Position = position()
    item: AgendaItem = one("The item.", AGENDA_ITEMS, "subject")


async def add_agenda_item(network: Network, command: Command, input: AddAgendaItemInput) -> Recorded:
    return await network.add_agenda_item(
        command, summit_key(input.summit), title=input.title, description=input.description
    )


@strawberry.input(description="Another wording of an item on an agenda.")
class ChangeAgendaItemInput(CommandInput):
    summit: strawberry.ID = given("Whose agenda it is.")
    item: strawberry.ID = given("Which item.")
    title: str = given("What it is from now on (Titel).")
    description: str | None = optional("More on it; nothing where it is left out.")


@strawberry.type(description="The item has another wording.")
class ChangeAgendaItemPayload:
    position: Position = position()
    item: AgendaItem = one("The item.", AGENDA_ITEMS, "subject")


async def change_agenda_item(network: Network, command: Command, input: ChangeAgendaItemInput) -> Recorded:
    return await network.change_agenda_item(
        command,
        summit_key(input.summit),
        decode_key(input.item, "agi"),
        title=input.title,
        description=input.description,
    )


@strawberry.input(description="That an item is on an agenda no more.")
class RemoveAgendaItemInput(CommandInput):
    summit: strawberry.ID = given("Whose agenda it is.")
    item: strawberry.ID = given("Which item.")


@strawberry.type(description="The item is on the agenda no more.")
class RemoveAgendaItemPayload:
    position: Position = position()
    summit: Summit = one("The summit.", SUMMITS, "subject")


async def remove_agenda_item(network: Network, command: Command, input: RemoveAgendaItemInput) -> Recorded:
    return await network.remove_agenda_item(command, summit_key(input.summit), decode_key(input.item, "agi"))


@strawberry.type
class SummitMutations:
    announce_summit: Annotated[AnnounceSummitPayload | Refused, result("AnnounceSummit")] | None = command(
        "Announces the summit of a year.", AnnounceSummitInput, announce_summit
    )
    reschedule_summit: Annotated[RescheduleSummitPayload | Refused, result("RescheduleSummit")] | None = (
        command(
            "Records that a summit is planned for another time.", RescheduleSummitInput, reschedule_summit
        )
    )
    move_summit_to_format: (
        Annotated[MoveSummitToFormatPayload | Refused, result("MoveSummitToFormat")] | None
    ) = command(
        "Records that a summit is planned in another form.", MoveSummitToFormatInput, move_summit_to_format
    )
    cancel_summit: Annotated[CancelSummitPayload | Refused, result("CancelSummit")] | None = command(
        "Records that a summit was cancelled.", CancelSummitInput, cancel_summit
    )
    open_summit: Annotated[OpenSummitPayload | Refused, result("OpenSummit")] | None = command(
        "Records that a summit began.", OpenSummitInput, open_summit
    )
    hold_summit: Annotated[HoldSummitPayload | Refused, result("HoldSummit")] | None = command(
        "Records that the summit of a year took place.", HoldSummitInput, hold_summit
    )
    close_summit: Annotated[CloseSummitPayload | Refused, result("CloseSummit")] | None = command(
        "Records that a summit is closed. What was recorded wrongly can still be corrected.",
        CloseSummitInput,
        close_summit,
    )
    add_agenda_item: Annotated[AddAgendaItemPayload | Refused, result("AddAgendaItem")] | None = command(
        "Puts an item on a summit's agenda.", AddAgendaItemInput, add_agenda_item
    )
    change_agenda_item: Annotated[ChangeAgendaItemPayload | Refused, result("ChangeAgendaItem")] | None = (
        command("Changes the wording of an item on an agenda.", ChangeAgendaItemInput, change_agenda_item)
    )
    remove_agenda_item: Annotated[RemoveAgendaItemPayload | Refused, result("RemoveAgendaItem")] | None = (
        command("Takes an item off an agenda.", RemoveAgendaItemInput, remove_agenda_item)
    )
