"""A merger of two members, the contact persons, and what is said of the network in numbers."""

from __future__ import annotations

from typing import Any

from tests.api import Api
from tests.graphql_api.telling import COLOGNE, org, record
from tests.graphql_api.year.before_the_summit import EMSDETTEN, HEMER
from tests.graphql_api.year.days import Days

ZOE = {"name": "Zoë Öztürk", "email": "zoe@koeln.example", "phone": "+49 221 000-0"}
PERSONAL = "name email phone"


async def two_members_merge(api: Api, days: Days) -> None:
    """Hemer is merged into Emsdetten, which has not signed the third revision."""
    merging = {"organisation": org(HEMER), "into": org(EMSDETTEN), "on": str(days.today)}
    merged = await record(
        api,
        "mergeOrganisations",
        merging,
        """organisation {
            ended endedOn membership { status leftOn } memberships { nodes { left leftOn ending } }
            signatures { nodes { revision { number } withdrawn ending } }
            successors { nodes { ending succeededOn successor {
                name membership { status joinedOn } memberships { totalCount }
                predecessors { nodes { predecessor { name } } }
                signatures { nodes { revision { number } signedOn withdrawn inheritedFrom { name } } }
            } } }
        }""",
    )
    ended, today = merged["organisation"], str(days.today)
    assert (ended["ended"], ended["endedOn"]) == ("MERGED", today)
    assert ended["membership"] == {"status": "LEFT", "leftOn": today}
    assert ended["memberships"]["nodes"] == [{"left": True, "leftOn": today, "ending": "MERGED"}]
    assert ended["signatures"]["nodes"] == [
        {"revision": {"number": number}, "withdrawn": True, "ending": "MERGED"} for number in (1, 3)
    ]
    (succession,) = ended["successors"]["nodes"]
    assert (succession["ending"], succession["succeededOn"]) == ("MERGED", today)
    check_successor(succession["successor"], today)


def check_successor(successor: dict[str, Any], today: str) -> None:
    assert successor["name"] == "Emsdetten"
    assert successor["membership"] == {"status": "MEMBER", "joinedOn": "2012-12-05"}
    assert successor["memberships"] == {"totalCount": 1}
    assert successor["predecessors"]["nodes"] == [{"predecessor": {"name": "Hemer"}}]
    own, inherited = successor["signatures"]["nodes"]
    assert own == {
        "revision": {"number": 1},
        "signedOn": "2012-12-05",
        "withdrawn": False,
        "inheritedFrom": None,
    }
    assert inherited == {
        "revision": {"number": 3},
        "signedOn": today,
        "withdrawn": False,
        "inheritedFrom": {"name": "Hemer"},
    }


async def officers_come_and_go(api: Api, days: Days) -> None:
    appointing = {"organisation": org(COLOGNE), "on": days.before(10), **ZOE}
    appointed = await record(api, "appointEngagementOfficer", appointing, f"officer {{ id {PERSONAL} }}")
    officer = appointed["officer"].pop("id")
    assert appointed["officer"] == ZOE
    named = {"organisation": org(COLOGNE), "officer": officer}
    changed = {"name": "Zoë Kaya", "email": "kaya@koeln.example"}
    await record(api, "changeEngagementOfficer", {**named, **changed})
    assert await contact(api, officer) == {**changed, "phone": None}
    stepping = {**named, "on": str(days.today)}
    gone = await record(api, "stepDownEngagementOfficer", stepping, "officer { inOffice steppedDownOn name }")
    assert gone["officer"] == {"inOffice": False, "steppedDownOn": str(days.today), "name": "Zoë Kaya"}
    public = await api.http.post("/graphql", json={"query": asking_for(officer)})
    assert [error["extensions"]["code"] for error in public.json()["errors"]] == ["UNAUTHENTICATED"]
    assert "Kaya" not in public.text
    erasing = {"officer": officer, "askedBy": "DATA_SUBJECT", "reason": "Schreiben vom selben Tag"}
    erased = await record(api, "erasePerson", erasing, f"officer {{ erased {PERSONAL} }}")
    assert erased["officer"] == {"erased": True, "name": None, "email": None, "phone": None}


async def contact(api: Api, officer: str) -> dict[str, Any]:
    told: dict[str, Any] = (await api.data(asking_for(officer)))["node"]
    return told


def asking_for(officer: str) -> str:
    return f'{{ node(id: "{officer}") {{ ... on EngagementOfficer {{ {PERSONAL} }} }} }}'


async def a_source_says_how_many_there_are(api: Api, days: Days) -> None:
    reporting = {"figure": "MEMBERS", "number": 120, "atLeast": True, "on": str(days.summit)}
    told = {"says": "mehr als 120 Kommunen", "source": "engagiert-in-nrw.de"}
    await record(api, "reportFigure", {**reporting, **told})
    figures = "reportedFigures { number atLeast registered registeredUndated source }"
    data = await api.data(
        f"""query ($on: Date) {{ network {{
            day: statistics(on: $on) {{ members undatedMembers {figures} }}
            now: statistics {{ members signatories growth {{ year joined left }} }}
        }} }}""",
        {"on": str(days.summit)},
    )
    day, held_now = data["network"]["day"], data["network"]["now"]
    assert (day["members"], day["undatedMembers"]) == (16, 15)
    assert day["reportedFigures"][-1] == {
        "number": 120,
        "atLeast": True,
        "registered": 16,
        "registeredUndated": 15,
        "source": "engagiert-in-nrw.de",
    }
    assert (held_now["members"], held_now["signatories"]) == (30, 35)
    growth = {year["year"]: (year["joined"], year["left"]) for year in held_now["growth"]}
    joined, left = growth[days.summit.year], growth[days.today.year]
    assert (joined[0], left[1]) == (1, 1)
