"""What the objects behind the API's types have in common: their rows, the nodes and pages they lead to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from tests.graphql_api.reference.filters import check_filter, passes
from tests.graphql_api.reference.folding import Folded
from tests.graphql_api.reference.orders import Ordering, default_order
from tests.graphql_api.reference.pages import Page

# The classes of nodes, by the tokens of their ids.
KINDS: dict[str, Any] = {}

# The classes of other rows that come in pages, by their names.
NO_NODES: dict[str, Any] = {}


@dataclass(frozen=True)
class Shown:
    """What is asked below the root; every column of the row is a field."""

    folded: Folded
    row: Any

    def __getattr__(self, name: str) -> Any:
        value = getattr(self.row, name)
        return str(value) if type(value).__name__ == "PartialDate" else value

    def one(self, token: str, key: UUID | None) -> Any:
        """The node of this id; None where there is none."""
        kind = KINDS[token]
        row = getattr(self.folded, kind.model).get(key)
        return None if row is None else kind(self.folded, row)

    def page(self, token: str, asked: dict[str, Any], connection: str = "", **of: UUID | str) -> Page:
        """A page of the nodes whose columns have these values, as the field's arguments ask for it.

        Args:
            connection: the field's name, where that has an order of its own.
        """
        kind = KINDS.get(token) or NO_NODES[token]
        wanted = asked.get("filter") or {}
        check_filter(wanted)
        rows = [
            row
            for row in getattr(self.folded, kind.model).values()
            if all(getattr(row, column) == value for column, value in of.items())
            and passes(kind.model, row, wanted, self.folded)
        ]
        by = asked.get("order_by") or {"field": default_order(kind.model, connection), "direction": "ASC"}
        ordering = Ordering(kind.model, by["field"], by["direction"] == "DESC")
        return Page(rows, ordering, lambda row: kind(self.folded, row), asked).checked()
