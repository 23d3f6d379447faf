"""The composition root: the application, put together from its rooms."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import uuid4

import prometheus_client
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from graphql_api.explorer import explorer_routes
from graphql_api.http import GraphQLView
from graphql_api.operations import Operations
from graphql_api.schema import create_schema
from infra.metrics import observe
from infra.register import Register, now
from infra.settings import Settings
from infra.tokens import Tokens, local_key


def create_app(settings: Settings) -> Starlette:
    """The service of one worker. Its database is there, and migrated."""
    assert settings.database_url is not None
    schema = create_schema()
    register = Register(
        settings.database_url,
        readers=settings.readers,
        statement_seconds=settings.statement_seconds,
        patience_seconds=settings.patience_seconds,
    )
    tokens = Tokens(local_key(settings.home), register.database, now)
    operations = Operations(schema._schema, register.reads, register.network, now, uuid4)
    sdl = schema.as_str()

    async def print_schema(_: Request) -> Response:
        return PlainTextResponse(sdl)

    async def livez(_: Request) -> Response:
        return PlainTextResponse("live")

    async def readyz(_: Request) -> Response:
        health = await register.health()
        report = {
            "ready": not health.reasons,
            "reasons": health.reasons,
            "logPosition": health.log_position,
            "readPosition": health.read_position,
        }
        return JSONResponse(report, status_code=503 if health.reasons else 200)

    async def metrics(_: Request) -> Response:
        observe(await register.health(), register.projector.state)
        return Response(
            prometheus_client.generate_latest(), media_type=prometheus_client.CONTENT_TYPE_LATEST
        )

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        async with register.running():
            yield

    return Starlette(
        routes=[
            Route("/", lambda _: RedirectResponse("/graphql")),
            Route("/graphql", GraphQLView(schema, operations, tokens.authenticate)),
            Route("/graphql/schema.graphql", print_schema),
            *explorer_routes(),
            Route("/livez", livez),
            Route("/readyz", readyz),
            Route("/metrics", metrics),
        ],
        lifespan=lifespan,
    )
