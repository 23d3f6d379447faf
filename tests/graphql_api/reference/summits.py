"""Summits: their agendas, who is invited, who attends."""

from __future__ import annotations

from typing import Any

from tests.graphql_api.reference.filters import HELD
from tests.graphql_api.reference.nodes import ANode
from tests.graphql_api.reference.organisations import OfOrganisation
from tests.graphql_api.reference.pages import Page


class Summit(ANode):
    token = "sum"
    model = "summits"

    @property
    def on(self) -> Any:
        return self.held_on

    @property
    def held(self) -> bool:
        return self.row.state in HELD

    def agenda(self, **asked: Any) -> Page:
        return self.page("agi", asked, summit_id=self.row.id)

    def invitations(self, **asked: Any) -> Page:
        return self.page("inv", asked, summit_id=self.row.id)

    def attendances(self, **asked: Any) -> Page:
        return self.page("att", asked, summit_id=self.row.id)

    def signatures(self, **asked: Any) -> Page:
        return self.page("sig", asked, summit_id=self.row.id)

    def impulses(self, **asked: Any) -> Page:
        return self.page("imp", asked, summit_id=self.row.id)

    def impulse_reports(self, **asked: Any) -> Page:
        return self.page("ims", asked, "impulseReports", summit_id=self.row.id, kind="REPORTED_BACK")


class AgendaItem(ANode):
    token = "agi"
    model = "agenda_items"
    stream = "summit_id"

    @property
    def summit(self) -> Any:
        return self.one("sum", self.row.summit_id)


class AtSummit(OfOrganisation):
    """What an organisation has to do with a summit; the summit's stream records it."""

    stream = "summit_id"

    @property
    def summit(self) -> Any:
        return self.one("sum", self.row.summit_id)


class Invitation(AtSummit):
    token = "inv"
    model = "invitations"


class Attendance(AtSummit):
    token = "att"
    model = "attendances"

    @property
    def attended_on(self) -> str | None:
        """On the summit's day where no other is recorded."""
        on = self.row.attended_on or self.folded.summits[self.row.summit_id].held_on
        return None if on is None else str(on)

    @property
    def walk_in(self) -> bool:
        return not any(
            (row.summit_id, row.organisation_id) == (self.row.summit_id, self.row.organisation_id)
            for row in self.folded.invitations.values()
        )
