"""Webhooks: registered, paused, resumed, tested, removed. They are no facts of the log."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from typing import Annotated, Any

import strawberry
from strawberry import UNSET
from strawberry.utils.str_converters import to_camel_case

from domain.ports import Command, Recorded
from graphql_api.commands import Refused, Service, command
from graphql_api.events import EventFilter, parsed_uuid
from graphql_api.mutations.words import given, optional, result
from graphql_api.planner.fields import Kept, column, planned
from graphql_api.planner.planner import ShownOnce
from graphql_api.scalars import LogCursor
from graphql_api.webhooks import WEBHOOKS, Webhook, WebhookAttempt
from projections.webhooks import Webhooks

_OVERLAP_HOURS = 24

_SHOWN_ONCE = (
    "The secret that deliveries are signed with (Standard Webhooks), shown this once: give it to whoever "
    "receives them, and to nobody else."
)
_NOW = "As it is now; null where it has been removed."


@strawberry.input(description="That another system is to be told of events (Webhook).")
class RegisterWebhookInput:
    name: str = given("What it is for, such as the system's name; one line. Name no person.")
    url: str = given(
        "Where events are to be posted to: https, a public address, at most 2,000 characters; without a "
        "user and without a fragment. Redirects are not followed."
    )
    filter: EventFilter | None = optional("Of which events; all where it is left out.")
    after: LogCursor | None = optional(
        "The position behind which it begins, 0 for the whole log; where it is left out, only what is to "
        "come."
    )


@strawberry.type(description="The webhook is registered, and is delivered to from now on.")
class RegisterWebhookPayload:
    webhook: Webhook | None = planned(Kept(WEBHOOKS, "subject"), _NOW)
    secret: str = planned(ShownOnce(), _SHOWN_ONCE)


async def register_webhook(hooks: Webhooks, command: Command, input: RegisterWebhookInput) -> Recorded:
    filter_ = _as_json(input.filter) if input.filter else {}
    made, secret = await hooks.register(input.name, input.url, filter_, input.after, command.actor)
    return Recorded(0, made, shown_once=secret)


def _as_json(filter_: EventFilter) -> Mapping[str, Any]:
    """The filter as a client gives it."""
    values = {to_camel_case(each.name): getattr(filter_, each.name) for each in fields(filter_)}
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in values.items()
        if value is not None
    }


@strawberry.input(description="That deliveries are to be signed with a new secret.")
class RotateWebhookSecretInput:
    id: strawberry.ID = given("Which one.")
    overlap_hours: int | None = strawberry.field(
        default=UNSET,
        description="For how many hours deliveries are signed with the secret before as well, 0 to 168; 24 "
        "where it is left out.",
    )


@strawberry.type(description="Deliveries are signed with a new secret.")
class RotateWebhookSecretPayload:
    webhook: Webhook | None = planned(Kept(WEBHOOKS, "subject"), _NOW)
    secret: str = planned(ShownOnce(), _SHOWN_ONCE)


async def rotate_webhook_secret(
    hooks: Webhooks, command: Command, input: RotateWebhookSecretInput
) -> Recorded:
    id_ = parsed_uuid(input.id)
    hours = _OVERLAP_HOURS if input.overlap_hours is None else input.overlap_hours
    return Recorded(0, id_, shown_once=await hooks.rotate_secret(id_, hours, command.made_by))


@strawberry.input(description="That nothing is to be delivered until it is resumed.")
class PauseWebhookInput:
    id: strawberry.ID = given("Which one.")


@strawberry.type(description="Nothing is delivered; what is under way may still arrive.")
class PauseWebhookPayload:
    webhook: Webhook | None = planned(Kept(WEBHOOKS, "subject"), _NOW)


async def pause_webhook(hooks: Webhooks, command: Command, input: PauseWebhookInput) -> Recorded:
    id_ = parsed_uuid(input.id)
    await hooks.pause(id_, command.made_by)
    return Recorded(0, id_)


@strawberry.input(description="That it is to be delivered to again.")
class ResumeWebhookInput:
    id: strawberry.ID = given("Which one; one that is not paused is attempted at once.")


@strawberry.type(description="It goes on where it stopped, at once; failures before do not count any more.")
class ResumeWebhookPayload:
    webhook: Webhook | None = planned(Kept(WEBHOOKS, "subject"), _NOW)


async def resume_webhook(hooks: Webhooks, command: Command, input: ResumeWebhookInput) -> Recorded:
    id_ = parsed_uuid(input.id)
    await hooks.resume(id_, command.made_by)
    return Recorded(0, id_)


@strawberry.input(description="That it is to be tried out.")
class TestWebhookInput:
    id: strawberry.ID = given("Which one; it may be paused.")


@strawberry.type(
    description="A CloudEvent of the type webhook.test was sent. It moves nothing, and is not sent again."
)
class TestWebhookPayload:
    attempt: WebhookAttempt | None = planned(
        Kept("webhook_attempts", "subject"),
        "What became of it; null where the webhook was removed meanwhile.",
    )


async def test_webhook(hooks: Webhooks, command: Command, input: TestWebhookInput) -> Recorded:
    return Recorded(0, await hooks.test(parsed_uuid(input.id), command.made_by))


@strawberry.input(description="That nothing is to be delivered any more.")
class RemoveWebhookInput:
    id: strawberry.ID = given("Which one.")


@strawberry.type(description="Nothing is delivered any more; what is under way may still arrive.")
class RemoveWebhookPayload:
    id: strawberry.ID = column("Of the webhook that was removed.", "subject")


async def remove_webhook(hooks: Webhooks, command: Command, input: RemoveWebhookInput) -> Recorded:
    id_ = parsed_uuid(input.id)
    await hooks.remove(id_, command.made_by)
    return Recorded(0, id_)


@strawberry.type
class WebhookMutations:
    register_webhook: Annotated[RegisterWebhookPayload | Refused, result("RegisterWebhook")] | None = command(
        "Has another system told of events as they are recorded. Requests sent twice make two.",
        RegisterWebhookInput,
        register_webhook,
        Service.WEBHOOKS,
    )
    rotate_webhook_secret: (
        Annotated[RotateWebhookSecretPayload | Refused, result("RotateWebhookSecret")] | None
    ) = command(
        "Makes a new secret; the one before stays valid for a while.",
        RotateWebhookSecretInput,
        rotate_webhook_secret,
        Service.WEBHOOKS,
    )
    pause_webhook: Annotated[PauseWebhookPayload | Refused, result("PauseWebhook")] | None = command(
        "Has nothing delivered until it is resumed.", PauseWebhookInput, pause_webhook, Service.WEBHOOKS
    )
    resume_webhook: Annotated[ResumeWebhookPayload | Refused, result("ResumeWebhook")] | None = command(
        "Goes on delivering where it stopped.", ResumeWebhookInput, resume_webhook, Service.WEBHOOKS
    )
    test_webhook: Annotated[TestWebhookPayload | Refused, result("TestWebhook")] | None = command(
        "Sends a test, and tells what became of it.", TestWebhookInput, test_webhook, Service.WEBHOOKS
    )
    remove_webhook: Annotated[RemoveWebhookPayload | Refused, result("RemoveWebhook")] | None = command(
        "Removes a webhook, at once and for good.", RemoveWebhookInput, remove_webhook, Service.WEBHOOKS
    )
