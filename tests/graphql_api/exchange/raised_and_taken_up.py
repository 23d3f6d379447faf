"""Wuppertal's impulse at the summit of 2017: who supports it, and how the Land takes it up."""

from __future__ import annotations

from tests.api import Api
from tests.graphql_api.exchange.seeing import (
    BOCHOLT,
    SUMMIT_2017,
    TROISDORF,
    WUPPERTAL,
    at_node,
    at_organisation,
    standing,
    summit_of_2017,
    timeline,
    titles,
)
from tests.graphql_api.telling import org, record, refusal

TITLE = "Die Ehrenamtskarte auf dem Smartphone"
TEXT = (
    "Wer sich bürgerschaftlich engagiert, hat die Karte oft nicht zur Hand.\n"
    "Das Land möge sie auch als App ausgeben, gültig in allen teilnehmenden Kommunen."
)
NOTE = "Die Staatskanzlei erprobt eine App mit Kommunen, die die Ehrenamtskarte ausgeben."


async def wuppertal_raises_an_impulse(api: Api) -> str:
    summit = await summit_of_2017(api)
    raising = {"organisation": org(WUPPERTAL), "summit": summit, "title": TITLE, "text": TEXT}
    about = {"topics": ["RECOGNITION", "DIGITAL_ENGAGEMENT"], "source": "Protokoll des Spitzentreffens 2017"}
    shown = "impulse { id title text topics source raisedBy { name } raisedAt { year on } }"
    impulse = (await record(api, "raiseImpulse", raising | about, shown))["impulse"]
    raised: str = impulse.pop("id")
    assert impulse == {
        "title": TITLE,
        "text": TEXT,
        "topics": ["DIGITAL_ENGAGEMENT", "RECOGNITION"],
        "source": "Protokoll des Spitzentreffens 2017",
        "raisedBy": {"name": "Wuppertal"},
        "raisedAt": {"year": 2017, "on": SUMMIT_2017},
    }
    assert await standing(api, raised) == ("RAISED", 0, None, None)
    assert await timeline(api, raised) == [(1, "RAISED", SUMMIT_2017, "Wuppertal")]
    asked = "impulses { nodes { title } }"
    assert titles((await at_organisation(api, WUPPERTAL, asked))["impulses"]) == [TITLE]
    assert titles((await at_node(api, "Summit", summit, asked))["impulses"]) == [TITLE]
    return raised


async def two_others_support_it(api: Api, impulse: str) -> None:
    """Troisdorf on the day itself, Bocholt when its committee has met."""
    for ags, on in ((TROISDORF, SUMMIT_2017), (BOCHOLT, "2018-02-15")):
        supporting = {"impulse": impulse, "organisation": org(ags), "on": on}
        supported = await record(api, "supportImpulse", supporting, "step { kind on impulse { title } }")
        assert supported["step"] == {"kind": "SUPPORTED", "on": on, "impulse": {"title": TITLE}}
        supports = (await at_organisation(api, ags, "supports { nodes { on impulse { title } } }"))[
            "supports"
        ]
        assert supports["nodes"] == [{"on": on, "impulse": {"title": TITLE}}]
    assert await standing(api, impulse) == ("RAISED", 2, None, None)
    assert (await timeline(api, impulse))[1:] == [
        (2, "SUPPORTED", SUMMIT_2017, "Troisdorf"),
        (3, "SUPPORTED", "2018-02-15", "Bocholt"),
    ]
    again = await refusal(
        api, "supportImpulse", {"impulse": impulse, "organisation": org(BOCHOLT), "on": "2018-03-01"}
    )
    assert (again["code"], again["path"]) == ("ALREADY_SUPPORTED", ["input", "organisation"])
    own = await refusal(
        api, "supportImpulse", {"impulse": impulse, "organisation": org(WUPPERTAL), "on": "2018-03-01"}
    )
    assert own["code"] == "OWN_IMPULSE"


async def the_land_takes_it_up(api: Api, impulse: str) -> None:
    hasty = await refusal(api, "takeUpImpulse", {"impulse": impulse, "on": "2017-12-05", "note": NOTE})
    assert (hasty["code"], hasty["path"]) == ("DATES_OUT_OF_ORDER", ["input", "on"])
    taking = {"impulse": impulse, "on": "2018-05-14", "note": NOTE}
    taken = await record(api, "takeUpImpulse", taking, "step { number text organisation { name } }")
    assert taken["step"] == {"number": 4, "text": NOTE, "organisation": None}
    assert await standing(api, impulse) == ("TAKEN_UP", 2, "2018-05-14", None)
    assert (await timeline(api, impulse))[3:] == [(4, "TAKEN_UP", "2018-05-14", None)]
