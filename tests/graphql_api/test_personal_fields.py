"""Who a contact person is: sealed at rest, told to those who may know, and to nobody once erased."""

from pathlib import Path
from secrets import token_bytes
from typing import Any

import httpx
import orjson
import pytest
from structlog.testing import capture_logs

from graphql_api.commands import idempotency
from infra.database import Database
from infra.keyring import PostgresKeyring
from infra.master_keys import master_keys
from infra.settings import Settings
from tests.api import Api
from tests.databases import ask, connected
from tests.graphql_api.telling import BONN, COLOGNE, document, log_position, org, record, refusal

NAME, EMAIL, PHONE = 'Zoë "Zo" Öztürk', "zoe@stadt.example", "+49 221 000-0"
APPOINTING = {"organisation": org(COLOGNE), "on": "2024-03-01", "name": NAME, "email": EMAIL}
OFFICER = "officer { id name email phone inOffice organisation { name } }"
OFFICERS = """{ network { organisation(by: { ags: "05315000" }) {
    name engagementOfficers { totalCount nodes { id name email phone inOffice } }
} } }"""
PUBLIC = """{ network { organisation(by: { ags: "05315000" }) {
    engagementOfficers { nodes { id inOffice appointedOn organisation { name } } }
} } }"""


async def appoint(api: Api, **other: Any) -> dict[str, Any]:
    payload = await record(api, "appointEngagementOfficer", {**APPOINTING, **other}, OFFICER)
    officer: dict[str, Any] = payload["officer"]
    return officer


async def officers(api: Api) -> list[dict[str, Any]]:
    data = await api.data(OFFICERS)
    nodes: list[dict[str, Any]] = data["network"]["organisation"]["engagementOfficers"]["nodes"]
    return nodes


async def ask_in_public(api: Api, query: str, accept: str = "*/*") -> httpx.Response:
    return await api.http.post("/graphql", json={"query": query}, headers={"accept": accept})


async def erase_all(dsn: str) -> None:
    async with connected(dsn) as connection:
        await connection.execute("DELETE FROM personal.keys")


async def test_the_payload_and_every_later_answer_tell_who_it_is(loaded_api: Api) -> None:
    officer = await appoint(loaded_api, phone=PHONE)
    assert officer.pop("organisation") == {"name": "Köln"}
    assert officer == {
        "id": officer["id"],
        "name": NAME,
        "email": EMAIL,
        "phone": PHONE,
        "inOffice": True,
    }
    assert await officers(loaded_api) == [officer]


async def test_what_is_left_out_is_null(loaded_api: Api) -> None:
    assert (await appoint(loaded_api))["phone"] is None
    assert [officer["phone"] for officer in await officers(loaded_api)] == [None]


async def test_where_nobody_is_appointed_there_is_nothing_to_open(loaded_api: Api) -> None:
    assert await officers(loaded_api) == []


async def test_a_change_is_told_and_the_person_keeps_the_key(loaded_dsn: str, loaded_api: Api) -> None:
    officer = await appoint(loaded_api)
    changing = {"organisation": org(COLOGNE), "officer": officer["id"], "name": "Zoë Kaya", "phone": PHONE}
    changed = await record(loaded_api, "changeEngagementOfficer", changing, "officer { name email phone }")
    assert changed["officer"] == {"name": "Zoë Kaya", "email": None, "phone": PHONE}
    assert await ask(loaded_dsn, "SELECT count(*) FROM personal.keys") == 1


async def test_the_public_is_told_nothing_personal_and_all_else(loaded_api: Api) -> None:
    officer = await appoint(loaded_api)
    response = await ask_in_public(loaded_api, OFFICERS)
    (error,) = response.json()["errors"]
    assert error["extensions"] == {"code": "UNAUTHENTICATED"}
    assert error["locations"] == [{"line": 2, "column": 53}]
    assert "token" in error["message"]
    assert response.json().get("data") is None
    answer = (await ask_in_public(loaded_api, PUBLIC)).json()
    (node,) = answer["data"]["network"]["organisation"]["engagementOfficers"]["nodes"]
    assert node["id"] == officer["id"]


async def test_permission_is_asked_for_before_the_database_is(loaded_api: Api) -> None:
    behind = await loaded_api.http.post(
        "/graphql", json={"query": OFFICERS}, headers={"netzwerkregister-position": "999999999"}
    )
    assert behind.json()["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"


async def test_the_status_says_that_a_token_is_missing(loaded_api: Api) -> None:
    response = await ask_in_public(loaded_api, OFFICERS, "application/graphql-response+json")
    assert response.status_code == 401


@pytest.mark.parametrize("seen", [True, False])
async def test_what_is_not_included_needs_no_permission(loaded_api: Api, seen: bool) -> None:
    query = """query ($seen: Boolean!) { network { organisation(by: { ags: "05315000" }) {
        engagementOfficers { nodes { inOffice name @include(if: $seen) } }
    } } }"""
    await loaded_api.ask(query, {"seen": not seen})  # a plan of the other kind is kept
    answer = await loaded_api.http.post("/graphql", json={"query": query, "variables": {"seen": seen}})
    assert ("errors" in answer.json()) is seen


async def test_an_erased_person_is_null_at_once(loaded_dsn: str, loaded_api: Api) -> None:
    officer = await appoint(loaded_api)
    await erase_all(loaded_dsn)
    (erased,) = await officers(loaded_api)
    assert erased == {"id": officer["id"], "name": None, "email": None, "phone": None, "inOffice": True}


async def test_nothing_personal_is_at_rest(loaded_dsn: str, loaded_api: Api) -> None:
    await appoint(loaded_api, phone=PHONE, idempotencyKey="an appointment")
    async with connected(loaded_dsn) as connection:
        tables = await connection.fetch(
            "SELECT format('%I.%I', schemaname, tablename) FROM pg_tables"
            " WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"
        )
        for (table,) in tables:
            rows = await connection.fetch(f"SELECT * FROM {table}")
            kept = orjson.dumps([list(row.values()) for row in rows], default=_legible)
            for secret in ("Zoë", "Öztürk", EMAIL, PHONE):
                assert secret.encode() not in kept, table


def _legible(value: object) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)


async def test_a_repeated_command_answers_the_same_with_other_personal_input_it_is_refused(
    loaded_api: Api,
) -> None:
    first = await appoint(loaded_api, idempotencyKey="an appointment")
    position = await log_position(loaded_api)
    assert await appoint(loaded_api, idempotencyKey="an appointment") == first
    assert await log_position(loaded_api) == position
    other = {**APPOINTING, "name": "Zoë", "idempotencyKey": "an appointment"}
    refused = await refusal(loaded_api, "appointEngagementOfficer", other)
    assert refused["code"] == "IDEMPOTENCY_KEY_REUSED"


async def test_the_digest_of_personal_input_is_one_that_nobody_else_can_make(
    loaded_dsn: str, loaded_api: Api, tmp_path: Path
) -> None:
    signing = {"organisation": org(COLOGNE), "on": "2020-02-29", "idempotencyKey": "a key"}
    await record(loaded_api, "signDeclaration", signing)
    assert await _kept_digest(loaded_dsn, "a key") == _digest("signDeclaration", signing, None)
    appointing = {**APPOINTING, "idempotencyKey": "another"}
    await record(loaded_api, "appointEngagementOfficer", appointing)
    kept = await _kept_digest(loaded_dsn, "another")
    assert kept != _digest("appointEngagementOfficer", appointing, None)
    keys = master_keys(tmp_path / "personal.key")
    database = Database(loaded_dsn)
    key = await PostgresKeyring(database, keys).digest_key()
    await database.close()
    assert kept == _digest("appointEngagementOfficer", appointing, key)


async def _kept_digest(dsn: str, key: str) -> object:
    return await ask(dsn, "SELECT digest FROM command_keys WHERE key = $1", key)


def _digest(mutation: str, input: dict[str, Any], key: bytes | None) -> bytes:
    known = idempotency(mutation, input, key)
    assert known is not None
    return known.digest


async def test_a_refusal_and_an_error_repeat_nothing_personal_and_nothing_is_logged(
    loaded_api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    with capture_logs() as logs:
        for wrong in ({"email": "Zoë Öztürk"}, {"phone": "Öztürk"}, {"name": "Zoë\nÖztürk"}):
            refused = await refusal(loaded_api, "appointEngagementOfficer", {**APPOINTING, **wrong})
            assert "Öztürk" not in str(refused)
        await loaded_api.ask(
            document("appointEngagementOfficer"), {"input": {**APPOINTING, "organisation": [NAME]}}
        )
        assert not logs
        monkeypatch.setattr(PostgresKeyring, "seal", _failing)
        answer = await loaded_api.ask(document("appointEngagementOfficer"), {"input": APPOINTING})
        assert answer["errors"][0]["extensions"]["code"] == "INTERNAL"
    assert len(logs) == 1
    for secret in ("Zoë", "Öztürk", EMAIL):
        assert secret not in str(logs) + str(logs[0]["exc_info"]) + str(answer)


async def _failing(*_: object) -> None:
    raise RuntimeError("something fails")


async def test_with_another_master_key_it_is_told_that_the_key_is_wrong(
    loaded_dsn: str, loaded_api: Api, tmp_path: Path
) -> None:
    await appoint(loaded_api)
    other = tmp_path / "other"
    other.mkdir()
    (other / "personal.key").write_bytes(token_bytes(32))
    (other / "token.key").write_bytes((tmp_path / "token.key").read_bytes())
    async with Api.over(Settings(database_url=loaded_dsn, home=other)) as misled:
        assert await misled.code(OFFICERS) == "MASTER_KEY_WRONG"
        appointing = {**APPOINTING, "organisation": org(BONN)}
        answer = await misled.ask(document("appointEngagementOfficer"), {"input": appointing})
        assert answer["errors"][0]["extensions"]["code"] == "MASTER_KEY_WRONG"
        assert "errors" not in (await ask_in_public(misled, PUBLIC)).json()


async def test_an_outage_of_the_keys_is_an_outage(loaded_api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    await appoint(loaded_api)

    def away(_: Database) -> None:
        raise ConnectionRefusedError

    monkeypatch.setattr(Database, "service", away)
    assert await loaded_api.code(OFFICERS) == "STORE_UNAVAILABLE"
