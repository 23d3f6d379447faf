"""What is corrected of an impulse: its steps keep their places, and its raising what follows from it."""

from typing import Any

import pytest

from tests.api import Api
from tests.graphql_api.exchanged import HEMER, IMPULSE, LEMGO, held, raised
from tests.graphql_api.telling import org, record, refusal
from tests.graphql_api.test_corrections import annul, show
from tests.graphql_api.test_summit_corrections import summit_of

FIRST_DAY, DAY, LATER, REPORTED = "2018-06-01", "2018-09-01", "2018-10-01", "2019-06-01"
TIMELINE = "Impulse { timeline { nodes { number kind position on organisation { id } text } } }"
STATE = """Impulse {
    state supporterCount decidedOn decision inEffectOn effect withdrawnOn withdrawnReason topics
}"""


async def way(api: Api, impulse: str) -> list[Any]:
    nodes: list[Any] = (await show(api, impulse, TIMELINE))["timeline"]["nodes"]
    return nodes


async def follow(api: Api, mutation: str, impulse: str, **more: Any) -> int:
    """The position of a further step."""
    position: int = (await record(api, mutation, {"impulse": impulse, **more}))["position"]
    return position


async def refused(api: Api, mutation: str, input: dict[str, Any]) -> tuple[str, str]:
    """The code of the refusal, and the input that is to blame."""
    answer = await refusal(api, mutation, input)
    return answer["code"], answer["path"][-1]


# Its steps


async def test_a_corrected_step_keeps_its_place_and_tells_its_new_position(loaded_api: Api) -> None:
    impulse, first = await raised(loaded_api, await held(loaded_api, FIRST_DAY))
    support = {"organisation": org(HEMER), "on": DAY}
    wrong = await follow(loaded_api, "supportImpulse", impulse, **support)
    last = await follow(loaded_api, "takeUpImpulse", impulse, on=LATER, note="gern")
    before = await way(loaded_api, impulse)
    right_support = {"impulse": impulse, "organisation": org(LEMGO), "on": LATER, "corrects": wrong}
    step = "step { id number position organisation { name } impulse { version supporterCount } }"
    told = await record(loaded_api, "supportImpulse", right_support, step)
    right = told["position"]
    assert told["step"]["number"] == 2
    assert told["step"]["organisation"] == {"name": "Lemgo"}
    assert told["step"]["impulse"] == {"version": 4, "supporterCount": 1}
    after = await way(loaded_api, impulse)
    assert [each["position"] for each in after] == [first, right, last]
    assert [each["number"] for each in after] == [1, 2, 3]
    assert after[1] == {**before[1], "position": right, "on": LATER, "organisation": {"id": org(LEMGO)}}
    assert [after[0], after[2]] == [before[0], before[2]]
    supports = "Organisation { supports { nodes { id position } } }"
    assert await show(loaded_api, org(HEMER), supports) == {"supports": {"nodes": []}}
    assert (await show(loaded_api, org(LEMGO), supports))["supports"]["nodes"] == [
        {"id": told["step"]["id"], "position": right}
    ]


# By its mutation: what was told before it, what was wrong, what is right, and what is shown then.
STEPS: dict[str, tuple[list[tuple[str, dict[str, Any]]], dict[str, Any], dict[str, Any], dict[str, Any]]] = {
    "supportImpulse": (
        [],
        {"organisation": org(HEMER), "on": DAY},
        {"organisation": org(HEMER), "on": LATER},
        {"supporterCount": 1},
    ),
    "takeUpImpulse": (
        [],
        {"on": DAY, "note": "gern"},
        {"on": LATER, "note": "sehr gern"},
        {"state": "TAKEN_UP", "decidedOn": LATER, "decision": "sehr gern"},
    ),
    "declineImpulse": (
        [],
        {"on": DAY, "reason": "zu teuer"},
        {"on": LATER, "reason": "nicht zuständig"},
        {"state": "DECLINED", "decidedOn": LATER, "decision": "nicht zuständig"},
    ),
    "putImpulseIntoEffect": (
        [("takeUpImpulse", {"on": DAY, "note": "gern"})],
        {"on": DAY, "effect": "hundert Karten"},
        {"on": LATER, "effect": "tausend Karten"},
        {"state": "IN_EFFECT", "inEffectOn": LATER, "effect": "tausend Karten"},
    ),
    "withdrawImpulse": (
        [("takeUpImpulse", {"on": DAY, "note": "gern"})],
        {"on": DAY, "reason": "verwechselt"},
        {"on": LATER, "reason": "hat sich erledigt"},
        {"state": "WITHDRAWN", "withdrawnOn": LATER, "withdrawnReason": "hat sich erledigt"},
    ),
}


@pytest.mark.parametrize("mutation", STEPS)
async def test_a_step_is_corrected_by_its_own_mutation_and_annulled(mutation: str, loaded_api: Api) -> None:
    told, wrong, right, shown = STEPS[mutation]
    impulse, _ = await raised(loaded_api, await held(loaded_api, FIRST_DAY))
    for each, input in told:
        await follow(loaded_api, each, impulse, **input)
    before = await show(loaded_api, impulse, STATE), await way(loaded_api, impulse)
    position = await follow(loaded_api, mutation, impulse, **wrong)
    corrected = await follow(loaded_api, mutation, impulse, **right, corrects=position)
    state = await show(loaded_api, impulse, STATE)
    assert {name: state[name] for name in shown} == shown
    step = (await way(loaded_api, impulse))[-1]
    assert (step["number"], step["position"], step["on"]) == (len(told) + 2, corrected, LATER)
    assert step["text"] == next((right[name] for name in ("note", "reason", "effect") if name in right), None)
    payload = "impulse { id state } example { id } organisation { id } summit { id }"
    annulled = await annul(loaded_api, corrected, payload)
    assert annulled["impulse"] == {"id": impulse, "state": before[0]["state"]}
    assert [annulled[name] for name in ("example", "organisation", "summit")] == [None] * 3
    assert (await show(loaded_api, impulse, STATE), await way(loaded_api, impulse)) == before


async def test_a_decline_is_annulled_and_the_impulse_taken_up(loaded_api: Api) -> None:
    impulse, _ = await raised(loaded_api, await held(loaded_api, FIRST_DAY))
    declined = await follow(loaded_api, "declineImpulse", impulse, on=DAY, reason="verwechselt")
    taking = {"impulse": impulse, "on": DAY, "note": "gern"}
    otherwise = {**taking, "corrects": declined}
    assert await refused(loaded_api, "takeUpImpulse", otherwise) == ("ANOTHER_FACT", "corrects")
    await annul(loaded_api, declined)
    await record(loaded_api, "takeUpImpulse", taking)
    assert [each["kind"] for each in await way(loaded_api, impulse)] == ["RAISED", "TAKEN_UP"]


async def test_what_later_steps_rest_on_stands(loaded_api: Api) -> None:
    impulse, _ = await raised(loaded_api, await held(loaded_api, FIRST_DAY))
    taken_up = await follow(loaded_api, "takeUpImpulse", impulse, on=DAY, note="gern")
    in_effect = await follow(loaded_api, "putImpulseIntoEffect", impulse, on=LATER, effect="Karten")
    annulling = {"position": taken_up, "reason": "Irrtum"}
    assert await refused(loaded_api, "annulFact", annulling) == ("LATER_FACTS_REST_ON_IT", "position")
    late = {"impulse": impulse, "on": "2018-11-01", "note": "gern", "corrects": taken_up}
    assert await refused(loaded_api, "takeUpImpulse", late) == ("LATER_FACTS_REST_ON_IT", "corrects")
    await annul(loaded_api, in_effect)
    await follow(loaded_api, "takeUpImpulse", impulse, on="2018-11-01", note="gern", corrects=taken_up)


# Its reports


async def test_a_decision_is_not_corrected_to_a_day_after_it_was_reported_on(loaded_api: Api) -> None:
    impulse, _ = await raised(loaded_api, await held(loaded_api, FIRST_DAY))
    later = await held(loaded_api, REPORTED)
    for mutation, word in (("takeUpImpulse", "note"), ("declineImpulse", "reason")):
        decided = await follow(loaded_api, mutation, impulse, on=DAY, **{word: "so"})
        report = {"impulse": impulse, "summit": later, "report": "entschieden"}
        reported = await record(loaded_api, "reportImpulseBack", report)
        wrong: dict[str, Any] = {"impulse": impulse, word: "so", "corrects": decided}
        late = {**wrong, "on": "2019-06-02"}
        assert await refused(loaded_api, mutation, late) == ("DATES_OUT_OF_ORDER", "on")
        corrected = await follow(loaded_api, mutation, **wrong, on=REPORTED)
        annulling = {"position": corrected, "reason": "Irrtum"}
        assert (await refused(loaded_api, "annulFact", annulling))[0] == "LATER_FACTS_REST_ON_IT"
        await annul(loaded_api, reported["position"])
        await annul(loaded_api, corrected)


async def test_a_report_is_corrected_to_another_summit_and_annulled(loaded_api: Api) -> None:
    summits = [await held(loaded_api, day) for day in (FIRST_DAY, REPORTED, "2020-06-01")]
    impulse, _ = await raised(loaded_api, summits[0])
    await follow(loaded_api, "takeUpImpulse", impulse, on="2019-06-01", note="gern")
    report = {"impulse": impulse, "summit": summits[1], "report": "erledigt"}
    wrong = await record(loaded_api, "reportImpulseBack", report)
    for other in ({"summit": summits[0]}, {"summit": await summit_of(loaded_api, 2017)}):
        again = {**report, **other, "corrects": wrong["position"]}
        assert await refused(loaded_api, "reportImpulseBack", again) == ("SUMMIT_NOT_LATER", "summit")
    right = {**report, "summit": summits[2], "corrects": wrong["position"]}
    corrected = await record(loaded_api, "reportImpulseBack", right, "step { number on summit { year } }")
    assert corrected["step"] == {"number": 3, "on": "2020-06-01", "summit": {"year": 2020}}
    reports = "Summit { impulseReports { nodes { text impulse { title } } } }"
    assert await show(loaded_api, summits[1], reports) == {"impulseReports": {"nodes": []}}
    assert (await show(loaded_api, summits[2], reports))["impulseReports"]["nodes"] == [
        {"text": "erledigt", "impulse": {"title": IMPULSE["title"]}}
    ]
    await record(loaded_api, "reportImpulseBack", report)
    back = {**right, "summit": summits[1], "corrects": corrected["position"]}
    code = await refused(loaded_api, "reportImpulseBack", back)
    assert code == ("LATER_FACTS_REST_ON_IT", "corrects")
    await annul(loaded_api, corrected["position"])
    assert await show(loaded_api, summits[2], reports) == {"impulseReports": {"nodes": []}}
