"""The peer: eventsourcing's own PostgreSQL recorder, as it comes."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from time import perf_counter

from eventsourcing.persistence import StoredEvent
from eventsourcing.postgres import PostgresApplicationRecorder, PostgresDatastore
from psycopg.conninfo import conninfo_to_dict


def append_by_threads(dsn: str, batches: Sequence[Sequence[StoredEvent]]) -> float:
    """Commands a second, a thread and a connection for each list of commands.

    Each thread's first command is not counted: connections open, statements are prepared.
    """
    place = {name: str(value) for name, value in conninfo_to_dict(dsn).items()}
    with (
        PostgresDatastore(
            place["dbname"],
            place["host"],
            place["port"],
            place["user"],
            place["password"],
            pool_size=len(batches),
        ) as datastore,
        ThreadPoolExecutor(len(batches)) as threads,
    ):
        recorder = PostgresApplicationRecorder(datastore)
        recorder.create_table()

        def call(events: Sequence[StoredEvent]) -> None:
            for event in events:
                recorder.insert_events([event])

        list(threads.map(call, [events[:1] for events in batches]))
        begun = perf_counter()
        list(threads.map(call, [events[1:] for events in batches]))
        return sum(len(events) - 1 for events in batches) / (perf_counter() - begun)
