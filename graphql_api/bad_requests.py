"""Requests that are no operation: what is wrong with them, in both languages."""

from __future__ import annotations

from collections.abc import Mapping

from cross_web import HTTPException

from domain.languages import Words

BAD_REQUEST = "BAD_REQUEST"

# What Strawberry says of a request that is no operation.
_GERMAN: Mapping[str, str] = {
    "Batching is not enabled": "Mehrere Operationen auf einmal werden nicht angenommen.",
    "GraphQL only supports GET and POST requests.": "GraphQL nimmt nur GET und POST an.",
    "The GraphQL operation's `extensions` must be an object or null, if provided.": (
        "`extensions` ist als Objekt anzugeben oder wegzulassen."
    ),
    "The GraphQL operation's `query` must be a string or null, if provided.": (
        "`query` ist als Zeichenkette anzugeben."
    ),
    "The GraphQL operation's `variables` must be an object or null, if provided.": (
        "`variables` ist als Objekt anzugeben oder wegzulassen."
    ),
    "Unable to parse request body as JSON": "Die Anfrage ist als JSON nicht lesbar.",
    "Unsupported content type": "Der Medientyp der Anfrage wird nicht angenommen; anzugeben ist JSON.",
}


class BadRequest(HTTPException):
    """The request is no operation that is served."""

    def __init__(self, words: Words, status: int = 400) -> None:
        super().__init__(status, words.en)
        self.words = words


def reason_of(error: HTTPException) -> Words:
    """Why a request is refused, by us or by Strawberry."""
    if isinstance(error, BadRequest):
        return error.words
    return Words(en=error.reason, de=_GERMAN.get(error.reason, error.reason))
