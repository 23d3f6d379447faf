"""A receiver of webhooks, and a process that delivers to it."""

from collections.abc import AsyncIterator

import pytest

from infra.register import Register
from tests.infra.webhook_delivering import Clock, Delivery, delivering
from tests.infra.webhook_receiving import Receiver, receiving


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    async with receiving() as receiver:
        yield receiver


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def delivery(register: Register, dsn: str, clock: Clock) -> AsyncIterator[Delivery]:
    async with delivering(register, dsn, clock) as delivery:
        yield delivery
