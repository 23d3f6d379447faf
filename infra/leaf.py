"""The leaf of one event in the Merkle log (RFC 6962): which bytes infra/verify.py hashes, frozen for ever.

A leaf is a version byte, then every column in the order of `LEAF_COLUMNS`: a flag byte, 0 for null, or
1 and the value's length (8 bytes, big-endian) and its bytes. Numbers are 8 bytes big-endian, uuids
their 16 bytes, texts UTF-8, times the microseconds since 1970 UTC as a number.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from struct import Struct
from typing import Any
from uuid import UUID

LEAF_VERSION = 1
LEAF_COLUMNS = (
    "notification_id",
    "originator_id",
    "originator_version",
    "topic",
    "state",
    "recorded_at",
    "actor",
    "correlation_id",
    "causation_id",
    "source",
)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)

# What stands before a number, a uuid, any other value.
_NUMBER = b"\x01" + (8).to_bytes(8, "big")
_UUID = b"\x01" + (16).to_bytes(8, "big")
_BEGIN = bytes([LEAF_VERSION]) + _NUMBER
_TO_TOPIC = Struct(">10sq9s16s9sqBQ")
_TO_STATE = Struct(">BQ")
_TO_CAUSATION = Struct(">9sq9s16s9s16s")


def encode_leaf(
    position: int,
    stream: UUID,
    version: int,
    topic: str,
    state: bytes,
    recorded_at: datetime,
    actor: UUID,
    correlation: UUID,
    causation: UUID | None,
    source: str | None,
) -> bytes:
    """The leaf of a row; values in the order of `LEAF_COLUMNS`."""
    topic_bytes = topic.encode()
    moment = (recorded_at - EPOCH) // _MICROSECOND
    leaf = (
        _TO_TOPIC.pack(_BEGIN, position, _UUID, stream.bytes, _NUMBER, version, 1, len(topic_bytes))
        + topic_bytes
        + _TO_STATE.pack(1, len(state))
        + state
        + _TO_CAUSATION.pack(_NUMBER, moment, _UUID, actor.bytes, _UUID, correlation.bytes)
        + (b"\x00" if causation is None else _UUID + causation.bytes)
    )
    if source is None:
        return leaf + b"\x00"
    source_bytes = source.encode()
    return leaf + _TO_STATE.pack(1, len(source_bytes)) + source_bytes


_HASHES_A_ROW = 60


def hash_rows(first: int, hashes: Sequence[bytes]) -> list[tuple[int, bytes]]:
    """The rows of log_leaves that keep these hashes, of the leaves from a position on.

    Each keeps as many as PostgreSQL stores within the row.
    """
    return [
        (first + at, b"".join(hashes[at : at + _HASHES_A_ROW])) for at in range(0, len(hashes), _HASHES_A_ROW)
    ]


# PostgreSQL counts microseconds from 2000 on.
_POSTGRES_EPOCH = (datetime(2000, 1, 1, tzinfo=UTC) - EPOCH) // _MICROSECOND

# A record of a binary COPY: how many columns, then each one's length and value; of a null the length is -1.
_COPIED_TO_TOPIC = Struct(">hiqi16siqi")
_COPIED_TO_CAUSATION = Struct(">iqi16si16s")
_SIXTEEN, _NULL = b"\0\0\0\x10", b"\xff\xff\xff\xff"


def event_copied(leaf: bytes) -> bytes:
    """A leaf as the record of its event in a binary COPY, in the order of `LEAF_COLUMNS`."""
    _, position, _, stream, _, version, _, topic_length = _TO_TOPIC.unpack_from(leaf)
    state_length_at = _TO_TOPIC.size + topic_length
    _, state_length = _TO_STATE.unpack_from(leaf, state_length_at)
    state_at = state_length_at + _TO_STATE.size
    time_at = state_at + state_length
    _, moment, _, actor, _, correlation = _TO_CAUSATION.unpack_from(leaf, time_at)
    causation_at = time_at + _TO_CAUSATION.size
    source_at = causation_at + (1 + 8 + 16 if leaf[causation_at] else 1)
    record: bytes = (
        _COPIED_TO_TOPIC.pack(10, 8, position, 16, stream, 8, version, topic_length)
        + leaf[_TO_TOPIC.size : state_length_at]
        + state_length.to_bytes(4, "big")
        + leaf[state_at:time_at]
        + _COPIED_TO_CAUSATION.pack(8, moment - _POSTGRES_EPOCH, 16, actor, 16, correlation)
        + (_SIXTEEN + leaf[source_at - 16 : source_at] if leaf[causation_at] else _NULL)
        + (leaf[source_at + 5 :] if leaf[source_at] else _NULL)
    )
    return record


def decode_leaf(leaf: bytes) -> tuple[Any, ...]:
    """The row whose leaf it is, in the order of `LEAF_COLUMNS`."""
    values: list[Any] = []
    at = 1
    for decode in _DECODERS:
        present, at = leaf[at], at + 1
        if present:
            end = at + 8 + int.from_bytes(leaf[at : at + 8], "big")
            values.append(decode(leaf[at + 8 : end]))
            at = end
        else:
            values.append(None)
    return tuple(values)


def _read_number(value: bytes) -> int:
    return int.from_bytes(value, "big")


def _read_uuid(value: bytes) -> UUID:
    return UUID(bytes=value)


def _read_moment(value: bytes) -> datetime:
    return EPOCH + _read_number(value) * _MICROSECOND


_DECODERS: tuple[Callable[[bytes], Any], ...] = (
    *(_read_number, _read_uuid, _read_number, bytes.decode, bytes, _read_moment),
    *(_read_uuid, _read_uuid, _read_uuid, bytes.decode),
)
