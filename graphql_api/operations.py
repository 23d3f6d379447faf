"""Operations: a query is one statement; a mutation is a command, and a statement for its payload."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

import orjson
from graphql import (
    FieldNode,
    GraphQLError,
    GraphQLField,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    OperationDefinitionNode,
    OperationType,
    get_variable_values,
)

from domain.callers import PUBLIC, Caller, Role
from domain.erasure import last_day_due
from domain.errors import Refusal
from domain.languages import Language, Words
from domain.ports import Command
from graphql_api.access import Needs, acts_for, refuse_unless_permitted, roles_of
from graphql_api.closed_schema import without_schema
from graphql_api.commands import Service, ToldItem, command_of, idempotency
from graphql_api.cost import MOST_COST, cost_limit, cost_of
from graphql_api.documents import Document, Documents, coded
from graphql_api.failures import in_language, of_variable, told
from graphql_api.finishing import Finishing
from graphql_api.introspection import asks_for_schema, asks_only_for_schema, introspect
from graphql_api.limits import judge_variables
from graphql_api.permission_log import PermissionLog
from graphql_api.planner.arguments import Variables, argument
from graphql_api.planner.errors import ToldError
from graphql_api.planner.planner import (
    DUE,
    ITEMS,
    NOTHING_RECORDED,
    POSITION,
    SHOWN_ONCE,
    SUBJECT,
    Plan,
    Planning,
)
from projections.reading import ReadStore

_LONGEST_ASKING = 200

AS_OF_AHEAD = "AS_OF_AHEAD"
INTROSPECTION_CLOSED = "INTROSPECTION_CLOSED"

_LIES_AHEAD = Words(
    en="`recordedAt` lies ahead. Give a moment that has passed, or leave `asOf` out for now.",
    de="`recordedAt` liegt in der Zukunft. Anzugeben ist ein vergangener Zeitpunkt; für den jetzigen Stand "
    "ist `asOf` wegzulassen.",
)
_CLOSED = Words(
    en="This register does not tell its schema here. Its file schema.graphql has it.",
    de="Dieses Register gibt sein Schema hier nicht aus. Es steht in der Datei schema.graphql.",
)


@dataclass(frozen=True)
class Request:
    """One operation that a client asks for.

    Attributes:
        seen: the position that the answer must not be older than.
        language: in which messages are told.
    """

    query: str
    variables: Mapping[str, Any]
    operation_name: str | None = None
    seen: int = 0
    caller: Caller = PUBLIC
    language: Language = Language.EN


@dataclass(frozen=True)
class Answer:
    """The response: data as JSON, None where the request failed before execution."""

    data: bytes | None
    errors: list[GraphQLError]
    position: int = 0
    cost: int | None = None
    """What the operation costs; None where it was not read, or its variables do not fit."""


class RequestFailed(Exception):
    """The request cannot be executed."""

    def __init__(self, *errors: GraphQLError) -> None:
        super().__init__(*errors)
        self.errors = list(errors)


def variables_of(
    schema: GraphQLSchema, operation: OperationDefinitionNode, given: Mapping[str, Any]
) -> Variables:
    """The operation's variables, coerced.

    Raises:
        RequestFailed: they do not fit.
        BadInput: they are too many, or too deep.
    """
    judge_variables(given)
    if not operation.variable_definitions:
        return {}
    values = get_variable_values(schema, operation.variable_definitions, dict(given), max_errors=10)
    if isinstance(values, list):
        raise RequestFailed(*(coded(of_variable(error), "BAD_USER_INPUT") for error in values))
    return values.coerced


class Operations:
    """Executes operations against a schema whose fields are planned or commands.

    Args:
        services: what commands are given to.
        digest_key: tells what the digests of personal input are made with.
        retention_months: how long after leaving office a person is to be erased.
        introspecting: the roles that may ask for the schema itself.
        most_cost: what an operation may cost.
    """

    def __init__(
        self,
        schema: GraphQLSchema,
        reads: ReadStore,
        finishing: Finishing,
        services: Mapping[Service, Any],
        now: Callable[[], datetime],
        new_id: Callable[[], UUID],
        digest_key: Callable[[], Awaitable[bytes]],
        introspecting: frozenset[Role] = frozenset(Role),
        retention_months: int = 24,
        most_cost: int = MOST_COST,
    ) -> None:
        self.most_cost = most_cost
        self._most_cost = cost_limit(most_cost)
        self._schema = schema
        self._reads = reads
        self._finishing = finishing
        self._services = services
        self._now = now
        self._new_id = new_id
        self._digest_key = digest_key
        self._retention_months = retention_months
        self._introspecting = introspecting
        self._permissions = PermissionLog()
        self._documents = Documents(schema)

    def may_introspect(self, caller: Caller) -> bool:
        return bool(self._introspecting & caller.roles)

    def refuse_unless_may_introspect(self, caller: Caller) -> None:
        """Raises ToldError where the caller has none of the roles that may."""
        if not self.may_introspect(caller):
            raise ToldError(INTROSPECTION_CLOSED, _CLOSED)

    def records(self, request: Request) -> bool:
        """Whether it is a mutation; an operation that is not valid is none."""
        try:
            _, operation = self._read(request.query, request.operation_name)
        except RequestFailed:
            return False
        return operation.operation is OperationType.MUTATION

    async def execute(self, request: Request) -> Answer:
        cost = None
        try:
            document, operation = self._read(request.query, request.operation_name)
            variables = variables_of(self._schema, operation, request.variables)
            compiled = partial(cost_of, self._schema, document.fragments, operation)
            cost = document.cost(operation, compiled).of(variables)
            self._most_cost.judge(cost)
            run = self._mutate if operation.operation is OperationType.MUTATION else self._query
            answer = await run(document, operation, variables, request)
        except RequestFailed as failed:
            known = self.may_introspect(request.caller)
            errors = failed.errors if known else without_schema(failed.errors)
            answer = Answer(None, [in_language(error, request.language) for error in errors])
        except Exception as error:
            answer = Answer(None, [told(error, request.language)])
        return replace(answer, cost=cost)

    def _read(self, query: str, operation_name: str | None) -> tuple[Document, OperationDefinitionNode]:
        document = self._documents.read(query)
        if isinstance(document, list):
            raise RequestFailed(*document)
        try:
            return document, document.operation(operation_name)
        except GraphQLError as error:
            raise RequestFailed(error) from error

    def _planning(self, document: Document, variables: Variables, caller: Caller) -> Planning:
        mark, refuse = self._finishing.mark, partial(self.refuse_unless_permitted, caller)
        return Planning(self._schema, self._reads.tables, document.fragments, variables, mark, refuse)

    async def _read_planned(
        self, plan: Plan, variables: Variables, request: Request, seen: int, asking: str
    ) -> tuple[str, int]:
        """What the plan's statement answers, and the position that it reflects.

        Args:
            asking: what the answer is of, as the log of accesses names it.
        """
        self.refuse_unless_permitted(request.caller, plan.needs)
        seen = max(seen, await self.latest_past(plan, variables))
        data, position = await self._reads.read(plan.sql, plan.bind(variables), seen)
        if plan.finished:
            data = await self._finishing.finished(data, replace(request.caller, asking=asking))
        return data, position

    def refuse_unless_permitted(self, caller: Caller, needs: Needs) -> None:
        """Raises ToldError, and notes it, where the caller has none of the roles that something needs."""
        try:
            refuse_unless_permitted(caller, needs)
        except ToldError as error:
            self._permissions.note(caller, error.code, _name(error))
            raise

    async def latest_past(self, plan: Plan, variables: Variables) -> int:
        """The last position as of which the plan finds rows; 0 where there is none.

        Raises:
            ToldError: a moment lies ahead.
            PositionNotRecorded: the log does not go so far.
        """
        latest = 0
        for past in (read(variables) for read in plan.pasts):
            if isinstance(past, int):
                latest = max(latest, past)
            elif past is not None and past > self._now():
                raise ToldError(AS_OF_AHEAD, _LIES_AHEAD)
        if latest:
            await self._reads.recorded(latest)
        return latest

    # Queries

    async def _query(
        self,
        document: Document,
        operation: OperationDefinitionNode,
        variables: Variables,
        request: Request,
    ) -> Answer:
        if asks_for_schema(document, operation):
            self.refuse_unless_may_introspect(request.caller)
        if asks_only_for_schema(operation):
            return Answer(orjson.dumps(introspect(self._schema, document, operation, variables)), [])
        name = operation.name.value if operation.name else None
        variables = {**variables, DUE: last_day_due(self._now(), self._retention_months)}

        def make() -> Plan:
            planning = self._planning(document, variables, request.caller)
            return planning.query(operation, partial(introspect, self._schema, document, operation))

        plan = document.plan(name, "", variables, make)
        data, position = await self._read_planned(plan, variables, request, request.seen, _asking(operation))
        return Answer(data.encode(), [], position)

    # Mutations

    async def _mutate(
        self,
        document: Document,
        operation: OperationDefinitionNode,
        variables: Variables,
        request: Request,
    ) -> Answer:
        type_ = self._schema.mutation_type
        assert type_ is not None
        planning = self._planning(document, variables, request.caller)
        correlation_id = self._new_id()
        members: list[bytes] = []
        errors: list[GraphQLError] = []
        last = 0
        for key, nodes in planning.select(type_, [operation]).items():
            data: bytes | str = "null"
            if nodes[0].name.value == "__typename":
                data = f'"{type_.name}"'
            else:
                mutation = _Mutation(key, nodes, type_, document, operation, variables)
                try:
                    data, position = await self._run(mutation, request, correlation_id)
                    last = max(last, position)
                except Exception as error:
                    errors.append(told(error, request.language, nodes, [key]))
            members.append(b'"%s":%s' % (key.encode(), data.encode() if isinstance(data, str) else data))
        return Answer(b"{" + b",".join(members) + b"}", errors, last)

    async def _run(
        self, mutation: _Mutation, request: Request, correlation_id: UUID
    ) -> tuple[str | bytes, int]:
        """Runs one mutation; the JSON of its payload or refusal, and the position it was recorded at."""
        caller = request.caller
        roles = roles_of(mutation.type.name, mutation.definition_name)
        self.refuse_unless_permitted(caller, {roles: mutation.nodes[0]})
        assert caller.actor is not None, "the public has no role of a mutation"
        planning = self._planning(mutation.document, mutation.variables, caller)
        given = argument(planning.bindings, mutation.nodes[0], mutation.definition, "input").read(
            mutation.variables
        )
        handler = command_of(mutation.definition)
        digest_key = None
        if handler.personal and given.get("idempotencyKey") is not None:
            digest_key = await self._digest_key()
        command = Command(
            actor=caller.actor,
            acts_for=acts_for(caller, roles),
            now=self._now(),
            correlation_id=correlation_id,
            source=given.get("source"),
            expected_version=given.get("expectedVersion"),
            corrects=given.get("corrects"),
            idempotency=idempotency(mutation.definition_name, given, digest_key),
        )
        plan = self._payload_plan(mutation, caller)
        try:
            recorded = await handler.run(self._services[handler.service], command, handler.read(given))
        except Refusal as refusal:
            return self._refused(planning, mutation, refusal, request.language), 0
        variables = {
            **mutation.variables,
            SUBJECT: recorded.subject,
            POSITION: recorded.position,
            SHOWN_ONCE: recorded.shown_once,
            ITEMS: [ToldItem.of(item, request.language) for item in recorded.items],
        }
        seen = max(recorded.position, request.seen)
        asking = f"mutation {mutation.definition_name}"
        data, _ = await self._read_planned(plan, variables, request, seen, asking)
        return data, recorded.position

    def _payload_plan(self, mutation: _Mutation, caller: Caller) -> Plan:
        """The plan for a mutation's payload, made before anything is recorded.

        Raises:
            ToldError: the payload cannot be answered, or not to this caller.
        """
        payload = self._type(mutation, refused=False)

        def make() -> Plan:
            planning = self._planning(mutation.document, mutation.variables, caller)
            return planning.payload(payload, mutation.nodes)

        name = mutation.operation.name.value if mutation.operation.name else None
        plan = mutation.document.plan(name, mutation.plan_key, mutation.variables, make)
        self.refuse_unless_permitted(caller, plan.needs)
        plan.bind({**mutation.variables, **NOTHING_RECORDED})
        return plan

    def _refused(
        self, planning: Planning, mutation: _Mutation, refusal: Refusal, language: Language
    ) -> bytes:
        type_ = self._type(mutation, refused=True)
        members = {
            "__typename": type_.name,
            "code": refusal.code,
            "message": refusal.message(language),
            "path": ["input", *(refusal.field.split(".") if refusal.field else [])],
        }
        selected = planning.select(type_, mutation.nodes)
        return orjson.dumps({key: members[nodes[0].name.value] for key, nodes in selected.items()})

    def _type(self, mutation: _Mutation, *, refused: bool) -> GraphQLObjectType:
        """The type of the mutation's payload, or of its refusal."""
        union = mutation.definition.type
        assert isinstance(union, GraphQLUnionType)
        types: Sequence[GraphQLObjectType] = union.types
        return next(type_ for type_ in types if (type_.name == "Refused") is refused)


def _name(error: GraphQLError) -> str:
    """The field that an error is located at."""
    return ", ".join(node.name.value for node in error.nodes or () if isinstance(node, FieldNode))


def _asking(operation: OperationDefinitionNode) -> str:
    """The query's name, and the root fields that it names."""
    name = f"{operation.name.value} " if operation.name else ""
    fields = (each for each in operation.selection_set.selections if isinstance(each, FieldNode))
    named = ", ".join(dict.fromkeys(each.name.value for each in fields))
    return f"query {name}{{ {named} }}"[:_LONGEST_ASKING]


@dataclass(frozen=True)
class _Mutation:
    """One selected mutation: under which key, with which nodes of which operation."""

    key: str
    nodes: list[FieldNode]
    type: GraphQLObjectType
    document: Document
    operation: OperationDefinitionNode
    variables: Variables

    @property
    def plan_key(self) -> str:
        """What its payload's plan is for: the directives at the root decide which nodes are merged."""
        return ",".join([self.key, *(str(id(node)) for node in self.nodes)])

    @property
    def definition_name(self) -> str:
        return self.nodes[0].name.value

    @property
    def definition(self) -> GraphQLField:
        definition: GraphQLField = self.type.fields[self.definition_name]
        return definition
