"""What the network refuses, as clients are told it: by code, with what to do, and nothing recorded."""

import pytest

from domain.errors import Refusal
from tests.api import Api
from tests.graphql_api.refused_commands import CASES, DAY, HELD, LATER
from tests.graphql_api.telling import (
    ASSOCIATION,
    BONN,
    COLOGNE,
    log_position,
    org,
    record,
    refusal,
    tell,
)

# What takes a register in another state; below, and in test_idempotency.py.
ELSEWHERE = {"NO_DECLARATION", "ACCESSION_ALREADY_PLANNED", "SUMMIT_NOT_HELD", "IDEMPOTENCY_KEY_REUSED"}


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("case", CASES)
async def test_it_is_refused_that(case: str, shared_api: Api) -> None:
    (mutation, input), (code, field) = CASES[case]
    if input.get("summit") == HELD:
        found = await shared_api.data("{ network { summit(year: 2017) { id } } }")
        input = {**input, "summit": found["network"]["summit"]["id"]}
    refused = await refusal(shared_api, mutation, input)
    assert refused["code"] == code, refused
    assert refused["path"] == (["input", field] if field else ["input"])


def test_every_refusal_is_tried() -> None:
    tried = {code for _, (code, _) in CASES.values()}
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
    joining = {"organisation": org(COLOGNE), "on": DAY}
    assert (await tell(loaded_api, "joinNetwork", joining))["code"] == "SIGNATURE_MISSING"
    await record(loaded_api, "signDeclaration", joining)
    await record(loaded_api, "joinNetwork", joining)
