"""The leaf of one event in the Merkle log (RFC 6962): which bytes are hashed, frozen for ever.

A leaf is a version byte, then every column in the order of `LEAF_COLUMNS`: a flag byte, 0 for null, or
1 and the value's length (8 bytes, big-endian) and its bytes. Numbers are 8 bytes big-endian, uuids
their 16 bytes, texts UTF-8, times the microseconds since 1970 UTC as a number.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

from asyncpg.pgproto import pgproto

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
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)

LeafValue = int | str | bytes | UUID | datetime | None

_ENCODERS: dict[type, Callable[[Any], bytes]] = {
    bytes: lambda value: value,
    UUID: lambda value: value.bytes,
    pgproto.UUID: lambda value: value.bytes,  # what the driver reads
    str: str.encode,
    int: lambda value: value.to_bytes(8, "big"),
    datetime: lambda value: ((value - _EPOCH) // _MICROSECOND).to_bytes(8, "big"),
}


def encode_leaf(*values: LeafValue) -> bytes:
    """The leaf of a row; values in the order of `LEAF_COLUMNS`."""
    parts = [bytes([LEAF_VERSION])]
    for value in values:
        if value is None:
            parts.append(b"\x00")
        else:
            encoded = _ENCODERS[type(value)](value)
            parts.append(b"\x01" + len(encoded).to_bytes(8, "big") + encoded)
    return b"".join(parts)


def leaf_hash(leaf: bytes) -> bytes:
    """SHA-256 of the leaf behind a zero byte, which sets leaves apart from inner nodes (RFC 6962, 2.1)."""
    return sha256(b"\x00" + leaf).digest()
