"""One attempt to deliver: an HTTP request that is bounded in all it takes, and what became of it."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from time import monotonic

import httpcore

from domain.errors import InvalidWebhookUrl
from infra.webhook_addresses import Permitted
from infra.webhook_targets import (
    AddressNotPermitted,
    JudgingBackend,
    NameUnknown,
    Resolve,
    Target,
    judge_of,
    target_of,
)
from projections.webhooks import WebhookOutcome

# The most that is read of an answer's body, which nobody looks at: then its connection serves again.
_READ_BYTES = 4096
_READ_SECONDS = 1.0
# Shorter than servers usually keep a connection, so that hardly any is lost while it is used again.
_KEPT_SECONDS = 3.0
_MOST_CONNECTIONS = 200

_HEADERS = {
    "content-type": "application/cloudevents+json; charset=utf-8",
    "user-agent": "netzwerkregister",
    "accept-encoding": "identity",
}


@dataclass(frozen=True)
class Attempt:
    """What became of it.

    Attributes:
        at: when it began.
        retry_after: how many seconds the receiver asks to be left alone.
    """

    at: datetime
    outcome: WebhookOutcome
    status: int | None
    milliseconds: int
    retry_after: float = 0.0

    @property
    def delivered(self) -> bool:
        return self.outcome is WebhookOutcome.DELIVERED


@dataclass(frozen=True)
class Bounds:
    """How long is waited, in seconds: for a connection, and for all of it."""

    connect: float = 5.0
    whole: float = 15.0


class Sender:
    """Sends to what is permitted; follows no redirect and knows no proxy. A connection that is used again is
    to an address that was judged some seconds ago.

    Args:
        resolve: from names to addresses.
        trusted: whose certificates are taken.
    """

    def __init__(
        self,
        permitted: Permitted,
        resolve: Resolve,
        now: Callable[[], datetime],
        trusted: ssl.SSLContext | None = None,
        bounds: Bounds = Bounds(),
    ) -> None:
        self._permitted = permitted
        self._now = now
        self._bounds = bounds
        trusted = trusted or httpcore.default_ssl_context()
        self._pools = {
            scheme: httpcore.AsyncConnectionPool(
                trusted,
                max_connections=_MOST_CONNECTIONS,
                keepalive_expiry=_KEPT_SECONDS,
                network_backend=JudgingBackend(judge_of(scheme, permitted), resolve),
            )
            for scheme in ("https", "http")
        }

    async def send(self, url: str, headers: Mapping[str, str], body: bytes) -> Attempt:
        """Posts this to the URL, once."""
        at, began = self._now(), monotonic()
        status, retry_after = None, 0.0
        try:
            target = target_of(url, self._permitted)
            async with asyncio.timeout(self._bounds.whole):
                status, retry_after = await self._post(target, headers, body)
            outcome = _judged(status)
        except (InvalidWebhookUrl, AddressNotPermitted):
            outcome = WebhookOutcome.ADDRESS_NOT_PERMITTED
        except NameUnknown:
            outcome = WebhookOutcome.NAME_UNKNOWN
        except (TimeoutError, httpcore.TimeoutException):
            outcome = WebhookOutcome.TIMED_OUT
        except httpcore.ConnectError as error:
            outcome = WebhookOutcome.NOT_TRUSTED if _is_of_tls(error) else WebhookOutcome.UNREACHABLE
        except ssl.SSLError:  # what comes after the handshake is no TLS, or refuses us
            outcome = WebhookOutcome.NOT_TRUSTED
        except (httpcore.NetworkError, OSError):
            outcome = WebhookOutcome.UNREACHABLE
        except (httpcore.ProtocolError, httpcore.UnsupportedProtocol):
            outcome = WebhookOutcome.NO_HTTP
        return Attempt(at, outcome, status, round((monotonic() - began) * 1000), retry_after)

    async def _post(self, target: Target, headers: Mapping[str, str], body: bytes) -> tuple[int, float]:
        """The status answered, and for how long to be left alone."""
        url = httpcore.URL(scheme=target.scheme, host=target.host, port=target.port, target=target.path)
        whole = self._bounds.whole
        answering = self._pools[target.scheme].stream(
            "POST",
            url,
            headers=[("host", target.authority), *_HEADERS.items(), *headers.items()],
            content=body,
            extensions={
                "timeout": {"connect": self._bounds.connect, "read": whole, "write": whole, "pool": whole}
            },
        )
        async with answering as response:
            with suppress(OSError, httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError):
                async with asyncio.timeout(_READ_SECONDS):
                    await _read_on(response)
            return response.status, self._asked_to_wait(response)

    def _asked_to_wait(self, response: httpcore.Response) -> float:
        """The seconds that the header Retry-After asks for; 0 where it does not."""
        if response.status not in (429, 503):
            return 0.0
        text = next((value for name, value in response.headers if name.lower() == b"retry-after"), b"")
        if text.isdigit():
            return float(text[:9])
        with suppress(ValueError, TypeError, OverflowError):
            return max((parsedate_to_datetime(text.decode("latin-1")) - self._now()).total_seconds(), 0.0)
        return 0.0

    async def close(self) -> None:
        for pool in self._pools.values():
            await pool.aclose()


async def _read_on(response: httpcore.Response) -> None:
    """Reads the body, if it is short."""
    length = 0
    async for chunk in response.aiter_stream():
        length += len(chunk)
        if length > _READ_BYTES:
            return


def _is_of_tls(error: BaseException | None) -> bool:
    while error is not None and not isinstance(error, ssl.SSLError):
        error = error.__context__  # the pool drops the cause
    return error is not None


def _judged(status: int) -> WebhookOutcome:
    if 200 <= status < 300:
        return WebhookOutcome.DELIVERED
    if 300 <= status < 400:
        return WebhookOutcome.REDIRECTED
    return WebhookOutcome.GONE if status == 410 else WebhookOutcome.REFUSED
