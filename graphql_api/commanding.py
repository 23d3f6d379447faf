"""Mutations: each is a command, and a statement for its payload."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
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
)

from domain.callers import Caller
from domain.errors import Refusal
from domain.languages import Language
from domain.ports import Command
from graphql_api.access import acts_for, roles_of, webhooks_of
from graphql_api.commands import Service, ToldItem, command_of, idempotency
from graphql_api.documents import Document
from graphql_api.failures import told
from graphql_api.planner.arguments import Variables, argument
from graphql_api.planner.planner import (
    ITEMS,
    NOTHING_RECORDED,
    POSITION,
    SHOWN_ONCE,
    SUBJECT,
    Plan,
    Planning,
)
from graphql_api.reading import Reading
from graphql_api.requests import Answer, Request


class Commanding:
    """Runs the mutations of an operation, one after the other.

    Args:
        services: what commands are given to.
        digest_key: tells what the digests of personal input are made with.
    """

    def __init__(
        self,
        schema: GraphQLSchema,
        reading: Reading,
        services: Mapping[Service, Any],
        now: Callable[[], datetime],
        new_id: Callable[[], UUID],
        digest_key: Callable[[], Awaitable[bytes]],
    ) -> None:
        self._schema = schema
        self._reading = reading
        self._services = services
        self._now = now
        self._new_id = new_id
        self._digest_key = digest_key

    async def answer(
        self,
        document: Document,
        operation: OperationDefinitionNode,
        variables: Variables,
        request: Request,
    ) -> Answer:
        type_ = self._schema.mutation_type
        assert type_ is not None
        planning = self._reading.planning(document, variables, request.caller)
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
        self._reading.refuse_unless_permitted(caller, {roles: mutation.nodes[0]})
        assert caller.actor is not None, "the public has no role of a mutation"
        planning = self._reading.planning(mutation.document, mutation.variables, caller)
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
            made_by=webhooks_of(caller),
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
        data, _ = await self._reading.answer(plan, variables, request, seen, lambda: asking)
        return data, recorded.position

    def _payload_plan(self, mutation: _Mutation, caller: Caller) -> Plan:
        """The plan for a mutation's payload, made before anything is recorded.

        Raises:
            ToldError: the payload cannot be answered, or not to this caller.
        """
        payload = self._type(mutation, refused=False)

        def make() -> Plan:
            planning = self._reading.planning(mutation.document, mutation.variables, caller)
            return planning.payload(payload, mutation.nodes)

        name = mutation.operation.name.value if mutation.operation.name else None
        plan = mutation.document.plan(name, mutation.plan_key, mutation.variables, make)
        self._reading.refuse_unless_permitted(caller, plan.needs)
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
