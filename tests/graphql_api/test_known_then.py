"""The network as it was known at a position: by what was recorded until then, and nothing else."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.databases import new_database
from tests.graphql_api.known_then import CORNFLOWER, SUNFLOWER, Register
from tests.graphql_api.searching import search
from tests.graphql_api.telling import log_position

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def register(
    server: str, loaded_template: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Register]:
    home = tmp_path_factory.mktemp("home")
    async with new_database(server, loaded_template) as dsn, Register.over(dsn, home) as register:
        yield register


async def test_a_membership_recorded_later_is_not_known_before_whatever_its_day(register: Register) -> None:
    figures = 'statistics(on: "2017-12-31") { members signatories } statistics_now: statistics { members }'
    before = await register.network(register.signed - 1, figures)
    signed = await register.network(register.signed, figures)
    joined = await register.network(register.joined, figures)
    assert signed["statistics"]["members"] == before["statistics"]["members"]
    assert signed["statistics"]["signatories"] == before["statistics"]["signatories"] + 1
    assert joined["statistics"]["members"] == before["statistics"]["members"] + 1
    assert joined["statistics_now"]["members"] == before["statistics_now"]["members"] + 1
    assert await register.network(None, figures) == joined


async def test_who_was_a_member_on_a_day_as_of_two_positions(register: Register) -> None:
    asking = """organisation(by: { ags: "05315000" }) {
        membership { status joinedOn } membershipOn(on: "2017-12-31") { member }
        signatures { totalCount } memberships { nodes { joinedOn criteria { recognition } } }
    } organisations(filter: { memberOn: { on: "2017-12-31" }, text: "Köln" }) { totalCount }"""
    before = await register.network(register.joined - 1, asking)
    assert before["organisation"]["membershipOn"] == {"member": False}
    assert before["organisation"]["membership"] is None
    assert before["organisation"]["memberships"] == {"nodes": []}
    assert before["organisation"]["signatures"] == {"totalCount": 1}
    assert before["organisations"] == {"totalCount": 0}
    after = await register.network(register.joined, asking)
    assert after["organisation"]["membershipOn"] == {"member": True}
    assert after["organisation"]["membership"] == {"status": "MEMBER", "joinedOn": "2015-02-01"}
    assert after["organisations"] == {"totalCount": 1}


async def test_the_version_of_a_node_is_that_of_then(register: Register) -> None:
    organisation = 'organisation(by: { ags: "05315000" }) { version }'
    versions = [
        (await register.network(position, organisation))["organisation"]["version"]
        for position in (register.signed - 1, register.signed, register.joined, None)
    ]
    assert versions == [versions[0], versions[0] + 1, versions[0] + 2, versions[0] + 2]


async def test_nodes_that_were_not_yet_are_null_and_others_as_they_were(register: Register) -> None:
    asking = "node(id: $id) { id version ... on Organisation { name } } nodes(ids: [$id, $id]) { id }"
    found = {
        position: await register.network(position, asking, id=register.association)
        for position in (register.registered - 1, register.registered, register.renamed)
    }
    named = {"id": register.association}
    twice = [named, named]
    assert found == {
        register.registered - 1: {"node": None, "nodes": [None, None]},
        register.registered: {"node": {**named, "version": 1, "name": SUNFLOWER}, "nodes": twice},
        register.renamed: {"node": {**named, "version": 2, "name": CORNFLOWER}, "nodes": twice},
    }


async def test_several_pasts_in_one_query_each_tell_their_own(register: Register) -> None:
    query = """query ($id: ID!, $then: AsOf, $before: AsOf) {
        node(id: $id) { ... on Organisation { name } }
        then: network(asOf: $then) { position node(id: $id) { ... on Organisation { name } } }
        before: network(asOf: $before) { position node(id: $id) { id } }
        now: network { position node(id: $id) { ... on Organisation { name } } }
    }"""
    asked = {
        "id": register.association,
        "then": {"position": register.registered},
        "before": {"position": register.registered - 1},
    }
    answer = await register.api.data(query, asked)
    assert answer["then"] == {"position": register.registered, "node": {"name": SUNFLOWER}}
    assert answer["before"] == {"position": register.registered - 1, "node": None}
    assert answer["now"]["node"] == answer["node"] == {"name": CORNFLOWER}


async def test_the_search_finds_what_was_written_then(register: Register) -> None:
    async def found(position: int | None, words: str) -> list[str]:
        page = "totalCount nodes { title node { id } }"
        asking = f'search(query: "{words}", kinds: [ORGANISATION]) {{ {page} }}'
        listed = (await register.network(position, asking))["search"]
        assert listed["totalCount"] == len(listed["nodes"])
        return [each["title"] for each in listed["nodes"] if each["node"]["id"] == register.association]

    assert await found(register.registered - 1, "Sonnenblume") == []
    assert await found(register.registered, "Sonnenblume") == [SUNFLOWER]
    assert await found(register.registered, "Kornblume") == []
    assert await found(register.renamed, "Kornblume") == [CORNFLOWER]
    assert await found(register.renamed, "Sonnenblume") == []
    assert await found(None, "Kornblume") == [CORNFLOWER]
    assert (await search(register.api, "Kornblume"))["totalCount"] == 1


# Persons


async def test_who_a_person_was_said_to_be_is_told_as_of_then(register: Register) -> None:
    asking = "node(id: $id) { ... on EngagementOfficer { name email phone } }"
    appointed = await register.network(register.appointed, asking, id=register.officer)
    assert appointed["node"] == {"name": "Zoë Öztürk", "email": "zoe@stadt.example", "phone": None}
    changed = await register.network(register.changed, asking, id=register.officer)
    assert changed["node"] == {"name": "Zoë Kaya", "email": None, "phone": "+49 221 1"}
    assert (await register.network(register.appointed - 1, asking, id=register.officer))["node"] is None


async def test_a_person_that_is_erased_now_is_erased_as_of_before_too(register: Register) -> None:
    asking = """organisation(by: { ags: "05314000" }) {
        engagementOfficers { nodes { name email inOffice appointedOn } }
    }"""
    last = await log_position(register.api)
    erased = {"name": None, "email": None, "inOffice": True, "appointedOn": "2024-03-01"}
    listed = (await register.network(last, asking))["organisation"]["engagementOfficers"]
    assert listed == {"nodes": [erased]}


async def test_the_public_is_told_nothing_personal_of_the_past(register: Register) -> None:
    query = f"""{{ network(asOf: {{ position: {register.appointed} }}) {{
        engagementOfficers {{ nodes {{ name }} }}
    }} }}"""
    response = await register.api.http.post("/graphql", json={"query": query})
    (error,) = response.json()["errors"]
    assert error["extensions"]["code"] == "UNAUTHENTICATED"
    public = query.replace("name", "inOffice")
    answer = (await register.api.http.post("/graphql", json={"query": public})).json()
    assert answer["data"]["network"]["engagementOfficers"]["nodes"] == [{"inOffice": True}]
