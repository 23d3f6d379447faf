"""What a request for the stream of events asks for: which events, and behind which position."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from graphql import (
    GraphQLBoolean,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLSchema,
    get_nullable_type,
    is_list_type,
)
from starlette.requests import Request

from domain.languages import Words
from graphql_api.planner.errors import BadInput

BAD_PARAMETER = "BAD_PARAMETER"

LAST_EVENT_ID = "Last-Event-ID"
AFTER = "after"
_BOOLEANS = {"true": True, "false": False}


@dataclass(frozen=True)
class Asked:
    """What is asked for.

    Attributes:
        filter: an EventFilter as JSON has it; empty for all events.
        after: the position behind which it begins; None for what is to come.
    """

    filter: Mapping[str, Any]
    after: int | None


class StreamParameters:
    """Reads them: the parameters are the fields of the schema's EventFilter, and `after`."""

    def __init__(self, schema: GraphQLSchema) -> None:
        filter_ = cast("GraphQLInputObjectType", schema.type_map["EventFilter"])
        self._types: Mapping[str, GraphQLInputType] = {
            name: get_nullable_type(field.type) for name, field in filter_.fields.items()
        }

    def read(self, request: Request) -> Asked:
        """Raises BadInput."""
        given = request.query_params
        for name in dict.fromkeys(given.keys()):
            if name not in (*self._types, AFTER):
                listed = ", ".join([AFTER, *self._types])
                raise _bad(
                    en=f"The stream takes no {name[:40]!r}. It takes: {listed}.",
                    de=f"Der Strom kennt {name[:40]!r} nicht. Er kennt: {listed}.",
                )
        filter_ = {name: self._value(name, given.getlist(name)) for name in self._types if name in given}
        last = request.headers.get(LAST_EVENT_ID) or None
        if last is not None:
            return Asked(filter_, _position(LAST_EVENT_ID, last))
        return Asked(
            filter_, _position(AFTER, _only(AFTER, given.getlist(AFTER))) if AFTER in given else None
        )

    def _value(self, name: str, texts: list[str]) -> Any:
        type_ = self._types[name]
        if is_list_type(type_):
            return [_only(name, [each.strip()]) for text in texts for each in text.split(",")]
        text = _only(name, texts)
        if type_ is not GraphQLBoolean:
            return text
        if text not in _BOOLEANS:
            raise _bad(
                en=f"{name} is true or false, not {text[:40]!r}.",
                de=f"{name} ist true oder false, nicht {text[:40]!r}.",
            )
        return _BOOLEANS[text]


def _only(name: str, texts: list[str]) -> str:
    if len(texts) > 1:
        raise _bad(en=f"Give {name} once.", de=f"{name} ist nur einmal anzugeben.")
    if not texts[0]:
        raise _bad(
            en=f"{name} has no value. Give one, or leave {name} out.",
            de=f"{name} hat keinen Wert. Einer ist anzugeben oder {name} wegzulassen.",
        )
    return texts[0]


def _position(name: str, text: str) -> int:
    if text.isascii() and text.isdigit() and len(text) < 19:
        return int(text)
    raise _bad(
        en=f"{name} is a position: a whole number; 0 for all. {text[:40]!r} is none.",
        de=f"{name} ist eine Position: eine ganze Zahl; 0 für alles. {text[:40]!r} ist keine.",
    )


def _bad(*, en: str, de: str) -> BadInput:
    return BadInput(BAD_PARAMETER, Words(en=en, de=de))
