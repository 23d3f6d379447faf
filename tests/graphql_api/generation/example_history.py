"""Practice examples that are revised, withdrawn, and adopted in chains; some facts were recorded wrongly."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from tests.graphql_api.generation.deeds import Deeds
from tests.graphql_api.generation.example_deeds import ExampleDeeds


class ExampleHistory:
    """Records the practice examples."""

    def __init__(self, deeds: Deeds) -> None:
        self._deeds = deeds
        self._of_examples = ExampleDeeds(deeds.network, deeds.draw)

    async def record(self, members: Sequence[UUID]) -> None:
        """Examples that some of these members share."""
        deeds, of_examples = self._deeds, self._of_examples
        first = len(deeds.done)
        sharing = [deeds.draw.random.choice(members) for _ in range(18)]
        shared = [await deeds.do(of_examples.share, organisation) for organisation in sharing]
        examples = [each.subject for each in shared if each is not None]
        for number, example in enumerate(examples):
            if number % 9 == 8:
                continue
            await self._adopt(example)
            if number % 3 == 1:
                await deeds.do(of_examples.revise, example)
            await self._adopt(example)
            if number % 3 == 2:
                await deeds.do(of_examples.withdraw, example)
                await self._adopt(example)
        await self._correct(first)
        undated = await deeds.do(of_examples.share, sharing[0])
        if undated is not None:
            await deeds.do(of_examples.withdraw_on_an_unknown_day, undated.subject)

    async def _adopt(self, example: UUID) -> None:
        """By some from the one that shared it, and from each to the next."""
        deeds, draw = self._deeds, self._deeds.draw
        adopted_from = None
        for _ in range(4):
            adopter = draw.one()
            adopted = await deeds.do(self._of_examples.adopt, (example, adopter, adopted_from))
            if adopted is not None:
                adopted_from = adopter if draw.random.random() < 0.7 else None
                if draw.random.random() < 0.5:
                    await deeds.do(self._of_examples.report_experience, (example, adopter))

    async def _correct(self, first: int) -> None:
        """Facts of each kind are corrected, some of them again, and some are annulled."""
        await self._deeds.correct_each(first, 5)
        for done in self._deeds.draw.random.sample(self._deeds.done[first:], 10):
            await self._deeds.annul(done)
