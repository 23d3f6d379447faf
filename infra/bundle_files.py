"""Bundles: the whole log in one file that anyone can verify with infra/verify.py."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from hashlib import sha256
from importlib import resources
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import IO, Self
from uuid import uuid4
from zipfile import ZipFile, ZipInfo

import orjson

from infra.verify import FORMAT, FRAME_BYTES, HASH_BYTES, LONGEST_LEAF, Bundle, in_base64

BATCH = 4096


@dataclass(frozen=True)
class ListedKey:
    """A key of the register, and from which size of the log to which it signs; None while it does."""

    vkey: str
    from_size: int
    until_size: int | None


class BundleWriter:
    """Writes a bundle beside its place, and puts it there when it is whole; used as a context manager.

    Raises:
        FileExistsError: there is a file in its place.
        ValueError: what is given is not what the header says.
    """

    def __init__(
        self,
        path: Path,
        *,
        origin: str,
        size: int,
        made_at: datetime,
        release: str,
        keys: Sequence[ListedKey],
    ) -> None:
        made_at = made_at.astimezone(UTC)
        self._path = path
        self._draft = path.with_name(f"{path.name}.{uuid4()}")
        self._size = size
        self._dated = made_at.timetuple()[:6]
        self._facts = {
            "format": FORMAT,
            "origin": origin,
            "size": size,
            "made_at": made_at.isoformat(),
            "release": release,
            "keys": [asdict(key) for key in keys],
        }

    def __enter__(self) -> Self:
        self._refuse_to_overwrite()
        with ExitStack() as stack:
            stack.callback(self._draft.unlink, missing_ok=True)
            self._file = stack.enter_context(self._draft.open("xb"))
            self._archive = stack.enter_context(ZipFile(self._file, "w"))
            self._write(
                "README.txt", resources.files("infra.data").joinpath("bundle_readme.txt").read_bytes()
            )
            self._write("bundle.json", orjson.dumps(self._facts, option=orjson.OPT_INDENT_2))
            events = self._archive.open(self._member("events"), "w", force_zip64=True)
            self._events: IO[bytes] = stack.enter_context(events)
            self._open = stack.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open.close()

    def add(self, leaves: Iterable[tuple[bytes, bytes]]) -> None:
        """Adds leaves, each with its stored hash, in the order of their positions."""
        leaves = iter(leaves)
        while batch := list(islice(leaves, BATCH)):
            pieces: list[bytes] = []
            for leaf, stored in batch:
                if len(leaf) > LONGEST_LEAF or len(stored) != HASH_BYTES:
                    raise ValueError(f"a leaf of {len(leaf)} bytes with a hash of {len(stored)}")
                pieces += (len(leaf).to_bytes(FRAME_BYTES, "big"), leaf, stored)
            self._events.write(b"".join(pieces))

    def finish(
        self,
        checkpoint: str,
        witnessed: Mapping[int, str],
        proofs: Mapping[int, Sequence[bytes]],
        schemas: Mapping[str, bytes],
        texts: Iterable[bytes],
    ) -> None:
        """Writes the rest and puts the bundle in its place.

        Args:
            witnessed: earlier checkpoints by their sizes.
            proofs: for each of these sizes, the proof from there to the bundle's.
            schemas: JSON by its name without ending.
            texts: each text once.
        """
        self._events.close()
        self._write("checkpoint", checkpoint.encode())
        for size, note in sorted(witnessed.items()):
            self._write(f"witnessed/{size}", note.encode())
        written = [
            {"from": size, "to": self._size, "hashes": [in_base64(node) for node in nodes]}
            for size, nodes in sorted(proofs.items())
        ]
        self._write("proofs.json", orjson.dumps(written))
        for name, schema in schemas.items():
            self._write(f"schemas/{name}.json", schema)
        for text in texts:
            self._write(f"texts/{sha256(text).hexdigest()}", text)
        self._put_in_place()

    def _put_in_place(self) -> None:
        self._archive.close()
        self._file.flush()
        os.fsync(self._file.fileno())  # the name promises a whole bundle, after a power cut as well
        self._file.close()
        self._refuse_to_overwrite()
        self._draft.rename(self._path)
        folder = os.open(self._path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    def _refuse_to_overwrite(self) -> None:
        if self._path.exists():
            raise FileExistsError(f"{self._path} exists")

    def _write(self, name: str, content: bytes) -> None:
        self._archive.writestr(self._member(name), content)

    def _member(self, name: str) -> ZipInfo:
        """Dated as the bundle is, so that the same log at the same time makes the same bytes."""
        member = ZipInfo(name, self._dated)
        member.external_attr = 0o644 << 16
        return member


def read_leaves(path: Path, batch: int = BATCH) -> Iterator[list[bytes]]:
    """The leaves of a bundle, in batches. Raises Difference where it breaks off; it verifies nothing else."""
    with path.open("rb") as file:
        events = Bundle(file).events()
        while leaves := [leaf for leaf, _ in islice(events, batch)]:
            yield leaves
