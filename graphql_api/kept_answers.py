"""Answers that are kept until the read side moves on.

What anybody may read is a function of what is asked, of the roles of who asks and of the position that the
answer reflects: neither the day nor a person has a part in it. So it is worked out once a position, and
compressed once; who has it already asks by its entity tag whether it still stands (RFC 9110).
"""

from __future__ import annotations

from asyncio import to_thread
from collections import OrderedDict
from collections.abc import Callable, Iterable
from functools import cache
from gzip import compress
from hashlib import sha256
from typing import NamedTuple

from starlette.requests import Request as HTTPRequest
from starlette.responses import Response

from domain.callers import Role
from graphql_api.accept_language import language_asked
from graphql_api.media_types import accepts_gzip
from graphql_api.position_header import POSITION_HEADER
from graphql_api.responses import caller_of
from projections.reading import Progress

# The headers that an answer depends on, but for its compression.
_NEGOTIATED = frozenset({b"accept", b"accept-language", b"content-type"})

_VARY = f"Accept, Accept-Encoding, Accept-Language, Authorization, {POSITION_HEADER}".encode()
_POSITION = POSITION_HEADER.lower().encode()

# Browsers ask each time whether it still stands. So do proxies, but once a second at most; for who tells what
# it has seen they have no answer that was not made for that.
_EVERYBODYS = b"public, max-age=0, s-maxage=1"
_SOMEBODYS = b"private, no-cache"
_LEAST_COMPRESSED = 1_000
_HEAD_BYTES = 2_000
_MOST_BYTES = 32 * 1024 * 1024
_MOST_BYTES_OF_ONE = _MOST_BYTES // 8


class SharedResponse(Response):
    """An answer that anybody may read, and the position that it reflects."""

    def __init__(self, data: bytes, position: int, media_type: str | None) -> None:
        super().__init__(data, media_type=media_type)
        self.position = position


class Asked(NamedTuple):
    """What an answer is a function of, beside the position."""

    roles: frozenset[Role]
    method: str
    query: bytes
    body: bytes
    negotiated: tuple[tuple[bytes, bytes], ...]

    @classmethod
    async def by(cls, request: HTTPRequest) -> Asked:
        scope = request.scope
        return cls(
            caller_of(request).roles,
            scope["method"],
            scope["query_string"],
            await request.body(),
            tuple([header for header in scope["headers"] if header[0] in _NEGOTIATED]),
        )


class _Kept:
    """One answer, plain and compressed."""

    def __init__(self, asked: Asked, plain: SharedResponse) -> None:
        self.plain = plain
        self.position = plain.position
        self.bytes = len(plain.body) + len(asked.query) + len(asked.body) + _HEAD_BYTES
        self.bytes += sum([len(value) for _, value in asked.negotiated])
        self._compressed: Response | None = None

    async def response(self, request: HTTPRequest) -> Response:
        """In a coding that the client accepts."""
        body = bytes(self.plain.body)
        if len(body) < _LEAST_COMPRESSED or not accepts_gzip(request.headers.get("accept-encoding", "")):
            return self.plain
        if self._compressed is None:
            shorter = await to_thread(compress, body, 6, mtime=0)
            coding = {"content-encoding": "gzip", "content-length": str(len(shorter))}
            self._compressed = Response(shorter, headers={**self.plain.headers, **coding})
        return self._compressed


class KeptAnswers:
    """The answers that were asked for last, of one position.

    Args:
        progress: of the read side.
        made_by: what else they depend on, the same for all processes that answer alike; asked for once.
    """

    def __init__(self, progress: Progress, made_by: Callable[[], Iterable[str]]) -> None:
        self._progress = progress
        self._made_by = cache(lambda: sha256("\0".join(made_by()).encode()))
        self._position = 0
        self._bytes = 0
        self._kept: OrderedDict[Asked, _Kept] = OrderedDict()

    async def response(self, asked: Asked, seen: int, request: HTTPRequest) -> Response | None:
        """The answer, or that the one which the client has stands; None where it is to be worked out.

        Args:
            seen: the position that it must not be older than.

        Raises:
            domain.ports.StoreUnavailable: the database does not answer.
        """
        kept = self._kept.get(asked)
        held = request.headers.get("if-none-match") if asked.method == "GET" else None
        if kept is None and held is None:
            return None
        position = await self._progress.latest()
        if position < seen:
            return None
        if held is not None:
            tag = await self._tag(asked, position)
            if tag in held:
                unchanged = Response(status_code=304)
                unchanged.raw_headers += self._headers(asked, position, tag, request)
                return unchanged
        if kept is None or kept.position != position:
            return None
        if asked in self._kept:  # else it had to go meanwhile, and still is the answer
            self._kept.move_to_end(asked)
        return await kept.response(request)

    async def keep(self, asked: Asked, answer: SharedResponse, request: HTTPRequest) -> Response:
        """The answer as it is sent; kept, unless it is long or others go further already."""
        kept = _Kept(asked, answer)
        tag = await self._tag(asked, kept.position) if asked.method == "GET" else None
        answer.raw_headers += self._headers(asked, kept.position, tag, request)
        if kept.position > self._position:
            self._kept.clear()
            self._position, self._bytes = kept.position, 0
        if kept.position == self._position and kept.bytes <= _MOST_BYTES_OF_ONE and asked not in self._kept:
            self._kept[asked] = kept
            self._bytes += kept.bytes
            while self._bytes > _MOST_BYTES:
                self._bytes -= self._kept.popitem(last=False)[1].bytes
            return await kept.response(request)
        return answer

    def _headers(
        self, asked: Asked, position: int, tag: str | None, request: HTTPRequest
    ) -> list[tuple[bytes, bytes]]:
        headers = [
            (b"vary", _VARY),
            (b"content-language", language_asked(request).encode()),
            (_POSITION, b"%d" % position),
        ]
        if tag is not None:
            everybodys = asked.roles == {Role.PUBLIC}
            headers.append((b"etag", f"W/{tag}".encode()))
            headers.append((b"cache-control", _EVERYBODYS if everybodys else _SOMEBODYS))
        return headers

    async def _tag(self, asked: Asked, position: int) -> str:
        digest = self._made_by().copy()
        # In another log, or in this one restored and gone on otherwise, the position is of another moment.
        digest.update(str(await self._progress.recorded_at(position)).encode())
        for part in (*sorted(asked.roles), asked.query, asked.body, *sum(asked.negotiated, ())):
            data = part if isinstance(part, bytes) else part.encode()
            digest.update(b"%d:%b" % (len(data), data))
        return f'"{position}-{digest.hexdigest()[:32]}"'
