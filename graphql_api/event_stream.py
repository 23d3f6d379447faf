"""`GET /events`: the log as it grows, for those without GraphQL: server-sent events, each a CloudEvent.

A message's id is the event's position. Who comes again with `Last-Event-ID` goes on behind it, as browsers'
EventSource does by itself. A message of an id alone moves it on where a filter leaves nothing: the HTML
standard (9.2.6) has it kept before a message without data is dropped.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Hashable
from contextlib import AbstractContextManager
from datetime import datetime

import structlog
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from graphql_api.accept_language import language_asked
from graphql_api.edge.admission import Gate, address_of
from graphql_api.edge.held_connections import HeldConnections
from graphql_api.edge.refusals import EdgeRefusal, RateLimited
from graphql_api.reading import Reading
from graphql_api.responses import answered, caller_of, failure, refused
from graphql_api.sealed_pages import ServerSentEvents
from graphql_api.server_sent import COMMENT, PACE, Pace, ServerSent
from graphql_api.stream_parameters import StreamParameters
from projections.feeding import Feed, Feeds, Page
from projections.reading import NoAnswer

# How soon a browser comes again, and behind which position.
_BEGINNING = b"retry: 2000\nid: %d\n\n"

_MOVED_ON = b"id: %d\n\n"

_log = structlog.get_logger(__name__)


class EventStream:
    """Answers requests for the stream.

    Args:
        held: the connections that addresses hold.
    """

    def __init__(
        self,
        events: ServerSentEvents,
        parameters: StreamParameters,
        feeds: Feeds,
        reading: Reading,
        gate: Gate,
        held: HeldConnections,
        now: Callable[[], datetime],
        pace: Pace = PACE,
    ) -> None:
        self._events = events
        self._parameters = parameters
        self._feeds = feeds
        self._reading = reading
        self._gate = gate
        self._held = held
        self._now = now
        self._pace = pace

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope)
        try:
            with self._held.of(address_of(request)):
                response = await answered(request, self._answer)
                await response(scope, receive, send)
        except RateLimited as error:
            await refused(scope, error)(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        caller = caller_of(request)
        try:
            self._reading.refuse_unless_permitted(caller, self._events.needs)
            asked = self._parameters.read(request)
            read = self._events.read(asked.filter)
            if asked.after is not None:
                await self._reading.recorded(asked.after)
            after = await self._feeds.last() if asked.after is None else asked.after
        except EdgeRefusal:
            raise
        except Exception as error:
            return failure(error, language_asked(request))
        who = caller.actor or address_of(request)
        client = _Client(who, self._feeds.feed(self._events.key(asked.filter), read, who), after)
        staying, left = self._gate.staying(request), caller.seconds_left(self._now())
        return ServerSent(client.chunks(), staying, client.rest, left, self._pace)


class _Client:
    """One client on its way through the log."""

    def __init__(self, who: Hashable, entered: AbstractContextManager[Feed], after: int) -> None:
        self._who = who
        self._entered = entered
        self._told = self._scanned = after

    async def chunks(self) -> AsyncGenerator[bytes, None]:
        yield _BEGINNING % self._told
        with self._entered as feed:
            try:
                page = await feed.page(self._scanned, self._who)
                while True:
                    # Read while this one is sent.
                    following = asyncio.create_task(feed.page(page.scanned_through, self._who))
                    try:
                        for chunk in self._of(page):
                            yield chunk
                        page = await following
                    finally:
                        following.cancel()
                        await asyncio.gather(following, return_exceptions=True)
            except NoAnswer as error:
                _log.warning("stream ended", error=error.code)
                yield f": {error.code}\n\n".encode()

    def _of(self, page: Page) -> list[bytes]:
        self._scanned = page.scanned_through
        if page.frames:
            self._told = page.frames[-1].position
        return [frame.data for frame in page.frames]

    def rest(self) -> bytes:
        """What is told where nothing has come for a while."""
        if self._scanned == self._told:
            return COMMENT
        self._told = self._scanned
        return _MOVED_ON % self._told
