"""The log's proofs as clients are given them: they hold by the verifier, and by another implementation."""

from base64 import b64decode
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pymerkle
import pytest
import pytest_asyncio

from domain.callers import Role
from domain.errors import Refusal, refusal_of
from domain.languages import Language
from infra.checkpoint_keys import log_signer
from infra.register import now
from infra.settings import Settings
from infra.signing import LogSigner, Witness, checkpoint_body
from infra.verify import (
    EMPTY_ROOT,
    leaf_hash,
    read_checkpoint,
    read_key,
    valid_signatures,
    verify_consistency,
    verify_inclusion,
)
from tests.api import Api
from tests.databases import ask, connected, new_database
from tests.graphql_api.telling import log_position
from tests.infra.logs import ORIGIN, WITNESS, key_of, leaves, register_associations, tree_of

SHARED = pytest.mark.asyncio(loop_scope="module")
OTHER_WITNESS = Witness("witness.example/w2", bytes([5]) * 32)
SMALL = 12

CHECKPOINT = "size rootHash note cosignatures { witness signedAt }"
INCLUSION = """query ($position: Position!, $size: Position) { log {
    inclusionProof(position: $position, size: $size) { position size leaf leafHash hashes rootHash }
} }"""
CONSISTENCY = """query ($from: Position!, $to: Position) { log {
    consistencyProof(from: $from, to: $to) { fromSize toSize hashes rootHash }
} }"""
AT_SIZE = f"query ($size: Position) {{ log {{ checkpoint(size: $size) {{ {CHECKPOINT} }} }} }}"
COSIGN = f"""mutation ($input: CosignCheckpointInput!) {{ answer: cosignCheckpoint(input: $input) {{
    __typename
    ... on CosignCheckpointPayload {{ checkpoint {{ {CHECKPOINT} }} }}
    ... on Refused {{ code message path }}
}} }}"""
COSIGNED = f"{{ log {{ cosignedCheckpoint {{ {CHECKPOINT} }} }} }}"


@dataclass(frozen=True)
class Known:
    """A log, and its leaves as they are in the database."""

    api: Api
    dsn: str
    leaves: list[bytes]
    foreign: pymerkle.InmemoryTree

    @property
    def size(self) -> int:
        return len(self.leaves)

    def root(self, size: int) -> bytes:
        root: bytes = self.foreign.get_root(size)
        return root


async def known(api: Api, dsn: str) -> Known:
    await shown(api)  # with the first, the key is listed
    async with connected(dsn) as connection:
        found = await leaves(connection)
    foreign = pymerkle.InmemoryTree(algorithm="sha256")
    foreign.append_entries(found)
    return Known(api, dsn, found, foreign)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def loaded(server: str, loaded_template: str, shared_home: Path) -> AsyncIterator[Known]:
    """The project's own data; more than a tile of 256."""
    async with (
        new_database(server, loaded_template) as dsn,
        Api.over(Settings(database_url=dsn, home=shared_home)) as api,
    ):
        yield await known(api, dsn)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def small(
    server: str, empty_template: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Known]:
    """A small log of a register that knows a witness."""
    async with new_database(server, empty_template) as dsn:
        await register_associations(dsn, SMALL)
        settings = Settings(
            database_url=dsn, home=tmp_path_factory.mktemp("small"), witnesses=(key_of(WITNESS),)
        )
        async with Api.over(settings) as api:
            yield await known(api, dsn)


def hashes_of(proof: dict[str, Any]) -> list[bytes]:
    return [b64decode(each, validate=True) for each in proof["hashes"]]


async def included(log: Known, position: int, size: int | None = None) -> dict[str, Any]:
    """A proof that holds, and is the other implementation's."""
    variables = {"position": position, "size": size}
    proof: dict[str, Any] = (await log.api.data(INCLUSION, variables))["log"]["inclusionProof"]
    size = size or log.size
    hash_, root, path = b64decode(proof["leafHash"]), b64decode(proof["rootHash"]), hashes_of(proof)
    assert (proof["position"], proof["size"]) == (position, size)
    assert b64decode(proof["leaf"], validate=True) == log.leaves[position - 1]
    assert hash_ == leaf_hash(log.leaves[position - 1])
    assert root == log.root(size)
    assert verify_inclusion(position - 1, size, hash_, path, root)
    theirs = log.foreign.prove_inclusion(position, size)
    assert path == theirs.path[1:]
    pymerkle.verify_inclusion(hash_, root, theirs)
    return proof


async def consistent(log: Known, earlier: int, later: int | None = None) -> None:
    variables = {"from": earlier, "to": later}
    proof = (await log.api.data(CONSISTENCY, variables))["log"]["consistencyProof"]
    later = later or log.size
    assert (proof["fromSize"], proof["toSize"]) == (earlier, later)
    assert b64decode(proof["rootHash"]) == log.root(later)
    assert verify_consistency(earlier, later, log.root(earlier), log.root(later), hashes_of(proof))


# Proofs.


@SHARED
async def test_every_event_of_a_small_log_is_proved_in_each_of_its_sizes(small: Known) -> None:
    for position in range(1, SMALL + 1):
        await included(small, position)
        for size in range(position, SMALL + 1):
            await included(small, position, size)


@SHARED
async def test_every_size_of_a_small_log_is_proved_to_begin_with_the_earlier(small: Known) -> None:
    for earlier in range(1, SMALL + 1):
        await consistent(small, earlier)
        for later in range(earlier, SMALL + 1):
            await consistent(small, earlier, later)


@SHARED
async def test_events_and_sizes_of_the_projects_own_data_are_proved(loaded: Known) -> None:
    assert loaded.size > 500
    random = Random(6962)
    sizes = [1, 255, 256, 257, 511, 512, 513, loaded.size, *random.sample(range(1, loaded.size), 12)]
    for size in sizes:
        for position in {1, min(size, 256), size, random.randint(1, size)}:
            await included(loaded, position, size)
        for earlier in {1, min(size, 256), size, random.randint(1, size)}:
            await consistent(loaded, earlier, size)


@SHARED
async def test_checkpoints_are_signed_for_each_size(small: Known, loaded: Known) -> None:
    for log, sizes in ((small, range(1, SMALL + 1)), (loaded, (1, 255, 256, 257, 512, 513))):
        (vkey,) = (await log.api.data("{ log { keys { vkey } } }"))["log"]["keys"]
        for size in (*sizes, None):
            checkpoint = (await log.api.data(AT_SIZE, {"size": size}))["log"]["checkpoint"]
            note = read_checkpoint(checkpoint["note"].encode())
            assert (note.origin, note.size, note.root) == (
                ORIGIN,
                size or log.size,
                log.root(size or log.size),
            )
            assert [each.key.vkey for each in valid_signatures(note.note, [read_key(vkey["vkey"])])]
            assert (checkpoint["size"], b64decode(checkpoint["rootHash"])) == (note.size, note.root)


async def test_an_empty_log_has_a_checkpoint_and_nothing_else(api: Api) -> None:
    log = (await api.data(f"{{ log {{ origin size checkpoint {{ {CHECKPOINT} }} witnesses }} }}"))["log"]
    note = read_checkpoint(log["checkpoint"]["note"].encode())
    assert (note.size, note.root) == (0, EMPTY_ROOT)
    assert (log["size"], log["checkpoint"]["size"]) == (0, 0)
    assert b64decode(log["checkpoint"]["rootHash"]) == EMPTY_ROOT
    assert log["witnesses"] == []
    assert await api.code(INCLUSION, {"position": 1}) == "POSITION_NOT_RECORDED"
    assert await api.code(CONSISTENCY, {"from": 1}) == "POSITION_NOT_RECORDED"


@SHARED
async def test_who_signs_and_who_witnesses_is_told(small: Known) -> None:
    log = (await small.api.data("{ log { origin size keys { vkey fromSize untilSize } witnesses } }"))["log"]
    (key,) = log["keys"]
    assert read_key(key["vkey"]).name == log["origin"] == ORIGIN
    assert (key["fromSize"], key["untilSize"], log["size"]) == (SMALL, None, SMALL)
    assert log["witnesses"] == [WITNESS.vkey]


@SHARED
async def test_all_proofs_of_an_answer_are_of_one_size(small: Known) -> None:
    log = (
        await small.api.data(
            """{ network { position } log { size checkpoint { note again: note }
            one: inclusionProof(position: 3) { size hashes rootHash }
            other: inclusionProof(position: 7, size: 9) { size hashes rootHash }
            consistencyProof(from: 5) { toSize hashes rootHash }
        } }"""
        )
    )["log"]
    assert log["size"] == log["one"]["size"] == log["consistencyProof"]["toSize"] == SMALL
    assert log["one"]["rootHash"] == log["consistencyProof"]["rootHash"]
    assert b64decode(log["other"]["rootHash"]) == small.root(9)
    assert log["checkpoint"]["note"] == log["checkpoint"]["again"]


# What cannot be proved.


WRONG: dict[str, tuple[str, dict[str, Any], str]] = {
    "an event after the size": (INCLUSION, {"position": 8, "size": 7}, "BAD_PROOF"),
    "a later size before the earlier": (CONSISTENCY, {"from": 8, "to": 7}, "BAD_PROOF"),
    "an event to come": (INCLUSION, {"position": SMALL + 1}, "POSITION_NOT_RECORDED"),
    "a size to come": (INCLUSION, {"position": 1, "size": SMALL + 1}, "POSITION_NOT_RECORDED"),
    "an earlier size to come": (CONSISTENCY, {"from": SMALL + 1}, "POSITION_NOT_RECORDED"),
    "a later size to come": (CONSISTENCY, {"from": 1, "to": 2**63 - 1}, "POSITION_NOT_RECORDED"),
    "a checkpoint to come": (AT_SIZE, {"size": SMALL + 1}, "POSITION_NOT_RECORDED"),
    "no event": (INCLUSION, {"position": 0}, "BAD_POSITION"),
    "no size": (INCLUSION, {"position": 1, "size": -1}, "BAD_POSITION"),
    "no number": (CONSISTENCY, {"from": "1"}, "BAD_POSITION"),
    "a fraction": (CONSISTENCY, {"from": 1.5}, "BAD_POSITION"),
    "a number too large": (AT_SIZE, {"size": 2**63}, "BAD_POSITION"),
    "no number in the document": ("{ log { checkpoint(size: true) { note } } }", {}, "BAD_POSITION"),
    "backwards in the document": (
        "{ log { inclusionProof(position: 8, size: 7) { hashes } } }",
        {},
        "BAD_PROOF",
    ),
}


@SHARED
@pytest.mark.parametrize("case", WRONG)
async def test_what_cannot_be_proved_is_told_in_both_languages(case: str, small: Known) -> None:
    query, variables, code = WRONG[case]
    messages = []
    for language in ("en", "de"):
        answer = await small.api.ask(query, variables, **{"accept-language": language})
        (error,) = answer["errors"]
        assert error["extensions"]["code"] == code
        assert "data" not in answer
        messages.append(error["message"])
    assert messages[0] != messages[1]


# Cosignatures.


async def told(api: Api, note: str, **headers: str) -> dict[str, Any]:
    answer: dict[str, Any] = (await api.data(COSIGN, {"input": {"note": note}}, **headers))["answer"]
    return answer


async def shown(api: Api, size: int | None = None) -> str:
    note: str = (await api.data(AT_SIZE, {"size": size}))["log"]["checkpoint"]["note"]
    return note


def cosigned(note: str, at: datetime, witness: Witness = WITNESS) -> str:
    return note + witness.cosign(read_checkpoint(note.encode()).note.body, at)


@pytest.fixture
async def witnessed(dsn: str, tmp_path: Path) -> AsyncIterator[Known]:
    """A small log of a register that knows two witnesses, to be cosigned."""
    await register_associations(dsn, SMALL)
    keys = (key_of(WITNESS), key_of(OTHER_WITNESS))
    async with Api.over(Settings(database_url=dsn, home=tmp_path, witnesses=keys)) as api:
        yield await known(api, dsn)


def own_signer(home: Path) -> LogSigner:
    return log_signer(home, ORIGIN)


async def test_a_cosignature_is_kept_and_told_with_the_checkpoint(witnessed: Known) -> None:
    api, at = witnessed.api, now().replace(microsecond=0)
    assert (await api.data(COSIGNED))["log"]["cosignedCheckpoint"] is None
    answer = await told(api, cosigned(await shown(api, 8), at))
    assert answer["__typename"] == "CosignCheckpointPayload"
    assert answer["checkpoint"]["size"] == 8
    assert (await api.data(COSIGNED))["log"]["cosignedCheckpoint"] == answer["checkpoint"]
    (signature,) = answer["checkpoint"]["cosignatures"]
    assert (signature["witness"], datetime.fromisoformat(signature["signedAt"])) == (key_of(WITNESS).name, at)
    (own,) = (await api.data("{ log { keys { vkey } } }"))["log"]["keys"]
    note = read_checkpoint(answer["checkpoint"]["note"].encode()).note
    signatures = valid_signatures(note, [read_key(own["vkey"]), key_of(WITNESS)])
    assert [each.at for each in signatures] == [None, at]
    assert (await api.data(AT_SIZE))["log"]["checkpoint"]["cosignatures"] == []

    await told(api, cosigned(await shown(api, 5), at))
    assert (await api.data(COSIGNED))["log"]["cosignedCheckpoint"]["size"] == 8
    last = await told(api, cosigned(await shown(api), at))
    assert (await api.data(COSIGNED))["log"]["cosignedCheckpoint"] == last["checkpoint"]
    assert last["checkpoint"]["size"] == SMALL


async def test_the_last_signature_of_each_witness_is_kept(witnessed: Known) -> None:
    api, at = witnessed.api, now().replace(microsecond=0)
    note = await shown(api)
    for given, witness, kept in (
        (at, WITNESS, {WITNESS: at}),
        (at + timedelta(seconds=1), WITNESS, {WITNESS: at + timedelta(seconds=1)}),
        (at, WITNESS, {WITNESS: at + timedelta(seconds=1)}),
        (at, OTHER_WITNESS, {OTHER_WITNESS: at, WITNESS: at + timedelta(seconds=1)}),
    ):
        answer = await told(api, cosigned(note, given, witness))
        found = {
            each["witness"]: datetime.fromisoformat(each["signedAt"])
            for each in answer["checkpoint"]["cosignatures"]
        }
        assert list(found.items()) == [(key_of(each).name, when) for each, when in kept.items()]
    both = cosigned(cosigned(note, at + timedelta(seconds=5)), at + timedelta(seconds=5), OTHER_WITNESS)
    answer = await told(api, both)
    assert answer["checkpoint"]["note"] == both


async def test_of_other_signatures_under_a_note_only_those_of_witnesses_are_kept(witnessed: Known) -> None:
    api, at = witnessed.api, now()
    note = await shown(api)
    stranger = Witness("stranger.example", bytes([6]) * 32)
    answer = await told(api, cosigned(cosigned(note, at, stranger), at))
    assert [each["witness"] for each in answer["checkpoint"]["cosignatures"]] == [key_of(WITNESS).name]
    assert answer["checkpoint"]["note"] == cosigned(note, at)


async def test_a_cosignature_is_no_event(witnessed: Known) -> None:
    before = await log_position(witnessed.api)
    answer = await told(witnessed.api, cosigned(await shown(witnessed.api, 3), now()))
    assert answer["checkpoint"]["size"] == 3
    assert await log_position(witnessed.api) == before


async def test_a_checkpoint_of_the_empty_log_may_be_cosigned(dsn: str, tmp_path: Path) -> None:
    async with Api.over(Settings(database_url=dsn, home=tmp_path, witnesses=(key_of(WITNESS),))) as api:
        answer = await told(api, cosigned(await shown(api), now()))
        assert answer["checkpoint"]["size"] == 0
        assert (await api.data(COSIGNED))["log"]["cosignedCheckpoint"] == answer["checkpoint"]


async def test_what_is_not_kept_is_refused_with_what_to_do(witnessed: Known, tmp_path: Path) -> None:
    api, at = witnessed.api, now()
    note = await shown(api)
    signer = own_signer(tmp_path)
    body = checkpoint_body(ORIGIN, SMALL, witnessed.root(SMALL))
    another = signer.sign(SMALL, witnessed.root(SMALL - 1))
    abroad = LogSigner("other.example", bytes(32)).sign(SMALL, witnessed.root(SMALL))
    extended = f"{body}more\n\n"
    line = WITNESS.cosign(body, at)
    for given, code in (
        *((each, "UNKNOWN_CHECKPOINT") for each in ("", "nonsense", note[:-1], body, note + "\x07")),
        (cosigned(abroad, at), "UNKNOWN_CHECKPOINT"),
        (extended + WITNESS.cosign(f"{body}more\n", at), "UNKNOWN_CHECKPOINT"),
        (note, "UNKNOWN_WITNESS"),
        (cosigned(note, at, Witness("stranger.example", bytes([6]) * 32)), "UNKNOWN_WITNESS"),
        (cosigned(note, at, Witness(key_of(WITNESS).name, bytes([6]) * 32)), "UNKNOWN_WITNESS"),
        (another + line, "COSIGNATURE_INVALID"),
        (await shown(api, 5) + line, "COSIGNATURE_INVALID"),
        (cosigned(another, at), "CHECKPOINT_DIFFERS"),
    ):
        for language in Language:
            refused = await told(api, given, **{"accept-language": language})
            assert (refused["__typename"], refused["code"]) == ("Refused", code), given
            assert refused["path"] == ["input", "note"]
            assert refused["message"].startswith(refusal_of(code, "").message(language))
    assert {each.code for each in Refusal.__subclasses__() if each.field == "note"} == {
        *("UNKNOWN_CHECKPOINT", "UNKNOWN_WITNESS", "COSIGNATURE_INVALID", "CHECKPOINT_DIFFERS")
    }
    assert await ask(witnessed.dsn, "SELECT count(*) FROM cosignatures") == 0


async def test_a_checkpoint_of_a_size_to_come_is_not_kept(witnessed: Known, tmp_path: Path) -> None:
    signer = own_signer(tmp_path)
    for size in (SMALL + 1, 2**63 - 1, 2**63, 10**19 - 1):
        ahead = cosigned(signer.sign(size, witnessed.root(SMALL)), now())
        assert await witnessed.api.code(COSIGN, {"input": {"note": ahead}}) == "POSITION_NOT_RECORDED"


async def test_a_cosignature_needs_a_token(witnessed: Known) -> None:
    note = cosigned(await shown(witnessed.api), now())
    answer = await witnessed.api.http.post(
        "/graphql", json={"query": COSIGN, "variables": {"input": {"note": note}}}
    )
    (error,) = answer.json()["errors"]
    assert error["extensions"]["code"] == "UNAUTHENTICATED"
    expired = replace(witnessed.api, token="nonsense")
    refused = await expired.ask(COSIGN, {"input": {"note": note}})
    assert refused["errors"][0]["extensions"]["code"] == "CREDENTIALS_REFUSED"
    assert await ask(witnessed.dsn, "SELECT count(*) FROM cosignatures") == 0


async def test_any_witness_may_bring_a_witnesss_signature(witnessed: Known) -> None:
    answer = await told(witnessed.api.acting_as(Role.WITNESS), cosigned(await shown(witnessed.api), now()))
    assert answer["__typename"] == "CosignCheckpointPayload"
    async with connected(witnessed.dsn) as connection:
        assert (await tree_of(connection)).root() == witnessed.root(SMALL)
