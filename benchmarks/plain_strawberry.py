"""A peer: the dashboards' schema in plain Strawberry, with ordinary resolvers and data loaders on asyncpg.

Rows are answered as they come: fields without a resolver are columns (`default_resolver`).
"""

# Strawberry reads annotations while the classes are made: they are not postponed here.

from base64 import urlsafe_b64decode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from operator import getitem
from typing import Any, Generic, TypeVar, cast
from uuid import UUID

import asyncpg
import orjson
import strawberry
from starlette.applications import Starlette
from starlette.routing import Route
from strawberry.asgi import GraphQL
from strawberry.extensions import ParserCache, ValidationCache
from strawberry.schema.config import StrawberryConfig
from strawberry.types import Info

from benchmarks.bare_route import serve
from benchmarks.plain_loaders import LONGEST_PAGE, Loaders
from infra.settings import Settings

Asked = Info[Loaders, None]
Row = strawberry.Parent[Any]
Rows = TypeVar("Rows")

# Answers a page of organisations.
SELECT_PAGE = """SELECT * FROM peers.organisations
WHERE (name_key, id) > ($1, $2) ORDER BY name_key, id LIMIT $3"""

# Answers how an organisation stood on a day.
SELECT_STANDING = """SELECT standing.* FROM peers.organisations AS organisation,
    peers.organisations_membership_on(organisation, $2) AS standing WHERE organisation.id = $1"""

SELECT_ORGANISATION = "SELECT * FROM peers.organisations WHERE ags = $1"
SELECT_SUMMIT = "SELECT * FROM peers.summits WHERE year = $1 AND state <> 'CANCELLED'"
SELECT_STATISTICS = "SELECT * FROM peers.statistics($1)"
SELECT_GROWTH = "SELECT * FROM peers.growth($1)"


def pages(view: str, by: str) -> Any:
    """The first of the rows that refer to this one."""

    async def resolve(row: Row, info: Asked, first: int | None = None) -> Any:
        return {"nodes": await info.context.page(view, by, row["id"], first)}

    return strawberry.field(resolve)


def referred(view: str, column: str) -> Any:
    """The row that this one refers to."""

    async def resolve(row: Row, info: Asked) -> Any:
        key = row[column]
        return None if key is None else await info.context.referred(view, key)

    return strawberry.field(resolve)


def membership(row: Row) -> Any:
    return None if row["membership"] == "NONE" and row["council_resolved_on"] is None else row


async def membership_on(row: Row, info: Asked, on: date) -> Any:
    return await info.context.one(SELECT_STANDING, row["id"], on)


async def growth(row: Row, info: Asked) -> Any:
    return await info.context.pool.fetch(SELECT_GROWTH, row["day"])


@strawberry.type
class Connection(Generic[Rows]):
    nodes: list[Rows]


@strawberry.type
class Membership:
    status: str = strawberry.field(resolver=lambda root: root["membership"])
    joined_on: str | None
    council_resolved_on: str | None


@strawberry.type
class MembershipOnDay:
    member: bool
    undated: bool


@strawberry.type
class MembershipPeriod:
    joined_on: str | None
    left_on: str | None


@strawberry.type
class Revision:
    number: int
    title: str


@strawberry.type
class Signature:
    revision: Revision = referred("revisions", "revision_id")
    signed_on: str | None
    office: str | None
    position: int


@strawberry.type
class Invitation:
    summit: "Summit" = referred("summits", "summit_id")
    organisation: "Organisation" = referred("organisations", "organisation_id")
    invited_on: str | None
    answer: str
    answered_on: str | None


@strawberry.type
class Attendance:
    summit: "Summit" = referred("summits", "summit_id")
    organisation: "Organisation" = referred("organisations", "organisation_id")
    office: str | None


@strawberry.type
class EngagementOfficer:
    appointed_on: str | None
    in_office: bool


@strawberry.type
class Titled:
    title: str


@strawberry.type
class Summit:
    year: int
    title: str
    state: str
    on: str | None = strawberry.field(resolver=lambda root: root["held_on"])
    place: str | None
    format: str | None
    invitations: Connection[Invitation] = pages("invitations", "summit_id")
    attendances: Connection[Attendance] = pages("attendances", "summit_id")


@strawberry.type
class Organisation:
    ags: str | None
    name: str
    kind: str
    population: int | None
    latitude: float | None
    longitude: float | None
    parent: "Organisation | None" = referred("organisations", "parent_id")
    membership: Membership | None = strawberry.field(resolver=membership)
    membership_on: MembershipOnDay = strawberry.field(resolver=membership_on)
    memberships: Connection[MembershipPeriod] = pages("memberships", "organisation_id")
    signatures: Connection[Signature] = pages("signatures", "organisation_id")
    invitations: Connection[Invitation] = pages("invitations", "organisation_id")
    attendances: Connection[Attendance] = pages("attendances", "organisation_id")
    engagement_officers: Connection[EngagementOfficer] = pages("engagement_officers", "organisation_id")
    impulses: Connection[Titled] = pages("impulses", "organisation_id")
    practice_examples: Connection[Titled] = pages("practice_examples", "organisation_id")


@strawberry.type
class YearOfGrowth:
    year: int
    joined: int
    left: int
    signed: int
    members: int


@strawberry.type
class NetworkStatistics:
    members: int
    undated_members: int
    signatories: int
    undated_signatories: int
    population_covered: int
    growth: list[YearOfGrowth] = strawberry.field(resolver=growth)


@strawberry.input
class OrganisationBy:
    ags: str


@strawberry.type
class Network:
    @strawberry.field
    async def organisation(self, info: Asked, by: OrganisationBy) -> Organisation | None:
        row: Organisation | None = await info.context.one(SELECT_ORGANISATION, by.ags)
        return row

    @strawberry.field
    async def organisations(
        self, info: Asked, first: int | None = LONGEST_PAGE, after: str | None = None
    ) -> Connection[Organisation]:
        name_key, key = "", str(UUID(int=0))
        if after is not None:
            _, name_key, key = orjson.loads(urlsafe_b64decode(after + "=" * (-len(after) % 4)))
        page: Any = {"nodes": await info.context.pool.fetch(SELECT_PAGE, name_key, UUID(key), first)}
        return cast(Connection[Organisation], page)

    @strawberry.field
    async def summit(self, info: Asked, year: int) -> Summit | None:
        row: Summit | None = await info.context.one(SELECT_SUMMIT, year)
        return row

    @strawberry.field
    async def statistics(self, info: Asked, on: date) -> NetworkStatistics:
        row: NetworkStatistics = await info.context.one(SELECT_STATISTICS, on)
        return row


@strawberry.type
class Query:
    @strawberry.field
    def network(self) -> Network:
        return Network()


class View(GraphQL[Loaders, None]):
    pool: asyncpg.Pool

    async def get_context(self, request: Any, response: Any) -> Loaders:
        return Loaders(self.pool)


def create_app(settings: Settings) -> Starlette:
    schema = strawberry.Schema(
        Query,
        extensions=[ParserCache, ValidationCache],
        config=StrawberryConfig(default_resolver=getitem),
    )
    view = View(schema, graphql_ide=None)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        async with asyncpg.create_pool(
            settings.database_url,
            min_size=settings.readers,
            max_size=settings.readers,
            server_settings={"jit": "off"},
        ) as view.pool:
            yield

    return Starlette(routes=[Route("/graphql", view)], lifespan=lifespan)


if __name__ == "__main__":
    serve(create_app)
