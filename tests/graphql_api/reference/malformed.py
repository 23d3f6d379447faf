"""Input that cannot be understood, and the global ids that can."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from graphql import GraphQLError


class Malformed(GraphQLError):
    """The input cannot be understood; the code says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code, extensions={"code": code})


def node_id(text: str, *tokens: str) -> tuple[str, UUID]:
    """The token of an id, one of these, and its uuid."""
    token, _, key = text.partition("_")
    if token not in tokens:
        raise Malformed("BAD_ID")
    try:
        return token, UUID(key)
    except ValueError:
        raise Malformed("BAD_ID") from None


def day(text: str) -> date:
    try:
        parsed = date.fromisoformat(text)
    except ValueError:
        raise Malformed("BAD_DATE") from None
    if text != str(parsed):
        raise Malformed("BAD_DATE")
    return parsed
