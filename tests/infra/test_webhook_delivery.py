"""Webhooks: every event in order, once in effect, whatever the receiver answers."""

from collections.abc import Hashable
from datetime import timedelta

import orjson
import pytest

from infra.feeds import LogFeed
from infra.register import Register
from infra.webhook_sending import Bounds
from projections.feeding import Page
from projections.reading import NoAnswer, QueryTooLong, ValueNotReadable
from tests.databases import connected
from tests.infra.webhook_delivering import ACTOR, Clock, Delivery, delivering, grown, told
from tests.infra.webhook_receiving import Receiver, answer, receiving

# Order, and once


async def test_the_log_is_delivered_from_its_beginning_in_order_and_goes_on(
    register: Register, delivery: Delivery, receiver: Receiver
) -> None:
    end = await grown(register)
    webhook = await delivery.to(receiver.url(path="/hook?of=portal"))
    await delivery.is_(webhook, position=end)
    later = await grown(register, 2)
    assert later > end
    await delivery.is_(webhook, position=later)
    assert receiver.ids == told(1, later)
    assert [orjson.loads(each.body)["position"] for each in receiver.requests] == list(range(1, later + 1))
    headers = receiver.requests[0].headers
    assert receiver.requests[0].path == "/hook?of=portal"
    assert headers["host"] == f"127.0.0.1:{receiver.port}"
    assert headers["content-type"].startswith("application/cloudevents+json")
    assert headers["user-agent"] == "netzwerkregister"


async def test_without_a_position_only_what_is_to_come_is_delivered(
    register: Register, delivery: Delivery, receiver: Receiver
) -> None:
    end = await grown(register)
    webhook = await delivery.to(receiver.url(), after=None)
    later = await grown(register, 2)
    await delivery.is_(webhook, position=later)
    assert receiver.ids == told(end + 1, later)


async def test_a_filter_that_leaves_nothing_moves_the_position_too(
    register: Register, delivery: Delivery, receiver: Receiver
) -> None:
    webhook = await delivery.to(receiver.url(), {"type": ["no.such"]})
    await delivery.is_(webhook, position=await grown(register))
    assert receiver.requests == []


async def test_only_the_last_fifty_attempts_are_kept(
    register: Register, delivery: Delivery, receiver: Receiver
) -> None:
    end = await grown(register)
    while end < 60:
        end = await grown(register, end)
    webhook = await delivery.to(receiver.url())
    await delivery.is_(webhook, position=end)
    async with connected(delivery.dsn) as connection:
        kept = await connection.fetch("SELECT position FROM webhook_attempts ORDER BY number")
    assert [row["position"] for row in kept] == list(range(end - 49, end + 1))


# Failures


async def test_an_event_that_is_refused_comes_again_before_any_other(
    register: Register, delivery: Delivery, receiver: Receiver, clock: Clock
) -> None:
    end = await grown(register)
    receiver.script.extend([answer(500), answer(404)])
    webhook = await delivery.to(receiver.url())
    began = clock.at
    await delivery.is_(webhook, failures=1, failing_since=began, next_attempt_at=began + timedelta(seconds=5))
    clock.put_on(4.9)
    await delivery.webhooks.rotate_secret(webhook, 0, ACTOR)  # what is unrelated hurries nothing
    assert receiver.ids == ["evt_1"]
    clock.put_on(0.1)
    await delivery.is_(webhook, failures=2, next_attempt_at=clock.at + timedelta(seconds=30), position=0)
    clock.put_on(30)
    await delivery.is_(webhook, position=end, failures=0, failing_since=None, next_attempt_at=None)
    assert receiver.ids == ["evt_1", "evt_1", *told(1, end)]


async def test_a_delay_survives_a_restart(
    register: Register, dsn: str, receiver: Receiver, clock: Clock
) -> None:
    end = await grown(register)
    receiver.script.append(answer(500))
    async with delivering(register, dsn, clock) as delivery:
        webhook = await delivery.to(receiver.url())
        await delivery.is_(webhook, failures=1)
    async with delivering(register, dsn, clock) as delivery:
        other = await delivery.to(receiver.url(path="/other"))
        await delivery.is_(other, position=end)
        assert [each.id for each in receiver.requests if each.path == "/hook"] == ["evt_1"]
        clock.put_on(5)
        await delivery.is_(webhook, position=end)


async def test_after_the_last_retry_it_is_paused_and_resumes_from_where_it_stopped(
    register: Register, dsn: str, receiver: Receiver, clock: Clock
) -> None:
    end = await grown(register)
    receiver.script.extend([b"HTTP/1.1 200 Fine\r\ncontent-length: 0\r\n\r\n", *[answer(500)] * 3])
    async with delivering(register, dsn, clock, delays=(5, 30)) as delivery:
        webhook = await delivery.to(receiver.url())
        for failures in (1, 2):
            await delivery.is_(webhook, failures=failures)
            clock.put_on(30)
        await delivery.is_(webhook, state="paused", paused_reason="retries-exhausted", failures=3, position=1)
        row = await delivery.row(webhook)
        assert (row["paused_at"], row["next_attempt_at"]) == (clock.at, None)
        clock.put_on(10_000)
        await delivery.webhooks.resume(webhook, None)
        await delivery.is_(webhook, state="active", position=end, failures=0, paused_reason=None)
    assert receiver.ids == ["evt_1", *["evt_2"] * 3, *told(2, end)]


async def test_a_receiver_that_is_gone_is_left_alone_at_once(
    register: Register, delivery: Delivery, receiver: Receiver
) -> None:
    await grown(register)
    receiver.script.append(answer(410))
    webhook = await delivery.to(receiver.url())
    await delivery.is_(webhook, state="paused", paused_reason="gone", position=0)
    assert await delivery.outcomes(webhook) == ["gone"]


@pytest.mark.parametrize(
    ("status", "asked", "seconds"),
    [(503, "600", 600), (429, "600", 600), (503, "1", 5), (503, "9" * 30, 86_400), (500, "600", 5)],
)
async def test_a_receiver_that_asks_to_be_left_alone_is_for_a_while(
    register: Register,
    delivery: Delivery,
    receiver: Receiver,
    clock: Clock,
    status: int,
    asked: str,
    seconds: float,
) -> None:
    await grown(register)
    receiver.script.append(answer(status, f"retry-after: {asked}"))
    webhook = await delivery.to(receiver.url())
    await delivery.is_(webhook, next_attempt_at=clock.at + timedelta(seconds=seconds))


async def test_a_day_to_come_back_on_is_respected(
    register: Register, delivery: Delivery, receiver: Receiver, clock: Clock
) -> None:
    await grown(register)
    clock.at = clock.at.replace(microsecond=0)
    asked = clock.at + timedelta(hours=1)
    receiver.script.append(answer(503, f"retry-after: {asked.strftime('%a, %d %b %Y %H:%M:%S GMT')}"))
    webhook = await delivery.to(receiver.url())
    await delivery.is_(webhook, next_attempt_at=asked)


async def test_a_redirect_is_not_followed(register: Register, delivery: Delivery, receiver: Receiver) -> None:
    await grown(register)
    async with receiving() as other:
        receiver.script.append(answer(307, f"location: {other.url()}"))
        webhook = await delivery.to(receiver.url())
        await delivery.is_(webhook, failures=1)
        assert await delivery.outcomes(webhook) == ["redirected"]
        assert other.requests == []


@pytest.mark.parametrize(
    ("told", "outcome"),
    [
        (None, "timed-out"),
        (b"HTTP/1.1 200 Fine\r\n", "timed-out"),
        (b"SSH-2.0-OpenSSH\r\n\r\n", "no-http"),
    ],
    ids=["hangs", "hangs within its head", "is no HTTP"],
)
async def test_a_receiver_that_does_not_answer_is_given_up(
    register: Register, dsn: str, receiver: Receiver, clock: Clock, told: bytes | None, outcome: str
) -> None:
    await grown(register)
    receiver.script.append(told)
    async with delivering(register, dsn, clock, bounds=Bounds(1.0, 0.2)) as delivery:
        webhook = await delivery.to(receiver.url())
        await delivery.is_(webhook, failures=1)
        assert await delivery.outcomes(webhook) == [outcome]


async def test_a_body_without_an_end_does_not_undo_what_its_status_says(
    register: Register, delivery: Delivery, receiver: Receiver
) -> None:
    end = await grown(register)
    endless = b"HTTP/1.1 200 Fine\r\ncontent-length: 99999999\r\n\r\n" + b"x" * 100_000
    receiver.script.append(endless)
    webhook = await delivery.to(receiver.url())
    await delivery.is_(webhook, position=end)
    assert receiver.ids == told(1, end)


async def test_nobody_there_is_a_failure(register: Register, delivery: Delivery) -> None:
    await grown(register)
    async with receiving() as receiver:
        nowhere = receiver.url()
    webhook = await delivery.to(nowhere)
    await delivery.is_(webhook, failures=1)
    assert await delivery.outcomes(webhook) == ["unreachable"]


@pytest.mark.parametrize(
    ("failing", "state", "position"),
    [(QueryTooLong, "active", None), (ValueNotReadable, "paused", 0)],
)
async def test_a_database_that_is_slow_delays_and_only_what_can_never_be_read_pauses(
    register: Register,
    dsn: str,
    receiver: Receiver,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
    failing: type[NoAnswer],
    state: str,
    position: int | None,
) -> None:
    end = await grown(register)
    failures, page = [failing(), failing()], LogFeed.page

    async def failing_page(self: LogFeed, after: int, client: Hashable = None) -> Page:
        if failures:
            raise failures.pop()
        return await page(self, after)

    monkeypatch.setattr(LogFeed, "page", failing_page)
    async with delivering(register, dsn, clock) as delivery:
        webhook = await delivery.to(receiver.url())
        await delivery.is_(webhook, state=state, position=end if position is None else position)


async def test_one_that_fails_keeps_no_other_waiting(
    register: Register, delivery: Delivery, receiver: Receiver
) -> None:
    receiver.script.append(None)
    hanging = await delivery.to(receiver.url())
    end = await grown(register)
    async with receiving() as other:
        well = await delivery.to(other.url())
        await delivery.is_(well, position=end)
        assert other.ids == told(1, end)
    assert (await delivery.row(hanging))["position"] == 0
