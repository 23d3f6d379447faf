"""How deliveries are signed, by the Standard Webhooks specification (standardwebhooks.com, version 1)."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hmac import digest
from uuid import UUID

KEY_FILE = "webhooks.key"

_PREFIX = "whsec_"


@dataclass(frozen=True)
class WebhookSecrets:
    """Derives each secret, so that none is kept.

    Attributes:
        key: of the register's home; all processes of a register have the same.
    """

    key: bytes = field(repr=False)

    def secret(self, webhook: UUID, number: int) -> bytes:
        """The secret of this number, 32 bytes."""
        return digest(self.key, b"netzwerkregister webhook %b %d" % (webhook.bytes, number), "sha256")


def shown(secret: bytes) -> str:
    """The secret as its receiver is given it."""
    return _PREFIX + b64encode(secret).decode()


def signed_headers(id_: str, body: bytes, at: datetime, secrets: Sequence[bytes]) -> dict[str, str]:
    """The headers of a delivery, signed with each secret.

    Args:
        id_: what is delivered; the same at every attempt.
        at: when it is sent.
    """
    timestamp = str(int(at.timestamp()))
    content = b"%b.%b.%b" % (id_.encode(), timestamp.encode(), body)
    return {
        "webhook-id": id_,
        "webhook-timestamp": timestamp,
        "webhook-signature": " ".join(
            f"v1,{b64encode(digest(secret, content, 'sha256')).decode()}" for secret in secrets
        ),
    }
