"""A witness: sees that a register's log only grows, and signs what it has seen.

Of each log, the last checkpoint that it signed is kept in a file of its home; what the log shows next must
begin with all of that.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, ClassVar
from urllib.error import HTTPError, URLError
from urllib.parse import quote
from urllib.request import Request, urlopen

import orjson

from infra.file_lock import locked
from infra.key_files import key_file
from infra.signing import Witness
from infra.verify import (
    LOG_KEY,
    Checkpoint,
    Difference,
    Key,
    Malformed,
    from_base64,
    read_checkpoint,
    read_key,
    valid_signatures,
    verify_consistency,
)

_ASK = """query ($from: Position!) { log {
    checkpoint { note } consistencyProof(from: $from) { toSize hashes }
} }"""
_ASK_FIRST = "{ log { checkpoint { note } } }"
_COSIGN = """mutation ($note: String!) { cosignCheckpoint(input: { note: $note }) {
    ... on CosignCheckpointPayload { checkpoint { size } } ... on Refused { code message }
} }"""
_SECONDS = 30


class RegisterNotReached(Exception):
    """The register does not answer as one does. Check its address, which ends in /graphql, and try again."""

    code = "REGISTER_NOT_REACHED"
    german: ClassVar[str] = (
        "Das Register antwortet nicht wie ein Register. Zu prüfen ist seine Adresse, die auf /graphql endet; "
        "dann ist der Versuch zu wiederholen."
    )


class NotCosigned(Exception):
    """The checkpoint is verified and kept here, and the register does not take the signature. Do what it
    says, and repeat the command."""

    code = "NOT_COSIGNED"
    german: ClassVar[str] = (
        "Der Checkpoint ist geprüft und hier aufbewahrt, doch nimmt das Register die Unterschrift nicht an. "
        "Seinem Hinweis ist zu folgen, dann der Befehl zu wiederholen."
    )


@dataclass(frozen=True)
class Seen:
    """What a witness keeps of a log: the last note that it signed, its own signature included."""

    path: Path

    @classmethod
    def of(cls, home: Path, key: Key) -> Seen:
        return cls(home / "witnessed" / quote(f"{key.name}+{key.id.hex()}", safe="+"))

    def last(self) -> Checkpoint | None:
        return read_checkpoint(self.path.read_bytes()) if self.path.exists() else None

    def keep(self, note: str) -> None:
        """On disk before it is shown to anyone: of two checkpoints of a size, a witness signs one."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        draft = self.path.with_name(f"{self.path.name}.draft")
        with draft.open("wb") as file:
            file.write(note.encode())
            file.flush()
            os.fsync(file.fileno())
        draft.replace(self.path)

    def keep_evidence(self, note: str) -> Path:
        """Beside what was seen: the other history that a log has shown."""
        path = self.path.with_name(f"{self.path.name}.differs")
        path.write_bytes(note.encode())
        return path


def witness_of(home: Path, name: str) -> Witness:
    """The witness of this home, by the key in witness.key, made on first use. Raises KeyUnusable."""
    return Witness(name, key_file(home / "witness.key"))


def witness_log(url: str, witness: Witness, key: Key, home: Path, token: str | None, at: datetime) -> int:
    """Verifies what the register shows, signs it, gives it the signature; returns the log's size.

    Args:
        key: the log's, from elsewhere than the register itself.
        token: of the role witness.

    Raises:
        Difference: the log does not continue what was seen, or is not signed by this key. Nothing is signed.
        RegisterNotReached, NotCosigned: as they say.
    """
    if key.kind != LOG_KEY:
        raise Malformed(f"{key.vkey} is the key of a witness, not of a log")
    with locked(home / "witness.lock"):
        return _witness_alone(url, witness, key, Seen.of(home, key), token, at)


def _witness_alone(url: str, witness: Witness, key: Key, seen: Seen, token: str | None, at: datetime) -> int:
    """With no other process of this witness that might sign something else meanwhile."""
    last = seen.last()
    size = last.size if last else 0
    shown = _asked(url, _ASK if size else _ASK_FIRST, {"from": size} if size else {}, token)
    try:
        note: str = shown["log"]["checkpoint"]["note"]
        checkpoint = read_checkpoint(note.encode())
        proof = [from_base64(each) for each in shown["log"]["consistencyProof"]["hashes"]] if size else []
    except (Malformed, LookupError, TypeError, AttributeError) as error:
        raise RegisterNotReached(f"{url}: {error}") from error
    _check(checkpoint, key, last, proof, seen, note)
    signed = _without_lines_of(read_key(witness.vkey), note) + witness.cosign(checkpoint.note.body, at)
    seen.keep(signed)
    _give(url, signed, token)
    return checkpoint.size


def _without_lines_of(witness: Key, note: str) -> str:
    """The note without what this witness has signed of it before."""
    body, blank, lines = note.rpartition("\n\n")
    kept = (line for line in lines.split("\n") if not line.startswith(f"— {witness.name} "))
    return body + blank + "\n".join(kept)


def _give(url: str, signed: str, token: str | None) -> None:
    try:
        answer = _asked(url, _COSIGN, {"note": signed}, token)["cosignCheckpoint"]
        refused = f"{answer['code']}: {answer['message']}" if "code" in answer else None
    except (RegisterNotReached, Difference, LookupError, TypeError) as error:
        raise NotCosigned(str(error)) from error
    if refused:
        raise NotCosigned(refused)


def _check(
    checkpoint: Checkpoint,
    key: Key,
    last: Checkpoint | None,
    proof: Sequence[bytes],
    seen: Seen,
    note: str,
) -> None:
    """That the checkpoint is the log's, and continues the last one that was seen."""
    if checkpoint.origin != key.name or not valid_signatures(checkpoint.note, [key]):
        raise Difference("KEY_UNKNOWN", None, f"the checkpoint is not signed by {key.vkey}")
    if last is None:
        return
    if checkpoint.size < last.size:
        told = f"the log had {last.size} events once, and shows {checkpoint.size}"
        code = "TRUNCATED_LOG"
    elif verify_consistency(last.size, checkpoint.size, last.root, checkpoint.root, proof) or not last.size:
        return
    else:
        told = f"the log of {checkpoint.size} does not begin with the {last.size} events seen before"
        code = "INCONSISTENT"
    evidence = seen.keep_evidence(note)
    told += f"; both checkpoints are kept: {seen.path.name} and {evidence.name} in {evidence.parent}"
    raise Difference(code, None, told)


def _asked(url: str, query: str, variables: Mapping[str, object], token: str | None) -> Any:
    """The data of the register's answer. Raises RegisterNotReached; Difference where it is shorter."""
    headers = {"content-type": "application/json", "accept": "application/graphql-response+json"}
    if token:
        headers["authorization"] = f"Bearer {token}"
    body = orjson.dumps({"query": query, "variables": variables})
    if not url.startswith(("http://", "https://")):
        raise RegisterNotReached(url)
    try:
        with urlopen(Request(url, body, headers), timeout=_SECONDS) as response:  # noqa: S310  looked at above
            answer = orjson.loads(response.read())
    except HTTPError as error:
        raise _told(url, error.read()) from error
    except (URLError, OSError, ValueError) as error:
        raise RegisterNotReached(f"{url}: {error}") from error
    if not isinstance(answer, dict) or not answer.get("data") or "errors" in answer:
        raise _told(url, orjson.dumps(answer))
    return answer["data"]


def _told(url: str, answer: bytes) -> RegisterNotReached | Difference:
    """What the register itself says is wrong."""
    try:
        error = orjson.loads(answer)["errors"][0]
        code, message = error["extensions"]["code"], error["message"]
    except (ValueError, LookupError, TypeError):
        return RegisterNotReached(url)
    if code == "POSITION_NOT_RECORDED":
        return Difference("TRUNCATED_LOG", None, "the log is shorter than it was when it was last witnessed")
    return RegisterNotReached(f"{url}: {code}: {message}")
