"""Global ids: the token of the node's type, an underscore, the uuid of the thing."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from domain.languages import Words
from graphql_api.planner.errors import BadInput


def encode(token: str, key: UUID) -> str:
    return f"{token}_{key}"


def decode(text: str, tokens: Collection[str]) -> tuple[str, UUID]:
    """The token and the uuid.

    Raises:
        BadInput: it is no id of one of these types.
    """
    token, _, key = text.partition("_")
    try:
        if token in tokens and str(uuid := UUID(key)) == key:
            return token, uuid
    except ValueError:
        pass
    expected = ", ".join(f"{token}_…" for token in tokens)
    raise BadInput(
        "BAD_ID",
        Words(
            en=f"{text[:60]!r} is no such id; give one that this API returned ({expected}).",
            de=f"{text[:60]!r} ist hier keine Kennung; anzugeben ist eine von dieser API genannte "
            f"({expected}).",
        ),
    )


def decode_key(text: str, token: str) -> UUID:
    """The uuid of an id that can only be of one type."""
    return decode(text, (token,))[1]
