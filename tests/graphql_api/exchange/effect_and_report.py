"""What came of the impulses, and what a later summit is told of them."""

from __future__ import annotations

from domain.rules import calendar_day
from infra.register import now
from tests.api import Api
from tests.graphql_api.exchange.declined import TITLE as TRAVEL
from tests.graphql_api.exchange.raised_and_taken_up import NOTE
from tests.graphql_api.exchange.raised_and_taken_up import TITLE as CARD
from tests.graphql_api.exchange.seeing import (
    SUMMIT_2017,
    at_node,
    in_network,
    standing,
    summit_of_2017,
    timeline,
)
from tests.graphql_api.telling import record, refusal

EFFECT = "Die Ehrenamtskarte gibt es landesweit auch als App; Kommunen stellen sie digital aus."
REPORT = "Das Land berichtet: Die App ist eingeführt, weitere Kommunen können sich anschließen."
ANSWER = "Das Land erläutert die Ablehnung und verweist auf das Landesprogramm für Kleinvorhaben."


async def it_is_put_into_effect(api: Api, impulse: str) -> None:
    putting = {"impulse": impulse, "on": "2019-07-01", "effect": EFFECT}
    early = await refusal(api, "putImpulseIntoEffect", {**putting, "on": "2018-05-13"})
    assert (early["code"], early["path"]) == ("DATES_OUT_OF_ORDER", ["input", "on"])
    put = await record(api, "putImpulseIntoEffect", putting, "step { kind text impulse { state } }")
    assert put["step"] == {"kind": "PUT_INTO_EFFECT", "text": EFFECT, "impulse": {"state": "IN_EFFECT"}}
    assert await standing(api, impulse) == ("IN_EFFECT", 2, "2018-05-14", "2019-07-01")


async def a_later_summit_opens(api: Api) -> str:
    today = calendar_day(now())
    announcing = {"year": today.year, "title": f"Spitzentreffen {today.year}", "on": str(today)}
    announced = await record(api, "announceSummit", announcing, "summit { id }")
    summit: str = announced["summit"]["id"]
    opened = await record(api, "openSummit", {"summit": summit, "on": str(today)}, "summit { state on }")
    assert opened["summit"] == {"state": "OPEN", "on": str(today)}
    return summit


async def a_later_summit_is_told_of_it(api: Api, impulse: str, summit: str) -> None:
    first = await summit_of_2017(api)
    sooner = await refusal(api, "reportImpulseBack", {"impulse": impulse, "summit": first, "report": REPORT})
    assert (sooner["code"], sooner["path"]) == ("SUMMIT_NOT_LATER", ["input", "summit"])
    reporting = {"impulse": impulse, "summit": summit, "report": REPORT}
    reported = await record(api, "reportImpulseBack", reporting, "step { number summit { id } text }")
    assert reported["step"] == {"number": 6, "summit": {"id": summit}, "text": REPORT}
    assert await standing(api, impulse) == ("IN_EFFECT", 2, "2018-05-14", "2019-07-01")
    day = (await at_node(api, "Summit", summit, "on"))["on"]
    assert await timeline(api, impulse) == [
        (1, "RAISED", SUMMIT_2017, "Wuppertal"),
        (2, "SUPPORTED", SUMMIT_2017, "Troisdorf"),
        (3, "SUPPORTED", "2018-02-15", "Bocholt"),
        (4, "TAKEN_UP", "2018-05-14", None),
        (5, "PUT_INTO_EFFECT", "2019-07-01", None),
        (6, "REPORTED_BACK", day, None),
    ]
    texts = (await at_node(api, "Impulse", impulse, "timeline { nodes { text } }"))["timeline"]["nodes"]
    assert [step["text"] for step in texts] == [None, None, None, NOTE, EFFECT, REPORT]


async def a_later_summit_is_told_why_it_was_declined(api: Api, impulse: str, summit: str) -> None:
    await record(api, "reportImpulseBack", {"impulse": impulse, "summit": summit, "report": ANSWER})
    seen = (
        "impulses { totalCount } impulseReports { nodes { text impulse { title raisedAt { year } state } } }"
    )
    later = await at_node(api, "Summit", summit, seen)
    assert later["impulses"] == {"totalCount": 0}
    raised = {"raisedAt": {"year": 2017}}
    assert later["impulseReports"]["nodes"] == [
        {"text": REPORT, "impulse": {"title": CARD, **raised, "state": "IN_EFFECT"}},
        {"text": ANSWER, "impulse": {"title": TRAVEL, **raised, "state": "DECLINED"}},
    ]
    earlier = (await in_network(api, f"summit(year: 2017) {{ {seen} }}"))["summit"]
    assert earlier == {"impulses": {"totalCount": 2}, "impulseReports": {"nodes": []}}
