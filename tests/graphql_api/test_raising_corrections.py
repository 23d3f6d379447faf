"""The raising of an impulse, corrected: to other words, another organisation, another summit."""

from typing import Any

from tests.api import Api
from tests.graphql_api.exchanged import DÜSSELDORF, EMSDETTEN, HEMER, IMPULSE, LEMGO, held, raised
from tests.graphql_api.telling import BONN, org, record
from tests.graphql_api.test_corrections import annul, show
from tests.graphql_api.test_impulse_corrections import follow, refused, way
from tests.graphql_api.test_summit_corrections import summit_of

FIRST_DAY, SECOND_DAY, THIRD_DAY = "2018-06-01", "2019-06-01", "2020-06-01"
RAISED_BY = "Impulse { raisedBy { id } raisedAt { id } version position }"


def raising(summit: str, corrects: int, **more: Any) -> dict[str, Any]:
    return {**IMPULSE, "summit": summit, "corrects": corrects, **more}


async def test_its_words_are_corrected_whatever_became_of_it(loaded_api: Api) -> None:
    summit = await held(loaded_api, FIRST_DAY)
    impulse, wrong = await raised(loaded_api, summit)
    await follow(loaded_api, "supportImpulse", impulse, organisation=org(HEMER), on=FIRST_DAY)
    await follow(loaded_api, "declineImpulse", impulse, on=SECOND_DAY, reason="zu teuer")
    await record(loaded_api, "closeSummit", {"summit": summit})
    right = raising(summit, wrong, title="Ehrenamtskarte", text="Für alle.", topics=["TRAINING", "SPORT"])
    shown = "impulse { id title text topics state supporterCount position version }"
    corrected = await record(loaded_api, "raiseImpulse", right, shown)
    assert corrected["impulse"] == {
        "id": impulse,
        "title": "Ehrenamtskarte",
        "text": "Für alle.",
        "topics": ["SPORT", "TRAINING"],
        "state": "DECLINED",
        "supporterCount": 1,
        "position": corrected["position"],
        "version": 4,
    }
    assert (await way(loaded_api, impulse))[0]["position"] == corrected["position"]


async def test_another_organisation_raised_it(loaded_api: Api) -> None:
    summit = await held(loaded_api, FIRST_DAY)
    impulse, wrong = await raised(loaded_api, summit)
    supported = await follow(loaded_api, "supportImpulse", impulse, organisation=org(HEMER), on=FIRST_DAY)
    for other, refusal in (
        (DÜSSELDORF, ("NOT_ENTITLED_TO_ATTEND", "organisation")),
        (HEMER, ("LATER_FACTS_REST_ON_IT", "corrects")),
    ):
        assert (
            await refused(loaded_api, "raiseImpulse", raising(summit, wrong, organisation=org(other)))
            == refusal
        )
    right = raising(summit, wrong, organisation=org(LEMGO))
    corrected = await record(loaded_api, "raiseImpulse", right, "impulse { raisedBy { name } }")
    assert corrected["impulse"] == {"raisedBy": {"name": "Lemgo"}}
    impulses = "Organisation { impulses { nodes { id } } }"
    assert await show(loaded_api, org(LEMGO), impulses) == {"impulses": {"nodes": [{"id": impulse}]}}
    assert await show(loaded_api, org(BONN), impulses) == {"impulses": {"nodes": []}}
    await follow(loaded_api, "supportImpulse", impulse, organisation=org(BONN), on=FIRST_DAY)
    await annul(loaded_api, supported)
    again = raising(summit, corrected["position"], organisation=org(HEMER))
    await record(loaded_api, "raiseImpulse", again)
    assert [each["organisation"] for each in await way(loaded_api, impulse)] == [
        {"id": org(HEMER)},
        {"id": org(BONN)},
    ]


async def test_who_raised_it_need_not_be_there_any_more(loaded_api: Api) -> None:
    summit = await held(loaded_api, FIRST_DAY)
    impulse, wrong = await raised(loaded_api, summit, organisation=org(EMSDETTEN))
    await record(loaded_api, "dissolveOrganisation", {"organisation": org(EMSDETTEN), "on": THIRD_DAY})
    right = raising(summit, wrong, organisation=org(EMSDETTEN), title="Ehrenamtskarte")
    corrected = await record(loaded_api, "raiseImpulse", right, "impulse { id title }")
    assert corrected["impulse"] == {"id": impulse, "title": "Ehrenamtskarte"}


async def test_it_was_raised_at_another_summit(loaded_api: Api) -> None:
    first, second, third = [await held(loaded_api, day) for day in (FIRST_DAY, SECOND_DAY, THIRD_DAY)]
    impulse, wrong = await raised(loaded_api, first)
    await follow(loaded_api, "supportImpulse", impulse, organisation=org(HEMER), on="2018-12-31")
    await follow(loaded_api, "takeUpImpulse", impulse, on="2019-12-31", note="gern")
    await follow(loaded_api, "reportImpulseBack", impulse, summit=third, report="läuft")
    for other in (second, third):
        code = await refused(loaded_api, "raiseImpulse", raising(other, wrong))
        assert code == ("DATES_OUT_OF_ORDER", "summit")
    earlier = await summit_of(loaded_api, 2017)
    assert earlier is not None
    corrected = await record(loaded_api, "raiseImpulse", raising(earlier, wrong), "impulse { id }")
    shown = {"raisedBy": {"id": org(BONN)}, "raisedAt": {"id": earlier}, "version": 5}
    assert await show(loaded_api, impulse, RAISED_BY) == {**shown, "position": corrected["position"]}
    assert (await way(loaded_api, impulse))[0]["on"] == "2017-12-06"
    impulses = "Summit { impulses { nodes { id } } }"
    assert await show(loaded_api, first, impulses) == {"impulses": {"nodes": []}}
    assert await show(loaded_api, earlier, impulses) == {"impulses": {"nodes": [{"id": impulse}]}}


async def test_it_is_not_raised_at_a_summit_at_which_it_was_reported_back(loaded_api: Api) -> None:
    first, second = [await held(loaded_api, day) for day in (FIRST_DAY, SECOND_DAY)]
    impulse, wrong = await raised(loaded_api, first)
    taken_up = await follow(loaded_api, "takeUpImpulse", impulse, on=SECOND_DAY, note="gern")
    reported = await follow(loaded_api, "reportImpulseBack", impulse, summit=second, report="läuft")
    code = await refused(loaded_api, "raiseImpulse", raising(second, wrong))
    assert code == ("SUMMIT_NOT_LATER", "summit")
    await annul(loaded_api, reported)
    await record(loaded_api, "raiseImpulse", raising(second, wrong))
    early = {"impulse": impulse, "on": FIRST_DAY, "note": "gern", "corrects": taken_up}
    assert await refused(loaded_api, "takeUpImpulse", early) == ("DATES_OUT_OF_ORDER", "on")
