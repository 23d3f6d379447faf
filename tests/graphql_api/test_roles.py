"""The whole schema, field by field and command by command, asked in every role: the table is what holds."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    get_named_type,
    is_required_argument,
    is_required_input_field,
)

from domain.callers import Caller, Role
from domain.errors import NothingChanges
from graphql_api.access import TABLE, roles_of
from graphql_api.commands import Service
from graphql_api.finishing import Finishing
from graphql_api.following import Subscribed
from graphql_api.operations import Operations
from graphql_api.requests import Request
from graphql_api.roles_page import page
from graphql_api.schema import create_schema
from projections.reading import ReadStore

SCHEMA: GraphQLSchema = create_schema()._schema
SCALARS = {
    "ID": '"org_00000000-0000-0000-0000-000000000001"',
    "String": '"x"',
    "Int": "1",
    "Float": "1.0",
    "Boolean": "true",
    "Position": "1",
    "Date": '"2024-01-01"',
    "PartialDate": '"2024"',
    "DateTime": '"2024-01-01T00:00:00Z"',
}


class Reads(ReadStore):
    """Answers nothing, but answers."""

    tables = "read_none"

    async def read(self, statement: str, parameters: Sequence[Any], seen: int = 0) -> tuple[str, int]:
        return "{}", 1

    async def recorded(self, position: int) -> None:
        """All is."""


class NoFeeds:
    """Nothing is to come."""

    def feed(self, *_: Any) -> Any:
        raise NotImplementedError

    async def rows(self, *_: Any) -> Any:
        raise NotImplementedError

    async def last(self) -> int:
        return 0


class Services:
    """Refuses every command."""

    def __getattr__(self, name: str) -> Any:
        async def refuse(*_: Any, **__: Any) -> None:
            raise NothingChanges

        return refuse


async def _digest_key() -> bytes:
    return bytes(32)


@pytest.fixture(scope="module")
def operations() -> Operations:
    services: Mapping[Service, Any] = {each: Services() for each in Service}
    return Operations(
        SCHEMA, Reads(), NoFeeds(), Finishing({}), services, lambda: datetime.now(UTC), uuid4, _digest_key
    )


def literal(type_: GraphQLInputType) -> str:
    """A value of an input type, as a document has it."""
    match type_:
        case GraphQLNonNull():
            return literal(type_.of_type)
        case GraphQLList():
            return f"[{literal(type_.of_type)}]"
        case GraphQLEnumType():
            return str(next(iter(type_.values)))
        case GraphQLInputObjectType():
            wanted = {name: each for name, each in type_.fields.items() if is_required_input_field(each)}
            if not wanted:  # @oneOf
                wanted = dict([next(iter(type_.fields.items()))])
            return "{" + " ".join(f"{name}: {literal(each.type)}" for name, each in wanted.items()) + "}"
        case _:
            return SCALARS[type_.name]


def selected(name: str, field: GraphQLField, within: str = "__typename") -> str:
    """A field with what it must be given, and what is selected of its object."""
    given = [f"{each}: {literal(it.type)}" for each, it in field.args.items() if is_required_argument(it)]
    arguments = f"({', '.join(given)})" if given else ""
    named = get_named_type(field.type)
    objects = isinstance(named, GraphQLObjectType | GraphQLInterfaceType | GraphQLUnionType)
    return f"{name}{arguments}" + (f" {{ {within} }}" if objects else "")


def ways() -> Iterator[tuple[str, list[tuple[str, str]], str]]:
    """Each field that can be asked for: its coordinate, the fields on the way to it, and a document."""
    query, subscription = SCHEMA.query_type, SCHEMA.subscription_type
    assert query is not None
    assert subscription is not None
    seen = {query.name, subscription.name}
    queue: deque[tuple[GraphQLObjectType, list[tuple[str, str]], str]] = deque(
        [(query, [], "query { % }"), (subscription, [], "subscription { % }")]
    )
    while queue:
        type_, way, document = queue.popleft()
        for name, field in type_.fields.items():
            passed = [*way, (type_.name, name)]
            yield f"{type_.name}.{name}", passed, document.replace("%", selected(name, field))
            named = get_named_type(field.type)
            for inner in objects_of(named):
                if inner.name not in seen:
                    seen.add(inner.name)
                    within = f"... on {inner.name} {{ % }}" if inner is not named else "%"
                    queue.append((inner, passed, document.replace("%", selected(name, field, within))))


def objects_of(type_: object) -> Sequence[GraphQLObjectType]:
    if isinstance(type_, GraphQLObjectType):
        return [type_]
    if isinstance(type_, GraphQLInterfaceType | GraphQLUnionType):
        return SCHEMA.get_possible_types(type_)
    return []


WAYS = {coordinate: (passed, document) for coordinate, passed, document in ways()}


def caller(role: Role) -> Caller:
    if role is Role.PUBLIC:
        return Caller(None, frozenset({role}))
    organisation = UUID(int=1) if role is Role.MUNICIPALITY else None
    return Caller(UUID(int=2), frozenset({role, Role.PUBLIC}), organisation)


async def refused(operations: Operations, document: str, role: Role) -> bool:
    asked = Request(document, {}, caller=caller(role))
    run = operations.subscribe if document.startswith("subscription") else operations.execute
    answer = await run(asked)
    if isinstance(answer, Subscribed):
        return False
    codes = {(error.extensions or {}).get("code") for error in answer.errors}
    if codes <= {"BAD_ID"}:  # nothing that was made up for this is a summit's id
        return False
    assert codes == {"UNAUTHENTICATED" if role is Role.PUBLIC else "FORBIDDEN"}, (document, answer.errors)
    return True


def test_the_walk_comes_by_every_field() -> None:
    left = {
        f"{type_.name}.{name}"
        for type_ in SCHEMA.type_map.values()
        if isinstance(type_, GraphQLObjectType) and not type_.name.startswith(("__", "Mutation"))
        for name in type_.fields
        if f"{type_.name}.{name}" not in WAYS
    }
    told_by_mutations = ("Payload", "Outcome", "ItemRefusal", "Refused")
    assert {each for each in left if not each.split(".")[0].endswith(told_by_mutations)} == set()


@pytest.mark.parametrize("role", Role)
async def test_each_role_may_ask_for_what_the_table_says_and_for_nothing_else(
    operations: Operations, role: Role
) -> None:
    differing = []
    for coordinate, (passed, document) in WAYS.items():
        permitted = all(role in roles_of(*each) for each in passed)
        if await refused(operations, document, role) is permitted:
            differing.append(coordinate)
    assert differing == []


@pytest.mark.parametrize("role", Role)
async def test_each_role_may_give_the_commands_that_the_table_says_and_no_other(
    operations: Operations, role: Role
) -> None:
    mutation = SCHEMA.mutation_type
    assert mutation is not None
    for name, field in mutation.fields.items():
        document = f"mutation {{ {selected(name, field)} }}"
        permitted = role in TABLE.get(f"Mutation.{name}", TABLE["Mutation.*"])
        assert await refused(operations, document, role) is not permitted, (name, role)


def test_what_the_public_may_not_read_is_the_log_and_what_is_personal() -> None:
    closed = {each for each in WAYS if Role.PUBLIC not in roles_of(*each.split("."))}
    whole = ("Event.", "Erasure.")
    assert {each for each in closed if not each.startswith(whole) and not each.endswith(".history")} == {
        "EngagementOfficer.email",
        "EngagementOfficer.name",
        "EngagementOfficer.phone",
        "InclusionProof.leaf",
        "Network.erasures",
        "Network.events",
        "Query.apiKeys",
        "Query.changes",
        "Query.dataSubject",
        "Query.dueForErasure",
        "Query.events",
        "Query.log",
        "Query.personalDataAccesses",
        "Query.webhooks",
        "Subscription.events",
    }


def test_each_row_of_the_table_is_of_a_field_that_there_is() -> None:
    for row in TABLE:
        type_name, _, name = row.partition(".")
        if row != "*":
            type_ = SCHEMA.type_map[type_name]
            assert isinstance(type_, GraphQLObjectType | GraphQLInterfaceType)
            assert name == "*" or name in type_.fields, row


def test_the_page_of_roles_is_the_table_printed() -> None:
    kept = Path(__file__).parents[2] / "docs" / "roles.md"
    assert kept.read_text() == page()
