"""Exports as of a position or moment: the rows of the connection as it was."""

import pytest

from domain.languages import Language
from infra.register import now
from tests.api import Api
from tests.graphql_api.exporting import fetch, rows, sheet
from tests.graphql_api.telling import BONN, log_position, org

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_an_export_as_of_a_position_has_the_rows_of_then(exchanged_api: Api) -> None:
    end = await log_position(exchanged_api)
    for position in (1, end // 2, end - 5, end):
        query = """query ($position: Position!) { network(asOf: { position: $position }) {
            memberships(first: 100) { nodes { id version left } }
        } }"""
        page = (await exchanged_api.data(query, {"position": position}))["network"]["memberships"]["nodes"]
        exported = await rows(exchanged_api, "memberships", {"asOf": str(position)})
        assert [{name: each[name] for name in ("id", "version", "left")} for each in exported] == page


async def test_a_nodes_connection_is_exported_as_it_was(exchanged_api: Api) -> None:
    end = await log_position(exchanged_api)
    of = {"of": org(BONN)}
    (now_,) = await rows(exchanged_api, "memberships", of)
    (then,) = await rows(exchanged_api, "memberships", {**of, "asOf": str(end - 3)})
    assert (then["left"], now_["left"]) == (False, True)
    history = await rows(exchanged_api, "history", {**of, "asOf": str(end - 3)})
    assert [each["type"] for each in history][-1] != "organisation.merged-into"
    assert history == (await rows(exchanged_api, "history", of))[: len(history)]


async def test_an_export_as_of_a_moment(exchanged_api: Api) -> None:
    moment = now().isoformat()
    assert await rows(exchanged_api, "summits", {"asOf": moment}) == await rows(exchanged_api, "summits")
    assert await rows(exchanged_api, "summits", {"asOf": "2001-01-01T00:00:00Z"}) == []
    headings, *cells = await sheet(exchanged_api, "summits", {"asOf": "2001-01-01T00:00:00Z"})
    assert headings
    assert not cells


@pytest.mark.parametrize(
    ("as_of", "code"),
    [
        ("99999999", "POSITION_NOT_RECORDED"),
        ("0", "BAD_MOMENT"),
        ("yesterday", "BAD_MOMENT"),
        ("2026-01-01T00:00:00", "BAD_MOMENT"),
        ("9999-01-01T00:00:00Z", "AS_OF_AHEAD"),
    ],
)
async def test_a_past_that_there_is_not_is_told(exchanged_api: Api, as_of: str, code: str) -> None:
    response = await fetch(exchanged_api, "summits.csv", {"asOf": as_of})
    assert response.status_code == 400
    (error,) = response.json()["errors"]
    assert error["extensions"]["code"] == code
    assert error["message"]
    assert response.headers["content-language"] == Language.EN


async def test_the_log_is_exported_as_sheets_take_it(exchanged_api: Api) -> None:
    headings, *cells = await sheet(exchanged_api, "events", {"filter": {"organisation": org(BONN)}})
    kind, payload = headings.index("Event type"), headings.index("Payload")
    assert "organisation.merged-into" in [row[kind] for row in cells]
    assert all(row[payload].startswith("{") for row in cells)
