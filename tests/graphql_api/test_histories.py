"""The history of a node: its stream, or what of another stream made it what it is."""

from __future__ import annotations

from collections.abc import AsyncIterator
from uuid import UUID

import pytest
import pytest_asyncio

from domain.callers import Role
from tests.databases import new_database
from tests.graphql_api.exchange.seeing import summit_of_2017
from tests.graphql_api.telling import COLOGNE, org
from tests.graphql_api.test_corrections import show
from tests.graphql_api.told_log import Told, history, positions

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def told(
    server: str, loaded_template: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Told]:
    home = tmp_path_factory.mktemp("home")
    async with new_database(server, loaded_template) as dsn, Told.over(dsn, home) as told:
        yield told


async def test_an_organisations_history_is_its_whole_stream(told: Told) -> None:
    events = await history(told, org(COLOGNE))
    assert [event["type"] for event in events] == [
        "organisation.registered",
        *(event["type"] for event in events[1:-5]),
        "organisation.signed-declaration",
        "organisation.signed-declaration",
        "organisation.joined-network",
        "organisation.annulled",
        "organisation.signature-withdrawn",
    ]
    assert [event["position"] for event in events] == await positions(told, stream=org(COLOGNE)[4:])


async def test_what_is_corrected_and_what_corrects_it_name_each_other(told: Told) -> None:
    events = {event["position"]: event for event in await history(told, org(COLOGNE))}
    for wrong, right in ((told.signed, told.corrected), (told.joined, told.annulled)):
        assert events[wrong]["correctedBy"] == [right]
        assert events[wrong]["corrects"] is None
        assert events[right]["corrects"] == wrong
        assert events[right]["correctedBy"] == []
    assert events[told.annulled]["payload"] == {"reason": "Irrtum"}
    assert events[told.withdrawn]["corrects"] is None
    assert events[told.withdrawn]["effectiveOn"] == "2019-12-31"


async def test_a_signatures_history_is_its_giving_its_correction_and_its_withdrawal(told: Told) -> None:
    signature = await _of_cologne(told, "signatures")
    events = await history(told, signature)
    assert [event["position"] for event in events] == [told.signed, told.corrected, told.withdrawn]
    assert [event["effectiveOn"] for event in events] == ["2015-01-01", "2015-01-02", "2019-12-31"]


async def test_an_attendances_history_is_what_the_summit_recorded_of_it(told: Told) -> None:
    attendance = await _of_cologne(told, "attendances")
    (event,) = await history(told, attendance)
    assert (event["position"], event["type"]) == (told.attended, "summit.attended")
    assert event["payload"]["organisation_id"] == org(COLOGNE)[4:]


async def test_an_officers_history_is_of_the_one_person(told: Told) -> None:
    events = await history(told, told.officer)
    assert [event["position"] for event in events] == [told.appointed, told.changed]
    assert [event["payload"]["name"] for event in events] == ["Zoë Öztürk", "Zoë Kaya"]
    assert [event["payload"]["phone"] for event in events] == ["+49 221 1", None]
    query = f'{{ node(id: "{told.officer}") {{ history {{ nodes {{ payload }} }} }} }}'
    masked = await told.api.acting_as(Role.AUDITOR).data(query)
    payloads = [event["payload"] for event in masked["node"]["history"]["nodes"]]
    assert [payload["name"] for payload in payloads] == ["***", "***"]
    assert [payload["phone"] for payload in payloads] == ["***", None]
    assert UUID(payloads[0]["person"]) == UUID(told.officer[4:])


async def test_a_history_as_of_a_position_ends_there(told: Told) -> None:
    query = """query ($id: ID!, $asOf: AsOf) { network(asOf: $asOf) { node(id: $id) { history(last: 3) {
        totalCount nodes { position correctedBy } pageInfo { hasNextPage endCursor }
    } } } }"""
    asked = {"id": org(COLOGNE), "asOf": {"position": told.signed}}
    ended = (await told.api.data(query, asked))["network"]["node"]["history"]
    assert ended["nodes"][-1] == {"position": told.signed, "correctedBy": []}
    assert ended["pageInfo"] == {"hasNextPage": False, "endCursor": str(told.signed)}
    later = (await told.api.data(query, {**asked, "asOf": {"position": told.corrected}}))["network"]["node"]
    assert later["history"]["totalCount"] == ended["totalCount"] + 1
    assert later["history"]["nodes"][-2:] == [
        {"position": told.signed, "correctedBy": [told.corrected]},
        {"position": told.corrected, "correctedBy": []},
    ]


async def test_the_networks_events_end_where_it_does(told: Told) -> None:
    query = """query ($asOf: AsOf) { network(asOf: $asOf) { events(last: 1) { totalCount nodes {
        position subject { id version ... on Organisation { name } } organisations { id }
    } } } }"""
    found = (await told.api.data(query, {"asOf": {"position": told.signed}}))["network"]["events"]
    assert found["totalCount"] == told.signed
    (node,) = found["nodes"]
    assert node["position"] == told.signed
    events = await positions(told, stream=org(COLOGNE)[4:])
    version = sum(each <= told.signed for each in events)
    assert node["subject"] == {"id": org(COLOGNE), "version": version, "name": "Köln"}
    assert node["organisations"] == [{"id": org(COLOGNE)}]


async def test_what_a_stream_is_about(told: Told) -> None:
    query = """query ($at: String) { events(after: $at, first: 1) { nodes {
        subject { __typename id } organisations { name }
    } } }"""
    found = {
        name: (await told.api.data(query, {"at": str(position - 1)}))["events"]["nodes"][0]
        for name, position in (("signed", told.signed), ("attended", told.attended), ("of", told.appointed))
    }
    cologne = [{"name": "Köln"}]
    summit = {"__typename": "Summit", "id": await summit_of_2017(told.api)}
    assert found == {
        "signed": {"subject": {"__typename": "Organisation", "id": org(COLOGNE)}, "organisations": cologne},
        "attended": {"subject": summit, "organisations": cologne},
        "of": {"subject": None, "organisations": cologne},
    }


async def _of_cologne(told: Told, connection: str) -> str:
    """The id of the one row of this connection that Cologne has."""
    listed = await show(told.api, org(COLOGNE), f"Organisation {{ {connection} {{ nodes {{ id }} }} }}")
    (node,) = listed[connection]["nodes"]
    found: str = node["id"]
    return found
