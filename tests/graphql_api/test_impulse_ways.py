"""The way of an impulse: its steps by kind, their numbers, and the days that they may be of."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api import Api
from tests.graphql_api.exchanged import HEMER, LEMGO, WUPPERTAL, held, raised
from tests.graphql_api.telling import org, record
from tests.graphql_api.test_corrections import annul, show
from tests.graphql_api.test_impulse_corrections import STATE, follow, refused, way

RAISED_ON, DAY, END, AFTER = "2018-06-01", "2018-09-01", "2018-10-01", "2018-10-02"

# The mutations that end an impulse, each with what is said before it and with it.
ENDS: dict[str, tuple[list[str], dict[str, Any]]] = {
    "declineImpulse": ([], {"reason": "zu teuer"}),
    "withdrawImpulse": ([], {"reason": "hat sich erledigt"}),
    "putImpulseIntoEffect": (["takeUpImpulse"], {"effect": "hundert Karten"}),
}


async def ended(api: Api, mutation: str) -> tuple[str, int]:
    """An impulse that ended by this mutation, and the position of its end."""
    impulse, _ = await raised(api, await held(api, RAISED_ON))
    before, said = ENDS[mutation]
    for each in before:
        await follow(api, each, impulse, on=DAY, note="gern")
    return impulse, await follow(api, mutation, impulse, on=END, **said)


def support(impulse: str, organisation: str, on: str) -> dict[str, Any]:
    return {"impulse": impulse, "organisation": org(organisation), "on": on}


# Steps


async def test_the_steps_of_some_kinds_are_shown_in_their_order(loaded_api: Api) -> None:
    impulse, _ = await ended(loaded_api, "putImpulseIntoEffect")
    await record(loaded_api, "supportImpulse", support(impulse, HEMER, DAY))

    async def shown(filter: str) -> list[tuple[int, str]]:
        selection = f"Impulse {{ timeline({filter}) {{ totalCount nodes {{ number kind }} }} }}"
        timeline = (await show(loaded_api, impulse, selection))["timeline"]
        assert timeline["totalCount"] == len(timeline["nodes"])
        return [(step["number"], step["kind"]) for step in timeline["nodes"]]

    kinds = ["RAISED", "TAKEN_UP", "PUT_INTO_EFFECT", "SUPPORTED"]
    every = list(enumerate(kinds, 1))
    assert await shown("filter: {}") == await shown("filter: { kind: null }") == every
    assert await shown("filter: { kind: [SUPPORTED, TAKEN_UP] }") == [every[1], every[3]]
    descending = "orderBy: { field: NUMBER, direction: DESC }"
    assert await shown(f"filter: {{ kind: [SUPPORTED, RAISED] }}, {descending}") == [every[3], every[0]]
    assert await shown("filter: { kind: [WITHDRAWN, DECLINED] }") == []
    assert await shown("filter: { kind: [] }") == []


async def test_a_number_is_given_once_also_where_the_last_step_is_annulled(loaded_api: Api) -> None:
    impulse, _ = await raised(loaded_api, await held(loaded_api, RAISED_ON))
    mistaken = await record(loaded_api, "supportImpulse", support(impulse, HEMER, DAY), "step { id number }")
    assert mistaken["step"]["number"] == 2
    await annul(loaded_api, mistaken["position"])
    again = await record(loaded_api, "supportImpulse", support(impulse, LEMGO, DAY), "step { id number }")
    assert again["step"]["number"] == 4  # the annulment is the third that is recorded of it
    assert await show(loaded_api, mistaken["step"]["id"], "ImpulseStep { number }") is None
    right = {**support(impulse, LEMGO, END), "corrects": again["position"]}
    corrected = await record(loaded_api, "supportImpulse", right, "step { id number }")
    assert corrected["step"] == again["step"]
    assert [each["number"] for each in await way(loaded_api, impulse)] == [1, 4]


# Withdrawals


async def test_an_impulse_is_withdrawn_also_when_it_was_taken_up(loaded_api: Api) -> None:
    impulse, _ = await raised(loaded_api, await held(loaded_api, RAISED_ON))
    await follow(loaded_api, "takeUpImpulse", impulse, on=DAY, note="gern")
    withdrawing = {"impulse": impulse, "on": END, "reason": "Es gibt sie schon."}
    shown = "step { number kind on text organisation { id } summit { id } impulse { state } }"
    withdrawn = await record(loaded_api, "withdrawImpulse", withdrawing, shown)
    assert withdrawn["step"] == {
        "number": 3,
        "kind": "WITHDRAWN",
        "on": END,
        "text": "Es gibt sie schon.",
        "organisation": None,
        "summit": None,
        "impulse": {"state": "WITHDRAWN"},
    }
    state = await show(loaded_api, impulse, STATE)
    assert (state["decision"], state["withdrawnOn"], state["effect"]) == ("gern", END, None)
    counted = await loaded_api.data(
        "{ network { impulses(filter: { state: [WITHDRAWN] }) { nodes { id } } } }"
    )
    assert counted["network"]["impulses"]["nodes"] == [{"id": impulse}]
    report = {"impulse": impulse, "summit": await held(loaded_api, "2019-06-01"), "report": "zurückgezogen"}
    await record(loaded_api, "reportImpulseBack", report)


# Days


@pytest.mark.parametrize("mutation", ENDS)
async def test_a_support_of_before_the_end_is_recorded_after_it(mutation: str, loaded_api: Api) -> None:
    impulse, end = await ended(loaded_api, mutation)
    for organisation, on in ((HEMER, DAY), (LEMGO, END)):
        await record(loaded_api, "supportImpulse", support(impulse, organisation, on))
    late = support(impulse, WUPPERTAL, AFTER)
    assert await refused(loaded_api, "supportImpulse", late) == ("IMPULSE_ENDED", "impulse")
    assert (await show(loaded_api, impulse, STATE))["supporterCount"] == 2
    _, said = ENDS[mutation]
    sooner = {"impulse": impulse, "on": "2018-09-30", **said, "corrects": end}
    assert await refused(loaded_api, mutation, sooner) == ("LATER_FACTS_REST_ON_IT", "corrects")
    corrected = await follow(loaded_api, mutation, impulse, on=AFTER, **said, corrects=end)
    await record(loaded_api, "supportImpulse", late)
    await annul(loaded_api, corrected)
    assert (await show(loaded_api, impulse, STATE))["supporterCount"] == 3
