"""The types of events by query: every published schema, as its file has it."""

import orjson
import pytest

from domain.event_schemas import published
from domain.event_types import event_types
from tests.api import Api

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_every_published_schema_is_told(shared_api: Api) -> None:
    told = await shared_api.data("{ eventTypes { type version present schema } }")
    versions = {(each["type"], each["version"]): each for each in told["eventTypes"]}
    assert {key: each["schema"] for key, each in versions.items()} == {
        key: orjson.loads(text) for key, text in published().items()
    }
    assert {key for key, each in versions.items() if each["present"]} == {
        (each.topic, each.version) for each in event_types().values()
    }


async def test_they_come_by_their_names(shared_api: Api) -> None:
    told = await shared_api.data("{ eventTypes { type } }")
    names = [each["type"] for each in told["eventTypes"]]
    assert names == sorted(names)
    assert "organisation.joined-network" in names
