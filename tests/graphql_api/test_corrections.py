"""Facts recorded wrongly: corrected by their own mutations, or annulled; the log keeps both."""

from typing import Any

import pytest

from tests.api import Api
from tests.graphql_api.telling import BONN, COLOGNE, CRITERIA, log_position, org, record

DAY, LATER = "2020-02-29", "2020-03-31"
EMSDETTEN, LEMGO = "05566008", "05766044"
STANDING = """query ($id: ID!, $on: Date!) { node(id: $id) { ... on Organisation {
    membershipOn(on: $on) { member undated } membership { status joinedOn }
} } }"""


async def show(api: Api, id_: str, selection: str) -> Any:
    """What is shown of a node; of whose type the selection is."""
    data = await api.data(f"query ($id: ID!) {{ node(id: $id) {{ ... on {selection} }} }}", {"id": id_})
    return data["node"]


async def standing_on(api: Api, organisation: str, day: str) -> dict[str, Any]:
    data = await api.data(STANDING, {"id": org(organisation), "on": day})
    standing: dict[str, Any] = data["node"]
    return standing


async def sign_and_join(api: Api, organisation: str, day: str = DAY) -> int:
    """The position of the joining."""
    signing = {"organisation": org(organisation), "on": day}
    await record(api, "signDeclaration", signing)
    joined = await record(api, "joinNetwork", {**signing, "criteria": CRITERIA})
    position: int = joined["position"]
    return position


async def annul(api: Api, position: int, payload: str = "") -> dict[str, Any]:
    return await record(api, "annulFact", {"position": position, "reason": "Irrtum"}, payload)


# Memberships


async def test_a_joining_on_another_day_changes_who_was_a_member_when(loaded_api: Api) -> None:
    wrong = await sign_and_join(loaded_api, COLOGNE)
    certain, none = {"member": True, "undated": False}, {"member": False, "undated": False}
    assert (await standing_on(loaded_api, COLOGNE, DAY))["membershipOn"] == certain
    right = {"organisation": org(COLOGNE), "on": LATER, "criteria": CRITERIA, "corrects": wrong}
    corrected = await record(loaded_api, "joinNetwork", right, "organisation { membership { joinedOn } }")
    assert corrected["organisation"]["membership"] == {"joinedOn": LATER}
    assert (await standing_on(loaded_api, COLOGNE, DAY))["membershipOn"] == none
    assert (await standing_on(loaded_api, COLOGNE, LATER))["membershipOn"] == certain


async def test_a_joining_that_never_was_is_annulled_and_may_be_recorded_later(loaded_api: Api) -> None:
    joined = await sign_and_join(loaded_api, COLOGNE)
    annulled = await annul(loaded_api, joined, "organisation { name membership { status } } summit { id }")
    assert annulled["organisation"] == {"name": "Köln", "membership": None}
    assert annulled["summit"] is None
    assert (await standing_on(loaded_api, COLOGNE, LATER))["membershipOn"]["member"] is False
    joining = {"organisation": org(COLOGNE), "on": LATER, "criteria": CRITERIA}
    await record(loaded_api, "joinNetwork", joining)
    assert (await standing_on(loaded_api, COLOGNE, LATER))["membershipOn"]["member"] is True


async def test_a_leaving_is_corrected_and_annulled(loaded_api: Api) -> None:
    leaving = {"organisation": org(BONN), "on": DAY}
    left = await record(loaded_api, "leaveNetwork", leaving)
    reason = {"reason": "Ratsbeschluss", "corrects": left["position"]}
    corrected = await record(
        loaded_api, "leaveNetwork", {**leaving, "on": LATER, **reason}, "organisation { version }"
    )
    period = "Organisation { memberships { nodes { left leftOn leftReason } } }"
    assert (await show(loaded_api, org(BONN), period))["memberships"]["nodes"] == [
        {"left": True, "leftOn": LATER, "leftReason": "Ratsbeschluss"}
    ]
    await annul(loaded_api, corrected["position"])
    assert (await standing_on(loaded_api, BONN, LATER))["membership"] == {
        "status": "MEMBER",
        "joinedOn": "2012-12-05",
    }


# Each kind of fact through its own mutation

OF_AN_ORGANISATION: dict[str, tuple[list[tuple[str, dict[str, Any]]], dict[str, Any], str, Any]] = {
    "a plan": (
        [("planAccession", {"on": DAY})],
        {"on": LATER},
        "membership { accessionPlannedOn }",
        {"membership": {"accessionPlannedOn": LATER}},
    ),
    "a withdrawn plan": (
        [("planAccession", {"on": DAY}), ("withdrawAccession", {"on": DAY})],
        {"on": LATER, "reason": "Haushalt"},
        "membership { status }",
        {"membership": None},
    ),
    "a council's resolution": (
        [("resolveAccession", {"on": DAY, "reference": "1/20"})],
        {"on": LATER, "reference": "2/20"},
        "membership { councilResolvedOn councilReference }",
        {"membership": {"councilResolvedOn": LATER, "councilReference": "2/20"}},
    ),
    "a name": ([("renameOrganisation", {"name": "Kölm"})], {"name": "Cöln"}, "name", {"name": "Cöln"}),
    "a kind": (
        [("changeOrganisationKind", {"kind": "GEMEINDE"})],
        {"kind": "STADT"},
        "kind",
        {"kind": "STADT"},
    ),
    "a population": (
        [("updatePopulation", {"population": 1})],
        {"population": 2},
        "population",
        {"population": 2},
    ),
    "a signature": (
        [("signDeclaration", {"on": DAY, "office": "OTHER"})],
        {"on": LATER, "office": "OBERBUERGERMEISTER", "revision": 1},
        "signatures { nodes { signedOn office revision { number } } }",
        {
            "signatures": {
                "nodes": [{"signedOn": LATER, "office": "OBERBUERGERMEISTER", "revision": {"number": 1}}]
            }
        },
    ),
    "a withdrawn signature": (
        [("signDeclaration", {"on": DAY, "revision": 1}), ("withdrawSignature", {"on": DAY, "revision": 1})],
        {"on": LATER, "revision": 1, "reason": "Beschluss"},
        "signatures { nodes { withdrawnOn withdrawnReason } }",
        {"signatures": {"nodes": [{"withdrawnOn": LATER, "withdrawnReason": "Beschluss"}]}},
    ),
    "where it lies": (
        [("changeParent", {"organisation": org(EMSDETTEN), "parent": org("05")})],
        {"organisation": org(EMSDETTEN), "parent": org("055")},
        "parent { name }",
        {"parent": {"name": "Regierungsbezirk Münster"}},
    ),
}


@pytest.mark.parametrize("kind", OF_AN_ORGANISATION)
async def test_it_is_corrected_and_the_log_keeps_both(kind: str, loaded_api: Api) -> None:
    told, right, selection, shown = OF_AN_ORGANISATION[kind]
    cologne = {"organisation": org(COLOGNE)}
    before = await log_position(loaded_api)
    for mutation, input in told:
        wrong = await record(loaded_api, mutation, {**cologne, **input})
    right = {**cologne, **right}
    corrected = await record(loaded_api, mutation, {**right, "corrects": wrong["position"]})
    assert corrected["position"] == wrong["position"] + 1 == before + len(told) + 1
    assert await show(loaded_api, right["organisation"], f"Organisation {{ {selection} }}") == shown
    await annul(loaded_api, corrected["position"])
    assert await show(loaded_api, right["organisation"], f"Organisation {{ {selection} }}") != shown


# The declaration, contact persons and figures


async def test_a_revision_and_its_text_are_corrected(loaded_api: Api) -> None:
    revising = {"title": "Erklärung", "on": DAY, "text": "Alter Wortlaut"}
    shown = "declaration { title currentRevision { number title revisedOn text position } }"
    revised = await record(loaded_api, "reviseDeclaration", revising, shown)
    assert revised["declaration"]["currentRevision"]["position"] == revised["position"]
    title = {"title": "Gemeinsame Erklärung", "on": LATER, "corrects": revised["position"]}
    corrected = await record(loaded_api, "reviseDeclaration", title, shown)
    assert corrected["declaration"] == {
        "title": "Gemeinsame Erklärung",
        "currentRevision": {
            "number": 3,
            "title": "Gemeinsame Erklärung",
            "revisedOn": LATER,
            "text": "Alter Wortlaut",
            "position": corrected["position"],
        },
    }
    text = {**title, "text": "Neuer Wortlaut", "corrects": corrected["position"]}
    rewritten = await record(loaded_api, "reviseDeclaration", text, shown)
    assert rewritten["declaration"]["currentRevision"]["text"] == "Neuer Wortlaut"


async def test_an_officer_is_corrected_to_another_person_and_annulled(loaded_api: Api) -> None:
    appointing = {"organisation": org(COLOGNE), "on": DAY}
    wrong = await record(loaded_api, "appointEngagementOfficer", {**appointing, "name": "Zoë Öztürk"})
    right = {**appointing, "name": "Ada Kaya", "corrects": wrong["position"]}
    corrected = await record(loaded_api, "appointEngagementOfficer", right, "officer { id name }")
    assert corrected["officer"]["name"] == "Ada Kaya"
    officers = "Organisation { engagementOfficers { nodes { id name inOffice } } }"
    nodes = (await show(loaded_api, org(COLOGNE), officers))["engagementOfficers"]["nodes"]
    assert nodes == [{**corrected["officer"], "inOffice": True}]
    stepping = {"organisation": org(COLOGNE), "officer": corrected["officer"]["id"], "on": DAY}
    stepped = await record(loaded_api, "stepDownEngagementOfficer", stepping)
    annulled = await annul(loaded_api, stepped["position"], "organisation { name }")
    assert annulled["organisation"] == {"name": "Köln"}
    assert (await show(loaded_api, org(COLOGNE), officers))["engagementOfficers"]["nodes"] == nodes


async def test_an_officer_of_an_organisation_that_has_ended_is_put_right(loaded_api: Api) -> None:
    appointing = {"organisation": org(COLOGNE), "on": DAY}
    wrong = await record(loaded_api, "appointEngagementOfficer", {**appointing, "name": "Zoë Östürk"})
    await record(loaded_api, "dissolveOrganisation", {"organisation": org(COLOGNE), "on": LATER})
    right = {**appointing, "name": "Zoë Öztürk", "corrects": wrong["position"]}
    corrected = await record(loaded_api, "appointEngagementOfficer", right, "officer { name inOffice }")
    assert corrected["officer"] == {"name": "Zoë Öztürk", "inOffice": False}


async def test_a_figure_is_corrected_and_a_retraction_annulled(loaded_api: Api) -> None:
    reporting = {"figure": "MEMBERS", "number": 119, "on": DAY, "says": "119"}
    wrong = await record(loaded_api, "reportFigure", reporting, "figure { id }")
    right = {**reporting, "number": 120, "atLeast": True, "corrects": wrong["position"]}
    figure = "figure { id number atLeast }"
    corrected = await record(loaded_api, "reportFigure", right, figure)
    assert corrected["figure"] == {"id": wrong["figure"]["id"], "number": 120, "atLeast": True}
    retracting = {"figure": wrong["figure"]["id"], "reason": "Irrtum"}
    retracted = await record(loaded_api, "retractFigure", retracting)
    shown = "ReportedFigure { number }"
    assert await show(loaded_api, wrong["figure"]["id"], shown) is None
    await annul(loaded_api, retracted["position"])
    assert await show(loaded_api, wrong["figure"]["id"], shown) == {"number": 120}
