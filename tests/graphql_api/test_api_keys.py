"""Keys for other systems: shown once, kept as digests, of few roles, expiring, revocable."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

import pytest

from domain.callers import Role
from infra.api_keys import PostgresApiKeys
from infra.database import Database
from tests.api import Api
from tests.databases import ask, connected

MAKE = """mutation ($input: CreateApiKeyInput!) { createApiKey(input: $input) {
    __typename
    ... on CreateApiKeyPayload { key apiKey { id name roles madeBy revokedAt usedAt } }
    ... on Refused { code path }
} }"""
REVOKE = """mutation ($id: ID!) { revokeApiKey(input: { id: $id }) {
    ... on RevokeApiKeyPayload { apiKey { revokedAt } }
    ... on Refused { code path }
} }"""
LISTED = "{ apiKeys { id name roles usedAt revokedAt } }"
LOG = "{ log { size } }"


def wanted(**other: Any) -> dict[str, Any]:
    expires = (datetime.now(UTC) + timedelta(days=30)).isoformat()
    return {"input": {"name": "Portal", "roles": ["INTEGRATOR"], "expiresAt": expires, **other}}


async def make(api: Api, **other: Any) -> dict[str, Any]:
    made: dict[str, Any] = (await api.data(MAKE, wanted(**other)))["createApiKey"]
    return made


def by(api: Api, key: str) -> Api:
    return replace(api, token=key)


async def test_a_key_asks_in_its_roles_and_is_found_in_no_table(dsn: str, api: Api) -> None:
    made = await make(api)
    key = made["key"]
    assert made["apiKey"]["roles"] == ["INTEGRATOR"]
    assert (await api.data(LISTED))["apiKeys"][0]["usedAt"] is None
    assert await by(api, key).data(LOG) == {"log": {"size": 0}}
    assert await by(api, key).code(LISTED) == "FORBIDDEN"
    (listed,) = (await api.data(LISTED))["apiKeys"]
    assert listed["usedAt"] is not None
    async with connected(dsn) as connection:
        (row,) = await connection.fetch("SELECT * FROM api_keys")
    assert row["digest"] == sha256(key.encode()).digest()
    assert key not in str(dict(row))


async def test_a_revoked_key_is_refused_at_once_and_stays_listed(api: Api) -> None:
    made = await make(api)
    revoked = (await api.data(REVOKE, {"id": made["apiKey"]["id"]}))["revokeApiKey"]
    assert revoked["apiKey"]["revokedAt"] is not None
    assert await by(api, made["key"]).code(LOG) == "CREDENTIALS_REFUSED"
    again = (await api.data(REVOKE, {"id": made["apiKey"]["id"]}))["revokeApiKey"]
    assert again == revoked


async def test_an_expired_key_is_refused(dsn: str, api: Api) -> None:
    made = await make(api)
    await ask(dsn, "UPDATE api_keys SET expires_at = now()")
    assert await by(api, made["key"]).code(LOG) == "CREDENTIALS_REFUSED"


@pytest.mark.parametrize("wrong", ["", "x", "nwr_", "nwr_x", "é"])
async def test_what_is_no_key_is_refused(api: Api, wrong: str) -> None:
    made = await make(api)
    headers = {b"authorization": f"Bearer {made['key'][:-1]}{wrong}".encode()}
    response = await api.http.post("/graphql", json={"query": LOG}, headers=headers)
    assert response.status_code == 401
    assert response.json()["errors"][0]["extensions"]["code"] == "CREDENTIALS_REFUSED"


@pytest.mark.parametrize(
    ("other", "code", "path"),
    [
        ({"name": " "}, "INVALID_NAME", ["input", "name"]),
        ({"roles": []}, "NONE_LISTED", ["input", "roles"]),
        ({"expiresAt": "2020-01-01T00:00:00Z"}, "EXPIRY_OUT_OF_RANGE", ["input", "expiresAt"]),
        ({"expiresAt": "2999-01-01T00:00:00Z"}, "EXPIRY_OUT_OF_RANGE", ["input", "expiresAt"]),
    ],
)
async def test_what_no_key_may_be_is_refused(
    dsn: str, api: Api, other: dict[str, Any], code: str, path: list[str]
) -> None:
    refused = await make(api, **other)
    assert (refused["code"], refused["path"]) == (code, path)
    assert await ask(dsn, "SELECT count(*) FROM api_keys") == 0


async def test_an_unknown_key_cannot_be_revoked(api: Api) -> None:
    unknown = "00000000-0000-0000-0000-000000000000"
    assert (await api.data(REVOKE, {"id": unknown}))["revokeApiKey"]["code"] == "UNKNOWN_API_KEY"
    assert (await api.ask(REVOKE, {"id": "x"}))["errors"][0]["extensions"]["code"] == "BAD_ID"


async def test_a_key_knows_when_it_ends(dsn: str, api: Api) -> None:
    made = await make(api)
    database = Database(dsn)
    try:
        keys = PostgresApiKeys(database, lambda: datetime.now(UTC))
        credentials = await keys.verified(made["key"])
    finally:
        await database.close()
    assert credentials.roles == {Role.INTEGRATOR}
    assert credentials.expires is not None
    assert timedelta(days=29) < credentials.expires - datetime.now(UTC) < timedelta(days=31)
