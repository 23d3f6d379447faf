"""Engagement officers: appointed, changed, stepped down; told by name, and sealed wherever they are kept."""

from typing import Any

import pytest

from domain.errors import InvalidEmail, InvalidName, InvalidPhone, Refusal, explain
from infra.read_tables import generation
from projections import ENGAGEMENT_OFFICERS, READ_MODELS
from tests.api import Api
from tests.databases import connected
from tests.graphql_api.telling import BONN, COLOGNE, log_position, org, record, refusal

DAY, LATER = "2024-03-01", "2024-06-01"
ZOE = {"name": "Zoë Öztürk", "email": "zoe@koeln.example", "phone": "+49 221 000-0"}
ADA = {"name": "Ada Kaya", "email": None, "phone": None}
PERSONAL = "name email phone"
OFFICERS = f"""query ($ags: String!, $filter: EngagementOfficerFilter) {{
    network {{ organisation(by: {{ ags: $ags }}) {{
        engagementOfficers(filter: $filter) {{ nodes {{ id inOffice steppedDownOn {PERSONAL} }} }}
    }} }}
}}"""


async def appoint(api: Api, person: dict[str, Any], **more: Any) -> dict[str, Any]:
    input = {"organisation": org(COLOGNE), "on": DAY, **person, **more}
    return await record(api, "appointEngagementOfficer", input, f"officer {{ id {PERSONAL} }}")


async def officers(api: Api, ags: str = COLOGNE, **filter: Any) -> list[dict[str, Any]]:
    data = await api.data(OFFICERS, {"ags": ags, "filter": filter})
    nodes: list[dict[str, Any]] = data["network"]["organisation"]["engagementOfficers"]["nodes"]
    return nodes


async def erase(dsn: str, officer: str) -> None:
    """Destroys the person's key."""
    async with connected(dsn) as connection:
        erased = await connection.execute("DELETE FROM personal.keys WHERE person = $1", officer[4:])
    assert erased == "DELETE 1"


# In office and out of it


async def test_an_organisation_may_have_several_and_each_is_told_by_name(loaded_api: Api) -> None:
    zoe = (await appoint(loaded_api, ZOE))["officer"]
    ada = (await appoint(loaded_api, ADA, on=LATER))["officer"]
    assert [{name: each[name] for name in ("id", "name", "email", "phone")} for each in (zoe, ada)] == [
        {"id": zoe["id"], **ZOE},
        {"id": ada["id"], **ADA},
    ]
    assert [each["id"] for each in await officers(loaded_api)] == [zoe["id"], ada["id"]]
    assert await officers(loaded_api, BONN) == []


async def test_a_change_says_the_whole_contact_anew(loaded_api: Api) -> None:
    officer = (await appoint(loaded_api, ZOE))["officer"]["id"]
    changing = {"organisation": org(COLOGNE), "officer": officer, **ADA, "phone": "0221 1"}
    changed = await record(loaded_api, "changeEngagementOfficer", changing, f"officer {{ id {PERSONAL} }}")
    assert changed["officer"] == {"id": officer, "name": "Ada Kaya", "email": None, "phone": "0221 1"}
    (only,) = await officers(loaded_api)
    assert (only["name"], only["email"], only["phone"]) == ("Ada Kaya", None, "0221 1")


async def test_who_stepped_down_is_kept_and_does_nothing_more(loaded_api: Api) -> None:
    zoe = (await appoint(loaded_api, ZOE))["officer"]["id"]
    ada = (await appoint(loaded_api, ADA))["officer"]["id"]
    named = {"organisation": org(COLOGNE), "officer": zoe}
    stepping = {**named, "on": LATER}
    stepped = await record(
        loaded_api, "stepDownEngagementOfficer", stepping, "officer { name inOffice steppedDownOn }"
    )
    assert stepped["officer"] == {"name": ZOE["name"], "inOffice": False, "steppedDownOn": LATER}
    assert [each["id"] for each in await officers(loaded_api, inOffice=True)] == [ada]
    assert [each["id"] for each in await officers(loaded_api, inOffice=False)] == [zoe]
    for mutation, input in (
        ("stepDownEngagementOfficer", stepping),
        ("changeEngagementOfficer", {**named, "name": "Zoë"}),
    ):
        refused = await refusal(loaded_api, mutation, input)
        assert (refused["code"], refused["path"]) == ("UNKNOWN_ENGAGEMENT_OFFICER", ["input", "officer"])


async def test_an_officer_is_the_organisations_own(loaded_api: Api) -> None:
    officer = (await appoint(loaded_api, ZOE))["officer"]["id"]
    await appoint(loaded_api, ADA, organisation=org(BONN))
    stepping = {"organisation": org(BONN), "officer": officer, "on": LATER}
    refused = await refusal(loaded_api, "stepDownEngagementOfficer", stepping)
    assert refused["code"] == "UNKNOWN_ENGAGEMENT_OFFICER"


@pytest.mark.parametrize("end", ["mergeOrganisations", "dissolveOrganisation"])
async def test_officers_step_down_as_their_organisation_ends(end: str, loaded_api: Api) -> None:
    await appoint(loaded_api, ZOE)
    await appoint(loaded_api, ADA)
    into = {"into": org(BONN)} if end == "mergeOrganisations" else {}
    await record(loaded_api, end, {"organisation": org(COLOGNE), "on": LATER, **into})
    assert [(each["inOffice"], each["steppedDownOn"]) for each in await officers(loaded_api)] == [
        (False, LATER)
    ] * 2
    assert await officers(loaded_api, BONN) == []


# Sealed


async def test_the_log_and_the_read_table_hold_no_plain_text(loaded_api: Api, loaded_dsn: str) -> None:
    officer = (await appoint(loaded_api, ZOE))["officer"]["id"]
    await record(
        loaded_api, "changeEngagementOfficer", {"organisation": org(COLOGNE), "officer": officer, **ADA}
    )
    async with connected(loaded_dsn) as connection:
        states = await connection.fetch(
            "SELECT state FROM events WHERE topic LIKE 'engagement-officers.%' ORDER BY notification_id"
        )
        table = f"{generation(READ_MODELS)}.{ENGAGEMENT_OFFICERS.table}"
        rows = await connection.fetch(f"SELECT name, email, phone FROM {table} ORDER BY valid_from")
    assert len(states) == 3
    assert [tuple(value is None for value in row) for row in rows] == [
        (False, False, False),
        (False, True, True),
    ]
    kept = b"".join([state for (state,) in states] + [value for row in rows for value in row if value])
    for plain in (*ZOE.values(), "Ada Kaya", "Öztürk", "koeln"):
        assert str(plain).encode() not in kept


async def test_equal_values_are_sealed_unlike(loaded_api: Api, loaded_dsn: str) -> None:
    for _ in range(2):
        await appoint(loaded_api, ZOE)
    async with connected(loaded_dsn) as connection:
        table = f"{generation(READ_MODELS)}.{ENGAGEMENT_OFFICERS.table}"
        names = await connection.fetch(f"SELECT substr(name, 17) FROM {table}")
    assert len({bytes(name) for (name,) in names}) == 2


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize(
    ("wrong", "refused_by"),
    [
        *[({"email": email}, InvalidEmail) for email in ("Geheim", "a@b@Geheim", "Ge heim@b", "@Geheim")],
        *[({"email": email}, InvalidEmail) for email in ("Geheim@", "", f"{'G' * 65}eheim@b")],
        *[({"phone": phone}, InvalidPhone) for phone in ("Geheim", "12", "0221 Geheim", "", "1" * 31)],
        *[({"name": name}, InvalidName) for name in ("", "Ge\nheim", "Geheim" * 40, "Geheim\0")],
    ],
)
async def test_a_refusal_repeats_nothing_of_what_is_personal(
    wrong: dict[str, str], refused_by: type[Refusal], shared_api: Api
) -> None:
    input = {"organisation": org(COLOGNE), "on": DAY, **ZOE, **wrong}
    refused = await refusal(shared_api, "appointEngagementOfficer", input)
    (field,) = wrong
    assert (refused["code"], refused["path"]) == (refused_by.code, ["input", field])
    assert refused["message"] == explain(refused_by())


async def test_a_retry_answers_the_same_person_and_seals_nothing_anew(
    loaded_api: Api, loaded_dsn: str
) -> None:
    first = await appoint(loaded_api, ZOE, idempotencyKey="Zoë")
    position = await log_position(loaded_api)
    assert await appoint(loaded_api, ZOE, idempotencyKey="Zoë") == first
    assert (await log_position(loaded_api), first["position"]) == (position, position)
    async with connected(loaded_dsn) as connection:
        assert await connection.fetchval("SELECT count(*) FROM personal.keys") == 1


async def test_a_person_whose_key_is_destroyed_is_null_everywhere_and_the_others_are_told(
    loaded_api: Api, loaded_dsn: str
) -> None:
    appointed = await appoint(loaded_api, ZOE, idempotencyKey="Zoë")
    zoe = appointed["officer"]["id"]
    ada = (await appoint(loaded_api, ADA))["officer"]["id"]
    await erase(loaded_dsn, zoe)
    gone = {"id": zoe, "name": None, "email": None, "phone": None}
    by_ids = f"query ($ids: [ID!]!) {{ nodes(ids: $ids) {{ id ... on EngagementOfficer {{ {PERSONAL} }} }} }}"
    told = await loaded_api.data(by_ids, {"ids": [zoe, ada]})
    assert told["nodes"] == [gone, {"id": ada, **ADA}]
    assert [each["name"] for each in await officers(loaded_api)] == [None, "Ada Kaya"]
    assert (await appoint(loaded_api, ZOE, idempotencyKey="Zoë"))["officer"] == gone
    stepping = {"organisation": org(COLOGNE), "officer": zoe, "on": LATER}
    stepped = await record(loaded_api, "stepDownEngagementOfficer", stepping, f"officer {{ id {PERSONAL} }}")
    assert stepped["officer"] == gone
