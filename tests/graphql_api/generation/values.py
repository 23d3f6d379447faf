"""Arguments drawn from a register's data, so that most answers are not empty."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from random import Random
from typing import Any
from uuid import UUID

from graphql import GraphQLField, GraphQLNamedType, GraphQLNonNull, get_named_type

from tests.graphql_api.generation.filters import Filters
from tests.graphql_api.generation.log_values import LogValues
from tests.graphql_api.generation.rows import Rows
from tests.graphql_api.reference.folding import Folded
from tests.graphql_api.reference.orders import VALUES, Ordering, default_order

ORDERS: Mapping[str, str] = {
    "OrganisationConnection": "organisations",
    "MembershipPeriodConnection": "memberships",
    "SuccessionConnection": "successions",
    "EngagementOfficerConnection": "engagement_officers",
    "ErasureConnection": "erasures",
    "SignatureConnection": "signatures",
    "AttendanceConnection": "attendances",
    "SummitConnection": "summits",
    "AgendaItemConnection": "agenda_items",
    "InvitationConnection": "invitations",
    "RevisionConnection": "revisions",
    "ImpulseConnection": "impulses",
    "ImpulseStepConnection": "impulse_steps",
    "PracticeExampleConnection": "practice_examples",
    "AdoptionConnection": "adoptions",
    "ReportedFigureConnection": "reported_figures",
}
PAGED = frozenset({*ORDERS, "EventConnection", "NodeChangeConnection"})


class Values:
    """Draws the arguments of fields."""

    def __init__(self, folded: Folded, random: Random) -> None:
        self._random = random
        self._rows = Rows(folded, random)
        self._log = LogValues(folded, self._rows)
        self._filters = Filters(self._rows)

    def arguments(self, called: str, field: GraphQLField, longest: int) -> dict[str, Any]:
        """Arguments for a field of this name; a connection's page has no more rows than the longest."""
        type_ = get_named_type(field.type)
        if type_.name in ORDERS:
            return self._page(called, type_, field, longest)
        if type_.name == "EventConnection":
            return self._log.events(self._length(longest))
        if type_.name == "NodeChangeConnection":
            return self._log.changes(self._length(longest))
        node_id, often = self._rows.node_id, self._rows.often
        draws: dict[str, Callable[[], Any]] = {
            "id": node_id,
            "ids": lambda: [node_id() for _ in range(self._random.randrange(min(longest, 6) + 1))],
            "by": self._by,
            "year": lambda: often(self._rows.pick(self._rows.of("summits")).year, lambda: 1999),
            "on": lambda: self._on(field),
            "first": lambda: self._rows.often(None, lambda: self._length(longest), 0.1),
            "order": lambda: self._rows.pick([None, "ASC", "DESC"]),
            "asOf": lambda: self._rows.often(None, self._log.as_of, 0.7),
        }
        drawn = {name: draws[name]() for name in field.args}
        return {name: value for name, value in drawn.items() if value is not None}

    def _on(self, field: GraphQLField) -> str | None:
        """A day; where none has to be, at times none."""
        if isinstance(field.args["on"].type, GraphQLNonNull):
            return self._rows.day()
        return self._rows.often(None, self._rows.day, 0.3)

    def _by(self) -> dict[str, str]:
        row = self._rows.pick(self._rows.busy)
        if row.ags is None or self._random.random() < 0.5:
            return {"id": f"org_{row.id}"}
        return {"ags": self._rows.often(row.ags, lambda: "00000000", 0.95)}

    # Pages

    def _page(
        self, called: str, type_: GraphQLNamedType, field: GraphQLField, longest: int
    ) -> dict[str, Any]:
        draw = self._random
        model = ORDERS[type_.name]
        asked: dict[str, Any] = {draw.choice(["first", "first", "last"]): self._length(longest)}
        if longest > 100 and draw.random() < 0.5:
            asked = {}
        ordering = Ordering(model, self._order(model), draw.random() < 0.4)
        if ordering.descending or ordering.name != default_order(model, called) or draw.random() < 0.2:
            asked["orderBy"] = {"field": ordering.name, "direction": "DESC" if ordering.descending else "ASC"}
            if not ordering.descending and draw.random() < 0.5:
                del asked["orderBy"]["direction"]
        for name in ("after", "before"):
            if draw.random() < 0.25:
                asked[name] = self._cursor(ordering)
        if "filter" in field.args and draw.random() < 0.45:
            asked["filter"] = self._filters.draw(model)
        return {name: asked[name] for name in draw.sample(sorted(asked), len(asked))}

    def _length(self, longest: int) -> int:
        return self._rows.often(self._random.randint(1, min(longest, 100)), lambda: 0, 0.93)

    def _order(self, model: str) -> str:
        return self._random.choice([name for each, name in VALUES if each == model])

    def _cursor(self, ordering: Ordering) -> str:
        """A row's cursor, whether the connection has the row or not; at times of a row that is no more."""
        row = self._rows.pick(self._rows.of(ordering.model))
        if self._random.random() < 0.1:
            return ordering.cursor_of(ordering.key(row), UUID(int=self._random.getrandbits(128)))
        return ordering.cursor(row)
