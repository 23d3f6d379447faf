"""Who read what is personal, who is to be erased, and all that is held about one person."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from domain.callers import Role
from infra import actors, keyring
from infra.actors import LOCAL_ISSUER, Actors
from infra.database import Database
from infra.register import now
from infra.settings import Settings
from infra.tokens import issue_token, local_key
from tests.api import Api
from tests.databases import ask, connected
from tests.graphql_api.exporting import fetch
from tests.graphql_api.telling import BONN, COLOGNE, org, record

NAME, EMAIL = 'Zoë "Zo" Öztürk', "zoe@stadt.example"
OFFICERS = "query Officers { network { engagementOfficers { nodes { name } } } }"
ACCESSES = """query ($person: ID, $after: String) {
    personalDataAccesses(person: $person, first: 3, after: $after) {
        totalCount pageInfo { hasNextPage endCursor } nodes { at actor person what }
    }
}"""
DUE = "{ dueForErasure { totalCount nodes { since officer { id organisation { name } } } } }"
SUBJECT = """query Auskunft ($officer: ID!) { dataSubject(officer: $officer) {
    erased officer { name email phone organisation { name } } erasure { askedBy }
    facts { position type recordedAt payload } accesses { totalCount nodes { actor what } }
} }"""

SUBJECT_ACCESSES = """query ($officer: ID!, $after: String) { dataSubject(officer: $officer) {
    accesses(first: 3, after: $after) { totalCount nodes { at actor person what } }
} }"""


async def appoint(api: Api, ags: str = COLOGNE, payload: str = "", **more: Any) -> str:
    appointing = {"organisation": org(ags), "on": "2020-03-01", "name": NAME, "email": EMAIL, **more}
    appointed = await record(api, "appointEngagementOfficer", appointing, f"officer {{ id {payload} }}")
    officer: str = appointed["officer"]["id"]
    return officer


async def accesses(api: Api, person: str | None = None) -> list[str]:
    data = await api.data(ACCESSES, {"person": person})
    return [node["what"] for node in data["personalDataAccesses"]["nodes"]]


async def step_down(api: Api, officer: str, on: str, ags: str = COLOGNE) -> None:
    await record(api, "stepDownEngagementOfficer", {"organisation": org(ags), "officer": officer, "on": on})


# Who read what


async def test_every_way_of_reading_is_kept(loaded_dsn: str, loaded_api: Api) -> None:
    officer = await appoint(loaded_api, payload="name")
    assert await accesses(loaded_api) == ["mutation appointEngagementOfficer"]
    await loaded_api.data(OFFICERS)
    await loaded_api.data("{ events(last: 1) { nodes { payload } } }")
    await fetch(loaded_api, "engagementOfficers.csv")
    assert await accesses(loaded_api) == [
        "export engagementOfficers",
        "payload: query { events }",
        "query { network } Officers",
    ]
    await fetch(loaded_api, "events.jsonl")
    await loaded_api.data(SUBJECT, {"officer": officer})
    assert await accesses(loaded_api, officer) == [
        "payload: query { dataSubject } Auskunft",
        "query { dataSubject } Auskunft",
        "payload: export events",
    ]
    data = (await loaded_api.data(ACCESSES, {"person": officer}))["personalDataAccesses"]
    assert (data["totalCount"], data["pageInfo"]["hasNextPage"]) == (7, True)
    later = await loaded_api.data(ACCESSES, {"after": data["pageInfo"]["endCursor"]})
    assert later["personalDataAccesses"]["nodes"][0]["what"] == "export engagementOfficers"
    of_subject = await loaded_api.data(
        SUBJECT_ACCESSES, {"officer": officer, "after": data["pageInfo"]["endCursor"]}
    )
    of_person = later["personalDataAccesses"]["nodes"]
    assert of_subject["dataSubject"]["accesses"] == {"totalCount": 7, "nodes": of_person}
    actor = await ask(loaded_dsn, "SELECT pseudonym::text FROM actors WHERE subject = 'test'")
    assert {(node["person"], node["actor"]) for node in data["nodes"]} == {(officer, actor)}
    (other,) = await accesses(loaded_api, await appoint(loaded_api, BONN, "name"))
    assert other == "mutation appointEngagementOfficer"


async def test_what_tells_nothing_personal_is_not_kept(loaded_api: Api) -> None:
    officer = await appoint(loaded_api)
    await loaded_api.data("{ network { engagementOfficers { nodes { id inOffice erased } } } }")
    await loaded_api.data(DUE)
    assert await accesses(loaded_api) == []
    await record(
        loaded_api, "erasePerson", {"officer": officer, "askedBy": "DATA_SUBJECT", "reason": "Antrag"}
    )
    await loaded_api.data(OFFICERS)
    assert await accesses(loaded_api) == []


async def test_where_it_cannot_be_kept_nothing_is_told(
    loaded_dsn: str, loaded_api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    await appoint(loaded_api)
    async with connected(loaded_dsn) as connection:
        await connection.execute("ALTER TABLE personal.accesses ADD CHECK (what NOT LIKE '%network%')")
    with capture_logs() as logs:
        answer = await loaded_api.ask(OFFICERS)
    assert answer["errors"][0]["extensions"]["code"] == "INTERNAL"
    assert NAME not in str(answer) + str(logs)
    async with connected(loaded_dsn) as connection:
        await connection.execute("ALTER TABLE personal.accesses DROP CONSTRAINT accesses_what_check")
    with monkeypatch.context() as patched:
        patched.setattr(keyring, "OPEN_KEYS", keyring.OPEN_KEYS.replace("$4", "$4 || NULL"))
        assert NAME not in str(await loaded_api.ask(OFFICERS))
        assert NAME not in (await fetch(loaded_api, "engagementOfficers.csv")).text
    assert NAME in str((await loaded_api.data(OFFICERS))["network"]["engagementOfficers"]["nodes"][0]["name"])


@pytest.mark.parametrize("query", [ACCESSES, DUE, SUBJECT])
async def test_the_data_protection_officer_alone_asks_for_it(
    loaded_api: Api, tmp_path: Path, query: str
) -> None:
    roles = {*Role} - {Role.PUBLIC, Role.MUNICIPALITY, Role.DATA_PROTECTION_OFFICER}
    key = local_key(tmp_path)
    everything_else = issue_token(key, "all else", now(), timedelta(hours=1), roles=roles)
    api = replace(loaded_api, token=everything_else)
    variables = {"officer": "eng_5b0c1f0e-7a53-5f0f-9a51-0d9a6a2f3c11"} if query == SUBJECT else {}
    assert await api.code(query, variables) == "FORBIDDEN"
    officer = issue_token(key, "dpo", now(), timedelta(hours=1), roles=[Role.DATA_PROTECTION_OFFICER])
    await replace(loaded_api, token=officer).data(query, variables)


# Who is to be erased


async def test_who_left_office_long_ago_is_to_be_erased(loaded_api: Api) -> None:
    long_ago, lately, unknown = [await appoint(loaded_api) for _ in range(3)]
    await appoint(loaded_api)
    await step_down(loaded_api, long_ago, "2021-05-01")
    await step_down(loaded_api, lately, str(now().date() - timedelta(days=100)))
    await record(
        loaded_api,
        "stepDownEngagementOfficer",
        {"organisation": org(COLOGNE), "officer": unknown, "on": str(now().date())},
    )
    due = (await loaded_api.data(DUE))["dueForErasure"]
    told = {"since": "2021-05-01", "officer": {"id": long_ago, "organisation": {"name": "Köln"}}}
    assert due == {"totalCount": 1, "nodes": [told]}
    await record(
        loaded_api, "erasePerson", {"officer": long_ago, "askedBy": "RETENTION", "reason": "Frist abgelaufen"}
    )
    assert (await loaded_api.data(DUE))["dueForErasure"]["totalCount"] == 0


# All about one person


async def test_all_that_is_held_about_a_person_is_told_at_once(loaded_api: Api) -> None:
    officer, other = await appoint(loaded_api), await appoint(loaded_api, name="Ada Kaya")
    changing = {"organisation": org(COLOGNE), "officer": officer, "name": "Zoë Kaya"}
    changed = await record(loaded_api, "changeEngagementOfficer", changing)
    await record(loaded_api, "annulFact", {"position": changed["position"], "reason": "nie geschehen"})
    await step_down(loaded_api, other, "2024-01-01")
    await loaded_api.data(OFFICERS)
    subject = (await loaded_api.data(SUBJECT, {"officer": officer}))["dataSubject"]
    assert subject["officer"] == {
        "name": NAME,
        "email": EMAIL,
        "phone": None,
        "organisation": {"name": "Köln"},
    }
    assert [fact["type"].partition(".")[2] for fact in subject["facts"]] == [
        "appointed",
        "changed",
        "annulled",
    ]
    assert [fact["payload"].get("name") for fact in subject["facts"]] == [NAME, "Zoë Kaya", None]
    assert [access["what"] for access in subject["accesses"]["nodes"]] == ["query { network } Officers"]
    assert (subject["erased"], subject["erasure"]) == (False, None)
    assert "Ada" not in str(subject)


async def test_of_an_erased_person_it_is_told_what_is_left(loaded_api: Api) -> None:
    officer = await appoint(loaded_api, payload="name")
    await record(
        loaded_api, "erasePerson", {"officer": officer, "askedBy": "ORGANISATION", "reason": "Antrag"}
    )
    subject = (await loaded_api.data(SUBJECT, {"officer": officer}))["dataSubject"]
    assert subject["erased"] is True
    assert subject["erasure"] == {"askedBy": "ORGANISATION"}
    assert subject["officer"]["name"] is None
    appointed, erased = subject["facts"]
    assert (appointed["payload"]["name"], erased["type"]) == (None, "erasure.person-erased")
    assert subject["accesses"]["totalCount"] == len(subject["accesses"]["nodes"]) == 1
    nobody = {"officer": "eng_5b0c1f0e-7a53-5f0f-9a51-0d9a6a2f3c11"}
    assert await loaded_api.data(SUBJECT, nobody) == {"dataSubject": None}


async def test_without_the_master_key_all_else_goes_on(
    loaded_dsn: str, loaded_api: Api, tmp_path: Path
) -> None:
    officer = await appoint(loaded_api)

    lost = tmp_path / "lost.key"
    settings = Settings(database_url=loaded_dsn, home=tmp_path, personal_key_file=lost)
    async with Api.over(settings) as api:
        assert await api.code(OFFICERS) == "MASTER_KEY_WRONG"
        await step_down(api, officer, "2024-01-01")
        await record(api, "signDeclaration", {"organisation": org(COLOGNE), "on": "2020-02-29"})
        proof = await api.data("{ log { checkpoint { note } inclusionProof(position: 7) { hashes } } }")
        assert proof["log"]["checkpoint"]["note"]
        erasing = {"officer": officer, "askedBy": "DATA_SUBJECT", "reason": "Antrag"}
        await record(api, "erasePerson", erasing, "officer { erased }")
        assert (await api.data(OFFICERS))["network"]["engagementOfficers"]["nodes"] == [{"name": None}]


# Actors


async def test_a_severed_pseudonym_is_forgotten_within_a_minute(
    dsn: str, monkeypatch: pytest.MonkeyPatch
) -> None:

    clock = [1000.0]
    monkeypatch.setattr(actors, "monotonic", lambda: clock[0])
    database = Database(dsn)
    known = Actors(database)
    first = await known.pseudonym(LOCAL_ISSUER, "somebody")
    assert await known.pseudonym(LOCAL_ISSUER, "somebody") == first
    async with connected(dsn) as connection:
        assert await actors.sever(connection, None, LOCAL_ISSUER, "nobody") is None
        assert await actors.sever(connection, None, LOCAL_ISSUER, "somebody") == first
        clock[0] += 59
        second = await known.pseudonym(LOCAL_ISSUER, "somebody")
        assert second != first
        assert await actors.sever(connection, second, None, None) == second
    assert await Actors(database).pseudonym(LOCAL_ISSUER, "somebody") not in (first, second)
    await database.close()
