"""The composition root: the service, put together from its rooms."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import uuid4

import prometheus_client
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route, WebSocketRoute

from domain.errors import explain
from domain.languages import Words
from domain.ports import StoreUnavailable
from graphql_api.accept_language import language_asked
from graphql_api.commands import Service
from graphql_api.explorer import explorer_routes
from graphql_api.export import ExportView
from graphql_api.finishing import Finishing
from graphql_api.http import GraphQLView
from graphql_api.operations import Operations
from graphql_api.payloads import Payloads
from graphql_api.personal import PersonalValues
from graphql_api.schema import create_schema
from infra.actors import LOCAL_ISSUER
from infra.credentials import Issuer
from infra.hosting import leave_when_orphaned
from infra.identity import Identity
from infra.issuers import OidcIssuer
from infra.logs import configure_logs
from infra.metrics import observe
from infra.register import Register, now
from infra.settings import Settings
from infra.tokens import LocalIssuer, local_key
from infra.trusted_issuers import read_issuers


def create_app(settings: Settings) -> Starlette:
    """The service of one worker. Its database is there, and migrated."""
    schema = create_schema()
    register = Register.of(settings)
    trusted = read_issuers(settings.issuers) if settings.issuers else ()
    providers = {each.url: OidcIssuer(each, now) for each in trusted}
    issuers: dict[str, Issuer] = {**providers}
    if settings.takes_local_tokens():
        issuers[LOCAL_ISSUER] = LocalIssuer(local_key(settings.home), now)
    identity = Identity(issuers, register.api_keys, register.actors, register.reads)
    keyring = register.keyring
    finishing = Finishing(
        {
            "personal": PersonalValues(keyring),
            "payload": Payloads(register.events, keyring),
            **register.log.finishers,
        }
    )
    services = {
        Service.NETWORK: register.network,
        Service.WITNESSING: register.log,
        Service.API_KEYS: register.api_keys,
    }
    operations = Operations(
        schema._schema,
        register.reads,
        finishing,
        services,
        now,
        uuid4,
        keyring.digest_key,
        retention_months=settings.retention_months,
    )

    export = ExportView(
        schema._schema, operations, register.reads, register.reads.tables, finishing, identity.authenticate
    )

    view = GraphQLView(schema, operations, identity.authenticate, now)

    async def print_schema(_: Request) -> Response:
        return PlainTextResponse(schema.as_str())

    async def text(request: Request) -> Response:
        language = language_asked(request)
        told = {"Content-Language": language, "Vary": "Accept-Language"}
        try:
            content = await register.texts.read(request.path_params["sha256"].lower())
        except StoreUnavailable as error:
            return PlainTextResponse(explain(error, language), 503, told)
        if content is None:
            missing = Words(
                en="No text is kept by this SHA-256.", de="Zu diesem SHA-256 ist kein Wortlaut hinterlegt."
            )
            return PlainTextResponse(missing.in_(language), 404, told)
        return PlainTextResponse(content, headers={"Cache-Control": "public, max-age=31536000, immutable"})

    async def livez(_: Request) -> Response:
        return PlainTextResponse("live")

    async def readyz(_: Request) -> Response:
        health = await register.health()
        report = {
            "ready": not health.reasons,
            "reasons": [reason.en for reason in health.reasons],
            "logPosition": health.log_position,
            "readPosition": health.read_position,
        }
        return JSONResponse(report, status_code=503 if health.reasons else 200)

    async def metrics(_: Request) -> Response:
        observe(await register.health(), register.projector.state)
        return Response(prometheus_client.generate_latest(), media_type=prometheus_client.CONTENT_TYPE_LATEST)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        orphaned = asyncio.create_task(leave_when_orphaned())
        try:
            async with register.running():
                yield
        finally:
            orphaned.cancel()
            for provider in providers.values():
                await provider.close()

    return Starlette(
        routes=[
            Route("/", lambda _: RedirectResponse("/graphql")),
            Route("/graphql", view),
            WebSocketRoute("/graphql", view),
            Route("/graphql/schema.graphql", print_schema),
            *explorer_routes(),
            Route("/export/{name}.{form}", export.answer),
            Route("/texts/{sha256}", text),
            Route("/livez", livez),
            Route("/readyz", readyz),
            Route("/metrics", metrics),
        ],
        lifespan=lifespan,
    )


def create_worker() -> Starlette:
    """The service of one worker, whose settings are those of the process that starts it."""
    configure_logs()
    return create_app(Settings.from_environment(os.environ))
