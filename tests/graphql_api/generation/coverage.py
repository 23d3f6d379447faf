"""What can be asked of a schema, and what queries ask of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from graphql import (
    ArgumentNode,
    DocumentNode,
    EnumValueNode,
    FieldNode,
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    ObjectFieldNode,
    TypeInfo,
    TypeInfoVisitor,
    Visitor,
    get_named_type,
    visit,
)


def askable(schema: GraphQLSchema) -> set[str]:
    """Every field, argument, input field and input value that a query can have, by its schema coordinate."""
    assert schema.query_type is not None
    found: dict[str, set[str]] = {}
    waiting: list[tuple[GraphQLNamedType, bool]] = [(schema.query_type, False)]
    while waiting:
        type_, is_input = waiting.pop()
        if type_.name in found:
            continue
        found[type_.name] = set()
        match type_:
            case GraphQLObjectType() | GraphQLInterfaceType():
                if isinstance(type_, GraphQLInterfaceType):
                    waiting += [(each, False) for each in schema.get_possible_types(type_)]
                for name, field in type_.fields.items():
                    found[type_.name] |= {
                        f"{type_.name}.{name}",
                        *(f"{type_.name}.{name}({each}:)" for each in field.args),
                    }
                    waiting.append((get_named_type(field.type), False))
                    waiting += [(get_named_type(each.type), True) for each in field.args.values()]
            case GraphQLInputObjectType():
                found[type_.name] = {f"{type_.name}.{name}" for name in type_.fields}
                waiting += [(get_named_type(each.type), True) for each in type_.fields.values()]
            case GraphQLEnumType() if is_input:
                found[type_.name] = {f"{type_.name}.{value}" for value in type_.values}
            case _:  # a value that is answered; as input it may come yet
                del found[type_.name]
    return set().union(*found.values())


def asked(schema: GraphQLSchema, documents: Iterable[DocumentNode]) -> set[str]:
    """The same of what these queries have."""
    types = TypeInfo(schema)
    asking = _Asking(types)
    for document in documents:
        visit(document, TypeInfoVisitor(types, asking))
    return asking.found


class _Asking(Visitor):
    def __init__(self, types: TypeInfo) -> None:
        super().__init__()
        self._types = types
        self._fields: list[str] = []
        self.found: set[str] = set()

    def enter_field(self, node: FieldNode, *_: Any) -> None:
        type_ = self._types.get_parent_type()
        assert type_ is not None
        self._fields.append(f"{type_.name}.{node.name.value}")
        if not node.name.value.startswith("__"):
            self.found.add(self._fields[-1])

    def leave_field(self, *_: Any) -> None:
        self._fields.pop()

    def enter_argument(self, node: ArgumentNode, *_: Any) -> None:
        self.found.add(f"{self._fields[-1]}({node.name.value}:)")

    def enter_object_field(self, node: ObjectFieldNode, *_: Any) -> None:
        type_ = get_named_type(self._types.get_parent_input_type())
        assert type_ is not None
        self.found.add(f"{type_.name}.{node.name.value}")

    def enter_enum_value(self, node: EnumValueNode, *_: Any) -> None:
        type_ = get_named_type(self._types.get_input_type())
        assert type_ is not None
        self.found.add(f"{type_.name}.{node.value}")
