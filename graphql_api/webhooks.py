"""Webhooks, as those see them who made them: where to, of what, how far, and what went wrong."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import strawberry

from graphql_api.enums import WebhookOutcome, WebhookPauseReason, WebhookState
from graphql_api.planner.fields import Field, column, planned
from graphql_api.planner.json_sql import Json, list_of
from graphql_api.planner.planner import WEBHOOKS_OF
from graphql_api.planner.prices import LOOK_UP, Price
from graphql_api.scalars import JSON, DateTime, LogCursor, Position

_KEPT_ATTEMPTS = 50

_CODE = "translate(upper({{row}}.{name}), '-', '_')"


@strawberry.type(description="One attempt to deliver (Zustellversuch).")
class WebhookAttempt:
    at: DateTime = column("When it began.", "at")
    position: Position | None = column("Of which event; null of a test.", "position")
    status: int | None = column(
        "The status that the receiver answered; null where it answered none.", "status"
    )
    outcome: WebhookOutcome = column("What became of it.", _CODE.format(name="outcome"))
    milliseconds: int = column("How long it took.", "milliseconds")
    test: bool = column("Whether it was a test.", "({row}.position IS NULL)")


@dataclass(frozen=True)
class _Attempts:
    price: ClassVar = Price(20, planned=100, rows=_KEPT_ATTEMPTS)

    def json(self, field: Field) -> Json:
        row = field.planning.alias()
        listed = list_of(field.object(row), f" ORDER BY {row}.number DESC")
        return Json(
            f"(SELECT {listed.sql()} FROM webhook_attempts AS {row} WHERE {row}.webhook = {field.row}.id)"
        )


@strawberry.type(
    description="That another system is told of events as they are recorded (Webhook): each is posted to its "
    "URL as a CloudEvent, in the log's order, the next when the one before has been taken. Its secret is not "
    "kept."
)
class Webhook:
    id: strawberry.ID = column("By which commands name it.", "id")
    name: str = column("What it is for.", "name")
    url: str = column("Where events are posted to.", "url")
    filter: JSON = column("Which events, as EventFilter has it; all where it is empty.", "filter")
    state: WebhookState = column("Whether it is delivered to.", "upper({row}.state)")
    paused_reason: WebhookPauseReason | None = column(
        "Why it is paused; null where it is not.", _CODE.format(name="paused_reason")
    )
    paused_at: DateTime | None = column("Since when it is paused; null where it is not.", "paused_at")
    position: LogCursor = column(
        "Up to where the log has been delivered, or has nothing to be delivered; it may lag by some seconds.",
        "position",
    )
    behind: int = column(
        "How many positions of the log lie behind that.",
        "greatest((SELECT position FROM log_head) - {row}.position, 0)",
        LOOK_UP,
    )
    failures: int = column("How many attempts have failed since the last that succeeded.", "failures")
    failing_since: DateTime | None = column(
        "When the first of these was; null where there is none.", "failing_since"
    )
    next_attempt_at: DateTime | None = column(
        "When the next attempt is due after a failure; null where none is waited for.", "next_attempt_at"
    )
    made_by: strawberry.ID = column("The pseudonym of who registered it.", "made_by")
    made_at: DateTime = column("When it was registered.", "made_at")
    previous_secret_until: DateTime | None = column(
        "Until when deliveries are signed with the secret before as well; null where it is the first.",
        "previous_secret_until",
    )
    attempts: list[WebhookAttempt] = planned(_Attempts(), "The last 50 attempts at most, the newest first.")


# Those that there are.
WEBHOOKS = "(SELECT * FROM webhooks WHERE state <> 'removed')"


@dataclass(frozen=True)
class _Webhooks:
    """Those of who asks, or all."""

    price: ClassVar = Price(20, planned=100, rows=100)

    def json(self, field: Field) -> Json:
        row = field.planning.alias()
        made_by = field.planning.bindings.parameter(lambda variables: variables[WEBHOOKS_OF], "uuid")
        listed = list_of(field.object(row), f" ORDER BY {row}.made_at, {row}.id")
        return Json(
            f"(SELECT {listed.sql()} FROM {WEBHOOKS} AS {row}"
            f" WHERE {made_by} IS NULL OR {row}.made_by = {made_by})"
        )


def webhooks(description: str) -> Any:
    return planned(_Webhooks(), description)
