"""Where a webhook goes: its URL, read once, and connections to nothing but addresses that were judged.

Names are resolved here, every address is judged, and one of those is connected to: nothing resolves them
again in between. A name that has any address that is not permitted is not connected to at all.
"""

from __future__ import annotations

import asyncio
import re
import socket
from collections.abc import Awaitable, Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from time import monotonic
from urllib.parse import urlsplit

import httpcore

from domain.errors import InvalidWebhookUrl
from infra.webhook_addresses import Address, Permitted, address_of

LONGEST_URL = 2_000

_PORTS = {"https": 443, "http": 80}
_LABEL = re.compile(r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?")
# What a URL has where it has no spaces and nothing that others read as something else.
_CHARACTERS = re.compile(r"[!$-;=?-\[\]_a-z~]+")
# What systems take for an address of IPv4, however few its parts.
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")

# From a host's name and a port to its addresses. Raises OSError.
Resolve = Callable[[str, int], Awaitable[Sequence[str]]]


class AddressNotPermitted(Exception):
    """The host has an address that webhooks may not reach."""


class NameUnknown(Exception):
    """The host's name has no address."""


@dataclass(frozen=True)
class Target:
    """The parts of a URL.

    Attributes:
        host: a name, or an address without brackets.
        path: with the query.
    """

    scheme: str
    host: str
    port: int
    path: str

    @property
    def authority(self) -> str:
        """As the header Host has it."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"


def target_of(url: str, permitted: Permitted) -> Target:
    """Where this URL goes, as far as its form tells. Raises InvalidWebhookUrl."""
    try:
        if len(url) > LONGEST_URL or not _CHARACTERS.fullmatch(url):
            raise InvalidWebhookUrl
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        raise InvalidWebhookUrl from None
    if (
        parts.scheme not in _PORTS
        or not host
        or port == 0
        or "@" in parts.netloc
        or "%" in parts.netloc
        or parts.netloc.endswith(":")
    ):
        raise InvalidWebhookUrl
    if parts.scheme == "http" and not permitted.networks:
        raise InvalidWebhookUrl
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    target = Target(parts.scheme, host, port or _PORTS[parts.scheme], path)
    address = _literal(host)
    if address is None:
        _check_name(host)
    elif not judge_of(target.scheme, permitted)(address):
        raise InvalidWebhookUrl
    return target


def judge_of(scheme: str, permitted: Permitted) -> Callable[[Address], bool]:
    return permitted.may_reach if scheme == "https" else permitted.may_reach_openly


def _literal(host: str) -> Address | None:
    try:
        return address_of(host)
    except ValueError:
        return None


def _check_name(host: str) -> None:
    labels = host.split(".")
    if len(host) > 253 or not all(map(_LABEL.fullmatch, labels)) or _NUMBER.fullmatch(labels[-1]):
        raise InvalidWebhookUrl


class Resolver:
    """Asks the system, in threads of its own, which are made when they are needed.

    Args:
        at_once: how many names may hang before others have to wait.
    """

    def __init__(self, at_once: int = 100) -> None:
        self._threads = ThreadPoolExecutor(at_once, "webhook-names")

    async def __call__(self, host: str, port: int) -> Sequence[str]:
        loop = asyncio.get_running_loop()
        found = await loop.run_in_executor(
            self._threads, lambda: socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        )
        return list(dict.fromkeys(str(each[4][0]) for each in found))


class JudgingBackend(httpcore.AsyncNetworkBackend):
    """Connects to addresses for which the judge holds, and to none of a name of which one does not."""

    def __init__(self, judge: Callable[[Address], bool], resolve: Resolve) -> None:
        self._judge = judge
        self._resolve = resolve
        self._inner = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        assert timeout is not None
        deadline = monotonic() + timeout
        try:
            async with asyncio.timeout(timeout):
                addresses = await self._addresses(host, port)
        except TimeoutError as error:
            raise httpcore.ConnectTimeout from error
        for left in range(len(addresses), 0, -1):
            share = max(deadline - monotonic(), 0.0) / left
            try:
                return await self._inner.connect_tcp(
                    str(addresses[-left]), port, share, local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                if left == 1:
                    raise
        raise AssertionError("there is an address")

    async def _addresses(self, host: str, port: int) -> Sequence[Address]:
        """The addresses of the host, each judged. Raises NameUnknown, AddressNotPermitted."""
        literal = _literal(host)
        if literal is not None:
            addresses = [literal]
        else:
            try:
                addresses = [address_of(each) for each in await self._resolve(host, port)]
            except (OSError, UnicodeError) as error:
                raise NameUnknown(host) from error
        if not addresses:
            raise NameUnknown(host)
        if not all(map(self._judge, addresses)):
            raise AddressNotPermitted(host)
        return addresses

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)
