"""As of when the network is asked for: positions and moments, and which are refused."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import datetime, timedelta
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from infra.register import now
from infra.settings import Settings
from tests.api import Api
from tests.databases import new_database
from tests.graphql_api.known_then import Register
from tests.graphql_api.telling import ASSOCIATION, COLOGNE, log_position, org, record
from tests.infra.projecting import standing_still

pytestmark = pytest.mark.asyncio(loop_scope="module")

MOMENT = "2026-03-01T12:00:00Z"
GERMAN = {"accept-language": "de"}
PLACE = "query ($asOf: AsOf) { network(asOf: $asOf) { position recordedAt } }"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def register(
    server: str, loaded_template: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Register]:
    home = tmp_path_factory.mktemp("home")
    async with new_database(server, loaded_template) as dsn, Register.over(dsn, home) as register:
        yield register


# Positions and moments


async def test_as_of_a_position_is_told_by_that_position_and_when_it_was_recorded(register: Register) -> None:
    moments = await register.moments()
    for position in (1, register.loaded, register.joined, len(moments)):
        place = await register.network(position, "position recordedAt")
        assert place["position"] == position
        assert datetime.fromisoformat(place["recordedAt"]) == moments[position - 1]


async def test_left_out_or_null_it_is_now(register: Register) -> None:
    last = await log_position(register.api)
    assert (await register.network(None, "position"))["position"] == last
    for query in ("{ network { position } }", "{ network(asOf: null) { position } }"):
        assert (await register.api.data(query))["network"]["position"] == last


async def test_as_of_a_moment_is_as_of_the_last_position_recorded_until_then(register: Register) -> None:
    """The microsecond before it, at it, and after it; of several that were recorded at once, the last."""
    moments = await register.moments()
    groups = [len([*group]) for _, group in groupby(moments)]
    assert max(groups) > 1
    last = 0
    microsecond = timedelta(microseconds=1)
    for moment, together in zip(dict.fromkeys(moments), groups, strict=True):
        last += together
        if together == 1 and last % 40:
            continue
        for asked, position in ((moment - microsecond, last - together), (moment, last)):
            assert (await _as_of_moment(register, asked))["position"] == position
        after = (await _as_of_moment(register, moment + microsecond))["position"]
        assert after == sum(each <= moment + microsecond for each in moments)


async def _as_of_moment(register: Register, moment: datetime) -> Any:
    return (await register.api.data(PLACE, {"asOf": {"recordedAt": moment.isoformat()}}))["network"]


async def test_a_moment_is_the_same_wherever_its_clock_stands(register: Register) -> None:
    moment = (await register.moments())[register.joined - 1]
    for offset in (0, 1, -11):
        shifted = (moment + timedelta(hours=offset)).replace(tzinfo=None).isoformat()
        asked = f"{shifted}{offset:+03d}:00"
        answer = await register.api.data(PLACE, {"asOf": {"recordedAt": asked}})
        assert answer["network"]["position"] == register.joined


@pytest.mark.parametrize("moment", ["2012-12-05T00:00:00+01:00", "0001-01-01T00:00:00Z"])
async def test_before_the_first_event_the_network_is_empty(register: Register, moment: str) -> None:
    query = """query ($asOf: AsOf, $id: ID!) { network(asOf: $asOf) {
        name position recordedAt organisations { totalCount nodes { id } } declaration { id }
        summit(year: 2017) { id } events { totalCount nodes { position } pageInfo { hasNextPage endCursor } }
        search(query: "Köln") { totalCount } statistics { members signatories growth { year } }
        then: statistics(on: "2017-12-31") { members undatedMembers }
        node(id: $id) { id } nodes(ids: [$id]) { id }
    } }"""
    answer = await register.api.data(query, {"asOf": {"recordedAt": moment}, "id": org(COLOGNE)})
    assert answer["network"].pop("name")
    assert answer["network"] == {
        "position": 0,
        "recordedAt": None,
        "organisations": {"totalCount": 0, "nodes": []},
        "declaration": None,
        "summit": None,
        "events": {"totalCount": 0, "nodes": [], "pageInfo": {"hasNextPage": False, "endCursor": None}},
        "search": {"totalCount": 0},
        "statistics": {"members": 0, "signatories": 0, "growth": []},
        "then": {"members": 0, "undatedMembers": 0},
        "node": None,
        "nodes": [None],
    }


# What is refused


async def test_a_position_that_the_log_does_not_have_is_refused_and_it_is_told_what_to_do(
    register: Register,
) -> None:
    ahead = await log_position(register.api) + 1
    for query, variables in (
        (PLACE, {"asOf": {"position": ahead}}),
        (f"{{ network(asOf: {{ position: {2**63 - 1} }}) {{ name }} }}", {}),
        ("query ($to: AsOf) { changes(to: $to) { totalCount } }", {"to": {"position": ahead}}),
    ):
        english, german = await _refused(register, query, variables)
        assert english["extensions"] == german["extensions"] == {"code": "POSITION_NOT_RECORDED"}
        assert "Give a position that it has" in english["message"]
        assert "Anzugeben ist eine Position, die es hat" in german["message"]


async def test_a_moment_ahead_is_refused(register: Register) -> None:
    ahead = (now() + timedelta(minutes=1)).isoformat()
    for query in (PLACE, "query ($asOf: AsOf) { changes(from: $asOf) { totalCount } }"):
        english, german = await _refused(register, query, {"asOf": {"recordedAt": ahead}})
        assert english["extensions"] == german["extensions"] == {"code": "AS_OF_AHEAD"}
        assert "Give a moment that has passed" in english["message"]
        assert "Anzugeben ist ein vergangener Zeitpunkt" in german["message"]


@pytest.mark.parametrize(
    "moment",
    ["2026-03-01T12:00:00", "2026-03-01", "2026-02-30T12:00:00Z", "12:00:00Z", "yesterday", "", 5, True],
)
async def test_what_is_no_moment_with_its_offset_is_refused(register: Register, moment: Any) -> None:
    english, german = await _refused(register, PLACE, {"asOf": {"recordedAt": moment}})
    assert english["extensions"] == german["extensions"] == {"code": "BAD_MOMENT"}
    assert "such as 2026-03-01T12:00:00+01:00" in english["message"]
    assert "Abstand von UTC" in german["message"]
    literal = f'"{moment}"' if isinstance(moment, str) else str(moment).lower()
    query = f"{{ network(asOf: {{ recordedAt: {literal} }}) {{ name }} }}"
    assert await register.api.code(query) == "BAD_MOMENT"


async def test_a_moment_before_all_calendars_is_refused(register: Register) -> None:
    """In UTC it lies in the year 0, which no calendar has."""
    asked = {"asOf": {"recordedAt": "0001-01-01T00:00:00+14:00"}}
    assert await register.api.code(PLACE, asked) == "BAD_USER_INPUT"


@pytest.mark.parametrize("position", [0, -1, 2**63, "1", 1.5])
async def test_what_is_no_position_is_refused(register: Register, position: Any) -> None:
    assert await register.api.code(PLACE, {"asOf": {"position": position}}) == "BAD_POSITION"


@pytest.mark.parametrize(
    ("literal", "given"),
    [
        ("", {}),
        ("position: null", {"position": None}),
        ("position: 1, recordedAt: null", {"position": 1, "recordedAt": None}),
        (f'position: 1, recordedAt: "{MOMENT}"', {"position": 1, "recordedAt": MOMENT}),
    ],
)
async def test_it_is_either_a_position_or_a_moment(
    register: Register, literal: str, given: dict[str, Any]
) -> None:
    query = f"{{ network(asOf: {{ {literal} }}) {{ name }} }}"
    assert await register.api.code(query) == "GRAPHQL_VALIDATION_FAILED"
    assert await register.api.code(PLACE, {"asOf": given}) == "BAD_USER_INPUT"


async def _refused(register: Register, query: str, variables: dict[str, Any]) -> list[dict[str, Any]]:
    """The only error, in English and in German."""
    answers = [await register.api.ask(query, variables, **headers) for headers in ({}, GERMAN)]
    for answer in answers:
        assert answer.get("data") is None
        assert len(answer["errors"]) == 1
    assert answers[0]["errors"][0]["message"] != answers[1]["errors"][0]["message"]
    return [answer["errors"][0] for answer in answers]


# While it is behind


async def test_a_position_that_is_recorded_and_not_projected_yet_is_waited_for(
    loaded_dsn: str, tmp_path: Path
) -> None:
    async with AsyncExitStack() as standing:
        await standing.enter_async_context(standing_still(loaded_dsn))
        async with Api.over(Settings(database_url=loaded_dsn, home=tmp_path)) as api:
            position = await log_position(api) + 1
            command = asyncio.create_task(record(api, "registerOrganisation", {"name": "V", **ASSOCIATION}))
            while await log_position(api) < position:
                await asyncio.sleep(0.02)
            asked = asyncio.create_task(api.data(PLACE, {"asOf": {"position": position}}))
            await asyncio.sleep(0.2)
            assert not asked.done()
            await standing.aclose()
            assert (await asked)["network"]["position"] == position
            await command
