"""Organisations, and what follows from their way into the network, out of it, and to their end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tests.graphql_api.reference.malformed import day
from tests.graphql_api.reference.nodes import ANode
from tests.graphql_api.reference.pages import Page
from tests.graphql_api.reference.shown import NO_NODES, Shown
from tests.graphql_api.reference.standing import Span, certain, undated


class Organisation(ANode):
    token = "org"
    model = "organisations"

    @property
    def parent(self) -> Any:
        return self.one("org", self.row.parent_id)

    def children(self, **asked: Any) -> Page:
        return self.page("org", asked, parent_id=self.row.id)

    @property
    def membership(self) -> Membership | None:
        resolved = self.row.council_resolved_on is not None
        set_out = self.row.membership != "NONE" or resolved
        return Membership(self.folded, self.row) if set_out else None

    def membership_on(self, on: str) -> MembershipOnDay:
        asked = day(on)
        own = [
            Span.of_membership(row)
            for row in self.folded.memberships.values()
            if row.organisation_id == self.row.id
        ]
        return MembershipOnDay(on, certain(own, asked), undated(own, asked))

    def memberships(self, **asked: Any) -> Page:
        return self.page("mem", asked, organisation_id=self.row.id)

    def engagement_officers(self, **asked: Any) -> Page:
        return self.page("eng", asked, organisation_id=self.row.id)

    def successors(self, **asked: Any) -> Page:
        return self.page("suc", asked, predecessor_id=self.row.id)

    def predecessors(self, **asked: Any) -> Page:
        return self.page("suc", asked, successor_id=self.row.id)

    def invitations(self, **asked: Any) -> Page:
        return self.page("inv", asked, organisation_id=self.row.id)

    def signatures(self, **asked: Any) -> Page:
        return self.page("sig", asked, organisation_id=self.row.id)

    def attendances(self, **asked: Any) -> Page:
        return self.page("att", asked, organisation_id=self.row.id)

    def impulses(self, **asked: Any) -> Page:
        return self.page("imp", asked, organisation_id=self.row.id)

    def supports(self, **asked: Any) -> Page:
        return self.page("ims", asked, "supports", organisation_id=self.row.id, kind="SUPPORTED")

    def practice_examples(self, **asked: Any) -> Page:
        return self.page("exa", asked, organisation_id=self.row.id)

    def adoptions(self, **asked: Any) -> Page:
        return self.page("ado", asked, organisation_id=self.row.id)


class Membership(Shown):
    """How far an organisation has gone on its way into the network."""

    @property
    def status(self) -> str:
        return str(self.row.membership)

    @property
    def source(self) -> str | None:
        source: str | None = self.row.standing_source
        return source


@dataclass(frozen=True)
class MembershipOnDay:
    on: str
    member: bool
    undated: bool


class OfOrganisation(ANode):
    """What an organisation has or did."""

    @property
    def organisation(self) -> Any:
        return self.one("org", self.row.organisation_id)


class MembershipPeriod(OfOrganisation):
    token = "mem"
    model = "memberships"
    stream = "organisation_id"

    @property
    def criteria(self) -> Criteria | None:
        attested = self.row.contact_person is not None
        return Criteria(self.folded, self.row) if attested else None

    @property
    def inherited_from(self) -> Any:
        return self.one("org", self.row.inherited_from_id)

    @property
    def left(self) -> bool:
        left: bool = self.row.has_left
        return left


class Criteria(Shown):
    """What a new member attested."""


class Succession(ANode):
    token = "suc"
    model = "successions"
    stream = "successor_id"

    @property
    def predecessor(self) -> Any:
        return self.one("org", self.row.predecessor_id)

    @property
    def successor(self) -> Any:
        return self.one("org", self.row.successor_id)


class EngagementOfficer(OfOrganisation):
    token = "eng"
    model = "engagement_officers"
    stream = "stream_id"

    @property
    def erased(self) -> bool:
        return self.row.id in self.folded.erased

    @property
    def name(self) -> str | None:
        return self.folded.opened[self.row.name]

    @property
    def email(self) -> str | None:
        return None if self.row.email is None else self.folded.opened[self.row.email]

    @property
    def phone(self) -> str | None:
        return None if self.row.phone is None else self.folded.opened[self.row.phone]


class Erasure(Shown):
    """That a person is erased; no node, but the row has the person's id."""

    model = "erasures"

    @property
    def officer(self) -> Any:
        return self.one("eng", self.row.id)


NO_NODES["erasure"] = Erasure
