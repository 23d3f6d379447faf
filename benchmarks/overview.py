"""The query that is measured, and a register to ask it of."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from random import Random
from uuid import UUID

import asyncpg
import orjson

from benchmarks.generator import fill
from benchmarks.server import create_database
from infra.read_tables import generation
from infra.register import Register
from projections import ORGANISATIONS, READ_MODELS

PAGE = 100
EVENTS = 20_000

# What an overview asks: a page of organisations, six scalars each, and who signed what.
DOCUMENT = """query Overview($first: Int, $after: String) { network {
    organisations(first: $first, after: $after) { nodes {
        ags name kind population latitude longitude
        signatures { nodes { signedOn office position } }
    } }
} }"""

_CURSOR_TAG = "organisations:NAME:ASC"

# Answers the sort keys of the organisations, in order.
SELECT_NAME_KEYS = f"""
SELECT name_key FROM {generation(READ_MODELS)}.{ORGANISATIONS.table}
WHERE valid_to IS NULL ORDER BY name_key
"""


def overview(after: str | None = None) -> bytes:
    """The body of a request."""
    return orjson.dumps({"query": DOCUMENT, "variables": {"first": PAGE, "after": after}})


def new_cursor(name_keys: list[str], random: Random) -> str:
    """A cursor that nobody has sent before: of a row that could stand beside one of these."""
    key = UUID(int=random.getrandbits(128), version=4)
    json = orjson.dumps([_CURSOR_TAG, random.choice(name_keys), str(key)])
    return urlsafe_b64encode(json).decode().rstrip("=")


async def filled_register(server: str, name: str, events: int = EVENTS) -> str:
    """The DSN of a new database with generated events and read models that reflect them."""
    dsn = await create_database(server, name)
    connection = await asyncpg.connect(dsn)
    try:
        await fill(connection, events)
    finally:
        await connection.close()
    register = Register(dsn)
    await register.projector.catch_up()
    await register.database.close()
    return dsn


async def name_keys_before_a_page(dsn: str) -> list[str]:
    """The sort keys of the organisations that at least a whole page follows."""
    connection = await asyncpg.connect(dsn)
    try:
        return [name_key for (name_key,) in await connection.fetch(SELECT_NAME_KEYS)][: -PAGE - 1]
    finally:
        await connection.close()
