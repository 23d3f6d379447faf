"""Exceptions as clients are told them: with a code, in their language, and nothing that is not for them."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import structlog
from graphql import FieldNode, GraphQLError

from domain.errors import explain
from domain.languages import Language, Words
from domain.personal import MasterKeyWrong
from domain.ports import StoreUnavailable
from graphql_api.planner.errors import ToldError
from projections.reading import NoAnswer, ReadSideBehind

INTERNAL = "INTERNAL"

_log = structlog.get_logger(__name__)


def told(
    error: Exception,
    language: Language,
    nodes: list[FieldNode] | None = None,
    path: list[str | int] | None = None,
) -> GraphQLError:
    """The error as the client is told it. What is not meant for clients is logged, and masked."""
    if isinstance(error, GraphQLError):
        worded = in_language(error, language)
        return GraphQLError(worded.message, nodes or worded.nodes, path=path, extensions=worded.extensions)
    if isinstance(error, StoreUnavailable | MasterKeyWrong | NoAnswer):
        extensions: dict[str, Any] = {"code": error.code}
        if isinstance(error, ReadSideBehind):
            extensions["position"] = error.position
        return GraphQLError(explain(error, language), nodes, path=path, extensions=extensions)
    error_id = str(uuid4())
    _log.error("operation failed", error_id=error_id, exc_info=error)
    masked = Words(
        en=f"Something failed here. Quote {error_id} when you report it.",
        de=f"Hier ist etwas fehlgeschlagen. Bei einer Meldung ist {error_id} anzugeben.",
    )
    extensions = {"code": INTERNAL, "id": error_id}
    return GraphQLError(masked.in_(language), nodes, path=path, extensions=extensions)


def in_language(error: GraphQLError, language: Language) -> GraphQLError:
    """The error in this language; those of graphql-core have only English."""
    if not isinstance(error, ToldError):
        return error
    return GraphQLError(error.words.in_(language), error.nodes, path=error.path, extensions=error.extensions)


def of_variable(error: GraphQLError) -> GraphQLError:
    """The error of a variable's value, in both languages where its scalar is ours."""
    cause = error.original_error
    if not isinstance(cause, ToldError):
        return error
    # graphql-core says before our message which variable it is, and where in its value.
    place = error.message.removesuffix(cause.words.en)
    translated = place.replace("has invalid value at", "hat einen unzulässigen Wert bei")
    translated = translated.replace("has invalid value", "hat einen unzulässigen Wert")
    words = Words(en=error.message, de=translated + cause.words.de)
    return ToldError(cause.code, words, error.nodes)
