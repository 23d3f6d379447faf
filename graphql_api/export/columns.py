"""The columns of an export: what a row of a connection is, as a sheet has it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any

import orjson
from graphql import (
    GraphQLField,
    GraphQLObjectType,
    get_named_type,
    get_nullable_type,
    is_interface_type,
    is_leaf_type,
    is_list_type,
    is_object_type,
    is_required_argument,
)

from domain.callers import Caller
from domain.languages import Language
from graphql_api.access import roles_of
from graphql_api.export.headings import HEADINGS
from graphql_api.planner.connections import Paged
from graphql_api.planner.fields import plan_of

# What another node is known by in a sheet, besides its id.
_KNOWN_BY = ("ags", "name", "year", "number", "title")

# What a spreadsheet program would take for a formula begins so.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")

Cell = str | int | float


@dataclass(frozen=True)
class Column:
    """A value of the row; of a value within it, where."""

    path: tuple[str, ...]

    def heading(self, language: Language) -> str:
        return ": ".join(HEADINGS[name].in_(language) for name in self.path)

    def cell(self, row: dict[str, Any]) -> Cell:
        """The value as a spreadsheet program takes it; of a list, its values one after the other."""
        value: Any = reduce(lambda within, name: within and within[name], self.path, row)
        match value:
            case None:
                return ""
            case bool():
                return "true" if value else "false"
            case int() | float():
                return value
            case dict():
                return orjson.dumps(value).decode()
            case list():
                return "; ".join(map(str, value))
        text = str(value)
        return f"'{text}" if text.startswith(_FORMULA) else text


def columns_of(type_: GraphQLObjectType, caller: Caller) -> list[Column]:
    """The columns of a type: its values, those of its parts, and what the nodes it names are known by.

    Lists within it have exports of their own. What the caller may not ask for is left out.
    """
    return [Column(path) for path in _paths(type_, caller)]


def _paths(type_: GraphQLObjectType, caller: Caller) -> Iterator[tuple[str, ...]]:
    for name, definition in _asked_without_arguments(type_).items():
        if not roles_of(type_.name, name) & caller.roles:
            continue
        named = get_named_type(definition.type)
        if is_leaf_type(named):
            yield (name,)
        elif is_list_type(get_nullable_type(definition.type)):
            continue
        elif is_interface_type(named):
            yield (name, "id")
        elif is_object_type(named) and "id" in named.fields:
            yield from ((name, known) for known in ("id", *_KNOWN_BY) if known in named.fields)
        elif is_object_type(named) and not isinstance(plan_of(definition), Paged):
            yield from ((name, *path) for path in _paths(named, caller))


def _asked_without_arguments(type_: GraphQLObjectType) -> dict[str, GraphQLField]:
    return {
        name: definition
        for name, definition in type_.fields.items()
        if not any(map(is_required_argument, definition.args.values()))
    }


def selection(columns: Sequence[Column]) -> str:
    """The columns as GraphQL selects them."""
    tree: dict[str, Any] = {}
    for column in columns:
        reduce(lambda within, name: within.setdefault(name, {}), column.path, tree)
    return _selected(tree)


def _selected(tree: dict[str, Any]) -> str:
    members = (f"{name} {_selected(within)}" if within else name for name, within in tree.items())
    return f"{{ {' '.join(members)} }}"
