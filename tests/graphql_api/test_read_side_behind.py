"""When the read side is behind the log: what stands, what is said, and what a retry answers."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path
from time import monotonic

import pytest
from eventsourcing.persistence import StoredEvent

from domain.identity import organisation_id
from infra.register import now
from infra.settings import Settings
from tests.api import Api
from tests.databases import ask
from tests.graphql_api.telling import (
    ASSOCIATION,
    COLOGNE,
    document,
    found,
    log_position,
    org,
    record,
    registration,
)
from tests.infra.appending import recording
from tests.infra.projecting import standing_still
from tests.waiting import until

POSITION = "netzwerkregister-position"
REGISTERED = "organisation { id name version }"


@pytest.fixture
async def still(loaded_dsn: str, tmp_path: Path) -> AsyncIterator[tuple[Api, AsyncExitStack]]:
    """A service whose projector stands still until the second is closed."""
    async with AsyncExitStack() as standing:
        await standing.enter_async_context(standing_still(loaded_dsn))
        settings = Settings(database_url=loaded_dsn, home=tmp_path, patience_seconds=1)
        async with Api.over(settings) as api:
            yield api, standing


async def test_a_fact_stands_though_the_read_side_is_behind_and_a_retry_answers(
    still: tuple[Api, AsyncExitStack],
) -> None:
    api, standing = still
    before = await log_position(api)
    input = {"name": "Verein", **ASSOCIATION, "idempotencyKey": "key"}
    began = monotonic()
    answer = await api.ask(document("registerOrganisation", REGISTERED), {"input": input})
    assert 1 <= monotonic() - began < 3
    (error,) = answer["errors"]
    assert answer["data"] == {"answer": None}
    assert error["path"] == ["answer"]
    assert error["extensions"] == {"code": "READ_SIDE_BEHIND", "position": before + 1}
    assert "What was recorded stands" in error["message"]
    assert await log_position(api) == before + 1
    assert not await found(api, "Verein")
    await standing.aclose()

    async def caught_up() -> bool:
        return bool(await found(api, "Verein"))

    await until(caught_up, 20)
    retry = await record(api, "registerOrganisation", input, REGISTERED)
    assert retry["position"] == before + 1 == await log_position(api)
    assert retry["organisation"] == {"id": org("Verein"), "name": "Verein", "version": 1}


async def test_a_query_waits_for_the_position_that_it_is_told_and_then_says_so(
    still: tuple[Api, AsyncExitStack],
) -> None:
    api, _ = still
    position = await log_position(api) + 1
    answer = await api.ask("{ network { name } }", None, **{POSITION: str(position)})
    (error,) = answer["errors"]
    assert error["extensions"] == {"code": "READ_SIDE_BEHIND", "position": position}
    assert "data" not in answer
    assert await api.data("{ network { name } }", None, **{POSITION: str(position - 1)})


async def test_a_query_that_waits_answers_as_soon_as_the_read_side_has_read_that_far(
    loaded_dsn: str, tmp_path: Path
) -> None:
    async with AsyncExitStack() as standing:
        await standing.enter_async_context(standing_still(loaded_dsn))
        async with Api.over(Settings(database_url=loaded_dsn, home=tmp_path)) as api:
            told = asyncio.create_task(
                record(api, "registerOrganisation", {"name": "Verein", **ASSOCIATION}, REGISTERED)
            )
            await asyncio.sleep(0.2)
            assert not told.done()
            await standing.aclose()
            assert (await told)["organisation"]["name"] == "Verein"


async def test_all_of_a_membership_are_invited_those_that_the_read_side_has_not_read_yet_included(
    loaded_dsn: str, tmp_path: Path
) -> None:
    settings = Settings(database_url=loaded_dsn, home=tmp_path, patience_seconds=1)
    async with Api.over(settings) as api:
        announced = await record(api, "announceSummit", {"year": 2020, "title": "T"}, "summit { id }")
    invitation = {"summit": announced["summit"]["id"], "membership": ["ACCESSION_PLANNED"]}
    invited = "outcomes { organisation { id } refusal { code } }"
    async with AsyncExitStack() as standing:
        await standing.enter_async_context(standing_still(loaded_dsn))
        async with Api.over(settings) as api:
            planning = {"organisation": org(COLOGNE), "on": "2020-01-01"}
            answer = await api.ask(document("planAccession", "position"), {"input": planning})
            assert answer["errors"][0]["extensions"]["code"] == "READ_SIDE_BEHIND"
            planned = await log_position(api)

            answer = await api.ask(document("inviteOrganisations", invited), {"input": invitation})
            assert answer["errors"][0]["extensions"]["code"] == "STORE_UNAVAILABLE"
            assert await log_position(api) == planned

            await standing.aclose()

            async def shown() -> bool:
                network = (await api.data("{ network { position } }"))["network"]
                return bool(network["position"] >= planned)

            await until(shown, 10)
            outcomes = (await record(api, "inviteOrganisations", invitation, invited))["outcomes"]
    assert {"organisation": {"id": org(COLOGNE)}, "refusal": None} in outcomes


async def test_readiness_says_that_the_projector_stands_still(
    still: tuple[Api, AsyncExitStack], loaded_dsn: str
) -> None:
    api, _ = still
    position = await log_position(api)
    await ask(loaded_dsn, "UPDATE generations SET projected_at = now() - interval '1 minute'")
    response = await api.http.get("/readyz")
    assert response.status_code == 503
    (reason,) = response.json()["reasons"]
    assert reason.startswith(f"the projector has stood still at position {position} for 6")


async def test_an_event_that_nobody_can_read_holds_back_what_follows_it_and_readiness_says_so(
    loaded_api: Api, loaded_dsn: str
) -> None:
    before = await log_position(loaded_api)
    await record(loaded_api, "registerOrganisation", {"name": "Before", **ASSOCIATION})
    unreadable = StoredEvent(organisation_id("nobody"), 1, "test.unknown", b"{}")
    async with recording(loaded_dsn) as recorder:
        await recorder.insert_events([unreadable])
        await recorder.insert_events([registration("After")])

    async def unready() -> bool:
        return (await loaded_api.http.get("/readyz")).status_code == 503

    await until(unready, 2)
    report = (await loaded_api.http.get("/readyz")).json()
    assert report["ready"] is False
    assert report["reasons"][0].startswith(f"PROJECTION_FAILED: position {before + 2}")
    assert (report["logPosition"], report["readPosition"]) == (before + 3, before + 1)
    assert await found(loaded_api, "Before")
    assert not await found(loaded_api, "After")


@pytest.mark.parametrize("asked", ["position", "organisations { totalCount }"])
async def test_a_query_in_the_first_moment_of_a_new_register_waits_for_its_tables(
    asked: str, dsn: str, tmp_path: Path
) -> None:
    async with Api.over(Settings(database_url=dsn, home=tmp_path)) as api:
        assert await api.data(f"{{ network {{ {asked} }} }}")


async def test_a_new_register_whose_tables_nobody_makes_says_so(bare_dsn: str, tmp_path: Path) -> None:
    async with standing_still(bare_dsn):
        settings = Settings(database_url=bare_dsn, home=tmp_path, patience_seconds=1)
        async with Api.over(settings) as api:
            report = (await api.http.get("/readyz")).json()
            assert report["reasons"] == ["the read models have not been made yet"]
            for query in ("{ network { position } }", "{ network { organisations { totalCount } } }"):
                assert await api.code(query) == "READ_SIDE_BEHIND"


async def test_a_moment_is_not_answered_before_all_that_was_recorded_by_then_is_reflected(
    still: tuple[Api, AsyncExitStack],
) -> None:
    api, standing = still
    query = """query ($moment: DateTime!) { network(asOf: { recordedAt: $moment }) {
        position organisations(filter: { text: "Verein am Rhein" }) { totalCount }
    } }"""
    earlier = {"moment": now().isoformat()}
    input = {"name": "Verein am Rhein", **ASSOCIATION}
    await api.ask(document("registerOrganisation", REGISTERED), {"input": input})
    later = {"moment": now().isoformat()}
    assert (await api.data(query, earlier))["network"]["organisations"]["totalCount"] == 0
    assert await api.code(query, later) == "READ_SIDE_BEHIND"
    await standing.aclose()
    told = (await api.data(query, later))["network"]
    assert told == {"position": await log_position(api), "organisations": {"totalCount": 1}}
