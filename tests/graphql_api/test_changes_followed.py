"""Who follows the changes is told what each event made of which nodes, as it was then."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator
from random import Random
from typing import Any

import pytest
import pytest_asyncio

from domain.callers import Role
from tests.graphql_api.changing import States
from tests.graphql_api.conftest import ToldHistory
from tests.graphql_api.differential import SEED, Both
from tests.graphql_api.following import following, frame, frames, refused
from tests.graphql_api.test_websocket import served

pytestmark = pytest.mark.asyncio(loop_scope="module")

EVENTS_OF_CHANGES = "subscription { networkChanges(after: 0) { changes { events { nodes { position } } } } }"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def url(both: Both) -> AsyncIterator[str]:
    async with served(both.planner) as url:
        yield url


async def test_each_frame_has_what_differs_from_the_position_before(url: str, both: Both) -> None:
    states = States(both.planner, [])
    query = f"""subscription ($after: LogCursor) {{ networkChanges(after: $after) {{
        position changes {{ id before {{ ...Row }} after {{ ...Row }} }}
    }} }}
    fragment Row on Node {{ {states.rows} }}"""
    last = both.reference.folded.position
    begin = Random(SEED).randrange(last - 25)
    nodes = 0
    async with following(url, both.planner.token, query, after=begin) as connection:
        for position in range(begin + 1, begin + 26):
            told = await frame(connection)
            assert told["position"] == position
            assert by_id(told["changes"]) == by_id(await states.changes(position - 1, position))
            nodes += len(told["changes"])
    assert nodes > 10


def by_id(changes: list[dict[str, Any]]) -> dict[str, Any]:
    return {change["id"]: change for change in changes}


async def test_they_are_filtered_as_events_are(url: str, both: Both) -> None:
    events = """query ($filter: EventFilter) {
        events(first: 20, filter: $filter) { nodes { position } }
    }"""
    all_ = await both.planner.data("{ events(last: 100) { nodes { organisations { id } } } }")
    concerned = [each["id"] for event in all_["events"]["nodes"] for each in event["organisations"]]
    organisation = Counter(concerned).most_common(1)[0][0]
    found = await both.planner.data(events, {"filter": {"organisation": organisation}})
    wanted = [each["position"] for each in found["events"]["nodes"]]
    assert len(wanted) > 5
    query = """subscription ($filter: ChangesFilter) {
        networkChanges(after: 0, filter: $filter) { position previousPosition }
    }"""
    filter_ = {"organisation": organisation}
    async with following(url, both.planner.token, query, filter=filter_) as connection:
        told = await frames(connection, len(wanted))
    assert [each["position"] for each in told] == wanted
    assert [each["previousPosition"] for each in told] == [0, *wanted[:-1]]


async def test_the_public_follows_the_network_and_not_the_log(url: str, both: Both) -> None:
    query = "subscription { networkChanges(after: 0) { position changes { id } } }"
    async with following(url, None, query) as connection:
        assert (await frame(connection))["position"] == 1
    assert await refused(url, None, EVENTS_OF_CHANGES) == "UNAUTHENTICATED"


async def test_what_is_personal_is_told_those_who_may_know_it(
    url: str, both: Both, told_history: ToldHistory
) -> None:
    query = """subscription { networkChanges(after: 0, filter: { type: "engagement-officers.appointed" }) {
        changes { after { ... on EngagementOfficer { name } } }
    } }"""
    auditor = both.planner.acting_as(Role.AUDITOR).token
    assert await refused(url, auditor, query) == "FORBIDDEN"
    async with following(url, both.planner.token, query) as connection:
        (change,) = (await frame(connection))["changes"]
    assert change["after"]["name"] in told_history.told.values()
