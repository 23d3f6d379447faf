"""A command with an idempotency key is recorded once, whatever a client repeats."""

import asyncio
from pathlib import Path

from infra.settings import Settings
from tests.api import Api
from tests.graphql_api.exchanged import CONTENT, IMPULSE
from tests.graphql_api.telling import (
    ASSOCIATION,
    BONN,
    COLOGNE,
    CRITERIA,
    as_another,
    log_position,
    org,
    record,
    refusal,
    tell,
)
from tests.graphql_api.test_summit_corrections import summit_of

SIGNING = {"organisation": org(COLOGNE), "on": "2020-02-29", "idempotencyKey": "a letter of 29 February"}
REGISTERING = {"name": "Verein", **ASSOCIATION, "idempotencyKey": "k" * 200}
SIGNATURE = "signature { id signedOn organisation { name version } }"


async def test_a_retry_answers_the_same_and_records_nothing(loaded_api: Api) -> None:
    first = await record(loaded_api, "signDeclaration", SIGNING, SIGNATURE)
    position = await log_position(loaded_api)
    assert await record(loaded_api, "signDeclaration", SIGNING, SIGNATURE) == first
    assert first["position"] == position == await log_position(loaded_api)


async def test_a_retry_of_what_is_given_a_new_id_answers_the_same_id(loaded_api: Api) -> None:
    for mutation, input, payload in (
        ("raiseImpulse", {**IMPULSE, "summit": await summit_of(loaded_api, 2017)}, "impulse { id version }"),
        (
            "sharePracticeExample",
            {"organisation": org(BONN), "content": CONTENT, "on": "2020-02-29"},
            "example { id version }",
        ),
    ):
        once = {**input, "idempotencyKey": mutation}
        first = await record(loaded_api, mutation, once, payload)
        assert await record(loaded_api, mutation, once, payload) == first
        again = await record(loaded_api, mutation, input, payload)
        assert again["position"] == first["position"] + 1
        assert again != first


async def test_a_retry_answers_the_first_position_after_the_organisation_moved_on(loaded_api: Api) -> None:
    first = await record(loaded_api, "signDeclaration", SIGNING, SIGNATURE)
    await record(
        loaded_api, "joinNetwork", {"organisation": org(COLOGNE), "on": "2020-03-01", "criteria": CRITERIA}
    )
    again = await record(loaded_api, "signDeclaration", SIGNING, SIGNATURE)
    assert again["position"] == first["position"]
    assert again["signature"]["id"] == first["signature"]["id"]
    assert again["signature"]["organisation"]["version"] == first["signature"]["organisation"]["version"] + 1
    assert await log_position(loaded_api) == first["position"] + 1


async def test_a_retry_with_the_expected_version_of_the_first_time_answers_the_same(loaded_api: Api) -> None:
    found = await loaded_api.data(
        "query ($id: ID!) { node(id: $id) { version } }", {"id": SIGNING["organisation"]}
    )
    input = {**SIGNING, "expectedVersion": found["node"]["version"]}
    first = await record(loaded_api, "signDeclaration", input)
    assert await record(loaded_api, "signDeclaration", input) == first


async def test_a_retry_in_other_words_is_the_same_command(loaded_api: Api) -> None:
    first = await record(loaded_api, "signDeclaration", SIGNING)
    again = await loaded_api.data(
        f"""mutation {{ signDeclaration(input: {{
            idempotencyKey: "{SIGNING["idempotencyKey"]}", on: "2020-02-29", organisation: "{org(COLOGNE)}"
        }}) {{ ... on SignDeclarationPayload {{ position }} }} }}"""
    )
    assert again["signDeclaration"]["position"] == first["position"]


async def test_a_null_is_as_good_as_leaving_out(loaded_api: Api) -> None:
    first = await record(loaded_api, "signDeclaration", SIGNING)
    again = await record(loaded_api, "signDeclaration", {**SIGNING, "office": None, "source": None})
    assert again["position"] == first["position"]


async def test_a_key_is_refused_with_other_input(loaded_api: Api) -> None:
    await record(loaded_api, "signDeclaration", SIGNING)
    for other in ({"on": "2020-03-01"}, {"organisation": org(BONN)}, {"source": "a mail"}):
        refused = await refusal(loaded_api, "signDeclaration", {**SIGNING, **other})
        assert refused["code"] == "IDEMPOTENCY_KEY_REUSED"
        assert refused["path"] == ["input", "idempotencyKey"]


async def test_a_key_is_refused_with_another_command_of_equal_input(loaded_api: Api) -> None:
    await record(loaded_api, "signDeclaration", SIGNING)
    assert (await refusal(loaded_api, "resolveAccession", SIGNING))["code"] == "IDEMPOTENCY_KEY_REUSED"
    assert (await refusal(loaded_api, "planAccession", SIGNING))["code"] == "IDEMPOTENCY_KEY_REUSED"


async def test_a_key_is_its_actors_own(loaded_api: Api, tmp_path: Path) -> None:
    await record(loaded_api, "signDeclaration", SIGNING)
    another = as_another(loaded_api, tmp_path, "another")
    assert (await refusal(another, "signDeclaration", SIGNING))["code"] == "ALREADY_SIGNED"
    joining = {"organisation": org(COLOGNE), "on": "2020-02-29", "criteria": CRITERIA}
    joining["idempotencyKey"] = SIGNING["idempotencyKey"]
    await record(another, "joinNetwork", joining)


async def test_a_refusal_is_not_remembered(loaded_api: Api) -> None:
    joining = {"organisation": org(COLOGNE), "on": "2020-02-29", "criteria": CRITERIA}
    joining["idempotencyKey"] = "joining"
    assert (await refusal(loaded_api, "joinNetwork", joining))["code"] == "SIGNATURE_MISSING"
    await record(loaded_api, "signDeclaration", SIGNING)
    first = await record(loaded_api, "joinNetwork", joining)
    assert await record(loaded_api, "joinNetwork", joining) == first


async def test_a_refused_key_may_be_used_for_something_else(api: Api) -> None:
    await refusal(api, "registerOrganisation", {**REGISTERING, "name": ""})
    await record(api, "registerOrganisation", REGISTERING)


async def test_a_repeated_command_with_another_key_is_judged_anew(api: Api) -> None:
    await record(api, "registerOrganisation", REGISTERING)
    refused = await refusal(api, "registerOrganisation", {**REGISTERING, "idempotencyKey": "another"})
    assert refused["code"] == "ALREADY_REGISTERED"


async def test_of_concurrent_duplicates_one_is_recorded_and_all_answer_it(loaded_api: Api) -> None:
    before = await log_position(loaded_api)
    answers = await asyncio.gather(
        *(record(loaded_api, "signDeclaration", SIGNING, SIGNATURE) for _ in range(20))
    )
    assert answers == [answers[0]] * 20
    assert answers[0]["position"] == await log_position(loaded_api) == before + 1


async def test_of_duplicates_in_two_workers_one_is_recorded(loaded_dsn: str, tmp_path: Path) -> None:
    settings = Settings(database_url=loaded_dsn, home=tmp_path)
    revising = {"title": "Erklärung", "on": "2020-02-29", "idempotencyKey": "revision"}
    async with Api.over(settings) as one, Api.over(settings) as other:
        before = await log_position(one)
        answers = await asyncio.gather(
            *(record(each, "reviseDeclaration", revising) for each in [one, other] * 10)
        )
        assert {answer["position"] for answer in answers} == {before + 1}
        assert await log_position(one) == before + 1


async def test_of_concurrent_commands_with_one_key_and_other_input_one_is_recorded(loaded_api: Api) -> None:
    before = await log_position(loaded_api)
    answers = await asyncio.gather(
        *(tell(loaded_api, "signDeclaration", {**SIGNING, "on": f"2020-03-{day:02}"}) for day in range(1, 9))
    )
    codes = sorted(answer.get("code", "recorded") for answer in answers)
    assert codes == ["IDEMPOTENCY_KEY_REUSED"] * 7 + ["recorded"]
    assert await log_position(loaded_api) == before + 1


async def test_two_mutations_of_one_operation_with_one_key_are_recorded_once(api: Api) -> None:
    answer = await api.data(
        """mutation ($input: RegisterOrganisationInput!) {
            first: registerOrganisation(input: $input) { ...Recorded }
            second: registerOrganisation(input: $input) { ...Recorded }
        }
        fragment Recorded on RegisterOrganisationPayload { position organisation { name } }""",
        {"input": REGISTERING},
    )
    assert answer["first"] == answer["second"] == {"position": 1, "organisation": {"name": "Verein"}}
    assert await log_position(api) == 1
