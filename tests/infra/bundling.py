"""Logs that are not in a database, their bundles, and what a forger would do to them."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

from infra.bundle_files import BundleWriter, ListedKey
from infra.leaf import LEAF_COLUMNS
from infra.signing import LogSigner, Witness
from infra.tree_proofs import consistency_proof
from infra.verify import Tree, leaf_hash, read_checkpoint

ORIGIN = "register.example/log"
SIZE = 12
START = datetime(2025, 3, 1, 12, tzinfo=UTC)
SIGNER, PREVIOUS, STRANGER = (LogSigner(ORIGIN, bytes([n]) * 32) for n in (1, 2, 3))
WITNESS = Witness("witness.example/w1", bytes([4]) * 32)
TEXTS = ("Erklärung".encode(), b"")
WITNESSED = (0, 3, 8)


@dataclass(frozen=True)
class Log:
    """Leaves, and who signs for them."""

    leaves: tuple[bytes, ...]
    signer: LogSigner = SIGNER

    def root(self, size: int) -> bytes:
        tree = Tree()
        for leaf in self.leaves[:size]:
            tree.append(leaf_hash(leaf))
        return tree.root()

    def checkpoint(self, size: int) -> str:
        note = self.signer.sign(size, self.root(size))
        return note + WITNESS.cosign(read_checkpoint(note.encode()).note.body, START + timedelta(hours=size))


def leaf(position: int, **columns: object) -> bytes:
    """The leaf of a made-up event; `columns` has what is to be otherwise."""
    values = dict.fromkeys(LEAF_COLUMNS) | {
        "notification_id": position,
        "originator_id": UUID(int=position % 5),
        "originator_version": 1 + position // 5,
        "topic": "domain.organisation:Organisation.Registered",
        "state": b"\x01state %d" % position,
        "recorded_at": START + timedelta(minutes=position),
        "actor": UUID(int=7),
        "correlation_id": UUID(int=100 + position),
        "causation_id": UUID(int=200) if position % 2 else None,
        "source": "ein Brief – 🌳" if position % 5 == 0 else None,
    }
    return plain_leaf(*(values | columns).values())


def plain_leaf(*values: object) -> bytes:
    """A leaf as infra/leaf.py describes it, of any values; a column may be null or of another type."""
    return b"\x01" + b"".join(map(_field, values))


def _field(value: object) -> bytes:
    match value:
        case None:
            return b"\x00"
        case int():
            encoded = value.to_bytes(8, "big")
        case UUID():
            encoded = value.bytes
        case str():
            encoded = value.encode()
        case datetime():
            encoded = ((value - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)).to_bytes(
                8, "big"
            )
        case _:
            assert isinstance(value, bytes)
            encoded = value
    return b"\x01" + len(encoded).to_bytes(8, "big") + encoded


def made_up(size: int = SIZE, forked_at: int | None = None, signer: LogSigner = SIGNER) -> Log:
    """A log in which, from `forked_at` on, other things happened."""
    forked = forked_at or size + 1
    return Log(
        tuple(leaf(n, state=b"forged") if n >= forked else leaf(n) for n in range(1, size + 1)), signer
    )


def write_bundle(
    path: Path, log: Log, witnessed: Sequence[int] = WITNESSED, listed: Sequence[LogSigner] = (SIGNER,)
) -> Path:
    size, hashes = len(log.leaves), [leaf_hash(each) for each in log.leaves]
    keys = [ListedKey(signer.vkeys[0], 0, None) for signer in listed]
    with BundleWriter(path, origin=ORIGIN, size=size, made_at=START, release="1.0", keys=keys) as bundle:
        bundle.add(zip(log.leaves, hashes, strict=True))
        stored = {(0, number): each for number, each in enumerate(hashes)}
        bundle.finish(
            log.checkpoint(size),
            {earlier: log.checkpoint(earlier) for earlier in witnessed},
            {earlier: consistency_proof(earlier, size, stored) for earlier in witnessed},
            {"organisation": b"{}"},
            TEXTS,
        )
    return path


def rewrite(
    path: Path,
    changes: Mapping[str, bytes | None],
    order: Callable[[list[str]], Iterable[str]] = list,
    method: int = zipfile.ZIP_STORED,
) -> Path:
    """A sound ZIP file of the same members beside this one, but for changes; None leaves a member out."""
    target = path.with_name(f"changed {path.name}")
    with zipfile.ZipFile(path) as archive:
        contents = {**{name: archive.read(name) for name in archive.namelist()}, **changes}
    with zipfile.ZipFile(target, "w", method) as archive:
        for name in order(list(contents)):
            content = contents[name]
            if content is not None:
                archive.writestr(name, content)
    return target


def framed(leaves: Iterable[bytes], hashes: Iterable[bytes] | None = None) -> bytes:
    """The member of events, with the right hashes where none are given."""
    leaves = list(leaves)
    hashes = map(leaf_hash, leaves) if hashes is None else hashes
    return b"".join(
        len(each).to_bytes(4, "big") + each + stored for each, stored in zip(leaves, hashes, strict=True)
    )
