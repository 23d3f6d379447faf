"""What cannot be corrected, and why: by code, with the input that is to blame."""

from typing import Any

import pytest

from tests.api import Api
from tests.databases import ask, connected
from tests.graphql_api.refused_commands import DAY, UNKNOWN
from tests.graphql_api.telling import (
    ASSOCIATION,
    BONN,
    COLOGNE,
    CRITERIA,
    document,
    log_position,
    org,
    record,
    refusal,
)
from tests.graphql_api.test_corrections import annul, show

REASON = {"reason": "Irrtum"}
CORRECTED = (["input", "corrects"], ["input", "position"])


async def refused_with(api: Api, mutation: str, input: dict[str, Any], code: str) -> dict[str, Any]:
    refused = await refusal(api, mutation, input)
    assert (refused["code"], refused["path"]) == (code, CORRECTED[mutation == "annulFact"])
    return refused


async def rename(api: Api, name: str, **more: Any) -> int:
    renamed = await record(api, "renameOrganisation", {"organisation": org(COLOGNE), "name": name, **more})
    position: int = renamed["position"]
    return position


# Which facts


async def test_a_fact_of_another_stream_or_of_none_is_unknown(loaded_api: Api) -> None:
    renaming = {"organisation": org(COLOGNE), "name": "Cöln"}
    bonns = await record(loaded_api, "renameOrganisation", {"organisation": org(BONN), "name": "Bonna"})
    for position in (bonns["position"], await log_position(loaded_api) + 1, 2**63 - 1):
        await refused_with(
            loaded_api, "renameOrganisation", {**renaming, "corrects": position}, "UNKNOWN_FACT"
        )


async def test_that_a_year_is_taken_follows_from_its_summit_and_is_not_annulled(
    loaded_api: Api, loaded_dsn: str
) -> None:
    await record(loaded_api, "announceSummit", {"year": 2020, "title": "T"})
    position = await ask(
        loaded_dsn, "SELECT max(notification_id) FROM events WHERE topic = 'summit-year.reserved'"
    )
    await refused_with(loaded_api, "annulFact", {"position": position, **REASON}, "UNKNOWN_FACT")


async def test_a_fact_of_another_kind_is_another_fact(loaded_api: Api, loaded_dsn: str) -> None:
    plan = await record(loaded_api, "planAccession", {"organisation": org(COLOGNE), "on": DAY})
    renaming = {"organisation": org(COLOGNE), "name": "Cöln", "corrects": plan["position"]}
    await refused_with(loaded_api, "renameOrganisation", renaming, "ANOTHER_FACT")


async def test_what_a_history_begins_with_is_corrected_by_its_own_mutation_alone(api: Api) -> None:
    await record(api, "registerOrganisation", {"name": "Verein", **ASSOCIATION})
    renaming = {"organisation": org("Verein"), "name": "Neuer Verein", "corrects": 1}
    await refused_with(api, "renameOrganisation", renaming, "ANOTHER_FACT")
    proclaimed = await record(api, "proclaimDeclaration", {"title": "Erklärung", "on": DAY})
    revising = {"title": "Fassung", "on": DAY, "corrects": proclaimed["position"]}
    await refused_with(api, "reviseDeclaration", revising, "ANOTHER_FACT")


async def test_what_was_corrected_is_corrected_in_its_place(loaded_api: Api) -> None:
    first = await rename(loaded_api, "Kölm")
    second = await rename(loaded_api, "Cöln", corrects=first)
    renaming = {"organisation": org(COLOGNE), "name": "Colonia", "corrects": first}
    await refused_with(loaded_api, "renameOrganisation", renaming, "ALREADY_CORRECTED")
    await refused_with(loaded_api, "annulFact", {"position": first, **REASON}, "ALREADY_CORRECTED")
    third = await rename(loaded_api, "Colonia", corrects=second)
    assert await show(loaded_api, org(COLOGNE), "Organisation { name }") == {"name": "Colonia"}
    await annul(loaded_api, third)
    assert await show(loaded_api, org(COLOGNE), "Organisation { name }") == {"name": "Köln"}
    await refused_with(loaded_api, "annulFact", {"position": third, **REASON}, "ALREADY_CORRECTED")


async def test_an_annulment_is_not_annulled(loaded_api: Api) -> None:
    annulled = await annul(loaded_api, await rename(loaded_api, "Kölm"))
    position = annulled["position"]
    await refused_with(loaded_api, "annulFact", {"position": position, **REASON}, "ALREADY_CORRECTED")


async def test_what_a_history_begins_with_is_corrected_and_not_annulled(api: Api) -> None:
    wrong = await record(api, "registerOrganisation", {"name": "Verein", "population": 1, **ASSOCIATION})
    await refused_with(api, "annulFact", {"position": wrong["position"], **REASON}, "FIRST_FACT_STANDS")
    proclaimed = await record(api, "proclaimDeclaration", {"title": "Erklärung", "on": DAY})
    await refused_with(api, "annulFact", {"position": proclaimed["position"], **REASON}, "FIRST_FACT_STANDS")
    registering = {"name": "Verein", **ASSOCIATION, "corrects": wrong["position"]}
    right = await record(api, "registerOrganisation", registering, "organisation { id population }")
    assert right["organisation"] == {"id": org("Verein"), "population": None}
    retitled = {"title": "Gemeinsame Erklärung", "on": DAY, "corrects": proclaimed["position"]}
    told = await record(api, "proclaimDeclaration", retitled, "declaration { title }")
    assert told["declaration"] == {"title": "Gemeinsame Erklärung"}


async def test_a_revision_that_somebody_signed_is_not_annulled(loaded_api: Api) -> None:
    revising = {"title": "Dritte Fassung", "on": DAY}
    revised = await record(loaded_api, "reviseDeclaration", revising)
    signing = {"organisation": org(COLOGNE), "on": DAY}
    shown = "signature { revision { number } }"
    assert (await record(loaded_api, "signDeclaration", signing, shown))["signature"]["revision"][
        "number"
    ] == 3
    annulling = {"position": revised["position"], **REASON}
    await refused_with(loaded_api, "annulFact", annulling, "FACT_REFERRED_TO")


# What rests on them


async def test_a_later_fact_that_rests_on_it_is_named(loaded_api: Api) -> None:
    signing = {"organisation": org(COLOGNE), "on": DAY}
    signed = await record(loaded_api, "signDeclaration", signing)
    joined = await record(loaded_api, "joinNetwork", {**signing, "criteria": CRITERIA})
    annulling = {"position": signed["position"], **REASON}
    refused = await refused_with(loaded_api, "annulFact", annulling, "LATER_FACTS_REST_ON_IT")
    assert "organisation.joined-network: SIGNATURE_MISSING" in refused["message"]
    await annul(loaded_api, joined["position"])
    await annul(loaded_api, signed["position"])


async def test_a_joining_after_the_leaving_is_no_correction(loaded_api: Api) -> None:
    signing = {"organisation": org(COLOGNE), "on": DAY}
    await record(loaded_api, "signDeclaration", signing)
    joined = await record(loaded_api, "joinNetwork", {**signing, "criteria": CRITERIA})
    await record(loaded_api, "leaveNetwork", {"organisation": org(COLOGNE), "on": "2020-12-31"})
    late = {**signing, "on": "2021-01-01", "criteria": CRITERIA, "corrects": joined["position"]}
    refused = await refused_with(loaded_api, "joinNetwork", late, "LATER_FACTS_REST_ON_IT")
    assert "organisation.left-network: DATES_OUT_OF_ORDER" in refused["message"]


async def test_the_rules_hold_for_a_correction_too(loaded_api: Api) -> None:
    plan = await record(loaded_api, "resolveAccession", {"organisation": org(COLOGNE), "on": DAY})
    ahead = {"organisation": org(COLOGNE), "on": "2999-01-01", "corrects": plan["position"]}
    refused = await refusal(loaded_api, "resolveAccession", ahead)
    assert (refused["code"], refused["path"]) == ("DATE_IN_FUTURE", ["input", "on"])


# Commands that record several facts


async def test_what_records_several_facts_corrects_none(loaded_api: Api) -> None:
    announced = await record(loaded_api, "announceSummit", {"year": 2020, "title": "T"}, "summit { id }")
    summit = announced["summit"]["id"]
    item = await record(loaded_api, "addAgendaItem", {"summit": summit, "title": "Punkt"})
    renamed = await rename(loaded_api, "Kölm")
    several = {
        "inviteOrganisations": {
            "summit": summit,
            "organisations": [UNKNOWN],
            "corrects": item["position"],
        },
        "mergeOrganisations": {
            "organisation": org(COLOGNE),
            "into": org(BONN),
            "on": DAY,
            "corrects": renamed,
        },
    }
    for mutation, input in several.items():
        await refused_with(loaded_api, mutation, input, "NOT_CORRECTABLE")


# Positions


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("position", [0, -1, 2**63, 1.5, "1", True])
async def test_what_is_no_position_is_told_apart_from_a_fact_that_there_is_not(
    position: object, shared_api: Api
) -> None:
    before = await log_position(shared_api)
    for mutation, input in (
        ("annulFact", {"position": position, **REASON}),
        ("planAccession", {"organisation": org(COLOGNE), "on": DAY, "corrects": position}),
    ):
        answer = await shared_api.ask(document(mutation), {"input": input})
        assert [error["extensions"]["code"] for error in answer["errors"]] == ["BAD_POSITION"]
    assert await log_position(shared_api) == before


# The log


async def test_the_log_keeps_what_was_wrong_and_who_corrects_what(loaded_api: Api, loaded_dsn: str) -> None:
    async def states() -> dict[int, bytes]:
        async with connected(loaded_dsn) as connection:
            rows = await connection.fetch("SELECT notification_id, state FROM events")
        return {row["notification_id"]: row["state"] for row in rows}

    wrong = await rename(loaded_api, "Kölm")
    before = await states()
    right = await rename(loaded_api, "Cöln", corrects=wrong, source="a letter")
    annulled = (await annul(loaded_api, right))["position"]
    after = await states()
    assert {position: after[position] for position in before} == before
    assert sorted(set(after) - set(before)) == [right, annulled]
    assert "Kölm" in after[wrong].decode()
    assert "Cöln" in after[right].decode()


async def test_a_retry_of_a_correction_answers_the_same(loaded_api: Api) -> None:
    wrong = await rename(loaded_api, "Kölm")
    right = await rename(loaded_api, "Cöln", corrects=wrong, idempotencyKey="the name")
    assert await rename(loaded_api, "Cöln", corrects=wrong, idempotencyKey="the name") == right
    assert await log_position(loaded_api) == right


async def test_a_correction_may_expect_a_version(loaded_api: Api) -> None:
    wrong = await rename(loaded_api, "Kölm")
    version = (await show(loaded_api, org(COLOGNE), "Organisation { version }"))["version"]
    annulling = {"position": wrong, **REASON, "expectedVersion": version - 1}
    refused = await refusal(loaded_api, "annulFact", annulling)
    assert (refused["code"], refused["path"]) == ("VERSION_CONFLICT", ["input", "expectedVersion"])
    annulled = await record(
        loaded_api, "annulFact", {**annulling, "expectedVersion": version}, "organisation { version }"
    )
    assert annulled["organisation"] == {"version": version + 1}
