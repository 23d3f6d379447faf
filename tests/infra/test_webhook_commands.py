"""What is commanded of webhooks while they are delivered, and who can verify what is delivered."""

from uuid import UUID

import pytest
from standardwebhooks import Webhook

from domain import errors
from infra.register import Register, now
from infra.webhook_signing import shown
from infra.webhooks import INSERT_WEBHOOK
from projections.reading import PositionNotRecorded
from tests.databases import connected
from tests.infra.webhook_delivering import ACTOR, SECRETS, Clock, Delivery, grown, told
from tests.infra.webhook_receiving import Receiver
from tests.waiting import until

# Commands meanwhile


async def test_one_that_is_paused_while_it_is_delivered_to_gets_that_and_no_more(
    register: Register, delivery: Delivery, receiver: Receiver
) -> None:
    end = await grown(register)
    receiver.script.append(None)
    webhook = await delivery.to(receiver.url())
    await until(lambda: received(receiver, 1), 5)
    await delivery.webhooks.pause(webhook, ACTOR)
    receiver.released.set()
    await delivery.is_(webhook, position=1, state="paused", paused_reason="commanded")
    await delivery.webhooks.resume(webhook, ACTOR)
    await delivery.is_(webhook, position=end)
    assert receiver.ids == told(1, end)


async def test_one_that_is_removed_while_it_is_delivered_to_is_heard_of_no_more(
    register: Register, delivery: Delivery, receiver: Receiver
) -> None:
    end = await grown(register)
    receiver.script.append(None)
    webhook = await delivery.to(receiver.url())
    await until(lambda: received(receiver, 1), 5)
    await delivery.webhooks.remove(webhook, ACTOR)
    receiver.released.set()
    other = await delivery.to(receiver.url(path="/other"))
    await delivery.is_(other, position=end)
    assert [each.id for each in receiver.requests if each.path == "/hook"] == ["evt_1"]
    assert (await delivery.row(webhook))["position"] == 0
    assert await delivery.outcomes(webhook) == []
    with pytest.raises(errors.UnknownWebhook):
        await delivery.webhooks.resume(webhook, None)


async def test_a_filter_that_is_valid_no_more_pauses_it(
    register: Register, delivery: Delivery, receiver: Receiver
) -> None:
    webhook = UUID(int=1)
    async with connected(delivery.dsn) as connection:
        await connection.execute(INSERT_WEBHOOK, webhook, "x", receiver.url(), '{"x": 1}', ACTOR, now(), 0)
    await delivery.is_(webhook, state="paused", paused_reason="not-readable")
    with pytest.raises(ValueError, match="x"):
        await delivery.to(receiver.url(), {"x": 1})


async def test_a_position_that_the_log_has_not_is_refused(delivery: Delivery, receiver: Receiver) -> None:
    with pytest.raises(PositionNotRecorded):
        await delivery.to(receiver.url(), after=1)


async def received(receiver: Receiver, count: int) -> bool:
    return len(receiver.requests) >= count


# Secrets


async def test_deliveries_are_verified_by_those_who_know_a_secret_that_is_valid(
    register: Register, delivery: Delivery, receiver: Receiver, clock: Clock
) -> None:
    id_, first = await delivery.webhooks.register("Portal", receiver.url(), {}, None, ACTOR)
    end = await grown(register)
    await delivery.is_(id_, position=end)
    second = await delivery.webhooks.rotate_secret(id_, 24, ACTOR)
    later = await grown(register, 2)
    await delivery.is_(id_, position=later)
    third = await delivery.webhooks.rotate_secret(id_, 0, ACTOR)
    last = await grown(register, 3)
    await delivery.is_(id_, position=last)
    for each in receiver.requests:
        position = int(each.id.removeprefix("evt_"))
        known = [first] if position <= end else [first, second] if position <= later else [third]
        verified = [secret for secret in (first, second, third) if verifies(secret, each.body, each.headers)]
        assert verified == known
    clock.put_on(86_400)
    with pytest.raises(errors.OverlapOutOfRange):
        await delivery.webhooks.rotate_secret(id_, 169, ACTOR)
    assert shown(SECRETS.secret(id_, 3)) == third


async def test_the_secret_before_is_valid_no_longer_than_was_said(
    register: Register, delivery: Delivery, receiver: Receiver, clock: Clock
) -> None:
    id_ = await delivery.to(receiver.url(), after=None)
    await delivery.webhooks.rotate_secret(id_, 1, ACTOR)
    clock.put_on(3600)
    await delivery.is_(id_, position=await grown(register))
    assert {len(each.headers["webhook-signature"].split(" ")) for each in receiver.requests} == {1}


def verifies(secret: str, body: bytes, headers: dict[str, str]) -> bool:
    try:
        Webhook(secret).verify(body, headers)
    except Exception:
        return False
    return True
