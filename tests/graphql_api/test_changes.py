"""What became different between two states of the register, as a client asks for it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from domain.callers import Role
from infra.epochs import next_epoch, present_epochs
from infra.read_tables import generation
from infra.settings import Settings
from projections import READ_MODELS
from tests.api import Api
from tests.databases import connected
from tests.graphql_api.changing import CHANGES, IDS, as_of, changed, changes, moment
from tests.graphql_api.telling import ASSOCIATION, COLOGNE, CRITERIA, log_position, org, record
from tests.graphql_api.test_corrections import annul

LEMGO = "05766044"

# What counts as a change


async def joined_and_annulled(api: Api) -> tuple[int, int, int]:
    """Where Cologne signed, joined, and the joining was annulled."""
    day = {"organisation": org(COLOGNE), "on": "2020-02-29"}
    signed = await record(api, "signDeclaration", day)
    joined = await record(api, "joinNetwork", {**day, "criteria": CRITERIA})
    annulled = await annul(api, joined["position"])
    return signed["position"], joined["position"], annulled["position"]


async def test_what_began_changed_and_ended(loaded_api: Api) -> None:
    signed, joined, annulled = await joined_and_annulled(loaded_api)
    began = await changes(loaded_api, signed, joined)
    assert [(node["id"][:4], node["before"] is None) for node in began["nodes"]] in (
        [("mem_", True), ("org_", False)],
        [("org_", False), ("mem_", True)],
    )
    ended = await changes(loaded_api, joined, annulled)
    assert {node["id"] for node in ended["nodes"]} == {node["id"] for node in began["nodes"]}
    for before, after in zip(*(sorted(_by_id(each)) for each in (began, ended)), strict=True):
        (id_, was, is_), (_, was_then, is_now) = before, after
        assert (was, is_) == (is_now, was_then), id_


def _by_id(found: Any) -> Iterable[tuple[str, str, str]]:
    return ((node["id"], str(node["before"]), str(node["after"])) for node in found["nodes"])


async def test_a_correction_that_restores_what_was_is_no_change_and_is_in_the_history(
    loaded_api: Api,
) -> None:
    signed, joined, annulled = await joined_and_annulled(loaded_api)
    assert await changed(loaded_api, signed, annulled) == []
    assert set(await changed(loaded_api, signed, joined)) > {org(COLOGNE)}
    query = "query ($id: ID!) { node(id: $id) { history(last: 3) { nodes { position } } } }"
    nodes = (await loaded_api.data(query, {"id": org(COLOGNE)}))["node"]["history"]["nodes"]
    assert [node["position"] for node in nodes] == [signed, joined, annulled]


async def test_the_events_of_a_change_are_those_that_touched_the_node_in_between(loaded_api: Api) -> None:
    signed, joined, annulled = await joined_and_annulled(loaded_api)
    found = {node["id"][:3]: node for node in (await changes(loaded_api, signed - 1, annulled))["nodes"]}
    assert found.keys() == {"sig"}
    assert found["sig"]["events"] == {"totalCount": 1, "nodes": [{"position": signed}]}
    found = {node["id"][:3]: node for node in (await changes(loaded_api, signed - 1, joined))["nodes"]}
    assert found.keys() == {"sig", "mem", "org"}
    assert found["org"]["events"]["nodes"] == [{"position": signed}, {"position": joined}]
    assert found["mem"]["events"]["nodes"] == [{"position": joined}]
    query = """query ($from: AsOf, $to: AsOf) { changes(from: $from, to: $to) { nodes { id
        events(newestFirst: true, filter: { type: ["organisation.joined-network"] }) { nodes { position } }
        newest: events(newestFirst: true, first: 1) { totalCount nodes { position } }
    } } }"""
    asked = {"from": as_of(signed - 1), "to": as_of(joined)}
    narrowed = {node["id"][:3]: node for node in (await loaded_api.data(query, asked))["changes"]["nodes"]}
    assert narrowed["sig"]["events"]["nodes"] == []
    assert narrowed["org"]["events"]["nodes"] == [{"position": joined}]
    assert narrowed["org"]["newest"] == {"totalCount": 2, "nodes": [{"position": joined}]}


async def test_an_epoch_that_is_cut_in_between_is_no_change_and_no_event_of_a_history(
    loaded_dsn: str, tmp_path: Path
) -> None:
    """Nor where it is cut at an event of the stream that records the rows."""
    settings = Settings(database_url=loaded_dsn, home=tmp_path)
    histories = """query ($id: ID!) { node(id: $id) { ... on Organisation {
        signatures { nodes { id history { nodes { position } } } }
    } } }"""
    renaming = {"organisation": org(COLOGNE), "name": "Köln am Rhein"}
    async with Api.over(settings) as api:
        signed = await record(api, "signDeclaration", {"organisation": org(COLOGNE), "on": "2020-02-29"})
        renamed = await record(api, "renameOrganisation", renaming)
        before = await changes(api, signed["position"] - 1, None)
        told = await api.data(histories, {"id": org(COLOGNE)})
    await _cut(loaded_dsn, renamed["position"])
    async with Api.over(settings) as api:
        assert await api.data(histories, {"id": org(COLOGNE)}) == told
        assert await changes(api, signed["position"] - 1, None) == before
        assert await changed(api, renamed["position"] - 1, None) == [org(COLOGNE)]
        assert await changed(api, renamed["position"], None) == []
        registered = await record(api, "registerOrganisation", {"name": "Verein", **ASSOCIATION})
        assert await changed(api, renamed["position"], registered["position"]) == [org("Verein")]
        assert await changes(api, signed["position"] - 1, renamed["position"]) == before
    (signature,) = told["node"]["signatures"]["nodes"]
    assert signature["history"]["nodes"] == [{"position": signed["position"]}]


async def _cut(dsn: str, position: int) -> None:
    """Cuts the versions of every table at this position, the last one."""
    schema = generation(READ_MODELS)
    async with connected(dsn) as connection:
        epochs = await present_epochs(connection, schema, READ_MODELS)
        for model in READ_MODELS:
            epoch = epochs[model.name]
            assert epoch.start == 0
            await next_epoch(connection, schema, model, epoch, position)


# What is asked


async def test_a_range_that_goes_back_is_refused_in_both_languages(loaded_api: Api) -> None:
    asked = {"from": as_of(7), "to": as_of(5)}
    literal = "{ changes(from: { position: 7 }, to: { position: 5 }) { totalCount } }"
    for query, variables in ((IDS, asked), (literal, {})):
        for headers, words in (
            ({}, "Give the earlier one as `from`"),
            ({"accept-language": "de"}, "Anzugeben ist als `from` die frühere"),
        ):
            answer = await loaded_api.ask(query, variables, **headers)
            (error,) = answer["errors"]
            assert error["extensions"] == {"code": "BAD_RANGE"}
            assert words in error["message"]
            assert error["locations"]
            assert "data" not in answer
    assert await changed(loaded_api, 5, 7)


async def test_the_same_document_is_refused_and_answered_by_its_variables(loaded_api: Api) -> None:
    for since, until in ((5, 7), (7, 5), (7, 7), (None, 3)):
        answer = await loaded_api.ask(IDS, {"from": as_of(since), "to": as_of(until)})
        assert ("errors" in answer) is (since == 7 and until == 5)


async def test_a_range_of_moments_that_goes_back_has_no_changes(loaded_api: Api) -> None:
    """Which positions they are is known to the statement alone."""
    last = await log_position(loaded_api)
    early, late = await moment(loaded_api, 1), await moment(loaded_api, last)
    for since, until in ((late, early), (as_of(last), early), (late, as_of(1))):
        found = (await loaded_api.data(IDS, {"from": since, "to": until}))["changes"]
        assert found == {"totalCount": 0, "nodes": []}
    forward = (await loaded_api.data(IDS, {"from": early, "to": late}))["changes"]
    assert forward["totalCount"] > 100


async def test_a_moment_means_the_last_position_that_was_recorded_until_then(loaded_api: Api) -> None:
    signed, joined, _ = await joined_and_annulled(loaded_api)
    asked = {"from": await moment(loaded_api, signed), "to": await moment(loaded_api, joined)}
    found = (await loaded_api.data(IDS, asked))["changes"]
    assert [node["id"] for node in found["nodes"]] == await changed(loaded_api, signed, joined)


@pytest.mark.parametrize("cursor", ["", "12", "WyJjaGFuZ2VzIiwiMSIsIngiXQ", "bnVsbA"])
async def test_a_cursor_that_is_none_is_refused(loaded_api: Api, cursor: str) -> None:
    assert await loaded_api.code(CHANGES, {"after": cursor}) == "BAD_CURSOR"


async def test_who_a_person_was_and_is_needs_a_token(loaded_api: Api) -> None:
    appointing = {"organisation": org(LEMGO), "on": "2024-03-01", "name": "Zoë Öztürk"}
    appointed = await record(loaded_api, "appointEngagementOfficer", appointing, "officer { id }")
    changing = {"organisation": org(LEMGO), "officer": appointed["officer"]["id"], "name": "Zoë Kaya"}
    await record(loaded_api, "changeEngagementOfficer", changing)
    name = "... on EngagementOfficer { name }"
    query = f"""{{ changes(from: {{ position: {appointed["position"]} }}) {{ nodes {{
        id before {{ {name} }} after {{ {name} }} events {{ nodes {{ payload }} }}
    }} }} }}"""
    (change,) = (await loaded_api.data(query))["changes"]["nodes"]
    assert (change["before"], change["after"]) == ({"name": "Zoë Öztürk"}, {"name": "Zoë Kaya"})
    assert change["events"]["nodes"][0]["payload"]["name"] == "Zoë Kaya"
    public = (await loaded_api.http.post("/graphql", json={"query": query})).json()
    assert public["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
    query = query.replace(f"before {{ {name} }} after {{ {name} }}", "")
    auditor = loaded_api.acting_as(Role.AUDITOR)
    (change,) = (await auditor.data(query))["changes"]["nodes"]
    assert change["events"]["nodes"][0]["payload"]["name"] == "***"
