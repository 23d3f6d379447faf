"""Operations as graphql-sse sends them, in its mode of distinct connections: each a stream of its own."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing

import orjson

from domain.languages import Language
from graphql_api.failures import told
from graphql_api.following import Following, Subscribed

COMPLETE = b"event: complete\ndata:\n\n"


def next_of(result: bytes) -> bytes:
    """One result: JSON, in one line."""
    return b"event: next\ndata: %b\n\n" % result


async def followed(
    following: Following, subscribed: Subscribed, language: Language
) -> AsyncGenerator[bytes, None]:
    """What is told of a subscription, without an end but where it cannot be read any more."""
    try:
        async with aclosing(following.batches(subscribed)) as batches:
            async for frames in batches:
                yield b"".join(map(next_of, frames))
    except Exception as error:
        yield next_of(orjson.dumps({"errors": [told(error, language).formatted]}))
    yield COMPLETE
