"""The stream's filters: those of `events(filter:)`, and they leave the same."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any, NamedTuple, cast

import pytest
import pytest_asyncio
from graphql import GraphQLInputObjectType

from domain.event_types import event_types
from graphql_api.schema import create_schema
from graphql_api.stream_parameters import StreamParameters
from tests.databases import new_database
from tests.graphql_api.streaming import Serving, ids, pace, serving
from tests.graphql_api.telling import COLOGNE, org
from tests.graphql_api.told_log import Told, page

pytestmark = pytest.mark.asyncio(loop_scope="module")


class Following(NamedTuple):
    told: Told
    served: Serving


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def following(
    server: str, loaded_template: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Following]:
    home = tmp_path_factory.mktemp("home")
    with pace(heartbeat_seconds=0.05):
        async with (
            new_database(server, loaded_template) as dsn,
            Told.over(dsn, home) as told,
            serving(told.api) as served,
        ):
            yield Following(told, served)


async def left(told: Told, filter_: dict[str, Any]) -> list[int]:
    """The positions that the connection has."""
    found: list[int] = []
    while True:
        nodes = (await page(told, filter=filter_, after=str(found[-1] if found else 0)))["nodes"]
        found += [node["position"] for node in nodes]
        if len(nodes) < 100:
            return found


async def agrees(
    following: Following, given: dict[str, Any], filter_: dict[str, Any] | None = None
) -> list[int]:
    """The positions that the stream tells, which are those of the connection, each with the one before it."""
    expected = await left(following.told, given if filter_ is None else filter_)
    async with following.served.stream(after=0, **given) as stream:
        events = await stream.events(following.told.changed)
    assert ids(events) == expected
    assert [int(each["previousposition"]) for each in events] == [0, *expected][: len(expected)]
    if expected:
        middle = expected[len(expected) // 2]
        async with following.served.stream(last=str(middle), **given) as stream:
            rest = await stream.events(following.told.changed)
        assert ids(rest) == [each for each in expected if each > middle]
        assert [int(each["previousposition"]) for each in rest[:1]] == [middle][: len(rest)]
    return expected


async def test_the_parameters_are_the_fields_of_the_filter(following: Following) -> None:
    schema = create_schema()._schema
    filter_ = cast("GraphQLInputObjectType", schema.type_map["EventFilter"])
    assert StreamParameters(schema)._types.keys() == filter_.fields.keys()


async def test_by_type(following: Following) -> None:
    types = ["organisation.signature-withdrawn", "engagement-officers.appointed", "summit.attended"]
    found = await agrees(following, {"type": types})
    assert await agrees(following, {"type": ",".join(types)}, {"type": types}) == found
    assert await agrees(following, {"type": [types[0], ", ".join(types[1:])]}, {"type": types}) == found
    assert len(found) > 2
    assert len(await agrees(following, {"type": sorted(event_types())})) == following.told.changed


async def test_by_stream_and_organisation(following: Following) -> None:
    stream = await agrees(following, {"stream": org(COLOGNE)[4:]})
    assert {following.told.signed, following.told.joined} <= {*stream}
    assert {*await agrees(following, {"organisation": org(COLOGNE)})} > {*stream}


async def test_by_who_recorded_it_and_by_which_request(following: Following) -> None:
    told = following.told
    (event,) = (await page(told, after=str(told.by_another - 1), first=1))["nodes"]
    assert await agrees(following, {"actor": event["actor"]}) == [told.by_another]
    (event,) = (await page(told, after=str(told.at_once[0] - 1), first=1))["nodes"]
    assert await agrees(following, {"correlationId": event["correlationId"]}) == [*told.at_once]


async def test_by_when_it_was_recorded(following: Following) -> None:
    told = following.told
    (event,) = (await page(told, after=str(told.signed - 1), first=1))["nodes"]
    moment = event["recordedAt"]
    assert await agrees(following, {"recordedSince": moment}) == [*range(told.signed, told.changed + 1)]
    assert len(await agrees(following, {"recordedUntil": moment})) == told.signed
    assert await agrees(following, {"recordedSince": moment, "recordedUntil": moment}) == [told.signed]


async def test_by_when_it_happened(following: Following) -> None:
    days = {"effectiveSince": "2015-01-01", "effectiveUntil": "2015-12-31"}
    assert {following.told.signed, following.told.corrected, following.told.joined} <= {
        *await agrees(following, days)
    }


async def test_by_whether_it_corrects_another(following: Following) -> None:
    told = following.told
    assert {told.corrected, told.annulled} <= {
        *await agrees(following, {"corrections": "true"}, {"corrections": True})
    }
    assert told.signed in await agrees(following, {"corrections": "false"}, {"corrections": False})
