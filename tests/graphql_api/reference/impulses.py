"""Impulses, and their way step by step."""

from __future__ import annotations

from typing import Any

from tests.graphql_api.reference.nodes import ANode
from tests.graphql_api.reference.organisations import OfOrganisation
from tests.graphql_api.reference.pages import Page


class Impulse(ANode):
    token = "imp"
    model = "impulses"

    @property
    def raised_by(self) -> Any:
        return self.one("org", self.row.organisation_id)

    @property
    def raised_at(self) -> Any:
        return self.one("sum", self.row.summit_id)

    def timeline(self, **asked: Any) -> Page:
        return self.page("ims", asked, impulse_id=self.row.id)


class ImpulseStep(OfOrganisation):
    token = "ims"
    model = "impulse_steps"
    stream = "impulse_id"

    @property
    def impulse(self) -> Any:
        return self.one("imp", self.row.impulse_id)

    @property
    def summit(self) -> Any:
        return self.one("sum", self.row.summit_id)

    @property
    def on(self) -> str | None:
        """What happened at a summit did so on that one's day."""
        summit = self.folded.summits.get(self.row.summit_id)
        on = self.row.happened_on if summit is None else summit.held_on
        return None if on is None else str(on)
