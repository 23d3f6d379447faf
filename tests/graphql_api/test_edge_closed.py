"""A register that does not tell everybody its schema, is not read by everybody, or runs trusted documents."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio

from app import create_app, trust_document
from graphql_api.media_types import GRAPHQL_JSON
from infra.document_commands import DocumentUnfit
from infra.settings import Introspection, InvalidSetting, Settings, Switch
from tests.api import Api
from tests.databases import new_database

pytestmark = pytest.mark.asyncio(loop_scope="module")

TRUSTED = "query Name { network { name } }"
OTHER = "{ network { position } }"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("documents")


@pytest.fixture(scope="module")
def trusted_id(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    return trust_document(folder, written(tmp_path_factory.mktemp("drafts"), TRUSTED))


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def settings(
    server: str, loaded_template: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Settings]:
    async with new_database(server, loaded_template) as dsn:
        yield Settings(database_url=dsn, home=tmp_path_factory.mktemp("closed"))


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def closed(settings: Settings) -> AsyncIterator[Api]:
    async with Api.over(replace(settings, introspection=Introspection.NOBODY, explorer=Switch.OFF)) as api:
        yield api


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def trusting(settings: Settings, folder: Path, trusted_id: str) -> AsyncIterator[Api]:
    async with Api.over(replace(settings, documents=folder, introspection=Introspection.SIGNED_IN)) as api:
        yield api


def written(folder: Path, text: str, name: str = "draft.graphql") -> Path:
    file = folder / name
    file.write_text(text, "utf-8")
    return file


async def asked(api: Api, **body: Any) -> httpx.Response:
    """What the public is answered."""
    return await api.http.post("/graphql", json=body, headers={"accept": GRAPHQL_JSON})


def code(response: httpx.Response, status: int) -> str:
    assert response.status_code == status, response.text
    (error,) = response.json()["errors"]
    told: str = error["extensions"]["code"]
    return told


# The schema


@pytest.mark.parametrize(
    ("query", "variables"),
    [
        ("{ netwrk { name } }", {}),
        ("{ network { nam } }", {}),
        ("{ network }", {}),
        ("{ network { name { x } } }", {}),
        ("{ network { organisations(frist: 1) { totalCount } } }", {}),
        ("{ network { organisations(filter: { knd: [STADT] }) { totalCount } } }", {}),
        ("{ network { organisations(filter: { kind: [STAT] }) { totalCount } } }", {}),
        ("{ network { organisation { name } } }", {}),
        ('{ network { statistics(on: "x") { members nothing } } }', {}),
        ("{ network { ... on Organisatio { name } } }", {}),
        ("query ($f: OrganisationFiltr) { network { organisations(filter: $f) { totalCount } } }", {}),
        ("mutation { registerOrganisation(input: {}) { __typename } }", {}),
        ("mutation { registerOrganisatio { __typename } }", {}),
        ("subscription { network { name } }", {}),
    ],
)
async def test_what_does_not_fit_the_schema_is_told_without_a_name_of_it(
    query: str, variables: dict[str, Any], closed: Api
) -> None:
    answer = await asked(closed, query=query, variables=variables)
    assert answer.status_code == 400
    assert answer.json() == {
        "errors": [
            {
                "message": "The document does not fit the schema.",
                "extensions": {"code": "GRAPHQL_VALIDATION_FAILED"},
            }
        ]
    }


@pytest.mark.parametrize("value", [{"knd": []}, {"kind": "STAT"}, {"kind": ["STAT"]}, 1, {"signatory": 1}])
async def test_a_value_that_does_not_fit_is_told_without_a_name_of_the_schema(
    value: object, closed: Api
) -> None:
    query = "query ($f: OrganisationFilter) { network { organisations(filter: $f) { totalCount } } }"
    answer = await asked(closed, query=query, variables={"f": value})
    assert code(answer, 400) == "BAD_USER_INPUT"
    assert answer.json()["errors"][0]["message"] == "A variable's value does not fit its type."


async def test_a_value_of_ours_is_still_told_what_is_wrong_with_it(closed: Api) -> None:
    query = "query ($on: Date) { network { statistics(on: $on) { members } } }"
    answer = await asked(closed, query=query, variables={"on": "2017-02-30"})
    assert code(answer, 400) == "BAD_DATE"


async def test_an_export_that_there_is_not_names_none_that_there_is(closed: Api) -> None:
    unknown = await closed.http.get("/export/nothing.csv")
    assert code(unknown, 404) == "UNKNOWN_EXPORT"
    assert unknown.json()["errors"][0]["message"] == "There is no export of this name."
    ill = await closed.http.get("/export/organisations.csv?nothing=1")
    assert code(ill, 400) == "BAD_PARAMETER"
    assert ill.json()["errors"][0]["message"] == "A parameter does not fit this export."


async def test_real_names_and_others_are_answered_alike(closed: Api) -> None:
    def answers(name: str) -> list[str]:
        return [
            f"{{ {name} decoy }}",
            f"{{ decoy {{ {name} }} }}",
            f"{{ network {{ decoy {name} }} }}",
            f"mutation {{ {name} decoy }}",
            f"{{ decoy({name}: 1) }}",
            f"query ($x: {name}) {{ decoy(x: $x) }}",
            f"{{ ... on {name} {{ decoy }} }}",
        ]

    told = {
        (await asked(closed, query=query)).text
        for name in ("network", "events", "organisations", "Organisation", "filter", "joinNetwork", "decoy2")
        for query in answers(name)
    }
    assert len(told) == 1


async def test_nobody_is_told_the_schema(closed: Api) -> None:
    for headers in ({}, {"authorization": f"Bearer {closed.token}"}):
        answer = await closed.http.post(
            "/graphql", json={"query": "{ __schema { types { name } } }"}, headers=headers
        )
        assert code(answer, 200) == "INTROSPECTION_CLOSED"
        printed = await closed.http.get("/graphql/schema.graphql", headers=headers)
        assert code(printed, 403) == "INTROSPECTION_CLOSED"


async def test_whoever_has_a_role_is_told_the_schema_where_it_is_set_so(trusting: Api) -> None:
    known = {"authorization": f"Bearer {trusting.token}"}
    assert (await trusting.http.get("/graphql/schema.graphql", headers=known)).status_code == 200
    assert (await trusting.http.get("/graphql/schema.graphql")).status_code == 403
    answer = await trusting.ask("{ netwrk { name } }")
    assert "Did you mean 'network'?" in answer["errors"][0]["message"]


async def test_without_the_explorer_a_browser_gets_none_of_it(closed: Api) -> None:
    assert code(await closed.http.get("/graphql", headers={"accept": "text/html"}), 406) == "NOT_ACCEPTABLE"
    assert (await closed.http.get("/graphql/explorer/explorer.js")).status_code == 404


async def test_no_site_may_ask_unless_it_is_set(closed: Api) -> None:
    asked_first = {"origin": "https://pages.example.org", "access-control-request-method": "POST"}
    answer = await closed.http.options("/graphql", headers=asked_first)
    assert code(answer, 405) == "METHOD_NOT_ALLOWED"
    assert answer.headers["allow"] == "GET, HEAD, POST"
    assert "access-control-allow-origin" not in answer.headers


# Reading


async def test_where_the_public_may_not_read_everything_needs_a_role(settings: Settings) -> None:
    async with Api.over(replace(settings, public_reading=Switch.OFF)) as api:
        assert code(await asked(api, query=TRUSTED), 401) == "UNAUTHENTICATED"
        for path in ("/export/organisations.csv", f"/texts/{'0' * 64}"):
            assert code(await api.http.get(path), 401) == "UNAUTHENTICATED"
        assert (await api.http.get("/graphql/schema.graphql")).status_code == 403
        assert (await api.data(TRUSTED))["network"]["name"]


# Trusted documents


async def test_the_public_runs_trusted_documents_by_id_and_by_text(trusting: Api, trusted_id: str) -> None:
    name = {"network": {"name": "Kommunen-Netzwerk: engagiert in NRW"}}
    for answer in (
        await asked(trusting, documentId=trusted_id, operationName="Name"),
        await asked(trusting, query=TRUSTED),
        await trusting.http.get("/graphql", params={"documentId": trusted_id}),
    ):
        assert answer.json()["data"] == name


async def test_the_public_runs_no_other(trusting: Api, trusted_id: str) -> None:
    assert code(await asked(trusting, query=OTHER), 403) == "DOCUMENT_NOT_TRUSTED"
    assert code(await asked(trusting, query=f"{TRUSTED} "), 403) == "DOCUMENT_NOT_TRUSTED"
    unknown = ("sha256:" + "0" * 64, trusted_id.removeprefix("sha256:"), trusted_id.upper(), "", "x:y")
    for each in unknown:
        assert code(await asked(trusting, documentId=each), 400) == "PERSISTED_DOCUMENT_NOT_FOUND"
    malformed: tuple[object, ...] = (1, None, {}, [])
    for ill in malformed:
        assert code(await asked(trusting, documentId=ill), 400) == "BAD_REQUEST"


async def test_whoever_has_a_role_runs_any(trusting: Api, trusted_id: str) -> None:
    assert (await trusting.data(OTHER))["network"]["position"]
    known = {"authorization": f"Bearer {trusting.token}"}
    by_id = await trusting.http.post("/graphql", json={"documentId": trusted_id}, headers=known)
    assert by_id.json()["data"]["network"]["name"]


async def test_where_no_documents_are_trusted_none_is_known_by_id(closed: Api, trusted_id: str) -> None:
    assert code(await asked(closed, documentId=trusted_id), 400) == "PERSISTED_DOCUMENT_NOT_FOUND"
    assert (await asked(closed, query=OTHER)).status_code == 200


@pytest.mark.parametrize("text", ["{ nothing }", "{", ""])
async def test_a_document_that_does_not_fit_is_not_trusted(text: str, tmp_path: Path) -> None:
    with pytest.raises(DocumentUnfit, match=r"draft\.graphql"):
        trust_document(tmp_path / "trusted", written(tmp_path, text))
    assert not (tmp_path / "trusted").exists()


async def test_a_folder_with_a_broken_document_stops_the_start(settings: Settings, tmp_path: Path) -> None:
    documents = replace(settings, documents=tmp_path / "documents")
    with pytest.raises(InvalidSetting, match="is no folder"):
        create_app(documents)
    named = trust_document(tmp_path / "documents", written(tmp_path, TRUSTED)).removeprefix("sha256:")
    create_app(documents)
    file = written(tmp_path / "documents", OTHER, f"{named}.graphql")
    with pytest.raises(InvalidSetting, match=f"{named}.graphql is not named by the SHA-256"):
        create_app(documents)
    file.unlink()
    written(tmp_path / "documents", "{ nothing }")
    with pytest.raises(InvalidSetting, match=r"NETZWERKREGISTER_DOCUMENTS: .*Cannot query field"):
        create_app(documents)
