"""Webhooks as clients keep them: registered, listed, tested, paused, removed; each by who made it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from standardwebhooks import Webhook

from domain.callers import Role
from infra.settings import Settings
from tests.api import Api
from tests.databases import ask
from tests.graphql_api.telling import ASSOCIATION, record
from tests.infra.set_up import set_up_database
from tests.infra.webhook_receiving import Receiver, answer, receiving
from tests.waiting import until

SHOWN = """id name url filter state pausedReason pausedAt position behind failures failingSince nextAttemptAt
    madeBy madeAt previousSecretUntil attempts { at position status outcome milliseconds test }"""
LISTED = f"{{ webhooks {{ {SHOWN} }} }}"
REGISTER = f"""mutation ($input: RegisterWebhookInput!) {{ answer: registerWebhook(input: $input) {{
    __typename
    ... on RegisterWebhookPayload {{ secret webhook {{ {SHOWN} }} }}
    ... on Refused {{ code path message }}
}} }}"""


def about(name: str, payload: str) -> str:
    """The document of a command that is about one webhook."""
    type_ = name[0].upper() + name[1:]
    return f"""mutation ($input: {type_}Input!) {{ answer: {name}(input: $input) {{
        __typename
        ... on {type_}Payload {{ {payload} }}
        ... on Refused {{ code path message }}
    }} }}"""


PAUSE = about("pauseWebhook", "webhook { state pausedReason pausedAt }")
RESUME = about("resumeWebhook", "webhook { state pausedReason pausedAt failures }")
ROTATE = about("rotateWebhookSecret", "secret webhook { previousSecretUntil }")
TEST = about("testWebhook", "attempt { position status outcome test }")
REMOVE = about("removeWebhook", "id")


@pytest.fixture
async def hooked(dsn: str, tmp_path: Path) -> AsyncIterator[Api]:
    """The service over an empty register, which may deliver to this machine."""
    settings = Settings(database_url=dsn, home=tmp_path, webhook_networks=("127.0.0.0/8",))
    async with Api.over(settings) as api:
        yield api


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    async with receiving() as receiver:
        yield receiver


async def tell(api: Api, document: str, **input: Any) -> dict[str, Any]:
    told: dict[str, Any] = (await api.data(document, {"input": input}))["answer"]
    return told


async def register(api: Api, url: str = "https://example.org/hook", **others: Any) -> dict[str, Any]:
    return await tell(api, REGISTER, name="Portal", url=url, **others)


async def listed(api: Api) -> list[dict[str, Any]]:
    webhooks: list[dict[str, Any]] = (await api.data(LISTED))["webhooks"]
    return webhooks


# Registered, delivered to, listed


async def test_one_is_registered_with_a_secret_that_is_kept_nowhere_and_is_delivered_to(
    dsn: str, hooked: Api, receiver: Receiver
) -> None:
    made = await register(hooked, receiver.url())
    webhook = made["webhook"]
    assert (webhook["state"], webhook["position"], webhook["behind"]) == ("ACTIVE", 0, 0)
    assert (webhook["filter"], webhook["failures"], webhook["attempts"]) == ({}, 0, [])
    assert await listed(hooked) == [webhook]
    assert made["secret"].startswith("whsec_")
    await record(hooked, "registerOrganisation", {"name": "Verband", **ASSOCIATION})
    await until(lambda: has(hooked, position=1), 10)
    (shown,) = await listed(hooked)
    (attempt,) = shown["attempts"]
    assert (attempt["position"], attempt["status"], attempt["outcome"]) == (1, 204, "DELIVERED")
    assert attempt["test"] is False
    (request,) = receiver.requests
    assert request.id == "evt_1"
    Webhook(made["secret"]).verify(request.body, request.headers)
    row = str(await ask(dsn, "SELECT string_agg(webhooks::text, '') FROM webhooks"))
    assert made["secret"].removeprefix("whsec_") not in row


async def test_a_filter_is_kept_as_it_was_given(hooked: Api) -> None:
    filter_ = {
        "type": ["organisation.registered"],
        "recordedSince": "2026-03-01T12:00:00+01:00",
        "effectiveUntil": "2026-03-01",
        "corrections": False,
    }
    made = await register(hooked, filter=filter_, after=0)
    assert made["webhook"]["filter"] == filter_


async def has(api: Api, **values: Any) -> bool:
    return all(each.items() >= values.items() for each in await listed(api))


# Refused


@pytest.mark.parametrize(
    ("input", "code", "path"),
    [
        ({"name": " "}, "INVALID_NAME", "name"),
        ({"url": "https://10.0.0.1/"}, "INVALID_WEBHOOK_URL", "url"),
        ({"url": "ftp://example.org/"}, "INVALID_WEBHOOK_URL", "url"),
    ],
)
async def test_what_no_webhook_may_be_is_refused(
    dsn: str, hooked: Api, input: dict[str, Any], code: str, path: str
) -> None:
    refused = await tell(hooked, REGISTER, **{"name": "Portal", "url": "https://example.org/", **input})
    assert (refused["code"], refused["path"]) == (code, ["input", path])
    assert await ask(dsn, "SELECT count(*) FROM webhooks") == 0


async def test_no_more_are_registered_than_a_register_keeps(dsn: str, hooked: Api) -> None:
    made = (await register(hooked))["webhook"]["id"]
    await ask(
        dsn,
        """INSERT INTO webhooks (id, name, url, filter, made_by, made_at, position)
        SELECT gen_random_uuid(), name, url, filter, gen_random_uuid(), made_at, position
        FROM webhooks, generate_series(1, 99)""",
    )
    assert (await register(hooked))["code"] == "TOO_MANY_WEBHOOKS"
    assert (await tell(hooked, REMOVE, id=made))["id"] == made
    assert (await register(hooked))["__typename"] == "RegisterWebhookPayload"


async def test_nobody_takes_all_that_a_register_keeps(hooked: Api) -> None:
    made = [(await register(hooked))["webhook"]["id"] for _ in range(25)]
    assert (await register(hooked))["code"] == "TOO_MANY_OWN_WEBHOOKS"
    assert (await tell(hooked, REMOVE, id=made[0]))["id"] == made[0]
    assert (await register(hooked))["__typename"] == "RegisterWebhookPayload"


async def test_a_position_that_the_log_has_not_is_told(hooked: Api) -> None:
    input = {"name": "Portal", "url": "https://example.org/", "after": 1}
    assert await hooked.code(REGISTER, {"input": input}) == "POSITION_NOT_RECORDED"


@pytest.mark.parametrize(
    "document", [PAUSE, RESUME, ROTATE, TEST, REMOVE], ids=["pause", "resume", "rotate", "test", "remove"]
)
async def test_what_there_is_not_is_unknown(hooked: Api, document: str) -> None:
    unknown = "00000000-0000-0000-0000-000000000000"
    refused = await tell(hooked, document, id=unknown)
    assert (refused["code"], refused["path"]) == ("UNKNOWN_WEBHOOK", ["input", "id"])
    assert await hooked.code(document, {"input": {"id": "x"}}) == "BAD_ID"


# Commands


async def test_it_is_paused_and_resumed(hooked: Api, receiver: Receiver) -> None:
    made = (await register(hooked, receiver.url()))["webhook"]["id"]
    paused = (await tell(hooked, PAUSE, id=made))["webhook"]
    assert (paused["state"], paused["pausedReason"]) == ("PAUSED", "COMMANDED")
    assert (await tell(hooked, PAUSE, id=made))["webhook"] == paused
    await record(hooked, "registerOrganisation", {"name": "Verband", **ASSOCIATION})
    (shown,) = await listed(hooked)
    assert (shown["position"], shown["behind"]) == (0, 1)
    resumed = (await tell(hooked, RESUME, id=made))["webhook"]
    assert resumed == {"state": "ACTIVE", "pausedReason": None, "pausedAt": None, "failures": 0}
    await until(lambda: has(hooked, position=1, behind=0), 10)
    assert receiver.ids == ["evt_1"]


async def test_a_failure_is_shown(hooked: Api, receiver: Receiver) -> None:
    receiver.script.append(answer(500))
    await register(hooked, receiver.url())
    await record(hooked, "registerOrganisation", {"name": "Verband", **ASSOCIATION})
    await until(lambda: has(hooked, failures=1), 10)
    (shown,) = await listed(hooked)
    assert shown["failingSince"] < shown["nextAttemptAt"]
    assert (shown["attempts"][0]["status"], shown["attempts"][0]["outcome"]) == (500, "REFUSED")


async def test_a_test_is_sent_at_once_and_moves_nothing(hooked: Api, receiver: Receiver) -> None:
    made = await register(hooked, receiver.url())
    id_ = made["webhook"]["id"]
    await tell(hooked, PAUSE, id=id_)
    receiver.script.append(answer(418))
    refused = (await tell(hooked, TEST, id=id_))["attempt"]
    assert refused == {"position": None, "status": 418, "outcome": "REFUSED", "test": True}
    taken = (await tell(hooked, TEST, id=id_))["attempt"]
    assert taken["outcome"] == "DELIVERED"
    told = Webhook(made["secret"]).verify(receiver.requests[1].body, receiver.requests[1].headers)
    assert (told["specversion"], told["type"], told["data"]) == ("1.0", "webhook.test", {"webhook": id_})
    assert told["source"] == "urn:netzwerkregister:netzwerkregister.local"
    (shown,) = await listed(hooked)
    assert (shown["position"], shown["failures"]) == (0, 0)
    assert [each["outcome"] for each in shown["attempts"]] == ["DELIVERED", "REFUSED"]


async def test_a_secret_is_rotated(hooked: Api) -> None:
    made = await register(hooked)
    id_ = made["webhook"]["id"]
    rotated = await tell(hooked, ROTATE, id=id_)
    assert rotated["secret"] != made["secret"]
    assert rotated["webhook"]["previousSecretUntil"] > made["webhook"]["madeAt"]
    refused = await tell(hooked, ROTATE, id=id_, overlapHours=169)
    assert (refused["code"], refused["path"]) == ("OVERLAP_OUT_OF_RANGE", ["input", "overlapHours"])


async def test_what_is_removed_is_unknown_and_listed_no_more(hooked: Api) -> None:
    id_ = (await register(hooked))["webhook"]["id"]
    assert (await tell(hooked, REMOVE, id=id_))["id"] == id_
    assert await listed(hooked) == []
    assert (await tell(hooked, REMOVE, id=id_))["code"] == "UNKNOWN_WEBHOOK"


# Whose


async def test_an_integrator_has_its_own_and_an_administrator_all(hooked: Api) -> None:
    integrator = hooked.acting_as(Role.INTEGRATOR)
    administrator = hooked.acting_as(Role.ADMINISTRATOR)
    own = (await register(integrator))["webhook"]["id"]
    other = (await register(administrator))["webhook"]["id"]
    assert [each["id"] for each in await listed(integrator)] == [own]
    assert [each["id"] for each in await listed(administrator)] == [own, other]
    for document in (PAUSE, RESUME, ROTATE, TEST, REMOVE):
        assert (await tell(integrator, document, id=other))["code"] == "UNKNOWN_WEBHOOK"
    assert (await tell(administrator, PAUSE, id=own))["webhook"]["state"] == "PAUSED"
    assert (await tell(integrator, RESUME, id=own))["webhook"]["state"] == "ACTIVE"
    assert (await tell(administrator, REMOVE, id=own))["id"] == own


async def test_metrics_tell_how_many_are_paused_and_how_far_the_others_are_behind(hooked: Api) -> None:
    async def told() -> dict[str, float]:
        lines = (await hooked.http.get("/metrics")).text.splitlines()
        found = (line.rpartition(" ") for line in lines if line.startswith("netzwerkregister_webhooks"))
        return {name.removeprefix("netzwerkregister_webhooks_"): float(value) for name, _, value in found}

    assert await told() == {"paused": 0, "behind": 0}
    made = (await register(hooked, "https://127.0.0.1:1/"))["webhook"]["id"]
    await record(hooked, "registerOrganisation", {"name": "Verband", **ASSOCIATION})
    assert await told() == {"paused": 0, "behind": 1}
    await tell(hooked, PAUSE, id=made)
    assert await told() == {"paused": 1, "behind": 0}


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.AUDITOR])
async def test_others_have_none(hooked: Api, role: Role) -> None:
    assert await hooked.acting_as(role).code(LISTED) == "FORBIDDEN"


async def test_the_roles_of_a_set_up_database_may_do_all_of_it(
    server: str,
    empty_template: str,
    tmp_path: Path,
    receiver: Receiver,
) -> None:
    async with set_up_database(server, empty_template) as made:
        settings = Settings(
            database_url=made.writer,
            reader_url=made.reader,
            home=tmp_path,
            webhook_networks=("127.0.0.0/8",),
        )
        async with Api.over(settings) as api:
            id_ = (await register(api, receiver.url()))["webhook"]["id"]
            await record(api, "registerOrganisation", {"name": "Verband", **ASSOCIATION})
            await until(lambda: has(api, position=1), 10)
            assert (await tell(api, TEST, id=id_))["attempt"]["outcome"] == "DELIVERED"
            assert (await tell(api, ROTATE, id=id_))["secret"]
            assert (await tell(api, REMOVE, id=id_))["id"] == id_
