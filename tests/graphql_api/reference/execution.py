"""graphql-core's stock executor over the printed schema and the plain objects."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from graphql import (
    ExecutionResult,
    GraphQLObjectType,
    GraphQLResolveInfo,
    GraphQLSchema,
    build_schema,
    execute_sync,
    parse,
)

from domain.personal import Personal
from tests.graphql_api.reference.folding import Folded, fold, read_log
from tests.graphql_api.reference.roots import Root

PRINTED = Path(__file__).parents[3] / "schema.graphql"


class Reference:
    """Answers operations as the planner should, but for searches and proofs."""

    def __init__(self, folded: Folded) -> None:
        self.schema = _schema_in_question()
        self.folded = folded

    @classmethod
    async def of(cls, dsn: str, opened: Mapping[Personal, str | None] | None = None) -> Reference:
        """The reference for this register, as its log stands.

        Args:
            opened: what is sealed in it, by what is to be told of it.
        """
        return cls(fold(await read_log(dsn), opened or {}))

    def answer(self, query: str, variables: Mapping[str, Any] | None = None) -> ExecutionResult:
        return execute_sync(
            self.schema,
            _read(query),
            Root(self.folded, None),
            variable_values=dict(variables or {}),
            field_resolver=_resolve,
            type_resolver=lambda value, *_: type(value).__name__,
        )


_read = lru_cache(maxsize=16)(parse)


def _schema_in_question() -> GraphQLSchema:
    """Without what has tests of its own, so that queries generated of it do not ask for that either.

    PostgreSQL's search for German words cannot be imitated here; the log's proofs and schemas are no rows,
    and keys and who read what is personal are no part of the log.
    """
    schema = build_schema(PRINTED.read_text())
    operational = (
        *("log", "eventTypes", "apiKeys", "webhooks"),
        *("personalDataAccesses", "dueForErasure", "dataSubject"),
    )
    for name, left_out in (("Network", ("search",)), ("Query", operational)):
        type_ = schema.type_map[name]
        assert isinstance(type_, GraphQLObjectType)
        for field in left_out:
            del type_.fields[field]
    return schema


def _resolve(source: Any, info: GraphQLResolveInfo[Any], **arguments: Any) -> Any:
    """The attribute of the field's name; called with the arguments where the field has some."""
    value = getattr(source, _snake_case(info.field_name))
    if callable(value):
        return value(**{_snake_case(name): given for name, given in arguments.items()})
    return value


def _snake_case(name: str) -> str:
    return re.sub("[A-Z]", lambda letter: "_" + letter[0].lower(), name)
