"""What the data protection officer asks for: who is erased or is to be, who read what, all about one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import strawberry

from graphql_api.enums import AskedBy
from graphql_api.events import EVENTS, Event
from graphql_api.planner.connections import PAGE_ROWS, Page, Rows
from graphql_api.planner.cursors import Keyset
from graphql_api.planner.fields import Field, NodeId, column, one, part, planned
from graphql_api.planner.json_sql import Json, list_of
from graphql_api.planner.node_ids import decode_key
from graphql_api.planner.planner import DUE
from graphql_api.planner.prices import LOOK_UP, Price
from graphql_api.relay import FORWARD_ARGUMENTS, ConnectionOf
from graphql_api.scalars import Date, DateTime, Position
from graphql_api.types import EngagementOfficer, erased_now
from projections import ENGAGEMENT_OFFICERS, ERASURES
from projections.erasures import DUE_FOR_ERASURE

# Answers who read what of whom. It is no part of the log, so there is no past of it.
_ACCESSES = "(SELECT number, at, actor, person AS id, what FROM personal.accesses)"

# Answers the person that is asked for, where there ever was one, with the stream that has the facts.
_SUBJECT = "(SELECT DISTINCT id, stream_id FROM {table} WHERE id = {person})"

# Answers the versions of the events of the person's stream that name the person.
_NAMING = """(SELECT originator_version FROM events WHERE originator_id = {subject}.stream_id
    AND convert_from(state, 'UTF8')::jsonb #>> '{{person,_data_}}'
    = translate({subject}.id::text, '-', ''))"""

# Answers where the person is erased.
_ERASED = "ARRAY(SELECT position FROM {erasures} AS erasure WHERE erasure.id = {subject}.id)"

# Answers whether an event is a fact of the person's: it names the person, annuls such a one, or erases the
# person. Where it can lie comes first, as indexes find that.
_OF_SUBJECT = """({row}.id = {subject}.stream_id OR {row}.position = ANY({erased}))
    AND ({row}.version IN {naming} OR {row}.corrects IN {naming} OR {row}.position = ANY({erased}))"""


def _person(field: Field, name: str) -> str:
    return field.argument(name).bind("uuid", lambda text: None if text is None else decode_key(text, "eng"))


@strawberry.type(description="That a person is erased (Löschung): nobody can read what is personal of them.")
class Erasure:
    officer: EngagementOfficer | None = one(
        "The person as a contact person; null where the appointment was annulled.", ENGAGEMENT_OFFICERS, "id"
    )
    asked_by: AskedBy = column("At whose request, or for what reason.", "asked_by")
    reason: str = column("Why (Grund).", "reason")
    position: Position = column("Where the log records it.", "position")
    recorded_at: DateTime = column("When it was recorded.", "recorded_at")


@strawberry.type(description="That somebody was told what is personal of a person (Zugriff).")
class PersonalDataAccess:
    at: DateTime = column("When.", "at")
    actor: strawberry.ID = column("The pseudonym of who was told.", "actor")
    person: strawberry.ID = planned(NodeId("eng"), "Of which person: the id of the contact person.")
    what: str = column(
        "What it was told as part of: a query, a mutation or an export; of events' payloads, that too.",
        "what",
    )


@dataclass(frozen=True)
class Accesses:
    """Pages of accesses, the newest first."""

    price: ClassVar = Price(20, planned=200, rows=PAGE_ROWS, total=5_000)

    def json(self, field: Field) -> Json:
        return Page(self.rows(field), field).json()

    def rows(self, field: Field) -> Rows:
        row = field.planning.alias()
        return Rows(
            alias=row,
            table=_ACCESSES,
            condition=self.condition(field, row),
            key="number",
            descending=True,
            cursor=Keyset("accesses", int),
        )

    def condition(self, field: Field, row: str) -> str:
        return f"{row}.id = {_person(field, 'person')}" if field.argument("person").given else "true"


ACCESSES_ARGUMENTS = {
    "person": (strawberry.ID | None, "Only those to what is personal of this contact person."),
    **FORWARD_ARGUMENTS,
}


@strawberry.type(description="A person who left office so long ago that what is personal is to be erased.")
class DueForErasure:
    officer: EngagementOfficer = part("The person.")
    since: Date = column(
        "Since when the person certainly is in office no more; where that is not known, since it was "
        "recorded.",
        "left_by",
    )


@dataclass(frozen=True)
class Due:
    """Pages of those who are to be erased, the longest due first."""

    price: ClassVar = Price(500, planned=200, rows=PAGE_ROWS, total=500)

    def json(self, field: Field) -> Json:
        return Page(self.rows(field), field).json()

    def rows(self, field: Field) -> Rows:
        row = field.planning.alias()
        day = field.planning.bindings.parameter(lambda variables: variables[DUE](), "date")
        return Rows(
            alias=row,
            table=field.planning.rows(ENGAGEMENT_OFFICERS),
            condition=DUE_FOR_ERASURE.format(row=row, day=day, erasures=field.planning.rows(ERASURES)),
            key="left_by::text",
            descending=False,
            cursor=Keyset("due", str),
        )


@dataclass(frozen=True)
class _Facts:
    price: ClassVar = Price(5_000, planned=600, rows=100)

    def json(self, field: Field) -> Json:
        row, subject = field.planning.alias(), field.row
        condition = _OF_SUBJECT.format(
            row=row,
            subject=subject,
            naming=_NAMING.format(subject=subject),
            erased=_ERASED.format(subject=subject, erasures=field.planning.rows(ERASURES)),
        )
        listed = list_of(field.object(row), f" ORDER BY {row}.position")
        events = EVENTS.format(entries=field.planning.entries)
        reached = f"{row}.position <= {field.planning.position}"
        return Json(f"(SELECT {listed.sql()} FROM {events} AS {row} WHERE {condition} AND {reached})")


@dataclass(frozen=True)
class _AccessesOf(Accesses):
    """Those to what is personal of the row's person."""

    def condition(self, field: Field, row: str) -> str:
        return f"{row}.id = {field.row}.id"


@strawberry.type(
    description="All that the register holds about one person (Auskunft): what is personal, every fact, and "
    "who read it. Of an erased person, what is left."
)
class DataSubject:
    officer: EngagementOfficer | None = one(
        "The person as a contact person; null where the appointment was annulled.", ENGAGEMENT_OFFICERS, "id"
    )
    erased: bool = erased_now()
    erasure: Erasure | None = one("How the person was erased; null where not.", ERASURES, "id")
    facts: list[Event] = planned(_Facts(), "Every fact of the person, as the log has it, the oldest first.")
    accesses: ConnectionOf[PersonalDataAccess] = planned(
        _AccessesOf(),
        "Who was told what is personal, before this answer; the newest first.",
        FORWARD_ARGUMENTS,
    )


@dataclass(frozen=True)
class SubjectOf:
    """The person that is asked for, also where the appointment was annulled."""

    price: ClassVar = LOOK_UP

    def json(self, field: Field) -> Json:
        row = field.planning.alias()
        table = field.planning.table(ENGAGEMENT_OFFICERS)
        subject = _SUBJECT.format(table=table, person=_person(field, "officer"))
        return Json(f"(SELECT {field.object(row).sql()} FROM {subject} AS {row})").or_null()


SUBJECT_ARGUMENTS: dict[str, tuple[Any, str]] = {"officer": (strawberry.ID, "The contact person's id.")}
