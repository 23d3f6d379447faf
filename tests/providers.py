"""An identity provider for tests: on loopback, with keys of its own, as ill-behaved as a test wants it."""

from __future__ import annotations

import json
import threading
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from joserfc import jwt
from joserfc.errors import SecurityWarning
from joserfc.jwk import ECKey, Key, OKPKey, RSAKey
from joserfc.jws import JWSRegistry

from infra.trusted_issuers import TrustedIssuer

AUDIENCE = "netzwerkregister"
START = datetime(2026, 3, 1, 12, tzinfo=UTC)


def rsa(kid: str = "rsa", bits: int = 2048) -> RSAKey:
    return _rsa(kid, bits)


@cache
def _rsa(kid: str, bits: int) -> RSAKey:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SecurityWarning)  # some are weak on purpose
        return RSAKey.generate_key(bits, {"kid": kid, "use": "sig"})


@cache
def ec() -> ECKey:
    return ECKey.generate_key("P-256", {"kid": "ec", "alg": "ES256"})


@cache
def okp() -> OKPKey:
    return OKPKey.generate_key("Ed25519", {"kid": "okp"})


@dataclass
class Clock:
    """Stands still until it is moved."""

    at: datetime = START

    def __call__(self) -> datetime:
        return self.at

    def pass_by(self, span: timedelta) -> None:
        self.at += span


@dataclass
class Provider:
    """What it publishes may be changed at any time.

    Attributes:
        configuration: what its configuration says otherwise.
        padding: the blanks after each answer.
        document: what it publishes instead of keys.
        asked: the paths that were asked for, in their order.
    """

    url: str
    keys: Sequence[Key | dict[str, Any]] = field(default_factory=lambda: (rsa(), ec(), okp()))
    configuration: dict[str, Any] = field(default_factory=dict)
    status: int = 200
    padding: int = 0
    document: bytes | None = None
    asked: list[str] = field(default_factory=list)

    def trusted(self, **settings: Any) -> TrustedIssuer:
        return TrustedIssuer(**{"url": self.url, "audience": AUDIENCE} | settings)

    def claims(self, **others: Any) -> dict[str, Any]:
        """Those of a token that is good at the start; without those that are given as None."""
        claims = {
            "iss": self.url,
            "aud": AUDIENCE,
            "sub": "somebody",
            "iat": _seconds(START),
            "exp": _seconds(START + timedelta(minutes=5)),
            "realm_access": {"roles": ["coordinator"]},
        }
        return {name: value for name, value in (claims | others).items() if value is not None}

    def token(self, key: Key | None = None, alg: str = "RS256", **claims: Any) -> str:
        return signed(self.claims(**claims), key or rsa(), alg)

    def answer(self, path: str) -> bytes | None:
        self.asked.append(path)
        if path == "/keys" and self.document is not None:
            return self.document
        documents: dict[str, dict[str, Any]] = {
            "/.well-known/openid-configuration": {
                "issuer": self.url,
                "jwks_uri": f"{self.url}/keys",
                **self.configuration,
            },
            "/keys": {"keys": [each if isinstance(each, dict) else each.as_dict() for each in self.keys]},
        }
        return json.dumps(documents[path]).encode() + b" " * self.padding if path in documents else None


def signed(claims: dict[str, Any], key: Key, alg: str, **header: Any) -> str:
    """A token; without those header parameters that are given as None."""
    header = {"alg": alg, "typ": "JWT", "kid": key.kid} | header
    header = {name: value for name, value in header.items() if value is not None}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SecurityWarning)  # EdDSA is the older name of Ed25519
        registry = JWSRegistry(algorithms=[alg], strict_check_header=False)
        return jwt.encode(header, claims, key, registry=registry, default_type=None)


@contextmanager
def provider() -> Iterator[Provider]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            content = served.answer(self.path)
            status = 404 if content is None else served.status
            self.send_response(status)
            if status == 302:
                self.send_header("location", f"{served.url}/elsewhere")
            self.end_headers()
            self.wfile.write(content or b"")

        def log_message(self, format: str, *args: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        served = Provider(f"http://127.0.0.1:{server.server_port}")
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield served
        finally:
            server.shutdown()
            thread.join()


def _seconds(at: datetime) -> int:
    return int(at.timestamp())
