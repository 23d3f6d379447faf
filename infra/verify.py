"""Checks a bundle of the register's log. Needs Python 3.11 and `cryptography`, nothing else of the register.

    python verify.py BUNDLE [--against FILE ...] [--key VKEY ...]

What it rests on, in this order: every event is hashed as a leaf of a Merkle tree (RFC 6962); the tree's root
at a size stands for all events up to there; the register signs size and root in a checkpoint (C2SP
tlog-checkpoint), and witnesses sign it as well (C2SP tlog-cosignature). So who trusts a signature and
computes the same root has the same events, each unchanged and in its place. Whether the register has always
told the same, only what was seen before can tell: earlier checkpoints, or bundles, given with --against.
"""

from __future__ import annotations

import argparse
import json
import re
import struct
import sys
import zipfile
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import BinaryIO, TextIO

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


class Difference(Exception):
    """Something is not as it was signed, or is not what it should be."""

    def __init__(self, code: str, position: int | None, message: str) -> None:
        super().__init__(code, position, message)
        self.code, self.position, self.message = code, position, message

    def __str__(self) -> str:
        return f"{self.code}: {self.message}"


# Trees (RFC 6962, 2.1). A byte in front sets leaves and inner nodes apart.

EMPTY_ROOT = sha256().digest()


def leaf_hash(leaf: bytes) -> bytes:
    return sha256(b"\x00" + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


class Tree:
    """A tree that grows, known by the roots of its perfect subtrees, the largest first."""

    __slots__ = ("peaks", "size")

    def __init__(self, size: int = 0, peaks: Iterable[bytes] = ()) -> None:
        self.size = size
        self.peaks = list(peaks)
        if len(self.peaks) != size.bit_count():
            raise ValueError(f"a tree of {size} has {size.bit_count()} peaks, not {len(self.peaks)}")

    def append(self, leaf: bytes) -> None:
        """Takes a leaf's hash. Two subtrees of one size become one, as a carry does in binary addition."""
        peaks, carries = self.peaks, self.size
        while carries & 1:
            leaf = sha256(b"\x01" + peaks.pop() + leaf).digest()
            carries >>= 1
        peaks.append(leaf)
        self.size += 1

    def root(self) -> bytes:
        if not self.peaks:
            return EMPTY_ROOT
        *larger, root = self.peaks
        for peak in reversed(larger):
            root = node_hash(peak, root)
        return root


def verify_inclusion(index: int, size: int, leaf_hash: bytes, path: Sequence[bytes], root: bytes) -> bool:
    """Whether the path leads from the leaf at this index, from 0, to the root (RFC 9162, 2.1.3.2)."""
    sides = _sides(index, size - 1, len(path)) if 0 <= index < size else None
    if sides is None:
        return False
    node = leaf_hash
    for is_left, sibling in zip(sides, path, strict=True):
        node = node_hash(sibling, node) if is_left else node_hash(node, sibling)
    return node == root


def verify_consistency(
    old_size: int, new_size: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]
) -> bool:
    """Whether the new tree begins with all of the old one (RFC 9162, 2.1.4.2)."""
    if old_size == 0 <= new_size:
        return not proof and old_root == EMPTY_ROOT and (new_size > 0 or new_root == EMPTY_ROOT)
    if old_size == new_size > 0:
        return not proof and old_root == new_root
    nodes = [old_root, *proof] if old_size.bit_count() == 1 else [*proof]  # a whole subtree needs no node
    if not 0 < old_size < new_size or not nodes:
        return False
    here, last = old_size - 1, new_size - 1
    while here & 1:  # up to the root of the old tree's last perfect subtree
        here, last = here >> 1, last >> 1
    sides = _sides(here, last, len(nodes) - 1)
    if sides is None:
        return False
    old_node = new_node = nodes[0]
    for is_left, sibling in zip(sides, nodes[1:], strict=True):
        if is_left:
            old_node, new_node = node_hash(sibling, old_node), node_hash(sibling, new_node)
        else:
            new_node = node_hash(new_node, sibling)
    return old_node == old_root and new_node == new_root


def _sides(here: int, last: int, length: int) -> list[bool] | None:
    """Of each sibling on the way up, whether it stands to the left; None if the way is not so long."""
    sides = []
    for _ in range(length):
        if last == 0:
            return None
        is_left = here & 1 == 1 or here == last
        while is_left and here and not here & 1:  # levels at which the last node has no sibling
            here, last = here >> 1, last >> 1
        sides.append(is_left)
        here, last = here >> 1, last >> 1
    return sides if last == 0 else None


# Signed notes (C2SP signed-note, tlog-checkpoint, tlog-cosignature): a text, and lines that sign it.

LOG_KEY, WITNESS_KEY = 0x01, 0x04  # plain Ed25519, and Ed25519 over the time and the text
HASH_BYTES = 32
LONGEST_NOTE = 1_000_000


class Malformed(ValueError):
    """A note, a checkpoint or a key that is not written as it should be."""


@dataclass(frozen=True)
class Key:
    """A key that verifies, under its owner's name."""

    name: str
    kind: int
    public: bytes

    @property
    def id(self) -> bytes:
        return sha256(f"{self.name}\n".encode() + bytes([self.kind]) + self.public).digest()[:4]

    @property
    def vkey(self) -> str:
        return f"{self.name}+{self.id.hex()}+{in_base64(bytes([self.kind]) + self.public)}"


def read_key(vkey: str) -> Key:
    """The key of a vkey: name, id in hexadecimal, kind and key in Base64. Raises Malformed."""
    match vkey.split("+", 2):
        case (name, key_id, written):
            content = from_base64(written)
        case _:
            raise Malformed(f"{vkey!r} is no vkey, which is name+id+key")
    check_name(name)
    if len(content) != 1 + HASH_BYTES or content[0] not in (LOG_KEY, WITNESS_KEY):
        raise Malformed(f"the vkey of {name!r} is not one of Ed25519")
    key = Key(name, content[0], content[1:])
    if key_id != key.id.hex():
        raise Malformed(f"the vkey of {name!r} has the id {key_id!r} and should have {key.id.hex()!r}")
    return key


def check_name(name: str) -> None:
    if not name or any(letter.isspace() or letter < " " or letter == "+" for letter in name):
        raise Malformed(f"{name!r} is no name, which has neither spaces nor plus signs")


def in_base64(content: bytes) -> str:
    return b64encode(content).decode()


def from_base64(written: str) -> bytes:
    """Only what `in_base64` writes: other spellings of the same bytes are malformed."""
    with suppress(ValueError):
        content = b64decode(written, validate=True)
        if in_base64(content) == written:
            return content
    raise Malformed(f"{written!r} is not Base64")


@dataclass(frozen=True)
class Note:
    """A text and who says to have signed it: name, key id and signature."""

    body: str
    signatures: tuple[tuple[str, bytes, bytes], ...]


def read_note(content: bytes) -> Note:
    """Raises Malformed."""
    try:
        text = content.decode()
    except UnicodeDecodeError as error:
        raise Malformed("the note is not UTF-8") from error
    body, blank, lines = text.rpartition("\n\n")
    if len(content) > LONGEST_NOTE or any(letter < " " and letter != "\n" for letter in text):
        raise Malformed("the note is too long, or has control characters")
    if not blank or not lines.endswith("\n"):
        raise Malformed("the note has no signature lines after an empty line, or not to their end")
    return Note(f"{body}\n", tuple(map(_read_signature, lines[:-1].split("\n"))))


def _read_signature(line: str) -> tuple[str, bytes, bytes]:
    match line.split(" "):
        case ("—", name, written) if len(content := from_base64(written)) > 4:
            check_name(name)
            return name, content[:4], content[4:]
    raise Malformed(f"{line!r} is no signature line")


def cosigned_message(body: str, seconds: int) -> bytes:
    """What a witness signs: the note's text under the time, in seconds since 1970 UTC."""
    return f"cosignature/v1\ntime {seconds}\n{body}".encode()


@dataclass(frozen=True)
class Signature:
    """A signature that holds, and for a witness when it signed."""

    key: Key
    at: datetime | None


def valid_signatures(note: Note, keys: Iterable[Key]) -> list[Signature]:
    """Those by these keys; lines of others are passed over. Raises Difference where one does not hold."""
    known = {(key.name, key.id): key for key in keys}
    return [
        Signature(known[name, key_id], _verify(note.body, known[name, key_id], signature))
        for name, key_id, signature in note.signatures
        if (name, key_id) in known
    ]


def _verify(body: str, key: Key, signature: bytes) -> datetime | None:
    try:
        public = Ed25519PublicKey.from_public_bytes(key.public)
        if key.kind == LOG_KEY:
            public.verify(signature, body.encode())
            return None
        seconds = int.from_bytes(signature[:8], "big")
        public.verify(signature[8:], cosigned_message(body, seconds))
        return datetime.fromtimestamp(seconds, UTC)
    except (InvalidSignature, ValueError, OverflowError, OSError) as error:
        told = f"the signature by {key.vkey} does not belong to this checkpoint: it, or the text, was changed"
        raise Difference("SIGNATURE_INVALID", None, told) from error


@dataclass(frozen=True)
class Checkpoint:
    """The root of a log's tree at a size, as it is signed."""

    origin: str
    size: int
    root: bytes
    note: Note


def read_checkpoint(content: bytes) -> Checkpoint:
    """Raises Malformed."""
    note = read_note(content)
    lines = note.body[:-1].split("\n")  # after the third come extensions, which say nothing here
    if len(lines) < 3 or "" in lines or not re.fullmatch("0|[1-9][0-9]{0,18}", lines[1]):
        raise Malformed("the note is no checkpoint, which has an origin, a size and a root")
    root = from_base64(lines[2])
    if len(root) != HASH_BYTES:
        raise Malformed(f"the checkpoint's root has {len(root)} bytes, not {HASH_BYTES}")
    return Checkpoint(lines[0], int(lines[1]), root, note)


# Events. In a bundle, each is its leaf's length (4 bytes, big-endian), its leaf, and its leaf's hash.

FRAME_BYTES = 4
LONGEST_LEAF = 1 << 26
CHUNK = 1 << 20


def read_events(file: BinaryIO, length: int) -> Iterator[tuple[bytes, bytes]]:
    """Each leaf and the hash beside it, from where the file stands; `length` is that of all in bytes."""
    position, rest = 1, b""
    while chunk := file.read(min(CHUNK, length)):
        length -= len(chunk)
        buffer = rest + chunk
        start = FRAME_BYTES
        while start <= len(buffer):
            stop = start + int.from_bytes(buffer[start - FRAME_BYTES : start], "big")
            if stop - start > LONGEST_LEAF:
                raise Difference("LEAF_MALFORMED", position, f"position {position}: its leaf has no end")
            following = stop + HASH_BYTES
            if following > len(buffer):
                break
            yield buffer[start:stop], buffer[stop:following]
            start = following + FRAME_BYTES
            position += 1
        rest = buffer[start - FRAME_BYTES :]
    if rest or length:
        raise Difference("BUNDLE_CUT_OFF", position - 1, f"the events end within position {position}")


# A leaf is a version byte and ten columns, each a flag and, where it is not null, its length and value:
# position, stream, version in the stream, topic, state, time recorded (microseconds since 1970 UTC),
# actor, correlation, causation, source. Only the last two may be null.
_VERSION = b"\x01"
_NUMBER = b"\x01" + (8).to_bytes(8, "big")
_UUID = b"\x01" + (16).to_bytes(8, "big")
_TO_TOPIC = struct.Struct(">10sQ9s16x9s8xBQ")
_TO_STATE = struct.Struct(">BQ")
_TO_SOURCE = struct.Struct(">9sQ9s16x9s16xB")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_END_OF_TIME = (datetime.max.replace(tzinfo=UTC) - _EPOCH) // timedelta(microseconds=1)


def read_leaf(leaf: bytes) -> tuple[int, int]:
    """Its position and when it was recorded. Raises ValueError, struct.error, LookupError, OverflowError."""
    first, position, stream, version, topic, length = _TO_TOPIC.unpack_from(leaf)
    at = _TO_TOPIC.size + length
    state, length = _TO_STATE.unpack_from(leaf, at)
    at += _TO_STATE.size + length
    time, recorded_at, actor, correlation, causation = _TO_SOURCE.unpack_from(leaf, at)
    at += _TO_SOURCE.size
    if causation:
        causation = leaf[at - 1 : at + 8] != _UUID
        at += 8 + 16
    source = leaf[at]
    at += 1
    if source:
        at += 8 + int.from_bytes(leaf[at : at + 8], "big")
    if (
        first != _VERSION + _NUMBER
        or not version == time == _NUMBER
        or not stream == actor == correlation == _UUID
        or not topic == state == 1
        or recorded_at > _END_OF_TIME
        or causation
        or source > 1
        or at != len(leaf)
    ):
        raise ValueError("it is not a version byte and ten columns")
    return position, recorded_at


def follow_events(
    events: Iterator[tuple[bytes, bytes]], sizes: Iterable[int]
) -> tuple[dict[int, bytes], int, int]:
    """The root at each of these ascending sizes, and when the first and the last event were recorded."""
    tree, roots, first_at, last_at = Tree(), {}, 0, 0
    for size in sizes:
        for leaf, stored in islice(events, size - tree.size):
            last_at = check_event(tree.size + 1, leaf, stored, last_at)
            first_at = first_at or last_at
            tree.append(stored)
        if tree.size < size:
            told = f"position {tree.size + 1} is missing: the events end before it, and the log does not"
            raise Difference("POSITION_MISSING", tree.size + 1, told)
        roots[size] = tree.root()
    if next(events, None):
        told = f"events go on after position {tree.size}, where the checkpoint ends"
        raise Difference("ROOT_DIFFERS", tree.size + 1, told)
    return roots, first_at, last_at


def check_event(position: int, leaf: bytes, stored: bytes, last_at: int) -> int:
    """When the event at this position was recorded. Raises Difference where it does not belong there."""
    if sha256(b"\x00" + leaf).digest() != stored:
        told = f"position {position}: the event is not the one whose hash stands beside it"
        raise Difference("LEAF_DIFFERS", position, told)
    try:
        says, recorded_at = read_leaf(leaf)
    except (ValueError, struct.error, LookupError, OverflowError) as error:
        raise Difference("LEAF_MALFORMED", position, f"position {position}: {error}") from error
    if says > position:
        told = f"position {position} is missing: {says} stands in its place"
        raise Difference("POSITION_MISSING", position, told)
    if says < position:
        raise Difference("POSITION_REPEATED", says, f"position {says} stands again in place of {position}")
    if recorded_at < last_at:
        told = f"position {position} says that it was recorded before position {position - 1}"
        raise Difference("TIME_WENT_BACK", position, told)
    return recorded_at


# Bundles: ZIP files whose members are stored as they are, in one order.

FORMAT = "netzwerkregister-bundle/1"
LONGEST_MEMBER = 1 << 26
_MEMBERS = re.compile(
    r"README\.txt bundle\.json events checkpoint (witnessed/(0|[1-9][0-9]*) )*proofs\.json "
    r"(schemas/[^/ ]+\.json )*(texts/[0-9a-f]{64} )*"
)
_BEGINNING = b"PK\x03\x04"
_UNREADABLE = (  # what reading a damaged file, or JSON of another shape, ends in
    *(zipfile.BadZipFile, NotImplementedError, RuntimeError, struct.error, OSError, EOFError),
    *(ValueError, LookupError, OverflowError, TypeError, AttributeError),
)


@contextmanager
def _readable() -> Iterator[None]:
    try:
        yield
    except _UNREADABLE as error:
        raise Difference("NOT_A_BUNDLE", None, f"it is no bundle, or is damaged: {error}") from error


class Bundle:
    """A bundle as it is read. Raises Difference where it is none."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        try:
            self._archive = zipfile.ZipFile(file)
        except _UNREADABLE as error:
            raise _without_end(file) from error
        with _readable():
            members = self._archive.infolist()
            self.names = [member.filename for member in members]
            if not _MEMBERS.fullmatch(" ".join([*self.names, ""])) or len({*self.names}) < len(members):
                raise ValueError("its files are not those of a bundle")
            if any(member.compress_type or member.file_size != member.compress_size for member in members):
                raise ValueError("its files are not stored as they are")
            self.facts = facts = json.loads(self._read("bundle.json"))
            self.origin, self.size = facts["origin"], facts["size"]
            self.keys = [read_key(each["vkey"]) for each in facts["keys"]]
            if facts["format"] != FORMAT or any(key.kind != LOG_KEY for key in self.keys):
                raise ValueError(f"bundle.json is not one of {FORMAT}")

    def events(self) -> Iterator[tuple[bytes, bytes]]:
        """Read past the ZIP file's own checksum, which could not say which event was changed."""
        with _readable():
            member = self._archive.getinfo("events")
            self._file.seek(member.header_offset)
            _read_header(self._file)
        return read_events(self._file, member.file_size)

    def checkpoint(self, name: str) -> Checkpoint:
        with _readable():
            checkpoint = read_checkpoint(self._read(name))
        if checkpoint.origin != self.origin:
            told = f"{name} is of {checkpoint.origin!r}, the bundle of {self.origin!r}"
            raise Difference("ORIGIN_DIFFERS", None, told)
        return checkpoint

    def proofs(self) -> dict[tuple[int, int], list[bytes]]:
        with _readable():
            return {
                (each["from"], each["to"]): [from_base64(written) for written in each["hashes"]]
                for each in json.loads(self._read("proofs.json"))
            }

    def texts(self) -> Iterator[str]:
        for name in self.names:
            if name.startswith("texts/"):
                with _readable():
                    yield self._read(name).decode()

    def check_other_files(self) -> None:
        """Texts by their names, the rest by the ZIP file's checksums alone."""
        for name in self.names:
            if name != "events":
                digest = sha256()
                with _readable(), self._archive.open(name) as member:
                    while chunk := member.read(CHUNK):
                        digest.update(chunk)
                if name.startswith("texts/") and name != f"texts/{digest.hexdigest()}":
                    raise Difference("TEXT_DIFFERS", None, f"{name} has the SHA-256 {digest.hexdigest()}")

    def _read(self, name: str) -> bytes:
        with self._archive.open(name) as member:
            content = member.read(LONGEST_MEMBER + 1)
        if len(content) > LONGEST_MEMBER:
            raise ValueError(f"{name} is too long")
        return content


def _read_header(file: BinaryIO) -> tuple[bytes, int]:
    """A member's name and length; its content follows."""
    header = file.read(30)
    length, name_length, extra_length = struct.unpack("<IHH", header[22:])
    name = file.read(name_length)
    file.seek(extra_length, 1)
    if not header.startswith(_BEGINNING):
        raise ValueError("there is no file where one should begin")
    return name, length


def _without_end(file: BinaryIO) -> Difference:
    """What is wrong with a file without a ZIP file's end, where its members are listed."""
    file.seek(0)
    if file.read(len(_BEGINNING)) != _BEGINNING:
        return Difference("NOT_A_BUNDLE", None, "it is no ZIP file")
    file.seek(0)
    position = 0
    with suppress(Difference, *_UNREADABLE):
        name, length = _read_header(file)
        while name != b"events":
            file.seek(length, 1)
            name, length = _read_header(file)
        for _ in read_events(file, sys.maxsize):
            position += 1
    return Difference("BUNDLE_CUT_OFF", position, f"its end is missing; events are whole to {position}")


# The argument: the signatures hold, the events have the roots that are signed, and so has what was seen.


@dataclass(frozen=True)
class Verified:
    """What holds of a bundle.

    Attributes:
        signed_by: the log's keys, as vkeys.
        vouched: whether these keys were given; else only the bundle itself vouches for them.
        cosignatures: size, witness and time of those by keys that were given.
    """

    checkpoint: Checkpoint
    signed_by: Sequence[str]
    vouched: bool
    cosignatures: Sequence[tuple[int, str, datetime]]
    first_at: datetime | None
    last_at: datetime | None


@dataclass(frozen=True)
class Seen:
    """A checkpoint that the events must lead to, where it stands, and the bundle whose own it is."""

    where: str
    checkpoint: Checkpoint
    signatures: Sequence[Signature]
    bundle: Path | None = None


def verify_bundle(path: Path, against: Sequence[Path] = (), keys: Sequence[str] = ()) -> Verified:
    """Raises Difference; Malformed for a key that is none; OSError for a file that cannot be opened."""
    given = [read_key(vkey) for vkey in keys]
    with path.open("rb") as file:
        bundle = Bundle(file)
        known = [*given, *bundle.keys]
        head = bundle.checkpoint("checkpoint")
        if head.size != bundle.size:
            told = f"bundle.json says {bundle.size!r} events, the checkpoint {head.size}"
            raise Difference("NOT_A_BUNDLE", None, told)
        own = Seen("the checkpoint", head, valid_signatures(head.note, known))
        signed_by = _check_signed(own, given, bundle.keys)
        earlier = [
            _read_earlier(bundle, name, known) for name in bundle.names if name.startswith("witnessed/")
        ]
        others = [_read_other(each, bundle.origin, known) for each in against]

        seen = [own, *earlier, *others]
        sizes = sorted({each.checkpoint.size for each in seen if each.checkpoint.size <= head.size})
        roots, *times = follow_events(bundle.events(), sizes)
        for each in seen:
            _check_root(each, seen, roots, path)
        _check_proofs(bundle.proofs(), earlier, head)
        bundle.check_other_files()
    first_at, last_at = (_EPOCH + timedelta(microseconds=at) if head.size else None for at in times)
    cosignatures = [
        (each.checkpoint.size, signature.key.name, signature.at)
        for each in (*earlier, own)
        for signature in each.signatures
        if signature.at
    ]
    vouched = any(key.kind == LOG_KEY for key in given)
    return Verified(head, [key.vkey for key in signed_by], vouched, cosignatures, first_at, last_at)


def _check_signed(own: Seen, given: Sequence[Key], listed: Sequence[Key]) -> list[Key]:
    """By one of the log's keys that are given; where none is, by one that the bundle itself lists."""
    origin = own.checkpoint.origin
    trusted = [key for key in given if key.kind == LOG_KEY] or listed
    signed_by = [each.key for each in own.signatures if each.key.kind == LOG_KEY and each.key.name == origin]
    if found := [key for key in signed_by if key in trusted]:
        return found
    names = ", ".join(key.vkey for key in trusted) or "no key at all"
    if signed_by:
        others = ", ".join(key.vkey for key in signed_by)
        told = f"it is signed by {others}, which it lists as the register's, and not by {names}"
        raise Difference("KEY_DIFFERS", None, told)
    signers = ", ".join(f"{name} ({key_id.hex()})" for name, key_id, _ in own.checkpoint.note.signatures)
    raise Difference("KEY_UNKNOWN", None, f"it is signed by {signers}, and not by {names}")


def _read_earlier(bundle: Bundle, name: str, known: Sequence[Key]) -> Seen:
    checkpoint = bundle.checkpoint(name)
    if name != f"witnessed/{checkpoint.size}":
        raise Difference("NOT_A_BUNDLE", None, f"{name} is a checkpoint of size {checkpoint.size}")
    signatures = valid_signatures(checkpoint.note, known)
    if not any(each.key.kind == LOG_KEY for each in signatures):
        raise Difference("KEY_UNKNOWN", None, f"{name} is signed by no key of the register")
    return Seen(name, checkpoint, signatures)


def read_seen(path: Path) -> tuple[Checkpoint, bool]:
    """The checkpoint in this file, or that of the bundle that it is, and whether it is one.

    Raises Malformed; Difference; OSError where it cannot be opened.
    """
    with path.open("rb") as file:
        is_bundle = file.read(len(_BEGINNING)) == _BEGINNING
        file.seek(0)
        if is_bundle:
            return Bundle(file).checkpoint("checkpoint"), True
        return read_checkpoint(file.read(LONGEST_NOTE + 1)), False


def _read_other(path: Path, origin: str, known: Sequence[Key]) -> Seen:
    """A checkpoint, or a bundle, which is verified in itself first."""
    try:
        checkpoint, is_bundle = read_seen(path)
        if checkpoint.origin != origin:
            told = f"it is of {checkpoint.origin!r}, the bundle of {origin!r}"
            raise Difference("ORIGIN_DIFFERS", None, told)
        if is_bundle:
            verify_bundle(path, keys=[key.vkey for key in known])
        signatures = valid_signatures(checkpoint.note, known)
        if not signatures:
            raise Difference("KEY_UNKNOWN", None, "it is signed by no key that is given or in the bundle")
    except Malformed as error:
        raise Difference("NOT_A_CHECKPOINT", None, f"{path}: {error}") from error
    except Difference as error:
        raise Difference(error.code, error.position, f"{path}: {error.message}") from error
    return Seen(str(path), checkpoint, signatures, path if is_bundle else None)


def _check_root(each: Seen, seen: Sequence[Seen], roots: dict[int, bytes], path: Path) -> None:
    size, end = each.checkpoint.size, max(roots)
    if roots.get(size) == each.checkpoint.root:
        return
    if each.bundle and (position := _first_difference(path, each.bundle)):
        told = f"position {position} is another event than in {each.where}"
        raise Difference("INCONSISTENT", position, told)
    if size > end:
        told = f"{each.where} has {size} events, the bundle {end}: the log was longer once"
        raise Difference("TRUNCATED_LOG", end + 1, told)
    good = (other.checkpoint for other in seen if roots.get(other.checkpoint.size) == other.checkpoint.root)
    after = max((checkpoint.size for checkpoint in good if checkpoint.size < size), default=0)
    told = f"{each.where} signs another root of the first {size} events; they differ first after {after}"
    raise Difference("ROOT_DIFFERS" if each is seen[0] else "INCONSISTENT", None, told)


def _first_difference(path: Path, other: Path) -> int | None:
    """The first position at which two bundles have different events; both are sound in themselves."""
    with path.open("rb") as one_file, other.open("rb") as other_file:
        pairs = zip(Bundle(one_file).events(), Bundle(other_file).events(), strict=False)
        return next((at for at, (one, another) in enumerate(pairs, 1) if one[1] != another[1]), None)


def _check_proofs(
    proofs: dict[tuple[int, int], list[bytes]], earlier: Sequence[Seen], head: Checkpoint
) -> None:
    """One from each earlier checkpoint to the bundle's own, for those who have the two alone."""
    if proofs.keys() != {(each.checkpoint.size, head.size) for each in earlier}:
        raise Difference("INCONSISTENT", None, "proofs.json is not from each of witnessed/ to the checkpoint")
    for each in earlier:
        size = each.checkpoint.size
        if not verify_consistency(size, head.size, each.checkpoint.root, head.root, proofs[size, head.size]):
            raise Difference("INCONSISTENT", None, f"the proof from {each.where} to the checkpoint fails")


# The command.


def report(verified: Verified, against: Sequence[Path]) -> str:
    head = verified.checkpoint
    rows = [("log", head.origin), ("size", str(head.size)), ("root", in_base64(head.root))]
    if verified.first_at and verified.last_at:
        rows.append(("recorded", f"{_utc(verified.first_at)} to {_utc(verified.last_at)}"))
    rows += [("signed by", vkey) for vkey in verified.signed_by]
    if not verified.vouched:
        rows.append(("", "ONLY THE BUNDLE ITSELF VOUCHES FOR THIS KEY: get it elsewhere, give it by --key"))
    rows += [
        ("witnessed", f"at size {size} by {name}, {_utc(at)}") for size, name, at in verified.cosignatures
    ] or [("witnessed", "by nobody whose key was given")]
    rows += [("agrees with", str(path)) for path in against]
    return "\n".join(f"{what:<13}{told}" for what, told in rows)


def _utc(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M:%S} UTC"


def _say(text: str, file: TextIO) -> None:
    """In ASCII, as what a bundle says may hold anything, commands to the terminal among it."""
    print(text.encode("ascii", "backslashreplace").decode(), file=file)


def main(argv: Sequence[str] | None = None) -> int:
    """0 where the bundle holds, 1 where it does not, 2 where it was not asked as it should be."""
    parser = argparse.ArgumentParser(description="Checks a bundle of the register's log.")
    parser.add_argument("bundle", type=Path)
    told = "a checkpoint or a bundle of before, which this one must continue; may be repeated"
    parser.add_argument("--against", type=Path, action="append", default=[], metavar="FILE", help=told)
    told = "a key of the log, or of a witness, from elsewhere than the bundle; may be repeated"
    parser.add_argument("--key", action="append", default=[], metavar="VKEY", help=told)
    try:
        asked = parser.parse_args(argv)
        verified = verify_bundle(asked.bundle, asked.against, asked.key)
    except SystemExit as stop:  # argparse has said why, or helped
        return 2 if stop.code else 0
    except Difference as difference:
        _say(str(difference), sys.stderr)
        return 1
    except (Malformed, OSError) as error:
        _say(str(error), sys.stderr)
        return 2
    _say(report(verified, asked.against), sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
