"""The composition root: the application, put together from its rooms; and the command line."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from datetime import timedelta
from importlib import resources
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, TypeVar
from uuid import uuid4

import prometheus_client
import typer
import uvicorn
from rich.console import Console
from rich.progress import Progress
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from graphql_api.explorer import explorer_routes
from graphql_api.http import GraphQLView
from graphql_api.operations import Operations
from graphql_api.schema import create_schema
from infra.embedded_postgres import PostgresUnavailable, embedded_postgres
from infra.logs import configure_logs
from infra.metrics import observe
from infra.register import Register, now
from infra.settings import InvalidSetting, Settings
from infra.tokens import Tokens, issue_token, local_key

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


# The command line

cli = typer.Typer(
    help="The register of the Kommunen-Netzwerk: engagiert in NRW.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
console = Console(stderr=True)
Outcome = TypeVar("Outcome")


def main() -> None:
    """The command `netzwerkregister`."""
    # Leave by unwinding, so that an embedded PostgreSQL is stopped, also when the terminal closes.
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: sys.exit(0))
    configure_logs()
    try:
        cli()
    except KeyboardInterrupt:
        sys.exit(0)
    except (InvalidSetting, NewerDatabase, PostgresUnavailable, UnreadableFile) as error:
        console.print(f"[red]{error.code}[/red]: {explain(error)}\n{error}", highlight=False)
        sys.exit(2)
    except StoreUnavailable as error:
        console.print(f"[red]{error.code}[/red]: {explain(error)}")
        sys.exit(2)
'''
