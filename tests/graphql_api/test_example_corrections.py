"""What is corrected of a practice example: what it says, whether it is shared, and who adopted it."""

from typing import Any

from tests.api import Api
from tests.graphql_api.exchanged import (
    CONTENT,
    EMSDETTEN,
    HEMER,
    LEMGO,
    WUPPERTAL,
    shared,
)
from tests.graphql_api.telling import BONN, COLOGNE, org, record
from tests.graphql_api.test_corrections import annul, show
from tests.graphql_api.test_impulse_corrections import refused

SHARED_ON, DAY, LATER = "2018-06-01", "2018-09-01", "2018-10-01"
SAYS = "PracticeExample { kind title summary text topics targetGroups link revisedOn source }"
ADOPTIONS = """PracticeExample { adopterCount adoptions { nodes {
    position kind note adoptedOn organisation { id } adoptedFrom { id } passedOn { totalCount }
} } }"""


async def adopt(api: Api, example: str, adopter: str, **more: Any) -> int:
    """The position of an adoption."""
    adopting = {"example": example, "organisation": org(adopter), "kind": "ADOPTED", "on": DAY, **more}
    position: int = (await record(api, "adoptPracticeExample", adopting))["position"]
    return position


async def adoptions(api: Api, example: str) -> list[Any]:
    nodes: list[Any] = (await show(api, example, ADOPTIONS))["adoptions"]["nodes"]
    return nodes


# Adoptions


async def test_how_it_went_is_told_later_by_a_correction(loaded_api: Api) -> None:
    example, _ = await shared(loaded_api, SHARED_ON)
    first = await adopt(loaded_api, example, HEMER)
    last = await adopt(loaded_api, example, LEMGO, adoptedFrom=org(HEMER))
    (before, _) = await adoptions(loaded_api, example)
    assert (before["position"], before["note"]) == (first, None)
    adopting = {"example": example, "organisation": org(HEMER), "kind": "ADAPTED", "on": DAY}
    more = {"note": "Zwei Räume\nreichen.", "corrects": first}
    adoption = "adoption { id position version note example { adopterCount version } }"
    told = await record(loaded_api, "adoptPracticeExample", {**adopting, **more}, adoption)
    assert told["adoption"]["note"] == "Zwei Räume\nreichen."
    assert told["adoption"]["example"] == {"adopterCount": 2, "version": 4}
    other, after = await adoptions(loaded_api, example)  # in the order of recording
    position = told["position"]
    assert after == {**before, "kind": "ADAPTED", "note": "Zwei Räume\nreichen.", "position": position}
    assert (other["position"], other["adoptedFrom"]) == (last, {"id": org(HEMER)})
    again = {**adopting, "corrects": position}
    without = await record(loaded_api, "adoptPracticeExample", again, "adoption { id note }")
    assert without["adoption"] == {"id": told["adoption"]["id"], "note": None}


async def test_another_organisation_adopted_it_or_from_another(loaded_api: Api) -> None:
    example, _ = await shared(loaded_api, SHARED_ON)
    hemer = await adopt(loaded_api, example, HEMER)
    lemgo = await adopt(loaded_api, example, LEMGO, adoptedFrom=org(HEMER), on=LATER)
    adopting = {"example": example, "organisation": org(WUPPERTAL), "kind": "ADOPTED", "on": DAY}
    code = await refused(loaded_api, "adoptPracticeExample", {**adopting, "corrects": hemer})
    assert code == ("LATER_FACTS_REST_ON_IT", "corrects")
    annulling = {"position": hemer, "reason": "Irrtum"}
    assert (await refused(loaded_api, "annulFact", annulling))[0] == "LATER_FACTS_REST_ON_IT"
    lemgo = await adopt(loaded_api, example, LEMGO, adoptedFrom=org(BONN), on=LATER, corrects=lemgo)
    assert [each["adoptedFrom"] for each in await adoptions(loaded_api, example)] == [{"id": org(BONN)}] * 2
    await adopt(loaded_api, example, WUPPERTAL, corrects=hemer)
    assert [each["organisation"] for each in await adoptions(loaded_api, example)] == [
        {"id": org(LEMGO)},
        {"id": org(WUPPERTAL)},
    ]
    backwards = {**adopting, "organisation": org(LEMGO), "corrects": lemgo}
    wrong = {**backwards, "adoptedFrom": org(HEMER)}
    assert await refused(loaded_api, "adoptPracticeExample", wrong) == ("NOT_ADOPTED_THERE", "adoptedFrom")
    adopted = "Organisation { adoptions { totalCount } }"
    assert await show(loaded_api, org(HEMER), adopted) == {"adoptions": {"totalCount": 0}}


async def test_an_adoption_is_annulled_and_names_its_example(loaded_api: Api) -> None:
    example, _ = await shared(loaded_api, SHARED_ON)
    adopted = await adopt(loaded_api, example, HEMER)
    payload = "example { id adopterCount } impulse { id } organisation { id } figure { id }"
    annulled = await annul(loaded_api, adopted, payload)
    assert annulled["example"] == {"id": example, "adopterCount": 0}
    assert [annulled[name] for name in ("impulse", "organisation", "figure")] == [None] * 3
    await adopt(loaded_api, example, HEMER, kind="ADAPTED")
    assert [each["kind"] for each in await adoptions(loaded_api, example)] == ["ADAPTED"]


async def test_an_adoption_is_corrected_though_its_organisation_has_ended(loaded_api: Api) -> None:
    example, _ = await shared(loaded_api, SHARED_ON)
    adopted = await adopt(loaded_api, example, EMSDETTEN)
    await record(loaded_api, "dissolveOrganisation", {"organisation": org(EMSDETTEN), "on": "2020-01-01"})
    await adopt(loaded_api, example, EMSDETTEN, note="Es ging gut.", corrects=adopted)
    assert [each["note"] for each in await adoptions(loaded_api, example)] == ["Es ging gut."]


# What it says


async def test_a_sharing_is_corrected_whatever_became_of_the_example(loaded_api: Api) -> None:
    example, wrong = await shared(loaded_api, SHARED_ON)
    await adopt(loaded_api, example, HEMER)
    await record(loaded_api, "withdrawPracticeExample", {"example": example, "on": LATER})
    right = {
        "kind": "STRATEGY",
        "title": "Strategie",
        "summary": "Kurz.",
        "text": "Lang.",
        "topics": ["TRAINING", "STRATEGY"],
        "targetGroups": ["SCHOOLS"],
        "link": "https://bonn.example",
    }
    sharing = {"organisation": org(BONN), "content": right, "on": DAY, "corrects": wrong}
    shown = "example { id sharedOn withdrawn adopterCount position }"
    corrected = await record(loaded_api, "sharePracticeExample", {**sharing, "source": "Mail"}, shown)
    assert corrected["example"] == {
        "id": example,
        "sharedOn": DAY,
        "withdrawn": True,
        "adopterCount": 1,
        "position": corrected["position"],
    }
    right["topics"] = ["STRATEGY", "TRAINING"]
    assert await show(loaded_api, example, SAYS) == {**right, "revisedOn": None, "source": "Mail"}
    late = {**sharing, "on": LATER, "corrects": corrected["position"]}
    code = await refused(loaded_api, "sharePracticeExample", late)
    assert code == ("LATER_FACTS_REST_ON_IT", "corrects")


async def test_another_member_shared_it(loaded_api: Api) -> None:
    example, wrong = await shared(loaded_api, SHARED_ON)
    await adopt(loaded_api, example, HEMER)
    sharing = {"content": CONTENT, "on": SHARED_ON, "corrects": wrong}
    for other, why in (
        (COLOGNE, ("NOT_MEMBER", "organisation")),
        (HEMER, ("LATER_FACTS_REST_ON_IT", "corrects")),
    ):
        input = {**sharing, "organisation": org(other)}
        assert await refused(loaded_api, "sharePracticeExample", input) == why
    right = {**sharing, "organisation": org(LEMGO)}
    corrected = await record(loaded_api, "sharePracticeExample", right, "example { sharedBy { name } }")
    assert corrected["example"] == {"sharedBy": {"name": "Lemgo"}}
    assert [each["adoptedFrom"] for each in await adoptions(loaded_api, example)] == [{"id": org(LEMGO)}]
    examples = "Organisation { practiceExamples { nodes { id } } }"
    assert await show(loaded_api, org(LEMGO), examples) == {"practiceExamples": {"nodes": [{"id": example}]}}
    assert await show(loaded_api, org(BONN), examples) == {"practiceExamples": {"nodes": []}}


async def test_a_sharing_is_corrected_though_its_organisation_has_left(loaded_api: Api) -> None:
    example, wrong = await shared(loaded_api, SHARED_ON)
    await record(loaded_api, "leaveNetwork", {"organisation": org(BONN), "on": LATER})
    content = {**CONTENT, "title": "Haus"}
    right = {"organisation": org(BONN), "content": content, "on": SHARED_ON, "corrects": wrong}
    corrected = await record(loaded_api, "sharePracticeExample", right, "example { id title }")
    assert corrected["example"] == {"id": example, "title": "Haus"}


async def test_a_revision_is_corrected_and_annulled(loaded_api: Api) -> None:
    example, _ = await shared(loaded_api, SHARED_ON)
    before = await show(loaded_api, example, SAYS)
    revising = {"example": example, "content": {**CONTENT, "title": "Haus", "link": "http://x"}, "on": DAY}
    wrong = await record(loaded_api, "revisePracticeExample", revising)
    content = {**CONTENT, "title": "Häuser"}
    right = {"example": example, "content": content, "on": LATER, "corrects": wrong["position"]}
    corrected = await record(loaded_api, "revisePracticeExample", right)
    assert await show(loaded_api, example, SAYS) == {**before, "title": "Häuser", "revisedOn": LATER}
    await record(loaded_api, "withdrawPracticeExample", {"example": example, "on": LATER})
    late = {**right, "on": "2018-11-01", "corrects": corrected["position"]}
    code = await refused(loaded_api, "revisePracticeExample", late)
    assert code == ("LATER_FACTS_REST_ON_IT", "corrects")
    annulled = await annul(loaded_api, corrected["position"], "example { title revisedOn withdrawn }")
    assert annulled["example"] == {"title": CONTENT["title"], "revisedOn": None, "withdrawn": True}
    assert await show(loaded_api, example, SAYS) == before


# Whether it is shared


async def test_a_withdrawal_is_corrected_and_annulled(loaded_api: Api) -> None:
    example, _ = await shared(loaded_api, SHARED_ON)
    withdrawing = {"example": example, "on": DAY}
    wrong = await record(loaded_api, "withdrawPracticeExample", withdrawing)
    right = {"example": example, "on": LATER, "reason": "veraltet", "corrects": wrong["position"]}
    shown = "example { id withdrawn withdrawnOn withdrawnReason }"
    corrected = await record(loaded_api, "withdrawPracticeExample", right, shown)
    withdrawn = {"withdrawn": True, "withdrawnOn": LATER, "withdrawnReason": "veraltet"}
    assert corrected["example"] == {"id": example, **withdrawn}
    annulled = await annul(loaded_api, corrected["position"], shown)
    withdrawn = {"withdrawn": False, "withdrawnOn": None, "withdrawnReason": None}
    assert annulled["example"] == {"id": example, **withdrawn}
    await adopt(loaded_api, example, HEMER)
