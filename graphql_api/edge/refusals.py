"""Why a request is refused before it is understood."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar


class EdgeRefusal(Exception):
    """A request that is not let in; its docstring and `german` are told.

    Attributes:
        headers: that the answer bears besides.
    """

    code: ClassVar[str]
    german: ClassVar[str]

    def __init__(self, headers: Mapping[str, str] | None = None) -> None:
        super().__init__()
        self.headers = headers or {}


class BodyTooLarge(EdgeRefusal):
    """The body is larger than this register takes. Send less at once, in several requests."""

    code = "BODY_TOO_LARGE"
    german = (
        "Der Rumpf ist größer, als dieses Register annimmt. Auf einmal ist weniger zu senden, in mehreren "
        "Anfragen."
    )


class RateLimited(EdgeRefusal):
    """Too many requests came from here. Wait as many seconds as the header Retry-After says."""

    code = "RATE_LIMITED"
    german = (
        "Von hier kamen zu viele Anfragen. Vor der nächsten sind so viele Sekunden zu warten, wie der Kopf "
        "Retry-After angibt."
    )


class CrossSiteSuspected(EdgeRefusal):
    """A page of another site seems to send this request. A program that means it sends the header
    GraphQL-Require-Preflight along."""

    code = "CSRF_SUSPECTED"
    german = (
        "Diese Anfrage scheint von der Seite eines anderen Anbieters auszugehen. Ein Programm, das sie "
        "beabsichtigt, sendet den Kopf GraphQL-Require-Preflight mit."
    )


class NotAcceptable(EdgeRefusal):
    """An answer is JSON, or a stream, and the header Accept does not allow it. Accept
    application/graphql-response+json, application/json or text/event-stream."""

    code = "NOT_ACCEPTABLE"
    german = (
        "Geantwortet wird in JSON oder als Strom, und der Kopf Accept lässt es nicht zu. Zuzulassen ist "
        "application/graphql-response+json, application/json oder text/event-stream."
    )


class NotFound(EdgeRefusal):
    """There is nothing at this address. Operations go to /graphql, exports are at /export, and the
    log as a stream of events at /events."""

    code = "NOT_FOUND"
    german = (
        "Unter dieser Adresse gibt es nichts. Anfragen gehen an /graphql, Exporte stehen unter /export, das "
        "Protokoll als Ereignisstrom unter /events."
    )


class MethodNotAllowed(EdgeRefusal):
    """This address does not take that method. The header Allow names those that it takes."""

    code = "METHOD_NOT_ALLOWED"
    german = "Diese Adresse nimmt diese Methode nicht an. Der Kopf Allow nennt die, die sie annimmt."
