"""Keys by which other systems ask: made, and revoked. They are no facts of the log."""

from __future__ import annotations

from typing import Annotated

import strawberry

from domain.ports import Command, Recorded
from graphql_api.api_keys import API_KEYS, ApiKey
from graphql_api.commands import Refused, Service, command
from graphql_api.enums import ApiKeyRole
from graphql_api.events import parsed_uuid
from graphql_api.mutations.words import given, result
from graphql_api.planner.fields import Kept, planned
from graphql_api.planner.planner import ShownOnce
from graphql_api.scalars import DateTime
from projections.reading import ApiKeys


@strawberry.input(description="A key by which another system is to ask (API-Schlüssel).")
class CreateApiKeyInput:
    name: str = given("What it is for, such as the system's name; one line. Name no person.")
    roles: list[ApiKeyRole] = given("What it may do.")
    expires_at: DateTime = given("Until when it is valid: at most 366 days ahead.")


@strawberry.type(description="The key is made.")
class CreateApiKeyPayload:
    api_key: ApiKey = planned(Kept(API_KEYS, "subject"), "What is kept of it.")
    key: str = planned(
        ShownOnce(), "The key, shown this once: send it as a bearer token, and keep it secret."
    )


async def create_api_key(keys: ApiKeys, command: Command, input: CreateApiKeyInput) -> Recorded:
    roles = [role.value for role in input.roles]
    made, key = await keys.make(input.name, roles, input.expires_at, command.actor)
    return Recorded(0, made, shown_once=key)


@strawberry.input(description="That a key is to be valid no more (Widerruf).")
class RevokeApiKeyInput:
    id: strawberry.ID = given("Which one.")


@strawberry.type(description="The key is valid no more.")
class RevokeApiKeyPayload:
    api_key: ApiKey = planned(Kept(API_KEYS, "subject"), "What is kept of it.")


async def revoke_api_key(keys: ApiKeys, _: Command, input: RevokeApiKeyInput) -> Recorded:
    key = parsed_uuid(input.id)
    await keys.revoke(key)
    return Recorded(0, key)


@strawberry.type
class ApiKeyMutations:
    create_api_key: Annotated[CreateApiKeyPayload | Refused, result("CreateApiKey")] | None = command(
        "Makes a key by which another system asks. Requests sent twice make two.",
        CreateApiKeyInput,
        create_api_key,
        Service.API_KEYS,
    )
    revoke_api_key: Annotated[RevokeApiKeyPayload | Refused, result("RevokeApiKey")] | None = command(
        "Revokes a key, at once and for good.", RevokeApiKeyInput, revoke_api_key, Service.API_KEYS
    )
