"""What proves the log: signed checkpoints, proofs from its tree, and the signatures of witnesses."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

import asyncpg
import orjson

from domain import errors
from domain.callers import Caller
from domain.languages import Words
from domain.ports import StoreUnavailable
from infra.database import CONNECTION_ERRORS, Database
from infra.key_files import KeyUnusable
from infra.signing import LogSigner, checkpoint_body
from infra.tree_proofs import Hashes, consistency_proof, inclusion_proof, root
from infra.verify import (
    Checkpoint,
    Difference,
    Key,
    Malformed,
    Note,
    in_base64,
    read_checkpoint,
    valid_signatures,
)
from projections.reading import CannotSign, Finisher, PositionNotRecorded

# Answers the hashes from which proofs about these leaves are worked out.
SELECT_HASHES = "SELECT level, number, hash FROM log_hashes($1)"

# Answers the log's size and the key that signs it; none before the first.
SELECT_PRESENT_KEY = """
SELECT position, vkey FROM log_head LEFT JOIN checkpoint_keys ON until_size IS NULL
"""

# Enters the first key, unless another process has.
ENTER_KEY = "INSERT INTO checkpoint_keys (vkey, from_size) VALUES ($1, $2) ON CONFLICT DO NOTHING"

# Goes over from the present key to another.
END_KEY = "UPDATE checkpoint_keys SET until_size = $1 WHERE until_size IS NULL"

# Answers all keys, the oldest first.
SELECT_KEYS = "SELECT vkey, from_size, until_size FROM checkpoint_keys ORDER BY from_size, made_at"

# Keeps a witness's signature: the last that it gave of this checkpoint.
KEEP_COSIGNATURE = """
INSERT INTO cosignatures (size, witness, signed_at, line) VALUES ($1, $2, $3, $4)
ON CONFLICT (size, witness) DO UPDATE SET signed_at = excluded.signed_at, line = excluded.line
WHERE cosignatures.signed_at < excluded.signed_at
"""


class LogProofs:
    """Signs checkpoints of the log, proves by its tree, and takes the signatures of witnesses.

    Args:
        witnesses: whose signatures are taken.
    """

    def __init__(self, database: Database, signer: LogSigner, witnesses: Sequence[Key] = ()) -> None:
        self._database = database
        self._signer = signer
        self._witnesses = witnesses
        self._admitted = False

    @property
    def origin(self) -> str:
        return self._signer.origin

    @property
    def finishers(self) -> Mapping[str, Finisher]:
        """What turns what a statement answers, sizes and hashes as text, into the JSON of proofs; by kind."""
        return {
            "checkpoint": self._checkpoints,
            "root": _each(_root),
            "inclusion": _each(_inclusion),
            "consistency": _each(_consistency),
            "origin": _each(lambda _: self.origin),
            "witnesses": _each(lambda _: [key.vkey for key in self._witnesses]),
        }

    # The key

    async def admit_key(self) -> None:
        """Sees that this process signs with the log's present key; the first key there is becomes it.

        Raises:
            KeyUnusable: the log is signed with another key.
            StoreUnavailable: the database does not answer.
        """
        if self._admitted:
            return
        own = self._signer.vkeys[0]
        try:
            async with self._database.service() as connection:
                ((size, present),) = await connection.fetch(SELECT_PRESENT_KEY)
                if present is None:
                    await connection.execute(ENTER_KEY, own, size)
                    ((_, present),) = await connection.fetch(SELECT_PRESENT_KEY)
        except CONNECTION_ERRORS as error:
            raise StoreUnavailable from error
        if present != own:
            raise KeyUnusable(
                Words(
                    en=f"checkpoint.key: the log is signed by {present}, and this is {own}; where that key "
                    "is lost, `netzwerkregister rotate-checkpoint-key` goes over to a new one",
                    de=f"checkpoint.key: Das Protokoll wird von {present} signiert, dies ist {own}; ist "
                    "jener verloren, geht `netzwerkregister rotate-checkpoint-key` zu einem neuen über",
                )
            )
        self._admitted = True

    async def _checkpoints(self, marked: Collection[str], _: Caller) -> Mapping[str, str]:
        try:
            await self.admit_key()
        except KeyUnusable as error:
            raise CannotSign from error
        return {each: _json(self._checkpoint(*each.split(":"))) for each in marked}

    def _checkpoint(self, size: str, lines: str, hashes: str) -> str:
        """The signed note; `lines` are those of cosignatures, in hexadecimal digits."""
        note = self._signer.sign(int(size), root(int(size), _read(hashes)))
        return note + bytes.fromhex(lines).decode()

    def sign(self, size: int, root_hash: bytes) -> str:
        """The checkpoint of this size as a signed note."""
        return self._signer.sign(size, root_hash)

    # Of the log as it stands

    async def root_at(self, connection: asyncpg.Connection, size: int) -> bytes:
        return root(size, await hashes_for(connection, size))

    # Witnesses

    async def cosign(self, note: str) -> int:
        """Keeps the signatures that known witnesses put under a checkpoint of this log; returns its size.

        Raises:
            UnknownCheckpoint, UnknownWitness, CosignatureInvalid, CheckpointDiffers: nothing is kept.
            PositionNotRecorded: the log has not come so far.
            StoreUnavailable: the database does not answer.
        """
        checkpoint = self._own_checkpoint(note)
        lines = list(self._witnessed_lines(checkpoint.note))
        if not lines:
            raise errors.UnknownWitness
        try:
            async with self._database.service() as connection:
                head = await connection.fetchval("SELECT position FROM log_head")
                if checkpoint.size > head:
                    raise PositionNotRecorded
                if checkpoint.root != await self.root_at(connection, checkpoint.size):
                    raise errors.CheckpointDiffers
                await connection.executemany(KEEP_COSIGNATURE, [(checkpoint.size, *line) for line in lines])
        except CONNECTION_ERRORS as error:
            raise StoreUnavailable from error
        return checkpoint.size

    def _witnessed_lines(self, note: Note) -> Iterator[tuple[str, datetime, str]]:
        """The lines by known witnesses: who signed, when, and the line itself. Raises CosignatureInvalid."""
        for line in note.signatures:
            try:
                signatures = valid_signatures(Note(note.body, (line,)), self._witnesses)
            except Difference as difference:
                raise errors.CosignatureInvalid(difference.message) from difference
            for signature in signatures:
                assert signature.at is not None  # a witness's key
                name, key_id, content = line
                yield name, signature.at, f"— {name} {in_base64(key_id + content)}\n"

    def _own_checkpoint(self, note: str) -> Checkpoint:
        try:
            checkpoint = read_checkpoint(note.encode())
        except Malformed as error:
            raise errors.UnknownCheckpoint(str(error)) from error
        if checkpoint.origin != self.origin:
            raise errors.UnknownCheckpoint(f"{checkpoint.origin} ≠ {self.origin}")
        if checkpoint.note.body != checkpoint_body(self.origin, checkpoint.size, checkpoint.root):
            raise errors.UnknownCheckpoint  # what is signed besides is in no checkpoint of ours
        return checkpoint


async def hashes_for(connection: asyncpg.Connection, *sizes: int) -> Hashes:
    """The hashes from which roots and proofs of trees of these sizes are worked out."""
    rows = await connection.fetch(SELECT_HASHES, [size - 1 for size in sizes])
    return {(level, number): hash_ for level, number, hash_ in rows}


def _each(told: Callable[..., Any]) -> Finisher:
    """Finishes each marked value by itself: of the parts between its colons."""

    async def finish(marked: Collection[str], _: Caller) -> Mapping[str, str]:
        return {each: _json(told(*each.split(":"))) for each in marked}

    return finish


def _root(size: str, hashes: str) -> str:
    return in_base64(root(int(size), _read(hashes)))


def _inclusion(position: str, size: str, hashes: str) -> list[str]:
    return list(map(in_base64, inclusion_proof(int(position) - 1, int(size), _read(hashes))))


def _consistency(earlier: str, later: str, hashes: str) -> list[str]:
    return list(map(in_base64, consistency_proof(int(earlier), int(later), _read(hashes))))


def _read(hashes: str) -> Hashes:
    """Level, number and hash of each, as the statement wrote them."""
    read = {}
    for each in hashes.split("-") if hashes else ():
        level, number, digits = each.split(".")
        read[int(level), int(number)] = bytes.fromhex(digits)
    return read


def _json(value: object) -> str:
    return orjson.dumps(value).decode()
