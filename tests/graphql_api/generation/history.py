"""A seeded history on top of the project's own data, so that every branch has rows to show."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from random import Random
from uuid import UUID

from domain.errors import Refusal
from domain.network import Network
from domain.offices import Office
from domain.organisation import OrganisationKind
from domain.partial_date import PartialDate
from domain.ports import Command, Recorded
from domain.summit import SummitDetails, SummitFormat
from infra.event_store import EventStore
from infra.register import Register
from infra.transcoding import create_mapper

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
FIRST, LAST = date(2012, 12, 5), date(2026, 10, 31)

# Names that tie, that hold what LIKE and JSON treat specially, and that sort by their base letters.
NAMES = (
    "Öde",
    "Oede",
    "ode",
    "100 % Ehrenamt",
    "Unter_Strich",
    'Verein "Zusammen"',
    "Rück\\strich",
    "O'Hara & Söhne <e. V.>",
    "Straßenhaus",
    "Strassenhaus",
    "Ærøskøbing 🤝",
    "Bonn",
    "Bonn",
)


class History:
    """Commands in a random order; those that the network refuses are left out."""

    def __init__(self, register: Register, organisations: Sequence[UUID], seed: int) -> None:
        self._random = Random(seed)
        self._network = Network(EventStore(register.recorder, create_mapper()), self._id)
        self._organisations = list(organisations)
        self._some = self._random.sample(self._organisations, 50)
        self._summits: list[UUID] = []
        self._position = 0

    async def record(self) -> int:
        """Records it all and returns the last position."""
        await self._organise()
        await self._meet()
        deeds = [self._sign] * 90 + [self._plan] * 25 + [self._join] * 40 + [self._attend] * 60
        self._random.shuffle(deeds)
        for deed in deeds:
            with suppress(Refusal):
                self._position = (await deed()).position
        return self._position

    async def _organise(self) -> None:
        network, draw = self._network, self._random
        await network.revise_declaration(self._command(), title="Dritte Fassung", on=PartialDate(2020))
        await network.revise_declaration(self._command(), title='Die "vierte"', on=None)
        for number in range(6):
            registered = await network.register_organisation(
                self._command(),
                name=f"Bündnis {number}",
                kind=OrganisationKind.KOMMUNALER_SPITZENVERBAND,
                latitude=draw.choice([None, 51.0, -0.000001]),
                longitude=draw.choice([None, 7.25]),
            )
            self._some.append(registered.subject)
        for name in NAMES:
            await network.rename_organisation(self._command(), draw.choice(self._some), name)
        for population in (0, 0, 1, 20_000, 20_000):
            await network.update_population(self._command(), draw.choice(self._some), population)

    async def _meet(self) -> None:
        for year in (2018, 2019, 2020, 2022, 2024, 2025, 2027):
            details = SummitDetails(
                title=f'Treffen "{year}"',
                on=self._random.choice(
                    [None, PartialDate(year), PartialDate(year, 5), PartialDate(year, 5, 17)]
                ),
                place=self._random.choice([None, "Düsseldorf", "Köln\\Deutz"]),
                host=self._random.choice([None, "Staatskanzlei"]),
                format=self._random.choice([None, *SummitFormat]),
            )
            with suppress(Refusal):
                if year % 2:
                    summit = await self._network.announce_summit(self._command(), year, details)
                    if year == 2019:
                        await self._network.hold_summit(
                            self._command(), year, SummitDetails(place="Essen"), 0
                        )
                else:
                    summit = await self._network.hold_summit(
                        self._command(), year, details, self._random.choice([None, 40, 250])
                    )
                self._summits.append(summit.subject)

    async def _sign(self) -> Recorded:
        return await self._network.sign_declaration(
            self._command(),
            self._one(),
            on=self._date(),
            revision=self._random.choice([None, 1, 2, 3]),
            office=self._random.choice([None, *Office]),
            summit=self._random.choice([None, None, *self._summits]),
        )

    async def _plan(self) -> Recorded:
        return await self._network.plan_accession(self._command(), self._one(), on=self._date())

    async def _join(self) -> Recorded:
        return await self._network.join_network(
            self._command(), self._one(), on=self._date(), council_resolved_on=self._date()
        )

    async def _attend(self) -> Recorded:
        return await self._network.record_attendance(
            self._command(),
            self._random.choice(self._summits),
            self._one(),
            office=self._random.choice([None, *Office]),
        )

    # What is drawn

    def _one(self) -> UUID:
        """An organisation; mostly one of a few, so that their histories grow."""
        return self._random.choice(self._some if self._random.random() < 0.8 else self._organisations)

    def _date(self) -> PartialDate | None:
        day = FIRST + timedelta(days=self._random.randrange((LAST - FIRST).days))
        known = self._random.choice([0, 1, 2, 3, 3])
        return PartialDate(*(day.year, day.month, day.day)[:known]) if known else None

    def _command(self) -> Command:
        source = self._random.choice([None, "a letter", 'press release, "5 May"'])
        return Command(actor=UUID(int=1), now=NOW, correlation_id=self._id(), source=source)

    def _id(self) -> UUID:
        return UUID(int=self._random.getrandbits(128), version=4)
