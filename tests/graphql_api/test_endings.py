"""An organisation's end is one thing: what was recorded with it is annulled with it, and not by itself."""

from typing import Any

import pytest

from tests.api import Api
from tests.graphql_api.telling import BONN, COLOGNE, log_position, org, record, refusal
from tests.graphql_api.test_corrections import annul, show, sign_and_join

DAY, LATER = "2020-03-31", "2020-04-30"
STANDING = """Organisation {
    ended
    membership { status joinedOn leftOn accessionPlannedOn }
    memberships { nodes { joinedOn left ending inheritedFrom { name } } }
    signatures { nodes { withdrawn ending inheritedFrom { name } } }
    engagementOfficers { nodes { inOffice steppedDownOn } }
    successors { totalCount }
    predecessors { totalCount }
}"""
DÜSSELDORF, ESSEN = "05111000", "05113000"


async def standing(api: Api, *organisations: str) -> list[Any]:
    return [await show(api, org(each), STANDING) for each in organisations]


@pytest.mark.parametrize("how", ["merged", "split", "dissolved"])
async def test_it_is_annulled_with_all_that_was_recorded_with_it(how: str, loaded_api: Api) -> None:
    await sign_and_join(loaded_api, COLOGNE)
    appointing = {"organisation": org(COLOGNE), "name": "Zoë Öztürk", "on": DAY}
    await record(loaded_api, "appointEngagementOfficer", appointing)
    towns = (COLOGNE, DÜSSELDORF, ESSEN)
    before = await standing(loaded_api, *towns)
    ending: dict[str, Any] = {"organisation": org(COLOGNE), "on": LATER}
    mutations: dict[str, tuple[str, dict[str, Any]]] = {
        "merged": ("mergeOrganisations", {"into": org(DÜSSELDORF)}),
        "split": ("splitOrganisation", {"into": [org(DÜSSELDORF), org(ESSEN)]}),
        "dissolved": ("dissolveOrganisation", {}),
    }
    mutation, more = mutations[how]
    ended = await record(loaded_api, mutation, ending | more)
    assert await standing(loaded_api, *towns) != before
    annulled = await annul(loaded_api, ended["position"], "organisation { name ended }")
    assert annulled["organisation"] == {"name": "Köln", "ended": None}
    assert await standing(loaded_api, *towns) == before
    again = await record(loaded_api, mutation, {**ending, **more, "on": DAY})
    assert again["position"] > annulled["position"]


async def test_an_accession_that_was_planned_is_planned_again(loaded_api: Api) -> None:
    await record(loaded_api, "planAccession", {"organisation": org(COLOGNE), "on": DAY})
    before = await standing(loaded_api, COLOGNE)
    ended = await record(loaded_api, "dissolveOrganisation", {"organisation": org(COLOGNE), "on": LATER})
    await annul(loaded_api, ended["position"])
    assert await standing(loaded_api, COLOGNE) == before


async def test_what_follows_from_it_is_neither_annulled_nor_corrected_by_itself(loaded_api: Api) -> None:
    await sign_and_join(loaded_api, COLOGNE)
    before = await log_position(loaded_api)
    merging = {"organisation": org(COLOGNE), "into": org(DÜSSELDORF), "on": LATER}
    ended = await record(loaded_api, "mergeOrganisations", merging)
    for position in range(before + 1, ended["position"]):
        refused = await refusal(loaded_api, "annulFact", {"position": position, "reason": "Irrtum"})
        assert (refused["code"], refused["path"]) == ("FOLLOWS_FROM_ANOTHER_FACT", ["input", "position"])
    wrong = {**merging, "on": DAY, "corrects": ended["position"]}
    assert (await refusal(loaded_api, "mergeOrganisations", wrong))["code"] == "NOT_CORRECTABLE"


async def test_it_stands_while_later_facts_rest_on_what_it_led_to(loaded_api: Api) -> None:
    await sign_and_join(loaded_api, COLOGNE)
    merging = {"organisation": org(COLOGNE), "into": org(DÜSSELDORF), "on": DAY}
    ended = await record(loaded_api, "mergeOrganisations", merging)
    left = await record(loaded_api, "leaveNetwork", {"organisation": org(DÜSSELDORF), "on": LATER})
    annulling = {"position": ended["position"], "reason": "Irrtum"}
    assert (await refusal(loaded_api, "annulFact", annulling))["code"] == "LATER_FACTS_REST_ON_IT"
    await annul(loaded_api, left["position"])
    await annul(loaded_api, ended["position"])


async def test_a_municipality_is_succeeded_by_one_that_can_be_a_member(loaded_api: Api) -> None:
    merging = {"organisation": org(BONN), "into": org("053"), "on": DAY}
    refused = await refusal(loaded_api, "mergeOrganisations", merging)
    assert (refused["code"], refused["path"]) == ("INVALID_SUCCESSOR", ["input", "into"])
