"""How often one client may ask, and who is one client."""

from collections.abc import AsyncIterator
from pathlib import Path
from time import monotonic_ns

import httpx
import pytest
from starlette.requests import Request

from domain.callers import Caller
from domain.ports import CredentialsRefused
from graphql_api.edge.admission import Gate, network_of
from graphql_api.edge.token_buckets import TokenBuckets
from infra.settings import Settings
from tests.api import Api
from tests.graphql_api.edge_refusals import refused

ASKING = {"query": "{ network { name } }"}


@pytest.fixture
async def limited(loaded_dsn: str, tmp_path: Path) -> AsyncIterator[Api]:
    async with Api.over(Settings(database_url=loaded_dsn, home=tmp_path), requests_per_minute=3) as limited:
        yield limited


def client(api: Api, host: str) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(app=api.app, client=(host, 1))
    return httpx.AsyncClient(transport=transport, base_url="http://register")


async def test_who_asks_too_often_waits_and_nobody_else(limited: Api) -> None:
    async with client(limited, "2001:db8::1") as one, client(limited, "2001:db8::2") as neighbour:
        for each in (one, neighbour, one):
            assert (await each.post("/graphql", content=b"{")).status_code == 400
        for each in (one, neighbour):
            late = await each.post("/graphql", json=ASKING)
            assert refused(late, 429) == "RATE_LIMITED"
            assert 1 <= int(late.headers["retry-after"]) <= 20
        for uncounted in ("/livez", "/readyz", "/metrics", "/graphql/explorer/explorer.js"):
            assert (await one.get(uncounted)).status_code != 429
        known = {"authorization": f"Bearer {limited.token}"}
        for _ in range(3):
            assert (await one.post("/graphql", json=ASKING, headers=known)).status_code == 200
        assert (await neighbour.post("/graphql", json=ASKING, headers=known)).status_code == 429
    async with client(limited, "2001:db8:0:1::1") as elsewhere:
        assert (await elsewhere.get("/export/summits.csv")).status_code == 200


async def test_refused_credentials_count_for_the_address_they_come_from(limited: Api) -> None:
    async with client(limited, "192.0.2.1") as http:
        for _ in range(3):
            assert (await http.get("/graphql", headers={"authorization": "Bearer x"})).status_code == 401
        late = await http.get("/graphql", headers={"authorization": "Bearer x"})
        assert refused(late, 429) == "RATE_LIMITED"
        assert (await http.get("/graphql", params=ASKING)).status_code == 200
        known = {"authorization": f"Bearer {limited.token}"}
        assert (await http.get("/graphql", params=ASKING, headers=known)).status_code == 200


async def test_a_bucket_fills_with_time_and_holds_a_minutes_tokens() -> None:
    passed = 10**15
    buckets = TokenBuckets(6, lambda: passed)
    assert [buckets.take("a") for _ in range(8)] == [0] * 6 + [10, 10]
    passed += 9_000_000_000
    assert (buckets.take("a"), buckets.take("b")) == (1, 0)
    passed += 1_000_000_000
    assert [buckets.take("a"), buckets.take("a")] == [0, 10]
    passed += 3_600_000_000_000
    assert [buckets.take("a") for _ in range(7)] == [0] * 6 + [10]


async def test_the_buckets_that_are_kept_are_those_used_last() -> None:
    buckets = TokenBuckets(1, lambda: 0, most=2)
    assert [buckets.take(key) for key in "aba"] == [0, 0, 60]
    buckets.take("c")
    assert (buckets.wait("a"), buckets.wait("c")) == (60, 60)
    assert buckets.take("b") == 0, "it was forgotten"


async def test_without_a_rate_nothing_is_counted() -> None:
    buckets = TokenBuckets(0, lambda: 0)
    assert not any(buckets.take("a") for _ in range(10_000))


@pytest.mark.parametrize(
    ("host", "network"),
    {
        "192.0.2.1": "192.0.2.1",
        "::ffff:192.0.2.1": "192.0.2.1",
        "2001:db8:1:2:3:4:5:6": "2001:db8:1:2::",
        "fe80::1%eth0": "fe80::",
        "": "",
        "testclient": "testclient",
    }.items(),
)
async def test_an_address_is_counted_as_the_network_of_one_client(host: str, network: str) -> None:
    assert network_of(host) == network


async def test_credentials_that_were_revoked_stay_refused_where_many_others_are() -> None:
    async def refuse(_: str | None) -> Caller:
        raise CredentialsRefused

    staying = Gate(refuse, TokenBuckets(1, monotonic_ns)).staying(Request({"type": "http", "headers": []}))
    assert [await staying() for _ in range(3)] == [False] * 3
