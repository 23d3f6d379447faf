"""A municipality records what is its own organisation's, by every command that it may give, and no other."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from domain.callers import Role
from domain.rules import calendar_day
from graphql_api.access import TABLE
from infra.register import now
from tests.api import Api
from tests.databases import ask
from tests.graphql_api.exchange.seeing import TROISDORF, summit_of_2017
from tests.graphql_api.telling import BONN, COLOGNE, CRITERIA, document, log_position, org, record, refusal

NAME = {"name": "Zoë Öztürk"}
CONTENT = {
    "kind": "PRACTICE_EXAMPLE",
    "title": "Café",
    "summary": "Ein Café für alle.",
    "text": "Samstags.",
    "topics": ["NEIGHBOURHOOD"],
    "targetGroups": ["VOLUNTEERS"],
}

Told = tuple[str, dict[str, Any], str]


async def way(api: Api, bonn: Api) -> AsyncIterator[Told]:
    """Bonn's commands, each of which is recorded if Bonn gives it; `bonn` is to give what comes between."""
    own = {"organisation": org(BONN)}
    yield "appointEngagementOfficer", {**own, **NAME, "on": "2024-03-01"}, "officer { id }"
    officer = {
        **own,
        "officer": (await api.data("{ network { engagementOfficers { nodes { id } } } }"))["network"][
            "engagementOfficers"
        ]["nodes"][0]["id"],
    }
    yield "changeEngagementOfficer", {**officer, "name": "Zoë Kaya"}, ""
    yield "stepDownEngagementOfficer", {**officer, "on": "2024-04-01"}, ""
    today = str(calendar_day(now()))
    for answer, also in (
        ("acceptInvitation", {}),
        ("delegateInvitation", {"office": "BEIGEORDNETE"}),
        ("declineInvitation", {}),
    ):
        year = 2030 + len(answer)
        summit = (
            await record(
                api, "announceSummit", {"year": year, "title": "T", "on": f"{year}-05-01"}, "summit { id }"
            )
        )["summit"]["id"]
        await record(api, "inviteOrganisations", {"summit": summit, "organisations": [org(BONN)]})
        yield answer, {**own, "summit": summit, "on": today, **also}, ""
    raising = {
        "title": "Karten",
        "text": "Auf dem Telefon.",
        "topics": ["FUNDING"],
        "summit": await summit_of_2017(api),
    }
    yield "raiseImpulse", {**own, **raising}, ""
    mine = (await api.data("{ network { impulses { nodes { id } } } }"))["network"]["impulses"]["nodes"][0][
        "id"
    ]
    yield "withdrawImpulse", {"impulse": mine, "on": today, "reason": "erledigt"}, ""
    other = (
        await record(api, "raiseImpulse", {"organisation": org(TROISDORF), **raising}, "impulse { id }")
    )["impulse"]["id"]
    yield "supportImpulse", {**own, "impulse": other, "on": today}, ""
    yield "sharePracticeExample", {**own, "content": CONTENT, "on": today}, ""
    shared = (await api.data("{ network { practiceExamples { nodes { id } } } }"))["network"][
        "practiceExamples"
    ]["nodes"][0]["id"]
    yield (
        "revisePracticeExample",
        {"example": shared, "content": {**CONTENT, "title": "Cafés"}, "on": today},
        "",
    )
    yield "withdrawPracticeExample", {"example": shared, "on": today}, ""
    sharing = {"organisation": org(TROISDORF), "content": CONTENT, "on": today}
    theirs = (await record(api, "sharePracticeExample", sharing, "example { id }"))["example"]["id"]
    yield "adoptPracticeExample", {**own, "example": theirs, "kind": "ADOPTED", "on": today}, ""
    yield "reportExperience", {**own, "example": theirs, "on": today, "note": "gut"}, ""
    yield "leaveNetwork", {**own, "on": today}, ""
    yield "withdrawSignature", {**own, "revision": 1, "on": today}, ""
    yield "planAccession", {**own, "on": str(calendar_day(now()) + timedelta(days=99))}, ""
    yield "withdrawAccession", {**own, "on": today}, ""
    await record(bonn, "planAccession", {**own, "on": today})
    yield "resolveAccession", {**own, "on": today}, ""
    yield "signDeclaration", {**own, "on": today}, ""
    yield "joinNetwork", {**own, "on": today, "criteria": CRITERIA}, ""


async def test_what_others_raised_does_not_become_its_own_by_a_correction(loaded_api: Api) -> None:
    summit = await summit_of_2017(loaded_api)
    raising = {"title": "Karten", "text": "Auf dem Telefon.", "topics": ["FUNDING"], "summit": summit}
    theirs = await record(loaded_api, "raiseImpulse", {"organisation": org(TROISDORF), **raising})
    bonn = loaded_api.acting_as(Role.MUNICIPALITY, organisation=BONN)
    taking = {"organisation": org(BONN), **raising, "corrects": theirs["position"]}
    assert (await refusal(bonn, "raiseImpulse", taking))["code"] == "NOT_YOUR_ORGANISATION"
    own = await record(bonn, "raiseImpulse", {"organisation": org(BONN), **raising})
    giving = {"organisation": org(TROISDORF), **raising, "corrects": own["position"]}
    assert (await refusal(bonn, "raiseImpulse", giving))["code"] == "NOT_YOUR_ORGANISATION"


@pytest.mark.parametrize("organisation", [None, "99999999", "org_00000000-0000-0000-0000-000000000000", ""])
async def test_a_municipality_is_one_that_the_register_knows(api: Api, organisation: str | None) -> None:
    nobody = api.acting_as(Role.MUNICIPALITY, organisation=organisation)
    assert await nobody.code("{ network { name } }") == "CREDENTIALS_NAME_NO_ORGANISATION"


async def test_for_its_own_and_for_no_other(loaded_api: Api) -> None:
    bonn = loaded_api.acting_as(Role.MUNICIPALITY, organisation=BONN)
    cologne = loaded_api.acting_as(Role.MUNICIPALITY, organisation=org(COLOGNE))
    given = set()
    async for mutation, input, payload in way(loaded_api, bonn):
        refused = await refusal(cologne, mutation, input)
        assert refused["code"] == "NOT_YOUR_ORGANISATION", (mutation, refused)
        await record(bonn, mutation, input, payload)
        given.add(mutation)
    permitted = {
        name[9:]
        for name, roles in TABLE.items()
        if name.startswith("Mutation.") and Role.MUNICIPALITY in roles
    }
    assert given == permitted


async def test_nothing_is_recorded_whose_payload_may_not_be_told(loaded_api: Api) -> None:
    bonn = loaded_api.acting_as(Role.MUNICIPALITY, organisation=BONN)
    today = str(calendar_day(now()))
    leaving = {"input": {"organisation": org(BONN), "on": today}}
    before = await log_position(loaded_api)
    for payload, code in (
        ("organisation { history { totalCount } }", "FORBIDDEN"),
        ("organisation { signatures(first: 101) { totalCount } }", "BAD_PAGE"),
    ):
        answer = await bonn.ask(document("leaveNetwork", payload), leaving)
        assert [error["extensions"]["code"] for error in answer["errors"]] == [code]
    assert await log_position(loaded_api) == before


async def test_nothing_is_sealed_for_a_command_about_another_organisation(
    loaded_api: Api, loaded_dsn: str
) -> None:
    bonn = loaded_api.acting_as(Role.MUNICIPALITY, organisation=BONN)
    appointing = {"organisation": org(COLOGNE), **NAME, "on": "2024-03-01"}
    assert (await refusal(bonn, "appointEngagementOfficer", appointing))["code"] == "NOT_YOUR_ORGANISATION"
    assert await ask(loaded_dsn, "SELECT count(*) FROM personal.keys") == 0
