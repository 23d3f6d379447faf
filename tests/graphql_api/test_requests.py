"""HTTP requests that are no operation, or not this sender's: status, code and what to do."""

import json
from base64 import urlsafe_b64encode
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import httpx
import pytest
import pytest_asyncio
from joserfc import jwt
from joserfc.jwk import OctKey

from infra.tokens import issue_token
from tests.api import Api
from tests.graphql_api.telling import ASSOCIATION, document, log_position

pytestmark = pytest.mark.asyncio(loop_scope="module")

ASKING = {"query": "{ network { name } }"}
TELLING = {
    "query": document("registerOrganisation"),
    "variables": {"input": {"name": "Verein", **ASSOCIATION}},
}
LONG_AGO = datetime(2001, 1, 1, tzinfo=UTC)
AN_HOUR = timedelta(hours=1)
CLAIMS = {"iss": "netzwerkregister-local", "sub": "test", "exp": 4_000_000_000}


@pytest_asyncio.fixture(autouse=True, loop_scope="module")
async def nothing_is_recorded(shared_api: Api) -> AsyncIterator[None]:
    before = await log_position(shared_api)
    yield
    assert await log_position(shared_api) == before


def told(response: httpx.Response, status: int) -> str:
    """The code of the only error of an answer with this status."""
    assert response.status_code == status, response.text
    assert response.headers["content-type"].startswith("application/json")
    answer = response.json()
    assert set(answer) == {"errors"}
    (error,) = answer["errors"]
    assert len(error["message"]) > 10
    code: str = error["extensions"]["code"]
    return code


# Who asks


async def test_a_mutation_without_a_token_is_not_recorded(shared_api: Api) -> None:
    answer = (await shared_api.http.post("/graphql", json=TELLING)).json()
    (error,) = answer["errors"]
    assert error["extensions"]["code"] == "UNAUTHENTICATED"
    assert "coordinator" in error["message"]
    assert error["path"] == ["answer"]
    assert answer["data"] == {"answer": None}


async def test_the_public_may_ask(shared_api: Api) -> None:
    answer = (await shared_api.http.post("/graphql", json=ASKING)).json()
    assert answer == {
        "data": {"network": {"name": "Kommunen-Netzwerk: engagiert in NRW"}},
        "extensions": {"cost": {"cost": 3, "limit": 500_000}},
    }


def unsigned() -> str:
    parts = (
        urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=")
        for part in ({"alg": "none"}, CLAIMS)
    )
    return ".".join((*parts, ""))


def signed_by(key: bytes = b"k" * 32) -> str:
    return issue_token(OctKey.import_key(key), "test", datetime.now(UTC), AN_HOUR)


@pytest.mark.parametrize(
    "header",
    {
        "empty": "",
        "no scheme": "token",
        "no token": "Bearer",
        "a blank token": "Bearer ",
        "basic": "Basic dGVzdDp0ZXN0",
        "no JWT": "Bearer x",
        "three points": "Bearer a.b.c",
        "empty parts": "Bearer ..",
        "without a signature": f"Bearer {unsigned()}",
        "of another key": f"Bearer {signed_by()}",
        "of great length": "Bearer " + "x" * 50_000,
        "not of ASCII": "Bearer ä",
    }.items(),
    ids=lambda each: each[0],
)
async def test_a_token_that_is_none_is_refused(header: tuple[str, str], shared_api: Api) -> None:
    for body in (ASKING, TELLING):
        response = await shared_api.http.post(
            "/graphql", json=body, headers={b"authorization": header[1].encode()}
        )
        assert told(response, 401) == "CREDENTIALS_REFUSED"
        assert response.headers["www-authenticate"] == 'Bearer error="invalid_token"'


@pytest.mark.parametrize(
    "claims",
    [
        {**CLAIMS, "exp": 1_000_000_000},
        {**CLAIMS, "exp": "never"},
        {**CLAIMS, "iss": "somebody else"},
        {**CLAIMS, "nbf": 3_999_999_999},
        {name: value for name, value in CLAIMS.items() if name != "exp"},
        {name: value for name, value in CLAIMS.items() if name != "iss"},
        {name: value for name, value in CLAIMS.items() if name != "sub"},
        {**CLAIMS, "sub": ""},
        {**CLAIMS, "sub": "a\0b"},
        {**CLAIMS, "sub": None},
    ],
    ids=str,
)
async def test_a_token_of_ours_with_other_claims_is_refused(
    claims: dict[str, object], shared_api: Api, shared_key: OctKey
) -> None:
    token = jwt.encode({"alg": "HS256"}, claims, shared_key)
    response = await shared_api.http.post(
        "/graphql", json=TELLING, headers={"authorization": f"Bearer {token}"}
    )
    assert told(response, 401) == "CREDENTIALS_REFUSED"


async def test_a_token_that_has_expired_is_refused(shared_api: Api, shared_key: OctKey) -> None:
    token = issue_token(shared_key, "test", LONG_AGO, AN_HOUR)
    response = await shared_api.http.post(
        "/graphql", json=TELLING, headers={"authorization": f"Bearer {token}"}
    )
    assert told(response, 401) == "CREDENTIALS_REFUSED"


async def test_a_token_that_was_tampered_with_is_refused(shared_api: Api) -> None:
    head, body, signature = shared_api.token.split(".")
    for token in (f"{head}.{body}.{signature[::-1]}", f"{head}.{body[:-2]}AA.{signature}", f"{head}.{body}."):
        response = await shared_api.http.post(
            "/graphql", json=TELLING, headers={"authorization": f"Bearer {token}"}
        )
        assert told(response, 401) == "CREDENTIALS_REFUSED"


# What is asked


async def test_a_mutation_by_get_is_refused(shared_api: Api) -> None:
    params = {"query": document("registerOrganisation"), "variables": json.dumps(TELLING["variables"])}
    for headers in ({}, {"authorization": f"Bearer {shared_api.token}"}):
        response = await shared_api.http.get("/graphql", params=params, headers=headers)
        assert told(response, 405)
        assert response.headers["allow"] == "POST"


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
async def test_a_method_that_is_not_served_is_refused(method: str, shared_api: Api) -> None:
    response = await shared_api.http.request(method, "/graphql", json=ASKING)
    assert told(response, 405)
    assert set(response.headers["allow"].split(", ")) >= {"GET", "POST"}


@pytest.mark.parametrize(
    "body",
    [
        *(
            b"",
            b"{",
            b"null",
            b"1",
            b"true",
            b'"{ network { name } }"',
            b"[]",
            b"{}",
            b"\xff\xfe",
            b"[" * 50_000,
        ),
        *(b'{"query": null}', b'{"query": ""}', b'{"query": 1}', b'{"query": ["{ network { name } }"]}'),
        *(b'{"query": "\xff"}', b'{"query": "{ network { name } }"', b'[{"query": "{ network { name } }"}]'),
        *(b'{"query": "{ a }", "variables": []}', b'{"query": "{ a }", "variables": "x"}'),
        *(b'{"query": "{ a }", "variables": {"x": NaN}}', b'{"query": "{ a }", "variables": {"x": 1e400}}'),
        *(b'{"query": "{ a }", "variables": {"x": "\\ud800"}}', b'{"query": "{ a }", "operationName": 1}'),
        *(b'{"query": "{ a }", "extensions": 1}', b'{"query": "{ a }", "operationName": {}}'),
    ],
    ids=lambda body: repr(body[:60]),
)
async def test_a_body_that_is_no_operation_is_refused(body: bytes, shared_api: Api) -> None:
    response = await shared_api.http.post(
        "/graphql", content=body, headers={"content-type": "application/json"}
    )
    assert told(response, 400) == "BAD_REQUEST"


@pytest.mark.parametrize("media_type", ["text/plain", "application/x-www-form-urlencoded", "application/xml"])
async def test_a_body_of_another_media_type_is_refused(media_type: str, shared_api: Api) -> None:
    response = await shared_api.http.post(
        "/graphql", content=json.dumps(ASKING), headers={"content-type": media_type}
    )
    assert response.status_code in (400, 415)
    assert told(response, response.status_code)


@pytest.mark.parametrize("variables", ["{", "[]", "1", "x"])
async def test_variables_in_the_address_that_are_no_object_are_refused(
    variables: str, shared_api: Api
) -> None:
    response = await shared_api.http.get("/graphql", params={**ASKING, "variables": variables})
    assert told(response, 400) == "BAD_REQUEST"


@pytest.mark.parametrize(
    "position", ["", "x", "-1", "1.5", " ", "1 2", "٣", "9" * 19, "9" * 5_000, "0x1", "1e3"]
)
async def test_a_position_header_that_is_none_is_refused(position: str, shared_api: Api) -> None:
    response = await shared_api.http.post(
        "/graphql", json=ASKING, headers={b"netzwerkregister-position": position.encode()}
    )
    assert told(response, 400) == "BAD_REQUEST"


async def test_an_answer_that_is_too_large_is_not_sent(
    shared_api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("infra.read_store._MOST_BYTES", 100)
    assert await shared_api.code("{ network { organisations { nodes { name } } } }") == "ANSWER_TOO_LARGE"
    assert await shared_api.data("{ network { position } }")
