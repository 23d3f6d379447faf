"""Requests that a page of another site makes a browser send, without asking us first.

The browser asks first (a preflight, which CORS answers) where a request has a header of ours or a body of
JSON. What it sends without asking is refused where it comes from elsewhere, unless it bears the header that
it would have had to ask for.
"""

from __future__ import annotations

from collections.abc import Collection
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from graphql_api.edge.refusals import CrossSiteSuspected
from graphql_api.responses import refused

PREFLIGHT_HEADER = "GraphQL-Require-Preflight"

# Without these headers, a request is no browser's.
_OF_BROWSERS = frozenset({b"origin", b"sec-fetch-site"})

# The media types of bodies that are sent without a preflight; empty where none is named.
_SIMPLE = frozenset({"", "application/x-www-form-urlencoded", "multipart/form-data", "text/plain"})


class CrossSiteGuard:
    """Refuses them.

    Args:
        origins: the sites that may; `*` for all.
    """

    def __init__(self, app: ASGIApp, origins: Collection[str]) -> None:
        self._app = app
        self._origins = origins

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and self._suspicious(scope):
            await refused(scope, CrossSiteSuspected())(scope, receive, send)
            return
        await self._app(scope, receive, send)

    def _suspicious(self, scope: Scope) -> bool:
        if not any(name in _OF_BROWSERS for name, _ in scope["headers"]):
            return False
        headers = Headers(scope=scope)
        return (
            _sent_without_preflight(scope, headers)
            and PREFLIGHT_HEADER not in headers
            and self._from_elsewhere(headers)
            and not _follows_link(scope, headers)
        )

    def _from_elsewhere(self, headers: Headers) -> bool:
        origin, site = headers.get("origin"), headers.get("sec-fetch-site")
        if origin is not None and (origin in self._origins or "*" in self._origins):
            return False
        if site is not None:
            return site not in ("same-origin", "none")
        return origin is not None and _host_of(origin) != headers.get("host", "").lower()


def _host_of(origin: str) -> str | None:
    try:
        return urlsplit(origin).netloc.lower()
    except ValueError:  # it is no origin
        return None


def _sent_without_preflight(scope: Scope, headers: Headers) -> bool:
    if scope["method"] == "POST":
        return headers.get("content-type", "").partition(";")[0].strip().lower() in _SIMPLE
    return scope["method"] in ("GET", "HEAD")


def _follows_link(scope: Scope, headers: Headers) -> bool:
    """Whether somebody goes to a page, an export or a text here; an operation in a link is none of these."""
    return (
        scope["method"] == "GET"
        and headers.get("sec-fetch-mode") == "navigate"
        and headers.get("sec-fetch-dest") == "document"
        and not (scope["path"] == "/graphql" and scope["query_string"])
    )
