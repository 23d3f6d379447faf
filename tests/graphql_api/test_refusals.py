"""What the network refuses, as clients are told it: by code, with what to do, and nothing recorded."""

from typing import Any

import pytest

from domain.errors import Refusal
from tests.api import Api
from tests.graphql_api.refused_commands import CASES, DAY, HELD, LATER, WUPPERTAL
from tests.graphql_api.refused_examples import EXAMPLE_CASES
from tests.graphql_api.refused_impulses import IMPULSE_CASES
from tests.graphql_api.refused_in_the_year import APPOINTING, ATTENDED, SIGNED, YEAR_CASES
from tests.graphql_api.telling import (
    ASSOCIATION,
    BONN,
    COLOGNE,
    CRITERIA,
    log_position,
    org,
    record,
    refusal,
    tell,
)

# What takes a register in another state; below, and in the files of these tests.
ELSEWHERE = {
    *("NO_DECLARATION", "ACCESSION_ALREADY_PLANNED", "SUMMIT_NOT_HELD", "ORGANISATION_ENDED"),
    *("REVISION_TEXT_KNOWN", "SUMMIT_CANCELLED", "SUMMIT_CLOSED", "ALREADY_ANSWERED"),
    "IDEMPOTENCY_KEY_REUSED",  # test_idempotency
    "INVALID_PARENT",  # no mutation yet: tests/rules
    "NONE_LISTED",  # test_many
    "ALREADY_INVITED",  # test_many
    *("ALREADY_CORRECTED", "FACT_REFERRED_TO", "FIRST_FACT_STANDS"),  # test_corrections
    "FOLLOWS_FROM_ANOTHER_FACT",  # test_endings
    *("NOT_YOUR_ORGANISATION", "EXPIRY_OUT_OF_RANGE", "UNKNOWN_API_KEY"),  # the files of these subjects
    *("INVALID_WEBHOOK_URL", "OVERLAP_OUT_OF_RANGE", "UNKNOWN_WEBHOOK"),  # test_webhooks
    *("TOO_MANY_WEBHOOKS", "TOO_MANY_OWN_WEBHOOKS"),  # test_webhooks
    *("PERSON_ERASED", "ERASURE_STANDS"),  # test_erasing_persons
    *("UNKNOWN_CHECKPOINT", "UNKNOWN_WITNESS", "COSIGNATURE_INVALID", "CHECKPOINT_DIFFERS"),  # test_log
}
LOOKED_UP = """{ network {
    summit(year: 2017) { id attendances { nodes { position organisation { ags } } } }
    organisation(by: { ags: "05314000" }) { signatures { nodes { position } } }
} }"""


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("case", CASES | YEAR_CASES)
async def test_it_is_refused_that(case: str, shared_api: Api) -> None:
    (mutation, input), (code, field) = (CASES | YEAR_CASES)[case]
    known = await looked_up(shared_api)
    input = {
        name: known.get(value, value) if isinstance(value, str) else value for name, value in input.items()
    }
    refused = await refusal(shared_api, mutation, input)
    assert refused["code"] == code, refused
    assert refused["path"] == ["input", *(field.split(".") if field else [])]


async def looked_up(api: Api) -> dict[str, Any]:
    network = (await api.data(LOOKED_UP))["network"]
    summit = network["summit"]
    attended = {each["organisation"]["ags"]: each["position"] for each in summit["attendances"]["nodes"]}
    (signature,) = network["organisation"]["signatures"]["nodes"]
    return {HELD: summit["id"], SIGNED: signature["position"], ATTENDED: attended[WUPPERTAL]}


def test_every_refusal_is_tried() -> None:
    tried = {code for _, (code, _) in (CASES | YEAR_CASES | IMPULSE_CASES | EXAMPLE_CASES).values()}
    assert tried | ELSEWHERE == {refusal.code for refusal in Refusal.__subclasses__()}


async def test_nobody_signs_before_the_declaration_is_proclaimed(api: Api) -> None:
    await record(api, "registerOrganisation", {"name": "Stadt", **ASSOCIATION})
    for mutation, input in (
        ("signDeclaration", {"organisation": org("Stadt"), "on": DAY}),
        ("reviseDeclaration", {"title": "Erklärung", "on": DAY}),
    ):
        refused = await refusal(api, mutation, input)
        assert (refused["code"], refused["path"]) == ("NO_DECLARATION", ["input"])


async def test_a_plan_is_recorded_once(loaded_api: Api) -> None:
    plan = {"organisation": org(COLOGNE), "on": LATER}
    await record(loaded_api, "planAccession", plan)
    assert (await refusal(loaded_api, "planAccession", plan))["code"] == "ACCESSION_ALREADY_PLANNED"


async def test_nobody_attends_a_summit_before_it_was_held(loaded_api: Api) -> None:
    announced = await record(loaded_api, "announceSummit", {"year": 2030, "title": "T"}, "summit { id }")
    attending = {"summit": announced["summit"]["id"], "organisation": org(BONN)}
    refused = await refusal(loaded_api, "recordAttendance", attending)
    assert (refused["code"], refused["path"]) == ("SUMMIT_NOT_HELD", ["input", "summit"])


async def test_what_has_ended_does_nothing_more_and_is_no_successor(loaded_api: Api) -> None:
    await record(loaded_api, "dissolveOrganisation", {"organisation": org(COLOGNE), "on": DAY})
    for mutation, input, field in (
        ("signDeclaration", {"organisation": org(COLOGNE), "on": DAY}, "organisation"),
        ("renameOrganisation", {"organisation": org(COLOGNE), "name": "Neu-Köln"}, "organisation"),
        ("mergeOrganisations", {"organisation": org(BONN), "into": org(COLOGNE), "on": DAY}, "into"),
        ("appointEngagementOfficer", {**APPOINTING, "organisation": org(COLOGNE)}, "organisation"),
    ):
        refused = await refusal(loaded_api, mutation, input)
        assert (refused["code"], refused["path"]) == ("ORGANISATION_ENDED", ["input", field])


async def test_the_text_of_a_revision_is_recorded_once(loaded_api: Api) -> None:
    text = {"revision": 1, "text": "Zukunftsfaktor Bürgerengagement"}
    await record(loaded_api, "recordRevisionText", text)
    refused = await refusal(loaded_api, "recordRevisionText", {**text, "text": "Anders"})
    assert (refused["code"], refused["path"]) == ("REVISION_TEXT_KNOWN", ["input", "revision"])


async def test_the_same_answer_is_recorded_once_and_another_may_follow(loaded_api: Api) -> None:
    announced = await record(loaded_api, "announceSummit", {"year": 2030, "title": "T"}, "summit { id }")
    summit = announced["summit"]["id"]
    inviting = {"summit": summit, "organisations": [org(BONN)], "on": DAY}
    await record(loaded_api, "inviteOrganisations", inviting)
    answer = {"summit": summit, "organisation": org(BONN), "on": DAY}
    await record(loaded_api, "acceptInvitation", answer)
    refused = await refusal(loaded_api, "acceptInvitation", answer)
    assert (refused["code"], refused["path"]) == ("ALREADY_ANSWERED", ["input", "organisation"])
    await record(loaded_api, "declineInvitation", answer)


@pytest.mark.parametrize("code", ["SUMMIT_CANCELLED", "SUMMIT_CLOSED"])
async def test_nothing_more_is_recorded_of_a_summit_that_was(code: str, loaded_api: Api) -> None:
    announced = await record(loaded_api, "announceSummit", {"year": 2020, "title": "T"}, "summit { id }")
    summit = {"summit": announced["summit"]["id"]}
    if code == "SUMMIT_CLOSED":
        await record(loaded_api, "openSummit", {**summit, "on": DAY})
    await record(loaded_api, "closeSummit" if code == "SUMMIT_CLOSED" else "cancelSummit", summit)
    one = {**summit, "organisation": org(BONN)}
    for mutation, input in (
        ("openSummit", {**summit, "on": DAY}),
        ("closeSummit", summit),
        ("cancelSummit", summit),
        ("rescheduleSummit", {**summit, "year": 2021}),
        ("moveSummitToFormat", {**summit, "format": "DIGITAL"}),
        ("addAgendaItem", {**summit, "title": "Punkt"}),
        ("inviteOrganisations", {**summit, "organisations": [org(BONN)]}),
        ("remindOrganisations", summit),
        ("declineInvitation", {**one, "on": DAY}),
        ("recordAttendance", one),
        ("recordAttendances", summit),
        ("signDeclaration", {**one, "on": DAY, "revision": 2}),
        ("reviseDeclaration", {**summit, "on": DAY, "title": "Erklärung"}),
    ):
        refused = await refusal(loaded_api, mutation, input)
        assert (refused["code"], refused["path"]) == (code, ["input", "summit"]), mutation


async def test_what_follows_a_refusal_in_the_same_operation_is_recorded_all_the_same(api: Api) -> None:
    before = await log_position(api)
    answer = await api.data(
        """mutation {
            first: registerOrganisation(input: { name: "", kind: KOMMUNALER_SPITZENVERBAND }) {
                ... on Refused { code }
            }
            second: registerOrganisation(input: { name: "Verein", kind: KOMMUNALER_SPITZENVERBAND }) {
                ... on RegisterOrganisationPayload { position }
            }
        }"""
    )
    assert answer == {"first": {"code": "INVALID_NAME"}, "second": {"position": before + 1}}


async def test_who_was_refused_for_a_missing_signature_signs_and_then_joins(loaded_api: Api) -> None:
    signing = {"organisation": org(COLOGNE), "on": DAY}
    joining = {**signing, "criteria": CRITERIA}
    assert (await tell(loaded_api, "joinNetwork", joining))["code"] == "SIGNATURE_MISSING"
    await record(loaded_api, "signDeclaration", signing)
    await record(loaded_api, "joinNetwork", joining)
