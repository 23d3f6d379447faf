"""Answers that are kept, while several workers write: whoever tells what it has seen is never told less."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from random import Random
from typing import Any

import orjson
import pytest

from graphql_api.kept_answers import KeptAnswers
from infra.notices import Notices
from infra.settings import Settings
from tests.api import Api
from tests.graphql_api.telling import ASSOCIATION, record

WORKERS, WRITERS, READERS, WRITES, READS = 3, 2, 6, 15, 60
POSITION = "netzwerkregister-position"

# Each answers its own position and the number of organisations; as each write registers one, they are equal.
DOCUMENTS = (
    "{ network { position organisations { totalCount } } }",
    "{ network { organisations(first: 1) { totalCount } position } }",
    "{ network { position organisations(first: 100) { totalCount nodes { name } } } }",
)


@pytest.fixture(params=["told", "untold"])
async def workers(
    request: pytest.FixtureRequest, dsn: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Sequence[Api]]:
    """Several, of one register, which hear of each other or do not."""
    if request.param == "untold":
        monkeypatch.setattr(Notices, "_exchange", lambda _: asyncio.Event().wait())
    settings = Settings(database_url=dsn, home=tmp_path)
    async with AsyncExitStack() as stack:
        yield [await stack.enter_async_context(Api.over(settings)) for _ in range(WORKERS)]


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Whether each answer was there already."""
    found: list[bool] = []
    response = KeptAnswers.response

    async def noted(self: KeptAnswers, *arguments: Any) -> Any:
        answer = await response(self, *arguments)
        found.append(answer is not None)
        return answer

    monkeypatch.setattr(KeptAnswers, "response", noted)
    return found


async def write(workers: Sequence[Api], writer: int, positions: list[int]) -> None:
    random = Random(writer)
    for number in range(WRITES):
        told = await record(
            random.choice(workers), "registerOrganisation", {"name": f"{writer}.{number}", **ASSOCIATION}
        )
        positions.append(told["position"])


async def read(workers: Sequence[Api], reader: int, told: list[int], statuses: list[int]) -> None:
    """Asks any worker in any way, with the position seen last: by this reader, or by a writer."""
    random = Random(reader)
    tags: dict[tuple[str, str], tuple[str, bytes]] = {}
    seen = 0
    for _ in range(READS):
        seen = max(seen, random.choice(told)) if told and random.random() < 0.3 else seen
        document, coding = random.choice(DOCUMENTS), random.choice(["gzip", "identity"])
        headers = {POSITION: str(seen), "accept-encoding": coding}
        worker = random.choice(workers)
        if random.random() < 0.5:
            response = await worker.http.post("/graphql", json={"query": document}, headers=headers)
        else:
            tag, _ = tags.get((document, coding), ("", b""))
            response = await worker.http.get(
                "/graphql", params={"query": document}, headers={**headers, "if-none-match": tag}
            )
        statuses.append(response.status_code)
        if response.status_code == 304:
            content = tags[document, coding][1]
        else:
            content = response.content
            if "etag" in response.headers:
                tags[document, coding] = response.headers["etag"], content
        network = orjson.loads(content)["data"]["network"]
        position = network["position"]
        assert position == int(response.headers.get(POSITION, 0)) == network["organisations"]["totalCount"]
        assert position >= seen
        seen = position


async def test_whoever_tells_what_it_has_seen_is_never_told_less(
    workers: Sequence[Api], kept: list[bool]
) -> None:
    told: list[int] = []
    statuses: list[int] = []
    async with asyncio.TaskGroup() as clients:
        for writer in range(WRITERS):
            clients.create_task(write(workers, writer, told))
        for reader in range(READERS):
            clients.create_task(read(workers, reader, told, statuses))
    assert len(told) == len(set(told)) == WRITERS * WRITES
    await read(workers, READERS, told, statuses)  # at rest, where answers are found again
    assert set(statuses) == {200, 304}
    assert {True, False} == set(kept)
