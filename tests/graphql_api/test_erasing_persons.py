"""A person is erased: nothing tells who it was any more, and all that is proved stays proved."""

import io
import tarfile
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from domain.callers import Role
from domain.ports import StoreUnavailable
from infra.keyring import PostgresKeyring
from infra.log_check import check_log
from infra.register import Register, now
from infra.settings import Settings
from infra.tokens import issue_token, local_key
from infra.verify import verify_bundle
from tests.api import Api
from tests.databases import ask, connected
from tests.graphql_api.exporting import fetch
from tests.graphql_api.telling import COLOGNE, document, org, record, refusal
from tests.infra.test_log_bundles import export

NAME, EMAIL, PHONE = 'Zoë "Zo" Öztürk', "zoe@stadt.example", "+49 221 000-0"
SECRETS = ("Zoë", "Öztürk", "Kaya", EMAIL, PHONE)
PERSONAL = "id name email phone erased"
KEYS = "SELECT count(*) FROM personal.keys"
SHOWN = f"""query ($officer: ID!, $then: Position!) {{
    node(id: $officer) {{ ... on EngagementOfficer {{ {PERSONAL} history {{ nodes {{ type payload }} }} }} }}
    then: network(asOf: {{ position: $then }}) {{
        engagementOfficers {{ nodes {{ {PERSONAL} }} }} erasures {{ totalCount }}
    }}
    events(last: 3) {{ nodes {{ type payload }} }}
    changes(from: {{ position: $then }}) {{ nodes {{
        before {{ ... on EngagementOfficer {{ {PERSONAL} }} }}
        after {{ ... on EngagementOfficer {{ {PERSONAL} }} }}
    }} }}
    network {{ erasures {{ nodes {{ askedBy reason position officer {{ {PERSONAL} }} }} }} }}
}}"""


async def appoint(api: Api) -> tuple[str, int]:
    """The officer's id, and the position of the appointment; the person has another name since."""
    appointing = {"organisation": org(COLOGNE), "on": "2024-03-01", "name": NAME, "email": EMAIL}
    appointed = await record(
        api, "appointEngagementOfficer", {**appointing, "phone": PHONE}, "officer { id name }"
    )
    officer = appointed["officer"]["id"]
    changing = {"organisation": org(COLOGNE), "officer": officer, "name": "Zoë Kaya", "email": EMAIL}
    await record(api, "changeEngagementOfficer", changing, "officer { name }")
    return officer, appointed["position"]


def erasing(officer: str, **more: Any) -> dict[str, Any]:
    return {"officer": officer, "askedBy": "DATA_SUBJECT", "reason": "Antrag vom 2. April", **more}


async def erase(api: Api, officer: str, **more: Any) -> dict[str, Any]:
    payload = f"officer {{ {PERSONAL} }} erasure {{ askedBy reason position }}"
    return await record(api, "erasePerson", erasing(officer, **more), payload)


def texts_in(value: Any) -> Iterator[Any]:
    """The personal values in an answer, wherever they are."""
    if isinstance(value, dict):
        yield from (value[name] for name in ("name", "email", "phone") if name in value)
        yield from (text for each in value.values() for text in texts_in(each))
    elif isinstance(value, list):
        yield from (text for each in value for text in texts_in(each))


async def test_an_erased_person_is_null_everywhere_and_marked(loaded_dsn: str, loaded_api: Api) -> None:
    officer, position = await appoint(loaded_api)
    shown = await loaded_api.data(SHOWN, {"officer": officer, "then": position})
    assert {NAME, "Zoë Kaya", EMAIL, PHONE} <= {*texts_in(shown)}
    erased = await erase(loaded_api, officer)
    nobody = {"id": officer, "name": None, "email": None, "phone": None, "erased": True}
    told = {"askedBy": "DATA_SUBJECT", "reason": "Antrag vom 2. April", "position": erased["position"]}
    assert (erased["officer"], erased["erasure"]) == (nobody, told)
    shown = await loaded_api.data(SHOWN, {"officer": officer, "then": position})
    assert {*texts_in(shown)} == {None}
    assert shown["then"] == {"engagementOfficers": {"nodes": [nobody]}, "erasures": {"totalCount": 0}}
    assert shown["network"]["erasures"]["nodes"] == [{**told, "officer": nobody}]
    assert shown["events"]["nodes"][-1]["type"] == "erasure.person-erased"
    exported = (await fetch(loaded_api, "engagementOfficers.jsonl")).json()
    assert (exported["name"], exported["erased"]) == (None, True)
    assert await ask(loaded_dsn, KEYS) == 0


async def test_no_byte_of_it_is_anywhere_and_the_log_still_verifies(
    loaded_dsn: str, loaded_api: Api, tmp_path: Path
) -> None:
    with capture_logs() as logs:
        officer, _ = await appoint(loaded_api)
        wrapped = await ask(loaded_dsn, "SELECT wrapped FROM personal.keys")
        assert isinstance(wrapped, bytes)
        dump = b"".join([content async for content in _dumped(loaded_dsn)])
        assert wrapped.hex().encode() in dump  # as long as the person is not erased
        await erase(loaded_api, officer, idempotencyKey="an erasure")
    await export(loaded_dsn, tmp_path / "bundle", tmp_path)
    kept = [b"".join([content async for content in _dumped(loaded_dsn)]), str(logs).encode()]
    kept += _unpacked(tmp_path / "bundle")
    assert b"erasure.person-erased" in kept[0]
    for content in kept:
        assert wrapped not in content
        assert wrapped.hex().encode() not in content
        for secret in SECRETS:
            assert secret.encode() not in content
            assert secret.encode().hex().encode() not in content  # as COPY writes bytes
    verified = verify_bundle(tmp_path / "bundle")
    async with connected(loaded_dsn) as connection:
        tree = await check_log(connection, "netzwerkregister.local", [], [], lambda done, total: None)
    assert tree.root() == verified.checkpoint.root


async def _dumped(dsn: str) -> Any:
    """Each table of each schema, as a dump has it."""
    async with connected(dsn) as connection:
        tables = await connection.fetch(
            "SELECT schemaname, tablename FROM pg_tables"
            " WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"
        )
        assert ("personal", "keys") in map(tuple, tables)
        for schema, table in tables:
            copied = io.BytesIO()
            await connection.copy_from_table(table, schema_name=schema, output=copied)
            yield copied.getvalue()


def _unpacked(bundle: Path) -> list[bytes]:
    if zipfile.is_zipfile(bundle):
        with zipfile.ZipFile(bundle) as archive:
            return [archive.read(name) for name in archive.namelist()]
    with tarfile.open(bundle) as tar:
        return [file.read() for member in tar if (file := tar.extractfile(member))]


async def test_an_erasure_is_recorded_once(loaded_api: Api) -> None:
    officer, _ = await appoint(loaded_api)
    first = await erase(loaded_api, officer, idempotencyKey="an erasure")
    assert await erase(loaded_api, officer, idempotencyKey="an erasure") == first
    again = await refusal(loaded_api, "erasePerson", erasing(officer))
    assert again["code"] == "PERSON_ERASED"
    unknown = erasing("eng_5b0c1f0e-7a53-5f0f-9a51-0d9a6a2f3c11")
    assert (await refusal(loaded_api, "erasePerson", unknown))["code"] == "UNKNOWN_ENGAGEMENT_OFFICER"
    annulling = {"position": first["position"], "reason": "doch nicht"}
    refused = await refusal(loaded_api, "annulFact", annulling)
    assert (refused["code"], refused["path"]) == ("ERASURE_STANDS", ["input", "position"])
    correcting = erasing(officer, corrects=first["position"])
    assert (await refusal(loaded_api, "erasePerson", correcting))["code"] == "ERASURE_STANDS"


@pytest.mark.parametrize("key", ["an erasure", None])
async def test_after_a_crash_before_the_key_is_destroyed_the_command_repeated_destroys_it(
    loaded_dsn: str, loaded_api: Api, monkeypatch: pytest.MonkeyPatch, key: str | None
) -> None:
    officer, position = await appoint(loaded_api)

    async def crash(*_: object) -> None:
        raise StoreUnavailable

    with monkeypatch.context() as patched:
        patched.setattr(PostgresKeyring, "_destroy", crash)
        answer = await loaded_api.ask(
            document("erasePerson"), {"input": erasing(officer, idempotencyKey=key)}
        )
        assert answer["errors"][0]["extensions"]["code"] == "STORE_UNAVAILABLE"
    assert await ask(loaded_dsn, KEYS) == 1
    shown = await loaded_api.data(SHOWN, {"officer": officer, "then": position})
    assert {*texts_in(shown)} == {None}  # what the log says counts already
    if key is None:
        await refusal(loaded_api, "erasePerson", erasing(officer))
    else:
        await erase(loaded_api, officer, idempotencyKey=key)
    assert await ask(loaded_dsn, KEYS) == 0


async def test_keys_restored_from_a_backup_open_nothing_and_are_destroyed_at_the_start(
    loaded_dsn: str, loaded_api: Api, tmp_path: Path
) -> None:
    officer, position = await appoint(loaded_api)
    async with connected(loaded_dsn) as connection:
        backup = await connection.fetchrow("SELECT * FROM personal.keys")
        assert backup is not None
        await erase(loaded_api, officer)
        await connection.execute("INSERT INTO personal.keys VALUES ($1, $2, $3)", *backup)
    shown = await loaded_api.data(SHOWN, {"officer": officer, "then": position})
    assert {*texts_in(shown)} == {None}
    settings = Settings(database_url=loaded_dsn, home=tmp_path)
    async with Register.of(settings).running() as register:
        await register.keyring.destroy_erased()
    assert await ask(loaded_dsn, KEYS) == 0


async def test_nothing_is_sealed_for_an_erased_person_even_where_the_erasure_comes_in_between(
    loaded_dsn: str, loaded_api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    officer, position = await appoint(loaded_api)
    seal = PostgresKeyring.seal
    changing = {"organisation": org(COLOGNE), "officer": officer, "name": "Zoë"}

    async def seal_late(keyring: PostgresKeyring, *sealing: Any) -> Any:
        monkeypatch.setattr(PostgresKeyring, "seal", seal)
        sealed = await keyring.seal(*sealing)
        await erase(loaded_api, officer)
        return sealed

    monkeypatch.setattr(PostgresKeyring, "seal", seal_late)
    answer = (await loaded_api.data(document("changeEngagementOfficer"), {"input": changing}))["answer"]
    assert (answer["__typename"], answer["code"]) == ("Refused", "PERSON_ERASED")
    assert answer["path"] == ["input", "officer"]
    correcting = {"organisation": org(COLOGNE), "on": "2024-03-01", "name": "Zoë", "corrects": position}
    refused = await refusal(loaded_api, "appointEngagementOfficer", correcting)
    assert refused["code"] == "PERSON_ERASED"
    assert await ask(loaded_dsn, KEYS) == 0


async def test_data_protection_officers_erase_and_few_see_that_it_was(
    loaded_api: Api, tmp_path: Path
) -> None:
    officer, _ = await appoint(loaded_api)
    erasures = "{ network { erasures { nodes { askedBy reason } } } }"
    for role in sorted({*Role} - {Role.PUBLIC, Role.MUNICIPALITY, Role.DATA_PROTECTION_OFFICER}):
        api = as_role(loaded_api, tmp_path, role)
        answer = await api.ask(document("erasePerson"), {"input": erasing(officer)})
        assert answer["errors"][0]["extensions"]["code"] == "FORBIDDEN"
        seen = "errors" not in await api.ask(erasures)
        assert seen is (role in (Role.AUDITOR, Role.COORDINATOR)), role
    await erase(as_role(loaded_api, tmp_path, Role.DATA_PROTECTION_OFFICER), officer)
    marked = "{ network { engagementOfficers { nodes { erased } } } }"
    public = await loaded_api.http.post("/graphql", json={"query": marked})
    assert public.json()["data"]["network"]["engagementOfficers"]["nodes"] == [{"erased": True}]
    closed = await loaded_api.http.post("/graphql", json={"query": erasures})
    assert closed.json()["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"


def as_role(api: Api, home: Path, role: Role) -> Api:
    token = issue_token(local_key(home), role, now(), timedelta(hours=1), roles=[role])
    return replace(api, token=token)


async def test_a_name_is_not_to_be_found_out_by_repeating_the_command_that_told_it(loaded_api: Api) -> None:
    appointing = {"organisation": org(COLOGNE), "on": "2024-03-01", "name": NAME, "idempotencyKey": "key"}
    appointed = await record(loaded_api, "appointEngagementOfficer", appointing, "officer { id }")
    await erase(loaded_api, appointed["officer"]["id"])
    for name in (NAME, "somebody else"):
        refused = await refusal(loaded_api, "appointEngagementOfficer", {**appointing, "name": name})
        assert refused["code"] == "IDEMPOTENCY_KEY_REUSED"
