"""Tokens of all issuers. One that was verified a moment ago is known, as verifying costs more than most of
what is asked with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from hashlib import sha256

import orjson
from joserfc import jws
from joserfc.errors import JoseError

from domain.ports import CredentialsRefused
from infra.credentials import Credentials, Issuer

_KNOWN = timedelta(seconds=10)
_MOST_KNOWN = 1_000


class KnownTokens:
    """Has each token verified by the issuer that it names, at most once in ten seconds.

    What is refused is not remembered.

    Args:
        issuers: by the name that they have in their tokens (`iss`).
    """

    def __init__(self, issuers: Mapping[str, Issuer], now: Callable[[], datetime]) -> None:
        self._issuers = issuers
        self._now = now
        self._known: dict[bytes, tuple[Credentials, datetime]] = {}

    async def verified(self, token: str) -> Credentials:
        """As `Issuer.verified`."""
        asked, digest = self._now(), sha256(token.encode()).digest()
        if known := self._known.get(digest):
            credentials, until = known
            if asked < until:
                return credentials
        credentials = await self._issuer(token).verified(token)
        until = asked + _KNOWN
        if credentials.expires is not None:
            until = min(until, credentials.expires)
        if len(self._known) >= _MOST_KNOWN:
            self._known.clear()
        self._known[digest] = credentials, until
        return credentials

    def _issuer(self, token: str) -> Issuer:
        """The issuer that the token names; whether it is so is for the issuer to verify."""
        try:
            named = orjson.loads(jws.extract_compact(token.encode()).payload)["iss"]
            return self._issuers[named]
        except (JoseError, ValueError, KeyError, TypeError) as error:
            raise CredentialsRefused from error
