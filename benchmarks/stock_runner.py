"""The peer: eventsourcing's ProjectionRunner, which reads the same log into a view of the attendances."""

from __future__ import annotations

from time import perf_counter
from uuid import UUID

from eventsourcing.application import Application
from eventsourcing.dispatch import singledispatchmethod
from eventsourcing.persistence import Mapper, Tracking
from eventsourcing.postgres import (
    PostgresApplicationRecorder,
    PostgresDatastore,
    PostgresFactory,
    PostgresTrackingRecorder,
)
from eventsourcing.projection import Projection, ProjectionRunner
from eventsourcing.utils import get_topic
from psycopg.conninfo import conninfo_to_dict
from psycopg.sql import SQL

from domain.identity import attendance_id
from domain.summit import Summit
from infra.transcoding import create_mapper

# Makes the view.
CREATE_VIEW = """
CREATE TABLE IF NOT EXISTS attended (
    id uuid PRIMARY KEY,
    summit_id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    attended_on text,
    office text,
    position bigint NOT NULL
)
"""

# Adds a row to it.
INSERT_ATTENDED = "INSERT INTO attended VALUES (%s, %s, %s, %s, %s, %s)"

# The longest it is waited for.
_PATIENCE_SECONDS = 600.0


class Log(Application[UUID]):
    """Our log, as an application of eventsourcing's: the columns have the names that it reads."""

    def construct_recorder(self) -> PostgresApplicationRecorder:
        assert isinstance(self.factory, PostgresFactory)
        return PostgresApplicationRecorder(self.factory.datastore, events_table_name="events")

    def construct_mapper(self) -> Mapper[UUID]:
        return create_mapper()


class AttendedView(PostgresTrackingRecorder):
    """Rows and the position that they reflect, in one transaction an event."""

    def __init__(self, datastore: PostgresDatastore, *, tracking_table_name: str) -> None:
        super().__init__(datastore, tracking_table_name=tracking_table_name)
        self.sql_create_statements.append(SQL(CREATE_VIEW).format())
        self.added_at = 0.0

    def add(self, event: Summit.Attended, tracking: Tracking) -> None:
        row = (
            attendance_id(event.originator_id, event.organisation_id),
            event.originator_id,
            event.organisation_id,
            None if event.on is None else str(event.on),
            event.office,
            tracking.notification_id,
        )
        with self.datastore.transaction(commit=True) as cursor:
            cursor.execute(INSERT_ATTENDED, row, prepare=True)
            self._insert_tracking(cursor, tracking)
        self.added_at = perf_counter()


class Attended(Projection[AttendedView]):
    topics = (get_topic(Summit.Attended),)

    @singledispatchmethod
    def process_event(self, event: object, tracking: Tracking) -> None:
        raise AssertionError(f"{event} was not asked for")

    @process_event.register
    def _(self, event: Summit.Attended, tracking: Tracking) -> None:
        self.view.add(event, tracking)


def project_by_runner(dsn: str, last: int) -> float:
    """Seconds from an empty view to one that reflects the attendance at this position."""
    place = {f"POSTGRES_{name.upper()}": str(value) for name, value in conninfo_to_dict(dsn).items()}
    env = place | {"PERSISTENCE_MODULE": "eventsourcing.postgres"}
    begun = perf_counter()
    with ProjectionRunner(
        application_class=Log, projection_class=Attended, view_class=AttendedView, env=env
    ) as runner:
        runner.wait(last, timeout=_PATIENCE_SECONDS)
        return runner.view.added_at - begun
