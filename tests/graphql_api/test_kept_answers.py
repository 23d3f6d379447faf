"""Answers that anybody may read: worked out once a position, and asked for by their tags."""

from __future__ import annotations

import asyncio
import gzip
import re
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest

from domain.callers import PUBLIC, Role
from domain.ports import StoreUnavailable
from graphql_api import kept_answers
from graphql_api.finishing import Finishing
from graphql_api.operations import Operations
from graphql_api.requests import Request
from infra.read_store import PostgresReadStore
from infra.settings import Settings, Switch
from projections.reading import ReadStore
from tests.api import Api
from tests.conftest import TEMPLATE
from tests.databases import connected, new_database
from tests.graphql_api.telling import ASSOCIATION, org, record, registration
from tests.graphql_api.test_roles import SCHEMA, WAYS, NoFeeds
from tests.infra.appending import recording
from tests.waiting import until

NAMES = "{ network { position organisations { totalCount nodes { name } } } }"


@pytest.fixture
def statements(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The statements that were asked of the read side."""
    asked: list[str] = []
    read = PostgresReadStore.read

    async def noted(self: PostgresReadStore, statement: str, *arguments: Any) -> tuple[str, int]:
        asked.append(statement)
        return await read(self, statement, *arguments)

    monkeypatch.setattr(PostgresReadStore, "read", noted)
    return asked


@pytest.fixture
async def named(api: Api) -> Api:
    """A register with two organisations."""
    for name in ("Verein", "Verband"):
        await record(api, "registerOrganisation", {"name": name, **ASSOCIATION})
    return api


async def get(api: Api, query: str = NAMES, **headers: str) -> httpx.Response:
    """The answer to the public."""
    given = {name.replace("_", "-"): each for name, each in headers.items()}
    asked = {"accept-encoding": "identity", **given}
    response = await api.http.get("/graphql", params={"query": query}, headers=asked)
    assert response.status_code in (200, 304), response.text
    return response


async def post(api: Api, query: str = NAMES, **variables: Any) -> httpx.Response:
    response = await api.http.post("/graphql", json={"query": query, "variables": variables})
    assert response.status_code == 200, response.text
    return response


# Kept until the read side moves on


async def test_an_answer_is_worked_out_once(named: Api, statements: list[str]) -> None:
    answers = [await post(named) for _ in range(3)] + [await get(named) for _ in range(3)]
    assert len({answer.content for answer in answers}) == 1
    assert {answer.headers["netzwerkregister-position"] for answer in answers} == {"2"}
    assert len(statements) == 2  # one for each way to ask


async def test_whatever_is_recorded_has_it_worked_out_anew(named: Api, statements: list[str]) -> None:
    for number in range(3, 8):
        before = (await post(named)).json()["data"]["network"]
        await record(named, "registerOrganisation", {"name": f"Verein {number}", **ASSOCIATION})
        after = (await post(named)).json()["data"]["network"]
        assert (before["position"], after["position"]) == (number - 1, number)
        assert after["organisations"]["totalCount"] == number
        worked_out = len(statements)
        assert (await post(named)).json()["data"]["network"] == after
        assert len(statements) == worked_out


async def test_what_another_process_records_is_seen_though_nothing_tells_of_it(
    named: Api, dsn: str, statements: list[str]
) -> None:
    assert (await post(named)).json() == (await post(named)).json()
    async with recording(dsn, untold=True) as recorder:
        await recorder.insert_events([registration("Von anderswo")])

    async def seen() -> bool:
        return "Von anderswo" in (await post(named)).text

    assert await until(seen, 10)


async def test_while_the_database_is_away_all_are_told_so_by_one_look_up(
    named: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked = 0

    async def away(_: PostgresReadStore) -> int:
        nonlocal looked
        looked += 1
        await asyncio.sleep(0.05)
        raise StoreUnavailable

    before = await post(named)
    with monkeypatch.context() as patched:
        patched.setattr(PostgresReadStore, "position", away)
        patched.setattr("infra.read_store.POLL_SECONDS", 0)
        asked = [named.http.post("/graphql", json={"query": NAMES, "variables": {}}) for _ in range(8)]
        answers = await asyncio.gather(*asked)
    assert {answer.status_code for answer in answers} == {503}
    assert looked == 1
    assert (await post(named)).content == before.content


async def test_other_variables_have_another_answer(named: Api) -> None:
    query = "query ($first: Int) { network { organisations(first: $first) { nodes { name } } } }"
    lengths = [
        len((await post(named, query, first=n)).json()["data"]["network"]["organisations"]["nodes"])
        for n in (1, 2, 1, 2)
    ]
    assert lengths == [1, 2, 1, 2]


async def test_what_is_wrong_is_told_each_time(named: Api, statements: list[str]) -> None:
    unfit = [(await post(named, '{ network { node(id: "x") { id } } }')).json() for _ in range(2)]
    assert unfit[0] == unfit[1]
    assert unfit[0]["errors"][0]["extensions"]["code"] == "BAD_ID"
    assert statements == []


async def test_the_ones_asked_for_last_are_kept(
    named: Api, statements: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept_answers, "_MOST_BYTES", 8_000)
    asked = [f"{{ network {{ name position }} }} # {number}" for number in range(8)]
    for query in asked:
        await post(named, query)
    worked_out = len(statements)
    await post(named, asked[-1])
    assert len(statements) == worked_out
    await post(named, asked[0])
    assert len(statements) == worked_out + 1


async def test_a_long_answer_is_not_kept(
    named: Api, statements: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept_answers, "_MOST_BYTES_OF_ONE", 50)
    assert (await post(named)).json() == (await post(named)).json()
    assert len(statements) == 2


# Whose answers


async def test_what_is_kept_for_one_role_is_not_told_to_another(
    dsn: str, tmp_path: Path, statements: list[str]
) -> None:
    settings = Settings(database_url=dsn, home=tmp_path, public_reading=Switch.OFF)
    async with Api.over(settings) as api:
        await record(api, "registerOrganisation", {"name": "Verein", **ASSOCIATION})
        statements.clear()
        for _ in range(2):
            assert (await api.acting_as(Role.AUDITOR).data(NAMES))["network"]["position"] == 1
        assert len(statements) == 1
        refused = await api.http.post("/graphql", json={"query": NAMES})
        assert refused.json()["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"


async def test_what_not_everybody_may_read_is_worked_out_each_time(named: Api, statements: list[str]) -> None:
    for query in (
        "{ events { nodes { type payload } } }",
        "{ apiKeys { name } }",
        "{ network { engagementOfficers { nodes { name } } } }",
    ):
        statements.clear()
        for _ in range(2):
            response = await named.http.get(
                "/graphql", params={"query": query}, headers={"authorization": f"Bearer {named.token}"}
            )
            assert "errors" not in response.json()
            assert "etag" not in response.headers
            assert response.headers["cache-control"] == "no-store"
        assert len(statements) == 2, query


class Noted(ReadStore):
    """Answers nothing, and notes what is asked."""

    tables = "read_none"

    def __init__(self) -> None:
        self.statements: list[str] = []

    async def read(self, statement: str, parameters: Sequence[Any], seen: int = 0) -> tuple[str, int]:
        self.statements.append(statement)
        return "{}", 1

    async def recorded(self, position: int) -> None:
        """All is."""


async def test_whatever_is_kept_is_read_from_the_log_and_its_read_models_alone(dsn: str) -> None:
    async with connected(dsn) as connection:
        tables = await connection.fetch(
            "SELECT tablename FROM pg_tables WHERE schemaname IN ('public', 'personal')"
        )
    # A text is named by what it says, and kept before anything names it.
    others = {name for (name,) in tables} - {"events", "generations", "texts"}
    assert {"api_keys", "webhooks", "cosignatures", "accesses"} <= others
    named = re.compile(rf"(?:FROM|JOIN)\s+(?:personal\.)?({'|'.join(others)})\b")

    async def none() -> bytes:
        return b""

    reads = Noted()
    operations = Operations(
        SCHEMA, reads, NoFeeds(), Finishing({}), {}, lambda: datetime.now(UTC), uuid4, none
    )
    kept = 0
    for _, document in WAYS.values():
        if document.startswith("query"):
            reads.statements.clear()
            answer = await operations.execute(Request(document, {}, caller=PUBLIC))
            if answer.shared:
                kept += 1
                (statement,) = reads.statements
                assert not named.search(statement), document
    assert kept > 200


# Who has it already


async def test_who_has_it_is_told_that_it_still_stands(named: Api, statements: list[str]) -> None:
    first = await get(named)
    tag = first.headers["etag"]
    statements.clear()
    for held in (tag, f'"other", {tag}', tag.removeprefix("W/")):
        again = await get(named, if_none_match=held)
        assert (again.status_code, again.content) == (304, b"")
        for name in ("etag", "cache-control", "vary", "netzwerkregister-position"):
            assert again.headers[name] == first.headers[name]
    assert statements == []
    await record(named, "registerOrganisation", {"name": "Neu", **ASSOCIATION})
    anew = await get(named, if_none_match=tag)
    assert anew.status_code == 200
    assert "Neu" in anew.text
    assert anew.headers["etag"] != tag


async def test_a_tag_is_of_what_was_asked_how_and_in_which_role(named: Api) -> None:
    tags = {
        (await get(named, query, **headers)).headers["etag"]
        for query, headers in (
            (NAMES, {}),
            (NAMES + " ", {}),
            (NAMES, {"accept": "application/graphql-response+json"}),
            (NAMES, {"accept_language": "de"}),
            (NAMES, {"authorization": f"Bearer {named.token}"}),
        )
    }
    assert len(tags) == 5


@pytest.fixture
async def workers(dsn: str, tmp_path: Path) -> AsyncIterator[tuple[Api, Api]]:
    settings = Settings(database_url=dsn, home=tmp_path)
    async with Api.over(settings) as one, Api.over(settings) as other:
        yield one, other


async def test_a_tag_of_one_worker_is_good_for_another(
    workers: tuple[Api, Api], statements: list[str]
) -> None:
    one, other = workers
    told = await record(one, "registerOrganisation", {"name": "Verein", **ASSOCIATION})
    tag = (await get(one)).headers["etag"]
    statements.clear()
    again = await get(other, if_none_match=tag, netzwerkregister_position=str(told["position"]))
    assert again.status_code == 304
    assert statements == []


async def test_a_tag_does_not_outlive_a_setting_that_answers_depend_on(dsn: str, tmp_path: Path) -> None:
    tags: set[str] = set()
    for most_cost in (400_000, 500_000):
        settings = Settings(database_url=dsn, home=tmp_path, most_cost=most_cost)
        async with Api.over(settings) as api:
            if not tags:
                await record(api, "registerOrganisation", {"name": "Verein", **ASSOCIATION})
            tags.add((await get(api)).headers["etag"])
    assert len(tags) == 2


async def test_a_tag_is_not_taken_for_a_position_that_is_to_come(
    named: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("infra.read_store.POLL_SECONDS", 0.01)
    tag = (await get(named)).headers["etag"]
    headers = {"if-none-match": tag, "netzwerkregister-position": "3"}
    asking = asyncio.create_task(named.http.get("/graphql", params={"query": NAMES}, headers=headers))
    await record(named, "registerOrganisation", {"name": "Dritter", **ASSOCIATION})
    answer = await asking
    assert answer.status_code == 200
    assert answer.json()["data"]["network"]["position"] == 3


async def test_a_tag_of_another_register_at_the_same_position_is_none_of_this_one(
    named: Api, dsn: str, server: str, tmp_path: Path
) -> None:
    tag = (await get(named)).headers["etag"]
    async with (
        new_database(server, TEMPLATE) as another,
        Api.over(Settings(database_url=another, home=tmp_path)) as api,
    ):
        for name in ("Verein", "Verband"):
            await record(api, "registerOrganisation", {"name": name, **ASSOCIATION})
        answer = await get(api, if_none_match=tag)
    assert (answer.status_code, answer.headers["netzwerkregister-position"]) == (200, "2")


async def test_head_tells_the_same_without_an_answer_of_its_own(named: Api, statements: list[str]) -> None:
    got = await get(named)
    statements.clear()
    head = await named.http.head("/graphql", params={"query": NAMES}, headers={"accept-encoding": "identity"})
    assert (head.status_code, head.headers) == (200, got.headers)
    assert statements == []


async def test_who_posts_is_answered_whatever_tag_is_sent(named: Api) -> None:
    tag = (await get(named)).headers["etag"]
    answer = await named.http.post("/graphql", json={"query": NAMES}, headers={"if-none-match": tag})
    assert answer.json()["data"]["network"]["position"] == 2


async def test_proxies_may_keep_what_the_public_reads_and_browsers_what_somebody_does(named: Api) -> None:
    public = await get(named)
    somebodys = await get(named, authorization=f"Bearer {named.token}")
    assert public.headers["cache-control"] == "public, max-age=0, s-maxage=1"
    assert somebodys.headers["cache-control"] == "private, no-cache"
    assert set(public.headers["vary"].split(", ")) == {
        "Accept",
        "Accept-Encoding",
        "Accept-Language",
        "Authorization",
        "Netzwerkregister-Position",
    }
    assert "etag" not in (await post(named)).headers


async def test_where_reading_is_closed_no_proxy_may_keep_it(dsn: str, tmp_path: Path) -> None:
    settings = Settings(database_url=dsn, home=tmp_path, public_reading=Switch.OFF)
    async with Api.over(settings) as api:
        await record(api, "registerOrganisation", {"name": "Verein", **ASSOCIATION})
        somebodys = await get(api, authorization=f"Bearer {api.token}")
        assert somebodys.headers["cache-control"] == "private, no-cache"
        nobodys = await api.http.get("/graphql", params={"query": NAMES})
        assert nobodys.json()["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
        assert "etag" not in nobodys.headers


# Compressed


async def test_an_answer_is_compressed_for_who_accepts_it(loaded_api: Api) -> None:
    plain = await get(loaded_api)
    for accepted, coding in (
        ("gzip", "gzip"),
        ("br;q=1.0, gzip;q=0.8, *;q=0.1", "gzip"),
        ("GZIP ; q=0.5", "gzip"),
        ("gzip;q=0", None),
        ("br", None),
        ("", None),
    ):
        async with loaded_api.http.stream(
            "GET", "/graphql", params={"query": NAMES}, headers={"accept-encoding": accepted}
        ) as response:
            raw = b"".join([chunk async for chunk in response.aiter_raw()])
        assert response.headers.get("content-encoding") == coding, accepted
        assert response.headers["content-length"] == str(len(raw))
        assert (gzip.decompress(raw) if coding else raw) == plain.content
        assert response.headers["etag"] == plain.headers["etag"]


async def test_it_is_compressed_once(loaded_api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    lengths: list[int] = []

    def compress(data: bytes, *arguments: Any, **options: Any) -> bytes:
        lengths.append(len(data))
        return gzip.compress(data, *arguments, **options)

    monkeypatch.setattr(kept_answers, "compress", compress)
    answers = [(await get(loaded_api, accept_encoding="gzip")).content for _ in range(5)]
    assert len(set(answers)) == 1
    assert lengths == [len(answers[0])]


async def test_a_short_answer_is_sent_as_it_is(named: Api) -> None:
    short = await get(named, "{ network { position } }", accept_encoding="gzip")
    assert "content-encoding" not in short.headers
    assert short.json()["data"] == {"network": {"position": 2}}


async def test_an_organisation_that_is_asked_for_by_its_id_is_kept_too(
    named: Api, statements: list[str]
) -> None:
    query = f'{{ node(id: "{org("Verein")}") {{ ... on Organisation {{ name version }} }} }}'
    for _ in range(3):
        assert (await get(named, query)).json()["data"]["node"] == {"name": "Verein", "version": 1}
    assert len(statements) == 1
