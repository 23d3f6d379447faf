"""A database that is not there, goes away, or comes back: what is said meanwhile, and nothing lost."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from infra.database import Database
from infra.embedded_postgres import embedded_postgres
from infra.migrations import migrate
from infra.settings import Settings
from tests.api import Api
from tests.databases import ask, connected
from tests.graphql_api.telling import ASSOCIATION, document
from tests.infra.projecting import KILL_ALL
from tests.infra.running_postgres import open_place
from tests.waiting import until

NOWHERE = "postgresql://nobody@127.0.0.1:1/nothing"
COUNT = "{ network { organisations { totalCount } } }"


@pytest.fixture
async def api_without_database(tmp_path: Path) -> AsyncIterator[Api]:
    async with Api.over(Settings(database_url=NOWHERE, home=tmp_path)) as api:
        yield api


@asynccontextmanager
async def postgres(home: Path) -> AsyncIterator[str]:
    """A server of one's own; it is stopped at the end, and starts again with its data."""
    server = embedded_postgres(home)
    dsn = await asyncio.to_thread(server.__enter__)
    try:
        yield dsn
    finally:
        await asyncio.to_thread(server.__exit__, None, None, None)


async def registered(api: Api, name: str) -> str:
    """Registers with a key of this name; what came of it: the code of an error, or the type answered."""
    input = {"name": name, **ASSOCIATION, "idempotencyKey": name}
    answer = await api.ask(document("registerOrganisation"), {"input": input})
    if "errors" in answer:
        code: str = answer["errors"][0]["extensions"]["code"]
        return code
    typename: str = answer["data"]["answer"]["__typename"]
    return typename


async def answered(api: Api) -> bool:
    response = await api.http.post("/graphql", json={"query": COUNT})
    return "errors" not in response.json()


def code_of(answer: Any) -> str:
    (error,) = answer["errors"]
    assert "data" not in answer
    assert error["message"].startswith("The register's database does not answer. Try again")
    code: str = error["extensions"]["code"]
    return code


# Not there


async def test_without_a_database_the_service_lives_and_says_why_it_is_not_ready(
    api_without_database: Api,
) -> None:
    assert (await api_without_database.http.get("/livez")).status_code == 200
    ready = await api_without_database.http.get("/readyz")
    assert ready.status_code == 503
    assert ready.json()["ready"] is False
    assert ready.json()["reasons"] == ["STORE_UNAVAILABLE: the database does not answer"]


async def test_without_a_database_a_query_says_so(api_without_database: Api) -> None:
    for headers in ({}, {"authorization": f"Bearer {api_without_database.token}"}):
        response = await api_without_database.http.post("/graphql", json={"query": COUNT}, headers=headers)
        assert code_of(response.json()) == "STORE_UNAVAILABLE"


async def test_without_a_database_the_status_is_the_servers_fault(api_without_database: Api) -> None:
    for query in (COUNT, document("registerOrganisation")):
        response = await api_without_database.http.post(
            "/graphql",
            json={"query": query, "variables": {"input": {"name": "Verein", **ASSOCIATION}}},
            headers={
                "accept": "application/graphql-response+json",
                **({"authorization": f"Bearer {api_without_database.token}"} if query != COUNT else {}),
            },
        )
        assert code_of(response.json()) == "STORE_UNAVAILABLE"
        assert response.status_code == 503


async def test_without_a_database_the_schema_and_the_metrics_are_answered(api_without_database: Api) -> None:
    answer = (
        await api_without_database.http.post(
            "/graphql", json={"query": "{ __schema { queryType { name } } }"}
        )
    ).json()
    assert answer["data"] == {"__schema": {"queryType": {"name": "Query"}}}
    assert (await api_without_database.http.get("/metrics")).status_code == 200


# Coming, going and coming back


async def test_a_database_that_comes_late_goes_away_and_comes_back_loses_nothing(tmp_path: Path) -> None:
    with open_place() as place:
        async with postgres(place / "home") as dsn, connected(dsn) as connection:
            await migrate(connection)
        async with Api.over(Settings(database_url=dsn, home=tmp_path)) as api:

            async def ready() -> bool:
                return (await api.http.get("/readyz")).status_code == 200

            assert not await ready()
            async with postgres(place / "home") as again:
                assert again == dsn
                await until(ready, 10)
                assert await registered(api, "before") == "RegisterOrganisationPayload"
            answer = (await api.http.post("/graphql", json={"query": COUNT})).json()
            assert code_of(answer) == "STORE_UNAVAILABLE"
            assert await registered(api, "meanwhile") == "STORE_UNAVAILABLE"
            assert not await ready()
            async with postgres(place / "home"):
                await until(ready, 10)
                for name in ("before", "meanwhile", "after"):
                    assert await registered(api, name) == "RegisterOrganisationPayload"
                data = await api.data("{ network { position organisations { totalCount } } }")
                assert data["network"] == {"position": 3, "organisations": {"totalCount": 3}}


async def test_connections_killed_while_nobody_asked_are_not_noticed_by_who_asks_next(
    api: Api, dsn: str
) -> None:
    for number in range(3):
        await ask(dsn, f"SELECT count(*) FROM ({KILL_ALL}) AS killed")
        await asyncio.sleep(0.1)
        assert await answered(api)
        assert await registered(api, f"Verein {number}") == "RegisterOrganisationPayload"


async def test_all_connections_killed_at_once_are_replaced_within_a_second(api: Api, dsn: str) -> None:
    assert await registered(api, "before") == "RegisterOrganisationPayload"
    await ask(dsn, f"SELECT count(*) FROM ({KILL_ALL}) AS killed")
    assert await until(lambda: answered(api), 3) < 1

    async def recorded() -> bool:
        outcome = await registered(api, "after")
        assert outcome in ("RegisterOrganisationPayload", "STORE_UNAVAILABLE", "READ_SIDE_BEHIND")
        return outcome == "RegisterOrganisationPayload"

    await until(recorded, 5)


async def test_what_is_repeated_while_connections_are_killed_is_recorded_once(api: Api, dsn: str) -> None:
    refused: set[str] = set()

    async def insist(name: str) -> None:
        while (outcome := await registered(api, name)) != "RegisterOrganisationPayload":
            refused.add(outcome)
            await asyncio.sleep(0.02)

    async def kill() -> None:
        for _ in range(4):
            await asyncio.sleep(0.1)
            await ask(dsn, f"SELECT count(*) FROM ({KILL_ALL}) AS killed")

    async def one_after_the_other(caller: int) -> None:
        for number in range(10):
            await insist(f"Verein {caller}-{number}")
            await asyncio.sleep(0.03)

    async with asyncio.timeout(20):
        await asyncio.gather(kill(), *(one_after_the_other(caller) for caller in range(8)))
    assert refused <= {"STORE_UNAVAILABLE", "READ_SIDE_BEHIND"}
    data = await api.data("{ network { position organisations { totalCount } } }")
    assert data["network"] == {"position": 80, "organisations": {"totalCount": 80}}
    async with connected(dsn) as connection:
        positions = await connection.fetch("SELECT notification_id FROM events ORDER BY 1")
        assert [row[0] for row in positions] == list(range(1, 81))


async def test_the_server_is_told_to_give_up_a_host_that_has_gone_without_a_word(dsn: str) -> None:
    database = Database(dsn)
    told = "SELECT count(*) FROM pg_settings WHERE name LIKE 'tcp_keepalives%' AND source = 'client'"
    try:
        for connecting in (database.connection, database.service, database.reader, database.feeding):
            async with connecting() as connection:
                assert await connection.fetchval(told) == 3
    finally:
        await database.close()
