"""Arguments while a plan is made: what decides the statement's text, and what is bound to it.

A plan serves every request with the same document for which its guards hold, so each decision that
rests on a variable is kept as a guard, and every other value becomes a parameter.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any, TypeVar

from graphql import (
    FieldNode,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    GraphQLNonNull,
    ListValueNode,
    NullValueNode,
    ObjectValueNode,
    ValueNode,
    VariableNode,
)
from graphql.utilities import coerce_input_literal

from domain.languages import Words
from graphql_api.planner.errors import BadInput

Variables = Mapping[str, Any]
Read = Callable[[Variables], Any]
Outcome = TypeVar("Outcome")

_FIRST_DAY = date(2000, 1, 1)


@dataclass(frozen=True)
class Guard:
    """A decision that a plan rests on."""

    read: Read
    decide: Callable[[Any], Any]
    outcome: Any

    def holds(self, variables: Variables) -> bool:
        return bool(self.decide(self.read(variables)) == self.outcome)


class Bindings:
    """The guards and parameters that a plan gathers while it is made."""

    def __init__(self, variables: Variables) -> None:
        self.variables = variables
        self.guards: list[Guard] = []
        self.parameters: list[Read] = []
        self.placeholders: list[str] = []
        self.checks: list[Read] = []
        self.field: FieldNode | None = None
        """The field that is being planned."""

    def parameter(self, read: Read, sql_type: str) -> str:
        self.parameters.append(self._placed(read))
        self.placeholders.append(f"${len(self.parameters)}::{sql_type}")
        return self.placeholders[-1]

    def check(self, judge: Callable[[Variables], object]) -> None:
        """Judges the variables of this request, and of every other that the plan serves."""
        judge = self._placed(judge)
        judge(self.variables)
        self.checks.append(judge)

    def _placed(self, read: Read) -> Read:
        """The same, telling with malformed input at which field it is."""
        node = self.field

        def read_placed(variables: Variables) -> Any:
            try:
                return read(variables)
            except BadInput as error:
                raise error.at(node) from error

        return read_placed


class Argument:
    """The value of one argument or input field: a constant of the document, or from its variables.

    Absent and null are alike: None.
    """

    def __init__(
        self,
        bindings: Bindings,
        read: Read,
        *,
        constant: bool,
        fields: Mapping[str, Argument] | None = None,
    ) -> None:
        self._bindings = bindings
        self._fields = fields
        self.read = read
        self.constant = constant

    @property
    def given(self) -> bool:
        return self.decide(lambda value: value is not None)

    def decide(self, decision: Callable[[Any], Outcome]) -> Outcome:
        """What the statement's text depends on."""
        outcome = decision(self.read(self._bindings.variables))
        if not self.constant:
            self._bindings.guards.append(Guard(self.read, decision, outcome))
        return outcome

    def check(self, judge: Callable[[Any], object]) -> None:
        """Judges the value of every request, also where the statement does without it."""
        read = self.read
        self._bindings.check(lambda variables: judge(read(variables)))

    def bind(self, sql_type: str, convert: Callable[[Any], Any] = lambda value: value) -> str:
        """A parameter with this value.

        Args:
            convert: from the coerced input to what the driver takes; may raise BadInput.
        """
        read = self.read
        convert(read(self._bindings.variables))
        return self._bindings.parameter(lambda variables: convert(read(variables)), sql_type)

    def bind_day(self) -> str:
        """A parameter with this day. Sent as a number of days, as the driver takes the calendar's last for
        infinity, and PostgreSQL would read a text again for each row."""
        return f"(DATE '{_FIRST_DAY}' + {self.bind('int', lambda day: (day - _FIRST_DAY).days)})"

    def field(self, name: str) -> Argument:
        """A field of an input object, by its name in the schema."""
        if self._fields is not None:
            return self._fields.get(name) or absent(self._bindings)
        read = self.read
        return Argument(
            self._bindings, lambda variables: (read(variables) or {}).get(name), constant=self.constant
        )


def absent(bindings: Bindings) -> Argument:
    return Argument(bindings, lambda _: None, constant=True)


def argument(bindings: Bindings, node: FieldNode, definition: GraphQLField, name: str) -> Argument:
    """The argument of this name, as the field's node gives it."""
    for given in node.arguments or ():
        if given.name.value == name:
            return from_literal(bindings, given.value, definition.args[name].type)
    return absent(bindings)


def from_literal(bindings: Bindings, node: ValueNode, type_: GraphQLInputType) -> Argument:
    """The value that a document gives, with the variables in it left open."""
    if isinstance(type_, GraphQLNonNull):
        required = from_literal(bindings, node, type_.of_type)
        if isinstance(node, VariableNode):
            bindings.check(partial(_refuse_null, node.name.value))
        return required
    if isinstance(node, NullValueNode):
        return absent(bindings)
    if isinstance(node, VariableNode):
        name = node.name.value
        return Argument(bindings, lambda variables: variables.get(name), constant=False)
    if isinstance(type_, GraphQLList):
        nodes = node.values if isinstance(node, ListValueNode) else (node,)
        items = [from_literal(bindings, item, type_.of_type) for item in nodes]
        return Argument(
            bindings,
            lambda variables: [item.read(variables) for item in items],
            constant=all(item.constant for item in items),
        )
    if isinstance(type_, GraphQLInputObjectType) and isinstance(node, ObjectValueNode):
        fields = {
            field.name.value: from_literal(bindings, field.value, type_.fields[field.name.value].type)
            for field in node.fields
        }
        return Argument(
            bindings,
            lambda variables: {name: field.read(variables) for name, field in fields.items()},
            constant=all(field.constant for field in fields.values()),
            fields=fields,
        )
    value = coerce_input_literal(node, type_)
    return Argument(bindings, lambda _: value, constant=True)


def _refuse_null(name: str, variables: Variables) -> None:
    """A variable with a default may be null where its argument must not be; left out, that one's holds."""
    if name in variables and variables[name] is None:
        raise BadInput(
            "BAD_USER_INPUT",
            Words(
                en=f"${name} is null where the schema allows no null; leave it out.",
                de=f"${name} ist null, wo das Schema kein null zulässt; die Angabe ist wegzulassen.",
            ),
        )
