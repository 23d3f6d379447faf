"""The recorder keeps the contract of eventsourcing's `ApplicationRecorder`, as coroutines."""

import asyncio
from collections.abc import AsyncIterator
from inspect import Parameter, signature
from typing import Any
from uuid import UUID, uuid4

import pytest
from eventsourcing.persistence import (
    ApplicationRecorder,
    IntegrityError,
    Notification,
    OperationalError,
    StoredEvent,
)

from infra.recorder import POLL_SECONDS, AsyncpgRecorder
from tests.databases import connected
from tests.infra.appending import append, events, recording, take


@pytest.fixture
async def recorder(dsn: str) -> AsyncIterator[AsyncpgRecorder]:
    async with recording(dsn) as recorder:
        yield recorder


@pytest.mark.parametrize(
    "method", ["insert_events", "select_events", "select_notifications", "max_notification_id", "subscribe"]
)
def test_the_methods_have_eventsourcings_parameters(method: str) -> None:
    theirs = signature(getattr(ApplicationRecorder, method)).parameters
    ours = signature(getattr(AsyncpgRecorder, method)).parameters
    named = {name: each for name, each in theirs.items() if each.kind is not Parameter.VAR_KEYWORD}
    assert list(ours)[: len(named)] == list(named)
    for name, each in named.items():
        assert (ours[name].kind, ours[name].default) == (each.kind, each.default)
    assert all(ours[name].default is not Parameter.empty for name in ours.keys() - named.keys())


# One stream


async def test_a_stream_is_selected_as_it_was_inserted(recorder: AsyncpgRecorder) -> None:
    stream = uuid4()
    inserted = events(stream, 1, 2, 3)
    assert await recorder.insert_events(inserted) == [1, 2, 3]
    assert await recorder.select_events(stream) == inserted
    assert await recorder.select_events(uuid4()) == []


async def test_any_bytes_and_any_text_are_kept(recorder: AsyncpgRecorder) -> None:
    stream = uuid4()
    event = StoredEvent(stream, 1, "test.größer-🌳", bytes(range(256)))
    await recorder.insert_events([event])
    assert await recorder.select_events(stream) == [event]


async def test_a_part_of_a_stream_is_selected(recorder: AsyncpgRecorder) -> None:
    stream = await append(recorder, 5)
    await append(recorder, 5)

    async def versions(gt: int | None = None, lte: int | None = None, **rest: Any) -> list[int]:
        selected = await recorder.select_events(stream, gt=gt, lte=lte, **rest)
        return [event.originator_version for event in selected]

    assert await versions(gt=2) == [3, 4, 5]
    assert await versions(gt=0) == [1, 2, 3, 4, 5]
    assert await versions(gt=5) == []
    assert await versions(lte=2) == [1, 2]
    assert await versions(gt=1, lte=3) == [2, 3]
    assert await versions(desc=True) == [5, 4, 3, 2, 1]
    assert await versions(limit=2) == [1, 2]
    assert await versions(desc=True, limit=1) == [5]
    assert await versions(desc=True, gt=1, lte=4, limit=2) == [4, 3]


async def test_a_part_of_a_stream_without_any_event_is_selected(recorder: AsyncpgRecorder) -> None:
    stream = await append(recorder, 2)
    assert await recorder.select_events(stream, lte=0) == []
    assert await recorder.select_events(stream, limit=0) == []


async def test_the_next_version_is_the_only_one_to_be_inserted(recorder: AsyncpgRecorder) -> None:
    stream = await append(recorder, 2)
    for version in (1, 2, 4):
        with pytest.raises(IntegrityError):
            await recorder.insert_events(events(stream, version))
    assert await recorder.insert_events(events(stream, 3)) == [3]


async def test_a_new_stream_begins_with_version_1(recorder: AsyncpgRecorder) -> None:
    with pytest.raises(IntegrityError):
        await recorder.insert_events(events(uuid4(), 2))


async def test_an_event_inserted_twice_at_once_is_a_conflict(recorder: AsyncpgRecorder) -> None:
    with pytest.raises(IntegrityError):
        await recorder.insert_events(events(uuid4(), 1, 1))
    assert await recorder.max_notification_id() is None


async def test_an_insert_that_leaves_a_version_out_is_a_conflict(recorder: AsyncpgRecorder) -> None:
    for versions in ((1, 3), (2, 1)):
        with pytest.raises(IntegrityError):
            await recorder.insert_events(events(uuid4(), *versions))
    assert await recorder.max_notification_id() is None


async def test_events_of_several_streams_are_inserted_together_or_not_at_all(
    recorder: AsyncpgRecorder,
) -> None:
    old, new = await append(recorder, 1), uuid4()
    with pytest.raises(IntegrityError):
        await recorder.insert_events([*events(new, 1), *events(old, 1)])
    assert await recorder.select_events(new) == []
    assert await recorder.insert_events([*events(new, 1), *events(old, 2)]) == [2, 3]


async def test_inserting_nothing_records_nothing(recorder: AsyncpgRecorder) -> None:
    assert await recorder.insert_events([]) == []
    assert await recorder.max_notification_id() is None


# The log


async def test_the_last_position_of_an_empty_log_is_none(recorder: AsyncpgRecorder) -> None:
    assert await recorder.max_notification_id() is None
    await append(recorder, 3)
    assert await recorder.max_notification_id() == 3


async def test_a_notification_is_the_event_at_its_position(recorder: AsyncpgRecorder) -> None:
    stream = await append(recorder, 1)
    assert await recorder.select_notifications(None, 10) == [
        Notification(stream, 1, "test.happened", b'{"version":1}', 1)
    ]


async def test_a_part_of_the_log_is_selected(recorder: AsyncpgRecorder) -> None:
    await append(recorder, 3, "test.a")
    await append(recorder, 3, "test.b")

    async def positions(start: int | None, stop: int | None = None, *topics: str, **rest: Any) -> list[int]:
        return [each.id for each in await recorder.select_notifications(start, 10, stop, topics, **rest)]

    assert await positions(None) == await positions(1) == [1, 2, 3, 4, 5, 6]
    assert await positions(4) == [4, 5, 6]
    assert await positions(4, inclusive_of_start=False) == [5, 6]
    assert await positions(0, inclusive_of_start=False) == [1, 2, 3, 4, 5, 6]
    assert await positions(7) == await positions(6, inclusive_of_start=False) == []
    assert await positions(2, 4) == [2, 3, 4]
    assert await positions(2, 2) == [2]
    assert await positions(None, 3, inclusive_of_start=False) == [1, 2, 3]
    assert await positions(None, None, "test.b") == [4, 5, 6]
    assert await positions(None, None, "test.a", "test.b") == [1, 2, 3, 4, 5, 6]
    assert await positions(None, None, "test.c") == []
    assert await positions(3, 5, "test.a") == [3]


async def test_a_page_of_the_log_has_the_length_asked_for(recorder: AsyncpgRecorder) -> None:
    await append(recorder, 5)
    assert [each.id for each in await recorder.select_notifications(2, 2)] == [2, 3]
    assert await recorder.select_notifications(1, 0) == []


# Subscribing


async def test_a_subscription_goes_on_from_the_past_into_the_present(recorder: AsyncpgRecorder) -> None:
    await append(recorder, 3)
    subscription = recorder.subscribe()
    assert [each.id for each in await take(subscription, 3)] == [1, 2, 3]
    waiting = asyncio.create_task(take(subscription, 2))
    await append(recorder, 2)
    assert [each.id for each in await waiting] == [4, 5]


async def test_a_subscription_begins_after_a_position(recorder: AsyncpgRecorder) -> None:
    await append(recorder, 5)
    assert [each.id for each in await take(recorder.subscribe(gt=3), 2)] == [4, 5]


async def test_a_subscription_to_topics_leaves_out_the_others(recorder: AsyncpgRecorder) -> None:
    for topic in ("test.a", "test.b", "test.a"):
        await append(recorder, 1, topic)
    assert [each.id for each in await take(recorder.subscribe(topics=["test.a"]), 2)] == [1, 3]


async def test_a_subscription_that_waits_does_not_ask_all_the_time(
    recorder: AsyncpgRecorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = 0

    async def counted(ask: Any = recorder.max_notification_id) -> int | None:
        nonlocal asked
        asked += 1
        found: int | None = await ask()
        return found

    monkeypatch.setattr(recorder, "max_notification_id", counted)
    await append(recorder, 1, "test.a")
    waiting = asyncio.create_task(take(recorder.subscribe(topics=["test.b"]), 1))
    await asyncio.sleep(2 * POLL_SECONDS)
    assert asked <= 5
    await append(recorder, 1, "test.b")
    assert [each.id for each in await waiting] == [2]


async def test_a_subscription_misses_and_repeats_nothing_while_two_processes_append(dsn: str) -> None:
    async with recording(dsn) as one, recording(dsn) as other:
        await append(one, 1_500)  # more than a page
        reading = asyncio.create_task(take(one.subscribe(), 1_700))
        await asyncio.gather(*(append(each, 1) for each in [one, other] * 100))
        assert [each.id for each in await reading] == list(range(1, 1_701))


async def test_a_subscription_survives_a_lost_connection_of_the_listener(dsn: str) -> None:
    async with recording(dsn) as one, recording(dsn) as other:
        await append(one, 1)
        subscription = other.subscribe()
        await take(subscription, 1)
        async with connected(dsn) as connection:
            await connection.fetch(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND query LIKE 'LISTEN%'"
            )
        await append(one, 1)
        assert [each.id for each in await take(subscription, 1)] == [2]


# Without a database


async def test_without_a_database_inserting_and_selecting_say_so() -> None:
    async with recording("postgresql://nobody@127.0.0.1:1/nothing") as recorder:
        with pytest.raises(OperationalError):
            await append(recorder, 1)
        with pytest.raises(OperationalError):
            await recorder.select_events(UUID(int=0))
