"""Witnesses of a served register: they sign that it only grows, and tell where it shows two histories."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import urlsplit

import pytest

from infra.checkpoint_keys import log_signer
from infra.key_files import key_file
from infra.log_bundles import export_bundle
from infra.register import Register
from infra.settings import Settings
from infra.signing import LogSigner, Witness
from infra.tokens import issue_token, local_key
from infra.verify import Difference, read_checkpoint, read_key, valid_signatures, verify_bundle
from infra.witness import RegisterNotReached, Seen, witness_log
from tests.commands import Outcome, command
from tests.databases import ask, new_database
from tests.infra.logs import ORIGIN, register_associations, silent
from tests.served import Served, serve
from tests.waiting import until

NAME = "witness.example/w1"
CHECKPOINT = """{ log {
    size
    checkpoint { size note cosignatures { witness signedAt } }
    cosignedCheckpoint { size note cosignatures { witness } }
} }"""


def own_witness(home: Path, name: str = NAME) -> Witness:
    return Witness(name, key_file(home / "witness.key"))


def vkey_of(home: Path) -> str:
    return log_signer(home, ORIGIN).vkeys[0]


@asynccontextmanager
async def serving(dsn: str, home: Path, *witnesses: Witness) -> AsyncIterator[Served]:
    """The register over this database, with these witnesses known to it."""
    known = " ".join(each.vkey for each in witnesses)
    with serve(home, DATABASE_URL=dsn, NETZWERKREGISTER_WITNESSES=known) as served:
        await grown(served, int(str(await ask(dsn, "SELECT position FROM log_head"))))
        yield served


async def witness(served: Served, home: Path, log_key: str, **more: str) -> Outcome:
    """Has the witness of a home look at the register, by the command."""
    token = {"NETZWERKREGISTER_TOKEN": served.token} | more
    asked = ("witness", f"{served.url}/graphql", "--log-key", log_key, "--name", NAME)
    return await command(home, *asked, **token)


def log_of(served: Served) -> dict[str, Any]:
    log: dict[str, Any] = served.ask(CHECKPOINT)["data"]["log"]
    return log


async def grown(served: Served, size: int) -> None:
    """Returns when the register shows a log of this size."""

    async def holds() -> bool:
        return bool(log_of(served)["size"] == size)

    await until(holds, 10)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """The register's."""
    return tmp_path / "register"


@pytest.fixture
def seeing(tmp_path: Path) -> Path:
    """The witness's."""
    return tmp_path / "witness"


def kept(seeing: Path) -> dict[str, str]:
    """What a witness has on disk of all logs."""
    return {each.name: each.read_text() for each in (seeing / "witnessed").glob("*")}


async def test_a_witness_signs_what_it_sees_and_the_register_shows_it(
    dsn: str, home: Path, seeing: Path
) -> None:
    await register_associations(dsn, 300)
    known, own = own_witness(seeing), vkey_of(home)
    keys = [read_key(own), read_key(known.vkey)]
    async with serving(dsn, home, known) as served:
        assert log_of(served)["cosignedCheckpoint"] is None
        first = await witness(served, seeing, own)
        assert (first.status, first.out) == (0, ""), first
        assert f"{ORIGIN} at 300 continues what was seen, and is signed." in " ".join(first.err.split())
        shown = log_of(served)
        note = read_checkpoint(shown["checkpoint"]["note"].encode()).note
        assert [each.key.vkey for each in valid_signatures(note, keys)] == [own, known.vkey]
        assert [each["witness"] for each in shown["checkpoint"]["cosignatures"]] == [NAME]
        assert shown["cosignedCheckpoint"]["note"] == shown["checkpoint"]["note"]
        assert [*kept(seeing).values()] == [shown["checkpoint"]["note"]]

        await asyncio.sleep(1)  # signatures count in seconds
        again = await witness(served, seeing, own)
        assert again.status == 0
        later = log_of(served)["checkpoint"]
        assert later["cosignatures"][0]["signedAt"] > shown["checkpoint"]["cosignatures"][0]["signedAt"]
        assert len(later["cosignatures"]) == 1
        assert [*kept(seeing).values()] == [later["note"]]

        await register_associations(dsn, 100, "Bund")
        await grown(served, 400)
        assert log_of(served)["cosignedCheckpoint"]["size"] == 300
        assert not log_of(served)["checkpoint"]["cosignatures"]
        assert (await witness(served, seeing, own)).status == 0
        assert log_of(served)["cosignedCheckpoint"]["size"] == 400
    (state,) = kept(seeing).values()
    assert read_checkpoint(state.encode()).size == 400


@pytest.mark.soak
async def test_a_witness_may_come_before_the_first_event(dsn: str, home: Path, seeing: Path) -> None:
    known, own = own_witness(seeing), vkey_of(home)
    async with serving(dsn, home, known) as served:
        for size in (0, 5):
            assert (await witness(served, seeing, own)).status == 0
            assert log_of(served)["cosignedCheckpoint"]["size"] == size
            await register_associations(dsn, 5 - size)
            await grown(served, 5)


@pytest.mark.soak
async def test_what_the_register_does_not_take_is_kept_and_taken_later(
    dsn: str, home: Path, seeing: Path
) -> None:
    await register_associations(dsn, 3)
    known, own = own_witness(seeing), vkey_of(home)
    async with serving(dsn, home, own_witness(seeing, "another.example")) as served:
        unknown = await witness(served, seeing, own)
        assert unknown.status == 2
        assert unknown.err.startswith("NOT_COSIGNED UNKNOWN_WITNESS: ")
        (state,) = kept(seeing).values()
        assert read_checkpoint(state.encode()).size == 3
        assert valid_signatures(read_checkpoint(state.encode()).note, [read_key(known.vkey)])
    async with serving(dsn, home, known) as served:
        coordinator = issue_token(local_key(home), "test", datetime.now(UTC), timedelta(hours=1))
        for token, code in (
            ("", "UNAUTHENTICATED"),
            ("nonsense", "CREDENTIALS_REFUSED"),
            (coordinator, "FORBIDDEN"),
        ):
            refused = await witness(served, seeing, own, NETZWERKREGISTER_TOKEN=token)
            assert refused.status == 2
            assert code in refused.err
            assert refused.err.startswith("NOT_COSIGNED ") is (token is coordinator)
        assert (await witness(served, seeing, own)).status == 0
        assert log_of(served)["cosignedCheckpoint"]["size"] == 3


async def test_a_witness_that_is_asked_by_several_at_once_signs_for_one_after_the_other(
    dsn: str, home: Path, seeing: Path
) -> None:
    known, own = own_witness(seeing), vkey_of(home)
    async with serving(dsn, home, known) as served:
        asked = (f"{served.url}/graphql", known, read_key(own), seeing, served.token, datetime.now(UTC))
        sizes = await asyncio.gather(*(asyncio.to_thread(witness_log, *asked) for _ in range(8)))
        assert sizes == [0] * 8
        assert log_of(served)["cosignedCheckpoint"]["note"] == "".join(kept(seeing).values())


async def test_a_log_by_another_key_is_not_signed(dsn: str, home: Path, seeing: Path) -> None:
    await register_associations(dsn, 3)
    known = own_witness(seeing)
    async with serving(dsn, home, known) as served:
        for other in (
            LogSigner(ORIGIN, bytes(32)).vkeys[0],
            LogSigner("other.example", key_file(home / "checkpoint.key")).vkeys[0],
        ):
            told = await witness(served, seeing, other)
            assert told.status == 1
            assert "KEY_UNKNOWN: " in told.err
        for no_log in (known.vkey, "nonsense"):
            told = await witness(served, seeing, no_log)
            assert told.status == 2
            assert told.err.strip()
        assert kept(seeing) == {}
        assert log_of(served)["cosignedCheckpoint"] is None


async def test_the_key_of_a_witness_is_printed(seeing: Path) -> None:
    told = await command(seeing, "witness-key", "--name", NAME)
    assert told.out.strip() == own_witness(seeing).vkey


# What is no register.


@contextmanager
def answering(status: int, body: bytes) -> Iterator[str]:
    """The address of a server that always says the same."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["content-length"]))
            self.send_response(status)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/graphql"
        finally:
            server.shutdown()
            thread.join()


@pytest.mark.parametrize(
    ("status", "body"),
    [
        *((200, body) for body in (b"", b"<html>", b"[]", b"{}", b'"x"', b"null", b'{"data":null}')),
        *((200, body) for body in (b'{"data":{"log":null}}', b'{"data":{"log":{"checkpoint":null}}}')),
        (200, b'{"data":{"log":{"checkpoint":{"note":1}}}}'),
        (200, b'{"data":{"log":{"checkpoint":{"note":"x"}}}}'),
        (200, b'{"errors":[]}'),
        *((404, body) for body in (b"", b"<html>", b"[]", b"{}", b'{"errors":[{}]}', b'{"errors":{}}')),
        (503, b'{"errors":[{"message":"Later.","extensions":{"code":"TOO_BUSY"}}]}'),
    ],
)
def test_what_is_no_register_is_told(status: int, body: bytes, seeing: Path) -> None:
    key = read_key(LogSigner(ORIGIN, bytes(32)).vkeys[0])
    with answering(status, body) as url, pytest.raises(RegisterNotReached, match=url):
        witness_log(url, own_witness(seeing), key, seeing, None, datetime.now(UTC))
    assert kept(seeing) == {}


async def test_a_register_that_is_not_there_is_told(seeing: Path) -> None:
    vkey = LogSigner(ORIGIN, bytes(32)).vkeys[0]
    for url in ("http://127.0.0.1:1/graphql", "nonsense", "file:///etc/passwd", "http://"):
        told = await command(seeing, "witness", url, "--log-key", vkey, "--name", NAME)
        assert told.status == 2
        assert told.err.startswith("REGISTER_NOT_REACHED ")


@pytest.mark.parametrize("proof", [None, {"hashes": []}, {"hashes": ["A"]}, {"hashes": None}, {}, []])
def test_a_proof_that_is_none_is_inconsistent(proof: object, seeing: Path) -> None:
    signer = LogSigner(ORIGIN, bytes(32))
    key = read_key(signer.vkeys[0])
    Seen.of(seeing, key).keep(signer.sign(3, bytes(32)))
    shown = {"checkpoint": {"note": signer.sign(4, bytes(32))}, "consistencyProof": proof}
    body = json.dumps({"data": {"log": shown}}).encode()
    with answering(200, body) as url, pytest.raises((Difference, RegisterNotReached)) as told:
        witness_log(url, own_witness(seeing), key, seeing, None, datetime.now(UTC))
    if isinstance(told.value, Difference):
        assert told.value.code == "INCONSISTENT"
    assert kept(seeing)[Seen.of(seeing, key).path.name] == signer.sign(3, bytes(32))


# Two histories.


def name_of(dsn: str) -> str:
    """The database's name."""
    return urlsplit(dsn).path[1:]


async def exported(dsn: str, home: Path, path: Path) -> Path:
    register = Register.of(Settings(database_url=dsn, home=home))
    async with register.database.connection() as connection:
        await export_bundle(connection, register.log, path, datetime.now(UTC), silent)
    await register.database.close()
    return path


async def test_a_register_that_shows_two_histories_is_found_by_those_who_compare(
    server: str, dsn: str, home: Path, tmp_path: Path
) -> None:
    await register_associations(dsn, 300)
    own = vkey_of(home)
    one, other = tmp_path / "one", tmp_path / "other"
    witnesses = (own_witness(one), own_witness(other))
    async with new_database(server, name_of(dsn)) as fork:
        await register_associations(dsn, 50, "hier")
        await register_associations(fork, 60, "dort")
        second = tmp_path / "second"
        second.mkdir()
        (second / "checkpoint.key").write_bytes(key_file(home / "checkpoint.key"))
        async with AsyncExitStack() as stack:
            here = await stack.enter_async_context(serving(dsn, home, *witnesses))
            there = await stack.enter_async_context(serving(fork, second, *witnesses))
            assert (await witness(here, one, own)).status == 0
            assert (await witness(there, other, own)).status == 0
            before = kept(one)
            for served, looking in ((there, one), (here, other)):
                told = await witness(served, looking, own)
                assert told.status == 1
                expected = "INCONSISTENT" if served is there else "TRUNCATED_LOG"
                assert f"{expected}: " in told.err
            assert log_of(there)["checkpoint"]["cosignatures"][0]["witness"] == NAME
            assert log_of(here)["checkpoint"]["size"] == 350
            evidence = {name: note for name, note in kept(one).items() if name not in before}
            assert kept(one) == before | evidence
            ((name, note),) = evidence.items()
            assert name.endswith(".differs")
            assert read_checkpoint(note.encode()).size == 360
            assert not valid_signatures(read_checkpoint(note.encode()).note, [read_key(witnesses[0].vkey)])

        bundle = await exported(dsn, home, tmp_path / "bundle")
        larger = await exported(fork, second, tmp_path / "larger")
        ((_, seen_by_one),) = before.items()
        ((_, seen_by_other),) = kept(other).items()
        (tmp_path / "seen by one").write_text(seen_by_one)
        (tmp_path / "seen by other").write_text(seen_by_other)
        keys = [own, *(each.vkey for each in witnesses)]
        assert verify_bundle(bundle, [tmp_path / "seen by one"], keys).vouched
        with pytest.raises(Difference) as inconsistent:
            verify_bundle(larger, [tmp_path / "seen by one"], keys)
        assert inconsistent.value.code == "INCONSISTENT"
        with pytest.raises(Difference) as inconsistent:
            verify_bundle(bundle, [larger], keys)
        assert (inconsistent.value.code, inconsistent.value.position) == ("INCONSISTENT", 301)
        told = await command(
            home, "verify", "--against", str(tmp_path / "seen by one"), "--key", own, DATABASE_URL=fork
        )
        assert told.status == 1
        assert "INCONSISTENT: " in told.err


@pytest.mark.soak
async def test_a_register_that_was_rolled_back_is_found(
    server: str, dsn: str, home: Path, seeing: Path
) -> None:
    await register_associations(dsn, 20)
    known, own = own_witness(seeing), vkey_of(home)
    async with new_database(server, name_of(dsn)) as backup:
        await register_associations(dsn, 30, "Bund")
        async with serving(dsn, home, known) as served:
            assert (await witness(served, seeing, own)).status == 0
        before = kept(seeing)
        async with serving(backup, home, known) as served:
            told = await witness(served, seeing, own)
            assert log_of(served)["cosignedCheckpoint"] is None
    assert told.status == 1
    assert "TRUNCATED_LOG: " in told.err
    assert kept(seeing) == before
