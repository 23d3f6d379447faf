"""What requests pass before they are read, and what answers bear: sizes, sites, headers, media types."""

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import httpx
import pytest
import pytest_asyncio

from graphql_api.explorer import PAGE_POLICY
from graphql_api.media_types import GRAPHQL_JSON, JSON
from infra.settings import Settings
from tests.api import Api
from tests.databases import new_database
from tests.graphql_api.edge_refusals import refused
from tests.graphql_api.telling import ASSOCIATION, document

pytestmark = pytest.mark.asyncio(loop_scope="module")

ASKING = {"query": "{ network { name } }"}
SITE = "https://pages.example.org"
ELSEWHERE = {"sec-fetch-site": "cross-site", "origin": "https://elsewhere.example"}
FROM_SITE = {"sec-fetch-site": "cross-site", "origin": SITE}
MOST_BYTES = 2048


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return Settings(home=tmp_path_factory.mktemp("edge"), body_bytes=MOST_BYTES, cors_origins=(SITE,))


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def api(server: str, loaded_template: str, settings: Settings) -> AsyncIterator[Api]:
    async with (
        new_database(server, loaded_template) as dsn,
        Api.over(replace(settings, database_url=dsn)) as api,
    ):
        yield api


# Sizes


async def test_a_body_that_says_it_is_too_large_is_not_read(api: Api) -> None:
    async def unread() -> AsyncIterator[bytes]:
        pytest.fail("it was read")
        yield b""

    headers = {"content-length": str(MOST_BYTES + 1), "content-type": JSON}
    response = await api.http.post("/graphql", content=unread(), headers=headers)
    assert refused(response, 413) == "BODY_TOO_LARGE"
    assert response.headers["connection"] == "close"


async def test_a_body_that_does_not_end_is_read_no_further(api: Api) -> None:
    pieces = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal pieces
        while True:
            pieces += 1
            yield b" " * 1000

    response = await api.http.post(
        "/graphql", content=endless(), headers={"content-type": JSON, "accept-language": "de"}
    )
    assert refused(response, 413) == "BODY_TOO_LARGE"
    assert pieces == 3


async def test_the_longest_body_is_answered(api: Api) -> None:
    body = b'{"query": "{ network { name } }"}'
    response = await api.http.post("/graphql", content=body.ljust(MOST_BYTES), headers={"content-type": JSON})
    assert response.json()["data"]["network"]["name"]


# Sites


@pytest.mark.parametrize("path", ["/graphql?query={network{name}}", "/graphql", "/export/summits.csv"])
@pytest.mark.parametrize(
    "headers",
    [
        ELSEWHERE,
        {"sec-fetch-site": "same-site"},
        {"origin": "null"},
        {"origin": "https://register.elsewhere.example"},
    ],
    ids=str,
)
async def test_what_a_page_elsewhere_sends_unasked_is_refused(
    path: str, headers: dict[str, str], api: Api
) -> None:
    assert refused(await api.http.get(path, headers=headers), 403) == "CSRF_SUSPECTED"
    form = {"content-type": "text/plain", **headers}
    assert refused(await api.http.post(path, content="{}", headers=form), 403) == "CSRF_SUSPECTED"


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"sec-fetch-site": "same-origin", "origin": "http://register"},
        {"sec-fetch-site": "none"},
        {"origin": "http://register"},
        FROM_SITE,
        {**ELSEWHERE, "graphql-require-preflight": "1"},
    ],
    ids=str,
)
async def test_others_may_ask_by_get(headers: dict[str, str], api: Api) -> None:
    response = await api.http.get("/graphql", params=ASKING, headers=headers)
    assert response.json()["data"]["network"]["name"]


async def test_a_link_leads_to_pages_and_exports_and_runs_nothing(api: Api) -> None:
    followed = {
        "sec-fetch-site": "cross-site",
        "sec-fetch-mode": "navigate",
        "sec-fetch-dest": "document",
        "accept": "text/html,*/*;q=0.8",
    }
    assert (await api.http.get("/graphql", headers=followed)).status_code == 200
    assert (await api.http.get("/export/summits.csv", headers=followed)).status_code == 200
    assert refused(await api.http.get("/graphql", params=ASKING, headers=followed), 403) == "CSRF_SUSPECTED"
    framed = {**followed, "sec-fetch-dest": "iframe"}
    assert refused(await api.http.get("/graphql", headers=framed), 403) == "CSRF_SUSPECTED"


async def test_the_pages_of_a_site_that_is_set_may_ask_and_read_what_they_need(api: Api) -> None:
    asked = {
        "origin": SITE,
        "access-control-request-method": "POST",
        "access-control-request-headers": "authorization, content-type, netzwerkregister-position",
    }
    allowed = await api.http.options("/graphql", headers=asked)
    assert allowed.status_code == 200
    assert allowed.headers["access-control-allow-origin"] == SITE
    answer = await api.http.post("/graphql", json=ASKING, headers=FROM_SITE)
    assert answer.headers["access-control-allow-origin"] == SITE
    assert answer.headers["access-control-expose-headers"] == "ETag, Netzwerkregister-Position, Retry-After"
    assert "access-control-allow-credentials" not in answer.headers
    refusal = await api.http.options("/graphql", headers={**asked, "origin": "https://elsewhere.example"})
    assert refusal.status_code == 400
    assert "access-control-allow-origin" not in refusal.headers


# Headers


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/graphql?query={network{name}}", 200),
        ("/graphql/explorer/explorer.js", 200),
        ("/export/summits.csv", 200),
        ("/graphql?query={", 200),
        ("/nothing", 404),
        ("/readyz", 200),
    ],
)
async def test_every_answer_bears_the_headers_that_hold_browsers(path: str, status: int, api: Api) -> None:
    response = await api.http.get(path, headers={"origin": SITE})
    assert response.status_code == status
    told = response.headers
    assert told["content-security-policy"] == ("default-src 'none'; frame-ancestors 'none'; base-uri 'none'")
    assert told["x-content-type-options"] == "nosniff"
    assert told["x-frame-options"] == "DENY"
    assert told["referrer-policy"] == "no-referrer"
    assert told["cross-origin-opener-policy"] == told["cross-origin-resource-policy"] == "same-origin"
    assert told["access-control-allow-origin"] == SITE


async def test_the_explorer_has_a_policy_of_its_own(api: Api) -> None:
    page = await api.http.get("/graphql", headers={"accept": "text/html"})
    assert page.headers["content-security-policy"] == PAGE_POLICY
    assert "unsafe-inline" not in PAGE_POLICY.replace("style-src-elem 'self' 'unsafe-inline'", "")
    assert "http" not in PAGE_POLICY


async def test_what_credentials_were_sent_for_is_stored_nowhere(api: Api) -> None:
    for token, path in ((api.token, "/graphql?query={apiKeys{name}}"), ("x", "/graphql"), ("x", "/nothing")):
        response = await api.http.get(path, headers={"authorization": f"Bearer {token}"})
        assert response.headers["cache-control"] == "no-store"


async def test_what_breaks_is_masked_and_bears_the_headers(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(_: Any) -> None:
        raise ZeroDivisionError("secret")

    monkeypatch.setattr("app.observe", lambda *_: breaks(_))
    transport = httpx.ASGITransport(app=api.app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://register") as http:
        response = await http.get("/metrics")
    assert response.status_code == 500
    (error,) = response.json()["errors"]
    assert error["extensions"]["code"] == "INTERNAL"
    assert "secret" not in response.text
    assert response.headers["x-content-type-options"] == "nosniff"


# Addresses and methods


async def test_an_address_of_nothing_is_told_by_a_code(api: Api) -> None:
    for path in ("/nothing", "/export/summits", "/graphql/explorer/nothing.js"):
        assert refused(await api.http.get(path, headers={"accept-language": "de"}), 404) == "NOT_FOUND"


@pytest.mark.parametrize("path", ["/export/summits.csv", "/readyz", "/graphql/schema.graphql"])
@pytest.mark.parametrize("method", ["POST", "DELETE", "OPTIONS"])
async def test_a_method_that_an_address_does_not_take_is_told_by_a_code(
    method: str, path: str, api: Api
) -> None:
    response = await api.http.request(method, path, headers={"content-type": JSON})
    assert refused(response, 405) == "METHOD_NOT_ALLOWED"
    assert set(response.headers["allow"].split(", ")) == {"GET", "HEAD"}


async def test_head_answers_as_get_does(api: Api) -> None:
    for path in ("/graphql?query={network{name}}", "/readyz", "/export/summits.csv", "/graphql"):
        got, head = await api.http.get(path), await api.http.head(path)
        assert head.status_code == got.status_code == 200
        assert head.headers["content-type"] == got.headers["content-type"]


# Media types


@pytest.mark.parametrize(
    ("accept", "media_type"),
    {
        "*/*": JSON,
        "": JSON,
        "application/*": JSON,
        "text/html,application/xhtml+xml,*/*;q=0.8": JSON,
        GRAPHQL_JSON: GRAPHQL_JSON,
        f"{GRAPHQL_JSON}; charset=utf-8, {JSON}; charset=utf-8": GRAPHQL_JSON,
        f"{JSON}, {GRAPHQL_JSON}": GRAPHQL_JSON,
        f"{GRAPHQL_JSON};q=0.5, {JSON}": JSON,
        f"{GRAPHQL_JSON};q=0.5, {JSON};q=0.4": GRAPHQL_JSON,
        f"{GRAPHQL_JSON};q=0, */*": JSON,
        f"{JSON};q=0, */*;q=0.1": GRAPHQL_JSON,
        "Application/GraphQL-Response+JSON ; q=1": GRAPHQL_JSON,
    }.items(),
)
async def test_the_answer_is_of_the_media_type_that_is_wanted_most(
    accept: str, media_type: str, api: Api
) -> None:
    response = await api.http.post("/graphql", json=ASKING, headers={"accept": accept})
    assert response.headers["content-type"].partition(";")[0] == media_type
    assert response.status_code == 200


@pytest.mark.parametrize("accept", ["text/html", "*/*;q=0", f"{JSON};q=0.0", "text/event-stream;q=0", "x"])
async def test_a_media_type_that_is_not_to_be_had_is_told(accept: str, api: Api) -> None:
    response = await api.http.post("/graphql", json=ASKING, headers={"accept": accept})
    assert refused(response, 406) == "NOT_ACCEPTABLE"


async def test_a_partial_result_has_a_status_of_its_own(api: Api) -> None:
    telling = {
        "query": document("registerOrganisation"),
        "variables": {"input": {"name": "Verein", **ASSOCIATION}},
    }
    partial = await api.http.post("/graphql", json=telling, headers={"accept": GRAPHQL_JSON})
    assert partial.status_code == 294
    assert partial.json()["data"] == {"answer": None}
    assert (await api.http.post("/graphql", json=telling)).status_code == 200


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("origin", ["http://[", "http://[::1", "http://a]"])
async def test_an_origin_that_is_none_is_from_elsewhere(shared_api: Api, origin: str) -> None:
    response = await shared_api.http.get("/graphql", params={"query": "{a}"}, headers={"origin": origin})
    assert response.status_code == 403


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("digest", ["%00", "0", "x" * 64, "%C3%A9"])
async def test_what_is_no_digest_finds_no_text(shared_api: Api, digest: str) -> None:
    response = await shared_api.http.get(f"/texts/{digest}")
    assert (response.status_code, response.json()["errors"][0]["extensions"]["code"]) == (404, "NOT_FOUND")
