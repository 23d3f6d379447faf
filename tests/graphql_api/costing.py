"""What an operation costs, without a service."""

from __future__ import annotations

from typing import Any

from graphql import GraphQLSchema, parse

from graphql_api.cost import cost_of
from graphql_api.documents import Document
from graphql_api.requests import variables_of
from graphql_api.schema import create_schema

SCHEMA: GraphQLSchema = create_schema()._schema


def cost(text: str, variables: dict[str, Any] | None = None) -> int:
    document = Document(parse(text))
    operation = document.operation(None)
    return cost_of(SCHEMA, document.fragments, operation).of(variables_of(SCHEMA, operation, variables or {}))
