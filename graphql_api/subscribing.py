"""Subscriptions: from an operation to what is to be followed."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import replace
from typing import Any

import orjson
from graphql import FieldNode, GraphQLObjectType, GraphQLSchema, OperationDefinitionNode, get_named_type

from domain.callers import Caller
from domain.languages import Words
from graphql_api.access import reads_personal
from graphql_api.documents import Document
from graphql_api.finishing import Finishing
from graphql_api.following import Subscribed
from graphql_api.frames import AFTER, ROWS, empty_page
from graphql_api.planner.arguments import Bindings, Variables, argument
from graphql_api.planner.errors import BadInput
from graphql_api.planner.fields import Field, plan_of
from graphql_api.planner.planner import Plan
from graphql_api.planner.selection import Selection
from graphql_api.reading import Reading
from graphql_api.requests import Request
from graphql_api.subscriptions import Followed
from projections.feeding import Feeds, Frame, Page, Read

# The longest page, in frames; of costly ones fewer.
_MOST_ROWS = 200


class Subscribing:
    """Tells what subscriptions are answered by.

    Args:
        most_cost: what a page may cost, as what an operation may.
    """

    def __init__(
        self,
        schema: GraphQLSchema,
        reading: Reading,
        finishing: Finishing,
        feeds: Feeds,
        most_cost: int,
    ) -> None:
        self._schema = schema
        self._reading = reading
        self._finishing = finishing
        self._feeds = feeds
        self._most_cost = most_cost

    async def subscribed(
        self,
        document: Document,
        operation: OperationDefinitionNode,
        variables: Variables,
        request: Request,
        cost: int,
    ) -> Subscribed:
        """What a subscription is answered by.

        Raises:
            ToldError: it cannot be answered, or not to this caller.
            projections.reading.NoAnswer, StoreUnavailable: as its subclasses say.
        """
        type_ = self._schema.subscription_type
        assert type_ is not None
        planning = self._reading.planning(document, variables, request.caller)
        selection = planning.select(type_, [operation])
        if not selection:
            raise BadInput(
                "BAD_USER_INPUT",
                Words(
                    en="@skip or @include leave nothing to subscribe to.",
                    de="@skip oder @include lassen nichts zum Abonnieren übrig.",
                ),
            )
        ((key, nodes),) = selection.items()

        def make() -> Plan:
            planning = self._reading.planning(document, variables, request.caller)
            planning.need(type_, nodes[0])
            planning.bindings.field = nodes[0]
            definition = type_.fields[nodes[0].name.value]
            followed = plan_of(definition)
            assert isinstance(followed, Followed)
            return followed.plan(Field(planning, "", nodes, definition))

        name = operation.name.value if operation.name else None
        # The directives at the root decide which nodes are merged.
        plan_key = ",".join([key, *(str(id(node)) for node in nodes)])
        plan = document.plan(name, plan_key, variables, make)
        self._reading.refuse_unless_permitted(request.caller, plan.needs)
        rows = max(1, min(_MOST_ROWS, self._most_cost // max(cost, 1)))
        variables = {**variables, AFTER: 0, ROWS: rows}
        bound = plan.bind(variables)
        asking = replace(request.caller, asking=f"subscription {nodes[0].name.value}")
        frame_type = get_named_type(type_.fields[nodes[0].name.value].type)
        assert isinstance(frame_type, GraphQLObjectType)
        return Subscribed(
            self._key(key, plan, bound, request.caller),
            request.caller.actor or request.address,
            cost,
            self._read(key, plan, variables, asking),
            await self._after(type_, nodes[0], variables, request.seen),
            _scanned(key, frame_type, planning.select(frame_type, nodes)),
        )

    async def _after(self, type_: GraphQLObjectType, node: FieldNode, variables: Variables, seen: int) -> int:
        """Raises PositionNotRecorded where the log does not go so far."""
        given = argument(Bindings(variables), node, type_.fields[node.name.value], "after").read(variables)
        known = seen if given is None else int(given)
        await self._reading.recorded(known)
        return max(known, await self._feeds.last()) if given is None else known

    @staticmethod
    def _key(key: str, plan: Plan, bound: Sequence[Any], caller: Caller) -> Hashable | None:
        shared = key, plan.sql, repr(bound)
        if not plan.finished:
            return shared
        # What is personal is opened for each who may know it, and kept for nobody else.
        return None if reads_personal(caller) else (*shared, caller.roles)

    def _read(self, key: str, plan: Plan, variables: Variables, asking: Caller) -> Read:
        before, behind = b'{"data":{"%s":' % key.encode(), b"}}"

        async def read(after: int) -> Page:
            reached, rows = await self._feeds.rows(plan.sql, plan.bind({**variables, AFTER: after}))
            if not rows:
                return empty_page(after, reached)
            data = [row["data"] for row in rows]
            if plan.finished:  # at once, as no JSON has a line feed
                data = (await self._finishing.finished("\n".join(data), asking)).split("\n")
            told = (before + each.encode() + behind for each in data)
            frames = [Frame(row["position"], each) for row, each in zip(rows, told, strict=True)]
            return Page(frames, frames[-1].position)

        return read


def _scanned(key: str, type_: GraphQLObjectType, selection: Selection) -> Callable[[int], bytes]:
    """A frame of nothing but how far the log was looked through."""
    nothing: dict[str, Any] = {"__typename": type_.name, "changes": []}

    def scanned(position: int) -> bytes:
        members = {**nothing, "scannedThrough": position}
        told = {name: members.get(nodes[0].name.value) for name, nodes in selection.items()}
        return orjson.dumps({"data": {key: told}})

    return scanned
