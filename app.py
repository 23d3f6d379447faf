"""The composition root: the service, put together from its rooms."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Any
from uuid import uuid4

import prometheus_client
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route, WebSocketRoute

from domain.callers import Role
from domain.errors import explain
from domain.languages import Words, said_by
from domain.ports import StoreUnavailable
from graphql_api.accept_language import language_asked
from graphql_api.access import FORBIDDEN, READING_CLOSED, UNAUTHENTICATED, roles_of
from graphql_api.cloud_events import CloudEventEncoder
from graphql_api.commands import Service
from graphql_api.edge.admission import Admission, Gate
from graphql_api.edge.held_connections import HeldConnections
from graphql_api.edge.middleware import edge
from graphql_api.edge.refusals import NotFound
from graphql_api.edge.token_buckets import TokenBuckets
from graphql_api.edge.unrouted import broken, unrouted
from graphql_api.event_pages import EventPages
from graphql_api.event_stream import EventStream
from graphql_api.explorer import PAGE, explorer_routes
from graphql_api.export import ExportView
from graphql_api.finishing import Finishing
from graphql_api.http import GraphQLView
from graphql_api.kept_answers import KeptAnswers
from graphql_api.operations import Operations
from graphql_api.payloads import Payloads
from graphql_api.personal import PersonalValues
from graphql_api.planner.errors import ToldError
from graphql_api.responses import STATUSES, caller_of, failed
from graphql_api.schema import create_schema
from graphql_api.sealed_pages import ServerSentEvents
from graphql_api.socket_serving import Serving
from graphql_api.stream_parameters import StreamParameters
from graphql_api.trusted_documents import TrustedDocuments, UnfitDocument, fitting, trust, trusted_in
from graphql_api.websocket import SocketView
from infra.actors import LOCAL_ISSUER
from infra.credentials import Issuer
from infra.document_commands import DocumentUnfit
from infra.hosting import leave_when_orphaned
from infra.identity import Identity
from infra.issuers import OidcIssuer
from infra.logs import configure_logs
from infra.metrics import observe
from infra.register import Register, now
from infra.settings import Introspection, InvalidSetting, Settings, Switch, read_settings
from infra.tokens import LocalIssuer, local_key
from infra.trusted_issuers import read_issuers
from infra.webhook_service import WebhookService

# The roles that may ask for the schema itself.
INTROSPECTING: Mapping[Introspection, frozenset[Role]] = {
    Introspection.EVERYBODY: frozenset(Role),
    Introspection.SIGNED_IN: frozenset(Role) - {Role.PUBLIC},
    Introspection.NOBODY: frozenset(),
}

NO_TEXT = Words(en="No text is kept by this SHA-256.", de="Zu diesem SHA-256 ist kein Wortlaut hinterlegt.")


def create_app(settings: Settings) -> Starlette:
    """The service of one worker. Its database is there, and migrated."""
    schema = create_schema()
    register = Register.of(settings)
    trusted = read_issuers(settings.issuers) if settings.issuers else ()
    providers = {each.url: OidcIssuer(each, now) for each in trusted}
    issuers: dict[str, Issuer] = {**providers}
    if settings.takes_local_tokens():
        issuers[LOCAL_ISSUER] = LocalIssuer(local_key(settings.home), now)
    identity = Identity(
        issuers,
        register.api_keys,
        register.actors,
        register.reads,
        now,
        public_reading=settings.public_reading is Switch.ON,
    )
    keyring = register.keyring
    finishing = Finishing(
        {
            "personal": PersonalValues(keyring),
            "payload": Payloads(register.events, keyring),
            **register.log.finishers,
        }
    )
    encoder = CloudEventEncoder(settings.origin, register.events)
    cloud_events = EventPages(schema._schema, register.feeds, register.reads.tables, encoder)
    webhooks = WebhookService(settings, register, cloud_events.read, encoder.source)
    services: Mapping[Service, Any] = {
        Service.NETWORK: register.network,
        Service.WITNESSING: register.log,
        Service.API_KEYS: register.api_keys,
        Service.WEBHOOKS: webhooks.webhooks,
    }
    operations = Operations(
        schema._schema,
        register.reads,
        register.feeds,
        finishing,
        services,
        now,
        uuid4,
        keyring.digest_key,
        INTROSPECTING[settings.introspection],
        retention_months=settings.retention_months,
        most_cost=settings.most_cost,
    )

    page = PAGE if settings.explorer is Switch.ON else None
    documents = trusted_documents(settings)
    gate = Gate(identity.authenticate, TokenBuckets(settings.requests_per_minute, time.monotonic_ns))
    held = HeldConnections(settings.connections)

    def answers_depend_on() -> Iterator[str]:
        """Beside what is asked and the position: no entity tag may outlive a change of these."""
        yield version("netzwerkregister")
        yield schema.as_str()
        yield register.reads.tables
        yield repr((settings.public_reading, settings.introspection, settings.most_cost))
        yield from sorted(documents.texts if documents else ())

    kept = KeptAnswers(register.reads, answers_depend_on)
    view = GraphQLView(schema, operations, page, documents, gate, held, kept, now)
    serving = Serving(operations, gate, documents, now, settings.subscriptions)
    sockets = SocketView(schema, serving, held, settings.cors_origins)
    export = ExportView(schema._schema, operations, register.reads, register.reads.tables, finishing)

    server_sent = ServerSentEvents(cloud_events, register.sealed_pages, register.feeds)
    stream = EventStream(
        server_sent,
        StreamParameters(schema._schema),
        register.feeds,
        operations.reading,
        gate,
        held,
        now,
    )

    async def print_schema(request: Request) -> Response:
        try:
            operations.refuse_unless_may_introspect(caller_of(request))
        except ToldError as error:
            return failed(STATUSES[error.code], error.words.in_(language_asked(request)), error.code)
        return PlainTextResponse(schema.as_str())

    async def text(request: Request) -> Response:
        language = language_asked(request)
        caller = caller_of(request)
        if not caller.roles & roles_of("Query", "network"):
            code = UNAUTHENTICATED if caller.actor is None else FORBIDDEN
            return failed(STATUSES[code], READING_CLOSED.in_(language), code)
        try:
            content = await register.texts.read(request.path_params["sha256"])
        except StoreUnavailable as error:
            return failed(STATUSES[error.code], explain(error, language), error.code)
        if content is None:
            return failed(404, NO_TEXT.in_(language), NotFound.code)
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
        observe(await register.health(), register.projector.state, held.total)
        return Response(prometheus_client.generate_latest(), media_type=prometheus_client.CONTENT_TYPE_LATEST)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        async with AsyncExitStack() as ending:
            for provider in providers.values():
                ending.push_async_callback(provider.close)
            ending.push_async_callback(cancelled, asyncio.create_task(leave_when_orphaned()))
            await ending.enter_async_context(register.running())
            await ending.enter_async_context(webhooks.running())
            sealing = server_sent.seal(lambda: register.projector.state.projecting)
            ending.push_async_callback(cancelled, asyncio.create_task(sealing))
            yield

    counted = [Middleware(Admission, gate=gate)]
    return Starlette(
        routes=[
            Route("/", lambda _: RedirectResponse("/graphql")),
            Route("/graphql", view, middleware=counted),
            WebSocketRoute("/graphql", sockets),
            Route("/graphql/schema.graphql", print_schema, middleware=counted),
            *(explorer_routes() if page else []),
            Route("/export/{name}.{form}", export.answer, middleware=counted),
            Route("/events", stream, methods=["GET"], middleware=counted),
            Route("/texts/{sha256}", text, middleware=counted),
            Route("/livez", livez),
            Route("/readyz", readyz),
            Route("/metrics", metrics),
        ],
        middleware=edge(settings.cors_origins, settings.body_bytes),
        exception_handlers={HTTPException: unrouted, Exception: broken},
        lifespan=lifespan,
    )


async def cancelled(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


def create_worker() -> Starlette:
    """The service of one worker, whose settings are those of the process that starts it."""
    configure_logs()
    return create_app(read_settings())


def trusted_documents(settings: Settings) -> TrustedDocuments | None:
    """The documents that the public may run; None where it may run any. Raises InvalidSetting."""
    if settings.documents is None:
        return None
    try:
        return trusted_in(settings.documents, create_schema()._schema)
    except UnfitDocument as error:
        said = said_by(error)
        raise InvalidSetting(
            Words(*(f"NETZWERKREGISTER_DOCUMENTS: {text}" for text in (said.en, said.de)))
        ) from error


def trust_document(folder: Path, file: Path) -> str:
    """Has the register trust the document of a file; returns the id that it is asked for by.

    Raises:
        DocumentUnfit: it does not fit the schema.
    """
    try:
        return trust(folder, fitting(file, create_schema()._schema))
    except UnfitDocument as error:
        raise DocumentUnfit(said_by(error)) from error
