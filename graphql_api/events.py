"""The log, event by event: what was recorded, by whom, and what it corrects."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, ClassVar
from uuid import UUID

import strawberry
from strawberry import UNSET

from domain.event_types import event_types
from domain.languages import Words
from graphql_api.planner import node_ids
from graphql_api.planner.arguments import Argument
from graphql_api.planner.connections import PAGE_ROWS, Condition, Page, Rows
from graphql_api.planner.cursors import LogPosition
from graphql_api.planner.errors import BadInput
from graphql_api.planner.fields import Field, column, planned
from graphql_api.planner.json_sql import Json, list_of
from graphql_api.planner.nodes import NodeOfKind
from graphql_api.planner.prices import LOOK_UP, Price
from graphql_api.scalars import JSON, Date, DateTime, PartialDate, Position
from projections import ORGANISATIONS
from projections.kernel import ReadModel

if TYPE_CHECKING:
    from graphql_api.planner.planner import Planning
    from graphql_api.relay import Node
    from graphql_api.types import Organisation

# Answers the log as it is looked through, and as it is stored.
EVENTS = """(SELECT entry.position, entry.stream_id AS id, split_part(entry.topic, '.', 1) AS kind,
    entry.topic, entry.actor, entry.correlation_id, entry.organisations, entry.effective_on,
    entry.effective_on_earliest, entry.effective_on_latest, entry.corrects,
    stored.originator_version AS version, stored.recorded_at, stored.causation_id, stored.source, stored.state
    FROM {entries} AS entry LEFT JOIN events AS stored ON stored.notification_id = entry.position)"""

# Answers the positions of the facts that correct the row's.
_CORRECTED_BY = """ARRAY(SELECT correcting.position FROM {entries} AS correcting
    WHERE correcting.stream_id = {row}.id AND correcting.corrects = {row}.version
    AND correcting.position <= {position} ORDER BY correcting.position)"""

# Answers the position of the fact that the row's corrects.
_CORRECTS = """(SELECT notification_id FROM events
    WHERE originator_id = {row}.id AND originator_version = {row}.corrects)"""

# Answers the streams whose first event concerns an organisation, such as of an impulse that it raised.
_BEGUN_BY = """SELECT begun.stream_id FROM {entries} AS begun
    JOIN events AS first ON first.notification_id = begun.position AND first.originator_version = 1
    WHERE begun.organisations @> ARRAY[{organisation}]"""

# Answers the positions at which a row came to be, changed or ended: where one version is not as the one
# before it, as it is where an epoch was cut.
_TURNS = """SELECT coalesce(later.valid_from, former.valid_to)
    FROM (SELECT * FROM {table} WHERE id = {row}.id) AS former
    FULL JOIN (SELECT * FROM {table} WHERE id = {row}.id) AS later ON later.valid_from = former.valid_to
    WHERE ({former_columns}) IS DISTINCT FROM ({later_columns})"""

# The types of nodes that streams are about, by what the types of their events begin with.
_SUBJECTS: Mapping[Any, str] = {
    "organisation": "org",
    "declaration": "dec",
    "summit": "sum",
    "impulse": "imp",
    "practice-example": "exa",
    "reported-figure": "fig",
}


@dataclass(frozen=True)
class _EntriesColumn:
    """A value of the row, of an expression that looks into the log's entries."""

    expression: str
    price: ClassVar = Price(10)

    def json(self, field: Field) -> Json:
        expression = self.expression.format(
            entries=field.planning.entries, row=field.row, position=field.planning.position
        )
        return Json(f"to_json({expression})::text")


@dataclass(frozen=True)
class _Payload:
    price: ClassVar = Price(20)

    def json(self, field: Field) -> Json:
        stored = f"{field.row}.topic || ':' || encode({field.row}.state, 'hex')"
        return field.planning.marked("payload", stored)


@dataclass(frozen=True)
class _Organisations:
    price: ClassVar = Price(5, rows=10)

    def json(self, field: Field) -> Json:
        row = field.planning.alias()
        listed = list_of(field.object(row), f" ORDER BY {row}.name_key, {row}.id")
        rows = field.planning.rows(ORGANISATIONS)
        return Json(
            f"(SELECT {listed.sql()} FROM {rows} AS {row} WHERE {row}.id = ANY({field.row}.organisations))"
        )


@strawberry.type(description="A fact as the log has it, for ever (Ereignis).")
class Event:
    position: Position = column("Where the log has it.", "position")
    type: str = column("What kind of fact it is; `eventTypes` tells its schema (Art).", "topic")
    stream: strawberry.ID = column("The uuid of the stream that it belongs to.", "id")
    version: int = column("Which of its stream's events it is: the first is 1.", "version")
    subject: Annotated[Node, strawberry.lazy("graphql_api.relay")] | None = planned(
        NodeOfKind(_SUBJECTS), "What the stream is about, where that is a node of its own."
    )
    organisations: list[Annotated[Organisation, strawberry.lazy("graphql_api.types")]] = planned(
        _Organisations(), "The organisations that it concerns, by their names."
    )
    recorded_at: DateTime = column("When it was recorded.", "recorded_at")
    effective_on: PartialDate | None = column(
        "When what it tells happened in the world; null where that is not known, or is no matter of a day.",
        "effective_on",
    )
    actor: strawberry.ID = column("The pseudonym of who recorded it.", "actor")
    correlation_id: strawberry.ID = column("What was recorded by one request has the same.", "correlation_id")
    causation_id: strawberry.ID | None = column(
        "The event that caused it; null where none did.", "causation_id"
    )
    source: str | None = column("Where the fact is known from (Quelle).", "source")
    payload: JSON = planned(
        _Payload(),
        "What it says, by the present schema of its type. What is personal is masked (`***`) from those who "
        "may not see it, and null where the person is erased.",
    )
    corrects: Position | None = column(
        "The position of the fact that it corrects or annuls (Berichtigung); null where it does not.",
        _CORRECTS,
        LOOK_UP,
    )
    corrected_by: list[Position] = planned(
        _EntriesColumn(_CORRECTED_BY), "The positions of the facts that correct or annul it."
    )


def _uuid(value: Argument, row: str, name: str) -> str:
    return f"{row}.{name} = {value.bind('uuid', parsed_uuid)}"


def parsed_uuid(text: str) -> UUID:
    """Raises BadInput."""
    try:
        return UUID(text)
    except ValueError:
        raise BadInput(
            "BAD_ID",
            Words(
                en=f"{text[:60]!r} is no uuid. Give one as `events` tells it.",
                de=f"{text[:60]!r} ist keine UUID. Anzugeben ist eine, wie `events` sie nennt.",
            ),
        ) from None


def _known_types(topics: list[str]) -> list[str]:
    for each in topics:
        if each not in event_types():
            raise BadInput(
                "UNKNOWN_EVENT_TYPE",
                Words(
                    en=f"There is no event type {each[:60]!r}. `eventTypes` lists those that there are.",
                    de=f"Eine Ereignisart {each[:60]!r} gibt es nicht. `eventTypes` nennt die vorhandenen.",
                ),
            )
    return topics


@strawberry.input(description="Which events; what is left out does not matter.")
class EventFilter:
    type: list[str] | None = strawberry.field(default=UNSET, description="Of one of these types.")
    stream: strawberry.ID | None = strawberry.field(default=UNSET, description="Of this stream, by its uuid.")
    organisation: strawberry.ID | None = strawberry.field(
        default=UNSET,
        description="Those that concern this organisation, by its global id; also all of what it began, such "
        "as an impulse that it raised.",
    )
    actor: strawberry.ID | None = strawberry.field(
        default=UNSET, description="Recorded by whom this pseudonym stands for."
    )
    correlation_id: strawberry.ID | None = strawberry.field(
        default=UNSET, description="Recorded by one request."
    )
    recorded_since: DateTime | None = strawberry.field(default=UNSET, description="Recorded then or later.")
    recorded_until: DateTime | None = strawberry.field(default=UNSET, description="Recorded then or before.")
    effective_since: Date | None = strawberry.field(
        default=UNSET, description="Of what certainly happened on this day or later."
    )
    effective_until: Date | None = strawberry.field(
        default=UNSET, description="Of what certainly happened on this day or before."
    )
    corrections: bool | None = strawberry.field(
        default=UNSET, description="Only those that correct or annul another; or only those that do not."
    )


def _concerning(field: Field, value: Argument, row: str) -> str:
    organisation = value.bind("uuid", lambda text: node_ids.decode_key(text, "org"))
    begun = _BEGUN_BY.format(entries=field.planning.entries, organisation=organisation)
    # An array, as an index finds what is in it.
    return f"({row}.organisations @> ARRAY[{organisation}] OR {row}.id = ANY(ARRAY({begun})))"


_CONDITIONS: Mapping[str, Condition] = {
    "type": lambda _, value, row: f"{row}.topic = ANY({value.bind('text[]', _known_types)})",
    "stream": lambda _, value, row: _uuid(value, row, "id"),
    "organisation": _concerning,
    "actor": lambda _, value, row: _uuid(value, row, "actor"),
    "correlationId": lambda _, value, row: _uuid(value, row, "correlation_id"),
    "recordedSince": lambda _, value, row: (
        f"{row}.position > (SELECT position_at({value.bind('timestamptz')} - interval '1 microsecond'))"
    ),
    "recordedUntil": lambda _, value, row: (
        f"{row}.position <= (SELECT position_at({value.bind('timestamptz')}))"
    ),
    "effectiveSince": lambda _, value, row: f"{row}.effective_on_earliest >= {value.bind_day()}",
    "effectiveUntil": lambda _, value, row: f"{row}.effective_on_latest <= {value.bind_day()}",
    "corrections": lambda _, value, row: f"{row}.corrects IS {'NOT ' if value.decide(bool) else ''}NULL",
}


def turns(planning: Planning, model: ReadModel, row: str) -> str:
    """The SQL of the positions at which the row of this model with the id of `row` turned."""
    return _TURNS.format(
        table=planning.table(model),
        row=row,
        former_columns=", ".join(f"former.{each.name}" for each in model.columns),
        later_columns=", ".join(f"later.{each.name}" for each in model.columns),
    )


@dataclass(frozen=True)
class Events:
    """Pages of the log."""

    price: ClassVar = Price(20, planned=600, rows=PAGE_ROWS, total=5_000, given={"filter": 500})

    def json(self, field: Field) -> Json:
        return Page(self.rows(field), field).json()

    def rows(self, field: Field) -> Rows:
        row = field.planning.alias()
        newest_first = field.argument("newestFirst").decide(bool)
        return Rows(
            alias=row,
            table=EVENTS.format(entries=field.planning.entries),
            condition=" AND ".join(self.conditions(field, row)),
            key="position",
            descending=newest_first,
            cursor=LogPosition(),
        )

    def conditions(self, field: Field, row: str) -> list[str]:
        return [f"{row}.position <= {field.planning.position}", *filtered(field, row)]


def filtered(field: Field, row: str) -> list[str]:
    """The conditions that the field's filter puts on a row of EVENTS."""
    filter_ = field.argument("filter")
    given = ((condition, filter_.field(name)) for name, condition in _CONDITIONS.items())
    return [condition(field, value, row) for condition, value in given if value.given]


@dataclass(frozen=True)
class History(Events):
    """The events of the stream that a row is all about; of another row, those that made it what it is."""

    model: ReadModel
    stream: str
    price: ClassVar = Price(50, planned=600, rows=PAGE_ROWS, total=50)

    def conditions(self, field: Field, row: str) -> list[str]:
        conditions = [*super().conditions(field, row), f"{row}.id = {field.row}.{self.stream}"]
        if self.stream != "id":
            conditions.append(f"{row}.position IN ({turns(field.planning, self.model, field.row)})")
        return conditions


HISTORY_ARGUMENTS: Mapping[str, tuple[Any, str]] = {
    "first": (
        int | None,
        "The longest page, from the start or after `after`; at most 100, and 100 where it is left out.",
    ),
    "after": (str | None, "A position, as the cursors here are: the page begins behind it."),
    "last": (int | None, "The longest page, from the end or before `before`; at most 100."),
    "before": (str | None, "A position: the page ends before it."),
    "newest_first": (bool | None, "Whether the newest comes first; the oldest where it is left out."),
    "filter": (EventFilter | None, "Which ones; all where it is left out."),
}


def events(description: str) -> Any:
    return planned(Events(), description, HISTORY_ARGUMENTS)


def history(model: ReadModel, stream: str) -> Any:
    """The events behind a row, as a field of its type."""
    return planned(History(model, stream), HISTORY, HISTORY_ARGUMENTS)


HISTORY = (
    "Its history (Verlauf): the events of its own stream; of what is recorded in the stream of something "
    "else, the events that made it what it is."
)
