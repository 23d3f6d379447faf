"""What a PostgreSQL server verifies a password by (RFC 5803), so that it need not see the password itself."""

from __future__ import annotations

import hmac
from base64 import b64encode
from hashlib import pbkdf2_hmac, sha256
from secrets import token_bytes

_ITERATIONS = 4096  # what PostgreSQL takes itself; each new connection pays for them
_SALT_BYTES = 16


def scram_verifier(password: str) -> str:
    """As ALTER ROLE … PASSWORD takes it. The password has printable ASCII characters alone."""
    salt = token_bytes(_SALT_BYTES)
    salted = pbkdf2_hmac("sha256", password.encode("ascii"), salt, _ITERATIONS)
    stored = sha256(hmac.digest(salted, b"Client Key", "sha256")).digest()
    server = hmac.digest(salted, b"Server Key", "sha256")
    salt_text, stored_text, server_text = (b64encode(each).decode() for each in (salt, stored, server))
    return f"SCRAM-SHA-256${_ITERATIONS}:{salt_text}${stored_text}:{server_text}"
