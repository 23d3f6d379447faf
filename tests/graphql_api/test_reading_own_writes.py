"""Whoever records something reads it: in the payload, in the next answer, and in other workers."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from infra.projector import POLL_SECONDS
from infra.settings import Settings
from tests.api import Api
from tests.graphql_api.telling import (
    ASSOCIATION,
    COLOGNE,
    CRITERIA,
    document,
    found,
    org,
    record,
    registration,
    tell,
)
from tests.infra.appending import recording
from tests.waiting import until

POSITION = "netzwerkregister-position"


@pytest.fixture
async def workers(dsn: str, tmp_path: Path) -> AsyncIterator[tuple[Api, Api]]:
    """Two workers over one register."""
    settings = Settings(database_url=dsn, home=tmp_path)
    async with Api.over(settings) as one, Api.over(settings) as other:
        yield one, other


# One worker


async def test_a_payload_shows_what_its_mutation_did(loaded_api: Api) -> None:
    cologne = {"organisation": org(COLOGNE), "on": "2020-02-29"}
    membership = "organisation { version membership { status joinedOn } }"
    planned = await record(loaded_api, "planAccession", {**cologne, "on": "2999-01-01"}, membership)
    signed = await record(
        loaded_api, "signDeclaration", cologne, "signature { position organisation { version } }"
    )
    joined = await record(loaded_api, "joinNetwork", {**cologne, "criteria": CRITERIA}, membership)
    held = await record(
        loaded_api,
        "holdSummit",
        {"year": 2020, "title": "Treffen", "on": "2020-06-01"},
        "summit { id held on }",
    )
    attended = await record(
        loaded_api,
        "recordAttendance",
        {"summit": held["summit"]["id"], "organisation": org(COLOGNE)},
        "attendance { summit { attendances { totalCount } } organisation { name } }",
    )
    version = planned["organisation"]["version"]
    assert planned["organisation"]["membership"] == {"status": "ACCESSION_PLANNED", "joinedOn": None}
    assert signed["signature"] == {
        "position": signed["position"],
        "organisation": {"version": version + 1},
    }
    assert joined["organisation"] == {
        "version": version + 2,
        "membership": {"status": "MEMBER", "joinedOn": "2020-02-29"},
    }
    assert (held["summit"]["held"], held["summit"]["on"]) == (True, "2020-06-01")
    assert attended["attendance"] == {
        "summit": {"attendances": {"totalCount": 1}},
        "organisation": {"name": "Köln"},
    }


async def test_the_answer_says_which_position_it_reflects(api: Api) -> None:
    async def headers(query: str, **variables: object) -> dict[str, str]:
        response = await api.http.post(
            "/graphql",
            json={"query": query, "variables": variables},
            headers={"authorization": f"Bearer {api.token}"},
        )
        assert "errors" not in response.json()
        return dict(response.headers)

    asking = "{ network { position } }"
    registering = document("registerOrganisation")
    for number in (1, 2):
        told = await headers(registering, input={"name": f"Verein {number}", **ASSOCIATION})
        assert told[POSITION] == str(number)
    assert (await headers(asking))[POSITION] == "2"
    both = """mutation {
        a: registerOrganisation(input: { name: "A", kind: KOMMUNALER_SPITZENVERBAND }) { __typename }
        b: registerOrganisation(input: { name: "B", kind: KOMMUNALER_SPITZENVERBAND }) { __typename }
    }"""
    assert (await headers(both))[POSITION] == "4"


async def test_a_query_right_after_a_mutation_sees_it(api: Api) -> None:
    for number in range(20):
        await record(api, "registerOrganisation", {"name": f"Verein {number}", **ASSOCIATION})
        assert await found(api, f"Verein {number}")


# Several workers


async def test_another_worker_that_is_told_the_position_sees_what_was_written(
    workers: tuple[Api, Api],
) -> None:
    for number in range(10):
        writer, reader = workers[:: 1 if number % 2 else -1]
        name = f"Verein {number}"
        told = await record(writer, "registerOrganisation", {"name": name, **ASSOCIATION})
        assert await found(reader, name, **{POSITION: str(told["position"])})


async def test_another_worker_sees_a_version_that_has_moved_on(workers: tuple[Api, Api]) -> None:
    one, other = workers
    await record(one, "registerOrganisation", {"name": "Verein", **ASSOCIATION})
    await record(other, "proclaimDeclaration", {"title": "Erklärung", "on": "2020-01-01"})
    signing = {"organisation": org("Verein"), "on": "2020-01-01", "expectedVersion": 1}
    await record(other, "signDeclaration", signing)
    assert (await tell(one, "signDeclaration", signing))["code"] == "VERSION_CONFLICT"


async def test_a_worker_does_not_refuse_by_an_organisation_as_it_remembers_it(
    workers: tuple[Api, Api],
) -> None:
    one, other = workers
    town = {"organisation": org("05000001"), "on": "2020-01-01"}
    await record(one, "registerOrganisation", {"name": "Stadt", "kind": "STADT", "ags": "05000001"})
    await record(one, "proclaimDeclaration", {"title": "Erklärung", "on": "2020-01-01"})
    await record(other, "signDeclaration", town)
    joined = await record(one, "joinNetwork", {**town, "criteria": CRITERIA}, "organisation { version }")
    assert joined["organisation"] == {"version": 3}


async def test_a_worker_does_not_refuse_by_a_declaration_as_it_remembers_it(
    workers: tuple[Api, Api],
) -> None:
    one, other = workers
    signing = {"organisation": org("Verein"), "on": "2020-01-01"}
    await record(one, "registerOrganisation", {"name": "Verein", **ASSOCIATION})
    await record(one, "proclaimDeclaration", {"title": "Erklärung", "on": "2020-01-01"})
    await record(one, "signDeclaration", signing)
    await record(other, "reviseDeclaration", {"title": "Fassung", "on": "2020-01-02"})
    again = {**signing, "on": "2020-01-02"}
    signed = await record(one, "signDeclaration", again, "signature { revision { number } }")
    assert signed["signature"] == {"revision": {"number": 2}}


async def test_a_worker_does_not_refuse_by_a_summit_as_it_remembers_it(workers: tuple[Api, Api]) -> None:
    one, other = workers
    await record(one, "registerOrganisation", {"name": "Stadt", "kind": "STADT", "ags": "05000001"})
    await record(one, "planAccession", {"organisation": org("05000001"), "on": "2020-01-01"})
    announced = await record(one, "announceSummit", {"year": 2020, "title": "T"}, "summit { id }")
    await record(other, "holdSummit", {"year": 2020, "on": "2020-06-01"})
    attending = {"summit": announced["summit"]["id"], "organisation": org("05000001")}
    attended = await record(one, "recordAttendance", attending, "attendance { attendedOn }")
    assert attended["attendance"] == {"attendedOn": "2020-06-01"}


async def test_without_a_position_an_answer_lags_by_the_poll_interval_at_most(api: Api, dsn: str) -> None:
    await record(api, "registerOrganisation", {"name": "First", **ASSOCIATION})
    async with recording(dsn, untold=True) as recorder:
        await recorder.insert_events([registration("Verein")])
        assert await until(lambda: found(api, "Verein"), 2) < POLL_SECONDS + 0.75
