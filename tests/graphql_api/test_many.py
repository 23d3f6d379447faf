"""One command for many organisations: one append, and for each item what became of it."""

from typing import Any

import pytest

from domain.errors import AlreadyInvited, UnknownOrganisation
from tests.api import Api
from tests.databases import connected
from tests.graphql_api.refused_commands import UNKNOWN
from tests.graphql_api.telling import ASSOCIATION, BONN, COLOGNE, log_position, org, record, refusal

LEMGO, HEMER, OBERBERGISCHER_KREIS = "05766044", "05962016", "05374"
DAY = "2020-06-01"
OUTCOMES = """outcomes {{
    organisation {{ name }} {of} {{ organisation {{ name }} {fields} }} refusal {{ code message }}
}}"""
INVITED = OUTCOMES.format(of="invitation", fields="position answer reminders remindOn")
ATTENDED = OUTCOMES.format(of="attendance", fields="position office attendedOn")


@pytest.fixture
async def summit(loaded_api: Api) -> str:
    """A summit that is announced."""
    announced = await record(loaded_api, "announceSummit", {"year": 2020, "title": "T"}, "summit { id }")
    summit: str = announced["summit"]["id"]
    return summit


async def invite(api: Api, summit: str, *organisations: str, **more: Any) -> dict[str, Any]:
    input = {"summit": summit, "organisations": list(organisations), "on": "2020-01-01", **more}
    return await record(api, "inviteOrganisations", input, INVITED)


def codes(answer: dict[str, Any]) -> list[str | None]:
    """Of each outcome: the code of its refusal, or None."""
    return [each["refusal"] and each["refusal"]["code"] for each in answer["outcomes"]]


def names(answer: dict[str, Any]) -> list[str | None]:
    return [each["organisation"] and each["organisation"]["name"] for each in answer["outcomes"]]


async def version_of(api: Api, summit: str) -> int:
    node = await api.data("query ($id: ID!) { node(id: $id) { version } }", {"id": summit})
    version: int = node["node"]["version"]
    return version


# Outcomes


async def test_each_outcome_has_the_place_in_which_it_was_asked_for(loaded_api: Api, summit: str) -> None:
    await invite(loaded_api, summit, org(HEMER))
    asked = [org(LEMGO), org(COLOGNE), UNKNOWN, org(HEMER), org(BONN)]
    invited = await invite(loaded_api, summit, *asked)
    assert names(invited) == ["Lemgo", "Köln", None, "Hemer", "Bonn"]
    assert codes(invited) == [
        None,
        "NOT_ENTITLED_TO_ATTEND",
        "UNKNOWN_ORGANISATION",
        "ALREADY_INVITED",
        None,
    ]


async def test_what_is_recorded_and_what_stands_is_shown_beside_the_refusal(
    loaded_api: Api, summit: str
) -> None:
    first = await invite(loaded_api, summit, org(HEMER))
    again = await invite(loaded_api, summit, org(HEMER), org(COLOGNE), UNKNOWN)
    assert [each["invitation"] for each in again["outcomes"]] == [
        first["outcomes"][0]["invitation"],
        None,
        None,
    ]


async def test_a_message_says_what_the_rule_says(loaded_api: Api, summit: str) -> None:
    await invite(loaded_api, summit, org(HEMER))
    again = await invite(loaded_api, summit, org(HEMER), UNKNOWN)
    for each, meant in zip(again["outcomes"], (AlreadyInvited, UnknownOrganisation), strict=True):
        assert each["refusal"]["message"].startswith(meant.__doc__)


async def test_a_duplicate_is_taken_once(loaded_api: Api, summit: str) -> None:
    invited = await invite(loaded_api, summit, org(BONN), org(LEMGO), org(BONN))
    assert (names(invited), codes(invited)) == (["Bonn", "Lemgo"], [None, None])


async def test_those_of_a_membership_follow_those_that_are_named_and_nobody_is_asked_twice(
    loaded_api: Api, summit: str
) -> None:
    await invite(loaded_api, summit, org(LEMGO))
    invited = await invite(loaded_api, summit, org(HEMER), membership=["MEMBER", "ACCESSION_PLANNED"])
    assert set(codes(invited)) == {None}
    assert names(invited)[:4] == ["Hemer", "Alsdorf", "Arnsberg", "Beckum"]
    assert len(invited["outcomes"]) == 30  # 30 members and one that plans to join, without Lemgo
    assert "Oberbergischer Kreis" in names(invited)


# One append


async def test_what_is_recorded_is_recorded_in_one_piece(
    loaded_api: Api, loaded_dsn: str, summit: str
) -> None:
    before = await log_position(loaded_api)
    invited = await invite(loaded_api, summit, org(BONN), UNKNOWN, org(LEMGO), org(HEMER))
    positions = [each["invitation"]["position"] for each in invited["outcomes"] if each["invitation"]]
    assert positions == [before + 1, before + 2, before + 3]
    assert invited["position"] == before + 3 == await log_position(loaded_api)
    async with connected(loaded_dsn) as connection:
        facts = await connection.fetch(
            "SELECT recorded_at, correlation_id FROM events WHERE notification_id > $1", before
        )
    assert len(facts) == 3
    assert len(set(facts)) == 1


async def test_where_nothing_is_recorded_there_is_no_position_and_no_event(
    loaded_api: Api, summit: str
) -> None:
    before = await log_position(loaded_api)
    invited = await invite(loaded_api, summit, UNKNOWN, org(COLOGNE))
    assert invited["position"] is None
    assert codes(invited) == ["UNKNOWN_ORGANISATION", "NOT_ENTITLED_TO_ATTEND"]
    nobody = await refusal(loaded_api, "inviteOrganisations", {"summit": summit, "organisations": []})
    assert (nobody["code"], nobody["path"]) == ("NONE_LISTED", ["input", "organisations"])
    assert await log_position(loaded_api) == before


@pytest.mark.parametrize("mutation", ["inviteOrganisations", "remindOrganisations", "recordAttendances"])
async def test_the_version_that_is_expected_is_the_summits(
    mutation: str, loaded_api: Api, summit: str
) -> None:
    await invite(loaded_api, summit, org(BONN))
    if mutation == "recordAttendances":
        await record(loaded_api, "openSummit", {"summit": summit, "on": DAY})
    version = await version_of(loaded_api, summit)
    input = {"summit": summit, "organisations": [org(LEMGO)]}
    refused = await refusal(loaded_api, mutation, {**input, "expectedVersion": version - 1})
    assert (refused["code"], refused["path"]) == ("VERSION_CONFLICT", ["input", "expectedVersion"])
    await record(loaded_api, mutation, {**input, "expectedVersion": version})


@pytest.mark.parametrize("mutation", ["inviteOrganisations", "remindOrganisations", "recordAttendances"])
async def test_a_thousand_are_taken_and_one_more_is_too_many(
    mutation: str, loaded_api: Api, summit: str
) -> None:
    if mutation == "recordAttendances":
        await record(loaded_api, "openSummit", {"summit": summit, "on": DAY})
    many = [org(f"nobody {number}") for number in range(1_000)]
    refused = await refusal(loaded_api, mutation, {"summit": summit, "organisations": [*many, org(BONN)]})
    assert (refused["code"], refused["path"]) == ("TOO_MANY_ITEMS", ["input", "organisations"])
    taken = await record(
        loaded_api, mutation, {"summit": summit, "organisations": many}, "outcomes { refusal { code } }"
    )
    assert codes(taken) == ["UNKNOWN_ORGANISATION"] * 1_000


# Retries


async def test_a_retry_answers_the_same_also_after_things_have_changed(loaded_api: Api, summit: str) -> None:
    key = {"idempotencyKey": "all of them"}
    first = await invite(loaded_api, summit, org(BONN), org(COLOGNE), UNKNOWN, **key)
    position = await log_position(loaded_api)
    assert await invite(loaded_api, summit, org(BONN), org(COLOGNE), UNKNOWN, **key) == first
    await record(loaded_api, "planAccession", {"organisation": org(COLOGNE), "on": DAY})
    await invite(loaded_api, summit, org(COLOGNE))
    cancelled = await record(loaded_api, "cancelSummit", {"summit": summit})
    again = await invite(loaded_api, summit, org(BONN), org(COLOGNE), UNKNOWN, **key)
    assert (again["position"], codes(again), names(again)) == (position, codes(first), names(first))
    assert [each["refusal"] for each in again["outcomes"]] == [each["refusal"] for each in first["outcomes"]]
    assert await log_position(loaded_api) == cancelled["position"]


async def test_a_retry_by_membership_answers_those_of_the_first_time(loaded_api: Api, summit: str) -> None:
    key = {"membership": ["ACCESSION_PLANNED"], "idempotencyKey": "those that plan"}
    first = await invite(loaded_api, summit, **key)
    assert names(first) == ["Oberbergischer Kreis"]
    await record(loaded_api, "planAccession", {"organisation": org(COLOGNE), "on": DAY})
    assert await invite(loaded_api, summit, **key) == first


# Reminders and attendances


async def test_all_that_have_not_answered_are_reminded(loaded_api: Api, summit: str) -> None:
    await invite(loaded_api, summit, org(BONN), org(LEMGO), org(HEMER))
    declining = {"summit": summit, "organisation": org(LEMGO), "on": "2020-02-01"}
    await record(loaded_api, "declineInvitation", declining)
    reminding = {"summit": summit, "on": "2020-03-01", "remindOn": "2020-04-01"}
    reminded = await record(loaded_api, "remindOrganisations", reminding, INVITED)
    assert names(reminded) == ["Bonn", "Hemer"]
    for each in reminded["outcomes"]:
        assert (each["invitation"]["reminders"], each["invitation"]["remindOn"]) == (1, "2020-04-01")
    named = {"organisations": [org(LEMGO), org(BONN), org(COLOGNE)]}
    again = await record(loaded_api, "remindOrganisations", {**reminding, **named}, INVITED)
    assert codes(again) == ["ALREADY_ANSWERED", None, "NOT_INVITED"]
    assert [each["invitation"] and each["invitation"]["reminders"] for each in again["outcomes"]] == [
        *(0, 2),
        None,
    ]


async def test_all_that_accepted_attend_each_by_the_office_that_was_announced(
    loaded_api: Api, summit: str
) -> None:
    await invite(loaded_api, summit, org(BONN), org(LEMGO), org(HEMER))
    accepting = {"summit": summit, "on": "2020-02-01"}
    await record(loaded_api, "acceptInvitation", {**accepting, "organisation": org(HEMER)})
    delegating = {**accepting, "organisation": org(BONN), "office": "BEIGEORDNETE"}
    await record(loaded_api, "delegateInvitation", delegating)
    await record(loaded_api, "openSummit", {"summit": summit, "on": DAY})
    attended = await record(loaded_api, "recordAttendances", {"summit": summit}, ATTENDED)
    assert names(attended) == ["Bonn", "Hemer"]
    offices = [
        (each["attendance"]["office"], each["attendance"]["attendedOn"]) for each in attended["outcomes"]
    ]
    assert offices == [("BEIGEORDNETE", DAY), (None, DAY)]
    nobody = await record(loaded_api, "recordAttendances", {"summit": summit}, ATTENDED)
    assert (nobody["position"], nobody["outcomes"]) == (None, [])
    await record(loaded_api, "registerOrganisation", {"name": "Verein", **ASSOCIATION})
    named = {"summit": summit, "organisations": [org(HEMER), org("Verein"), org(LEMGO)]}
    walked_in = await record(loaded_api, "recordAttendances", named, ATTENDED)
    assert codes(walked_in) == ["ALREADY_ATTENDED", "NOT_ENTITLED_TO_ATTEND", None]
    assert walked_in["outcomes"][0]["attendance"] == attended["outcomes"][1]["attendance"]
