"""Clients that read an export slowly, hang up in the middle, or rest: nobody else is kept from theirs."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
import pytest_asyncio
from structlog.testing import capture_logs

from infra import database, read_store
from infra.settings import Settings
from tests.api import Api
from tests.databases import ask
from tests.graphql_api.exporting import fetch, rows
from tests.graphql_api.slow_clients import is_whole, served, slow_client
from tests.graphql_api.telling import ASSOCIATION, log_position, record
from tests.waiting import until

pytestmark = pytest.mark.asyncio(loop_scope="module")

ORGANISATIONS = "/export/organisations.jsonl"
CONNECTIONS = 2
# Answers how many exports are being read from the database.
UNDER_WAY = """SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND state = 'idle in transaction'
AND starts_with(query, 'SELECT ''{"id"')"""


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(read_store, "_BATCH", 10)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def port(exchanged_api: Api) -> AsyncIterator[int]:
    async with served(exchanged_api) as port:
        yield port


async def under_way(dsn: str, count: int) -> None:
    """Waits until so many exports are being read."""

    async def holds() -> bool:
        return await ask(dsn, UNDER_WAY) == count

    await until(holds, 5)


async def test_what_is_recorded_while_it_is_read_does_not_show(
    exchanged_api: Api, exchanged_dsn: str, port: int
) -> None:
    before, position = await rows(exchanged_api, "organisations"), await log_position(exchanged_api)
    async with slow_client(port, ORGANISATIONS) as client:
        await under_way(exchanged_dsn, 1)
        for name in ("Zwischenruf", "Aachener Zwischenruf"):
            await record(exchanged_api, "registerOrganisation", {"name": name, **ASSOCIATION})
        await under_way(exchanged_dsn, 1)
        body = await client.rest()
    assert f"netzwerkregister-position: {position}\r\n" in client.head.lower()
    assert is_whole(body)
    assert body.count(b"}\n") == len(before)
    assert b"Zwischenruf" not in body
    assert len(await rows(exchanged_api, "organisations")) == len(before) + 2


@pytest.mark.parametrize("form", ["csv", "jsonl"])
async def test_who_hangs_up_in_the_middle_holds_nothing(
    form: str, exchanged_api: Api, exchanged_dsn: str, port: int
) -> None:
    whole = await fetch(exchanged_api, f"organisations.{form}", token=False)
    for _ in range(2 * CONNECTIONS + 1):
        async with slow_client(port, f"/export/organisations.{form}") as client:
            await under_way(exchanged_dsn, 1)
            await client.hang_up()
            await under_way(exchanged_dsn, 0)
    assert (await fetch(exchanged_api, f"organisations.{form}", token=False)).content == whole.content


async def test_who_reads_to_the_end_holds_nothing(exchanged_api: Api, exchanged_dsn: str, port: int) -> None:
    for _ in range(2 * CONNECTIONS + 1):
        async with slow_client(port, ORGANISATIONS) as client:
            assert is_whole(await client.rest())
    await under_way(exchanged_dsn, 0)
    assert (await fetch(exchanged_api, "organisations.csv")).status_code == 200


async def test_slow_clients_keep_others_from_exports_only(
    exchanged_api: Api, exchanged_dsn: str, port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "_CONNECT_SECONDS", 0.2)
    async with AsyncExitStack() as slow:
        for _ in range(CONNECTIONS):
            await slow.enter_async_context(slow_client(port, ORGANISATIONS))
        await under_way(exchanged_dsn, CONNECTIONS)
        response = await fetch(exchanged_api, "summits.csv")
        assert response.json()["errors"][0]["extensions"]["code"] == "TOO_BUSY"
        assert await exchanged_api.data("{ network { summits { totalCount } } }")
        await record(exchanged_api, "registerOrganisation", {"name": "Eiliger Verein", **ASSOCIATION})
    await under_way(exchanged_dsn, 0)
    assert (await fetch(exchanged_api, "summits.csv")).status_code == 200


async def test_who_rests_too_long_is_cut_off_and_can_tell(
    exchanged_dsn: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "_IDLE_MILLISECONDS", 300)
    with capture_logs() as logs:
        async with Api.over(Settings(database_url=exchanged_dsn, home=tmp_path)) as api, served(api) as port:
            for _ in range(CONNECTIONS):
                async with slow_client(port, ORGANISATIONS) as client:
                    await under_way(exchanged_dsn, 1)
                    await under_way(exchanged_dsn, 0)
                    body = await client.rest()
                assert b'{"id":"org_' in body
                assert not is_whole(body)
            assert len(await rows(api, "organisations")) > 430
    assert [log["event"] for log in logs].count("export interrupted") == CONNECTIONS
