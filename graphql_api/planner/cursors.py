"""Keyset cursors: which connection and order, and the sort key and id of one row."""

from __future__ import annotations

from base64 import b64decode
from uuid import UUID

import orjson

from domain.languages import Words
from graphql_api.planner.errors import BadInput
from graphql_api.planner.json_sql import quoted


def encode_sql(tag: str, key: str, row_id: str) -> str:
    """The SQL of a cursor, for the sort key and the id of a row."""
    json = f"""{quoted(f'["{tag}",')} || to_json({key}) || ',"' || {row_id} || '"]'"""
    base64 = f"encode(convert_to({json}, 'UTF8'), 'base64')"
    # PostgreSQL's base64 breaks its lines and has the standard alphabet; URLs want the other one.
    return f"translate({base64}, E'+/=\\n', '-_')"


def decode(text: str, tag: str, key_type: type[str | int]) -> tuple[str | int, UUID]:
    """The sort key and the id.

    Raises:
        BadInput: it is no cursor of this connection in this order.
    """
    try:
        padded = text + "=" * (-len(text) % 4)
        found, key, row_id = orjson.loads(b64decode(padded, altchars=b"-_", validate=True))
        if found == tag and type(key) is key_type:
            return key, UUID(row_id)
    except (ValueError, TypeError, AttributeError):
        pass
    raise BadInput(
        "BAD_CURSOR",
        Words(
            en=f"{text[:60]!r} is no cursor of this connection in this order; "
            "give one from a page with the same order, or start without one.",
            de=f"{text[:60]!r} ist kein Cursor dieser Liste in dieser Sortierung; anzugeben ist einer "
            "von einer Seite mit derselben Sortierung, oder keiner.",
        ),
    )
