"""The planner: from an operation's whole selection to one SQL statement.

The statement has one row: the response's data as JSON text, and the position that it reflects.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import orjson
from graphql import FieldNode, GraphQLObjectType, GraphQLSchema, OperationDefinitionNode

from domain.callers import Role
from graphql_api.access import Needs, Roles, roles_of
from graphql_api.planner.arguments import Argument, Bindings, Guard, Read, Variables
from graphql_api.planner.errors import BadInput
from graphql_api.planner.fields import Field, plan_of
from graphql_api.planner.json_sql import Json, constant, object_of
from graphql_api.planner.selection import Fragments, Selection, select
from projections.kernel import ReadModel
from projections.log_entries import LOG_ENTRIES

# The variables of a payload: what was recorded, where, of which items, and what is told once. No document's
# variable has a dot.
SUBJECT = "recorded.subject"
POSITION = "recorded.position"
ITEMS = "recorded.items"
SHOWN_ONCE = "recorded.shownOnce"
NOTHING_RECORDED: Variables = {SUBJECT: None, POSITION: 0, ITEMS: (), SHOWN_ONCE: None}

# The variable of a query that, called, tells the last day on which whoever left office is to be erased.
DUE = "erasure.due"

# The variable of a query that tells whose webhooks are meant; null for all.
WEBHOOKS_OF = "webhooks.of"

# From variables and the nodes of root fields of introspection to what they select.
Introspect = Callable[[Variables, Sequence[FieldNode]], dict[str, Any]]

# Answers a position of the past, and when it was recorded.
_PAST = """, LATERAL (SELECT position,
    (SELECT recorded_at FROM events WHERE notification_id = asked.position) AS recorded_at
    FROM (SELECT {position} AS position OFFSET 0) AS asked) AS {alias}"""


@dataclass(frozen=True)
class Plan:
    """A statement, and for which requests with the same document it serves.

    Attributes:
        finished: whether something of the answer is worked out after the statement.
        needs: the roles that the selection needs, each with a field that needs them.
        pasts: the positions and moments as of which rows are found.
    """

    sql: str
    guards: Sequence[Guard]
    parameters: Sequence[Read]
    checks: Sequence[Read]
    finished: bool = False
    needs: Needs = field(default_factory=dict)
    pasts: Sequence[Read] = ()

    @property
    def shared(self) -> bool:
        """Whether anybody may read all of it, so that it is the same for everybody at one position."""
        return not self.finished and all(Role.PUBLIC in roles for roles in self.needs)

    def serves(self, variables: Variables) -> bool:
        return all(guard.holds(variables) for guard in self.guards)

    def bind(self, variables: Variables) -> list[Any]:
        """The statement's parameters.

        Raises:
            BadInput: a value is malformed.
        """
        for check in self.checks:
            check(variables)
        return [read(variables) for read in self.parameters]


@dataclass(frozen=True)
class ShownOnce:
    """What a command tells in its answer alone."""

    def json(self, field: Field) -> Json:
        told = field.planning.bindings.parameter(lambda variables: variables[SHOWN_ONCE], "text")
        return Json(f"to_json({told})::text")


class Planning:
    """One plan in the making.

    Args:
        mark: what stands before values in the data that are worked out after the statement.
        refuse: judges whether who asks has a role that a field needs, before more is planned.
    """

    def __init__(
        self,
        schema: GraphQLSchema,
        tables: str,
        fragments: Fragments,
        variables: Variables,
        mark: str,
        refuse: Callable[[Needs], None] = lambda _: None,
    ) -> None:
        self.schema = schema
        self.bindings = Bindings(variables)
        self._mark = mark
        self._refuse = refuse
        self._marked = False
        self._needs: dict[Roles, FieldNode] = {}
        self.tables = tables
        self._past: str | None = None
        self._pasts: list[Read] = []
        self._joined: list[str] = []
        self._reached: list[str] = []
        self._fragments = fragments
        self._aliases = 0

    def alias(self) -> str:
        self._aliases += 1
        return f"t{self._aliases}"

    def table(self, model: ReadModel) -> str:
        """All versions of the model's rows."""
        return f"{self.tables}.{model.table}"

    @property
    def entries(self) -> str:
        """The log's entries."""
        return f"{self.tables}.{LOG_ENTRIES.table}"

    def rows(self, model: ReadModel) -> str:
        """The model's rows as they are now, or as of the position that is being planned for."""
        table = self.table(model)
        if self._past is None:
            return f"(SELECT * FROM {table} WHERE valid_to IS NULL)"
        stood = f"valid_from <= {self._past} AND (valid_to > {self._past} OR valid_to IS NULL)"
        if model.changes:  # else there is hardly more than one version of a row
            stood = f"epoch = (SELECT max(epoch) FROM {table} WHERE epoch <= {self._past}) AND {stood}"
        if "position" in model.row._fields:  # else the newest that stood is looked for behind all later ones
            stood += f" AND position <= {self._past}"
        return f"(SELECT * FROM {table} WHERE {stood})"

    @property
    def position(self) -> str:
        """The position as of which rows are found."""
        return self._past or "checkpoint.position"

    def reached(self, position: Argument) -> str:
        """The SQL of a position that the answer must reflect."""
        self._pasts.append(position.read)
        return position.bind("bigint")

    def past(self, as_of: Argument) -> str:
        """The alias of a row of the position and the time of recording that an AsOf input names."""
        alias = self.alias()
        if as_of.decide(lambda given: given.get("position") is not None):
            asked = as_of.field("position")
            position = asked.bind("bigint")
        else:
            asked = as_of.field("recordedAt")
            position = f"position_at({asked.bind('timestamptz')})"
        self._pasts.append(asked.read)
        self._joined.append(_PAST.format(position=position, alias=alias))
        self._reached.append(f"{alias}.position <= checkpoint.position")
        return alias

    @contextmanager
    def as_of(self, position: str | None) -> Iterator[None]:
        """Plans within it find rows as of this position, which is SQL; None: as they are now."""
        outer, self._past = self._past, position
        try:
            yield
        finally:
            self._past = outer

    def need(self, type_: GraphQLObjectType, node: FieldNode) -> None:
        """Notes who may ask for this field of an object of this type."""
        roles = roles_of(type_.name, node.name.value)
        if roles not in self._needs:
            self._refuse({roles: node})
            self._needs[roles] = node

    def marked(self, kind: str, expression: str) -> Json:
        """What is worked out when the statement has answered: of the text of this SQL, letters, digits, dots,
        colons and hyphens, by the finisher of this kind."""
        self._marked = True
        return constant(f'"{self._mark}:{kind}:') + Json(expression) + constant('"')

    def select(
        self, type_: GraphQLObjectType, nodes: Sequence[FieldNode | OperationDefinitionNode]
    ) -> Selection:
        """What these nodes select of an object of this type."""
        sets = [node.selection_set for node in nodes if node.selection_set]
        return select(self.schema, self._fragments, self.bindings, type_, sets)

    def object(self, type_: GraphQLObjectType, row: str, nodes: Sequence[FieldNode]) -> Json:
        """The JSON of an object of this type, of a row's columns."""
        selection = self.select(type_, nodes)
        return object_of((key, self._member(type_, row, each)) for key, each in selection.items())

    def _member(self, type_: GraphQLObjectType, row: str, nodes: list[FieldNode]) -> Json:
        name = nodes[0].name.value
        if name == "__typename":
            return constant(f'"{type_.name}"')
        self.need(type_, nodes[0])
        definition = type_.fields[name]
        outer, self.bindings.field = self.bindings.field, nodes[0]
        try:
            return plan_of(definition).json(Field(self, row, nodes, definition))
        except BadInput as error:
            raise error.at(nodes[0]) from error
        finally:
            self.bindings.field = outer

    def query(self, operation: OperationDefinitionNode, introspect: Introspect) -> Plan:
        """The plan for a query as a whole."""
        type_ = self.schema.query_type
        assert type_ is not None

        def member(key: str, nodes: list[FieldNode]) -> Json:
            if nodes[0].name.value not in ("__schema", "__type"):
                return self._member(type_, "checkpoint", nodes)
            return Json(
                self.bindings.parameter(
                    lambda variables: orjson.dumps(introspect(variables, nodes)[key]).decode(), "text"
                )
            )

        selection = self.select(type_, [operation])
        return self._statement(object_of((key, member(key, nodes)) for key, nodes in selection.items()))

    def payload(self, type_: GraphQLObjectType, nodes: Sequence[FieldNode]) -> Plan:
        """The plan for a mutation's payload; its variables tell what was recorded, and where."""
        subject = self.bindings.parameter(lambda variables: variables[SUBJECT], "uuid")
        position = self.bindings.parameter(lambda variables: variables[POSITION], "bigint")
        return self._statement(
            self.object(type_, "recorded", nodes),
            f", (SELECT {subject} AS subject, {position} AS position) AS recorded",
        )

    def listing(self, json: Json, source: str, condition: str, order: str) -> Plan:
        """The plan for one row of data after another, such as an export streams.

        Args:
            json: of one row.
            source: what the rows are found in, as FROM has it.
        """
        return self._statement(json, f", {source}", f" AND {condition}", f" ORDER BY {order}")

    def _statement(self, json: Json, row: str = "", condition: str = "", order: str = "") -> Plan:
        sql = (
            f"SELECT {json.sql()} AS data, checkpoint.position"
            f" FROM generations AS checkpoint{''.join(self._joined)}{row}"
            f" WHERE checkpoint.schema_name = '{self.tables}' AND checkpoint.indexed{condition}"
        )
        for reached in self._reached:  # else there is no answer yet
            sql += f" AND {reached}"
        return self.plan(sql, order)

    def plan(self, sql: str, order: str = "") -> Plan:
        """The plan whose statement ends with a condition, and an order."""
        bindings = self.bindings
        for placeholder in bindings.placeholders:
            if placeholder not in sql:  # what it was for is not selected, but the driver counts it
                sql += f" AND ({placeholder} IS NULL OR true)"
        return Plan(
            sql + order,
            bindings.guards,
            bindings.parameters,
            bindings.checks,
            self._marked,
            self._needs,
            self._pasts,
        )
