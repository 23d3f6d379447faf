"""How fields are answered: each field of a type says what SQL gives its JSON.

A field is declared where its type is, and has no resolver: the planner asks its plan for SQL.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Protocol, cast

from graphql import FieldNode, GraphQLField, GraphQLObjectType, get_named_type
from strawberry.annotation import StrawberryAnnotation
from strawberry.types.arguments import StrawberryArgument
from strawberry.types.field import StrawberryField

from domain.languages import Words
from graphql_api.planner.arguments import Argument, argument
from graphql_api.planner.json_sql import Json, constant, list_of, quoted, scalar
from graphql_api.planner.prices import LOOK_UP, PLAIN, Price
from projections.kernel import ReadModel

if TYPE_CHECKING:
    from graphql_api.planner.planner import Planning


@dataclass(frozen=True)
class Field:
    """One selected field: of which row, with which nodes of the document."""

    planning: Planning
    row: str
    nodes: list[FieldNode]
    definition: GraphQLField

    def argument(self, name: str) -> Argument:
        return argument(self.planning.bindings, self.nodes[0], self.definition, name)

    def object(self, row: str) -> Json:
        """The JSON of what the field selects, of another row."""
        type_ = cast(GraphQLObjectType, get_named_type(self.definition.type))
        return self.planning.object(type_, row, self.nodes)


class FieldPlan(Protocol):
    def json(self, field: Field) -> Json:
        """The field's JSON."""


@dataclass(frozen=True)
class Column:
    """A value of the row. `expression` names the row {row}, and the position that it is of {position}."""

    expression: str
    price: Price = PLAIN

    def json(self, field: Field) -> Json:
        expression = self.expression.format(row=field.row, position=field.planning.position)
        return scalar(expression, field.definition.type)


@dataclass(frozen=True)
class ColumnOrElse:
    """A value of the row; where it is null, one of the row of another model whose id is in column `by`."""

    column: str
    model: ReadModel
    by: str
    otherwise: str
    price: ClassVar = LOOK_UP

    def json(self, field: Field) -> Json:
        row, table = field.planning.alias(), field.planning.rows(self.model)
        otherwise = (
            f"SELECT {row}.{self.otherwise} FROM {table} AS {row} WHERE {row}.id = {field.row}.{self.by}"
        )
        return scalar(f"coalesce({field.row}.{self.column}, ({otherwise}))", field.definition.type)


@dataclass(frozen=True)
class SealedColumn:
    """A personal value of the row, opened when the statement has answered.

    Attributes:
        organisation: the column of the organisation whose person it is.
    """

    column: str
    organisation: str
    price: ClassVar = Price(20)

    def json(self, field: Field) -> Json:
        row = field.row
        sealed = f"{row}.{self.organisation} || ':' || encode({row}.{self.column}, 'hex')"
        return field.planning.marked("personal", sealed).or_null()


@dataclass(frozen=True)
class NodeId:
    token: str

    def json(self, field: Field) -> Json:
        return constant(f'"{self.token}_') + Json(f"{field.row}.id::text") + constant('"')


@dataclass(frozen=True)
class Part:
    """An object made of the row's own columns; null unless `present` holds."""

    present: str | None

    def json(self, field: Field) -> Json:
        json = field.object(field.row)
        if self.present is None:
            return json
        present = self.present.format(row=field.row)
        return Json(f"CASE WHEN {present} THEN {json.sql()} ELSE 'null' END")


@dataclass(frozen=True)
class One:
    """The row of another read model for which the condition holds; null where there is none.

    Attributes:
        condition: from the field and the other row's alias to SQL.
    """

    model: ReadModel
    condition: Callable[[Field, str], str]
    price: ClassVar = LOOK_UP

    def json(self, field: Field) -> Json:
        row = field.planning.alias()
        table = field.planning.rows(self.model)
        return Json(
            f"(SELECT {field.object(row).sql()} FROM {table} AS {row}"
            f" WHERE {self.condition(field, row)} LIMIT 1)"
        ).or_null()


@dataclass(frozen=True)
class Kept:
    """The row of a table that is no read model, whose id is in a column of this one; null where it is gone.

    Attributes:
        table: as FROM has it.
    """

    table: str
    column: str
    price: ClassVar = LOOK_UP

    def json(self, field: Field) -> Json:
        row = field.planning.alias()
        kept = f"{self.table} AS {row} WHERE {row}.id = {field.row}.{self.column}"
        return Json(f"(SELECT {field.object(row).sql()} FROM {kept})").or_null()


@dataclass(frozen=True)
class Lacking:
    """Whether another read model has no row for which the condition holds."""

    model: ReadModel
    condition: str
    price: ClassVar = LOOK_UP

    def json(self, field: Field) -> Json:
        row = field.planning.alias()
        condition = self.condition.format(parent=field.row, row=row)
        table = field.planning.rows(self.model)
        rows = f"SELECT FROM {table} AS {row} WHERE {condition}"
        return Json(f"(NOT EXISTS ({rows}))::text")


@dataclass(frozen=True)
class Listed:
    """What is listed in code, as rows of `code`, `de` and `en`, in its order."""

    words: Mapping[Any, Words]

    @property
    def price(self) -> Price:
        return Price(rows=len(self.words))

    def json(self, field: Field) -> Json:
        row = field.planning.alias()
        rows = ", ".join(
            f"({number}, {quoted(code)}, {quoted(words.de)}, {quoted(words.en)})"
            for number, (code, words) in enumerate(self.words.items())
        )
        listed = list_of(field.object(row), f" ORDER BY {row}.number")
        return Json(f"(SELECT {listed.sql()} FROM (VALUES {rows}) AS {row} (number, code, de, en))")


@dataclass(frozen=True)
class NodeType:
    """What makes a type a node: the token of its ids, its rows, and the column of its stream."""

    token: str
    model: ReadModel
    stream: str


def planned(plan: FieldPlan, description: str, arguments: Mapping[str, tuple[Any, str]] | None = None) -> Any:
    """A field that its plan answers."""
    return declared(description, {"plan": plan}, arguments)


def declared(
    description: str,
    metadata: Mapping[str, Any],
    arguments: Mapping[str, tuple[Any, str]] | None = None,
) -> Any:
    """A field without a resolver.

    Args:
        arguments: type and description of each, by its Python name.
    """
    field = StrawberryField(description=description, metadata=metadata)
    field.arguments = [
        StrawberryArgument(
            python_name=name,
            graphql_name=None,
            type_annotation=StrawberryAnnotation(annotation),
            description=text,
        )
        for name, (annotation, text) in (arguments or {}).items()
    ]
    return field


def declaration_of(definition: GraphQLField) -> Mapping[str, Any]:
    """What `declared` was told of the field."""
    declaration: Mapping[str, Any] = definition.extensions["strawberry-definition"].metadata
    return declaration


def plan_of(definition: GraphQLField) -> FieldPlan:
    plan: FieldPlan = declaration_of(definition)["plan"]
    return plan


def column(description: str, expression: str, price: Price = PLAIN) -> Any:
    """A value of the row: the name of its column, or an expression that names the row {row}."""
    if expression.isidentifier():
        expression = f"{{row}}.{expression}"
    return planned(Column(expression, price), description)


def personal(description: str, column: str, organisation: str) -> Any:
    """A personal value of the row, which only those are told who may know it. Its type is `str | None`, as
    persons are erased.

    Args:
        organisation: the column of the organisation whose person it is.
    """
    return planned(SealedColumn(column, organisation), description)


def part(description: str, *, present: str | None = None) -> Any:
    return planned(Part(present), description)


def one(description: str, model: ReadModel, by: str) -> Any:
    """The row of another read model whose id is in this row's column `by`."""
    return planned(One(model, lambda field, row: f"{row}.id = {field.row}.{by}"), description)


def lacking(description: str, model: ReadModel, condition: str) -> Any:
    """Whether no row of another read model is such; SQL that names the row asked {parent}, that one {row}."""
    return planned(Lacking(model, condition), description)
