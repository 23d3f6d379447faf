"""Who subscribes to events is told each of them once and in order, from where they want."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
import pytest_asyncio

from domain.callers import Role
from graphql_api import following as serving
from graphql_api import socket_followers, websocket
from infra.command_line import server_config
from infra.feeds import LogFeeds
from infra.notices import Notices
from infra.register import now
from infra.settings import Settings
from infra.tokens import issue_token
from tests.api import Api
from tests.graphql_api.following import EVENTS, following, frame, frames, refused, register, subscribe
from tests.graphql_api.telling import org
from tests.graphql_api.test_api_keys import REVOKE, make
from tests.graphql_api.test_websocket import closed, connected, initialised, send, served, told
from tests.waiting import until

BOTH_TYPES = ["organisation.registered", "summit.announced"]


@pytest.fixture
def feeds(monkeypatch: pytest.MonkeyPatch) -> list[LogFeeds]:
    """Those of the services that are made."""
    made: list[LogFeeds] = []
    begin = LogFeeds.__init__

    def begin_noted(self: LogFeeds, *given: Any) -> None:
        made.append(self)
        begin(self, *given)

    monkeypatch.setattr(LogFeeds, "__init__", begin_noted)
    return made


@pytest_asyncio.fixture
async def url(feeds: list[LogFeeds], api: Api) -> AsyncIterator[str]:
    """An empty register's service behind a real server."""
    async with served(api) as url:
        yield url


async def test_from_the_beginning_from_between_and_from_now_on(
    url: str, api: Api, feeds: list[LogFeeds]
) -> None:
    for number in range(1, 6):
        await register(api, f"Verband {number}")
    async with (
        following(url, api.token, after=0) as all_,
        following(url, api.token, after=3) as some,
        following(url, api.token) as new,
    ):
        first, *rest = await frames(all_, 5)
        assert first["position"] == first["scannedThrough"] == first["event"]["position"] == 1
        assert (first["previousPosition"], first["event"]["payload"]["name"]) == (0, "Verband 1")
        assert [each["position"] for each in rest] == [2, 3, 4, 5]
        assert [each["position"] for each in await frames(some, 2)] == [4, 5]
        await until(lambda: _answer(feeds[0]._own == 3), 5)  # also the last has begun
        await register(api, "Verband 6")
        for connection in (all_, some, new):
            assert (await frame(connection))["position"] == 6


async def test_nothing_is_missing_or_told_twice_wherever_one_begins_while_others_write(
    url: str, api: Api
) -> None:
    random, followers, events = Random(7), 30, 150

    async def write() -> None:
        for number in range(events):
            await register(api, f"Verband {number}")

    async def read(after: int) -> None:
        async with following(url, api.token, after=after) as connection:
            positions = [each["position"] for each in await frames(connection, events - after)]
            assert positions == list(range(after + 1, events + 1))

    async with asyncio.TaskGroup() as group:
        group.create_task(write())
        for _ in range(followers):
            await asyncio.sleep(random.uniform(0, 0.05))
            known = await api.data("{ log { size } }")
            group.create_task(read(random.randrange(known["log"]["size"] + 1)))


async def test_all_who_follow_the_same_cost_one_reading(
    url: str, api: Api, feeds: list[LogFeeds], monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[int] = []
    rows = LogFeeds.rows

    async def noted(self: LogFeeds, *given: Any) -> Any:
        found = await rows(self, *given)
        read.append(len(found[1]))
        return found

    monkeypatch.setattr(LogFeeds, "rows", noted)
    async with AsyncExitStack() as stack:
        auditor = api.acting_as(Role.AUDITOR).token
        integrator = api.acting_as(Role.INTEGRATOR).token
        query = EVENTS.replace("payload", "organisations { name }")
        connections = [
            await stack.enter_async_context(following(url, token, query))
            for token in [auditor, integrator] * 10
        ]
        await until(lambda: _answer([each.clients.total() for each in feeds[0]._feeds.values()] == [20]), 5)
        for number in range(1, 6):
            await register(api, f"Verband {number}")
            for connection in connections:
                assert (await frame(connection))["position"] == number
    assert sum(read) == 5


async def _answer(value: bool) -> bool:
    return value


async def test_nothing_is_held_for_who_is_gone(url: str, api: Api, feeds: list[LogFeeds]) -> None:
    integrator = api.acting_as(Role.INTEGRATOR).token
    async with following(url, integrator) as connection:
        await until(lambda: _answer(bool(feeds[0]._feeds)), 5)
        await register(api, "Verband")
        assert (await frame(connection))["position"] == 1
        await send(connection, type="complete", id="1")
        await until(lambda: _answer(not feeds[0]._feeds), 5)
        await subscribe(connection, EVENTS)
        await until(lambda: _answer(bool(feeds[0]._feeds)), 5)
        connection.transport.abort()
    await until(lambda: _answer(not feeds[0]._feeds), 5)


async def test_a_filter_chains_what_it_leaves(url: str, api: Api) -> None:
    for number in range(1, 4):
        await register(api, f"Verband {number}")
    only = {"organisation": org("Verband 2")}
    async with following(url, api.token, after=0, filter=only) as connection:
        found = await frame(connection)
        assert (found["position"], found["previousPosition"]) == (2, 0)
        await api.data(_RENAME, {"id": org("Verband 2"), "name": "Verband 2a"})
        found = await frame(connection)
        assert (found["position"], found["previousPosition"], found["scannedThrough"]) == (4, 2, 4)
    async with following(url, api.token, after=3, filter=only) as connection:
        assert (await frame(connection))["previousPosition"] == 2


_RENAME = """mutation ($id: ID!, $name: String!) {
    renameOrganisation(input: { organisation: $id, name: $name }) { __typename }
}"""


async def test_a_quiet_filter_is_told_how_far_the_log_was_looked_through(
    url: str, api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serving, "SCANNED_SECONDS", 0.3)
    async with following(url, api.token, after=0, filter={"type": ["summit.held"]}) as connection:
        await register(api, "Verband 1")
        await register(api, "Verband 2")
        nothing = {"position": None, "previousPosition": None, "event": None}
        told_of = [await frame(connection)]
        while told_of[-1]["scannedThrough"] < 2:
            told_of.append(await frame(connection))
        assert told_of in (
            [{**nothing, "scannedThrough": 2}],
            [{**nothing, "scannedThrough": 1}, {**nothing, "scannedThrough": 2}],
        )


async def test_a_lost_notice_delays_and_loses_nothing(
    url: str, api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Notices, "_publish", lambda *_: None)
    async with following(url, api.token, after=0) as connection:
        for number in range(1, 4):
            await register(api, f"Verband {number}")
        assert [each["position"] for each in await frames(connection, 3)] == [1, 2, 3]


async def test_who_may_not_read_the_log_may_not_follow_it(url: str, api: Api) -> None:
    witness = api.acting_as(Role.WITNESS).token
    assert await refused(url, witness, EVENTS) == "FORBIDDEN"
    assert await refused(url, None, EVENTS) == "UNAUTHENTICATED"


@pytest.mark.parametrize(
    ("variables", "code"),
    [
        ({"after": 1}, "POSITION_NOT_RECORDED"),
        ({"after": -1}, "BAD_POSITION"),
        ({"after": 2**63}, "BAD_POSITION"),
        ({"filter": {"type": ["nonsense"]}}, "UNKNOWN_EVENT_TYPE"),
        ({"filter": {"stream": "nonsense"}}, "BAD_ID"),
        ({"filter": {"nonsense": 1}}, "BAD_USER_INPUT"),
    ],
)
async def test_what_cannot_be_followed_is_told(
    url: str, api: Api, variables: dict[str, Any], code: str
) -> None:
    assert await refused(url, api.token, EVENTS, **variables) == code


async def test_a_subscription_is_one_field(url: str, api: Api) -> None:
    two = "subscription { events { position } networkChanges { position } }"
    assert await refused(url, api.token, two) == "GRAPHQL_VALIDATION_FAILED"
    none = "subscription ($no: Boolean! = false) { events @include(if: $no) { position } }"
    assert await refused(url, api.token, none) in ("GRAPHQL_VALIDATION_FAILED", "BAD_USER_INPUT")


async def test_it_needs_a_stream(api: Api) -> None:
    answer = await api.ask(EVENTS)
    assert [error["extensions"]["code"] for error in answer["errors"]] == ["SUBSCRIPTION_NEEDS_STREAM"]


async def test_a_connection_has_so_many_operations(url: str, api: Api) -> None:
    async with connected(url) as connection:
        await initialised(connection, api.token)
        for number in range(21):
            await subscribe(connection, EVENTS, id=str(number), after=0)
        message = await told(connection)
        assert (message["type"], message["id"]) == ("error", "20")
        assert message["payload"][0]["extensions"]["code"] == "TOO_MANY_OPERATIONS"
        await send(connection, type="complete", id="0")
        await subscribe(connection, EVENTS, id="21", after=0)
        await register(api, "Verband")
        told_of = {(await told(connection))["id"] for _ in range(20)}
        assert told_of == {str(number) for number in (*range(1, 20), 21)}


async def test_what_a_client_holds_costs_so_much_together_and_the_same_once(dsn: str, tmp_path: Path) -> None:
    settings = Settings(database_url=dsn, home=tmp_path, most_cost=5_000)
    async with Api.over(settings) as api, served(api) as url, AsyncExitStack() as stack:
        await register(api, "Verband")
        integrator = api.acting_as(Role.INTEGRATOR).token

        async def first(token: str, year: int) -> str:
            """What the first message of a subscription is that others of another year do not share."""
            since = {"recordedSince": f"{year}-01-01T00:00:00Z"}
            subscribing = following(url, token, after=0, filter=since)
            return str((await told(await stack.enter_async_context(subscribing)))["type"])

        assert [await first(integrator, 2000) for _ in range(10)] == ["next"] * 10
        several = [await first(integrator, year) for year in range(2001, 2011)]
        assert several == sorted(several, reverse=True)  # some are told, all further are refused
        assert {*several} == {"next", "error"}
        assert await first(api.acting_as(Role.AUDITOR).token, 2010) == "next"
        await stack.aclose()
        assert await first(integrator, 2010) == "next"


async def test_it_ends_with_the_credentials(url: str, api: Api) -> None:
    lasts = timedelta(seconds=2)
    token = issue_token(api.key, "test", now(), lasts, roles=[Role.INTEGRATOR])
    async with following(url, token, after=0) as connection:
        await register(api, "Verband")
        assert (await frame(connection))["position"] == 1
        assert await closed(connection) == (4403, "CREDENTIALS_EXPIRED")


async def test_a_key_that_is_revoked_is_told_nothing_more_before_long(
    url: str, api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(websocket, "ADMITTED_SECONDS", 0.2)
    key = await make(api)
    async with following(url, key["key"], after=0) as connection:
        await register(api, "Verband")
        assert (await frame(connection))["position"] == 1
        await api.data(REVOKE, {"id": key["apiKey"]["id"]})
        assert await closed(connection) == (4403, "CREDENTIALS_REFUSED")


async def test_an_id_that_is_in_use_closes_the_connection_however_many_operations_it_has(
    url: str, api: Api
) -> None:
    async with connected(url) as connection:
        await initialised(connection, api.token)
        for number in range(20):
            await subscribe(connection, EVENTS, id=str(number))
        await subscribe(connection, EVENTS, id="7")
        assert await closed(connection) == (4409, "Subscriber for 7 already exists")


def test_who_takes_nothing_is_told_so_before_it_is_taken_for_dead() -> None:
    patience = server_config(Settings(), 1).ws_ping_timeout
    assert patience is not None
    assert patience > socket_followers.SLOW_SECONDS + socket_followers._FAREWELL_SECONDS


async def test_who_reads_slowly_is_told_all_the_same(url: str, api: Api) -> None:
    query = EVENTS.replace("payload", " ".join(f"p{number}: payload" for number in range(50)))
    for number in range(300):
        await register(api, f"Verband {number}")
    async with following(url, api.token, query, after=0, max_queue=1) as connection:
        seen = []
        for _ in range(300):
            seen.append((await frame(connection))["position"])
            if len(seen) % 50 == 0:
                await asyncio.sleep(0.2)
        assert seen == list(range(1, 301))
