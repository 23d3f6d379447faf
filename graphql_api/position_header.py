"""The header that tells a position: of an answer, which one it reflects; of a request, which one at least."""

from __future__ import annotations

from domain.languages import Words
from graphql_api.bad_requests import BadRequest

POSITION_HEADER = "Netzwerkregister-Position"


def position_asked(header: str | None) -> int:
    """The position that the answer must not be older than, of the header that tells it."""
    if header is None:
        return 0
    if header.isascii() and header.isdigit() and len(header) < 19:
        return int(header)
    raise BadRequest(
        Words(
            en=f"The header {POSITION_HEADER} is a position: a whole number.",
            de=f"Der Kopf {POSITION_HEADER} ist eine Position: eine ganze Zahl.",
        )
    )
