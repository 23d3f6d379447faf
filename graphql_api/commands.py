"""The words by which mutations declare their commands.

A mutation is a field with one argument, `input`, and a handler. It answers a union: its payload, read
like any query once the read side shows what was recorded; or the refusal.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cache, cached_property
from hashlib import sha256
from hmac import digest
from typing import Any
from uuid import UUID

import orjson
import strawberry
from graphql import GraphQLField
from strawberry import UNSET
from strawberry.types.field import StrawberryField
from strawberry.utils.str_converters import to_camel_case

from domain.errors import refusal_of
from domain.languages import Language, Words
from domain.network import Network
from domain.ports import Command as Circumstances
from domain.ports import IdempotencyKey, Item, Recorded
from graphql_api.planner.errors import BadInput
from graphql_api.planner.fields import declared
from graphql_api.scalars import Position
from projections.reading import ApiKeys, Witnessing
from projections.webhooks import Webhooks

_LONGEST_KEY = 200
_LONGEST_SOURCE = 500
_PERSONAL = {"personal": True}


class Service(Enum):
    """To whom a command is given: to the network, or to what surrounds it."""

    NETWORK = Network
    WITNESSING = Witnessing
    API_KEYS = ApiKeys
    WEBHOOKS = Webhooks


Handler = Callable[[Any, Circumstances, Any], Awaitable[Recorded]]


@strawberry.input
class CommandInput:
    """What every command may be given besides its own."""

    idempotency_key: str | None = strawberry.field(
        default=UNSET,
        description="A name of your own for this command, at most 200 characters. Repeated with the same "
        "input, it is recorded once and answers the same.",
    )
    expected_version: int | None = strawberry.field(
        default=UNSET,
        description="The version of the stream that the command rests on; it is refused if that has moved "
        "on. 0: nothing recorded yet.",
    )
    corrects: Position | None = strawberry.field(
        default=UNSET,
        description="The position of a fact of the same kind that was recorded wrongly (Berichtigung): this "
        "one stands in its place, and the log shows both. What is left out here is not taken from that one. "
        "Commands that record several facts at once correct none: annul what is wrong, and record it anew.",
    )
    source: str | None = strawberry.field(
        default=UNSET, description="Where the fact is known from (Quelle), at most 500 characters."
    )


def personal_input(description: str) -> Any:
    """A field of a command's input that tells who a person is, or how to reach them."""
    return strawberry.field(description=description, metadata=_PERSONAL)


def optional_personal(description: str) -> Any:
    return strawberry.field(default=UNSET, description=description, metadata=_PERSONAL)


@strawberry.type(description="The command was refused; nothing is recorded (abgelehnt).")
class Refused:
    code: str = strawberry.field(description="Which rule refused it; stable.")
    message: str = strawberry.field(description="What the rule says and what to do, by Accept-Language.")
    path: list[str] = strawberry.field(description="The input that is to blame.")


@dataclass(frozen=True)
class ToldItem:
    """What became of one organisation of a command for many, as the client is told it."""

    organisation: UUID
    code: str | None
    message: str | None

    @classmethod
    def of(cls, item: Item, language: Language) -> ToldItem:
        refusal = refusal_of(item.code, item.detail) if item.code else None
        return cls(item.organisation, item.code, refusal.message(language) if refusal else None)


@dataclass(frozen=True)
class CommandField:
    """How a mutation's input becomes a command."""

    input_type: type[Any]
    run: Handler
    service: Service

    @cached_property
    def personal(self) -> bool:
        """Whether a field of the input is personal."""
        return any(field.metadata.get("personal") for field in _fields(self.input_type))

    def read(self, given: Mapping[str, Any]) -> Any:
        """The input object, of the coerced input by its names in the schema.

        Raises:
            BadInput: the idempotency key or the source is not one line of text.
        """
        _refuse_no_line(given.get("idempotencyKey"), _LONGEST_KEY, "BAD_IDEMPOTENCY_KEY")
        _refuse_no_line(given.get("source"), _LONGEST_SOURCE, "BAD_SOURCE")
        return _object(self.input_type, given)


def _object(input_type: type[Any], given: Mapping[str, Any]) -> Any:
    """The input object, and those within it; what is not given is None."""
    values = {}
    for python_name, name, inner in _named(input_type):  # type: ignore[arg-type]  # classes can be hashed
        value = given.get(name)
        if inner is not None and isinstance(value, Mapping):
            value = _object(inner, value)
        values[python_name] = value
    return input_type(**values)


@cache
def _named(input_type: type[Any]) -> Sequence[tuple[str, str, type[Any] | None]]:
    """The fields by their names here and in the schema, with the type of those that are objects."""
    named = []
    for field in _fields(input_type):
        inner: Any = getattr(field.type, "of_type", field.type)
        is_object = hasattr(inner, "__strawberry_definition__")
        name = field.graphql_name or to_camel_case(field.python_name)
        named.append((field.python_name, name, inner if is_object else None))
    return named


def _fields(input_type: type[Any]) -> Sequence[StrawberryField]:
    fields: Sequence[StrawberryField] = input_type.__strawberry_definition__.fields
    return fields


def command(
    description: str,
    input_type: type[Any],
    handler: Handler,
    service: Service = Service.NETWORK,
) -> Any:
    """A mutation."""
    return declared(
        description,
        {"command": CommandField(input_type, handler, service)},
        {"input": (input_type, "What is to be recorded.")},
    )


def command_of(definition: GraphQLField) -> CommandField:
    found: CommandField = definition.extensions["strawberry-definition"].metadata["command"]
    return found


def idempotency(name: str, given: Mapping[str, Any], digest_key: bytes | None) -> IdempotencyKey | None:
    """The client's key, with a digest of the mutation and its input.

    Args:
        digest_key: where the input is personal, as it must not be found out by trying what has this digest.
    """
    key = given.get("idempotencyKey")
    if key is None:
        return None
    rest = {name: value for name, value in given.items() if name != "idempotencyKey" and value is not None}
    canonical = orjson.dumps([name, rest], default=str, option=orjson.OPT_SORT_KEYS)
    if digest_key is None:
        return IdempotencyKey(key, sha256(canonical).digest())
    return IdempotencyKey(key, digest(digest_key, canonical, "sha256"))


def _refuse_no_line(text: str | None, longest: int, code: str) -> None:
    if text is not None and not (1 <= len(text.strip()) <= longest and text.isprintable()):
        raise BadInput(
            code,
            Words(
                en=f"Give one line of 1 to {longest} visible characters, or leave it out.",
                de=f"Anzugeben ist eine Zeile aus 1 bis {longest} sichtbaren Zeichen, oder nichts.",
            ),
        )
