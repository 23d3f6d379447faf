"""Connections: pages of rows by keyset, planned as one subquery each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol, runtime_checkable

from graphql import FieldNode, GraphQLObjectType, get_named_type

from domain.languages import Words
from graphql_api.planner.arguments import Argument
from graphql_api.planner.cursors import Cursor, Keyset
from graphql_api.planner.errors import BadInput
from graphql_api.planner.fields import Field
from graphql_api.planner.json_sql import Json, constant, list_of, object_of, string
from graphql_api.planner.prices import Price, RowCount
from projections.kernel import ReadModel

LONGEST_PAGE = 100

# As long as is asked for, or as a page may be.
PAGE_ROWS = RowCount(("last", "first"), lambda asked: min(max(asked, 0), LONGEST_PAGE), LONGEST_PAGE)

# From the field that is asked, a filter's value and the alias of the rows filtered, to a condition.
Condition = Callable[[Field, Argument, str], str]


@dataclass(frozen=True)
class Rows:
    """Rows in an order, which pages are cut from.

    Attributes:
        alias: what SQL calls such a row.
        table: what they are rows of, as FROM has it.
        condition: which of them.
        key: what they are sorted by; the id breaks ties.
        cursor: how their cursors are written.
    """

    alias: str
    table: str
    condition: str
    key: str
    descending: bool
    cursor: Cursor

    @property
    def found(self) -> str:
        """From FROM on."""
        return f"{self.table} AS {self.alias} WHERE {self.condition}"


@runtime_checkable
class Paged(Protocol):
    """How a field is answered whose rows come in pages."""

    def rows(self, field: Field) -> Rows:
        """All rows that the field's arguments leave, in their order."""


@dataclass(frozen=True)
class Connection:
    """Pages of a read model's rows.

    Attributes:
        of: which rows, as SQL that names the row asked {parent} and the rows found {row}.
        order: the order where none is asked for, by its name in the model.
        filters: a condition for each field of the filter input, by its name in the schema.
    """

    model: ReadModel
    of: str
    order: str
    filters: Mapping[str, Condition]

    @property
    def price(self) -> Price:
        if "{parent}" in self.of:
            return Price(20, planned=200, rows=PAGE_ROWS, total=10)
        return Price(20, planned=200, rows=PAGE_ROWS, total=500, given={"filter": 500})

    def json(self, field: Field) -> Json:
        return Page(self.rows(field), field).json()

    def rows(self, field: Field) -> Rows:
        row = field.planning.alias()
        name, descending = field.argument("orderBy").decide(
            lambda asked: _asked_order(asked) or (self.order, False)
        )
        order = self.model.orders[name]
        return Rows(
            alias=row,
            table=field.planning.rows(self.model),
            condition=self._condition(field, row),
            key=order.descending if descending else order.ascending,
            descending=descending,
            cursor=Keyset(f"{self.model.name}:{name}:{'DESC' if descending else 'ASC'}", order.value),
        )

    def _condition(self, field: Field, row: str) -> str:
        filter_ = field.argument("filter")
        conditions = [self.of.format(parent=field.row, row=row)]
        for name, condition in self.filters.items():
            value = filter_.field(name)
            if value.given:
                conditions.append(condition(field, value, row))
        return " AND ".join(conditions)


class Page:
    """One page of such rows, while it is planned."""

    def __init__(self, source: Rows, field: Field) -> None:
        self._source = source
        self._field = field
        self._rows = field.planning.alias()
        self._after = field.argument("after")
        self._before = field.argument("before")
        self._backwards = field.argument("last").given
        self._length = field.argument("last" if self._backwards else "first")
        self._length.check(page_length)
        if self._backwards and field.argument("first").given:
            raise BadInput(
                "BAD_PAGE",
                Words(
                    en="Give first or last, not both.",
                    de="Anzugeben ist first oder last, nicht beides.",
                ),
            )
        for entered in (self._after, self._before):
            if entered.given:
                entered.check(source.cursor.check)

    def json(self) -> Json:
        type_ = _object_type(self._field)
        self._selection = self._field.planning.select(type_, self._field.nodes)
        json = object_of((key, self._member(type_, nodes)) for key, nodes in self._selection.items())
        names = {nodes[0].name.value for nodes in self._selection.values()}
        if names <= {"totalCount", "__typename"}:
            return json
        # `HAVING true` makes it one row, also where no member counts or lists the page's rows.
        return Json(f"(SELECT {json.sql()} FROM {self._page()} HAVING true)")

    # The members of the connection

    def _member(self, type_: GraphQLObjectType, nodes: list[FieldNode]) -> Json:
        name = nodes[0].name.value
        if name == "__typename":
            return constant(f'"{type_.name}"')
        field = Field(self._field.planning, self._rows, nodes, type_.fields[name])
        if name == "totalCount":
            return Json(f"(SELECT count(*)::text FROM {self._source.found})")
        if name == "nodes":
            return self._list(field.object(self._rows))
        if name == "edges":
            return self._list(_object(field, self._edge))
        assert name == "pageInfo"
        return _object(field, self._page_info)

    def _edge(self, field: Field) -> Json:
        if field.nodes[0].name.value == "node":
            return field.object(self._rows)
        return string(self._cursor())

    def _list(self, item: Json) -> Json:
        turned = f" ORDER BY {self._rows}.row_number DESC" if self._backwards else ""
        within = f" FILTER (WHERE {self._rows}.row_number <= {self._limit})" if self._looks_ahead else ""
        return list_of(item, turned, within)

    def _page_info(self, field: Field) -> Json:
        name = field.nodes[0].name.value
        if name in ("startCursor", "endCursor"):
            far = (name == "endCursor") is not self._backwards
            number = f"least({self._limit}, {f'{self._rows}.rows_found' if far else '1'})"
            within = f"FILTER (WHERE {self._rows}.row_number = {number})"
            return string(f"max({self._cursor()}) {within}").or_null()
        conditions = []
        if (name == "hasNextPage") is not self._backwards:
            conditions.append(f"count(*) > {self._limit}")
        later = name == "hasNextPage"
        bound = self._before if later else self._after
        if bound.given:
            conditions.append(self._is_any_beyond(bound, later=later))
        return Json(f"({' OR '.join(conditions)})::text") if conditions else constant("false")

    def _is_any_beyond(self, bound: Argument, *, later: bool) -> str:
        """Whether there is a row at the cursor or beyond it; the nearest is asked for, as EXISTS may take any
        and read through many others before it."""
        beyond = self._past(bound, later=later, inclusive=True)
        nearest = self._ordered("DESC" if later is self._source.descending else "ASC")
        return f"(SELECT true FROM {self._source.found} AND {beyond}{nearest} LIMIT 1) IS NOT NULL"

    def _ordered(self, direction: str) -> str:
        source = self._source
        return f" ORDER BY {source.key} {direction}, {source.alias}.id {direction}"

    # The rows

    def _page(self) -> str:
        """The page's rows, numbered from the side where it is entered."""
        source = self._source
        found = source.found
        if self._after.given:
            found += f" AND {self._past(self._after, later=True)}"
        if self._before.given:
            found += f" AND {self._past(self._before, later=False)}"
        direction = "ASC" if source.descending is self._backwards else "DESC"
        length = f"{self._limit}{' + 1' if self._looks_ahead else ''}"
        rows = (
            f"(SELECT *, {source.key} AS sort_key FROM {found}{self._ordered(direction)} LIMIT {length})"
            f" AS {self._rows}"
        )
        if not self._numbered:
            return rows
        return (
            "(SELECT *, row_number() OVER () AS row_number, count(*) OVER () AS rows_found"
            f" FROM {rows}) AS {self._rows}"
        )

    def _past(self, cursor: Argument, *, later: bool, inclusive: bool = False) -> str:
        """The rows later or earlier in the order than a cursor."""
        source = self._source
        operator = (">" if later is not source.descending else "<") + ("=" if inclusive else "")
        return source.cursor.compared(source.key, f"{source.alias}.id", operator, cursor)

    @cached_property
    def _limit(self) -> str:
        """A literal where the document has one: PostgreSQL would else plan for a tenth of all rows, and where
        those are many, plan anew for each request. With a filter it is to, as it then knows what is rare."""
        if self._length.constant and not self._field.argument("filter").given:
            return str(self._length.decide(page_length))
        return self._length.bind("bigint", page_length)

    @cached_property
    def _asked_of_page(self) -> set[str]:
        """The fields of pageInfo that are selected."""
        planning = self._field.planning
        type_ = planning.schema.type_map["PageInfo"]
        assert isinstance(type_, GraphQLObjectType)
        infos = [nodes for nodes in self._selection.values() if nodes[0].name.value == "pageInfo"]
        return {nodes[0].name.value for info in infos for nodes in planning.select(type_, info).values()}

    @cached_property
    def _looks_ahead(self) -> bool:
        """Whether the page takes in one row more, to know if another page follows."""
        return ("hasPreviousPage" if self._backwards else "hasNextPage") in self._asked_of_page

    @cached_property
    def _numbered(self) -> bool:
        cursors_asked = self._asked_of_page & {"startCursor", "endCursor"}
        return bool(self._backwards or self._looks_ahead or cursors_asked)

    def _cursor(self) -> str:
        return self._source.cursor.written(f"{self._rows}.sort_key", f"{self._rows}.id")


def _object_type(field: Field) -> GraphQLObjectType:
    type_ = get_named_type(field.definition.type)
    assert isinstance(type_, GraphQLObjectType)
    return type_


def _object(field: Field, member: Callable[[Field], Json]) -> Json:
    """An object whose members are not columns of a row."""
    type_ = _object_type(field)
    planning = field.planning

    def json(nodes: list[FieldNode]) -> Json:
        name = nodes[0].name.value
        if name == "__typename":
            return constant(f'"{type_.name}"')
        return member(Field(planning, field.row, nodes, type_.fields[name]))

    return object_of((key, json(nodes)) for key, nodes in planning.select(type_, field.nodes).items())


def _asked_order(asked: object) -> tuple[str, bool] | None:
    """The name of the order and whether it descends, as an orderBy input gives them."""
    if not isinstance(asked, dict):
        return None
    direction = asked.get("direction")
    return asked["field"].name, direction is not None and direction.name == "DESC"


def page_length(asked: int | None) -> int:
    if asked is None:
        return LONGEST_PAGE
    if not 0 <= asked <= LONGEST_PAGE:
        raise BadInput(
            "BAD_PAGE",
            Words(
                en=f"A page holds 0 to {LONGEST_PAGE} rows; {asked} were asked for.",
                de=f"Eine Seite hat 0 bis {LONGEST_PAGE} Zeilen; verlangt waren {asked}.",
            ),
        )
    return asked
