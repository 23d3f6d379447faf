"""The same query in other words: with variables, with named fragments, with directives."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Any

from graphql import DocumentNode, GraphQLSchema, print_ast

from tests.graphql_api.generation.directives import direct
from tests.graphql_api.generation.fragments import spread_fragments
from tests.graphql_api.generation.variables import open_variables


@dataclass(frozen=True)
class Asked:
    """A query's text and the values of its variables."""

    text: str
    variables: dict[str, Any]


def forms(schema: GraphQLSchema, document: DocumentNode, random: Random) -> dict[str, Asked]:
    """The query in each form. Those that differ only in the variables' values share a text."""
    fragmented = spread_fragments(schema, document, random)
    opened, given, optional = open_variables(schema, document, random)
    directed, conditions = direct(fragmented if random.random() < 0.5 else document, random)
    return {
        "literal": Asked(print_ast(document), {}),
        "variables": Asked(print_ast(opened), given),
        "fragments": Asked(print_ast(fragmented), {}),
        "directives": Asked(print_ast(directed), conditions),
        "fewer variables": Asked(print_ast(opened), _without_some(given, optional, random)),
        "directives turned": Asked(
            print_ast(directed), {name: not condition for name, condition in conditions.items()}
        ),
    }


def _without_some(given: dict[str, Any], optional: set[str], random: Random) -> dict[str, Any]:
    """Some of the optional ones null, and some left out."""
    left = dict(given)
    for name in sorted(optional):
        if random.random() < 0.4:
            left[name] = None
        elif random.random() < 0.3:
            left.pop(name, None)
    return left
