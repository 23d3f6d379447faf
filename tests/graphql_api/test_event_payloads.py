"""What events say: by the schema of their type, and of persons no more than the client may know."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import orjson
import pytest
import pytest_asyncio
from jsonschema import Draft202012Validator

from domain.callers import Role
from domain.event_schemas import published
from domain.event_types import event_types
from graphql_api.payloads import MASKED
from tests.api import Api
from tests.graphql_api.differential import Both

pytestmark = pytest.mark.asyncio(loop_scope="module")

QUERY = "query ($after: String) { events(after: $after) { nodes { position type payload } } }"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def opened(both: Both) -> list[dict[str, Any]]:
    """All events, as those are told them who may know what is personal."""
    return await _events(both.planner)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def masked(both: Both) -> list[dict[str, Any]]:
    """The same, as an auditor is told them."""
    return await _events(both.planner.acting_as(Role.AUDITOR))


async def _events(api: Api) -> list[dict[str, Any]]:
    events: list[dict[str, Any]] = []
    while True:
        page = (await api.data(QUERY, {"after": str(len(events))}))["events"]["nodes"]
        if not page:
            return events
        events += page


def _schema(topic: str) -> dict[str, Any]:
    schema: dict[str, Any] = orjson.loads(published()[topic, event_types()[topic].version])
    return schema


async def test_every_payload_is_as_the_published_schema_of_its_type_says(
    opened: list[dict[str, Any]], masked: list[dict[str, Any]]
) -> None:
    checking = {topic: Draft202012Validator(_schema(topic)) for topic in event_types()}
    for event in (*opened, *masked):
        checking[event["type"]].validate(event["payload"])
    assert len({event["type"] for event in opened}) > len(event_types()) * 0.9


async def test_an_auditor_is_told_the_same_but_for_what_is_personal(
    both: Both, opened: list[dict[str, Any]], masked: list[dict[str, Any]]
) -> None:
    assert len(opened) == len(masked) == both.reference.folded.position
    hidden = 0
    for told, audited in zip(opened, masked, strict=True):
        personal = {name for name, _ in _personal(audited)}
        assert personal <= {
            name for name, value in _schema(audited["type"])["properties"].items() if "x-personal" in value
        }
        assert {**audited["payload"], **{name: told["payload"][name] for name in personal}} == told["payload"]
        hidden += len(personal)
    assert hidden > 20


def _personal(event: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    return ((name, value) for name, value in event["payload"].items() if value == MASKED)


async def test_nothing_that_was_said_in_confidence_is_told_to_an_auditor(
    both: Both, masked: list[dict[str, Any]]
) -> None:
    audited = orjson.dumps(masked).decode()
    secrets = {text for text in both.reference.folded.opened.values() if text}
    assert len(secrets) > 5
    assert [text for text in secrets if orjson.dumps(text).decode()[1:-1] in audited] == []


async def test_of_an_erased_person_nothing_is_told_to_anybody(
    opened: list[dict[str, Any]], masked: list[dict[str, Any]]
) -> None:
    """With a token it is null what once was known; without, it is masked as all that is personal."""
    erased = [
        (told["payload"], audited["payload"])
        for told, audited in zip(opened, masked, strict=True)
        if audited["payload"].get("name") == MASKED and told["payload"]["name"] is None
    ]
    assert erased
    for told, audited in erased:
        assert all(told[name] is None for name, value in audited.items() if value == MASKED)
