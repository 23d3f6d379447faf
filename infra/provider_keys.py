"""The keys by which an identity provider signs, as it publishes them, and for how long they are taken."""

from __future__ import annotations

import asyncio
import warnings
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import httpx
import orjson
import structlog
from joserfc.errors import JoseError, SecurityWarning
from joserfc.jwk import JWKRegistry, Key, KeySet

from infra.credentials import IdentityProviderUnavailable
from infra.settings import is_loopback
from infra.trusted_issuers import is_trustworthy

FRESH = timedelta(minutes=10)
KEPT = timedelta(hours=24)
"""How long keys are taken while their provider is away."""
PAUSE = timedelta(seconds=10)
"""Between two attempts, so that neither made-up key ids nor an outage have us ask all the time."""

_SECONDS = 5.0
_CONNECT_SECONDS = 2.0
_MOST_BYTES = 256 * 1024

_log = structlog.get_logger(__name__)


class ProviderKeys:
    """The published keys of one provider.

    Args:
        url: the issuer's, below which its configuration is (OpenID Connect Discovery 1.0).
    """

    def __init__(self, url: str, now: Callable[[], datetime]) -> None:
        self._url = url
        self._now = now
        self._http: httpx.AsyncClient | None = None
        self._renewing: asyncio.Task[None] | None = None
        self._keys = KeySet([])
        self._fetched: datetime | None = None
        self._tried: datetime | None = None
        self._one_at_a_time = asyncio.Lock()

    async def current(self) -> KeySet:
        """As they are known; renewed meanwhile where they are old, so that nobody waits for a provider away.

        Raises IdentityProviderUnavailable.
        """
        if not self._are_usable():
            return await self._not_older_than(FRESH)
        if self._is_due(FRESH) and (self._renewing is None or self._renewing.done()):
            self._renewing = asyncio.create_task(self._renew(FRESH))
        return self._keys

    async def renewed(self) -> KeySet:
        """As they are now, or were a moment ago: for a key id that is not among the current ones.

        Raises IdentityProviderUnavailable.
        """
        return await self._not_older_than(PAUSE)

    async def close(self) -> None:
        if self._renewing is not None:
            self._renewing.cancel()
            await asyncio.gather(self._renewing, return_exceptions=True)
        if self._http is not None:
            await self._http.aclose()

    async def _not_older_than(self, age: timedelta) -> KeySet:
        if self._is_due(age):
            await self._renew(age)
        if not self._are_usable():
            raise IdentityProviderUnavailable
        return self._keys

    async def _renew(self, age: timedelta) -> None:
        async with self._one_at_a_time:
            if self._is_due(age):  # not by another request meanwhile
                await self._fetch()

    def _are_usable(self) -> bool:
        return self._fetched is not None and self._now() - self._fetched <= KEPT

    def _is_due(self, age: timedelta) -> bool:
        return _has_passed(age, self._fetched, self._now()) and _has_passed(PAUSE, self._tried, self._now())

    async def _fetch(self) -> None:
        try:
            async with asyncio.timeout(_SECONDS):
                self._keys = await self._published()
            self._fetched = self._now()
        except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError) as error:
            _log.warning(
                "identity provider unavailable",
                issuer=self._url,
                error=type(error).__name__,
                detail=str(error),
            )
        self._tried = self._now()

    async def _published(self) -> KeySet:
        configuration = await self._read(f"{self._url.rstrip('/')}/.well-known/openid-configuration")
        if configuration.get("issuer") != self._url:
            raise ValueError("its configuration is another issuer's")
        address = configuration.get("jwks_uri")
        if not isinstance(address, str) or not is_trustworthy(address) or self._is_lured(address):
            raise ValueError("its jwks_uri is not https")
        published = (await self._read(address)).get("keys")
        if not isinstance(published, list):
            raise ValueError("its keys are not a list")
        return KeySet([key for key in map(_usable, published) if key is not None])

    def _is_lured(self, address: str) -> bool:
        """Whether a provider elsewhere points to this machine."""
        here, there = (is_loopback(urlsplit(each).hostname or "") for each in (self._url, address))
        return there and not here

    async def _read(self, address: str) -> Mapping[str, Any]:
        if self._http is None:
            self._http = _client()
        content = bytearray()
        async with self._http.stream("GET", address) as response:
            if response.status_code != 200:
                raise ValueError(f"its status is {response.status_code}")
            async for chunk in response.aiter_raw():
                content += chunk
                if len(content) > _MOST_BYTES:
                    raise ValueError(f"its answer is longer than {_MOST_BYTES} bytes")
        document = orjson.loads(content)
        if not isinstance(document, dict):
            raise ValueError("its answer is no JSON object")
        return document


def _client() -> httpx.AsyncClient:
    return httpx.AsyncClient(
        timeout=httpx.Timeout(_SECONDS, connect=_CONNECT_SECONDS),
        follow_redirects=False,
        headers={"accept": "application/json", "accept-encoding": "identity"},
    )


def _has_passed(span: timedelta, since: datetime | None, now: datetime) -> bool:
    return since is None or now - since >= span


def _usable(published: Any) -> Key | None:
    """The key; None where it is of no known kind, too weak, or not for signatures, and where whoever reads it
    could sign by it."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", SecurityWarning)
            key = JWKRegistry.import_key(published)
    except (JoseError, SecurityWarning, ValueError, TypeError, KeyError):
        return None
    return None if key.is_private or key.get("use", "sig") != "sig" else key
