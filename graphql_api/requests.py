"""One operation that is asked for, and its answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from graphql import (
    GraphQLError,
    GraphQLSchema,
    OperationDefinitionNode,
    Undefined,
    coerce_input_value,
    get_variable_values,
)

from domain.callers import PUBLIC, Caller
from domain.languages import Language
from graphql_api.documents import VariableTypes, coded, variable_types
from graphql_api.failures import of_variable
from graphql_api.limits import judge_variables
from graphql_api.planner.arguments import Variables


@dataclass(frozen=True)
class Request:
    """One operation that a client asks for.

    Attributes:
        seen: the position that the answer must not be older than.
        language: in which messages are told.
        address: where it comes from.
    """

    query: str
    variables: Mapping[str, Any]
    operation_name: str | None = None
    seen: int = 0
    caller: Caller = PUBLIC
    language: Language = Language.EN
    address: str = ""


@dataclass(frozen=True)
class Answer:
    """The response: data as JSON, None where the request failed before execution."""

    data: bytes | None
    errors: list[GraphQLError]
    position: int = 0
    shared: bool = False
    """Whether anybody may read it, and it is a function of what is asked and of the position."""
    cost: int | None = None
    """What the operation costs; None where it was not read, or its variables do not fit."""


class RequestFailed(Exception):
    """The request cannot be executed."""

    def __init__(self, *errors: GraphQLError) -> None:
        super().__init__(*errors)
        self.errors = list(errors)


def variables_of(
    schema: GraphQLSchema,
    operation: OperationDefinitionNode,
    given: Mapping[str, Any],
    types: VariableTypes | None = None,
) -> Variables:
    """The operation's variables, coerced.

    Args:
        types: those of the variables, where they are known already.

    Raises:
        RequestFailed: they do not fit.
        BadInput: they are too many, or too deep.
    """
    judge_variables(given)
    if not operation.variable_definitions:
        return {}
    fitting = _fitting(types or variable_types(schema, operation), given)
    if fitting is not None:
        return fitting
    values = get_variable_values(schema, operation.variable_definitions, dict(given), max_errors=10)
    if isinstance(values, list):
        raise RequestFailed(*(coded(of_variable(error), "BAD_USER_INPUT") for error in values))
    return values.coerced


def _fitting(types: VariableTypes, given: Mapping[str, Any]) -> Variables | None:
    """The variables, where all are given that are needed, and fit; else graphql-core says what is wrong, or
    finds defaults."""
    coerced = {}
    for name, variable in types.items():
        if name in given:
            try:
                value = coerce_input_value(given[name], variable.type)
            except GraphQLError:
                return None
            if value is Undefined:
                return None
            coerced[name] = value
        elif not variable.optional:
            return None
    return coerced
