"""A correction of an impulse while another process follows it: the later of the two is judged by both."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import pytest
import pytest_asyncio

from domain.corrections import History
from domain.impulse import Impulse
from domain.network import Network
from domain.partial_date import PartialDate
from domain.summit_details import SummitDetails
from domain.topics import Topic
from infra.event_store import EventStore
from infra.register import Register
from infra.transcoding import create_mapper
from tests.infra.correcting import OTHER, TOWN, command, found
from tests.infra.projecting import caught_up, rebuilt_rows, rows
from tests.infra.test_concurrent_corrections import code

WORDS: dict[str, Any] = {"title": "Ehrenamtskarte", "text": "Für alle.", "topics": [Topic.RECOGNITION]}
DECIDED, LATER = PartialDate(2018, 7, 1), PartialDate(2019, 6, 2)


@dataclass(frozen=True)
class Raised:
    """An impulse that was raised at the first of two summits and taken up; two processes know of it."""

    one: Register
    other: Register
    impulse: UUID
    raising: int
    taking_up: int
    first: UUID
    second: UUID

    async def report_back(self) -> None:
        await self.other.network.report_impulse_back(command(), self.impulse, self.second, report="gut")

    async def support(self) -> None:
        await self.other.network.support_impulse(command(), self.impulse, OTHER, on=DECIDED)

    async def take_up_later(self, network: Network) -> str | None:
        correcting = command(corrects=self.taking_up)
        return await code(network.take_up_impulse(correcting, self.impulse, on=LATER, note="gern"))

    async def raise_later(self, network: Network) -> str | None:
        correcting = command(corrects=self.raising)
        return await code(network.raise_impulse(correcting, TOWN, self.second, **WORDS))


async def held(network: Network, year: int) -> UUID:
    details = SummitDetails(title="Treffen", on=PartialDate(year, 6, 1))
    return (await network.hold_summit(command(), year, details, None)).subject


@pytest_asyncio.fixture
async def raised(dsn: str) -> AsyncIterator[Raised]:
    async with Register(dsn).running() as one, Register(dsn).running() as other:
        network = one.network
        await found(network)
        first, second = await held(network, 2018), await held(network, 2019)
        raising = await network.raise_impulse(command(), TOWN, first, **WORDS)
        impulse = raising.subject
        taking_up = await network.take_up_impulse(command(), impulse, on=DECIDED, note="gern")
        yield Raised(one, other, impulse, raising.position, taking_up.position, first, second)


class Interrupted(EventStore):
    """Lets something happen once, when a history has been read for the so-manieth time."""

    def __init__(self, register: Register, moment: int, meanwhile: Callable[[], Awaitable[None]]) -> None:
        super().__init__(register.recorder, create_mapper())
        self._readings_left = moment
        self._meanwhile = meanwhile

    async def history(self, stream: UUID) -> History:
        history = await super().history(stream)
        self._readings_left -= 1
        if self._readings_left == 0:
            await self._meanwhile()
        return history

    @property
    def interrupted(self) -> bool:
        return self._readings_left <= 0

    async def network(self, register: Register, impulse: UUID) -> Network:
        """The network of a process that remembers the impulse as it is now."""
        assert await self.load(Impulse, impulse)
        known = register.network
        return Network(self, known.roll, known.texts, known.keyring, uuid4)


async def test_a_decision_is_not_corrected_to_a_day_after_another_process_reported_on_it(
    raised: Raised,
) -> None:
    await raised.report_back()
    assert await raised.take_up_later(raised.one.network) == "DATES_OUT_OF_ORDER"


async def test_a_raising_is_not_corrected_to_a_summit_after_another_process_recorded_a_support(
    raised: Raised,
) -> None:
    await raised.other.network.support_impulse(command(), raised.impulse, OTHER, on=PartialDate(2018, 8))
    await raised.other.network.annul_fact(command(), raised.taking_up, reason="not yet")
    assert await raised.raise_later(raised.one.network) == "DATES_OUT_OF_ORDER"


@pytest.mark.parametrize("moment", [1, 2, 3])
async def test_a_report_may_come_at_any_moment_of_correcting_the_decision(
    moment: int, raised: Raised
) -> None:
    store = Interrupted(raised.one, moment, raised.report_back)
    network = await store.network(raised.one, raised.impulse)
    assert await raised.take_up_later(network) == "DATES_OUT_OF_ORDER"
    assert store.interrupted


@pytest.mark.parametrize("moment", [1, 2, 3, 4, 5])
async def test_a_support_may_come_at_any_moment_of_correcting_the_raising(
    moment: int, raised: Raised
) -> None:
    await raised.one.network.annul_fact(command(), raised.taking_up, reason="not yet")
    store = Interrupted(raised.one, moment, raised.support)
    network = await store.network(raised.one, raised.impulse)
    assert await raised.raise_later(network) == "DATES_OUT_OF_ORDER"
    assert store.interrupted


async def test_of_a_correction_and_what_it_rules_out_at_once_one_is_refused(raised: Raised, dsn: str) -> None:
    told = await asyncio.gather(
        raised.take_up_later(raised.one.network),
        code(
            raised.other.network.report_impulse_back(command(), raised.impulse, raised.second, report="gut")
        ),
    )
    assert sorted(map(str, told)) == ["DATES_OUT_OF_ORDER", "None"]
    await caught_up(raised.one)
    assert await rebuilt_rows(raised.one, dsn) == await rows(dsn)
