"""What serves the operations of WebSockets: who asks, counted, and what they are answered."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from graphql import GraphQLError, OperationType

from domain.callers import Caller
from domain.errors import explain
from domain.languages import Language
from domain.ports import StoreUnavailable
from graphql_api.edge.admission import Gate
from graphql_api.edge.refusals import RateLimited
from graphql_api.failures import told
from graphql_api.following import Subscribed
from graphql_api.operations import Operations
from graphql_api.planner.errors import ToldError
from graphql_api.requests import Answer, Request
from graphql_api.trusted_documents import TrustedDocuments


@dataclass
class Client:
    """Who asks on a connection, and how; known when the connection is initialised.

    Attributes:
        authorization: the header of the handshake; of the first message's payload, where that has one.
        seen: the last position that the connection was told: no later answer is older.
    """

    language: Language
    address: str
    authorization: str | None
    seen: int = 0


@dataclass(frozen=True)
class Serving:
    """What serves all connections.

    Attributes:
        trusted: the documents that the public may run; None where it may run any.
        most_operations: that may run on one connection at a time, subscriptions among them.
    """

    operations: Operations
    gate: Gate
    trusted: TrustedDocuments | None
    now: Callable[[], datetime]
    most_operations: int

    async def admit(self, client: Client) -> Caller:
        """Who asks now, counted. Raises CredentialsRefused, RateLimited, StoreUnavailable."""
        caller = await self.gate.caller(client.authorization, client.address)
        self.gate.count(caller, client.address)
        return caller

    async def answer(
        self, client: Client, query: str, variables: Any, operation_name: str | None
    ) -> Answer | Subscribed:
        """What is told to an operation, or what is wrong with it. Raises CredentialsRefused."""
        try:
            caller = await self.admit(client)
            if self.trusted is not None:
                self.trusted.refuse_unless_may_run(query, caller)
        except RateLimited as error:
            waiting = {"code": error.code, "retryAfter": int(error.headers["retry-after"])}
            return Answer(None, [GraphQLError(explain(error, client.language), extensions=waiting)])
        except (StoreUnavailable, ToldError) as error:
            return Answer(None, [told(error, client.language)])
        asked = Request(
            query, variables or {}, operation_name, client.seen, caller, client.language, client.address
        )
        type_ = self.operations.type_of(asked)
        if type_ is OperationType.SUBSCRIPTION:
            return await self.operations.subscribe(asked)
        executing = self.operations.execute(asked)
        # A command is not left half done because its client has gone or does not want the answer any more.
        answer = await (asyncio.shield(executing) if type_ is OperationType.MUTATION else executing)
        client.seen = max(client.seen, answer.position)
        return answer
