"""Queries as hypothesis-graphql makes them of the schema alone, with arguments drawn from the data."""

from __future__ import annotations

from random import Random
from typing import Any

from graphql import (
    ArgumentNode,
    DocumentNode,
    FieldNode,
    GraphQLSchema,
    StringValueNode,
    TypeInfo,
    TypeInfoVisitor,
    Visitor,
    visit,
)
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis_graphql import queries

from tests.graphql_api.generation.nodes import argument
from tests.graphql_api.generation.values import Values
from tests.graphql_api.generation.variables import said
from tests.graphql_api.reference.folding import Folded

_LONGEST_PAGE = 3


def hypothetical_queries(schema: GraphQLSchema, folded: Folded, count: int, seed: int) -> list[DocumentNode]:
    """The same at every run; at most as many as asked for."""
    random = Random(seed)
    documents: list[DocumentNode] = []

    @settings(
        max_examples=count,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(
        queries(
            schema,
            custom_scalars={"Date": st.just(StringValueNode(value="2017-12-06"))},
            print_ast=lambda document: document,
        )
    )
    def collect(document: DocumentNode) -> None:
        types = TypeInfo(schema)
        drawing = _Arguments(types, Values(folded, random))
        documents.append(visit(document, TypeInfoVisitor(types, drawing)))

    collect()
    return documents


class _Arguments(Visitor):
    def __init__(self, types: TypeInfo, values: Values) -> None:
        super().__init__()
        self._types = types
        self._values = values
        self._drawn: dict[str, tuple[ArgumentNode, ...]] = {}

    def leave_field(self, node: FieldNode, *_: Any) -> FieldNode:
        definition = self._types.get_field_def()
        assert definition is not None
        key = said(node, definition)
        if definition.args and key not in self._drawn:
            drawn = self._values.arguments(node.name.value, definition, _LONGEST_PAGE)
            self._drawn[key] = tuple(
                argument(name, value, definition.args[name].type) for name, value in drawn.items()
            )
        return FieldNode(
            name=node.name,
            alias=node.alias,
            arguments=self._drawn.get(key, ()),
            directives=node.directives,
            selection_set=node.selection_set,
        )
