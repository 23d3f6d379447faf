"""What clients are told in German and in English: the same codes, places and data, other words."""

import json
import re
from typing import Any

import pytest

from domain.errors import AlreadyMember, explain
from domain.languages import Language
from domain.ports import StoreUnavailable
from graphql_api.failures import told
from projections.reading import ReadSideBehind
from tests.api import Api
from tests.graphql_api.refused_commands import CASES
from tests.graphql_api.telling import ASSOCIATION, BONN, COLOGNE, document, org, record

SHARED = pytest.mark.asyncio(loop_scope="module")

ENGLISH = re.compile(r"\b(the|is|of|and|with|give|it|to|or|ask|needs)\b", re.I)

MALFORMED: dict[str, tuple[str, dict[str, Any]]] = {
    "BAD_PAGE": ("{ network { organisations(first: 101) { totalCount } } }", {}),
    "BAD_PAGE both ways": ("{ network { organisations(first: 1, last: 1) { totalCount } } }", {}),
    "BAD_CURSOR": ('{ network { organisations(after: "x") { nodes { name } } } }', {}),
    "BAD_ID": ('{ node(id: "x") { id } }', {}),
    "BAD_ID within": (
        "query ($filter: ImpulseFilter) { network { impulses(filter: $filter) { totalCount } } }",
        {"filter": {"raisedBy": f"sum_{org(BONN)[4:]}"}},
    ),
    "TOO_MANY_IDS": ("query ($ids: [ID!]!) { nodes(ids: $ids) { id } }", {"ids": [org(BONN)] * 101}),
    "BAD_DATE literal": ('{ network { statistics(on: "x") { members } } }', {}),
    "BAD_DATE variable": ("query ($on: Date) { network { statistics(on: $on) { members } } }", {"on": "x"}),
    "BAD_DATE within": (
        "query ($filter: OrganisationFilter) { network { organisations(filter: $filter) { totalCount } } }",
        {"filter": {"signatory": {"on": "2017-02-30"}}},
    ),
    "BAD_DATE of no history": (
        'mutation { proclaimDeclaration(input: { title: "T", on: "0001-01-01" }) { __typename } }',
        {},
    ),
    "BAD_SOURCE": (
        document("registerOrganisation"),
        {"input": {"name": "Verein", "source": "a\nb", **ASSOCIATION}},
    ),
    "BAD_USER_INPUT": (
        "query ($text: String!) { network { organisation(by: { ags: $text }) { name } } }",
        {"text": "a\0b"},
    ),
    "BAD_USER_INPUT null": (
        "query ($year: Int = 2017) { network { summit(year: $year) { id } } }",
        {"year": None},
    ),
    "BAD_CURSOR of the log": ('{ events(after: "x") { totalCount } }', {}),
    "BAD_MOMENT literal": ('{ network(asOf: { recordedAt: "2020-01-01" }) { name } }', {}),
    "BAD_MOMENT within": (
        "query ($filter: EventFilter) { events(filter: $filter) { totalCount } }",
        {"filter": {"recordedSince": "2020-01-01T00:00:00"}},
    ),
    "BAD_POSITION": ("{ network(asOf: { position: 0 }) { name } }", {}),
    "POSITION_NOT_RECORDED": (f"{{ network(asOf: {{ position: {2**62} }}) {{ name }} }}", {}),
    "AS_OF_AHEAD": ('{ network(asOf: { recordedAt: "2999-01-01T00:00:00Z" }) { name } }', {}),
    "BAD_RANGE": ("{ changes(from: { position: 3 }, to: { position: 2 }) { totalCount } }", {}),
    "UNKNOWN_EVENT_TYPE": ('{ events(filter: { type: ["x"] }) { totalCount } }', {}),
    "BAD_ID of a stream": ('{ events(filter: { stream: "x" }) { totalCount } }', {}),
    "UNKNOWN_OPERATION": ("query a { network { name } } query b { network { name } }", {}),
    "TOO_MANY_ROOT_FIELDS": (
        "{ " + " ".join(f't{number}: __type(name: "Int") {{ name }}' for number in range(21)) + " }",
        {},
    ),
}
BODIES = (
    *(b"{", b"1", b"{}", b'{"query": 1}', b'{"query": "{ a }", "variables": []}'),
    *(b'{"query": "{ a }", "operationName": 1}', b'{"query": "{ a }", "extensions": 1}', b"[]"),
)


async def in_both(
    api: Api, query: str, variables: dict[str, Any] | None = None
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The English and the German answer."""
    return tuple(  # type: ignore[return-value]
        [await api.ask(query, variables, **{"accept-language": language}) for language in ("en", "de-DE")]
    )


@SHARED
@pytest.mark.parametrize("case", MALFORMED)
async def test_malformed_input_has_the_same_code_and_place_in_both_languages(
    case: str, shared_api: Api
) -> None:
    (english,), (german,) = [answer["errors"] for answer in await in_both(shared_api, *MALFORMED[case])]
    messages = english.pop("message"), german.pop("message")
    assert english == german
    assert english["extensions"]["code"] == case.split()[0]
    assert messages[0] != messages[1]
    assert ENGLISH.search(messages[0]), messages[0]
    assert not ENGLISH.search(messages[1]), messages[1]


@SHARED
async def test_a_page_that_is_too_long_is_told_in_the_language_asked_for(shared_api: Api) -> None:
    query = "query ($first: Int) { network { organisations(first: $first) { totalCount } } }"
    english, german = await in_both(shared_api, query, {"first": 200})
    assert english["errors"][0]["message"] == "A page holds 0 to 100 rows; 200 were asked for."
    assert german["errors"][0]["message"] == "Eine Seite hat 0 bis 100 Zeilen; verlangt waren 200."


@SHARED
async def test_the_error_of_a_variable_says_in_german_too_which_it_is(shared_api: Api) -> None:
    _, german = await in_both(shared_api, *MALFORMED["BAD_DATE within"])
    assert german["errors"][0]["message"] == (
        "Variable '$filter' hat einen unzulässigen Wert bei .signatory.on: "
        "'2017-02-30' ist kein Kalendertag in der Form JJJJ-MM-TT."
    )


@SHARED
async def test_a_refusal_is_told_in_the_language_asked_for(shared_api: Api) -> None:
    (mutation, input), (code, field) = CASES["a member joins again"]
    answers = await in_both(shared_api, document(mutation), {"input": input})
    english, german = (answer["data"]["answer"] for answer in answers)
    assert english == {
        "__typename": "Refused",
        "code": code,
        "message": AlreadyMember("Bonn").message(),
        "path": ["input", field],
    }
    assert german == {**english, "message": AlreadyMember("Bonn").message(Language.DE)}


@SHARED
@pytest.mark.parametrize("body", BODIES)
async def test_a_request_that_is_no_operation_is_told_in_both_languages(body: bytes, shared_api: Api) -> None:
    told = []
    for language in ("en", "de"):
        response = await shared_api.http.post(
            "/graphql",
            content=body,
            headers={"content-type": "application/json", "accept-language": language},
        )
        assert response.status_code == 400
        assert response.headers["content-language"] == language
        told.append(response.json()["errors"][0])
    assert [error["extensions"] for error in told] == [{"code": "BAD_REQUEST"}] * 2
    assert told[0]["message"] != told[1]["message"]


@SHARED
@pytest.mark.parametrize(
    ("headers", "body", "status", "code"),
    [
        ({"authorization": "Bearer x"}, {"query": "{ network { name } }"}, 401, "CREDENTIALS_REFUSED"),
        ({}, {"query": 'mutation { planAccession(input: { organisation: "", on: "2020" }) '}, 200, None),
        (
            {},
            {
                "query": document("registerOrganisation"),
                "variables": {"input": {"name": "Verein", **ASSOCIATION}},
            },
            200,
            "UNAUTHENTICATED",
        ),
        (
            {"netzwerkregister-position": "x"},
            {"query": "{ network { name } }"},
            400,
            "BAD_REQUEST",
        ),
    ],
)
async def test_who_may_not_is_told_in_the_language_asked_for(
    headers: dict[str, str], body: dict[str, Any], status: int, code: str | None, shared_api: Api
) -> None:
    messages = set()
    for language in ("en", "de"):
        response = await shared_api.http.post(
            "/graphql", json=body, headers={**headers, "accept-language": language}
        )
        assert response.status_code == status
        (error,) = response.json()["errors"]
        assert code is None or error["extensions"]["code"] == code
        messages.add(error["message"])
    # What graphql-core says of a document is in English only.
    assert len(messages) == (1 if code is None else 2)


@SHARED
async def test_an_answer_says_its_language_and_that_it_varies_by_it(shared_api: Api) -> None:
    for accepted, language in (("de-AT,de;q=0.9,en;q=0.8", "de"), ("fr", "en"), (None, "en")):
        response = await shared_api.http.post(
            "/graphql",
            json={"query": "{ network { name } }"},
            headers={} if accepted is None else {"accept-language": accepted},
        )
        assert response.headers["content-language"] == language
        assert "Accept-Language" in response.headers["vary"]
        assert response.json()["data"] == {"network": {"name": "Kommunen-Netzwerk: engagiert in NRW"}}


@SHARED
async def test_the_header_may_be_sent_in_several_lines(shared_api: Api) -> None:
    response = await shared_api.http.post(
        "/graphql",
        content=json.dumps({"query": "{ network { name } }"}),
        headers=[
            ("content-type", "application/json"),
            ("accept-language", "en;q=0.1"),
            ("accept-language", "de"),
        ],
    )
    assert response.headers["content-language"] == "de"


@SHARED
async def test_topics_are_told_in_both_languages_in_whichever_is_asked_for(shared_api: Api) -> None:
    query = "{ network { topics { german english } targetGroups { targetGroup german english } } }"
    english, german = await in_both(shared_api, query)
    assert english == german
    words = german["data"]["network"]
    assert {"german": "Kultur", "english": "Culture"} in words["topics"]
    group = {"targetGroup": "FAMILIES", "german": "Familien", "english": "Families"}
    assert group in words["targetGroups"]


async def test_a_repeated_command_may_be_answered_in_another_language(loaded_api: Api) -> None:
    planning = {"organisation": org(COLOGNE), "on": "2030-01-01", "idempotencyKey": "k"}
    first = await record(loaded_api, "planAccession", planning)
    query = document("planAccession")
    again = await loaded_api.ask(query, {"input": planning}, **{"accept-language": "de"})
    assert again["data"]["answer"]["position"] == first["position"]
    english, german = await in_both(loaded_api, query, {"input": {**planning, "on": "2030-01-02"}})
    assert english["data"]["answer"]["code"] == german["data"]["answer"]["code"] == "IDEMPOTENCY_KEY_REUSED"
    assert english["data"]["answer"]["message"] != german["data"]["answer"]["message"]


async def test_each_outcome_of_a_command_for_many_is_told_in_the_language_asked_for(loaded_api: Api) -> None:
    announced = await record(loaded_api, "announceSummit", {"year": 2030, "title": "T"}, "summit { id }")
    inviting = {
        "summit": announced["summit"]["id"],
        "organisations": [org(COLOGNE)],
        "idempotencyKey": "many",
    }
    query = document("inviteOrganisations", "outcomes { refusal { code message } }")
    answers = await in_both(loaded_api, query, {"input": inviting})
    (english,), (german,) = (answer["data"]["answer"]["outcomes"] for answer in answers)
    assert english["refusal"]["code"] == german["refusal"]["code"] == "NOT_ENTITLED_TO_ATTEND"
    assert english["refusal"]["message"] != german["refusal"]["message"]


def test_what_is_no_fault_of_the_client_is_told_in_its_language() -> None:
    for error in (StoreUnavailable(), ReadSideBehind(7)):
        assert told(error, Language.DE).message == explain(error, Language.DE)
    assert told(ReadSideBehind(7), Language.DE).extensions == {"code": "READ_SIDE_BEHIND", "position": 7}
    masked = told(RuntimeError("secret"), Language.DE)
    assert masked.message.startswith("Hier ist etwas fehlgeschlagen.")
    assert "secret" not in masked.message
