"""What members suggest to the Land and share with each other, each with what a seed has it say."""

from __future__ import annotations

from collections.abc import Awaitable
from uuid import UUID

from domain.identity import organisation_id
from domain.ports import Command, Recorded
from domain.practice_example import AdoptionKind
from tests.infra.random_targets import Target
from tests.infra.random_words import RandomWords


class RandomSharing(RandomWords):
    # Impulses

    async def raise_impulse(self, command: Command, target: Target) -> Recorded:
        title, text, topics = self._text(), self._text(), self._topics()
        summit = await self._summit(target)
        raised = await self.network.raise_impulse(
            command, target.id, summit, title=title, text=text, topics=topics
        )
        self.targets.impulses.append(raised.subject)
        return raised

    def support(self, command: Command, target: Target) -> Awaitable[Recorded]:
        return self.network.support_impulse(command, target.impulse, target.id, on=self._on())

    def take_up(self, command: Command, target: Target) -> Awaitable[Recorded]:
        return self.network.take_up_impulse(command, target.impulse, on=self._on(), note=self._text())

    def decline(self, command: Command, target: Target) -> Awaitable[Recorded]:
        return self.network.decline_impulse(command, target.impulse, on=self._on(), reason=self._text())

    def put_into_effect(self, command: Command, target: Target) -> Awaitable[Recorded]:
        on, effect = self._on(), self._text()
        return self.network.put_impulse_into_effect(command, target.impulse, on=on, effect=effect)

    def withdraw_impulse(self, command: Command, target: Target) -> Awaitable[Recorded]:
        return self.network.withdraw_impulse(command, target.impulse, on=self._on(), reason=self._text())

    async def report_back(self, command: Command, target: Target) -> Recorded:
        summit = await self._summit(target)
        return await self.network.report_impulse_back(command, target.impulse, summit, report=self._text())

    # Practice examples

    def _member(self, target: Target) -> UUID:
        """Mostly one that is a member, or was."""
        return organisation_id(self.random.choice([target.town, *self.targets.joined]))

    async def share(self, command: Command, target: Target) -> Recorded:
        by, content, on = self._member(target), self._content(), self._on()
        shared = await self.network.share_practice_example(command, by, content, on=on)
        self.targets.examples.append(shared.subject)
        return shared

    def revise_example(self, command: Command, target: Target) -> Awaitable[Recorded]:
        content, on = self._content(), self._on()
        return self.network.revise_practice_example(command, target.example, content, on=on)

    def withdraw_example(self, command: Command, target: Target) -> Awaitable[Recorded]:
        on, reason = self._on(), self._text()
        return self.network.withdraw_practice_example(command, target.example, on=on, reason=reason)

    async def adopt(self, command: Command, target: Target) -> Recorded:
        kind, source = self.random.choice([*AdoptionKind]), organisation_id(target.other)
        adopted = await self.network.adopt_practice_example(
            command,
            target.example,
            target.id,
            kind,
            adopted_from=self.random.choice((None, None, source)),
            on=self._on(),
            note=self._text(),
        )
        self.targets.adopted.append((target.town, target.example))
        return adopted

    def report_experience(self, command: Command, target: Target) -> Awaitable[Recorded]:
        on, note = self._on(), self._text()
        return self.network.report_experience(command, target.example, target.id, on=on, note=note)
