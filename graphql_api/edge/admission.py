"""Who asks, and whether not too often: known once for each request, before anything of it is read."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import lru_cache, partial
from ipaddress import IPv6Address, ip_address

from starlette.requests import HTTPConnection, Request
from starlette.types import ASGIApp, Receive, Scope, Send

from domain.callers import Caller
from domain.ports import CredentialsRefused, StoreUnavailable
from graphql_api.edge.refusals import RateLimited
from graphql_api.edge.token_buckets import TokenBuckets
from graphql_api.responses import CALLER, refused

# From the Authorization header to who asks.
Authenticate = Callable[[str | None], Awaitable[Caller]]


class Gate:
    """Finds callers, and counts what they ask: for their pseudonym, else for the address that it comes from.

    Credentials that are refused are counted for the address, apart from what the public asks from there, so
    that neither keeps those out whose credentials are good.
    """

    def __init__(self, authenticate: Authenticate, buckets: TokenBuckets) -> None:
        self._authenticate = authenticate
        self._buckets = buckets

    async def caller(self, header: str | None, address: str) -> Caller:
        """Who asks, by the Authorization header. Raises CredentialsRefused, RateLimited, StoreUnavailable."""
        try:
            return await self._authenticate(header)
        except CredentialsRefused:
            _refuse_while(self._buckets.take(("refused", address)))
            raise

    def staying(self, request: HTTPConnection) -> Callable[[], Awaitable[bool]]:
        """Tells whether who asked by this request may still be told."""
        return partial(self.still_admits, request.headers.get("authorization"))

    async def still_admits(self, header: str | None) -> bool:
        """False where the credentials were revoked meanwhile, however often any are refused; while that
        cannot be known they hold."""
        try:
            await self._authenticate(header)
        except CredentialsRefused:
            return False
        except StoreUnavailable:
            pass
        return True

    def count(self, caller: Caller, address: str) -> None:
        """Raises RateLimited."""
        _refuse_while(self._buckets.take(caller.actor or address))


class Admission:
    """Lets requests through the gate, and notes who asks."""

    def __init__(self, app: ASGIApp, gate: Gate) -> None:
        self._app = app
        self._gate = gate

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            try:
                scope[CALLER] = await self._admit(Request(scope))
            except (CredentialsRefused, RateLimited, StoreUnavailable) as error:
                await refused(scope, error)(scope, receive, send)
                return
        await self._app(scope, receive, send)

    async def _admit(self, request: Request) -> Caller:
        """Raises CredentialsRefused, RateLimited, StoreUnavailable."""
        address = address_of(request)
        caller = await self._gate.caller(request.headers.get("authorization"), address)
        self._gate.count(caller, address)
        return caller


def address_of(connection: HTTPConnection) -> str:
    """The address that is counted for."""
    return network_of(connection.client.host if connection.client else "")


@lru_cache(4096)
def network_of(host: str) -> str:
    """The address that requests are counted for: an IPv6 host has all of its /64."""
    try:
        address = ip_address(host.partition("%")[0])
    except ValueError:
        return host[:64]
    if not isinstance(address, IPv6Address):
        return str(address)
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(IPv6Address(int(address) >> 64 << 64))


def _refuse_while(wait: int) -> None:
    if wait:
        raise RateLimited({"retry-after": str(wait)})
