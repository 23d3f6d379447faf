"""The stream of events: what comes where nothing happens, how it ends, and who is refused."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from domain.callers import Role
from infra.register import now
from infra.settings import Settings
from infra.tokens import issue_token
from tests.api import Api
from tests.graphql_api.edge_refusals import refused
from tests.graphql_api.streaming import Message, Serving, append, ids, pace, serving
from tests.graphql_api.telling import ASSOCIATION, log_position, record


@pytest.fixture
async def served(api: Api) -> AsyncIterator[Serving]:
    async with serving(api) as served:
        yield served


# What comes where nothing happens


async def test_a_rest_is_told_and_a_filter_moves_on_all_the_same(dsn: str, tmp_path: Path) -> None:
    settings = Settings(database_url=dsn, home=tmp_path)
    with pace(heartbeat_seconds=0.05):
        async with (
            Api.over(settings) as api,
            serving(api) as served,
            served.stream(after=0, type="summit.closed") as stream,
        ):
            assert await stream.next() == Message(id="0", retry="2000")
            assert await stream.next() == Message(comments=("",))
            await append(dsn, 3)
            message = await stream.next()
            while message.id != "3":
                assert message in (Message(comments=("",)), Message(id="1"), Message(id="2"))
                message = await stream.next()
            assert await stream.next() == Message(comments=("",))


# How it ends


async def test_it_ends_when_the_server_does(api: Api) -> None:
    async with serving(api) as served, AsyncExitStack() as opened:
        streams = [await opened.enter_async_context(served.stream(after=0)) for _ in range(3)]
        for stream in streams:
            await stream.next()
        served.server.should_exit = True
        for stream in streams:
            assert await stream.ends() == []


async def test_who_takes_nothing_does_not_keep_the_server_from_ending(
    short_pages: Api, caplog: pytest.LogCaptureFixture
) -> None:
    async with serving(short_pages) as served, served.resting():
        await served.held(1)
    assert not caplog.records


async def test_it_ends_when_the_credentials_do(served: Serving) -> None:
    token = issue_token(served.api.key, "test", now(), timedelta(seconds=2), roles=[Role.INTEGRATOR])
    async with served.stream(token=token, after=0) as stream:
        await stream.next()
        assert await stream.ends() == []
    await served.held(0)


async def test_who_takes_nothing_is_hung_up_on_and_nobody_else_notices(
    loaded_dsn: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with pace(patience_seconds=0.3):
        async with Api.over(Settings(database_url=loaded_dsn, home=tmp_path)) as api, serving(api) as served:
            last = await log_position(api)
            async with served.resting(), served.resting(), served.stream(after=0) as stream:
                await served.held(3)
                assert len(await stream.events(last)) == last
                await served.held(1)
                assert len(served.server.server_state.connections) == 1
                await record(api, "registerOrganisation", {"name": "Verein", **ASSOCIATION})
                assert ids(await stream.events(last + 1)) == [last + 1]
    assert not caplog.records


async def test_the_feed_of_a_client_that_goes_is_left_at_once(served: Serving) -> None:
    for _ in range(3):
        async with served.stream(after=0) as stream:
            await stream.next()
            await served.held(1)
        await served.held(0)


# Who may


async def test_who_may_not_read_the_log_is_told_why(api: Api) -> None:
    public = await api.http.get("/events")
    assert refused(public, 401) == "UNAUTHENTICATED"
    assert public.headers["www-authenticate"] == "Bearer"
    witness = {"authorization": f"Bearer {api.acting_as(Role.WITNESS).token}"}
    assert refused(await api.http.get("/events", headers=witness), 403) == "FORBIDDEN"
    nobody = {"authorization": "Bearer nonsense"}
    assert refused(await api.http.get("/events", headers=nobody), 401) == "CREDENTIALS_REFUSED"


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"typ": "summit.closed"}, "BAD_PARAMETER"),
        ({"first": "1"}, "BAD_PARAMETER"),
        ({"after": ""}, "BAD_PARAMETER"),
        ({"after": "-1"}, "BAD_PARAMETER"),
        ({"after": "1.0"}, "BAD_PARAMETER"),
        ({"after": "٣"}, "BAD_PARAMETER"),
        ({"after": "9" * 19}, "BAD_PARAMETER"),
        ({"after": ["1", "2"]}, "BAD_PARAMETER"),
        ({"after": "1"}, "POSITION_NOT_RECORDED"),
        ({"type": ""}, "BAD_PARAMETER"),
        ({"type": "summit.closed,"}, "BAD_PARAMETER"),
        ({"type": "summit.sang"}, "UNKNOWN_EVENT_TYPE"),
        ({"stream": "1"}, "BAD_ID"),
        ({"stream": ["1", "2"]}, "BAD_PARAMETER"),
        ({"organisation": "org_1"}, "BAD_ID"),
        ({"actor": "Ada"}, "BAD_ID"),
        ({"recordedSince": "2017-01-01"}, "BAD_MOMENT"),
        ({"effectiveSince": "2017"}, "BAD_DATE"),
        ({"corrections": "yes"}, "BAD_PARAMETER"),
        ({"corrections": ""}, "BAD_PARAMETER"),
    ],
    ids=str,
)
async def test_what_cannot_be_understood_is_refused_before_anything_is_sent(
    api: Api, given: dict[str, Any], code: str
) -> None:
    token = {"authorization": f"Bearer {api.token}"}
    english = await api.http.get("/events", params=given, headers=token)
    assert refused(english, 400) == code
    german = await api.http.get("/events", params=given, headers={**token, "accept-language": "de"})
    assert refused(german, 400) == code
    assert english.json()["errors"][0]["message"] != german.json()["errors"][0]["message"]


async def test_the_last_event_id_is_a_position_too(api: Api) -> None:
    for last, code in (("x", "BAD_PARAMETER"), ("1", "POSITION_NOT_RECORDED")):
        headers = {"authorization": f"Bearer {api.token}", "last-event-id": last}
        assert refused(await api.http.get("/events?after=0", headers=headers), 400) == code


async def test_an_address_holds_so_many_streams_and_sockets(dsn: str, tmp_path: Path) -> None:
    settings = Settings(database_url=dsn, home=tmp_path, connections=2)
    async with Api.over(settings) as api, serving(api) as served:
        url = f"http://127.0.0.1:{served.port}/events?after=0"
        token = {"authorization": f"Bearer {api.token}"}
        async with served.stream() as one, served.stream():
            await one.next()
            async with httpx.AsyncClient() as http:
                late = await http.get(url, headers=token)
            assert refused(late, 429) == "RATE_LIMITED"
            assert late.headers["retry-after"] == "60"
        await served.held(0)
        async with served.stream() as another:
            await another.next()
