"""The words by which mutations declare their commands.

A mutation is a field with one argument, `input`, and a handler. It answers a union: its payload, read
like any query once the read side shows what was recorded; or the refusal.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import orjson
import strawberry
from graphql import GraphQLField
from strawberry import UNSET
from strawberry.utils.str_converters import to_camel_case

from domain.network import Network
from domain.ports import Command as Circumstances
from domain.ports import IdempotencyKey, Recorded
from graphql_api.planner.errors import BadInput
from graphql_api.planner.fields import declared

_LONGEST_KEY = 200
_LONGEST_SOURCE = 500

Handler = Callable[[Network, Circumstances, Any], Awaitable[Recorded]]


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
    source: str | None = strawberry.field(
        default=UNSET, description="Where the fact is known from (Quelle), at most 500 characters."
    )


@strawberry.type(description="The command was refused; nothing is recorded (abgelehnt).")
class Refused:
    code: str = strawberry.field(description="Which rule refused it; stable.")
    message: str = strawberry.field(description="What the rule says, and what to do.")
    path: list[str] = strawberry.field(description="The input that is to blame.")


@dataclass(frozen=True)
class CommandField:
    """How a mutation's input becomes a command."""

    input_type: type[CommandInput]
    run: Handler

    def read(self, given: Mapping[str, Any]) -> Any:
        """The input object, of the coerced input by its names in the schema.

        Raises:
            BadInput: the idempotency key or the source is not one line of text.
        """
        _refuse_no_line(given.get("idempotencyKey"), _LONGEST_KEY, "BAD_IDEMPOTENCY_KEY")
        _refuse_no_line(given.get("source"), _LONGEST_SOURCE, "BAD_SOURCE")
        fields = self.input_type.__strawberry_definition__.fields  # type: ignore[attr-defined]
        names = {
            field.graphql_name or to_camel_case(field.python_name): field.python_name for field in fields
        }
        values = {names[name]: value for name, value in given.items()}
        return self.input_type(**{name: values.get(name) for name in names.values()})


def command(description: str, input_type: type[CommandInput], handler: Handler) -> Any:
    """A mutation."""
    return declared(
        description,
        {"command": CommandField(input_type, handler)},
        {"input": (input_type, "What is to be recorded.")},
    )


def command_of(definition: GraphQLField) -> CommandField:
    found: CommandField = definition.extensions["strawberry-definition"].metadata["command"]
    return found


def idempotency(name: str, given: Mapping[str, Any]) -> IdempotencyKey | None:
    """The client's key, with a digest of the mutation and its input."""
    key = given.get("idempotencyKey")
    if key is None:
        return None
    rest = {name: value for name, value in given.items() if name != "idempotencyKey" and value is not None}
    canonical = orjson.dumps([name, rest], default=str, option=orjson.OPT_SORT_KEYS)
    return IdempotencyKey(key, sha256(canonical).digest())


def _refuse_no_line(text: str | None, longest: int, code: str) -> None:
    if text is not None and not (1 <= len(text.strip()) <= longest and text.isprintable()):
        raise BadInput(code, f"Give one line of 1 to {longest} visible characters, or leave it out.")
