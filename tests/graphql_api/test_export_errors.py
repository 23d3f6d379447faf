"""Exports that are refused: by which status and code, and what to do, in both languages."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from structlog.testing import capture_logs

from infra import read_store
from infra.settings import Settings
from tests.api import Api
from tests.graphql_api.exporting import POSITION, fetch
from tests.graphql_api.telling import ASSOCIATION, BONN, document, log_position, org
from tests.infra.projecting import standing_still
from tests.infra.test_outages import NOWHERE

SHARED = pytest.mark.asyncio(loop_scope="module")

GERMAN = re.compile(r"\b(ist|sind|hat|gibt|nicht|kein|keine|keinen)\b")
NOBODY = f"org_{UUID(int=1)}"
FAR = "999999999"

Given = Mapping[str, str]
NOTHING: Given = {}

REFUSED: dict[str, tuple[str, dict[str, str], tuple[int, str]]] = {
    "an unknown export": ("mayors.csv", {}, (404, "UNKNOWN_EXPORT")),
    "one of a node, of the network": ("children.csv", {}, (404, "UNKNOWN_EXPORT")),
    "one of the network, of a node": ("summits.csv", {"of": org(BONN)}, (404, "UNKNOWN_EXPORT")),
    "no connection": ("declaration.csv", {}, (404, "UNKNOWN_EXPORT")),
    "of a node without lists": ("x.csv", {"of": f"sig_{UUID(int=1)}"}, (404, "UNKNOWN_NODE")),
    "an unknown form": ("summits.xlsx", {}, (404, "UNKNOWN_EXPORT")),
    "a form in capitals": ("summits.CSV", {}, (404, "UNKNOWN_EXPORT")),
    "a name with quotation marks": ('a";x="b.csv', {}, (404, "UNKNOWN_EXPORT")),
    "a name with line breaks": ("a%0D%0AX-Y: z.csv", {}, (404, "UNKNOWN_EXPORT")),
    "an unknown node": ("children.csv", {"of": NOBODY}, (404, "UNKNOWN_NODE")),
    "a bad id": ("children.csv", {"of": "org_1"}, (400, "BAD_ID")),
    "an empty id": ("children.csv", {"of": ""}, (400, "BAD_ID")),
    "an unknown parameter": ("summits.csv", {"fields": "year"}, (400, "BAD_PARAMETER")),
    "a page": ("summits.csv", {"first": "10"}, (400, "BAD_PARAMETER")),
    "a filter where there is none": ("memberships.csv", {"filter": "{}"}, (400, "BAD_PARAMETER")),
    "bad JSON": ("summits.csv", {"filter": "{held: true}"}, (400, "BAD_PARAMETER")),
    "empty JSON": ("summits.csv", {"orderBy": ""}, (400, "BAD_PARAMETER")),
    "deep JSON": ("summits.csv", {"filter": "[" * 5_000}, (400, "BAD_PARAMETER")),
    "a bad delimiter": ("summits.csv", {"delimiter": "\t"}, (400, "BAD_PARAMETER")),
    "a bad date": ("signatures.csv", {"filter": '{"since": "2017-02-30"}'}, (400, "BAD_DATE")),
    "a bad id in a filter": ("impulses.csv", {"filter": '{"raisedBy": "sum_1"}'}, (400, "BAD_ID")),
    "a text that is none": ("organisations.csv", {"filter": '{"text": "\\u0000"}'}, (400, "BAD_USER_INPUT")),
    "no truth value": ("events.csv", {"newestFirst": "ja"}, (400, "BAD_PARAMETER")),
    "an unknown type of events": ("events.csv", {"filter": '{"type": "x"}'}, (400, "UNKNOWN_EVENT_TYPE")),
    "no words": ("search.csv", {"query": " "}, (400, "BAD_QUERY")),
}

# What graphql-core says of a value is in English only.
REFUSED_IN_ENGLISH = {
    "a filter that is none": ("summits.csv", {"filter": "[1, 2]"}),
    "a filter of something else": ("summits.csv", {"filter": '{"membership": ["MEMBER"]}'}),
    "a value that is none": ("summits.csv", {"filter": '{"state": ["EATEN"]}'}),
    "an order without a field": ("summits.csv", {"orderBy": '{"direction": "DESC"}'}),
    "a kind that is none": ("search.csv", {"query": "a", "kinds": '["MAYOR"]'}),
}


async def refused(
    api: Api, file: str, parameters: Given = NOTHING, headers: Given = NOTHING
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The one error in English and in German, with the status among it."""
    told = []
    for language in ("en", "de"):
        asking = {"accept-language": language, **headers}
        response = await api.http.get(f"/export/{file}", params=dict(parameters), headers=asking)
        assert response.headers["content-type"] == "application/json"
        assert response.headers["content-language"] == language
        assert "content-disposition" not in response.headers
        (error,) = response.json()["errors"]
        told.append({"status": response.status_code, **error})
    return told[0], told[1]


async def refused_as(
    api: Api, expected: tuple[int, str], file: str, parameters: Given = NOTHING, headers: Given = NOTHING
) -> None:
    """It is refused by this status and code, in the words of each language."""
    for told, german in zip(await refused(api, file, parameters, headers), (False, True), strict=True):
        assert (told["status"], told["extensions"]["code"]) == expected
        assert bool(GERMAN.search(told["message"])) is german, told["message"]


@SHARED
@pytest.mark.parametrize("case", REFUSED)
async def test_what_cannot_be_exported_is_told_in_both_languages(case: str, shared_api: Api) -> None:
    file, parameters, expected = REFUSED[case]
    await refused_as(shared_api, expected, file, parameters)


@SHARED
@pytest.mark.parametrize("case", REFUSED_IN_ENGLISH)
async def test_a_value_that_the_schema_does_not_have_is_refused(case: str, shared_api: Api) -> None:
    for told in await refused(shared_api, *REFUSED_IN_ENGLISH[case]):
        assert (told["status"], told["extensions"]["code"]) == (400, "BAD_USER_INPUT")


@SHARED
async def test_the_refusal_says_what_there_is_instead(shared_api: Api) -> None:
    english, german = await refused(shared_api, "x.csv", {"of": org(BONN)})
    assert "Organisation has no export 'x'. Ask for one of: history, children, " in english["message"]
    assert (
        "Organisation hat keinen Export 'x'. Abzurufen ist einer von: history, children, "
        in german["message"]
    )
    english, _ = await refused(shared_api, "search.csv", {"filter": "{}"})
    assert english["message"].endswith("It takes: query, kinds, of, asOf, delimiter.")


@SHARED
async def test_credentials_that_are_none_are_refused_before_anything_is_read(shared_api: Api) -> None:
    bearer = {"authorization": "Bearer x"}
    for file in ("summits.csv", "mayors.csv"):
        await refused_as(shared_api, (401, "CREDENTIALS_REFUSED"), file, {}, bearer)
    response = await shared_api.http.get("/export/summits.csv", headers=bearer)
    assert response.headers["www-authenticate"] == 'Bearer error="invalid_token"'


@SHARED
@pytest.mark.parametrize("position", ["", "x", "-1", "1.5", "9" * 19])
async def test_a_position_that_is_none_is_refused(position: str, shared_api: Api) -> None:
    await refused_as(shared_api, (400, "BAD_REQUEST"), "summits.csv", {}, {POSITION: position})


@SHARED
@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
async def test_exports_are_only_read(method: str, shared_api: Api) -> None:
    response = await shared_api.http.request(method, "/export/summits.csv")
    assert response.status_code == 405
    assert set(response.headers["allow"].split(", ")) == {"GET", "HEAD"}


# The read side


async def test_a_position_that_is_not_reached_in_time_is_told(loaded_dsn: str, tmp_path: Path) -> None:
    settings = Settings(database_url=loaded_dsn, home=tmp_path, patience_seconds=0)
    async with Api.over(settings) as api:
        for file, of in (("summits.csv", NOTHING), ("children.csv", {"of": org(BONN)})):
            await refused_as(api, (503, "READ_SIDE_BEHIND"), file, of, {POSITION: FAR})


async def test_an_export_that_waits_has_what_was_recorded_meanwhile(loaded_dsn: str, tmp_path: Path) -> None:
    async with AsyncExitStack() as standing:
        await standing.enter_async_context(standing_still(loaded_dsn))
        async with Api.over(Settings(database_url=loaded_dsn, home=tmp_path)) as api:
            position = await log_position(api) + 1
            registering = {"input": {"name": "Verein", **ASSOCIATION}}
            command = asyncio.create_task(api.data(document("registerOrganisation"), registering))
            asked = '/export/organisations.csv?filter={"text": "Verein"}'
            export = asyncio.create_task(api.http.get(asked, headers={POSITION: str(position)}))
            await asyncio.sleep(0.2)
            assert not export.done()
            await standing.aclose()
            assert "Verein" in (await export).text
            await command


async def test_a_new_register_whose_tables_nobody_makes_says_so(bare_dsn: str, tmp_path: Path) -> None:
    async with standing_still(bare_dsn):
        settings = Settings(database_url=bare_dsn, home=tmp_path, patience_seconds=0)
        async with Api.over(settings) as api:
            await refused_as(api, (503, "READ_SIDE_BEHIND"), "summits.csv")


async def test_without_a_database_it_is_told_that_it_does_not_answer(tmp_path: Path) -> None:
    async with Api.over(Settings(database_url=NOWHERE, home=tmp_path)) as api:
        for file, of in (("summits.csv", NOTHING), ("children.csv", {"of": org(BONN)})):
            await refused_as(api, (503, "STORE_UNAVAILABLE"), file, of)
        assert (await fetch(api, "summits.csv")).status_code == 503


@SHARED
async def test_what_nobody_foresaw_is_masked(shared_api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    async def fail(*_: object) -> None:
        raise RuntimeError("a secret")

    monkeypatch.setattr(read_store.PostgresBatches, "next", fail)
    with capture_logs() as logs:
        english, german = await refused(shared_api, "summits.csv")
    ids = [log["error_id"] for log in logs if "error_id" in log]  # others may tell of something meanwhile
    for id_, told in zip(ids, (english, german), strict=True):
        assert id_ in told["message"]
    assert (english["status"], english["extensions"]["code"]) == (500, "INTERNAL")
    assert "secret" not in str(english) + str(german)
