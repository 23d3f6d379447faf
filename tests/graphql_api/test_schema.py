"""The schema as it is printed, and what every part of it has."""

from pathlib import Path

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    is_specified_scalar_type,
)

from graphql_api.schema import create_schema

PRINTED = Path(__file__).parents[2] / "schema.graphql"


def test_the_printed_schema_is_the_codes() -> None:
    assert PRINTED.read_text() == create_schema().as_str() + "\n", "run: make schema"


def test_everything_is_described() -> None:
    undescribed = []
    for name, type_ in create_schema()._schema.type_map.items():
        if name.startswith("__") or is_specified_scalar_type(type_):
            continue
        if not type_.description:
            undescribed.append(name)
        if isinstance(type_, GraphQLEnumType):
            undescribed += [f"{name}.{key}" for key, value in type_.values.items() if not value.description]
        if isinstance(type_, GraphQLObjectType | GraphQLInterfaceType | GraphQLInputObjectType):
            for key, field in type_.fields.items():
                if not field.description:
                    undescribed.append(f"{name}.{key}")
                for argument, definition in getattr(field, "args", {}).items():
                    if not definition.description:
                        undescribed.append(f"{name}.{key}({argument})")
    assert undescribed == []
