"""What became of an impulse of the last summit, and what one member adopts of another."""

from __future__ import annotations

from tests.api import Api
from tests.graphql_api.exchanged import CONTENT, IMPULSE
from tests.graphql_api.telling import COLOGNE, org, record, refusal
from tests.graphql_api.test_summit_corrections import summit_of
from tests.graphql_api.year.before_the_summit import WUPPERTAL
from tests.graphql_api.year.days import Days


async def an_impulse_of_2017_is_reported_back(api: Api, days: Days, summit: str) -> None:
    raising = {**IMPULSE, "summit": await summit_of(api, 2017)}
    impulse = (await record(api, "raiseImpulse", raising, "impulse { id }"))["impulse"]["id"]
    supporting = {"impulse": impulse, "organisation": org(COLOGNE), "on": days.before(50)}
    await record(api, "supportImpulse", supporting)
    report = {"impulse": impulse, "summit": summit, "report": "Sie kommt im Herbst."}
    assert (await refusal(api, "reportImpulseBack", report))["code"] == "IMPULSE_NOT_DECIDED"
    await record(api, "takeUpImpulse", {"impulse": impulse, "on": days.before(20), "note": "gern"})
    shown = """step { summit { impulseReports { totalCount } } impulse {
        state supporterCount timeline { nodes { kind on } }
    } }"""
    step = (await record(api, "reportImpulseBack", report, shown))["step"]
    assert step["summit"] == {"impulseReports": {"totalCount": 1}}
    assert step["impulse"] == {
        "state": "TAKEN_UP",
        "supporterCount": 1,
        "timeline": {
            "nodes": [
                {"kind": "RAISED", "on": "2017-12-06"},
                {"kind": "SUPPORTED", "on": days.before(50)},
                {"kind": "TAKEN_UP", "on": days.before(20)},
                {"kind": "REPORTED_BACK", "on": str(days.summit)},
            ]
        },
    }


async def cologne_adopts_what_wuppertal_shares(api: Api, days: Days) -> None:
    sharing = {"organisation": org(WUPPERTAL), "content": CONTENT, "on": days.before(10)}
    example = (await record(api, "sharePracticeExample", sharing, "example { id }"))["example"]["id"]
    adopting = {"example": example, "organisation": org(COLOGNE), "kind": "ADAPTED", "on": str(days.today)}
    shown = "adoption { kind adoptedFrom { name } example { adopterCount } }"
    adopted = await record(api, "adoptPracticeExample", adopting, shown)
    assert adopted["adoption"] == {
        "kind": "ADAPTED",
        "adoptedFrom": {"name": "Wuppertal"},
        "example": {"adopterCount": 1},
    }
