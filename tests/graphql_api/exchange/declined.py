"""Hellenthal's impulse at the summit of 2017, which the Land declines."""

from __future__ import annotations

from tests.api import Api
from tests.graphql_api.exchange.raised_and_taken_up import TITLE as CARD
from tests.graphql_api.exchange.seeing import (
    BOCHOLT,
    HELLENTHAL,
    OBERBERG,
    SUMMIT_2017,
    at_node,
    at_organisation,
    in_network,
    standing,
    summit_of_2017,
    timeline,
    titles,
)
from tests.graphql_api.telling import org, record, refusal

TITLE = "Fahrtkosten für Engagierte im ländlichen Raum"
TEXT = "Auf dem Land sind die Wege weit. Das Land möge Engagierten die Fahrten zu ihrem Ehrenamt erstatten."
REASON = "Der Landeshaushalt sieht keine Mittel vor; Auslagen erstatten die Träger."


async def hellenthal_asks_for_travel_expenses(api: Api) -> str:
    """The Oberbergischer Kreis, which plans to join, supports it."""
    raising = {"organisation": org(HELLENTHAL), "summit": await summit_of_2017(api), "title": TITLE}
    about = {"text": TEXT, "topics": ["FUNDING", "RURAL_AREAS"]}
    raised: str = (await record(api, "raiseImpulse", raising | about, "impulse { id }"))["impulse"]["id"]
    supporting = {"impulse": raised, "organisation": org(OBERBERG), "on": "2018-01-16"}
    await record(api, "supportImpulse", supporting)
    assert await standing(api, raised) == ("RAISED", 1, None, None)
    organisation = await at_organisation(api, OBERBERG, "membership { status } supports { totalCount }")
    assert organisation == {"membership": {"status": "ACCESSION_PLANNED"}, "supports": {"totalCount": 1}}
    return raised


async def the_land_declines_it(api: Api, impulse: str) -> None:
    declining = {"impulse": impulse, "on": "2018-06-20", "reason": REASON}
    declined = await record(api, "declineImpulse", declining, "step { kind on text }")
    assert declined["step"] == {"kind": "DECLINED", "on": "2018-06-20", "text": REASON}
    assert await standing(api, impulse) == ("DECLINED", 1, "2018-06-20", None)
    assert (await at_node(api, "Impulse", impulse, "decision"))["decision"] == REASON
    assert await timeline(api, impulse) == [
        (1, "RAISED", SUMMIT_2017, "Hellenthal"),
        (2, "SUPPORTED", "2018-01-16", "Oberbergischer Kreis"),
        (3, "DECLINED", "2018-06-20", None),
    ]
    late = {"impulse": impulse, "organisation": org(BOCHOLT), "on": "2018-07-01"}
    effect = {"impulse": impulse, "on": "2018-07-01", "effect": "Doch erstattet."}
    for mutation, input, code in (
        ("supportImpulse", late, "IMPULSE_ENDED"),
        ("putImpulseIntoEffect", effect, "IMPULSE_ENDED"),
    ):
        refused = await refusal(api, mutation, input)
        assert (refused["code"], refused["path"]) == (code, ["input", "impulse"])


async def the_declined_are_told_apart(api: Api) -> None:
    seen = await in_network(
        api,
        """declined: impulses(filter: { state: [DECLINED] }) { nodes { title } }
        going: impulses(filter: { state: [RAISED, TAKEN_UP] }) { nodes { title } }
        rural: impulses(filter: { topics: [RURAL_AREAS, SPORT] }) { nodes { title } }
        sport: impulses(filter: { topics: [SPORT] }) { totalCount }
        all: impulses(orderBy: { field: SUPPORTERS, direction: DESC }) { nodes { title } }""",
    )
    assert seen["sport"] == {"totalCount": 0}
    assert {name: titles(seen[name]) for name in ("declined", "going", "rural", "all")} == {
        "declined": [TITLE],
        "going": [CARD],
        "rural": [TITLE],
        "all": [CARD, TITLE],
    }
