"""What happens with practice examples: they are shared, revised, withdrawn, adopted, and told of."""

from __future__ import annotations

from uuid import UUID

from domain.example_content import ExampleContent, ExampleKind
from domain.network import Network
from domain.ports import Command, Recorded
from domain.practice_example import AdoptionKind
from domain.topics import TargetGroup, Topic
from tests.graphql_api.generation.drawing import Drawing
from tests.graphql_api.generation.impulse_deeds import TEXTS

# Titles that tie, that hold what JSON treats specially, and that sort by their base letters.
TITLES = ("Anlaufstelle", "Anlaufstelle", "Ärmel hoch!", 'Strategie "2030"', "Straße & Bürger\\Büro")
LINKS = (None, "https://example.org/praxis?a=1&b=%22", "http://köln.example/ü")


class ExampleDeeds:
    """Each takes a command and what it is about; what is shared is drawn anew each time."""

    def __init__(self, network: Network, draw: Drawing) -> None:
        self._network = network
        self._draw = draw

    async def share(self, command: Command, organisation: UUID) -> Recorded:
        return await self._network.share_practice_example(
            command, organisation, self._content(), on=self._draw.date()
        )

    async def revise(self, command: Command, example: UUID) -> Recorded:
        return await self._network.revise_practice_example(
            command, example, self._content(), on=self._draw.late_date()
        )

    async def withdraw(self, command: Command, example: UUID) -> Recorded:
        return await self._network.withdraw_practice_example(
            command, example, on=self._draw.date_in(2026), reason=self._draw.reason()
        )

    async def withdraw_on_an_unknown_day(self, command: Command, example: UUID) -> Recorded:
        return await self._network.withdraw_practice_example(
            command, example, on=None, reason=self._draw.reason()
        )

    async def adopt(self, command: Command, about: tuple[UUID, UUID, UUID | None]) -> Recorded:
        example, organisation, adopted_from = about
        return await self._network.adopt_practice_example(
            command,
            example,
            organisation,
            self._draw.random.choice(list(AdoptionKind)),
            adopted_from=adopted_from,
            on=self._draw.late_date(),
            note=self._draw.reason(),
        )

    async def report_experience(self, command: Command, about: tuple[UUID, UUID]) -> Recorded:
        return await self._network.report_experience(
            command, *about, on=self._draw.date_in(2026), note=self._draw.random.choice(TEXTS[:2])
        )

    def _content(self) -> ExampleContent:
        return ExampleContent(
            kind=self._draw.random.choice(list(ExampleKind)),
            title=self._draw.random.choice(TITLES),
            summary=self._draw.random.choice(TEXTS[:2]),
            text=self._draw.random.choice(TEXTS),
            topics=self._draw.some_of(Topic),
            target_groups=self._draw.some_of(TargetGroup),
            link=self._draw.random.choice(LINKS),
        )
