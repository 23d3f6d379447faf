"""The root of a query, and the network."""

from __future__ import annotations

from typing import Any

from tests.graphql_api.reference.figures import Figures
from tests.graphql_api.reference.filters import summit_passes
from tests.graphql_api.reference.malformed import TOKENS, Malformed, day, node_id
from tests.graphql_api.reference.objects import (
    Attendance,
    Declaration,
    Organisation,
    Revision,
    Shown,
    Signature,
    Summit,
)
from tests.graphql_api.reference.pages import Page


class Root(Shown):
    """The root and the network: both know any node."""

    @property
    def network(self) -> Network:
        return Network(self.folded, self.row)

    def node(self, id: str) -> Any:
        return self._node(id)

    def nodes(self, ids: list[str]) -> list[Any]:
        if len(ids) > 100:
            raise Malformed("TOO_MANY_IDS")
        return [self._node(each) for each in ids]

    def _node(self, text: str) -> Any:
        token, key = node_id(text, *TOKENS)
        rows, show = {
            "org": (self.folded.organisations, Organisation),
            "sig": (self.folded.signatures, Signature),
            "rev": (self.folded.revisions, Revision),
            "dec": (self.folded.declarations, Declaration),
            "sum": (self.folded.summits, Summit),
            "att": (self.folded.attendances, Attendance),
        }[token]
        return show(self.folded, rows[key]) if key in rows else None


class Network(Root):
    name = "Kommunen-Netzwerk: engagiert in NRW"

    @property
    def position(self) -> int:
        return self.folded.position

    @property
    def recorded_at(self) -> Any:
        return self.folded.recorded_at

    def organisation(self, by: dict[str, str]) -> Organisation | None:
        key = node_id(by["id"], "org")[1] if "id" in by else None
        for row in self.folded.organisations.values():
            if row.id == key if "id" in by else row.ags == by["ags"]:
                return Organisation(self.folded, row)
        return None

    def organisations(self, **asked: Any) -> Page:
        return self.organisations_of(self.folded.organisations.values(), asked)

    @property
    def declaration(self) -> Declaration | None:
        for row in self.folded.declarations.values():
            return Declaration(self.folded, row)
        return None

    def summit(self, year: int) -> Summit | None:
        for row in self.folded.summits.values():
            if row.year == year:
                return Summit(self.folded, row)
        return None

    def summits(self, **asked: Any) -> Page:
        return self.page(self.folded.summits.values(), Summit, "summits", "YEAR", summit_passes, asked)

    def statistics(self, on: str | None = None) -> Figures:
        return Figures(self.folded, None if on is None else day(on))
