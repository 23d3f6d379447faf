"""Operations: read, their cost judged, and run; a query is one statement."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from typing import Any
from uuid import UUID

import orjson
from graphql import (
    GraphQLError,
    GraphQLSchema,
    OperationDefinitionNode,
    OperationType,
)

from domain.callers import Caller, Role
from domain.erasure import last_day_due
from domain.languages import Words
from graphql_api.access import webhooks_of
from graphql_api.closed_schema import without_schema
from graphql_api.commanding import Commanding
from graphql_api.commands import Service
from graphql_api.cost import MOST_COST, cost_limit, cost_of
from graphql_api.documents import Document, Documents
from graphql_api.failures import in_language, told
from graphql_api.finishing import Finishing
from graphql_api.following import Following, Subscribed
from graphql_api.introspection import asks_for_schema, asks_only_for_schema, introspect, root_fields
from graphql_api.planner.arguments import Variables
from graphql_api.planner.errors import ToldError
from graphql_api.planner.planner import (
    DUE,
    WEBHOOKS_OF,
    Plan,
)
from graphql_api.reading import Reading
from graphql_api.requests import Answer, Request, RequestFailed, variables_of
from graphql_api.subscribing import Subscribing
from projections.feeding import Feeds
from projections.reading import ReadStore

_LONGEST_ASKING = 200

INTROSPECTION_CLOSED = "INTROSPECTION_CLOSED"

SUBSCRIPTION_NEEDS_STREAM = "SUBSCRIPTION_NEEDS_STREAM"

_NEEDS_STREAM = Words(
    en="A subscription has many answers. Ask for it over a WebSocket (graphql-transport-ws), or with the "
    "header Accept: text/event-stream (graphql-sse).",
    de="Ein Abonnement hat viele Antworten. Abzurufen ist es über einen WebSocket (graphql-transport-ws) "
    "oder mit dem Kopf Accept: text/event-stream (graphql-sse).",
)

_CLOSED = Words(
    en="This register does not tell its schema here. Its file schema.graphql has it.",
    de="Dieses Register gibt sein Schema hier nicht aus. Es steht in der Datei schema.graphql.",
)


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
        feeds: Feeds,
        finishing: Finishing,
        services: Mapping[Service, Any],
        now: Callable[[], datetime],
        new_id: Callable[[], UUID],
        digest_key: Callable[[], Awaitable[bytes]],
        introspecting: frozenset[Role] = frozenset(Role),
        retention_months: int = 24,
        most_cost: int = MOST_COST,
    ) -> None:
        self._most_cost = most_cost
        self._cost_limit = cost_limit(most_cost)
        self.reading = Reading(schema, reads, finishing, now)
        self.following = Following(feeds, most_cost)
        self._subscribing = Subscribing(schema, self.reading, finishing, feeds, most_cost)
        self._commanding = Commanding(schema, self.reading, services, now, new_id, digest_key)
        self._schema = schema
        self._now = now
        self._retention_months = retention_months
        self._introspecting = introspecting
        self._documents = Documents(schema)

    def may_introspect(self, caller: Caller) -> bool:
        return bool(self._introspecting & caller.roles)

    def refuse_unless_may_introspect(self, caller: Caller) -> None:
        """Raises ToldError where the caller has none of the roles that may."""
        if not self.may_introspect(caller):
            raise ToldError(INTROSPECTION_CLOSED, _CLOSED)

    def extensions(self, answer: Answer) -> dict[str, Any]:
        """What is told beside the data."""
        if answer.cost is None:
            return {}
        return {"cost": {"cost": answer.cost, "limit": self._most_cost}}

    def type_of(self, request: Request) -> OperationType | None:
        """What it is; None where it is not valid."""
        try:
            _, operation = self._read(request.query, request.operation_name)
        except RequestFailed:
            return None
        return operation.operation

    async def execute(self, request: Request) -> Answer:
        """The answer to a query or a mutation."""
        cost = None
        try:
            document, operation, variables = self._asked(request)
            if operation.operation is OperationType.SUBSCRIPTION:
                raise ToldError(SUBSCRIPTION_NEEDS_STREAM, _NEEDS_STREAM, operation)
            cost = self._cost(document, operation, variables)
            self._cost_limit.judge(cost)
            run = self._commanding.answer if operation.operation is OperationType.MUTATION else self._query
            answer = await run(document, operation, variables, request)
        except Exception as error:
            answer = Answer(None, self._told(error, request))
        return replace(answer, cost=cost)

    async def subscribe(self, request: Request) -> Subscribed | Answer:
        """What a subscription is answered by; or an answer that tells what is wrong with it."""
        try:
            document, operation, variables = self._asked(request)
            cost = self._cost(document, operation, variables)
            self._cost_limit.judge(cost)
            return await self._subscribing.subscribed(document, operation, variables, request, cost)
        except Exception as error:
            return Answer(None, self._told(error, request))

    def _asked(self, request: Request) -> tuple[Document, OperationDefinitionNode, Variables]:
        document, operation = self._read(request.query, request.operation_name)
        types = document.variable_types(self._schema, operation)
        return document, operation, variables_of(self._schema, operation, request.variables, types)

    def _cost(self, document: Document, operation: OperationDefinitionNode, variables: Variables) -> int:
        compiled = partial(cost_of, self._schema, document.fragments, operation)
        return document.cost(operation, compiled).of(variables)

    def _last_day_due(self) -> date:
        return last_day_due(self._now(), self._retention_months)

    def _told(self, error: Exception, request: Request) -> list[GraphQLError]:
        if not isinstance(error, RequestFailed):
            return [told(error, request.language)]
        known = self.may_introspect(request.caller)
        errors = error.errors if known else without_schema(error.errors)
        return [in_language(each, request.language) for each in errors]

    def _read(self, query: str, operation_name: str | None) -> tuple[Document, OperationDefinitionNode]:
        document = self._documents.read(query)
        if isinstance(document, list):
            raise RequestFailed(*document)
        try:
            return document, document.operation(operation_name)
        except GraphQLError as error:
            raise RequestFailed(error) from error

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
        variables = {
            **variables,
            DUE: self._last_day_due,
            WEBHOOKS_OF: webhooks_of(request.caller),
        }

        def make() -> Plan:
            planning = self.reading.planning(document, variables, request.caller)
            return planning.query(operation, partial(introspect, self._schema, document, operation))

        plan = document.plan(name, "", variables, make)
        asking = partial(_asking, document, operation)
        data, position = await self.reading.answer(plan, variables, request, request.seen, asking)
        return Answer(data.encode(), [], position, plan.shared)


def _asking(document: Document, operation: OperationDefinitionNode) -> str:
    """The root fields that a query names, also by fragments, and its own name."""
    name = f" {operation.name.value}" if operation.name else ""
    named = ", ".join(dict.fromkeys(each.name.value for each in root_fields(document, operation)))
    return f"query {{ {named} }}{name}"[:_LONGEST_ASKING]
