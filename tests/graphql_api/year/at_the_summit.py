"""What is decided, signed and joined at the summit, and who was there."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from tests.api import Api
from tests.graphql_api.telling import BONN, COLOGNE, CRITERIA, org, record, refusal
from tests.graphql_api.year.before_the_summit import HEMER
from tests.graphql_api.year.days import Days, at_the_summit

WALK_IN = "Städtetag Nordrhein-Westfalen"
TEXT = "Bürgerschaftliches Engagement\nhält das Land zusammen."


async def the_declaration_is_carried_forward(api: Api, days: Days, summit: str) -> None:
    revising = {"title": "Erklärung, fortgeschrieben", "on": str(days.summit), "text": TEXT, "summit": summit}
    wording = "declaration { currentRevision { number text textSha256 carriedForwardAt { id } } }"
    revised = await record(api, "reviseDeclaration", revising, wording)
    digest = sha256(TEXT.encode()).hexdigest()
    assert revised["declaration"]["currentRevision"] == {
        "number": 3,
        "text": TEXT,
        "textSha256": digest,
        "carriedForwardAt": {"id": summit},
    }
    served = await api.http.get(f"/texts/{digest}")
    assert (served.status_code, served.text) == (200, TEXT)


async def they_sign_and_join(api: Api, days: Days, summit: str) -> None:
    for ags in (COLOGNE, HEMER):
        signing = {"organisation": org(ags), "on": str(days.summit), "summit": summit}
        signed = await record(api, "signDeclaration", signing, "signature { revision { number } }")
        assert signed["signature"]["revision"] == {"number": 3}
    joining = {"organisation": org(COLOGNE), "on": str(days.summit), "criteria": CRITERIA}
    joined = await record(
        api,
        "joinNetwork",
        joining,
        "organisation { membership { status councilResolvedOn } memberships { nodes { criteria {"
        " contactPerson recognition } } } }",
    )
    assert joined["organisation"] == {
        "membership": {"status": "MEMBER", "councilResolvedOn": days.before(60)},
        "memberships": {
            "nodes": [
                {
                    "criteria": {
                        "contactPerson": CRITERIA["contactPerson"],
                        "recognition": CRITERIA["recognition"],
                    }
                }
            ]
        },
    }
    current = (
        "{ network { organisations(filter: { signatory: { currentRevision: true } }) { nodes { name } } } }"
    )
    nodes = (await api.data(current))["network"]["organisations"]["nodes"]
    assert [node["name"] for node in nodes] == ["Hemer", "Köln"]


async def attendance_is_recorded(api: Api, summit: str) -> None:
    outcome = "outcomes { organisation { name } attendance { office walkIn } refusal { code } }"
    recorded = await record(api, "recordAttendances", {"summit": summit}, outcome)
    assert [(each["organisation"]["name"], each["attendance"]) for each in recorded["outcomes"]] == [
        ("Emsdetten", {"office": None, "walkIn": False}),
        ("Hemer", {"office": None, "walkIn": False}),
        ("Köln", {"office": None, "walkIn": False}),
        ("Wuppertal", {"office": "BEIGEORDNETE", "walkIn": False}),
    ]
    coming = {"summit": summit, "organisation": org(WALK_IN)}
    walked_in = await record(api, "recordAttendance", coming, "attendance { walkIn attendedOn }")
    assert walked_in["attendance"]["walkIn"] is True
    stranger = await refusal(api, "recordAttendance", {**coming, "organisation": org("05358008")})
    assert stranger["code"] == "NOT_ENTITLED_TO_ATTEND"


async def it_is_held_and_closed(api: Api, days: Days, summit: str) -> None:
    holding = {"year": days.summit.year, "on": str(days.summit), "reportedAttendance": 6}
    held = await record(
        api, "holdSummit", holding, "summit { id state title reportedAttendance attendances { totalCount } }"
    )
    assert held["summit"] == {
        "id": summit,
        "state": "HELD",
        "title": "Spitzentreffen",
        "reportedAttendance": 6,
        "attendances": {"totalCount": 5},
    }
    await record(api, "closeSummit", {"summit": summit})
    late = await refusal(api, "recordAttendance", {"summit": summit, "organisation": org(BONN)})
    assert (late["code"], late["path"]) == ("SUMMIT_CLOSED", ["input", "summit"])


async def what_was_recorded_wrongly_is_corrected(api: Api, summit: str) -> None:
    """It was Bonn that came in Emsdetten's place, and Hemer did not come at all."""
    positions = {name: each["position"] for name, each in (await attendances(api, summit)).items()}
    came = {"summit": summit, "organisation": org(BONN), "office": "OBERBUERGERMEISTER"}
    corrected = await record(
        api, "recordAttendance", {**came, "corrects": positions["Emsdetten"]}, "attendance { position }"
    )
    assert corrected["attendance"]["position"] == corrected["position"]
    annulling = {"position": positions["Hemer"], "reason": "verwechselt"}
    annulled = await record(api, "annulFact", annulling, "summit { id state }")
    assert annulled["summit"] == {"id": summit, "state": "CLOSED"}
    assert {name: each["office"] for name, each in (await attendances(api, summit)).items()} == {
        "Köln": None,
        "Wuppertal": "BEIGEORDNETE",
        "Städtetag Nordrhein-Westfalen": None,
        "Bonn": "OBERBUERGERMEISTER",
    }


async def attendances(api: Api, summit: str) -> dict[str, Any]:
    """The attendances by name, in the order of recording."""
    asked = "attendances { nodes { position office organisation { name } } }"
    nodes = (await at_the_summit(api, summit, asked))["attendances"]["nodes"]
    return {node["organisation"]["name"]: node for node in nodes}
