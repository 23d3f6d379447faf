"""Commands at random, as a seed has them, corrections and annulments included; the network refuses some."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from random import Random
from uuid import UUID, uuid4

from domain.erasure import AskedBy
from domain.errors import Refusal
from domain.network import Network
from domain.organisation import OrganisationKind
from domain.ports import Command, Recorded
from tests.infra.random_targets import DISTRICTS, Target
from tests.infra.random_use_cases import RandomUseCases

_ANNULLED = 0.1
_CORRECTED = 0.15

Given = Callable[[Command, Target], Awaitable[Recorded]]


class RandomCommands:
    """A source of commands to one network. It corrects and annuls what it recorded itself."""

    def __init__(self, network: Network, seed: int) -> None:
        self._network = network
        self._random = Random(seed)
        self._recorded: list[tuple[int, Given, Target]] = []
        self._given = RandomUseCases(network, self._random)
        self._all = _weighted(self._given)

    async def send(self, count: int) -> list[Recorded]:
        """Sends so many commands, one after the other, and returns what was recorded."""
        await self._register_districts()
        recorded = []
        for _ in range(count):
            with suppress(Refusal):
                recorded.append(await self._one())
        return [each for each in recorded if each.position]

    async def erase(self) -> Recorded:
        """Erases somebody who was appointed; no random command, as it waits for the read side."""
        _, officer = self._random.choice(self._given.targets.officers)
        return await self._network.erase_person(
            self._command(), officer, asked_by=AskedBy.DATA_SUBJECT, reason="a letter"
        )

    async def _register_districts(self) -> None:
        kinds = (OrganisationKind.KREIS, OrganisationKind.REGIERUNGSBEZIRK)
        for ags, kind in zip(DISTRICTS, kinds, strict=True):
            with suppress(Refusal):
                await self._network.register_organisation(
                    self._command(), name=f"Bezirk {ags}", kind=kind, ags=ags
                )

    async def _one(self) -> Recorded:
        random, chance = self._random, self._random.random()
        command = self._command()
        if self._recorded and chance < _ANNULLED:
            position, _, _ = random.choice(self._recorded)
            return await self._network.annul_fact(command, position, reason="it never was so")
        if self._recorded and chance < _ANNULLED + _CORRECTED:
            position, given, target = random.choice(self._recorded)
            command = replace(command, corrects=position)
        else:
            given, target = random.choice(self._all), self._given.targets.choose()
        recorded = await given(command, target)
        if recorded.position:
            self._recorded.append((recorded.position, given, target))
        return recorded

    def _command(self) -> Command:
        return Command(
            actor=UUID(int=7),
            now=datetime(2026, 1, 1, tzinfo=UTC),
            correlation_id=uuid4(),
            source=self._random.choice((None, "a letter", "ein Brief")),
        )


def _weighted(given: RandomUseCases) -> list[Given]:
    """All use cases, each as often as it takes for a log in which every one succeeds."""
    often: list[Given] = [given.register, given.sign, given.plan, given.join]
    often += [given.invite, given.answer, given.attend, given.attend_all, given.add_to_agenda]
    seldom: list[Given] = [given.rename, given.change_kind, given.change_parent, given.update_population]
    seldom += [given.proclaim, given.revise, given.record_text, given.withdraw_signature]
    seldom += [given.withdraw_accession, given.resolve, given.leave, given.reschedule, given.move]
    seldom += [given.change_agenda, given.remove_from_agenda, given.remind, given.appoint]
    seldom += [given.change_officer] * 3 + [given.step_down, given.report, given.retract, given.split]
    seldom += [given.raise_impulse, given.support, given.report_back, given.share] * 2
    seldom += [given.take_up, given.put_into_effect, given.revise_example] + [given.adopt] * 4
    seldom += [given.report_experience]
    seldom += [given.announce] * 4 + [given.withdraw_invitation, given.remind] * 2 + [given.open]
    ending: list[Given] = [
        given.merge,
        given.dissolve,
        given.hold,
        given.hold,
        given.close,
        given.cancel,
        given.decline,
        given.withdraw_impulse,
        given.withdraw_example,
    ]
    return often * 6 + seldom * 3 + ending
