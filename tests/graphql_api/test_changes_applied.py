"""What changed between two states of a long history leads from the one to the other."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from random import Random
from typing import Any

import pytest
import pytest_asyncio

from tests.graphql_api.changing import States, changed, changes, ids_of_all_nodes
from tests.graphql_api.differential import SEED, Both

pytestmark = pytest.mark.asyncio(loop_scope="module")


@dataclass(frozen=True)
class History:
    states: States
    last: int


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def history(both: Both) -> History:
    states = States(both.planner, sorted(await ids_of_all_nodes(both.dsn)))
    return History(states, both.reference.folded.position)


async def test_what_changed_leads_from_one_state_to_the_other(history: History) -> None:
    last = history.last
    positions = sorted({0, *Random(SEED).sample(range(1, last), 3), last})
    gone = 0
    for since, until in combinations(positions, 2):
        state = dict(await history.states.state(since))
        for change in await history.states.changes(since, until):
            key = change["id"]
            assert change["before"] == state.get(key)
            assert change["before"] != change["after"]
            if change["after"] is None:
                gone += 1
                del state[key]
            else:
                state[key] = change["after"]
        assert state == await history.states.state(until)
    assert gone > 10


async def test_each_node_has_an_id_of_its_own_whatever_its_type(history: History) -> None:
    """What changed is paged by them."""
    keys = [each[4:] for each in history.states.ids]
    assert len(keys) == len({*keys}) > 1_000


async def test_from_an_empty_log_every_node_is_new(history: History) -> None:
    api = history.states.api
    last = history.last
    found = await changes(api, None, None)
    assert found["totalCount"] == len(await history.states.state(last))
    assert all(node["before"] is None and node["after"] for node in found["nodes"])
    assert found == await changes(api, None, last)


@pytest.mark.parametrize("length", [7, 100])
async def test_walking_shows_each_change_once_in_the_order_of_the_last_touch(
    history: History, length: int
) -> None:
    api = history.states.api
    last = history.last
    given: dict[str, Any] = {"first": length}
    walked: list[Any] = []
    cursors: list[str] = []
    while True:
        page = await changes(api, last - 40, last, **given)
        assert page["pageInfo"]["hasPreviousPage"] is bool(walked)
        walked += page["nodes"]
        cursors += (edge["cursor"] for edge in page["edges"])
        if not page["pageInfo"]["hasNextPage"]:
            break
        given["after"] = page["pageInfo"]["endCursor"]
    assert len(walked) == len({node["id"] for node in walked}) == page["totalCount"] > 20
    assert len({*cursors}) == len(walked)
    assert await changed(api, last - 40, last) == [node["id"] for node in walked]
    for node in walked:
        touched = [event["position"] for event in node["events"]["nodes"]]
        assert node["events"]["totalCount"] == len(touched) > 0
        assert all(last - 40 < position <= last for position in touched)


async def test_from_a_state_to_the_same_nothing_changed(history: History) -> None:
    last = history.last
    for position in (1, last // 2, last):
        found = await changes(history.states.api, position, position)
        assert found["totalCount"] == 0
        assert found["nodes"] == found["edges"] == []
