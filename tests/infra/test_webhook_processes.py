"""Webhooks of several processes: one delivers, and whoever dies, nothing is left out."""

from contextlib import AsyncExitStack
from random import Random

import pytest

from infra.register import Register
from infra.webhook_holding import Holding
from infra.webhook_sending import Attempt
from projections.webhooks import WebhookOutcome
from tests.databases import connected
from tests.infra.projecting import KILL_ALL, KILL_PROJECTOR
from tests.infra.webhook_delivering import Clock, Delivery, delivering, grown, told
from tests.infra.webhook_receiving import TAKEN, Receiver, answer
from tests.waiting import until


async def test_of_two_processes_one_delivers_and_when_it_ends_the_other_goes_on(
    dsn: str, receiver: Receiver, clock: Clock
) -> None:
    async with AsyncExitStack() as first, Register(dsn).running() as heir:
        register = await first.enter_async_context(Register(dsn).running())
        one = await first.enter_async_context(delivering(register, dsn, clock))
        webhook = await one.to(receiver.url())
        await until(lambda: delivers(one), 5)
        async with delivering(heir, dsn, clock) as other:
            end = await grown(heir)
            await one.is_(webhook, position=end)
            assert not other.deliverer.delivering
            await first.aclose()
            later = await grown(heir, 2)
            await other.is_(webhook, position=later)
            assert other.deliverer.delivering
    assert receiver.ids == told(1, later)


async def test_connections_killed_while_it_delivers_lose_nothing_and_move_nothing_back(
    register: Register, dsn: str, delivery: Delivery, receiver: Receiver
) -> None:
    webhook = await delivery.to(receiver.url())
    ends = []
    for seed in range(3):
        ends.append(await grown(register, seed))
        async with connected(dsn) as connection:
            await connection.execute(KILL_ALL)
        await until(lambda: answers(register), 10)
    await delivery.is_(webhook, position=ends[-1])
    seen = list(dict.fromkeys(receiver.ids))
    assert seen == told(1, ends[-1]), "repeats are of what came last, and nothing is out of order"


@pytest.mark.soak
async def test_whatever_dies_at_random_every_position_is_taken_in_order(
    dsn: str, receiver: Receiver, clock: Clock
) -> None:
    chance = Random(7)
    delays = (0.0,) * 1_000
    async with AsyncExitStack() as ending:
        register = await ending.enter_async_context(Register(dsn).running())
        one = await ending.enter_async_context(delivering(register, dsn, clock, delays=delays))
        webhook = await one.to(receiver.url())
        heirs = 0
        for seed in range(40):
            async with (
                Register(dsn).running() as other,
                delivering(other, dsn, clock, delays=delays) as heir,
            ):
                receiver.script.extend(
                    chance.choices([answer(500), answer(503), b"no HTTP\r\n\r\n", TAKEN], k=5)
                )
                async with connected(dsn) as connection:
                    await connection.execute(KILL_PROJECTOR)
                end = await grown(register, seed)
                heirs += heir.deliverer.delivering
        await one.is_(webhook, position=end)
    assert heirs
    assert list(dict.fromkeys(receiver.ids)) == told(1, end)


async def test_who_has_another_position_in_mind_moves_nothing(
    register: Register, dsn: str, delivery: Delivery, receiver: Receiver, clock: Clock
) -> None:
    end = await grown(register)
    webhook = await delivery.to(receiver.url())
    await delivery.is_(webhook, position=end)
    taken = Attempt(clock.at, WebhookOutcome.DELIVERED, 200, 1)
    async with connected(dsn) as connection:
        late = Holding(connection)
        assert not await late.delivered(webhook, 1, 2, taken)
        assert not await late.scanned(webhook, 1, 2)
        assert await late.failed(webhook, 1, 2, taken, clock.at) is None
    assert (await delivery.row(webhook))["position"] == end


async def delivers(delivery: Delivery) -> bool:
    return delivery.deliverer.delivering


async def answers(register: Register) -> bool:
    try:
        return await register.reads.position() is not None
    except Exception:
        return False
