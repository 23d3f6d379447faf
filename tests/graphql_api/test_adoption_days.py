"""On which days an example is adopted, withdrawn, and told of: each after that on which it rests."""

from __future__ import annotations

from typing import Any

from tests.api import Api
from tests.graphql_api.exchanged import CONTENT, HEMER, LEMGO, WUPPERTAL, shared
from tests.graphql_api.telling import org, record
from tests.graphql_api.test_corrections import annul, show
from tests.graphql_api.test_example_corrections import adopt
from tests.graphql_api.test_impulse_corrections import refused

SHARED_ON, DAY, END, AFTER = "2018-06-01", "2018-09-01", "2018-10-01", "2018-10-02"
NOTED = "PracticeExample { version adoptions { nodes { note noteOn } } }"


async def told(api: Api, example: str) -> tuple[str | None, str | None]:
    """The note of its only adoption, and when it was made."""
    (adoption,) = (await show(api, example, NOTED))["adoptions"]["nodes"]
    return adoption["note"], adoption["noteOn"]


# The end of an example


async def test_an_adoption_of_before_the_withdrawal_is_recorded_after_it(loaded_api: Api) -> None:
    example, _ = await shared(loaded_api, SHARED_ON)
    withdrawing = {"example": example, "on": END}
    withdrawn = await record(loaded_api, "withdrawPracticeExample", withdrawing)
    await adopt(loaded_api, example, HEMER, on=DAY)
    await adopt(loaded_api, example, LEMGO, on=END, adoptedFrom=org(HEMER))
    late = {"example": example, "organisation": org(WUPPERTAL), "kind": "ADOPTED", "on": AFTER}
    code = await refused(loaded_api, "adoptPracticeExample", late)
    assert code == ("PRACTICE_EXAMPLE_WITHDRAWN", "example")
    shown = await show(loaded_api, example, "PracticeExample { withdrawn adopterCount }")
    assert shown == {"withdrawn": True, "adopterCount": 2}
    sooner = {**withdrawing, "on": DAY, "corrects": withdrawn["position"]}
    code = await refused(loaded_api, "withdrawPracticeExample", sooner)
    assert code == ("LATER_FACTS_REST_ON_IT", "corrects")
    later = {**withdrawing, "on": AFTER, "corrects": withdrawn["position"]}
    await record(loaded_api, "withdrawPracticeExample", later)
    await record(loaded_api, "adoptPracticeExample", late)


async def test_an_example_is_not_withdrawn_before_what_was_done_with_it(loaded_api: Api) -> None:
    example, _ = await shared(loaded_api, SHARED_ON)
    withdrawing: dict[str, Any] = {"example": example}

    async def refused_on(day: str) -> bool:
        code = await refused(loaded_api, "withdrawPracticeExample", {**withdrawing, "on": day})
        return code == ("DATES_OUT_OF_ORDER", "on")

    assert await refused_on("2018-05-31")
    revising = {"example": example, "content": CONTENT, "on": DAY}
    await record(loaded_api, "revisePracticeExample", revising)
    assert await refused_on("2018-08-31")
    adopted = await adopt(loaded_api, example, HEMER, on=END)
    assert await refused_on("2018-09-30")
    withdrawn = await record(loaded_api, "withdrawPracticeExample", {**withdrawing, "on": END})
    late = {"example": example, "organisation": org(HEMER), "kind": "ADOPTED", "on": AFTER}
    code = await refused(loaded_api, "adoptPracticeExample", {**late, "corrects": adopted})
    assert code == ("LATER_FACTS_REST_ON_IT", "corrects")
    await annul(loaded_api, withdrawn["position"])
    await record(loaded_api, "adoptPracticeExample", {**late, "corrects": adopted})


# How it went


async def test_how_it_went_is_told_later_and_again(loaded_api: Api) -> None:
    example, _ = await shared(loaded_api, SHARED_ON)
    adopted = await adopt(loaded_api, example, HEMER, on=DAY, note="Es beginnt.")
    assert await told(loaded_api, example) == ("Es beginnt.", DAY)
    telling = {"example": example, "organisation": org(HEMER), "on": END, "note": "Zwei Räume\nreichen."}
    shown = "adoption { id position note noteOn adoptedOn kind example { adopterCount version } }"
    first = await record(loaded_api, "reportExperience", {**telling, "source": "Mail"}, shown)
    assert first["adoption"] == {
        "id": first["adoption"]["id"],
        "position": adopted,
        "note": "Zwei Räume\nreichen.",
        "noteOn": END,
        "adoptedOn": DAY,
        "kind": "ADOPTED",
        "example": {"adopterCount": 1, "version": 3},
    }
    assert await told(loaded_api, example) == ("Zwei Räume\nreichen.", END)
    again = {**telling, "on": AFTER, "note": "Ein dritter kam dazu."}
    await record(loaded_api, "reportExperience", again)
    assert await told(loaded_api, example) == ("Ein dritter kam dazu.", AFTER)


async def test_how_it_went_is_told_though_the_example_is_withdrawn(loaded_api: Api) -> None:
    example, _ = await shared(loaded_api, SHARED_ON)
    await adopt(loaded_api, example, HEMER, on=DAY)
    await record(loaded_api, "withdrawPracticeExample", {"example": example, "on": END})
    telling = {"example": example, "organisation": org(HEMER), "on": AFTER, "note": "Es läuft."}
    await record(loaded_api, "reportExperience", telling)
    assert await told(loaded_api, example) == ("Es läuft.", AFTER)


async def test_how_it_went_is_corrected_and_annulled(loaded_api: Api) -> None:
    example, _ = await shared(loaded_api, SHARED_ON)
    adopted = await adopt(loaded_api, example, HEMER, on=DAY, note="Es beginnt.")
    await adopt(loaded_api, example, LEMGO, on=DAY, note="Lemgo beginnt.")
    telling = {"example": example, "organisation": org(HEMER), "on": END, "note": "Es läuft."}
    wrong = await record(loaded_api, "reportExperience", {**telling, "organisation": org(LEMGO)})
    right = await record(
        loaded_api, "reportExperience", {**telling, "corrects": wrong["position"]}, "adoption { note }"
    )
    assert right["adoption"] == {"note": "Es läuft."}

    async def notes() -> list[tuple[str | None, str | None]]:
        nodes = (await show(loaded_api, example, NOTED))["adoptions"]["nodes"]
        return [(each["note"], each["noteOn"]) for each in nodes]

    assert await notes() == [("Es läuft.", END), ("Lemgo beginnt.", DAY)]
    late = {"example": example, "organisation": org(HEMER), "kind": "ADOPTED", "on": AFTER}
    code = await refused(loaded_api, "adoptPracticeExample", {**late, "corrects": adopted})
    assert code == ("LATER_FACTS_REST_ON_IT", "corrects")
    annulling = {"position": adopted, "reason": "Irrtum"}
    assert (await refused(loaded_api, "annulFact", annulling))[0] == "LATER_FACTS_REST_ON_IT"
    annulled = await annul(loaded_api, right["position"], "example { id adopterCount }")
    assert annulled["example"] == {"id": example, "adopterCount": 2}
    assert await notes() == [("Es beginnt.", DAY), ("Lemgo beginnt.", DAY)]
