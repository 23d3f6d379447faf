"""The root of a query, and the network."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from domain.topics import TARGET_GROUPS, TOPICS, TargetGroup, Topic
from tests.graphql_api.reference.changes import page_of_changes
from tests.graphql_api.reference.declarations import Declaration, Revision, Signature
from tests.graphql_api.reference.events import page_of_events
from tests.graphql_api.reference.figures import Figures, ReportedFigure
from tests.graphql_api.reference.impulses import Impulse, ImpulseStep
from tests.graphql_api.reference.malformed import Malformed, day, node_id
from tests.graphql_api.reference.nodes import ANode
from tests.graphql_api.reference.organisations import (
    EngagementOfficer,
    MembershipPeriod,
    Organisation,
    Succession,
)
from tests.graphql_api.reference.pages import Page
from tests.graphql_api.reference.practice_examples import Adoption, PracticeExample
from tests.graphql_api.reference.shown import Shown
from tests.graphql_api.reference.summits import AgendaItem, Attendance, Invitation, Summit

NODES: tuple[type[ANode], ...] = (
    Organisation,
    MembershipPeriod,
    Succession,
    EngagementOfficer,
    Signature,
    Revision,
    Declaration,
    Summit,
    AgendaItem,
    Invitation,
    Attendance,
    Impulse,
    ImpulseStep,
    PracticeExample,
    Adoption,
    ReportedFigure,
)
TOKENS = tuple(each.token for each in NODES)


class Root(Shown):
    """The root and the network: both know any node."""

    def network(self, as_of: dict[str, Any] | None = None) -> Network:
        return Network(self.folded if as_of is None else self.folded.as_of(as_of), self.row)

    def events(self, **asked: Any) -> Page:
        return page_of_events(self.folded, self.folded.log.facts, asked)

    def changes(self, **asked: Any) -> Page:
        return page_of_changes(self.folded, asked)

    def node(self, id: str) -> Any:
        return self._node(id)

    def nodes(self, ids: list[str]) -> list[Any]:
        if len(ids) > 100:
            raise Malformed("TOO_MANY_IDS")
        return [self._node(each) for each in ids]

    def _node(self, text: str) -> Any:
        return self.one(*node_id(text, *TOKENS))


@dataclass(frozen=True)
class TopicWords:
    topic: Topic
    german: str
    english: str


@dataclass(frozen=True)
class TargetGroupWords:
    target_group: TargetGroup
    german: str
    english: str


class Network(Root):
    name = "Kommunen-Netzwerk: engagiert in NRW"

    @property
    def position(self) -> int:
        return self.folded.position

    @property
    def recorded_at(self) -> Any:
        return self.folded.recorded_at

    def organisation(self, by: dict[str, str]) -> Any:
        if "id" in by:
            return self.one(*node_id(by["id"], "org"))
        rows = self.folded.organisations.values()
        return next((self.one("org", row.id) for row in rows if row.ags == by["ags"]), None)

    def organisations(self, **asked: Any) -> Page:
        return self.page("org", asked)

    @property
    def declaration(self) -> Any:
        return next((self.one("dec", key) for key in self.folded.declarations), None)

    def summit(self, year: int) -> Any:
        """That of the year which is not cancelled: of those there is at most one."""
        rows = self.folded.summits.values()
        planned = [row for row in rows if row.year == year and row.state != "CANCELLED"]
        assert len(planned) <= 1
        return self.one("sum", planned[0].id) if planned else None

    def summits(self, **asked: Any) -> Page:
        return self.page("sum", asked)

    def memberships(self, **asked: Any) -> Page:
        return self.page("mem", asked)

    def engagement_officers(self, **asked: Any) -> Page:
        return self.page("eng", asked)

    def erasures(self, **asked: Any) -> Page:
        return self.page("erasure", asked)

    def signatures(self, **asked: Any) -> Page:
        return self.page("sig", asked)

    def invitations(self, **asked: Any) -> Page:
        return self.page("inv", asked)

    def attendances(self, **asked: Any) -> Page:
        return self.page("att", asked)

    def impulses(self, **asked: Any) -> Page:
        return self.page("imp", asked)

    def practice_examples(self, **asked: Any) -> Page:
        return self.page("exa", asked)

    def adoptions(self, **asked: Any) -> Page:
        return self.page("ado", asked)

    @property
    def topics(self) -> list[TopicWords]:
        return [TopicWords(topic, TOPICS[topic].de, TOPICS[topic].en) for topic in Topic]

    @property
    def target_groups(self) -> list[TargetGroupWords]:
        return [
            TargetGroupWords(group, TARGET_GROUPS[group].de, TARGET_GROUPS[group].en) for group in TargetGroup
        ]

    def reported_figures(self, **asked: Any) -> Page:
        return self.page("fig", asked)

    def statistics(self, on: str | None = None) -> Figures:
        return Figures(self.folded, None if on is None else day(on))
