"""Commands at random, as a seed has them; the network refuses some."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import UTC, datetime
from random import Random
from uuid import UUID, uuid4

from domain.errors import Refusal
from domain.identity import organisation_id
from domain.network import Network
from domain.offices import Office
from domain.organisation import OrganisationKind
from domain.partial_date import PartialDate
from domain.ports import Command, Recorded
from domain.summit import SummitDetails, SummitFormat

_KINDS = (OrganisationKind.STADT, OrganisationKind.GEMEINDE, OrganisationKind.KREISFREIE_STADT)
_TOWNS = [f"{number:08}" for number in range(5_000_001, 5_000_013)]
_YEARS = range(2012, 2018)


class RandomCommands:
    """A source of commands to one network."""

    def __init__(self, network: Network, seed: int) -> None:
        self._network = network
        self._random = Random(seed)

    async def send(self, count: int) -> list[Recorded]:
        """Sends so many commands, one after the other, and returns what was recorded."""
        recorded = []
        for _ in range(count):
            with suppress(Refusal):
                recorded.append(await self._one())
        return recorded

    async def _one(self) -> Recorded:
        network, random = self._network, self._random
        town = random.choice(_TOWNS)
        id_ = organisation_id(town)
        now = datetime(2026, 1, 1, tzinfo=UTC)
        source = random.choice((None, "a letter", "ein Brief"))
        command = Command(actor=UUID(int=7), now=now, correlation_id=uuid4(), source=source)
        on = random.choice((None, PartialDate(2013), PartialDate(2014, 2), PartialDate(2015, 3, 4)))
        kind, year = random.choice(_KINDS), random.choice(_YEARS)
        details = SummitDetails(
            title=f"Treffen {year}",
            on=random.choice((None, PartialDate(year, 6))),
            place=random.choice((None, "Köln")),
            format=random.choice((None, *SummitFormat)),
        )
        office = random.choice((None, *Office))
        commands: list[Callable[[], Awaitable[Recorded]]] = [
            lambda: network.register_organisation(command, name=f"Ort {town}", kind=kind, ags=town),
            lambda: network.rename_organisation(command, id_, random.choice(("Älpen", "Ölde", "Weeze"))),
            lambda: network.change_organisation_kind(command, id_, kind),
            lambda: network.update_population(command, id_, random.randrange(1_000)),
            lambda: network.proclaim_declaration(command, title="Erklärung", on=on),
            lambda: network.revise_declaration(command, title=f"Fassung {year}", on=on),
            lambda: network.sign_declaration(command, id_, on=on, office=office),
            lambda: network.plan_accession(command, id_, on=on),
            lambda: network.join_network(command, id_, on=on),
            lambda: network.announce_summit(command, year, details),
            lambda: network.hold_summit(command, year, details, random.choice((None, 25))),
            lambda: self._attend(command, year, id_, office),
        ]
        return await random.choice(commands)()

    async def _attend(self, command: Command, year: int, id_: UUID, office: Office | None) -> Recorded:
        summit = await self._network.summit_of(year)
        return await self._network.record_attendance(command, summit, id_, office=office)
