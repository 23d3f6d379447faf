"""What use cases say at random, of whatever they are about."""

from __future__ import annotations

from random import Random
from uuid import UUID

from domain.criteria import Criteria, Recognition
from domain.example_content import ExampleContent, ExampleKind
from domain.network import Network
from domain.offices import Office
from domain.partial_date import PartialDate
from domain.summit_details import SummitDetails, SummitFormat
from domain.topics import TargetGroup, Topic
from tests.infra.random_targets import Target, Targets

_DAYS = (None, PartialDate(2013), PartialDate(2014, 2), PartialDate(2015, 3, 4))


class RandomWords:
    """Days, texts and lists, few of each; and the things that they are said of."""

    def __init__(self, network: Network, random: Random) -> None:
        self.network = network
        self.random = random
        self.targets = Targets(random)

    def _on(self) -> PartialDate | None:
        return self.random.choice(_DAYS)

    def _office(self) -> Office | None:
        office: Office | None = self.random.choice((None, *Office))
        return office

    def _text(self) -> str:
        return self.random.choice(("Älpen", "Ölde", "Weeze", "Emmerich am Rhein"))

    def _details(self, year: int) -> SummitDetails:
        random = self.random
        return SummitDetails(
            title=f"Treffen {self._text()}",
            on=random.choice((None, PartialDate(year, 6))),
            place=random.choice((None, "Köln")),
            format=random.choice((None, *SummitFormat)),
        )

    def _criteria(self) -> Criteria | None:
        text = self._text()
        attested = Criteria(text, text, text, self.random.choice(list(Recognition)), text, text)
        return self.random.choice((None, attested))

    def _topics(self) -> list[Topic]:
        return self.random.sample([*Topic], 2)

    def _content(self) -> ExampleContent:
        random = self.random
        return ExampleContent(
            kind=random.choice([*ExampleKind]),
            title=self._text(),
            summary=self._text(),
            text=self._text(),
            topics=self._topics(),
            target_groups=random.sample([*TargetGroup], 2),
            link=random.choice((None, "https://stadt.example/")),
        )

    async def _summit(self, target: Target) -> UUID:
        return await self.network.summit_of(target.year)
