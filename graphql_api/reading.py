"""Plans, asked of the read side for whoever may have what they answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import partial

from graphql import FieldNode, GraphQLError, GraphQLSchema

from domain.callers import Caller
from domain.languages import Words
from graphql_api.access import Needs, refuse_unless_permitted
from graphql_api.documents import Document
from graphql_api.finishing import Finishing
from graphql_api.permission_log import PermissionLog
from graphql_api.planner.arguments import Variables
from graphql_api.planner.errors import ToldError
from graphql_api.planner.planner import Plan, Planning
from graphql_api.requests import Request
from projections.reading import ReadStore

AS_OF_AHEAD = "AS_OF_AHEAD"

_LIES_AHEAD = Words(
    en="`recordedAt` lies ahead. Give a moment that has passed, or leave `asOf` out for now.",
    de="`recordedAt` liegt in der Zukunft. Anzugeben ist ein vergangener Zeitpunkt; für den jetzigen Stand "
    "ist `asOf` wegzulassen.",
)


class Reading:
    """Makes plans, and reads what they answer for those who may have it."""

    def __init__(
        self,
        schema: GraphQLSchema,
        reads: ReadStore,
        finishing: Finishing,
        now: Callable[[], datetime],
    ) -> None:
        self._schema = schema
        self._reads = reads
        self._finishing = finishing
        self._now = now
        self._permissions = PermissionLog()

    def planning(self, document: Document, variables: Variables, caller: Caller) -> Planning:
        mark, refuse = self._finishing.mark, partial(self.refuse_unless_permitted, caller)
        return Planning(self._schema, self._reads.tables, document.fragments, variables, mark, refuse)

    async def answer(
        self, plan: Plan, variables: Variables, request: Request, seen: int, asking: Callable[[], str]
    ) -> tuple[str, int]:
        """What the plan's statement answers, and the position that it reflects.

        Args:
            asking: tells what the answer is of, as the log of accesses names it.
        """
        self.refuse_unless_permitted(request.caller, plan.needs)
        seen = max(seen, await self.latest_past(plan, variables))
        data, position = await self._reads.read(plan.sql, plan.bind(variables), seen)
        if plan.finished:
            data = await self._finishing.finished(data, replace(request.caller, asking=asking()))
        return data, position

    async def recorded(self, position: int) -> None:
        """Returns where the log has this position. Raises as `ReadStore.recorded`."""
        await self._reads.recorded(position)

    def refuse_unless_permitted(self, caller: Caller, needs: Needs) -> None:
        """Raises ToldError, and notes it, where the caller has none of the roles that something needs."""
        try:
            refuse_unless_permitted(caller, needs)
        except ToldError as error:
            self._permissions.note(caller, error.code, _name(error))
            raise

    async def latest_past(self, plan: Plan, variables: Variables) -> int:
        """The last position as of which the plan finds rows; 0 where there is none.

        Raises:
            ToldError: a moment lies ahead.
            PositionNotRecorded: the log does not go so far.
        """
        latest = 0
        for past in (read(variables) for read in plan.pasts):
            if isinstance(past, int):
                latest = max(latest, past)
            elif past is not None and past > self._now():
                raise ToldError(AS_OF_AHEAD, _LIES_AHEAD)
        if latest:
            await self._reads.recorded(latest)
        return latest


def _name(error: GraphQLError) -> str:
    """The field that an error is located at."""
    return ", ".join(node.name.value for node in error.nodes or () if isinstance(node, FieldNode))
