"""The log only grows, and eventsourcing's own tools read it."""

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import parse_qs, unquote, urlsplit

import asyncpg
import pytest
from eventsourcing.postgres import PostgresApplicationRecorder, PostgresDatastore

from domain.declaration import Declaration
from domain.identity import DECLARATION_ID
from domain.partial_date import PartialDate
from infra.register import Register
from infra.transcoding import create_mapper
from tests.databases import connected
from tests.infra.appending import append, recording
from tests.infra.importing import PROCLAIMED, history, load_history


@contextmanager
def stock_recorder(dsn: str) -> Iterator[PostgresApplicationRecorder]:
    """eventsourcing's recorder, over our table."""
    parts = urlsplit(dsn)
    query = parse_qs(parts.query)
    datastore = PostgresDatastore(
        dbname=parts.path[1:],
        host=query.get("host", [parts.hostname])[0] or "",
        port=query.get("port", [parts.port])[0] or "",
        user=parts.username or "",
        password=unquote(parts.password or ""),
    )
    try:
        yield PostgresApplicationRecorder(datastore, events_table_name="events")
    finally:
        datastore.close()


CHANGES = (
    "UPDATE events SET topic = 'test.other'",
    "UPDATE events SET source = NULL WHERE false",
    "DELETE FROM events",
    "DELETE FROM events WHERE notification_id = 1",
    "TRUNCATE events",
    "TRUNCATE events CASCADE",
    "UPDATE log_leaves SET hash = ''",
    "DELETE FROM log_leaves",
    "TRUNCATE log_leaves",
    "DELETE FROM log_head",
    "TRUNCATE log_head",
    "MERGE INTO events USING (SELECT) AS nothing ON true WHEN MATCHED THEN DELETE",
)


async def test_the_log_refuses_every_change_but_growing(dsn: str) -> None:
    whole = "SELECT * FROM events JOIN leaf_hashes(1, 1000) ON position = notification_id ORDER BY position"
    async with recording(dsn) as recorder:
        await append(recorder, 2)
    async with connected(dsn) as connection:
        before = await connection.fetch(whole)
        for change in CHANGES:
            with pytest.raises(asyncpg.InsufficientPrivilegeError, match="the log only grows"):
                await connection.execute(change)
        assert await connection.fetch(whole) == before
        assert len(before) == 2


async def test_two_events_cannot_have_one_position_or_version(dsn: str) -> None:
    async with recording(dsn) as recorder:
        await append(recorder, 1)
    async with connected(dsn) as connection:
        for changed in ("originator_version + 1", "originator_version"):
            with pytest.raises(asyncpg.UniqueViolationError):
                await connection.execute(
                    f"INSERT INTO events SELECT originator_id, {changed}, topic, state, notification_id,"
                    " recorded_at, actor, correlation_id FROM events"
                )


async def test_stock_eventsourcing_reads_our_log(dsn: str, register: Register) -> None:
    revised = {"kind": "declaration_revised", "title": "Neue Fassung", "on": None}
    await load_history(register, history(PROCLAIMED, revised))
    ours = register.recorder
    with stock_recorder(dsn) as stock:
        assert stock.max_notification_id() == await ours.max_notification_id() == 2
        assert stock.select_events(DECLARATION_ID) == await ours.select_events(DECLARATION_ID)
        assert stock.select_events(DECLARATION_ID, gt=1, desc=True) == await ours.select_events(
            DECLARATION_ID, gt=1
        )
        assert stock.select_notifications(1, 10) == await ours.select_notifications(1, 10)
        assert [each.id for each in stock.select_notifications(None, 10, topics=["declaration.revised"])] == [
            2
        ]
        last = create_mapper().to_domain_event(stock.select_events(DECLARATION_ID)[-1])
    assert isinstance(last, Declaration.Revised)
    assert (last.title, last.on, last.revision) == ("Neue Fassung", None, 2)


async def test_an_event_of_ours_read_by_stock_tools_has_its_values(dsn: str, register: Register) -> None:
    await load_history(register, history(PROCLAIMED))
    with stock_recorder(dsn) as stock:
        (stored,) = stock.select_events(DECLARATION_ID)
    event = create_mapper().to_domain_event(stored)
    assert isinstance(event, Declaration.Proclaimed)
    assert event.on == PartialDate(2012, 12, 5)
