"""What requests pass, from the outside in; `admission` stands before the routes that are counted."""

from __future__ import annotations

from collections.abc import Collection

from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware

from graphql_api.edge.body_limit import BodyLimit
from graphql_api.edge.cross_site import PREFLIGHT_HEADER, CrossSiteGuard
from graphql_api.edge.security_headers import SecurityHeaders
from graphql_api.position_header import POSITION_HEADER

_ASKED = ("Authorization", "If-None-Match", "Last-Event-ID", POSITION_HEADER, PREFLIGHT_HEADER)
_TOLD = ("ETag", POSITION_HEADER, "Retry-After")


def edge(origins: Collection[str], body_bytes: int) -> list[Middleware]:
    """The middleware.

    Args:
        origins: the sites whose pages may ask; none leaves them to themselves.
        body_bytes: the longest body.
    """
    cors = Middleware(
        CORSMiddleware,
        allow_origins=origins,
        allow_methods=("GET", "POST"),
        allow_headers=_ASKED,
        expose_headers=_TOLD,
    )
    return [
        Middleware(SecurityHeaders),
        *([cors] if origins else []),
        Middleware(CrossSiteGuard, origins=origins),
        Middleware(BodyLimit, most=body_bytes),
    ]
