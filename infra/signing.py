"""Signs checkpoints: the log with its keys, witnesses with theirs. infra/verify.py reads what is signed."""

from __future__ import annotations

from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from infra.verify import HASH_BYTES, LOG_KEY, WITNESS_KEY, Key, check_name, cosigned_message, in_base64


class LogSigner:
    """Signs as the log of this origin, with every key: the current one, and before it goes, the previous.

    Args:
        seeds: Ed25519 private keys of 32 bytes, the current one first.

    Raises:
        ValueError: the origin is empty, or has spaces or plus signs; or there is no seed, or one is none.
    """

    def __init__(self, origin: str, *seeds: bytes) -> None:
        check_name(origin)
        if not seeds:
            raise ValueError("a log signs with at least one key")
        self.origin = origin
        self._keys = [_key_pair(origin, LOG_KEY, seed) for seed in seeds]

    @property
    def vkeys(self) -> tuple[str, ...]:
        return tuple(key.vkey for _, key in self._keys)

    def sign(self, size: int, root: bytes) -> str:
        """The checkpoint as a signed note."""
        body = checkpoint_body(self.origin, size, root)
        lines = [signature_line(key, private.sign(body.encode())) for private, key in self._keys]
        return "".join([body, "\n", *lines])


class Witness:
    """Signs that it saw the log grow consistently to a checkpoint. Raises ValueError as LogSigner does."""

    def __init__(self, name: str, seed: bytes) -> None:
        check_name(name)
        self._private, self._key = _key_pair(name, WITNESS_KEY, seed)

    @property
    def vkey(self) -> str:
        return self._key.vkey

    def cosign(self, note_body: str, at: datetime) -> str:
        """The signature line, with its line feed, to stand after the note's others; `at` to the second."""
        if at.tzinfo is None:
            raise ValueError("a time without a zone is none")
        seconds = int(at.timestamp())
        signature = self._private.sign(cosigned_message(note_body, seconds))
        return signature_line(self._key, seconds.to_bytes(8, "big") + signature)


def checkpoint_body(origin: str, size: int, root: bytes) -> str:
    """The text of a checkpoint (C2SP tlog-checkpoint)."""
    if size < 0 or len(root) != HASH_BYTES:
        raise ValueError(f"no tree has the size {size} and a root of {len(root)} bytes")
    return f"{origin}\n{size}\n{in_base64(root)}\n"


def signature_line(key: Key, signature: bytes) -> str:
    """A line of a signed note (C2SP signed-note)."""
    return f"— {key.name} {in_base64(key.id + signature)}\n"


def _key_pair(name: str, kind: int, seed: bytes) -> tuple[Ed25519PrivateKey, Key]:
    private = Ed25519PrivateKey.from_private_bytes(seed)
    return private, Key(name, kind, private.public_key().public_bytes_raw())
