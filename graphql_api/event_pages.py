"""The log in pages of CloudEvents, for whoever follows it: all of it, or what a filter leaves."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from itertools import islice
from typing import Any, cast

from graphql import FieldNode, GraphQLSchema, OperationDefinitionNode, parse

from domain.languages import Words
from graphql_api.access import Needs, roles_of
from graphql_api.cloud_events import CloudEventEncoder, Recorded
from graphql_api.frames import AFTER, ROWS, empty_page, frames
from graphql_api.planner.errors import BadInput, ToldError
from graphql_api.planner.fields import Field
from graphql_api.planner.planner import Plan, Planning
from graphql_api.requests import RequestFailed, variables_of
from projections.feeding import Feeds, Frame, Page, Read

_PAGE = 500

# How many events are encoded before others have their turn.
_AT_ONCE = 100

# What a page asks of a row of EVENTS, by the names of Recorded; `data` is what the page is bounded by.
_COLUMNS = """{row}.previous_position, {row}.id AS stream, {row}.version, {row}.topic, {row}.state AS data,
    {row}.recorded_at, {row}.actor, {row}.correlation_id, {row}.causation_id, {row}.source,
    {row}.organisations, {row}.effective_on"""

_DOCUMENT = "subscription ($filter: EventFilter) { events(filter: $filter) { position } }"


class EventPages:
    """Reads the log as CloudEvents.

    Attributes:
        form: as the encoder's.
        needs: the roles of which one may follow them.

    Args:
        tables: the schema of the read models' tables.
    """

    def __init__(self, schema: GraphQLSchema, feeds: Feeds, tables: str, encoder: CloudEventEncoder) -> None:
        self.form = encoder.form
        self._schema = schema
        self._feeds = feeds
        self._tables = tables
        self._encode = encoder.encode
        self._operation = cast("OperationDefinitionNode", parse(_DOCUMENT).definitions[0])
        self._field = cast("FieldNode", self._operation.selection_set.selections[0])
        self.needs: Needs = {roles_of("Subscription", "events"): self._field}

    def read(self, filter: Mapping[str, Any], rows: int = _PAGE) -> Read:
        """What reads pages of the events that a filter leaves, one in each frame.

        Args:
            filter: an EventFilter as JSON has it, like a variable of GraphQL; empty for all events.
            rows: of a page, at most.

        Raises:
            BadInput: it is malformed.
        """
        try:
            variables = variables_of(self._schema, self._operation, {"filter": dict(filter)})
        except RequestFailed as failure:
            raise _malformed(failure.errors[0]) from failure
        variables = {**variables, AFTER: 0, ROWS: rows}
        plan = self._plan(variables)
        plan.bind(variables)

        async def read(after: int) -> Page:
            reached, found = await self._feeds.rows(plan.sql, plan.bind({**variables, AFTER: after}))
            if not found:
                return empty_page(after, reached)
            told = [frame async for frame in self._frames(found)]
            return Page(told, told[-1].position)

        return read

    def _plan(self, variables: Mapping[str, Any]) -> Plan:
        planning = Planning(self._schema, self._tables, {}, variables, mark="")
        subscription = self._schema.subscription_type
        assert subscription is not None
        row = planning.alias()
        field = Field(planning, row, [self._field], subscription.fields["events"])
        return frames(field, row, _COLUMNS.format(row=row))

    async def _frames(self, rows: Sequence[Mapping[str, Any]]) -> AsyncIterator[Frame]:
        for begin in range(0, len(rows), _AT_ONCE):
            if begin:
                await asyncio.sleep(0)
            for row in rows[begin : begin + _AT_ONCE]:
                # Between `reached` and what the page is bounded by.
                recorded = Recorded(*islice(row.values(), 1, 14))
                yield Frame(recorded.position, self._encode(recorded))


def _malformed(error: Exception) -> BadInput:
    if isinstance(error, ToldError):
        return BadInput(error.code, error.words)
    message = str(error)
    return BadInput("BAD_USER_INPUT", Words(en=message, de=message))
