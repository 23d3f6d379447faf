"""What is corrected of a summit: its course, which gives and takes its year, and who was there."""

from typing import Any

import pytest

from tests.api import Api
from tests.graphql_api.telling import BONN, COLOGNE, org, record, refusal, tell
from tests.graphql_api.test_corrections import annul, show

DAY = "2020-06-01"
STATE = "summit { id year state on reason }"
HEMER, LEMGO = "05962016", "05766044"


async def announce(api: Api, year: int, **more: Any) -> tuple[str, int]:
    """The summit and the position of its announcement."""
    announcing = {"year": year, "title": "Treffen", **more}
    announced = await record(api, "announceSummit", announcing, "summit { id }")
    return announced["summit"]["id"], announced["position"]


async def summit_of(api: Api, year: int) -> str | None:
    query = "query ($year: Int!) { network { summit(year: $year) { id } } }"
    found = (await api.data(query, {"year": year}))["network"]["summit"]
    return found and str(found["id"])


# Its course


async def test_an_announcement_is_corrected(loaded_api: Api) -> None:
    summit, wrong = await announce(loaded_api, 2020)
    right = {"year": 2020, "title": "Spitzentreffen", "on": DAY, "place": "Köln", "corrects": wrong}
    corrected = await record(loaded_api, "announceSummit", right, "summit { id title on place }")
    assert corrected["summit"] == {"id": summit, "title": "Spitzentreffen", "on": DAY, "place": "Köln"}


async def test_an_announcement_is_corrected_whatever_became_of_the_summit(loaded_api: Api) -> None:
    summit, wrong = await announce(loaded_api, 2020)
    await record(loaded_api, "rescheduleSummit", {"summit": summit, "year": 2021})
    right = {"year": 2020, "title": "Spitzentreffen", "corrects": wrong}
    corrected = await record(loaded_api, "announceSummit", right, "summit { id year title }")
    assert corrected["summit"] == {"id": summit, "year": 2021, "title": "Spitzentreffen"}
    await record(loaded_api, "cancelSummit", {"summit": summit})
    cancelled = {**right, "title": "Gipfel", "corrects": corrected["position"]}
    assert (await record(loaded_api, "announceSummit", cancelled, STATE))["summit"]["state"] == "CANCELLED"


async def test_a_year_that_was_announced_wrongly_is_given_back(loaded_api: Api) -> None:
    summit, wrong = await announce(loaded_api, 2020)
    await announce(loaded_api, 2021)
    taken = {"year": 2021, "title": "Treffen", "corrects": wrong}
    assert (await refusal(loaded_api, "announceSummit", taken))["code"] == "SUMMIT_YEAR_TAKEN"
    corrected = await record(loaded_api, "announceSummit", {**taken, "year": 2022}, STATE)
    assert (corrected["summit"]["id"], corrected["summit"]["year"]) == (summit, 2022)
    assert [await summit_of(loaded_api, year) for year in (2020, 2022)] == [None, summit]


async def test_an_annulled_cancellation_takes_the_year_back(loaded_api: Api) -> None:
    summit, _ = await announce(loaded_api, 2020)
    cancelled = await record(loaded_api, "cancelSummit", {"summit": summit, "reason": "Sturm"}, STATE)
    assert cancelled["summit"]["state"] == "CANCELLED"
    assert await summit_of(loaded_api, 2020) is None
    annulled = await annul(loaded_api, cancelled["position"], STATE)
    assert annulled["summit"] == {
        "id": summit,
        "year": 2020,
        "state": "ANNOUNCED",
        "on": None,
        "reason": None,
    }
    assert await summit_of(loaded_api, 2020) == summit
    taken = await refusal(loaded_api, "announceSummit", {"year": 2020, "title": "Noch eins"})
    assert taken["code"] == "SUMMIT_YEAR_TAKEN"


async def test_a_cancellation_is_not_annulled_where_another_summit_has_the_year(loaded_api: Api) -> None:
    summit, _ = await announce(loaded_api, 2020)
    cancelled = await record(loaded_api, "cancelSummit", {"summit": summit})
    other, _ = await announce(loaded_api, 2020)
    annulling = {"position": cancelled["position"], "reason": "Irrtum"}
    refused = await refusal(loaded_api, "annulFact", annulling)
    assert refused["code"] == "SUMMIT_YEAR_TAKEN"
    assert await summit_of(loaded_api, 2020) == other


async def test_a_cancellation_is_given_another_reason_and_the_year_stays_free(loaded_api: Api) -> None:
    summit, _ = await announce(loaded_api, 2020)
    cancelled = await record(loaded_api, "cancelSummit", {"summit": summit, "reason": "Sturm"})
    right = {"summit": summit, "reason": "Seuche", "corrects": cancelled["position"]}
    corrected = await record(loaded_api, "cancelSummit", right, STATE)
    assert (corrected["summit"]["state"], corrected["summit"]["reason"]) == ("CANCELLED", "Seuche")
    await announce(loaded_api, 2020)


async def test_a_corrected_rescheduling_gives_one_year_back_and_takes_another(loaded_api: Api) -> None:
    summit, _ = await announce(loaded_api, 2020)
    moved = await record(loaded_api, "rescheduleSummit", {"summit": summit, "year": 2021}, STATE)
    assert moved["summit"]["year"] == 2021
    right = {"summit": summit, "year": 2022, "on": "2022-05", "corrects": moved["position"]}
    corrected = await record(loaded_api, "rescheduleSummit", right, STATE)
    assert (corrected["summit"]["year"], corrected["summit"]["on"]) == (2022, "2022-05")
    assert [await summit_of(loaded_api, year) for year in (2020, 2021, 2022)] == [None, None, summit]
    await announce(loaded_api, 2020)
    await announce(loaded_api, 2021)
    into_2020 = {"summit": summit, "year": 2021, "corrects": corrected["position"]}
    assert (await refusal(loaded_api, "rescheduleSummit", into_2020))["code"] == "SUMMIT_YEAR_TAKEN"
    annulling = {"position": corrected["position"], "reason": "Irrtum"}
    assert (await refusal(loaded_api, "annulFact", annulling))["code"] == "SUMMIT_YEAR_TAKEN"
    assert await summit_of(loaded_api, 2022) == summit


async def test_a_closing_is_annulled_and_what_was_held_changes_again(loaded_api: Api) -> None:
    summit, _ = await announce(loaded_api, 2020)
    held = await record(loaded_api, "holdSummit", {"year": 2020, "on": DAY}, "summit { id }")
    assert held["summit"]["id"] == summit
    closed = await record(loaded_api, "closeSummit", {"summit": summit})
    attending = {"summit": summit, "organisation": org(BONN)}
    assert (await refusal(loaded_api, "recordAttendance", attending))["code"] == "SUMMIT_CLOSED"
    await annul(loaded_api, closed["position"])
    await record(loaded_api, "recordAttendance", attending)


async def test_what_was_held_is_corrected_also_after_it_is_closed(loaded_api: Api) -> None:
    summit, _ = await announce(loaded_api, 2020)
    held = await record(loaded_api, "holdSummit", {"year": 2020, "on": DAY, "reportedAttendance": 4})
    await record(loaded_api, "closeSummit", {"summit": summit})
    right = {"year": 2020, "on": "2020-06-02", "reportedAttendance": 40, "corrects": held["position"]}
    corrected = await record(loaded_api, "holdSummit", right, "summit { state on reportedAttendance }")
    assert corrected["summit"] == {"state": "CLOSED", "on": "2020-06-02", "reportedAttendance": 40}


async def test_a_summit_without_an_announcement_is_corrected(loaded_api: Api) -> None:
    holding = {"year": 2020, "title": "Treffen", "on": DAY}
    held = await record(loaded_api, "holdSummit", holding, "summit { id }")
    right = {**holding, "title": "Spitzentreffen", "corrects": held["position"]}
    corrected = await record(loaded_api, "holdSummit", right, "summit { id title }")
    assert corrected["summit"] == {"id": held["summit"]["id"], "title": "Spitzentreffen"}


# Its format, its agenda, its invitations


KINDS: dict[str, tuple[str, dict[str, Any], dict[str, Any], str, Any]] = {
    "a format": (
        "moveSummitToFormat",
        {"format": "DIGITAL"},
        {"format": "HYBRID", "place": "Köln"},
        "format place",
        {"format": "HYBRID", "place": "Köln"},
    ),
    "an agenda item": (
        "addAgendaItem",
        {"title": "Begrüssung"},
        {"title": "Begrüßung", "description": "durch das Land"},
        "agenda { nodes { number title description } }",
        {"agenda": {"nodes": [{"number": 1, "title": "Begrüßung", "description": "durch das Land"}]}},
    ),
    "an acceptance": (
        "acceptInvitation",
        {"organisation": org(BONN), "on": DAY},
        {"organisation": org(BONN), "on": "2020-05-01", "office": "OTHER"},
        "invitations { nodes { answer answeredOn office } }",
        {"invitations": {"nodes": [{"answer": "ACCEPTED", "answeredOn": "2020-05-01", "office": "OTHER"}]}},
    ),
    "a delegation": (
        "delegateInvitation",
        {"organisation": org(BONN), "on": DAY, "office": "OTHER"},
        {"organisation": org(BONN), "on": DAY, "office": "BEIGEORDNETE"},
        "invitations { nodes { answer office } }",
        {"invitations": {"nodes": [{"answer": "DELEGATED", "office": "BEIGEORDNETE"}]}},
    ),
    "a declining": (
        "declineInvitation",
        {"organisation": org(BONN), "on": DAY},
        {"organisation": org(BONN), "on": DAY, "reason": "Ratssitzung"},
        "invitations { nodes { answer reason } }",
        {"invitations": {"nodes": [{"answer": "DECLINED", "reason": "Ratssitzung"}]}},
    ),
    "an opening": (
        "openSummit",
        {"on": "2020-06-02"},
        {"on": DAY},
        "state on",
        {"state": "OPEN", "on": DAY},
    ),
}


@pytest.mark.parametrize("kind", KINDS)
async def test_it_is_corrected_by_its_own_mutation_and_annulled(kind: str, loaded_api: Api) -> None:
    mutation, wrong, right, selection, shown = KINDS[kind]
    summit, _ = await announce(loaded_api, 2020)
    inviting = {"summit": summit, "organisations": [org(BONN)], "on": "2020-05-01"}
    await record(loaded_api, "inviteOrganisations", inviting)
    before = await show(loaded_api, summit, f"Summit {{ {selection} }}")
    told = await record(loaded_api, mutation, {"summit": summit, **wrong})
    corrected = await record(loaded_api, mutation, {"summit": summit, **right, "corrects": told["position"]})
    assert await show(loaded_api, summit, f"Summit {{ {selection} }}") == shown
    await annul(loaded_api, corrected["position"])
    assert await show(loaded_api, summit, f"Summit {{ {selection} }}") == before


async def test_one_invitation_of_many_is_annulled_until_it_is_answered(loaded_api: Api) -> None:
    summit, _ = await announce(loaded_api, 2020)
    many = {"summit": summit, "organisations": [org(BONN), org(HEMER), org(LEMGO)], "on": DAY}
    invited = await record(loaded_api, "inviteOrganisations", many, "outcomes { invitation { position } }")
    bonn, hemer, _ = (each["invitation"]["position"] for each in invited["outcomes"])
    declining = {"summit": summit, "organisation": org(HEMER), "on": DAY}
    declined = await record(loaded_api, "declineInvitation", declining)
    await annul(loaded_api, bonn)
    refused = await refusal(loaded_api, "annulFact", {"position": hemer, "reason": "Irrtum"})
    assert refused["code"] == "LATER_FACTS_REST_ON_IT"
    assert "summit.invitation-answered" in refused["message"]
    await annul(loaded_api, declined["position"])
    await annul(loaded_api, hemer)
    shown = await show(loaded_api, summit, "Summit { invitations { nodes { organisation { name } } } }")
    assert shown["invitations"]["nodes"] == [{"organisation": {"name": "Lemgo"}}]


async def test_an_attendance_is_corrected_to_another_organisation_that_is_entitled(loaded_api: Api) -> None:
    await record(loaded_api, "holdSummit", {"year": 2020, "title": "Treffen", "on": DAY})
    summit = await summit_of(loaded_api, 2020)
    wrong = await record(loaded_api, "recordAttendance", {"summit": summit, "organisation": org(BONN)})
    right = {"summit": summit, "organisation": org(COLOGNE), "corrects": wrong["position"]}
    assert (await tell(loaded_api, "recordAttendance", right))["code"] == "NOT_ENTITLED_TO_ATTEND"
    await record(loaded_api, "planAccession", {"organisation": org(COLOGNE), "on": DAY})
    await record(loaded_api, "recordAttendance", right)
    attended = "Organisation { attendances { nodes { summit { year } } } }"
    assert (await show(loaded_api, org(COLOGNE), attended))["attendances"]["nodes"] == [
        {"summit": {"year": 2020}}
    ]
    assert (await show(loaded_api, org(BONN), attended))["attendances"]["nodes"] == []


ATTENDED = "attendance { attendedOn office }"


async def test_who_attended_on_the_summits_day_did_so_on_the_corrected_one(loaded_api: Api) -> None:
    holding = {"year": 2020, "title": "Treffen", "on": DAY}
    held = await record(loaded_api, "holdSummit", holding, "summit { id }")
    attending = {"summit": held["summit"]["id"], "organisation": org(BONN)}
    attended = await record(loaded_api, "recordAttendance", attending, f"position {ATTENDED}")
    assert attended["attendance"]["attendedOn"] == DAY
    right = {**holding, "on": "2020-06-02", "corrects": held["position"]}
    shown = "summit { attendances { nodes { attendedOn } } }"
    corrected = await record(loaded_api, "holdSummit", right, shown)
    assert corrected["summit"]["attendances"]["nodes"] == [{"attendedOn": "2020-06-02"}]


async def test_an_attendance_is_corrected_though_its_organisation_is_not_entitled_any_more(
    loaded_api: Api,
) -> None:
    holding = {"year": 2020, "title": "Treffen", "on": DAY}
    held = await record(loaded_api, "holdSummit", holding, "summit { id }")
    await record(loaded_api, "planAccession", {"organisation": org(COLOGNE), "on": DAY})
    attending = {"summit": held["summit"]["id"], "organisation": org(COLOGNE)}
    wrong = await record(loaded_api, "recordAttendance", attending)
    await record(loaded_api, "withdrawAccession", {"organisation": org(COLOGNE), "on": DAY})
    right = {**attending, "office": "OBERBUERGERMEISTER", "corrects": wrong["position"]}
    corrected = await record(loaded_api, "recordAttendance", right, ATTENDED)
    assert corrected["attendance"]["office"] == "OBERBUERGERMEISTER"
    other = {**right, "organisation": org("05111000"), "corrects": corrected["position"]}
    assert (await refusal(loaded_api, "recordAttendance", other))["code"] == "NOT_ENTITLED_TO_ATTEND"


async def test_a_signature_at_a_summit_that_is_closed_is_corrected(loaded_api: Api) -> None:
    holding = {"year": 2020, "title": "Treffen", "on": DAY}
    held = await record(loaded_api, "holdSummit", holding, "summit { id }")
    signing = {"organisation": org(COLOGNE), "on": DAY, "summit": held["summit"]["id"]}
    wrong = await record(loaded_api, "signDeclaration", signing)
    await record(loaded_api, "closeSummit", {"summit": held["summit"]["id"]})
    assert (await refusal(loaded_api, "signDeclaration", {**signing, "organisation": org(LEMGO)}))[
        "code"
    ] == "SUMMIT_CLOSED"
    right = {**signing, "office": "OBERBUERGERMEISTER", "corrects": wrong["position"]}
    corrected = await record(loaded_api, "signDeclaration", right, "signature { office }")
    assert corrected["signature"] == {"office": "OBERBUERGERMEISTER"}
